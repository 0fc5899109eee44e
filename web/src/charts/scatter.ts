// Two measures of the same things; the outermost ones are named.
import { axisX, axisY, dot, gridX, gridY } from "@observablehq/plot";
import { BAR, GRID, PAPER, QUIET } from "./colours.ts";
import { freeLabels } from "./labels.ts";
import { tip } from "./marks.ts";
import { nameMarks } from "./naming.ts";
import { drawing } from "./plot.ts";

export interface ScatterRow { label: string; href?: string | null; x: number; y: number; text?: string }
/** With `ranks` both axes are turned, so that the first place stands at the upper right. */
export interface ScatterData { x: string; y: string; ranks?: boolean; rows: readonly ScatterRow[] }

/** From the last rank to the first, or the range of the values. */
const scaleOf = (values: readonly number[], ranks: boolean) => (ranks ? { domain: [Math.max(2, ...values), 1] } : {});
const ticksOf = (values: readonly number[], ranks: boolean): number => (ranks ? Math.min(6, Math.max(1, Math.max(...values) - 1)) : 5);

export function scatter(data: ScatterData, width: number): Element[] {
  const height = Math.round(Math.min(data.rows.length > 8 ? 520 : 360, Math.max(280, width * 0.6)));
  const ranks = data.ranks === true;
  const [xs, ys] = [data.rows.map((row) => Number(row.x)), data.rows.map((row) => Number(row.y))];
  const [across, up] = [ticksOf(xs, ranks), ticksOf(ys, ranks)];
  const options = {
    width, height, marginLeft: 52, marginRight: 30, marginTop: 30, marginBottom: 44, style: { fontSize: "12px" }, inset: 14, x: scaleOf(xs, ranks), y: scaleOf(ys, ranks),
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: across }), gridY({ stroke: GRID, strokeOpacity: 1, ticks: up }),
      axisX({ label: data.x, labelArrow: "right", color: QUIET, tickSize: 0, ticks: across }),
      axisY({ label: data.y, labelArrow: "up", color: QUIET, tickSize: 0, ticks: up }),
      dot(data.rows, { x: "x", y: "y", r: 5.5, fill: BAR, fillOpacity: 0.85, stroke: PAPER, href: "href",
        ariaLabel: (row: ScatterRow) => tip(row.label, `${data.x} ${row.x}`, `${data.y} ${row.y}`, row.text) }),
    ],
  };
  const bare = drawing(options) as SVGSVGElement & { scale(name: string): { apply(value: number): number } };
  const spots = data.rows.map((row) => ({ ...row, left: bare.scale("x").apply(row.x), top: bare.scale("y").apply(row.y), radius: 5.5 }));
  const named = freeLabels(spots, width, height, 12);
  return [drawing({ ...options, marks: [...options.marks, ...nameMarks(named, "x", "y")] })];
}
