// An answer as the page shows it: heading, files, chart, table, text of the query, citation.
import { all, element, newId } from "../dom.ts";
import { drawOne } from "../charts/draw.ts";
import { makeSortable } from "../tables.ts";
import { say } from "../words.ts";
import { chartOf, type Chart } from "./chart.ts";
import { hrefOfIri, short, type Labels, type Namespaces } from "./labels.ts";
import { hrefOf } from "./root.ts";
import { numberOf, toCsv, toJson, type Cell, type Rows } from "./rows.ts";

/** A column: its heading, and what is special about it. The name of a thing leads to it, so the column of IRIs is not shown. */
export interface Column { name: string; label: string; role: "" | "name" | "entity" | "list" | "code" }
export interface Shown extends Namespaces {
  name: string; title: string; cite: readonly [before: string, after: string]; columns: readonly Column[]; chart: Chart | null;
  lists: Readonly<Record<string, { title: string; path: string }>>;
  parameters: readonly { name: string; default: string | number }[];
}
export interface Given { rows: Rows; labels: Labels; text: string; values: ReadonlyMap<string, string>; why: string }

/** A link, where there is somewhere to go. */
const linked = (text: string, href: string): Node | string => (href ? element("a", { href }, text) : text);

function shownCell(question: Shown, { labels }: Given, column: Column, cell: Cell | null, entity: Cell | null): Node | string {
  if (!cell) return element("span", { class: "none", role: "img", "aria-label": say("无", "none") }, "–");
  if (column.role === "name" && entity) return linked(cell.text, hrefOfIri(entity.text, question));
  if (cell.kind === "iri") return linked(labels.get(cell.text) ?? short(cell.text, question.data), hrefOfIri(cell.text, question));
  const list = column.role === "list" ? question.lists[cell.text] : undefined;
  return list ? linked(list.title, hrefOf(list.path)) : cell.text;
}

function tableOf(question: Shown, given: Given): HTMLElement {
  const { rows } = given.rows;
  const entity = question.columns.findIndex(({ role }) => role === "entity");
  const shown = question.columns.map((column, at) => ({ column, at })).filter(({ at }) => at !== entity);
  const kinds = question.columns.map(({ role }, at) => {
    const cells = rows.map((row) => row[at]).filter((cell) => cell);
    return role !== "code" && cells.length && cells.every((cell) => numberOf(cell) !== null) ? "number" : "text";
  });
  const table = element("table", { class: "data", "data-sortable": "" }, element("caption", { class: "hidden" }, question.title),
    element("thead", {}, element("tr", {}, ...shown.map(({ column, at }) => element("th", { scope: "col", class: kinds[at]! }, column.label)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...shown.map(({ column, at }) =>
      element("td", { class: kinds[at]! }, shownCell(question, given, column, row[at] ?? null, row[entity] ?? null)))))));
  makeSortable(table);
  return element("div", { class: "table-wrap", role: "region", tabindex: "0", "aria-label": say("表格：", "Table: ") + question.title }, table);
}

function download(name: string, label: string, type: string, text: string): HTMLElement {
  const href = URL.createObjectURL(new Blob([text], { type }));
  return element("li", {}, element("a", { href, download: name }, label));
}

function downloads(question: Shown, { rows }: Given): HTMLElement {
  return element("ul", { class: "downloads", "aria-label": say("下载本页内容", "Download what this page shows") },
    download(`${question.name}.csv`, "CSV", "text/csv", toCsv(rows)), download(`${question.name}.json`, "JSON", "application/json", toJson(rows)));
}

function figureOf(question: Shown, given: Given): HTMLElement | null {
  const data = question.chart && chartOf(question.chart, question, given.rows);
  if (!question.chart || !data) return null;
  const id = newId("chart");
  return element("figure", { class: `chart chart-${question.chart.kind}${data.rows.length > 30 ? " tall" : ""}`, id, "data-chart": question.chart.kind, "aria-labelledby": `${id}-caption` },
    element("figcaption", { id: `${id}-caption` }, question.title), element("script", { type: "application/json" }, JSON.stringify(data)));
}

/** The parts of the page that are about one answer; without an answer they are not shown. */
export function showRest(shown: boolean): void {
  for (const part of all<HTMLElement>("section[aria-labelledby=citation], section[aria-labelledby=sparql], section[aria-labelledby=corrections]")) part.hidden = !shown;
}

/** What stands below the answer: the text of the query and the citation are of these values; corrections are not looked up. */
function changeRest(question: Shown, { text, values }: Given): void {
  const put = (id: string, words: string): void => { const place = document.getElementById(id); if (place) place.textContent = words; };
  const asked = question.parameters.map(({ name, default: standard }) => `, ${name}=${values.get(name) ?? standard}`).join("");
  put("sparql-text", text);
  put("citation-text", `${question.cite[0]}Question '${question.name}'${asked}.${question.cite[1]}`);
  document.querySelector("section[aria-labelledby=corrections]")?.remove();
  document.getElementById("citation-bibtex")?.closest("details")?.remove();
  for (const link of all<HTMLAnchorElement>("section[aria-labelledby=sparql] p a")) link.href = `${hrefOf("sparql")}?${new URLSearchParams({ query: text })}`;
}

export function showAnswer(section: HTMLElement, question: Shown, given: Given): void {
  for (const link of all<HTMLAnchorElement>("a[href^='blob:']", section)) URL.revokeObjectURL(link.href);
  const count = given.rows.rows.length;
  const figure = figureOf(question, given);
  section.replaceChildren(element("h2", { id: "answer" }, say(`${count}行答案`, `${count} ${count === 1 ? "row" : "rows"}`)),
    ...(count ? [downloads(question, given), ...(figure ? [figure] : []), tableOf(question, given)] : [element("p", { class: "notice notice-note" }, given.why)]));
  if (figure) drawOne(figure);
  changeRest(question, given);
  showRest(true);
}
