// Draws the charts of a page: data stands in a JSON block of each figure, and is drawn again when the width changes.
import { all, element, jsonIn } from "../dom.ts";
import { say } from "../words.ts";
import { bars } from "./bars.ts";
import { dots } from "./dots.ts";
import { map } from "./map.ts";
import { makeReachable } from "./marks.ts";
import { pairs } from "./pairs.ts";
import { scatter } from "./scatter.ts";
import { tiles } from "./tiles.ts";

/** A kind of chart: its data and a width in pixels give what stands in the figure; `again` draws it anew. */
export type Kind = (data: never, width: number, again: () => void) => readonly Element[];

const KINDS: Readonly<Record<string, Kind>> = { bars, dots, map, pairs, scatter, tiles };

function draw(figure: HTMLElement, kind: Kind, data: never, place: HTMLElement, again: () => void): void {
  const width = Math.floor(place.clientWidth);
  if (width === 0) return;
  place.replaceChildren(...kind(data, width, again));
  for (const svg of all<SVGSVGElement>("svg.plot", place)) makeReachable(svg, place, figure);
}

/** Calls `again` with each new width, at most once a frame. */
function onNewWidth(place: HTMLElement, again: () => void): void {
  let [width, waiting] = [place.clientWidth, 0];
  new ResizeObserver(() => {
    if (Math.abs(place.clientWidth - width) < 2) return;
    width = place.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(again);
  }).observe(place);
}

/** Draws one figure, and again whenever its width changes. */
export function drawOne(figure: HTMLElement): void {
  const kind = KINDS[figure.dataset["chart"] ?? ""];
  const data = jsonIn<never>(figure.querySelector('script[type="application/json"]'));
  if (!kind || !data) return;
  const place = element("div", { class: "drawing" });
  figure.querySelector("figcaption")?.after(place);
  const hint = element("p", { class: "hidden", id: `${figure.id}-hint` },
    say("用方向键在图中移动。同样的数字也在表格中。", "Arrow keys move inside the chart. The same numbers stand in a table."));
  place.after(hint);
  const again = (): void => draw(figure, kind, data, place, again);
  again();
  onNewWidth(place, again);
}

export const drawAll = (): void => all<HTMLElement>("figure[data-chart]").forEach(drawOne);
