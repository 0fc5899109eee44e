// The ground of a map: a conic equal-area projection fitted to the points, and a graticule whose lines are named.
import { geo, graticule, text } from "@observablehq/plot";
import { geoConicEqualArea, geoPath, type GeoProjection } from "d3-geo";
import { say } from "../words.ts";
import { GRID, QUIET } from "./colours.ts";

export interface Where { lat: number; long: number }
export interface Ground { projection: GeoProjection; width: number; height: number }

const MARGIN = 34;
const TALLEST = 660;
const SHORTEST = 260;

/** Widens a range of degrees to at least `least` around its middle. */
export function widened(values: readonly number[], least: number): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const more = Math.max(0, (least - (high - low)) / 2);
  return [low - more, high + more];
}

/** A projection that shows all points in at most `width` pixels, and the size that it needs. */
export function groundOf(points: readonly Where[], width: number): Ground {
  const [west, east] = widened(points.map(({ long }) => long), 6);
  const [south, north] = widened(points.map(({ lat }) => lat), 5);
  const corners = points.length > 3 && east - west > 6 && north - south > 5 ? points.map(({ long, lat }) => [long, lat]) : [[west, south], [east, north]];
  const shown = { type: "MultiPoint" as const, coordinates: corners };
  const projection = geoConicEqualArea().parallels([25, 47]).rotate([-(west + east) / 2, 0]);
  const across = width - 2 * MARGIN;
  projection.fitWidth(across, shown);
  const [[, top], [, bottom]] = geoPath(projection).bounds(shown);
  const ratio = (bottom - top) / across;
  const height = Math.min(TALLEST, Math.max(SHORTEST, across * ratio + 2 * MARGIN));
  const used = Math.min(width, Math.max(320, (height - 2 * MARGIN) / ratio + 2 * MARGIN));
  projection.fitExtent([[MARGIN, MARGIN], [used - MARGIN, height - MARGIN]], shown).clipExtent([[0, 0], [used, height]]);
  return { projection, width: Math.round(used), height: Math.round(height) };
}

interface Name { at: [number, number]; name: string }

const tens = (from: number, to: number): number[] => Array.from({ length: (to - from) / 10 + 1 }, (_, index) => from + 10 * index);

/** The first spot of a line that lies in the picture. */
function first({ projection, width, height }: Ground, spots: readonly [number, number][], room: number): [number, number] | undefined {
  return spots.find((spot) => {
    const [x, y] = projection(spot) ?? [-1, -1];
    return x >= 2 && x <= width - room && y >= 14 && y <= height - 3;
  });
}

function namesOf(ground: Ground): Name[] {
  const along = (spot: (at: number) => [number, number]): [number, number][] => Array.from({ length: 400 }, (_, at) => spot(at));
  const parallels = tens(0, 60).map((lat) => ({ at: first(ground, along((at) => [60 + at * 0.25, lat]), 60), name: say(`北纬${lat}°`, `${lat}°N`) }));
  const meridians = tens(70, 140).map((long) => ({ at: first(ground, along((at) => [long, at * 0.15]), 60), name: say(`东经${long}°`, `${long}°E`) }));
  return [...parallels, ...meridians].flatMap(({ at, name }) => (at ? [{ at, name }] : []));
}

/** The graticule and the names of its lines. */
export function groundMarks(ground: Ground) {
  return [
    geo({ type: "Sphere" } as never, { fill: "none", stroke: "none" }),
    graticule({ stroke: GRID, strokeOpacity: 1 }),
    text(namesOf(ground), { x: (name: Name) => name.at[0], y: (name: Name) => name.at[1], text: "name", textAnchor: "start", dx: 3, dy: -6, fill: QUIET, fontSize: 11 }),
  ];
}
