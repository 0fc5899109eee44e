// The switch of languages keeps what the reader chose on the page: the part after # and, in the editor, the query.
import { all } from "./dom.ts";

export function languageSwitch(): void {
  for (const link of all<HTMLAnchorElement>("a[data-language-switch]")) {
    link.addEventListener("click", () => {
      const target = new URL(link.href);
      if (location.search && !target.search) target.search = location.search;
      target.hash = location.hash;
      link.href = target.href;
    });
  }
}
