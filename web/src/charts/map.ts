// Cities as points by latitude and longitude over a graticule: no border is drawn, so none is disputed.
import { dot } from "@observablehq/plot";
import { forceCollide, forceSimulation, forceX, forceY } from "d3-force";
import { element } from "../dom.ts";
import { say } from "../words.ts";
import { clusterChoice } from "./clusters.ts";
import { BAR, MARKED, PAPER, shade, step } from "./colours.ts";
import { groundMarks, groundOf, type Ground } from "./ground.ts";
import { freeLabels } from "./labels.ts";
import { legend, swatch } from "./legend.ts";
import { tip } from "./marks.ts";
import { nameMarks } from "./naming.ts";
import { drawing } from "./plot.ts";

export interface Point {
  label: string; href?: string | null; lat: number; long: number; rank?: number | null; score?: number | null; text?: string;
  basis?: "seat" | "parent" | null; cluster?: readonly string[];
}
export interface MapData { points: readonly Point[]; clusters?: readonly { id: string; label: string }[]; cluster?: string; by?: "rank" | "score" }

type Placed = Point & Disc & { strength: number; step: number; measure: number | null; faded: boolean; marked: boolean };

/** From 0 for the last to 1 for the first; the middle where a point has no measure. */
export function strengths(measures: readonly (number | null)[], lowIsBest: boolean): number[] {
  const known = measures.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return measures.map((value) => {
    if (value === null || high === low) return 0.5;
    return lowIsBest ? (high - value) / (high - low) : (value - low) / (high - low);
  });
}

interface Disc { left: number; top: number; radius: number }

/** Discs that would hide each other are pushed aside, no farther than they must: of each, at least the middle can be pointed at. */
export function apart<T extends Disc>(discs: readonly T[]): T[] {
  const moved = discs.map(({ left, top }) => ({ x: left, y: top }));
  forceSimulation(moved)
    .force("x", forceX((_, index) => discs[index]!.left).strength(0.3)).force("y", forceY((_, index) => discs[index]!.top).strength(0.3))
    .force("apart", forceCollide((_, index) => discs[index]!.radius * 0.72 + 0.5).strength(1).iterations(3))
    .stop().tick(120);
  return discs.map((one, index) => ({ ...one, left: moved[index]!.x, top: moved[index]!.y }));
}

/** The points with their look and, in pixels, their place; the strongest first. */
function placed(data: MapData, { projection, width }: Ground, chosen: string): Placed[] {
  const measures = data.points.map((point) => (data.by === "score" ? point.score : point.rank) ?? null);
  const strong = strengths(measures, data.by !== "score");
  const largest = width < 480 ? 7 : 10;
  const crowd = data.points.length > 60 ? 0.8 : 1;
  const discs = data.points.map((point, index) => {
    const [left, top] = projection([point.long, point.lat]) ?? [0, 0];
    const member = point.cluster?.includes(chosen) ?? false;
    return {
      ...point, left, top, measure: measures[index]!, strength: strong[index]!, step: step(strong[index]!),
      radius: crowd * (3.5 + (largest - 3.5) * strong[index]!), faded: chosen !== "" && !member, marked: chosen !== "" && member,
    };
  });
  const back = ({ left, top }: Disc): Partial<Point> => {
    const [long, lat] = projection.invert?.([left, top]) ?? [0, 0];
    return { long, lat };
  };
  return apart(discs.sort((a, b) => b.strength - a.strength)).map((point) => ({ ...point, ...back(point) }));
}

function legendOf(points: readonly Placed[], data: MapData): Element {
  const items: [Element, string][] = [];
  for (const index of [...new Set(points.map((point) => point.step))].sort((a, b) => b - a)) {
    const inside = points.filter((point) => point.step === index && point.measure !== null).map((point) => point.measure!);
    if (!inside.length) continue;
    const ends = [...new Set([Math.min(...inside), Math.max(...inside)])].join("–");
    items.push([swatch(shade(index), "circle"), data.by === "score" ? ends : say(`第 ${ends} 名`, `rank ${ends}`)]);
  }
  if (points.some(({ basis }) => basis === "parent")) {
    items.push([swatch(BAR, "ring"), say("空心：用上级行政区的中心点", "hollow: placed at its parent’s centre")]);
  }
  return legend(items);
}

const tipOf = (point: Placed): string => tip(point.label, point.text || (point.rank ? say(`第 ${point.rank} 名`, `rank ${point.rank}`) : " "),
  point.basis === "parent" && say("位置取上级行政区的中心点", "placed at its parent’s centre"));

function pointMarks(points: readonly Placed[]) {
  const hollow = (point: Placed): boolean => point.basis === "parent";
  return [dot(points, {
    x: "long", y: "lat", r: { value: "radius", scale: null } as never, sort: null, fill: (point: Placed) => (hollow(point) ? PAPER : shade(point.step)),
    fillOpacity: (point: Placed) => (point.faded ? 0.12 : 0.92), strokeOpacity: (point: Placed) => (point.faded ? 0.25 : 1),
    stroke: (point: Placed) => (point.marked ? MARKED : BAR),
    strokeWidth: (point: Placed) => (hollow(point) || point.marked ? 2 : 1), href: "href", ariaLabel: tipOf,
  })];
}

export function map(data: MapData, width: number, again: () => void): Element[] {
  const choice = clusterChoice(data, again);
  const ground = groundOf(data.points, width);
  const points = placed(data, ground, choice.chosen);
  const named = freeLabels(points.filter((point) => !point.faded), ground.width, ground.height, 12, points);
  const svg = drawing({ width: ground.width, height: ground.height, margin: 0, projection: () => ground.projection, color: { type: "identity" },
    opacity: { type: "identity" as never }, marks: [...groundMarks(ground), ...pointMarks(points), ...nameMarks(named, "long", "lat")] });
  return [...choice.controls, element("div", { class: "map-and-legend" }, svg, legendOf(points, data))];
}
