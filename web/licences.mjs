// The licence of each npm package that ended in a bundle, and of all that it needs: some bundle others themselves.
import { access, readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

const readable = (file) => access(file).then(() => true, () => false);
const about = async (folder) => JSON.parse(await readFile(join(folder, "package.json"), "utf8"));

/** Folders of the packages whose files a bundle holds. */
function bundled(root, metafile) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([input]) => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [])
    .map((folder) => join(root, folder));
}

/** Where Node finds the package `name` from `folder`; undefined for an optional one that is not installed. */
async function found(name, folder) {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const place = join(at, "node_modules", name);
    if (await readable(join(place, "package.json"))) return place;
  }
  return undefined;
}

/** `folders` and the packages that they need, without end. */
async function withDependencies(folders) {
  const all = new Set(folders);
  for (const folder of all) {
    for (const name of Object.keys((await about(folder)).dependencies ?? {})) {
      const place = await found(name, folder);
      if (place) all.add(place);
    }
  }
  return [...all];
}

/** Name, version and licence of a package, with the text of its licence where it has one. */
async function notice(folder) {
  const { name, version, license } = await about(folder);
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file)).sort();
  if (!license && !files.length) throw new Error(`${name} has no licence: do without it`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return `${name} ${version} (${license ?? "see below"})\n\n${texts.join("\n").trim()}\n`;
}

export async function licences(root, metafile) {
  const notices = await Promise.all((await withDependencies(bundled(root, metafile))).map(notice));
  const rule = `\n${"-".repeat(72)}\n\n`;
  const distinct = [...new Set(notices)].sort((a, b) => a.localeCompare(b, "en"));
  return `The scripts and styles of this site contain the following software.\n${rule}${distinct.join(rule)}`;
}
