// Positions on lists of different lengths, one list a line: 1 at the left, the last place at the right.
import { dot, link, text } from "@observablehq/plot";
import { say } from "../words.ts";
import { GRID, INK, PAPER, QUIET } from "./colours.ts";
import { tip } from "./marks.ts";
import { drawing, fitted, widest } from "./plot.ts";

export interface Position { line: number; rank: number; of: number; colour: string; shape: string; href?: string | null; lines: readonly string[] }
export interface Line { label: string; heading?: boolean; of?: number; text?: string }
export interface Lines { lines: readonly Line[]; positions: readonly Position[] }

const SIZE = 13;
const NARROW = 560;

/** Where a rank stands between the first place (0) and the last one (1). */
export const share = (rank: number, of: number): number => (of <= 1 ? 0 : Math.min(1, Math.max(0, (rank - 1) / (of - 1))));

interface Frame { narrow: boolean; left: number; right: number; height: number; shift: number }

function frameOf({ lines }: Lines, width: number): Frame {
  const narrow = width < NARROW;
  const left = narrow ? 18 : Math.min(widest(lines.map((line) => line.label), SIZE) + 26, Math.floor(width * 0.38));
  const right = widest(lines.map((line) => line.text ?? ""), 12);
  return { narrow, left, right: narrow ? 44 : Math.max(44, right + 52), height: narrow ? 46 : 30, shift: narrow ? -17 : 0 };
}

/** The names of the lists: before the line, or above it where there is little room. */
function names(lines: readonly (Line & { at: number })[], frame: Frame, width: number) {
  const room = (line: Line): number => (frame.narrow ? width - widest([line.text ?? ""], 12) - 22 : frame.left - 22);
  const label = (line: Line): string => fitted(line.label, SIZE, room(line));
  const place = frame.narrow ? { textAnchor: "end" as const, dx: frame.right - 4, dy: frame.shift } : { textAnchor: "start" as const, dx: 44 };
  const headings = lines.filter((line) => line.heading);
  const others = lines.filter((line) => !line.heading);
  const start = { x: 0, y: "at", text: label, textAnchor: "start" as const };
  return [
    text(headings, { ...start, dx: 4 - frame.left, dy: 4, fontWeight: 600, fill: INK }),
    text(others, { ...start, dx: 4 - frame.left, dy: frame.shift, fill: INK }),
    text(others, { x: 1, y: "at", text: (line: Line) => line.text ?? "", ...place, fill: QUIET, fontSize: 12 }),
  ];
}

export function positions(data: Lines, width: number): SVGSVGElement {
  const frame = frameOf(data, width);
  const lines = data.lines.map((line, at) => ({ ...line, at }));
  const scales = lines.filter((line) => line.of);
  const points = data.positions.map((point) => ({ ...point, x: share(point.rank, point.of) }));
  return drawing({
    width, height: 34 + lines.length * frame.height, marginTop: 30, marginBottom: 4, marginLeft: frame.left, marginRight: frame.right,
    style: { fontSize: `${SIZE}px` }, x: { domain: [0, 1], axis: null }, y: { domain: [-0.5, lines.length - 0.5], reverse: true, axis: null, type: "linear" },
    symbol: { type: "identity" as never }, color: { type: "identity" },
    marks: [
      text([0], { x: 0, frameAnchor: "top", dy: -26, text: () => say("← 靠前", "← best"), textAnchor: "start", fill: QUIET, fontSize: 12 }),
      text([0], { x: 1, frameAnchor: "top", dy: -26, text: () => say("末位 →", "last →"), textAnchor: "end", fill: QUIET, fontSize: 12 }),
      link(scales, { x1: 0, x2: 1, y1: "at", y2: "at", stroke: GRID, strokeWidth: 3, strokeLinecap: "round" }),
      text(scales, { x: 1, y: "at", text: (line: Line) => String(line.of), textAnchor: "start", dx: 14, fill: QUIET, fontSize: 12 }),
      ...names(lines, frame, width),
      dot(points, { x: "x", y: "line", r: 7, symbol: (point: Position) => point.shape as never, fill: "colour", stroke: PAPER, strokeWidth: 1.5,
        href: "href", ariaLabel: (point: Position) => tip(...point.lines) }),
    ],
  });
}
