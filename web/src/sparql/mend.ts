// What YASGUI leaves without a name gets one, its words get the page's language, and links to our IRIs stay on this site.
import { all, element } from "../dom.ts";
import { chinese, say } from "../words.ts";
import { root as siteRoot } from "../local/root.ts";

/** Attributes for what a selector finds, in Chinese and English. */
const NAMES: readonly (readonly [string, string, string, string])[] = [
  [".CodeMirror-hints", "aria-label", "建议", "Suggestions"],
  [".yasr .CodeMirror textarea", "aria-label", "原始回答", "Response"],
  [".tableSizer", "aria-label", "每页行数", "Rows on a page"],
  [".tableFilter", "aria-label", "筛选结果", "Filter the answer"],
  [".tableFilter", "placeholder", "筛选结果", "Filter the answer"],
  [".addTab", "aria-label", "新建标签页", "New tab"],
  [".yasqe_queryButton", "aria-label", "运行查询", "Run the query"],
  [".yasqe_queryButton", "title", "运行查询（Ctrl+Enter）", "Run the query (Ctrl+Enter)"],
  [".yasqe_share", "aria-label", "分享这个查询", "Share this query"],
  [".yasqe_share", "title", "分享这个查询", "Share this query"],
  [".CodeMirror-scroll, .errorResult pre", "tabindex", "0", "0"],
];

/** Texts of YASGUI in Chinese. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Table$/, "表格"], [/^Response$/, "原始回答"], [/^Boolean$/, "真假"], [/^Simple view$/, "简洁显示"], [/^Ellipse$/, "截短长文本"],
  [/^Page size: $/, "每页行数："], [/^(\d+) results? in ([\d.]+) seconds?$/, "$1 行，用时 $2 秒"],
  [/^Showing (\d+) to (\d+) of ([\d,]+) entr(?:y|ies)/, "第 $1 至 $2 行，共 $3 行"], [/^Response in ([\d.]+) seconds?$/, "用时 $1 秒"], [/^Try query in a new browser window$/, "在新窗口中打开这个查询"],
  [/^No data available in table$/, "没有结果"],
  [/^All$/, "全部"], [/^Query error$/, "查询出错"], [/^This line is invalid\. Expected: /, "这一行有误，这里可以是："], [/^Copy URL to clipboard$/, "复制网址"],
];
const TEXTS = ".yasr_header, .tableControls, .dt-info, .dt-empty, .errorResult .errorHeader, .errorResult a, .yasqe_sharePopup, .yasqe_tooltip";

function translate(root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? "";
    const found = WORDS.find(([pattern]) => pattern.test(text));
    if (found) node.nodeValue = text.replace(...found);
  }
}

/** The heading over the numbers of the rows. */
function nameRowNumbers(place: HTMLElement): void {
  for (const title of all<HTMLElement>("table.dataTable th .dt-column-title", place)) {
    if (!title.textContent) title.append(element("span", { class: "hidden" }, say("行", "Row")));
  }
}

/** `root` is what our IRIs begin with; here they are dereferenced below `base`. */
function keepLinks(place: HTMLElement, root: string, base: string): void {
  for (const link of all<HTMLAnchorElement>(`.yasr a[href^="${CSS.escape(root)}"]`, place)) {
    link.setAttribute("href", base + link.getAttribute("href")!.slice(root.length));
    link.removeAttribute("target");
  }
}

function mend(place: HTMLElement, root: string, base: string): void {
  if (siteRoot() !== undefined) all(".errorResult a", place).forEach((link) => link.remove()); // it would open the endpoint
  for (const [selector, attribute, zh, en] of NAMES) {
    for (const found of all(selector, place)) {
      if (found.getAttribute(attribute) !== say(zh, en)) found.setAttribute(attribute, say(zh, en));
    }
  }
  if (chinese()) all(TEXTS, place).forEach(translate);
  for (const button of all(".yasr_btnGroup .yasr_btn[aria-label]", place)) button.removeAttribute("aria-label"); // its text is its name
  nameRowNumbers(place);
  keepLinks(place, root, base);
}

/** Mends what stands in `place`, now and whenever YASGUI draws anew. */
export function keepMended(place: HTMLElement, root: string, base: string): void {
  const now = (): void => mend(place, root, base);
  new MutationObserver(now).observe(place, { childList: true, subtree: true });
  now();
}
