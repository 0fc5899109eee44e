// search.json, read once: what the boxes complete from, the page of hits shows, and a place is looked up in.
import type { Hit } from "../search.ts";
import { say } from "../words.ts";
import { Index, placesOf, type Named } from "./matching.ts";
import { hrefOf, jsonOf, language } from "./root.ts";

interface Said { kinds: Readonly<Record<string, Readonly<{ zh: string; en: string }>>>; things: readonly Named[] }

let reading: Promise<{ index: Index; kinds: Said["kinds"] }> | undefined;

const names = () => (reading ??= jsonOf<Said>("search.json").then(({ kinds, things }) => ({ kinds, index: new Index(things) })));

const around = (thing: Named): string => thing.where[language() === "zh" ? 0 : 1];

function hit(thing: Named, kinds: Said["kinds"]): Hit {
  const [here, there] = language() === "zh" ? [thing.zh, thing.en] : [thing.en, thing.zh];
  const other = there && there !== here ? { other: there } : {};
  return { name: here, ...other, kind: kinds[thing.kind]?.[language()] ?? "", where: around(thing), href: hrefOf(thing.path) };
}

/** What the search finds, as the server would say it. */
export async function hits(wanted: string, most: number): Promise<Hit[]> {
  const { index, kinds } = await names();
  return index.find(wanted.slice(0, 100), most).map(({ thing }) => hit(thing, kinds));
}

/** Names that are like `wanted`, in a sentence. */
export async function nearOnes(wanted: string, ofPlaces = false): Promise<string> {
  const found = (await names()).index.find(wanted, 30).filter(({ thing }) => !ofPlaces || /^(place|town)\//.test(thing.path)).slice(0, 5);
  const near = [...new Set(found.map(({ thing }) => thing[language()]))];
  return near.length ? say(`相近的有：${near.join("、")}`, `near ones: ${near.join(", ")}`) : say("没有相近的名称", "no name is near it");
}

/** The one place of a name or code. Throws an Error that says what could be meant. */
export async function placeOf(name: string): Promise<Named> {
  const found = placesOf((await names()).index.things, name);
  if (found.length === 1) return found[0]!;
  if (!found.length) throw new Error(`${say("图谱中没有这个地方", "the graph knows no such place")}; ${await nearOnes(name, true)}`);
  const listed = found.map((one) => `${one.adcode ?? one.path}: ${one[language()]}${around(one) ? ` (${around(one)})` : ""}`);
  throw new Error(say(`这个名称指${found.length}个地方，请用代码：${listed.join("；")}`, `this name stands for ${found.length} places; ask for one by its code: ${listed.join("; ")}`));
}
