// Legends as lists of text with a small drawing before each.
import { element } from "../dom.ts";

const SVG = "http://www.w3.org/2000/svg";

/** A square, a disc or a ring in a colour; or one of the shapes of the series. */
export function swatch(colour: string, form: string = "square"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", FORMS[form] ?? FORMS["square"]!);
  const [fill, stroke] = form === "ring" ? ["none", colour] : [colour, "none"];
  path.setAttribute("fill", fill);
  path.setAttribute("stroke", stroke);
  path.setAttribute("stroke-width", "2");
  svg.append(path);
  return svg;
}

const DISC = "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0z";
const FORMS: Readonly<Record<string, string>> = {
  square: "M-6,-6H6V6H-6z", circle: DISC, ring: DISC, triangle: "M0,-7L7,6H-7z", diamond: "M0,-8L6,0L0,8L-6,0z",
  star: "M0,-8L2,-2.6H7.6L3,0.8L4.800,6.500L0,3.100L-4.800,6.500L-3,0.800L-7.600,-2.600H-2z",
  wye: "M-2,-1V-7H2V-1L7,2L5,6L0,3L-5,6L-7,2z",
};

export const legend = (items: readonly (readonly [Element, string])[]): HTMLUListElement =>
  element("ul", { class: "legend" }, ...items.map(([sign, text]) => element("li", {}, sign, text)));
