// Places side by side, from standings.json: the same table and chart as the server's page.
import { all, element } from "../dom.ts";
import { makeSortable } from "../tables.ts";
import { say } from "../words.ts";
import { placeOf } from "./names.ts";
import type { Named } from "./matching.ts";
import { hrefOf, jsonOf, language } from "./root.ts";
import { sharedBy, type Line, type Standing, type Standings } from "./standings.ts";

const MOST = 6;

const notice = (text: string, kind = "note"): HTMLElement => element("p", { class: `notice notice-${kind}` }, text);

/** The places of the address, each once; a name that is none, or several, marks its field. */
async function chosen(names: readonly string[], fields: readonly HTMLInputElement[]): Promise<Named[]> {
  const places: Named[] = [];
  for (const [at, name] of names.entries()) {
    const field = fields[at];
    if (field) field.value = name;
    try {
      const place = await placeOf(name);
      if (!places.includes(place)) places.push(place);
    } catch (error) {
      if (!field) continue;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", `${field.id}-error`);
      field.after(element("p", { class: "error", id: `${field.id}-error` }, (error as Error).message));
    }
  }
  return places;
}

function rankOf(standing: Standing | null): Node | string {
  return standing ? element("a", { href: hrefOf(standing.path) }, standing.rank === null ? say("上榜", "listed") : String(standing.rank)) : none();
}

const none = (): HTMLElement => element("span", { class: "none", role: "img", "aria-label": say("无", "none") }, "–");

function rowOf({ list, standings }: Line): HTMLTableRowElement {
  const first = element("th", { scope: "row", class: "text" }, element("a", { href: hrefOf(list.path) }, list[language()]), " ", element("small", { class: "note" }, list.edition));
  const cells = standings.flatMap((one) => [
    element("td", { class: "number", ...(one ? { "data-value": String(one.rank ?? 0) } : {}) }, rankOf(one)),
    element("td", { class: "number" }, one?.value ?? none())]);
  return element("tr", {}, first, ...cells);
}

function tableOf(places: readonly Named[], lines: readonly Line[]): HTMLElement {
  const columns = places.flatMap((place) => [place[language()] + say(" 名次", ": rank"), place[language()] + say(" 公布值", ": value")]);
  const heads = [element("th", { scope: "col", class: "text" }, say("榜单", "List")), ...columns.map((label) => element("th", { scope: "col", class: "number" }, label))];
  const table = element("table", { class: "data", "data-sortable": "" }, element("caption", { class: "hidden" }, say("比较", "Comparison")),
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...lines.map(rowOf)));
  makeSortable(table);
  return element("div", { class: "table-wrap", role: "region", tabindex: "0", "aria-label": say("表格：比较", "Table: Comparison") }, table);
}

/** Its data stands in it as on any page, so that it is drawn with the other charts. */
function figureOf(places: readonly Named[], lines: readonly Line[]): HTMLElement[] {
  const rows = lines.filter(({ list }) => list.ordered).map(({ list, standings }) => ({
    label: list[language()], href: hrefOf(list.path), of: list.of, ranks: standings.map((one) => one?.rank ?? null), texts: standings.map((one) => one?.value ?? "") }));
  if (!rows.length) return [];
  const data = JSON.stringify({ places: places.map((place) => place[language()]), rows });
  return [element("figure", { class: "chart chart-pairs", id: "chart-pairs", "data-chart": "pairs", "aria-labelledby": "chart-pairs-caption" },
    element("figcaption", { id: "chart-pairs-caption" }, say("各榜单上的名次", "Rank on each list")), element("script", { type: "application/json" }, data))];
}

function comparison(places: readonly Named[], standings: Standings): HTMLElement[] {
  const lines = sharedBy(standings, places.map(({ path }) => path));
  return lines.length ? [...figureOf(places, lines), tableOf(places, lines)] : [notice(say("没有一份榜单同时有其中两个地方。", "No list has two of these places."))];
}

export async function fillComparison(main: HTMLElement): Promise<void> {
  const names = new URLSearchParams(location.search).getAll("place").map((name) => name.trim()).filter(Boolean);
  if (!names.length) return;
  main.querySelector("[data-examples]")?.remove();
  const places = await chosen(names, all<HTMLInputElement>("input[name=place]", main));
  if (places.length > MOST) return main.append(notice(say(`最多比较${MOST}个地方。`, `At most ${MOST} places can be compared.`), "warning"));
  if (places.length < 2) return main.append(notice(say("再填一个地方即可比较。", "Name one more place to compare.")));
  const heading = main.querySelector("h1");
  if (heading) heading.textContent = places.map((place) => place[language()]).join(say("、", ", "));
  main.append(...comparison(places, await jsonOf<Standings>("standings.json")));
}
