// Two to six places over the lists that they share, each with a colour and a shape.
import { SERIES, SHAPES } from "./colours.ts";
import { legend, swatch } from "./legend.ts";
import { positions, type Position } from "./positions.ts";

export interface PairRow { label: string; href?: string | null; ranks: readonly (number | null)[]; of: number; texts?: readonly (string | null)[] }
export interface PairData { places: readonly string[]; rows: readonly PairRow[] }

export function pairs(data: PairData, width: number): Element[] {
  const points: Position[] = data.rows.flatMap((row, line) => row.ranks.flatMap((rank, place) => rank === null ? [] : [{
    line, rank, of: row.of, href: row.href ?? null, colour: SERIES[place % SERIES.length]!, shape: SHAPES[place % SHAPES.length]!,
    lines: [data.places[place] ?? "", row.label, row.texts?.[place] ?? `${rank} / ${row.of}`],
  }]));
  const signs = data.places.map((name, place) => [swatch(SERIES[place % SERIES.length]!, SHAPES[place % SHAPES.length]!), name] as const);
  return [legend(signs), positions({ lines: data.rows, positions: points }, width)];
}
