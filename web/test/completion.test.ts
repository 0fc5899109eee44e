import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, localName, matching } from "../src/sparql/data.ts";

const iri = (name: string): string => `https://w3id.org/smilekg/ontology/${name}`;
const terms = [{ iri: iri("RankingEntry"), label: "榜单条目" }, { iri: iri("rank"), label: "名次" }, { iri: iri("grade"), label: "等级" }, { iri: iri("grade-A"), label: "A 级" }];

test("kinds follow from the name where none is given", () => {
  assert.deepEqual(terms.map(kindOf), ["class", "property", "property", "other"]);
  assert.equal(kindOf({ iri: iri("x"), label: "", kind: "class" }), "class");
});

test("terms are found by the begin of the IRI, a part of the name, or the label; the begin comes first", () => {
  const names = (typed: string): string[] => matching(terms, typed).map((term) => localName(term.iri));
  assert.deepEqual(names(iri("ra")), ["rank", "grade", "grade-A", "RankingEntry"]);
  assert.deepEqual(names(iri("名")), ["rank"]);
  assert.deepEqual(names(iri("zzz")), []);
});
