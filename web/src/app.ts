// Entry of every page: each enhancement looks for its own elements and does nothing without them.
import { copyButtons } from "./copy.ts";
import { languageSwitch } from "./language.ts";
import { searchBoxes } from "./search.ts";
import { scrollers } from "./scrollers.ts";
import { sortableTables } from "./tables.ts";
import { announce } from "./words.ts";
import { root } from "./local/root.ts";

announce(""); // the region must be there before it speaks
sortableTables();
scrollers();
searchBoxes();
copyButtons();
languageSwitch();
// On a site of files the address is read here: a map is set before it is drawn, the editor gets its endpoint.
if (root() !== undefined) await import("./local/start.ts").then(({ start }) => start());
if (document.querySelector("figure[data-chart]")) void import("./charts/draw.ts").then(({ drawAll }) => drawAll());
if (document.querySelector("#sparql-page")) void import("./sparql/page.ts").then(({ openEditor }) => openEditor());
