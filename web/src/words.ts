// The language of the page, and the few words that scripts add to it.

export const chinese = (): boolean => document.documentElement.lang.startsWith("zh");

export const say = (zh: string, en: string): string => (chinese() ? zh : en);

/** Joins the parts of a spoken label: a screen reader pauses at the comma. */
export const spoken = (parts: readonly string[]): string => parts.filter(Boolean).join(say("，", ", "));

/** Tells a screen reader what changed, without moving the focus. */
export function announce(text: string): void {
  let region = document.querySelector<HTMLElement>("#announcements");
  if (!region) {
    region = Object.assign(document.createElement("div"), { id: "announcements", className: "hidden" });
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}
