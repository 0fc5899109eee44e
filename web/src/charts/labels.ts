// Which points of a crowded drawing can carry their name, and on which side.
import { textWidth } from "./plot.ts";

export interface Spot { label: string; left: number; top: number; radius: number }
export interface Side { anchor: "start" | "end" | "middle"; dx: number; dy: number }
export type Named<T> = T & Side;
interface Box { left: number; right: number; top: number; bottom: number }

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const disc = ({ left, top, radius }: Spot): Box => ({ left: left - radius, right: left + radius, top: top - radius, bottom: top + radius });

/** Right, left, above and below, in this order of liking. */
function sides({ radius }: Spot, size: number): Side[] {
  const away = radius + 3;
  const up = radius + size * 0.7;
  return [{ anchor: "start", dx: away, dy: 0 }, { anchor: "end", dx: -away, dy: 0 }, { anchor: "middle", dx: 0, dy: -up }, { anchor: "middle", dx: 0, dy: up }];
}

function boxOf(spot: Spot, side: Side, width: number, size: number): Box {
  const shift = { start: 0, end: -width, middle: -width / 2 }[side.anchor];
  const [left, middle] = [spot.left + side.dx + shift, spot.top + side.dy];
  return { left, right: left + width, top: middle - size * 0.62, bottom: middle + size * 0.62 };
}

/** The spots, in their order of importance, whose name meets no other name and none of the spots `around`. */
export function freeLabels<T extends Spot>(
  spots: readonly T[], width: number, height: number, size: number, around: readonly Spot[] = spots, measure = textWidth,
): Named<T>[] {
  const discs = around.map((spot) => [spot, disc(spot)] as const);
  const taken: Box[] = [];
  const free = (box: Box, own: Spot): boolean => box.left >= 0 && box.right < width && box.top > 0 && box.bottom < height
    && !taken.some((other) => meet(box, other)) && !discs.some(([other, its]) => other !== own && meet(box, its));
  return spots.flatMap((spot) => {
    const long = measure(spot.label, size);
    const side = sides(spot, size).find((one) => free(boxOf(spot, one, long, size), spot));
    if (!side) return [];
    taken.push(boxOf(spot, side, long, size));
    return [{ ...spot, ...side }];
  });
}
