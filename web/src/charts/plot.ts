// The one place that calls Observable Plot for a whole drawing.
import { plot, type PlotOptions } from "@observablehq/plot";

/**
 * A drawing with our class and without the style element that Plot puts in: our style sheet has its rules, and a strict
 * Content-Security-Policy would refuse it. It leaves before it enters the document, so nothing is reported either.
 */
export function drawing(options: PlotOptions): SVGSVGElement {
  const svg = plot({ className: "plot", ...options }) as unknown as SVGSVGElement;
  svg.querySelectorAll("style").forEach((style) => style.remove());
  return svg;
}

let ruler: CanvasRenderingContext2D | null | undefined;

/** The width of a text in pixels, in the page's own type. */
export function textWidth(text: string, size: number, weight = 400): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * size;
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

export const widest = (texts: Iterable<string>, size: number): number =>
  Math.ceil(Math.max(0, ...[...texts].map((text) => textWidth(text, size))));

/** The text, cut to `room` pixels with an ellipsis. */
export function fitted(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
