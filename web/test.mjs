// Bundles the unit tests, since Node 20 reads no TypeScript, and runs them with Node's own runner.
import { build } from "esbuild";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "smilekg-web-"));
const files = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts")).sort();
await build({
  absWorkingDir: here, entryPoints: files.map((name) => `test/${name}`), outdir: folder, outExtension: { ".js": ".mjs" },
  bundle: true, platform: "node", format: "esm", logLevel: "warning",
});
const done = spawnSync(process.execPath, ["--test", ...files.map((name) => join(folder, name.replace(/ts$/, "mjs")))], { stdio: "inherit" });
await rm(folder, { recursive: true });
process.exit(done.status ?? 1);
