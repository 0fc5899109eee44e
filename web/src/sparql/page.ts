// The SPARQL page: YASGUI takes the place of the plain form, with our completion and the questions as examples.
import Yasgui from "@zazuko/yasgui";
import { element, jsonIn, newId } from "../dom.ts";
import { say } from "../words.ts";
import { completersFor } from "./completers.ts";
import type { EditorData } from "./data.ts";
import { keepMended } from "./mend.ts";

/** The address of the page with the query in it, which can be kept and shared. */
function addressOf(query: string): string {
  const address = new URL(location.href);
  address.searchParams.set("query", query);
  return address.href;
}

function editorIn(place: HTMLElement, data: EditorData, query: string): Yasgui {
  const endpoint = new URL(data.endpoint, location.href).href;
  return new Yasgui(place, {
    autofocus: false, persistenceId: null, contextMenuContainer: place, populateFromUrl: false, tabName: say("查询", "Query"),
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    yasqe: {
      value: query, autocompleters: completersFor(data), persistenceId: null, prefixCcApi: null, editorHeight: "auto", resizeable: false, lineWrapping: true,
      screenReaderLabel: say("SPARQL 查询", "SPARQL query"), createShareableLink: (yasqe: { getValue(): string }) => addressOf(yasqe.getValue()), consumeShareLink: null,
      extraKeys: { Tab: false, "Shift-Tab": false } as never, // the keyboard can leave the editor
    },
    yasr: { prefixes: data.prefixes, persistenceId: null },
  });
}

/** The questions as a choice that fills the editor. */
function examplesOf(data: EditorData, chosen: (sparql: string) => void): HTMLElement {
  const id = newId("examples");
  const first = element("option", { value: "" }, say("选一个问题…", "Choose a question…"));
  const options = data.examples.map(({ title }, index) => element("option", { value: String(index) }, title));
  const select = element("select", { id }, first, ...options);
  select.addEventListener("change", () => {
    const example = data.examples[Number(select.value)];
    if (select.value && example) chosen(example.sparql);
  });
  return element("div", { class: "field examples" }, element("label", { for: id }, say("从例子开始", "Start from an example")), select);
}

/** The button that adds a tab, beside the list of tabs. */
function addTabBeside(editor: Yasgui, place: HTMLElement): void {
  const list = place.querySelector(".tabsList");
  const { addTabEl } = editor.tabElements as unknown as { addTabEl: HTMLElement };
  const line = element("div", { class: "tabs-line" });
  list?.replaceWith(line);
  line.append(list ?? "", addTabEl);
}

export function openEditor(): void {
  const data = jsonIn<EditorData>(document.querySelector("#sparql-page"));
  const form = document.querySelector<HTMLFormElement>("form.sparql");
  if (!data || !form) return;
  const query = new URLSearchParams(location.search).get("query") || form.querySelector("textarea")?.value || data.examples[0]?.sparql || "";
  const place = element("div", { class: "editor", id: "editor" });
  form.after(place);
  form.hidden = true;
  const editor = editorIn(place, data, query);
  addTabBeside(editor, place);
  keepMended(place, (data.prefixes["smile"] ?? "").replace(/ontology\/$/, ""), data.endpoint.replace(/sparql$/, ""));
  place.before(examplesOf(data, (sparql) => editor.getTab()?.setQuery(sparql)));
  editor.on("query", (_, tab) => history.replaceState(null, "", addressOf(tab.getQuery())));
}
