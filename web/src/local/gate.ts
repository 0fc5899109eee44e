// The page of an IRI leads on to the page in the reader's language; its links stay for who comes without scripts.

/** Chinese where it is wanted before English; English where neither is. */
export const preferred = (languages: readonly string[]): "zh" | "en" =>
  (languages.map((one) => one.toLowerCase().slice(0, 2)).find((one) => one === "zh" || one === "en") ?? "en") as "zh" | "en";

export function goOn(list: HTMLElement): void {
  const wanted = preferred(navigator.languages);
  const link = list.querySelector<HTMLAnchorElement>(wanted === "zh" ? "a[hreflang^=zh]" : "a[hreflang=en]");
  if (link) location.replace(link.href);
}
