// A choice of city cluster beside a map, kept while the map is drawn again.
import { element, newId } from "../dom.ts";
import { say } from "../words.ts";

interface Cluster { id: string; label: string }
interface Choice { chosen: string; controls: readonly Element[] }

const choices = new WeakMap<object, Choice>();

/** The choice that belongs to this map's data; `again` draws the map after a change. */
export function clusterChoice(data: { clusters?: readonly Cluster[] }, again: () => void): Choice {
  const known = choices.get(data);
  if (known) return known;
  const made: Choice = { chosen: "", controls: [] };
  choices.set(data, made);
  if (!data.clusters?.length) return made;
  const id = newId("cluster");
  const select = element("select", { id }, element("option", { value: "" }, say("不突出", "none")),
    ...data.clusters.map((cluster) => element("option", { value: cluster.id }, cluster.label)));
  select.addEventListener("change", () => {
    made.chosen = select.value;
    again();
    select.focus();
  });
  made.controls = [element("div", { class: "chart-control" }, element("label", { for: id }, say("突出城市群", "Highlight a city cluster")), select)];
  return made;
}
