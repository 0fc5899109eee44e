import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, order } from "../src/sorting.ts";

const pinyin = new Intl.Collator("zh-u-co-pinyin", { numeric: true });
const sorted = (texts: string[], descending = false): string[] => order(texts.map(keyOf), descending, pinyin).map((at) => texts[at]!);

test("numbers are read with separators, percent signs and the minus of typographers", () => {
  assert.deepEqual(["0.910", " 1,234 ", "12.5%", "−3", "+4"].map(keyOf), [0.91, 1234, 12.5, -3, 4]);
});

test("what is not one number stays text, and dashes are nothing", () => {
  assert.deepEqual(["AAAAA+", "1,23", "2 / 10", "–", ""].map(keyOf), ["AAAAA+", "1,23", "2 / 10", null, null]);
});

test("numbers sort by size, not by letters", () => assert.deepEqual(sorted(["10", "9", "100"]), ["9", "10", "100"]));

test("Chinese sorts by pinyin: Beijing, Chongqing, Shanghai, Suzhou, Wuxi", () => {
  assert.deepEqual(sorted(["无锡市", "上海市", "苏州市", "重庆市", "北京市"]), ["北京市", "重庆市", "上海市", "苏州市", "无锡市"]);
});

test("empty cells are last both ways", () => {
  assert.deepEqual(sorted(["", "2", "1"]), ["1", "2", ""]);
  assert.deepEqual(sorted(["", "2", "1"], true), ["2", "1", ""]);
});

test("equal keys keep their order in both directions", () => {
  assert.deepEqual(order([1, 1, 0], true, pinyin), [0, 1, 2]);
  assert.deepEqual(order([1, 1, 0], false, pinyin), [2, 0, 1]);
});
