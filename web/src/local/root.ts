// A site of files, with no server behind it: where its root is as seen from this page, and addresses below it.
import { chinese } from "../words.ts";

/** Such as `../..`; undefined where a server answers. */
export const root = (): string | undefined => document.documentElement.dataset["root"];

export const language = (): "zh" | "en" => (chinese() ? "zh" : "en");

/** The address of a page in the language of this one, such as `ranking/2019-2020/counties`. */
export const hrefOf = (path: string): string => `${root() ?? ""}/${language()}/${encodeURI(path)}/`;

/** A file of the site, from its root. */
export const fileOf = (path: string): URL => new URL(`${root() ?? ""}/${path}`, location.href);

export async function jsonOf<T>(path: string): Promise<T> {
  const answer = await fetch(fileOf(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}
