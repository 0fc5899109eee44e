// The map of a site of files: each list has a page of its own; measure and cluster are taken from the address before it is drawn.
import { jsonIn } from "../dom.ts";
import type { MapData } from "../charts/map.ts";
import { hrefOf } from "./root.ts";

const fieldOf = (form: HTMLFormElement, name: string): HTMLSelectElement | null => form.elements.namedItem(name) as HTMLSelectElement | null;

/** Puts what the address asks for into the data of the map, and into the form. */
function take(form: HTMLFormElement, block: Element): void {
  const data = jsonIn<MapData>(block);
  const address = new URLSearchParams(location.search);
  if (!data) return;
  const by = address.get("by");
  if (by === "rank" || (by === "score" && data.points.some(({ score }) => score !== null))) data.by = by;
  const cluster = address.get("cluster") ?? "";
  if (data.clusters?.some(({ id }) => id === cluster)) data.cluster = cluster;
  for (const [name, value] of [["by", data.by], ["cluster", data.cluster]] as const) {
    const field = fieldOf(form, name);
    if (field) field.value = value ?? "";
  }
  block.textContent = JSON.stringify(data);
}

/** The page of the chosen list, with the other choices behind it. */
function addressOf(form: HTMLFormElement): string {
  const list = fieldOf(form, "list")?.value ?? "";
  const choices = ["by", "cluster"].map((name) => [name, fieldOf(form, name)?.value ?? ""]).filter(([, value]) => value);
  return `${hrefOf(list.includes("/") ? `map/${list}` : "map")}?${new URLSearchParams(choices as [string, string][])}`;
}

export function setMap(main: HTMLElement): void {
  const form = main.querySelector<HTMLFormElement>("form.controls");
  const block = main.querySelector('figure[data-chart="map"] script');
  if (!form || !block) return;
  take(form, block);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(addressOf(form));
  });
}
