import assert from "node:assert/strict";
import { test } from "node:test";
import { bound, literal, takes, type Parameter } from "../src/local/binding.ts";
import { chartOf } from "../src/local/chart.ts";
import { formatsOf } from "../src/local/endpoint.ts";
import { preferred } from "../src/local/gate.ts";
import { distance, fold, Index, placesOf, tolerance, type Named } from "../src/local/matching.ts";
import { rowsOf, toCsv, toJson } from "../src/local/rows.ts";
import { sharedBy } from "../src/local/standings.ts";

const place = (path: string, zh: string, en: string, codes: string[] = [], others: string[] = []): Named =>
  ({ path, kind: "City", zh, en, where: ["", ""], names: [zh, en], others, codes, adcode: codes[0] ?? null });
const THINGS = [
  place("place/310000", "上海市", "Shanghai", ["310000"], ["上海"]), place("place/320500", "苏州市", "Suzhou", ["320500"], ["苏州"]),
  place("place/341300", "宿州市", "Suzhou", ["341300"]), place("place/320106", "鼓楼区", "Gulou District", ["320106"]),
  place("place/350102", "鼓楼区", "Gulou District", ["350102"]), place("place/431121", "祁阳县", "Qiyang County", ["431121", "431181"]),
  place("company/tencent", "腾讯", "Tencent"), place("place/610100", "西安市", "Xi'an", ["610100"]),
];
const found = (text: string): string[] => new Index(THINGS).find(text, 9).map(({ thing }) => thing.path);

test("names are compared without case, accents, blanks and signs", () => {
  assert.deepEqual(["Xi'an", "Ürümqi", " new Area ", "ＡＢＣ", "苏州"].map(fold), ["xian", "urumqi", "newarea", "abc", "苏州"]);
});

test("a swapped pair of letters is one error, and a far name is not counted out", () => {
  assert.deepEqual([distance("suzhuo", "suzhou", 2), distance("abc", "abc", 1), distance("kitten", "sitting", 3), distance("a", "abcdef", 2)], [1, 0, 3, 3]);
  assert.deepEqual(["su", "suzhu", "suzhouu", "320500", "苏", "苏洲市"].map(tolerance), [0, 1, 2, 0, 0, 1]);
});

test("exact names come before those that begin so, these before those that have it inside; errors last", () => {
  assert.deepEqual(found("suzhou"), ["place/320500", "place/341300"]);
  assert.deepEqual(found("上海")[0], "place/310000");
  assert.deepEqual(found("xian"), ["place/610100"]);
  assert.deepEqual(found("tencnt"), ["company/tencent"]);
  assert.deepEqual(found("3205"), ["place/320500"]);
  assert.deepEqual([found(""), found("  ?"), found("zzzz")], [[], [], []]);
});

test("a place stands for itself by code, name, other name or name without its ending; never by guess", () => {
  const places = (name: string): string[] => placesOf(THINGS, name).map(({ path }) => path);
  assert.deepEqual(["320500", "苏州市", "苏州", "place/320500", "id:place/320500", "https://w3id.org/smilekg/id/place/320500"].map((one) => places(one)), Array(6).fill(["place/320500"]));
  assert.deepEqual(places("鼓楼"), ["place/320106", "place/350102"]);
  assert.deepEqual([places("431181"), places("祁阳"), places("Suzho"), places("腾讯")], [["place/431121"], ["place/431121"], [], []]);
});

const TEXT = 'SELECT * { VALUES ?a { "x" } VALUES ?n { 10 } VALUES ?other { "y" } } LIMIT 5';
const PARAMETERS: Parameter[] = [{ name: "a", type: "string", default: "x" }, { name: "n", type: "integer", default: 10 }, { name: "most", type: "limit", default: 5 }];

test("values take the place of the defaults in one pass, and cannot leave their quotes", () => {
  const bind = (values: Record<string, string>): string => bound(TEXT, PARAMETERS, new Map(Object.entries(values)));
  assert.equal(bind({}), TEXT);
  assert.equal(bind({ most: "007" }), TEXT.replace("LIMIT 5", "LIMIT 7"));
  assert.ok(bind({ n: "3" }).includes('VALUES ?n { "3"^^<http://www.w3.org/2001/XMLSchema#integer> }'));
  assert.ok(bind({ a: 'LIMIT 9 VALUES ?n { 1 } "\\' }).includes('VALUES ?a { "LIMIT 9 VALUES ?n { 1 } \\"\\\\" }'));
  assert.ok(bind({ a: "$& $1" }).includes('VALUES ?a { "$& $1" }'));
  assert.equal(literal("a\nb\r"), '"a\\nb\\r"');
});

test("a number must be whole and short, text must be whole characters", () => {
  const [a, n] = [PARAMETERS[0]!, PARAMETERS[1]!];
  assert.deepEqual(["0", "12", "1234567890", "-1", "1.5", "", "１", "many"].map((one) => takes(n, one)), [true, true, false, false, false, false, false, false]);
  assert.deepEqual([takes(a, "𠮷"), takes(a, "\ud800")], [true, false]);
});

const SAID = JSON.stringify({ head: { vars: ["n", "iri", "name"] }, results: { bindings: [
  { name: { type: "literal", value: 'a "b", c', "xml:lang": "en" }, n: { type: "literal", value: "0.90", datatype: "http://www.w3.org/2001/XMLSchema#decimal" }, iri: { type: "uri", value: "urn:x" } },
  { name: { type: "literal", value: "true", datatype: "http://www.w3.org/2001/XMLSchema#boolean" } }] } });

test("rows leave as RFC 4180 and as JSON with numbers", () => {
  const rows = rowsOf(SAID, ["name", "n", "iri"]);
  assert.equal(toCsv(rows), 'name,n,iri\n"a ""b"", c",0.90,urn:x\ntrue,,\n');
  assert.deepEqual(JSON.parse(toJson(rows)), [{ name: 'a "b", c', n: 0.9, iri: "urn:x" }, { name: true, n: null, iri: null }]);
});

test("a chart needs two rows with numbers", () => {
  const data = rowsOf(JSON.stringify({ head: {}, results: { bindings: [1, 2].map((n) => ({ name: { type: "literal", value: `p${n}` }, v: { type: "literal", value: `0.${n}0` } })) } }), ["name", "v"]);
  const about = { columns: [{ name: "v", label: "Value" }], data: "d/", ontology: "o/", labels: "" };
  assert.deepEqual(chartOf({ kind: "bars", label: "name", value: "v" }, about, data)?.rows, [1, 2].map((n) => ({ label: `p${n}`, href: "", value: n / 10, text: `0.${n}0`, note: "" })));
  assert.equal(chartOf({ kind: "bars", label: "name", value: "v" }, about, { ...data, rows: data.rows.slice(1) }), null);
  assert.equal(chartOf({ kind: "tiles", label: "name", value: "v" }, about, data), null);
});

test("a list is shown where two places stand on it", () => {
  const lists = ["a", "b", "c"].map((path) => ({ path, edition: "", zh: "", en: "", of: 9, ordered: true }));
  const lines = sharedBy({ lists, places: { x: [[0, "x0", 1, "9"], [2, "x2", null, null]], y: [[2, "y2", 3, "7"], [1, "y1", 1, null]] } }, ["x", "y", "z"]);
  assert.deepEqual(lines.map(({ list, standings }) => [list.path, standings]), [["c", [{ path: "x2", rank: null, value: null }, { path: "y2", rank: 3, value: "7" }, null]]]);
});

test("the first of the reader's languages that the site has is taken", () => {
  assert.deepEqual([["zh-TW"], ["de", "zh-CN", "en"], ["en-GB", "zh"], ["fr"], []].map(preferred), ["zh", "zh", "en", "en", "en"]);
});

test("an endpoint gives rows and triples as they are asked for, else as JSON and Turtle", () => {
  assert.deepEqual(formatsOf("text/csv;q=0.9, image/png"), ["text/csv", "application/sparql-results+json", "text/turtle"]);
  assert.deepEqual(formatsOf("*/*"), ["application/sparql-results+json", "text/turtle"]);
});
