// The 34 provinces as equal tiles: no border is drawn, and each counts the same.
import { cell, text } from "@observablehq/plot";
import { say } from "../words.ts";
import { onShade, PAPER, QUIET, shade, step } from "./colours.ts";
import { legend, swatch } from "./legend.ts";
import { tip } from "./marks.ts";
import { drawing, fitted } from "./plot.ts";

export interface Tile { label: string; short: string; href?: string | null; row: number; col: number; value: number | null; text?: string }

type Shaded = Tile & { step: number | null };

/** A tile with an empty text stands for nothing, whatever its value. */
const valueOf = ({ value, text }: Tile): number | null => (text === "" ? null : value);

/** Tiles with their step; the lowest and the highest value span the five steps. */
export function shaded(tiles: readonly Tile[]): Shaded[] {
  const values = tiles.flatMap((tile) => valueOf(tile) ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return tiles.map((tile) => {
    const value = valueOf(tile);
    return { ...tile, step: value === null ? null : step(high === low ? 1 : (value - low) / (high - low)) };
  });
}

/** The texts of the lowest and the highest tile in each step that is used. */
function legendOf(tiles: readonly Shaded[]): Element {
  const items: [Element, string][] = [];
  for (const index of new Set(tiles.flatMap((tile) => (tile.step === null ? [] : [tile.step])).sort())) {
    const inside = tiles.filter((tile) => tile.step === index).sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
    const ends = [...new Set([inside[0], inside.at(-1)].map((tile) => tile?.text || String(tile?.value)))];
    items.push([swatch(shade(index)), ends.join("–")]);
  }
  if (tiles.some((tile) => tile.step === null)) items.push([swatch("var(--sunken)"), say("无数值", "no value")]);
  return legend(items);
}

export function tiles(data: { tiles: readonly Tile[] }, width: number): Element[] {
  const shown = shaded(data.tiles);
  const columns = [...new Set(shown.map(({ col }) => col))].sort((a, b) => a - b);
  const rows = [...new Set(shown.map(({ row }) => row))].sort((a, b) => a - b);
  const across = Math.min(width, 760);
  const side = across / (columns.at(-1)! - columns[0]! + 1);
  const size = Math.max(9, Math.min(15, side * 0.26));
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const at = { x: "col", y: "row" };
  const ink = (tile: Shaded): string => (tile.step === null ? QUIET : onShade(tile.step));
  const small = side >= 52;
  const svg = drawing({
    width: across, height: side * (rows.at(-1)! - rows[0]! + 1), margin: 0, padding: 0.05, color: { type: "identity" },
    x: { domain: range(columns[0]!, columns.at(-1)!), axis: null }, y: { domain: range(rows[0]!, rows.at(-1)!), axis: null },
    marks: [
      cell(shown, { ...at, fill: (tile: Shaded) => (tile.step === null ? "var(--sunken)" : shade(tile.step)), stroke: PAPER, rx: 2, href: "href",
        ariaLabel: (tile: Tile) => tip(tile.label, tile.text || say("无数值", "no value")) }),
      text(shown, { ...at, text: (tile: Tile) => fitted(tile.short, size, side - 4), fill: ink, fontSize: size, fontWeight: 600, dy: small ? -size * 0.5 : 0, pointerEvents: "none" }),
      ...(small ? [text(shown, { ...at, text: (tile: Tile) => fitted(tile.text ?? "", size * 0.82, side - 6), fill: ink, fontSize: size * 0.82, dy: size * 0.75, pointerEvents: "none" })] : []),
    ],
  });
  return [legendOf(shown), svg];
}
