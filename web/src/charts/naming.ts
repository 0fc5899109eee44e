// Names beside points, as marks of Plot: each has a side of its own, and an offset is not a channel.
import { text } from "@observablehq/plot";
import { INK, PAPER } from "./colours.ts";
import type { Named, Spot } from "./labels.ts";

export const nameMarks = <T extends Spot>(named: readonly Named<T>[], x: string, y: string) =>
  named.map((spot) => text([spot], { x, y, text: "label", textAnchor: spot.anchor, dx: spot.dx, dy: spot.dy,
    fill: INK, stroke: PAPER, strokeWidth: 3, fontSize: 12, pointerEvents: "none" }));
