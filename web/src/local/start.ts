// What a server would do, on a site of files: each part looks for its own page.
import { element, jsonIn } from "../dom.ts";
import type { EditorData } from "../sparql/data.ts";
import { say } from "../words.ts";

type Part = (found: HTMLElement) => Promise<unknown>;

const PARTS: readonly (readonly [string, Part])[] = [
  ["[data-gate]", async (found) => (await import("./gate.ts")).goOn(found)],
  ["main[data-local=search]", async (found) => (await import("./search-page.ts")).fillSearchPage(found)],
  ["main[data-local=compare]", async (found) => (await import("./compare.ts")).fillComparison(found)],
  ["main[data-local=map]", async (found) => (await import("./map.ts")).setMap(found)],
  ["#question-data", async (found) => (await import("./question.ts")).answerHere(found)],
  ["#sparql-page", async (found) => {
    const data = jsonIn<EditorData>(found);
    if (data) (await import("./endpoint.ts")).answerHere(new URL(data.endpoint, location.href));
  }],
];

const failed = (error: Error): HTMLElement => element("p", { class: "notice notice-warning" },
  say("这一部分未能载入：", "This part could not be loaded: "), error.message);

export async function start(): Promise<void> {
  for (const [selector, part] of PARTS) {
    const found = document.querySelector<HTMLElement>(selector);
    if (found) await part(found).catch((error: Error) => document.querySelector("main")?.append(failed(error)));
  }
}
