// Entry of every page: each enhancement looks for its own elements and does nothing without them.
import { copyButtons } from "./copy.ts";
import { languageSwitch } from "./language.ts";
import { searchBoxes } from "./search.ts";
import { scrollers } from "./scrollers.ts";
import { sortableTables } from "./tables.ts";
import { announce } from "./words.ts";

announce(""); // the region must be there before it speaks
sortableTables();
scrollers();
searchBoxes();
copyButtons();
languageSwitch();
if (document.querySelector("figure[data-chart]")) void import("./charts/draw.ts").then(({ drawAll }) => drawAll());
if (document.querySelector("#sparql-page")) void import("./sparql/page.ts").then(({ openEditor }) => openEditor());
