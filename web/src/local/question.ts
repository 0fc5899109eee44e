// The page of a question: other values than the defaults are answered here, by Oxigraph in this browser.
import { all, element, jsonIn } from "../dom.ts";
import { announce, say } from "../words.ts";
import { bound, isNumber, takes, type Parameter } from "./binding.ts";
import { ask, ROWS } from "./engine.ts";
import { nearOnes, placeOf } from "./names.ts";
import { labelsOf } from "./labels.ts";
import { language } from "./root.ts";
import { rowsOf, type Rows } from "./rows.ts";
import { showAnswer, showRest, type Shown } from "./answer.ts";

export interface Question extends Shown { text: string; parameters: readonly Parameter[] }

type Field = HTMLInputElement | HTMLSelectElement;

/** A value that cannot be taken: which field has it, and what to do. */
class Unfit extends Error {
  constructor(readonly field: string, message: string) { super(message); }
}

const fieldOf = (form: HTMLFormElement, name: string): Field | null => form.elements.namedItem(name) as Field | null;

/** What the address asks for: values other than the defaults, by parameter. */
function given(question: Question): Map<string, string> {
  const address = new URLSearchParams(location.search);
  const named = question.parameters.filter(({ name }) => name !== "lang" && address.has(name));
  return new Map(named.map((one) => [one.name, (address.get(one.name) ?? "").trim()] as const)
    .filter(([name, value]) => value !== "" || question.parameters.find((one) => one.name === name)?.default === ""));
}

/** The value as the query takes it: of a place its code, else its name. Throws Unfit. */
async function fit(parameter: Parameter, value: string, field: Field | null): Promise<string> {
  if (!takes(parameter, value)) {
    throw new Unfit(parameter.name, isNumber(parameter) ? say(`请填整数，如${parameter.default}`, `a whole number, such as ${parameter.default}`) : say("这不是文字", "this is no text"));
  }
  if (value === String(parameter.default)) return value;
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) {
    throw new Unfit(parameter.name, say(`“${value}”不在可选值中：`, `“${value}” cannot be chosen; one of: `) + [...field.options].map((option) => option.value).filter(Boolean).join(", "));
  }
  if (parameter.type !== "place") return value;
  const place = await placeOf(value).catch((error: Error) => { throw new Unfit(parameter.name, error.message); });
  return place.adcode ?? place.zh;
}

async function fitted(question: Question, form: HTMLFormElement | null, values: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const parameter of question.parameters) {
    const value = values.get(parameter.name);
    if (value !== undefined) found.set(parameter.name, await fit(parameter, value, form && fieldOf(form, parameter.name)));
    if (parameter.name === "lang") found.set("lang", language());
  }
  return found;
}

function labelOf(field: Field | null): string {
  const label = field?.labels?.[0]?.textContent?.trim();
  return label ? `${label}${say("：", ": ")}` : "";
}

function markUnfit(form: HTMLFormElement, wrong?: Unfit): void {
  for (const error of all(".error", form)) error.remove();
  for (const field of all("[aria-invalid]", form)) ["aria-invalid", "aria-describedby"].forEach((name) => field.removeAttribute(name));
  const field = wrong && fieldOf(form, wrong.field);
  if (!wrong || !field) return;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.id}-error`);
  field.parentElement?.append(element("p", { class: "error", id: `${field.id}-error` }, wrong.message));
  field.focus();
}

/** Why there are no rows, as far as can be told here: a name that nothing bears. */
async function whyEmpty(question: Question, values: ReadonlyMap<string, string>): Promise<string> {
  const none = say("没有结果。", "There are no rows.");
  const names = question.parameters.filter(({ name, type }) => type === "name" && values.get(name));
  const said = await Promise.all(names.map(async ({ name }) => `“${values.get(name)}” (${name}): ${await nearOnes(values.get(name)!)}`));
  return [none, ...said].join(" ");
}

async function answer(question: Question, form: HTMLFormElement | null, section: HTMLElement): Promise<void> {
  const values = given(question);
  for (const { name, default: standard } of question.parameters) {
    const field = form && fieldOf(form, name);
    const value = values.get(name) ?? String(standard);
    if (field instanceof HTMLInputElement && field.type === "number" && Number.isNaN(Number(value))) field.type = "text"; // so that it can be seen
    if (field) field.value = value;
  }
  if (form) markUnfit(form);
  section.replaceChildren(element("p", { class: "notice notice-note", role: "status" }, say("正在本浏览器中作答……", "Your browser is working out the answer…")));
  try {
    const text = bound(question.text, question.parameters, await fitted(question, form, values));
    const rows: Rows = rowsOf((await ask(text, [ROWS])).text, question.columns.map(({ name }) => name));
    const labels = await labelsOf(question, rows);
    showAnswer(section, question, { rows, labels, text, values: new Map([...values, ["lang", language()]]), why: rows.rows.length ? "" : await whyEmpty(question, values) });
    announce(section.querySelector("h2")?.textContent ?? "");
  } catch (error) {
    const label = form && error instanceof Unfit ? labelOf(fieldOf(form, error.field)) : "";
    section.replaceChildren(element("p", { class: "notice notice-warning" }, label, (error as Error).message));
    showRest(false);
    if (form && error instanceof Unfit) markUnfit(form, error);
  }
}

/** The address of the values in a form; those with their default are left out. */
function addressOf(question: Question, form: HTMLFormElement): URL {
  const address = new URL(location.pathname, location.href);
  for (const { name, default: standard } of question.parameters) {
    const value = fieldOf(form, name)?.value.trim();
    if (value !== undefined && value !== String(standard)) address.searchParams.set(name, value);
  }
  return address;
}

export function answerHere(block: Element): void {
  const question = jsonIn<Question>(block);
  const section = document.querySelector<HTMLElement>("section[aria-labelledby=answer]");
  if (!question || !section) return;
  const form = document.querySelector<HTMLFormElement>("main form.controls");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", addressOf(question, form));
    shown = location.search;
    void answer(question, form, section);
  });
  let shown = location.search;
  addEventListener("popstate", () => {
    if (location.search === shown) return; // only the part after # changed
    shown = location.search;
    void answer(question, form, section);
  });
  if (given(question).size) void answer(question, form, section);
}
