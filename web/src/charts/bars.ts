// Horizontal bars from zero, in the given order; a long list stands in columns with one scale.
import { axisX, barX, gridX, ruleX, text } from "@observablehq/plot";
import { element } from "../dom.ts";
import { say } from "../words.ts";
import { BAR, GRID, INK, LINE, MARKED, QUIET } from "./colours.ts";
import { tip } from "./marks.ts";
import { drawing, fitted, textWidth, widest } from "./plot.ts";

export interface BarRow { label: string; href?: string | null; value: number; text?: string; note?: string }
export interface BarData { x: string; rows: readonly BarRow[]; from?: number; to?: number }

const SIZE = 13;

const isCorrected = (row: BarRow): boolean => (row.note ?? "").includes("corrected");
const isTied = (row: BarRow): boolean => (row.note ?? "").includes("tie");

/** The words for a row's note; a note of its own stays as it is. */
function noteOf(row: BarRow): string {
  const words = [isTied(row) && say("并列", "tie"), isCorrected(row) && say("已更正", "corrected")].filter(Boolean);
  return words.length ? words.join(say("，", ", ")) : (row.note ?? "");
}

const signs = (row: BarRow): string => [isTied(row) && "=", isCorrected(row) && "✎"].filter(Boolean).join(" ");
const valueText = (row: BarRow): string => row.text ?? String(row.value);

/** Columns that give each at least 300 pixels, for lists of more than 24 rows. */
export function columnsOf(rows: number, width: number): number {
  return rows <= 24 ? 1 : Math.max(1, Math.min(3, Math.floor(width / 300), Math.ceil(rows / 24)));
}

/** `rows` cut into `count` runs of nearly the same length. */
export function runs<T>(rows: readonly T[], count: number): T[][] {
  const length = Math.ceil(rows.length / count);
  return Array.from({ length: count }, (_, at) => rows.slice(at * length, (at + 1) * length));
}

interface Frame { width: number; left: number; right: number; domain: [number, number]; rows: number; x: string }

function column(rows: readonly BarRow[], first: number, frame: Frame): SVGSVGElement {
  const data = rows.map((row, index) => ({ ...row, key: first + index, name: fitted(row.label, SIZE, frame.left - 14) }));
  const height = frame.rows > 24 ? 21 : 26;
  const common = { y: "key" as const };
  return drawing({
    width: frame.width, marginLeft: frame.left, marginRight: frame.right, marginTop: 34, marginBottom: 6,
    height: 40 + frame.rows * height, style: { fontSize: `${SIZE}px` },
    color: { type: "identity" }, x: { domain: frame.domain },
    y: { domain: Array.from({ length: frame.rows }, (_, at) => first + at), axis: null, padding: 0.28, paddingOuter: 0.1 },
    marks: [
      gridX({ stroke: GRID, strokeOpacity: 1, ticks: 4 }),
      axisX({ anchor: "top", label: frame.x, labelArrow: "none", labelAnchor: "left", color: QUIET, ticks: 4, tickSize: 0, fontSize: 12 }),
      barX(data, { ...common, x1: 0, x2: "value", fill: BAR,
        href: "href", ariaLabel: (row: BarRow) => tip(row.label, `${frame.x} ${row.text ?? row.value}`, noteOf(row)) }),
      ruleX([0], { stroke: LINE }),
      text(data, { ...common, x: frame.domain[0], text: "name", textAnchor: "end", dx: -8, fill: INK, fontSize: SIZE }),
      text(data, { ...common, x: "value", text: valueText, textAnchor: "start", dx: 5, fill: QUIET, fontSize: SIZE - 1 }),
      ...data.filter(signs).map((row) => text([row], { ...common, x: "value", text: signs, textAnchor: "start", dx: 11 + textWidth(valueText(row), SIZE - 1),
        fill: MARKED, fontWeight: 700, fontSize: SIZE })),
    ],
  });
}

/** What the signs after a value mean; in a list of text, since they are text. */
function legendOf(rows: readonly BarRow[]): Element[] {
  const item = (sign: string, words: string): Element => element("li", {}, element("b", { class: "sign" }, sign), words);
  const items = [rows.some(isTied) && item("=", say("并列", "tie")), rows.some(isCorrected) && item("✎", say("有更正", "has corrections"))];
  const shown = items.filter((one) => one !== false);
  return shown.length ? [element("ul", { class: "legend" }, ...shown)] : [];
}

export function bars(data: BarData, width: number): Element[] {
  const count = columnsOf(data.rows.length, width);
  const each = Math.floor((width - (count - 1) * 28) / count);
  const values = data.rows.map((row) => row.value);
  const frame: Frame = {
    width: each, x: data.x, rows: Math.ceil(data.rows.length / count),
    left: Math.min(widest(data.rows.map((row) => row.label), SIZE) + 16, Math.floor(each * 0.42)),
    right: widest(data.rows.map((row) => `${valueText(row)} ${signs(row)}`), SIZE - 1) + 14,
    domain: [Math.min(0, ...values), Math.max(...values, 0) || 1],
  };
  frame.left = Math.max(frame.left, Math.ceil(textWidth("0", 12)) + 8);
  let first = 0;
  const drawn = runs(data.rows, count).map((run) => {
    const svg = column(run, first, frame);
    first += run.length;
    return svg;
  });
  return [...legendOf(data.rows), element("div", { class: `columns columns-${count}` }, ...drawn)];
}
