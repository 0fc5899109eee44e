// Completion in the editor: our prefixes, classes and properties, from the page itself.
import Yasgui from "@zazuko/yasgui";
import { kindOf, localName, matching, type EditorData, type Term } from "./data.ts";

const { Yasqe } = Yasgui;

type Completer = Parameters<typeof Yasqe.registerAutocompleter>[0];
type Hints = Parameters<NonNullable<Completer["postprocessHints"]>>[1];

/** Suggestions with their label beside the name. */
function withLabels(hints: Hints, labels: ReadonlyMap<string, string>): Hints {
  return hints.map((hint) => {
    const label = labels.get(localName(hint.text.replace(/>$/, "").replace(/^[\w-]*:(?!\/)/, "")));
    return label ? { ...hint, displayText: `${hint.text}  ${label}` } : hint;
  });
}

function forTerms(base: "class" | "property", terms: readonly Term[]): string {
  const name = `smilekg-${base}`;
  const labels = new Map(terms.map(({ iri, label }) => [localName(iri), label]));
  Yasqe.forkAutocompleter(base, {
    name, bulk: false, autoShow: true,
    get: (_, token) => matching(terms, token?.autocompletionString ?? "").map(({ iri }) => iri),
    postprocessHints: (_, hints) => withLabels(hints, labels),
  }, false);
  return name;
}

function forPrefixes(prefixes: EditorData["prefixes"]): string {
  const name = "smilekg-prefixes";
  const lines = Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
  Yasqe.forkAutocompleter("prefixes", { name, get: () => Promise.resolve(lines), persistenceId: null }, false);
  return name;
}

/** Registers the completers for this page, and gives the names of all that the editor uses: no other asks a host. */
export function completersFor({ prefixes, terms }: EditorData): string[] {
  const of = (kind: string): Term[] => terms.filter((term) => kindOf(term) === kind);
  return ["variables", forPrefixes(prefixes), forTerms("class", of("class")), forTerms("property", of("property"))];
}
