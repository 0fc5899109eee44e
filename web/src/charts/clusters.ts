// The choice of a city cluster: the one in the page's form, or one above the map. It lasts while the map is drawn again.
import { element, newId } from "../dom.ts";
import { say } from "../words.ts";

interface Cluster { id: string; label: string }
interface Choice { chosen: string; controls: readonly Element[] }

const choices = new WeakMap<object, Choice>();

/** The choice that belongs to this map's data; `again` draws the map after a change. */
export function clusterChoice(data: { clusters?: readonly Cluster[]; cluster?: string }, again: () => void): Choice {
  const known = choices.get(data);
  if (known) return known;
  const made: Choice = { chosen: data.cluster ?? "", controls: [] };
  choices.set(data, made);
  if (!data.clusters?.length) return made;
  const select = document.querySelector<HTMLSelectElement>('form select[name="cluster"]') ?? ownSelect(data.clusters, made);
  select.addEventListener("change", () => {
    made.chosen = select.value;
    again();
    select.focus();
  });
  return made;
}

function ownSelect(clusters: readonly Cluster[], choice: Choice): HTMLSelectElement {
  const id = newId("cluster");
  const select = element("select", { id }, element("option", { value: "" }, say("不突出", "none")),
    ...clusters.map((cluster) => element("option", { value: cluster.id }, cluster.label)));
  select.value = choice.chosen;
  choice.controls = [element("div", { class: "chart-control" }, element("label", { for: id }, say("突出城市群", "Highlight a city cluster")), select)];
  return select;
}
