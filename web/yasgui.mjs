// Mends @zazuko/yasgui while it is bundled, so that it runs under `style-src 'self'` and asks no other host.

const MENDS = [
  // A style attribute inside a piece of HTML would be refused: the style sheet has the rule.
  ["<strong style='text-decoration:underline'>", "<strong class='expected'>"],
  // Style elements would be refused: a constructed sheet is the document's own.
  ["var o = document.createElement(\"style\");\n", "var o = new CSSStyleSheet();\n"],
  ["o.styleSheet ? o.styleSheet.cssText = n : o.appendChild(document.createTextNode(n)), e.appendChild(o);",
    "o.replaceSync(n), document.adoptedStyleSheets.push(o);"],
  ["o.type = \"text/css\", o.gripid = r, ", ""],
  // A list of tabs may hold tabs alone: the button that adds one stands beside it (page.ts puts it there).
  ["this.addTabEl.appendChild(e), this._tabsListEl.appendChild(this.addTabEl),", "this.addTabEl.appendChild(e),"],
  ["this._tabsListEl?.insertBefore(this._tabs[e].draw(n.name), this.addTabEl || null)", "this._tabsListEl?.insertBefore(this._tabs[e].draw(n.name), null)"],
  // Tables begin in the simple view: 58, not "58"^^xsd:integer.
  ["this.persistentConfig = {}, this.helpReference", "this.persistentConfig = { compact: true }, this.helpReference"],
  // The completer of prefixes has ours, so the list of prefix.cc (50 kB) can stay out.
  ["using bundled prefixes instead\", e), prefixes_default)) : Promise.resolve(prefixes_default))", "using none\", e), {})) : Promise.resolve({}))"],
  // Completion from Linked Open Vocabularies is not used; without its address it cannot be.
  ["lov.linkeddata.es/dataset/lov/api/v2/autocomplete/terms", "localhost.invalid/"],
];

/** `text` with each mend made. Fails where a text to mend does not stand there exactly once: a new version came. */
export function mended(text) {
  return MENDS.reduce((mending, [old, better]) => {
    const parts = mending.split(old);
    if (parts.length !== 2) throw new Error(`@zazuko/yasgui has ${JSON.stringify(old)} ${parts.length - 1} times, not once: look at web/yasgui.mjs`);
    return parts.join(better);
  }, text);
}
