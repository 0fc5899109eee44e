// Bundles TypeScript and CSS into src/smilekg/pages/static: names with a content hash, manifest.json, LICENSES.txt.
import { build } from "esbuild";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { mended } from "./yasgui.mjs";
import { licences } from "./licences.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, "../src/smilekg/pages/static");
const fresh = `${target}.new`;

const mendYasgui = {
  name: "mend-yasgui",
  setup: ({ onLoad }) => onLoad({ filter: /yasgui\.esm\.js$/ }, async ({ path }) => ({ contents: mended(await readFile(path, "utf8")), loader: "js" })),
};

const common = {
  absWorkingDir: here,
  outdir: fresh,
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: true,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  logLevel: "warning",
  logOverride: { "unsupported-dynamic-import": "silent" },
};

// Oxigraph runs in a worker, which is a file of its own: the pages' scripts must know its name.
const worker = await build({ ...common, entryPoints: { worker: "src/local/worker.ts" }, loader: { ".wasm": "file" } });
const workerFile = basename(Object.keys(worker.metafile.outputs).find((file) => file.endsWith(".js")));

const result = await build({
  ...common,
  entryPoints: { app: "src/app.ts", style: "css/style.css", sparql: "css/sparql.css" },
  plugins: [mendYasgui],
  splitting: true,
  define: { WORKER: JSON.stringify(workerFile) },
});

/** A copy under a name with the hash of its content. */
async function hashed(file, content) {
  const [, stem, suffix] = /^(.*)(\.[a-z]+)$/.exec(file);
  const name = `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase()}${suffix}`;
  await writeFile(join(fresh, name), content);
  return [file, name];
}

const entries = Object.entries(result.metafile.outputs)
  .filter(([, output]) => output.entryPoint && /^(src|css)\/[a-z]+\.(ts|css)$/.test(output.entryPoint))
  .map(([file]) => [basename(file).replace(/-[A-Z0-9]{8}(?=\.)/, ""), basename(file)]);
const favicon = await hashed("favicon.svg", await readFile(join(here, "favicon.svg")));
const licence = await hashed("LICENSES.txt", await licences(here, { outputs: { ...worker.metafile.outputs, ...result.metafile.outputs } }));
const manifest = Object.fromEntries([...entries, favicon, licence].sort());
await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
