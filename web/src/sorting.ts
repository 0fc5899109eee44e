// What the cells of a table are sorted by. No document here, so that it can be tested alone.

export type Key = number | string | null;

/** A number where the text is one (with a percent sign or thousands separators), else the text; null for nothing. */
export function keyOf(text: string): Key {
  const plain = text.trim();
  if (plain === "" || plain === "–" || plain === "—") return null;
  const number = plain.replace(/(?<=\d),(?=\d{3}\b)/g, "").replace(/%$/, "");
  return /^[-+−]?\d+(\.\d+)?$/.test(number) ? Number(number.replace("−", "-")) : plain;
}

/** Numbers before texts, texts by `collator`. */
function compare(left: Exclude<Key, null>, right: Exclude<Key, null>, collator: Intl.Collator): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "number") return -1;
  return typeof right === "number" ? 1 : collator.compare(left, right);
}

/** The order of rows with these keys. Empty ones stay last in both directions; equal ones keep their order. */
export function order(keys: readonly Key[], descending: boolean, collator: Intl.Collator): number[] {
  const sign = descending ? -1 : 1;
  return keys.map((_, index) => index).sort((left, right) => {
    const [a, b] = [keys[left] ?? null, keys[right] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || left - right;
    return sign * compare(a, b, collator) || left - right;
  });
}
