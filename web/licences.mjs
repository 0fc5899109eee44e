// The licence of each npm package that ended in a bundle.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Folders of the packages whose files a bundle holds, sorted. */
function packages(metafile) {
  const found = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const match = /^(?:.*?:)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match && bytesInOutput > 0) found.add(match[1]);
    }
  }
  return [...found].sort();
}

/** Name, version and licence of a package, with the text of its licence where it has one. */
async function notice(folder) {
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((name) => /^(licen[sc]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  if (!about.license && !files.length) throw new Error(`${about.name} has no licence: leave it out or name it here`);
  return `${about.name} ${about.version} (${about.license ?? "see below"})\n\n${texts.join("\n").trim()}\n`;
}

export async function licences(root, metafile) {
  const notices = await Promise.all(packages(metafile).map((folder) => notice(join(root, folder))));
  const rule = `\n${"-".repeat(72)}\n\n`;
  return `The scripts and styles of this site contain the following software.\n${rule}${notices.join(rule)}`;
}
