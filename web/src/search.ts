// Search boxes that complete: an ARIA combobox over /search.json, or over the names of a site of files.
import { all, element, newId } from "./dom.ts";
import { root } from "./local/root.ts";
import { announce, chinese, say } from "./words.ts";

/** `other` is the name in the other language. */
export interface Hit { name: string; other?: string; kind?: string; where?: string; href: string }

const PAUSE = 120; // ms without a key before a request
const MOST = 8;

/** What the server finds. */
async function served(source: string, words: string, signal: AbortSignal): Promise<Hit[]> {
  const address = new URL(source, location.href);
  address.searchParams.set("q", words);
  address.searchParams.set("lang", chinese() ? "zh" : "en");
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Hit[];
}

/** What this browser finds, on a site of files. */
const local = async (words: string): Promise<Hit[]> => (await import("./local/names.ts")).hits(words, MOST);

class Combobox {
  private readonly list = element("ul", { class: "options", role: "listbox", id: newId("options"), hidden: "" });
  private hits: readonly Hit[] = [];
  private at = -1;
  private timer = 0;
  private request = new AbortController();

  constructor(private readonly input: HTMLInputElement, private readonly source: string) {
    const box = element("div", { class: "combobox" });
    input.replaceWith(box);
    box.append(input, this.list);
    this.list.setAttribute("aria-label", say("建议", "Suggestions"));
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  private later(): void {
    clearTimeout(this.timer);
    this.request.abort();
    const words = this.input.value.trim();
    if (!words) return this.close();
    this.timer = window.setTimeout(() => void this.ask(words), PAUSE);
  }

  private async ask(words: string): Promise<void> {
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const hits = await (root() === undefined ? served(this.source, words, signal) : local(words));
      if (!signal.aborted) this.show(hits.slice(0, MOST));
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.close(); // the form itself still works
    }
  }

  private show(hits: readonly Hit[]): void {
    this.hits = hits;
    this.list.replaceChildren(...hits.map((hit, index) => this.option(hit, index)));
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.choose(-1);
    announce(hits.length ? say(`${hits.length} 条建议`, `${hits.length} suggestions`) : say("没有建议", "No suggestions"));
  }

  private option(hit: Hit, index: number): HTMLLIElement {
    const name = element("span", { class: "name" }, hit.name);
    if (hit.other && hit.other !== hit.name) name.append(" ", element("small", { class: "note" }, hit.other));
    const parts = [name, element("span", { class: "kind" }, hit.kind ?? "")];
    if (hit.where) parts.push(element("span", { class: "where" }, hit.where));
    return element("li", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" }, ...parts);
  }

  private choose(index: number): void {
    this.at = index;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const chosen = this.list.children[index];
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) return; // Enter ends a Chinese input method's word first
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(((this.at + 1 + step + this.hits.length + 1) % (this.hits.length + 1)) - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.at >= 0) this.go(this.at);
    else return;
    event.preventDefault();
  }

  private clicked(event: Event): void {
    const option = (event.target as Element).closest("li");
    if (option) this.go([...this.list.children].indexOf(option));
  }

  private go(index: number): void {
    const hit = this.hits[index];
    if (hit) location.assign(hit.href);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.request.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }
}

export function searchBoxes(): void {
  for (const input of all<HTMLInputElement>("input[data-complete]")) new Combobox(input, input.dataset["complete"]!);
}
