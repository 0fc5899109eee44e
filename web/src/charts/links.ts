// A small network: what is linked stands near.
import { dot, link } from "@observablehq/plot";
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { BAR, LINE, PAPER } from "./colours.ts";
import { freeLabels } from "./labels.ts";
import { tip } from "./marks.ts";
import { nameMarks } from "./naming.ts";
import { drawing } from "./plot.ts";

export interface Node { id: string; label: string; href?: string | null; text?: string }
export interface LinksData { nodes: readonly Node[]; links: readonly { source: string; target: string }[] }

type Placed = Node & SimulationNodeDatum & { degree: number };

/** Nodes with a place. The simulation starts from a fixed spiral, so that a page looks the same each time. */
export function settled({ nodes, links }: LinksData, width: number, height: number): Placed[] {
  const degree = (id: string): number => links.filter(({ source, target }) => source === id || target === id).length;
  const placed: Placed[] = nodes.map((node) => ({ ...node, degree: degree(node.id) }));
  forceSimulation(placed)
    .force("links", forceLink<Placed, { source: string | Placed; target: string | Placed }>(links.map((one) => ({ ...one }))).id(({ id }) => id).distance(46))
    .force("apart", forceManyBody().strength(-110)).force("room", forceCollide(11))
    .force("centre", forceCenter(width / 2, height / 2)).force("x", forceX(width / 2).strength(0.06)).force("y", forceY(height / 2).strength(0.1))
    .stop().tick(250);
  const inside = (value: number | undefined, most: number): number => Math.min(most - 12, Math.max(12, value ?? 0));
  return placed.map((node) => ({ ...node, x: inside(node.x, width), y: inside(node.y, height) }));
}

export function links(data: LinksData, width: number): Element[] {
  const height = Math.round(Math.min(620, Math.max(320, width * 0.6)));
  const nodes = settled(data, width, height);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const lines = data.links.flatMap(({ source, target }) => {
    const [from, to] = [at.get(source), at.get(target)];
    return from && to ? [{ x1: from.x!, y1: from.y!, x2: to.x!, y2: to.y! }] : [];
  });
  const radius = (node: Placed): number => 4 + Math.min(6, Math.sqrt(node.degree) * 1.4);
  const spots = [...nodes].sort((a, b) => b.degree - a.degree).map((node) => ({ ...node, left: node.x!, top: node.y!, radius: radius(node) }));
  const plain = { x: "x", y: "y" };
  return [drawing({
    width, height, margin: 0, x: { domain: [0, width], axis: null }, y: { domain: [0, height], range: [0, height], axis: null }, color: { type: "identity" },
    marks: [
      link(lines, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: LINE, strokeOpacity: 0.55 }),
      dot(nodes, { ...plain, r: { value: radius, scale: null } as never, sort: null, fill: BAR, stroke: PAPER, href: "href", ariaLabel: (node: Placed) => tip(node.label, node.text || " ") }),
      ...nameMarks(freeLabels(spots, width, height, 12), "x", "y"),
    ],
  })];
}
