// Tables that are wider than the page scroll by themselves: only those are a stop for the tab key.
import { all } from "./dom.ts";

function update(box: HTMLElement, label: string): void {
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  const states = { tabindex: "0", role: "region", "aria-label": label };
  for (const [name, value] of Object.entries(states)) {
    if (scrolls) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
}

export function scrollers(): void {
  for (const box of all<HTMLElement>(".table-wrap")) {
    const label = box.getAttribute("aria-label") ?? "";
    new ResizeObserver(() => update(box, label)).observe(box);
  }
}
