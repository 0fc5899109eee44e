// Which points of a crowded drawing can carry their name beside them.
import { textWidth } from "./plot.ts";

export interface Spot { label: string; left: number; top: number; radius: number }
interface Box { left: number; right: number; top: number; bottom: number }

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The spots, in their order of importance, whose name to the right meets no other name and no other spot. */
export function freeLabels<T extends Spot>(spots: readonly T[], width: number, height: number, size: number, measure = textWidth): T[] {
  const discs = spots.map(({ left, top, radius }) => ({ left: left - radius, right: left + radius, top: top - radius, bottom: top + radius }));
  const taken: Box[] = [];
  return spots.filter((spot, index) => {
    const start = spot.left + spot.radius + 3;
    const box = { left: start, right: start + measure(spot.label, size), top: spot.top - size * 0.65, bottom: spot.top + size * 0.65 };
    const inside = box.right < width && box.top > 0 && box.bottom < height;
    if (!inside || taken.some((other) => meet(box, other)) || discs.some((disc, other) => other !== index && meet(box, disc))) return false;
    taken.push(box);
    return true;
  });
}
