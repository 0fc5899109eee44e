// What the server puts into the page of the editor.

export interface Term { iri: string; label: string; kind?: string }
export interface Example { name: string; title: string; sparql: string }
export interface EditorData {
  endpoint: string; prefixes: Readonly<Record<string, string>>; terms: readonly Term[]; examples: readonly Example[]; query?: string;
}

/** The part of an IRI after its last slash or hash. */
export const localName = (iri: string): string => /[^/#]*$/.exec(iri)![0];

/** A class or a property; our classes begin with a capital, our properties do not, and our code lists have a hyphen. */
export function kindOf({ iri, kind }: Term): "class" | "property" | "other" {
  if (kind === "class" || kind === "property") return kind;
  if (kind || localName(iri).includes("-")) return "other";
  return /^[A-Z]/.test(localName(iri)) ? "class" : "property";
}

/** Terms whose IRI begins with what was typed, or whose name or label has its last part in it; those that begin so first. */
export function matching(terms: readonly Term[], typed: string): Term[] {
  const part = localName(typed).toLowerCase();
  const rank = ({ iri, label }: Term): number => {
    if (iri.startsWith(typed)) return 0;
    return localName(iri).toLowerCase().includes(part) || label.toLowerCase().includes(part) ? 1 : 2;
  };
  return terms.filter((term) => rank(term) < 2).sort((a, b) => rank(a) - rank(b) || a.iri.localeCompare(b.iri));
}
