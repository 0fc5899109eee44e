// The charts of an answer that need nothing but its rows, as src/smilekg/pages/charts.py makes them.
import { hrefOfIri, type Namespaces } from "./labels.ts";
import { numberOf, type Rows } from "./rows.ts";

export interface Chart { kind: string; label: string | readonly string[]; value?: string; x?: string; y?: string }
interface Place extends Namespaces { columns: readonly { name: string; label: string }[] }

const FEWEST = 2;

/** The data of a chart; null for a kind that needs more than the rows, and where there is too little to draw. */
export function chartOf(chart: Chart, place: Place, { columns, rows }: Rows): { rows: readonly object[] } | null {
  const heading = (name = ""): string => place.columns.find((column) => column.name === name)?.label ?? name;
  const drawn = rows.flatMap((row) => {
    const of = (name = "") => row[columns.indexOf(name)];
    const entity = of("entity");
    const common = { label: [chart.label].flat().map((name) => of(name)?.text ?? "").join(" – "), href: entity ? hrefOfIri(entity.text, place) : "" };
    const made = KINDS[chart.kind]?.(chart, (name) => numberOf(of(name)), (name) => of(name)?.text ?? "");
    return made ? [{ ...common, ...made }] : [];
  });
  if (drawn.length < FEWEST) return null;
  return { x: heading(chart.x ?? chart.value), y: heading(chart.y), ranks: /rank|position/.test(chart.x ?? ""), rows: drawn } as { rows: readonly object[] };
}

type Maker = (chart: Chart, number: (name?: string) => number | null, text: (name?: string) => string) => object | null;

const KINDS: Readonly<Record<string, Maker>> = {
  bars: ({ value }, number, text) => (number(value) === null ? null : { value: number(value), text: text(value), note: "" }),
  scatter: ({ x, y }, number) => (number(x) === null || number(y) === null ? null : { x: number(x), y: number(y) }),
  dots: (_, number, text) => (number("rank") === null ? null : { group: text("edition"), rank: number("rank"), of: number("of"), text: `${number("rank")} / ${number("of")}` }),
};
