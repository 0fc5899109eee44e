// All positions of one thing: a line for each list, the editions as headings.
import { SERIES, SHAPES } from "./colours.ts";
import { positions, type Line, type Position } from "./positions.ts";

export interface DotRow { label: string; group: string; href?: string | null; rank: number; of: number; text?: string }

export function dots({ rows }: { rows: readonly DotRow[] }, width: number): Element[] {
  const groups = [...new Set(rows.map((row) => row.group))];
  const lines: Line[] = [];
  const points: Position[] = [];
  for (const [index, group] of groups.entries()) {
    if (group) lines.push({ label: group, heading: true });
    for (const row of rows.filter((one) => one.group === group)) {
      points.push({ line: lines.length, rank: row.rank, of: row.of, href: row.href ?? null, colour: SERIES[index % SERIES.length]!,
        shape: SHAPES[index % SHAPES.length]!, lines: [row.label, row.text ?? `${row.rank} / ${row.of}`, group] });
      lines.push({ label: row.label, of: row.of, text: row.text ?? `${row.rank} / ${row.of}` });
    }
  }
  return [positions({ lines, positions: points }, width)];
}
