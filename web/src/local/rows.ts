// Rows of an answer: from the JSON of SPARQL to cells, and to files. No document here.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const KINDS: Readonly<Record<string, "number" | "boolean">> = { [`${XSD}integer`]: "number", [`${XSD}decimal`]: "number", [`${XSD}boolean`]: "boolean" };

export interface Cell { text: string; kind: "iri" | "number" | "boolean" | "text" }
export interface Rows { columns: readonly string[]; rows: readonly (readonly (Cell | null)[])[] }

interface Term { type: string; value: string; datatype?: string }
interface Said { head: { vars?: readonly string[] }; results: { bindings: readonly Readonly<Record<string, Term>>[] } }

function cell(term: Term | undefined): Cell | null {
  return term ? { text: term.value, kind: term.type === "uri" ? "iri" : (KINDS[term.datatype ?? ""] ?? "text") } : null;
}

/** The rows of a SELECT query; Oxigraph names the columns in no order of its own, so `columns` gives it. */
export function rowsOf(text: string, columns?: readonly string[]): Rows {
  const { head, results } = JSON.parse(text) as Said;
  const order = columns ?? head.vars ?? [];
  return { columns: order, rows: results.bindings.map((binding) => order.map((name) => cell(binding[name]))) };
}

/** A number, also one that is published text such as `0.860`; null where a cell is none. */
export const numberOf = (one: Cell | null | undefined): number | null => one && one.kind !== "iri" && /^-?[0-9]+(\.[0-9]+)?$/.test(one.text) ? Number(one.text) : null;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const toCsv = ({ columns, rows }: Rows): string =>
  [columns, ...rows.map((row) => row.map((one) => one?.text ?? ""))].map((line) => `${line.map(quoted).join(",")}\n`).join("");

/** A list with one object a row, as src/smilekg/result.py writes it. */
export const toJson = ({ columns, rows }: Rows): string =>
  `${JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, plain(row[at])]))), null, 1)}\n`;

function plain(one: Cell | null | undefined): string | number | boolean | null {
  if (!one) return null;
  return one.kind === "number" ? Number(one.text) : one.kind === "boolean" ? one.text === "true" : one.text;
}
