// A Web Worker with Oxigraph over the whole graph: it reads the dump when it is first asked, and answers one query at a time.
import start, { Store } from "oxigraph/web.js";
import file from "oxigraph/web_bg.wasm";

/** esbuild makes of the import the name of a copy beside this script; the package describes what is in it. */
const wasm = file as unknown as string;

export interface Ask { id: number; dump: string; query: string; formats: readonly string[] }
export interface Answer { id: number; text?: string; format?: string; error?: string }

/** A packed file as text; some servers unpack it themselves. */
async function unpacked(address: string): Promise<string> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function opened(dump: string): Promise<Store> {
  const [text] = await Promise.all([unpacked(dump), start({ module_or_path: new URL(wasm, import.meta.url) })]);
  const store = new Store();
  store.load(text, { format: "application/n-triples", no_transaction: true });
  return store;
}

/** The answer in the first format that fits its kind: rows or triples. */
function answered(store: Store, query: string, formats: readonly string[]): { text: string; format: string } {
  let refused: unknown;
  for (const format of formats) {
    try {
      return { text: store.query(query, { results_format: format }) as string, format };
    } catch (error) {
      refused = error;
      if (!(error as Error).message.startsWith("Not supported")) throw error;
    }
  }
  throw refused;
}

let store: Promise<Store> | undefined;

/** The graph, read once; a download that failed is tried again by the next query. */
function graph(dump: string): Promise<Store> {
  return (store ??= opened(dump).catch((error: unknown) => {
    store = undefined;
    throw error;
  }));
}

addEventListener("message", async ({ data }: MessageEvent<Ask>) => {
  const answer: Answer = { id: data.id };
  try {
    Object.assign(answer, answered(await graph(data.dump), data.query, data.formats));
  } catch (error) {
    answer.error = error instanceof Error ? error.message : String(error);
  }
  postMessage(answer);
});
