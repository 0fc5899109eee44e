// Buttons that copy: a block of text, or the address of the page.
import { all } from "./dom.ts";
import { announce, say } from "./words.ts";

function textOf(button: HTMLElement): string {
  const id = button.dataset["copy"];
  return id ? (document.getElementById(id)?.textContent ?? "") : location.href;
}

async function copy(button: HTMLButtonElement, words: string): Promise<void> {
  let done = say("已复制", "Copied");
  try {
    await navigator.clipboard.writeText(textOf(button));
  } catch {
    done = say("浏览器不允许复制", "The browser refused to copy");
  }
  button.textContent = done;
  announce(done);
  setTimeout(() => { button.textContent = words; }, 2000);
}

export function copyButtons(): void {
  if (!navigator.clipboard) return;
  for (const button of all<HTMLButtonElement>("button[data-copy], button[data-copy-link]")) {
    const words = button.textContent ?? "";
    button.hidden = false;
    button.addEventListener("click", () => void copy(button, words));
  }
}
