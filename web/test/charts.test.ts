import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, runs } from "../src/charts/bars.ts";
import { step } from "../src/charts/colours.ts";
import { widened } from "../src/charts/ground.ts";
import { freeLabels } from "../src/charts/labels.ts";
import { apart, strengths } from "../src/charts/map.ts";
import { share } from "../src/charts/positions.ts";
import { shaded } from "../src/charts/tiles.ts";

test("a long list stands in columns where there is room, and no row is lost", () => {
  assert.deepEqual([columnsOf(10, 1100), columnsOf(100, 1100), columnsOf(100, 700), columnsOf(100, 320)], [1, 3, 2, 1]);
  const rows = Array.from({ length: 100 }, (_, at) => at);
  assert.deepEqual(runs(rows, 3).map((run) => run.length), [34, 34, 32]);
  assert.deepEqual(runs(rows, 3).flat(), rows);
});

test("the first place stands at 0, the last at 1", () => {
  assert.deepEqual([share(1, 10), share(10, 10), share(1, 1)], [0, 1, 0]);
  assert.equal(share(26, 51), 0.5);
});

test("the best rank is the strongest point, and so is the best score", () => {
  assert.deepEqual(strengths([1, 3, 5], true), [1, 0.5, 0]);
  assert.deepEqual(strengths([0.9, 0.5], false), [1, 0]);
  assert.deepEqual(strengths([null, 4], true), [0.5, 0.5]);
});

test("points on one spot are moved apart, no farther than their size, and others stay", () => {
  const disc = (left: number, top: number) => ({ left, top, radius: 8 });
  const [a, b, c] = apart([disc(100, 100), disc(100, 100), disc(300, 100)]);
  const distance = Math.hypot(a!.left - b!.left, a!.top - b!.top);
  assert.ok(distance > 8 && distance < 16, String(distance));
  assert.deepEqual(c, disc(300, 100));
});

test("five steps, the ends included", () => assert.deepEqual([0, 0.19, 0.2, 0.99, 1].map(step), [0, 0, 1, 4, 4]));

test("tiles span the steps, a missing value has none, equal values are all high", () => {
  const tile = (value: number | null) => ({ label: "", short: "", row: 0, col: 0, value });
  assert.deepEqual(shaded([tile(1), tile(5), tile(null)]).map((one) => one.step), [0, 4, null]);
  assert.deepEqual(shaded([tile(1), tile(5), { ...tile(0), text: "" }]).map((one) => one.step), [0, 4, null]);
  assert.deepEqual(shaded([tile(2), tile(2)]).map((one) => one.step), [4, 4]);
});

test("a range of degrees is never narrower than asked", () => {
  assert.deepEqual(widened([120], 6), [117, 123]);
  assert.deepEqual(widened([100, 120], 6), [100, 120]);
});

test("names meet neither each other nor another point", () => {
  const spot = (label: string, left: number, top: number) => ({ label, left, top, radius: 5 });
  const ten = (text: string): number => text.length * 10;
  const named = freeLabels([spot("aaa", 100, 100), spot("bbb", 115, 100), spot("ccc", 100, 112)], 400, 300, 12, undefined, ten);
  const of = Object.fromEntries(named.map((one) => [one.label, one.anchor]));
  assert.equal(of["aaa"], "end"); // the point of bbb stands to its right
  assert.equal(of["bbb"], "start");
});
