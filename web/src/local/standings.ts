// Where places stand, as standings.json says it. No document here.

export interface List { path: string; edition: string; zh: string; en: string; of: number; ordered: boolean }
/** An entry of a place: the number of its list, its own path, its rank, its published value. */
export type Entry = readonly [list: number, path: string, rank: number | null, value: string | null];
export interface Standings { lists: readonly List[]; places: Readonly<Record<string, readonly Entry[]>> }
export interface Standing { path: string; rank: number | null; value: string | null }
export interface Line { list: List; standings: readonly (Standing | null)[] }

/** Every list that two of the places share, in the order of publication, with the standing of each place. */
export function sharedBy({ lists, places }: Standings, wanted: readonly string[]): Line[] {
  const lines = lists.map((list, number) => ({ list, standings: wanted.map((place) => {
    const entry = places[place]?.find(([one]) => one === number);
    return entry ? { path: entry[1], rank: entry[2], value: entry[3] } : null;
  }) }));
  return lines.filter(({ standings }) => standings.filter(Boolean).length > 1);
}
