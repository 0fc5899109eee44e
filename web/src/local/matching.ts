// Names that are like a text, in the order of src/smilekg/things/search.py, and places by exactly one name. No document
// here, so that it can be tested alone.

/** One thing of search.json: its main names, the others, and its codes. They stand in the order of equally good hits. */
export interface Named {
  path: string; kind: string; zh: string; en: string; where: readonly [zh: string, en: string];
  names?: readonly string[]; others?: readonly string[]; codes?: readonly string[]; adcode?: string | null;
}

export interface Found { thing: Named; score: number; matched: string }

const BASE = { exact: 0.9, prefix: 0.6, inside: 0.3, typo: 0.1 } as const;
const WIDE = /[\u2e80-\u{3ffff}]/u;
const ENDINGS = /(特别行政区|自治区|自治州|自治县|地区|省|市|区|县|旗|镇)$/u;

/** The form in which names are compared: no case, accents, blanks or other signs. */
export const fold = (text: string): string => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");

/** Letters to add, drop, change or swap with the next to make `b` of `a`; more than `most` is not counted out. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + Number(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most && Math.min(...last) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length]!;
}

/** How many typing errors a folded text may have. */
export function tolerance(text: string): number {
  if (/^\d*$/.test(text)) return 0;
  const [none, one] = WIDE.test(text) ? [1, 4] : [3, 6];
  return text.length <= none ? 0 : text.length <= one ? 1 : 2;
}

interface Key { thing: Named; written: string; text: string; less: number }

/** Each name in the form that is compared; those beside the main ones come after them. */
function keysOf(thing: Named): Key[] {
  const key = (less: number) => (written: string): Key => ({ thing, written, text: fold(written), less });
  return [...(thing.names ?? []).map(key(0)), ...[...(thing.others ?? []), ...(thing.codes ?? [])].map(key(0.05))];
}

/** The words of a name in letters, and the name of a place without its ending. */
function partsOf({ thing, written, text, less }: Key): Key[] {
  const wide = WIDE.test(written);
  const words = wide ? [] : written.split(/\s+/).map(fold);
  if (/^(place|town)\//.test(thing.path) && ENDINGS.test(written)) words.push(written.replace(ENDINGS, ""));
  return words.filter((word) => word !== text && word.length >= (WIDE.test(word) ? 2 : 4)).map((word) => ({ thing, written, text: word, less: less + 0.01 }));
}

/** All that the search looks through: made once for a list of things. */
export class Index {
  private readonly keys: readonly Key[];
  private readonly order: ReadonlyMap<Named, number>;

  constructor(readonly things: readonly Named[]) {
    this.keys = things.flatMap(keysOf).filter(({ text }) => text !== "");
    this.order = new Map(things.map((thing, place) => [thing, place]));
  }

  /** The best `most` things, each once. */
  find(wanted: string, most: number): Found[] {
    const query = fold(wanted);
    if (!query) return [];
    const found = this.alike(query);
    const close = WIDE.test(query) ? found.length > 0 : found.some(({ score }) => score >= 0.5);
    const best = new Map<Named, Found>();
    for (const one of close ? found : [...found, ...this.mistyped(query)]) {
      if (one.score > (best.get(one.thing)?.score ?? 0)) best.set(one.thing, one);
    }
    return [...best.values()].sort((a, b) => b.score - a.score || this.order.get(a.thing)! - this.order.get(b.thing)!).slice(0, most);
  }

  private alike(query: string): Found[] {
    return this.keys.filter(({ text }) => text.includes(query)).map(({ thing, written, text, less }) => {
      const why = text === query ? "exact" : text.startsWith(query) ? "prefix" : "inside";
      return { thing, matched: written, score: BASE[why] + (why === "exact" ? 0.1 : 0.2 * (query.length / text.length)) - less };
    });
  }

  private mistyped(query: string): Found[] {
    const most = tolerance(query);
    if (most === 0) return [];
    return [...this.keys, ...this.keys.flatMap(partsOf)].flatMap(({ thing, written, text, less }) => {
      const far = distance(query, text, most);
      return far > 0 && far <= most ? [{ thing, matched: written, score: BASE.typo + 0.2 * (1 - far / (most + 1)) - less }] : [];
    });
  }
}

const has = (some: readonly string[] | undefined, name: string): boolean => some?.includes(name) ?? false;

/** The first of these rules that any place keeps: its code of 2020, another code, a main name, another name, a name with 市, 区 or 县. */
const TIERS: readonly ((thing: Named, name: string) => boolean)[] = [
  (thing, name) => thing.path === name || thing.adcode === name,
  (thing, name) => has(thing.codes, name),
  (thing, name) => has(thing.names, name),
  (thing, name) => has(thing.others, name),
  (thing, name) => ["市", "区", "县"].some((end) => has(thing.names, name + end) || has(thing.others, name + end)),
];

/** The places that a name, code or path may stand for, as src/smilekg/things/lookup.py has it. */
export function placesOf(things: readonly Named[], name: string): Named[] {
  const wanted = name.trim().replace(/^(id:|https:\/\/w3id\.org\/smilekg\/id\/)/, "");
  const places = things.filter(({ path }) => /^(place|town)\//.test(path));
  for (const tier of TIERS) {
    const found = places.filter((place) => tier(place, wanted));
    if (found.length) return found;
  }
  return [];
}
