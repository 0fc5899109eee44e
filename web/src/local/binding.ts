// A canned query with other values, exactly as src/smilekg/queries.py binds it. No document here.

export interface Parameter { name: string; type: "string" | "integer" | "limit" | "list" | "name" | "place" | "kind"; default: string | number }

const SLOT = /VALUES \?(\w+) \{[^{}]*\}|LIMIT [0-9]+/g;

/** `value` as a literal of SPARQL: a whole number as such, text quoted and escaped. */
export function literal(value: string | number): string {
  if (typeof value === "number") return `"${value}"^^<http://www.w3.org/2001/XMLSchema#integer>`;
  const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };
  return `"${value.replace(/[\\"\n\r]/g, (sign) => escapes[sign]!)}"`;
}

export const isNumber = ({ type }: Parameter): boolean => type === "integer" || type === "limit";

/** Whether a parameter can take a text: a number must be whole, any other text must be whole characters. */
export const takes = (parameter: Parameter, text: string): boolean => isNumber(parameter) ? /^[0-9]{1,9}$/.test(text) : !/\p{Surrogate}/u.test(text);

/** The text with `values` in place of the defaults, in one pass, so that a value that looks like a clause is never taken for one. */
export function bound(text: string, parameters: readonly Parameter[], values: ReadonlyMap<string, string>): string {
  const clauses = new Map<string, string>();
  for (const parameter of parameters) {
    const value = values.get(parameter.name);
    if (value === undefined) continue;
    if (parameter.type === "limit") clauses.set("LIMIT", `LIMIT ${Number(value)}`);
    else clauses.set(parameter.name, `VALUES ?${parameter.name} { ${literal(isNumber(parameter) ? Number(value) : value)} }`);
  }
  return text.replace(SLOT, (slot: string, name?: string) => clauses.get(name ?? "LIMIT") ?? slot);
}
