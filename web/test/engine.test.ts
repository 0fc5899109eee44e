// What the engine does with its worker. Node has no Web Workers: a stand-in keeps what it is sent until it is told to answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Ask } from "../src/local/worker.ts";

class Kept extends EventTarget {
  static all: Kept[] = [];
  sent: Ask[] = [];
  ended = false;
  constructor() { super(); Kept.all.push(this); }
  postMessage(ask: Ask): void { this.sent.push(ask); }
  terminate(): void { this.ended = true; }
  answer(): void {
    for (const { id, query } of this.sent) this.dispatchEvent(new MessageEvent<Answer>("message", { data: { id, text: `of ${query}`, format: "f" } }));
  }
}
Object.assign(globalThis, {
  Worker: Kept, WORKER: "worker.js", location: { href: "https://smile.example/en/" }, document: { documentElement: { dataset: { root: ".." } } },
});
const { ask } = await import("../src/local/engine.ts");

test("a query that is given up takes no other with it: they are asked again of another worker", async () => {
  const given = new AbortController();
  const answers = [ask("first", ["f"]), ask("second", ["f"], given.signal), ask("third", ["f"])];
  given.abort(new Error("given up"));
  await assert.rejects(answers[1]!, /given up/);
  const [before, now] = Kept.all;
  assert.deepEqual([Kept.all.length, before!.ended, now!.ended], [2, true, false]);
  assert.deepEqual(now!.sent, [before!.sent[0], before!.sent[2]]);
  now!.answer();
  assert.deepEqual((await Promise.all([answers[0], answers[2]])).map((one) => one!.text), ["of first", "of third"]);
});

test("the last query given up ends the worker; the next starts another", async () => {
  const given = new AbortController();
  const alone = ask("alone", ["f"], given.signal);
  const count = Kept.all.length;
  given.abort(new Error("given up"));
  await assert.rejects(alone, /given up/);
  assert.deepEqual([Kept.all.length, Kept.all.at(-1)!.ended], [count, true]);
  const next = ask("next", ["f"]);
  Kept.all.at(-1)!.answer();
  assert.equal((await next).text, "of next");
  assert.equal(Kept.all.length, count + 1);
});
