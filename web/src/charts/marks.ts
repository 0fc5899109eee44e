// What makes a drawing usable: names for screen readers, arrow keys between marks, a tip on hover and on focus.
import { all, element } from "../dom.ts";
import { spoken } from "../words.ts";

/** The tip of a mark: its lines travel in Plot's ariaLabel channel and become a spoken name here. */
export const tip = (...lines: (string | undefined | null | false)[]): string => lines.filter(Boolean).join("\n");

type Mark = SVGElement & { dataset: DOMStringMap };

/** Gives each mark with a tip its name; Plot puts the label on the shape, and a link needs it itself. */
function nameMarks(svg: SVGSVGElement): Mark[] {
  return all<SVGElement>("[aria-label]:not(g)", svg).map((shape) => {
    const mark = (shape.closest("a") ?? shape) as Mark;
    const lines = shape.getAttribute("aria-label") ?? "";
    shape.removeAttribute("aria-label");
    mark.dataset["tip"] = lines;
    mark.setAttribute("aria-label", spoken(lines.split("\n")));
    if (mark === shape) mark.setAttribute("role", "img");
    return mark;
  });
}

/** Axes and grids are decoration for who hears the marks; the name of the drawing is the figure's caption. */
function nameDrawing(svg: SVGSVGElement, figure: HTMLElement): void {
  for (const group of all("g[aria-label]", svg)) {
    group.removeAttribute("aria-label");
    if (!group.querySelector("[data-tip]")) group.setAttribute("aria-hidden", "true");
  }
  for (const layer of [...svg.children]) {
    if (layer.tagName !== "title" && !layer.querySelector("[data-tip]") && !layer.matches("[data-tip]")) layer.setAttribute("aria-hidden", "true");
  }
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-labelledby", `${figure.id}-caption`);
  svg.setAttribute("aria-describedby", `${figure.id}-hint`);
}

/** One stop for the tab key in a drawing; arrows, Home and End move inside. */
function walkWithArrows(svg: SVGSVGElement, marks: readonly Mark[]): void {
  const stops = marks.filter((mark) => mark.tagName === "a");
  stops.forEach((mark, index) => mark.setAttribute("tabindex", index === 0 ? "0" : "-1"));
  svg.addEventListener("keydown", (event) => {
    const at = stops.indexOf((event.target as Element).closest("a") as unknown as Mark);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    const next = to === undefined || at < 0 ? undefined : stops[to];
    if (!next) return;
    event.preventDefault();
    stops[at]?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

/** Puts the tip above the mark, or below where there is no room, and inside the figure. */
function place(box: HTMLElement, mark: Element, room: HTMLElement): void {
  const [at, around] = [mark.getBoundingClientRect(), room.getBoundingClientRect()];
  const middle = at.left + Math.min(at.width, 400) / 2 - around.left;
  const left = Math.max(0, Math.min(middle - box.offsetWidth / 2, room.clientWidth - box.offsetWidth));
  const above = at.top - around.top - box.offsetHeight - 6;
  box.style.left = `${left}px`;
  box.style.top = `${above < -8 ? at.bottom - around.top + 6 : above}px`;
}

function showTips(svg: SVGSVGElement, room: HTMLElement): void {
  const box = room.querySelector<HTMLElement>(":scope > .tip") ?? element("div", { class: "tip", "aria-hidden": "true", hidden: "" });
  room.append(box);
  const show = (event: Event): void => {
    const mark = (event.target as Element).closest<Mark>("[data-tip]");
    box.hidden = !mark;
    if (!mark) return;
    const [first = "", ...rest] = (mark.dataset["tip"] ?? "").split("\n");
    box.replaceChildren(element("strong", {}, first), ...rest.map((line) => element("span", {}, line)));
    place(box, mark, room);
  };
  const hide = (): void => { box.hidden = true; };
  svg.addEventListener("pointerover", show);
  svg.addEventListener("focusin", show);
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("focusout", hide);
  svg.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}

/** Makes a drawing that stands in `room` inside `figure` usable by pointer, keyboard and screen reader. */
export function makeReachable(svg: SVGSVGElement, room: HTMLElement, figure: HTMLElement): void {
  const marks = nameMarks(svg);
  nameDrawing(svg, figure);
  walkWithArrows(svg, marks);
  showTips(svg, room);
}
