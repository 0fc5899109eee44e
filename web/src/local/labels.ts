// The names of the things in an answer, in the language of the page, else in Chinese, else in English.
import { ask, ROWS } from "./engine.ts";
import { hrefOf, language, root } from "./root.ts";
import { rowsOf, type Rows } from "./rows.ts";

export interface Namespaces { data: string; ontology: string; labels: string }
export type Labels = ReadonlyMap<string, string>;

const escaped = (iri: string): string => `<${iri.replace(/[\x00-\x20<>"{}|^`\\]/g, encodeURIComponent)}>`;

/** `labels` is queries/internal/result-labels.rq, in which the IRIs take the place of its example. */
export async function labelsOf({ labels }: Namespaces, { rows }: Rows): Promise<Labels> {
  const iris = [...new Set(rows.flat().flatMap((cell) => (cell?.kind === "iri" ? [cell.text] : [])))];
  if (!iris.length) return new Map();
  const query = labels.replace(/VALUES \?iri \{[^{}]*\}/, () => `VALUES ?iri { ${iris.map(escaped).join(" ")} }`);
  const found = rowsOf((await ask(query, [ROWS])).text, ["language", "iri", "label"]).rows.map((row) => row.map((cell) => cell?.text ?? ""));
  const order = ["en", "zh", language()]; // a later one takes the place of an earlier one
  return new Map(order.flatMap((wanted) => found.filter(([tag]) => tag === wanted).map(([, iri, label]) => [iri!, label!] as const)));
}

/** An IRI for readers: a thing of ours without its namespace, a page of Wikidata or GeoNames by its number. */
export const short = (iri: string, data: string): string =>
  iri.startsWith(data) ? iri.slice(data.length) : iri.replace(/^(http:\/\/www\.wikidata\.org\/entity\/|https:\/\/sws\.geonames\.org\/)/, "").replace(/\/$/, "");

/** Where the page of an IRI is; of one that is not ours the IRI itself, if it is of the web. */
export function hrefOfIri(iri: string, { data, ontology }: Namespaces): string {
  if (iri.startsWith(data)) return hrefOf(iri.slice(data.length));
  if (iri.startsWith(ontology)) return `${root() ?? ""}/${language()}/ontology/#${encodeURIComponent(iri.slice(ontology.length))}`;
  return /^https?:\/\//.test(iri) ? iri : "";
}
