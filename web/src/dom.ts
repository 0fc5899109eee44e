// Small helpers over the document.

/** The JSON in a data block of the page, or undefined where there is none. */
export function jsonIn<T>(block: Element | null): T | undefined {
  return block?.textContent ? (JSON.parse(block.textContent) as T) : undefined;
}

/** A new element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Readonly<Record<string, string>> = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export const all = <T extends Element>(selector: string, root: ParentNode = document): T[] =>
  [...root.querySelectorAll<T>(selector)];

let made = 0;

/** An id that nothing else in the page has. */
export const newId = (stem: string): string => `${stem}-${++made}`;
