// The page of hits, filled in the browser.
import { element } from "../dom.ts";
import { say } from "../words.ts";
import { hits } from "./names.ts";

const MOST = 30;

export async function fillSearchPage(main: HTMLElement): Promise<void> {
  const wanted = (new URLSearchParams(location.search).get("q") ?? "").trim();
  if (!wanted) return;
  const heading = main.querySelector("h1");
  if (heading) heading.textContent = `${heading.textContent}${say("：", ": ")}${wanted}`;
  const input = main.querySelector<HTMLInputElement>("input[name=q]");
  if (input) input.value = wanted;
  const found = await hits(wanted, MOST);
  main.append(element("p", { role: "status" }, say(`${found.length}个结果`, `${found.length} ${found.length === 1 ? "result" : "results"}`)),
    found.length ? element("ol", { class: "hits" }, ...found.map((hit) => {
      const line = element("li", {}, element("a", { href: hit.href }, hit.name), " ");
      if (hit.other) line.append(element("span", { class: "other" }, hit.other), " ");
      line.append(element("small", { class: "note" }, [hit.kind, hit.where].filter(Boolean).join(" · ")));
      return line;
    })) : element("p", { class: "notice notice-note" },
      say("没有相近的名称。可以用中文、拼音或英文，也可以用行政区划代码。", "No name is like it. Chinese, pinyin, English and division codes all work.")));
}
