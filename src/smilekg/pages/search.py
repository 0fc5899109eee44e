"""Search: the page of hits, and the short answer that completes what is being typed."""

import json
from typing import Any

from ..rdf import natural
from ..terms import local
from ..things.entities import things
from ..things.search import Hit
from .lists import around_of
from .page import Page, Visit

MOST = 30
LONGEST = 100  # characters of a search that are looked at


def view(visit: Visit) -> Page:
    """What is like the text of `?q=`."""
    wanted = visit.value("q")[:LONGEST]
    return visit.render("search.html", wanted=wanted, hits=hits(visit, wanted, MOST))


def complete(visit: Visit) -> Page:
    """The first hits as JSON: `name`, `other` (in the other language), `kind`, `where`, `href`."""
    found = hits(visit, visit.value("q")[:LONGEST], 8)
    return Page(json.dumps(found, ensure_ascii=False).encode("utf-8"), "application/json")


def hits(visit: Visit, wanted: str, most: int) -> list[dict[str, str]]:
    """What the search finds, in the language of the page."""
    found = visit.graph.search(wanted, limit=most) if wanted else []
    named = things(visit.graph._answers, [hit.iri for hit in found])
    return [{"name": visit.name(thing), "other": visit.other_name(thing), "kind": visit.term(hit.kind),
             "where": _where(visit, hit), "href": visit.of(hit.iri), "path": local(hit.iri)}
            for hit, thing in zip(found, named, strict=True)]


def names(zh: Visit, en: Visit) -> list[dict[str, Any]]:
    """All that the search knows, for a site that has no server: the browser looks through it."""
    found: dict[str, dict[str, Any]] = {}
    for iri, kind, _, written, _ in zh.graph._answers.rows("names"):
        known = found.setdefault(iri, {"path": local(iri), "names": []})
        known["kind"] = {visit.language: visit.term(kind) for visit in (zh, en)}
        known["names"] += [written] if written not in known["names"] else []
    for thing in things(zh.graph._answers, list(found)):
        around = around_of(thing)
        found[thing.iri] |= {visit.language: visit.name(thing) for visit in (zh, en)}
        found[thing.iri]["where"] = {visit.language: visit.name(around) for visit in (zh, en)} if around else None
    return [found[iri] for iri in sorted(found, key=natural)]


def _where(visit: Visit, hit: Hit) -> str:
    [thing] = things(visit.graph._answers, [hit.iri])
    around = around_of(thing)
    return visit.name(around) if around else hit.parent or ""
