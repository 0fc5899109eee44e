// Tables that a reader can sort: the headings become buttons.
import { all, element } from "./dom.ts";
import { keyOf, order, type Key } from "./sorting.ts";
import { announce, say } from "./words.ts";

/** Chinese by pinyin, whatever the language of the page. */
const collator = new Intl.Collator("zh-u-co-pinyin", { numeric: true });

function keyAt(row: HTMLTableRowElement, column: number): Key {
  const cell = row.cells[column];
  if (!cell) return null;
  if (cell.dataset["value"] !== undefined) return keyOf(cell.dataset["value"]);
  return cell.querySelector(".none") ? null : keyOf((cell.querySelector("a") ?? cell).textContent ?? "");
}

function sort(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const descending = heading.ariaSort === "ascending";
  for (const body of table.tBodies) {
    const rows = [...body.rows];
    const keys = rows.map((row) => keyAt(row, heading.cellIndex));
    body.append(...order(keys, descending, collator).map((index) => rows[index]!));
  }
  for (const other of all<HTMLElement>("thead th[aria-sort]", table)) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const name = heading.textContent ?? "";
  announce(descending ? say(`按${name}降序`, `Sorted by ${name}, descending`) : say(`按${name}升序`, `Sorted by ${name}, ascending`));
}

export function makeSortable(table: HTMLTableElement): void {
  if ((table.tBodies[0]?.rows.length ?? 0) < 2) return;
  for (const heading of all<HTMLTableCellElement>("thead th:not([data-unsorted])", table)) {
    const button = element("button", { type: "button" }, ...heading.childNodes);
    button.addEventListener("click", () => sort(table, heading));
    heading.replaceChildren(button);
  }
}

export const sortableTables = (): void => all<HTMLTableElement>("table[data-sortable]").forEach(makeSortable);
