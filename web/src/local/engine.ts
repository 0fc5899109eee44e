// Asks the worker. A query that is given up ends the worker, since nothing else can stop it; another takes over those that wait.
import type { Answer, Ask } from "./worker.ts";
import { fileOf } from "./root.ts";

declare const WORKER: string; // its file beside this one, named by build.mjs

const DUMP = "data/smilekg.nt.gz";
export const ROWS = "application/sparql-results+json";

interface Waiting { sent: Ask; resolve(answer: Answer): void; reject(reason: unknown): void }

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, Waiting>();

function started(): Worker {
  const made = new Worker(new URL(WORKER, import.meta.url), { type: "module" });
  made.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.resolve(data);
    waiting.delete(data.id);
  });
  made.addEventListener("error", () => end(new Error("Oxigraph could not be started in this browser")));
  return made;
}

/** Gives one query up. The others are asked again. */
function giveUp(id: number, reason: unknown): void {
  const one = waiting.get(id);
  if (!one) return;
  waiting.delete(id);
  one.reject(reason);
  worker?.terminate();
  worker = waiting.size ? started() : undefined;
  for (const { sent } of waiting.values()) worker?.postMessage(sent);
}

function end(reason: unknown): void {
  worker?.terminate();
  worker = undefined;
  for (const one of waiting.values()) one.reject(reason);
  waiting.clear();
}

/** The text of an answer, in the first of `formats` that fits. Throws an Error with what Oxigraph says of a broken query. */
export async function ask(query: string, formats: readonly string[], signal?: AbortSignal | null): Promise<{ text: string; format: string }> {
  signal?.throwIfAborted();
  const id = ++asked;
  worker ??= started();
  const stop = (): void => giveUp(id, signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const sent: Ask = { id, query, formats, dump: fileOf(DUMP).href };
      waiting.set(id, { sent, resolve, reject });
      worker!.postMessage(sent);
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return { text: answer.text ?? "", format: answer.format ?? "" };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
