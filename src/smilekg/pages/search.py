"""Search: the page of hits, and the short answer that completes what is being typed."""

import json
from collections.abc import Mapping
from typing import Any

from ..rdf import natural
from ..terms import local
from ..things.asked import short
from ..things.entities import Entity, things
from ..things.places import Place
from ..things.search import KINDS, Hit
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


def names(zh: Visit, en: Visit) -> dict[str, Any]:
    """All that the search knows, for a site that has no server: the browser looks through it.

    `kinds` are names of classes by language. `things` are in the order of hits that are equally good: `path`, `kind`,
    `zh` and `en`, `where` in both languages, and what it is found by: `names`, `others`, `codes`, of a place `adcode`.
    """
    answers = zh.graph._answers
    parents: dict[str, str] = dict(answers.rows("parents"))
    kinds: dict[str, int] = {}
    written: dict[str, dict[str, list[str]]] = {}
    for iri, kind, used, name, _ in answers.rows("names"):
        kinds[iri] = max(kinds.get(iri, 0), KINDS.index(local(kind)))
        sort = {"skos:prefLabel": "names", "smile:adcode": "codes"}.get(short(used), "others")
        written.setdefault(iri, {}).setdefault(sort, []).append(name)
    order = sorted(written, key=lambda iri: (kinds[iri], natural(iri)))
    return {"kinds": {kind: {visit.language: visit.term(kind) for visit in (zh, en)} for kind in KINDS},
            "things": [{"path": local(thing.iri), "kind": KINDS[kinds[thing.iri]], **_in_both(thing, zh, en, parents),
                        **{sort: list(dict.fromkeys(some)) for sort, some in written[thing.iri].items()}, **_codes(thing)}
                       for thing in things(answers, order)]}


def _in_both(thing: Entity, zh: Visit, en: Visit, parents: Mapping[str, str]) -> dict[str, Any]:
    """The names of a thing and of what is around it."""
    around = around_of(thing)
    where = [visit.name(around) if around else parents.get(thing.iri, "") for visit in (zh, en)]
    return {"zh": zh.name(thing), "en": en.name(thing), "where": where}


def _codes(thing: Entity) -> dict[str, Any]:
    """The codes that stand for a place, the one of the lists by itself."""
    if not isinstance(thing, Place):
        return {}
    codes = [code for code in (thing.adcode, thing.adcode2024, thing.township_code) if code]
    return {"adcode": thing.adcode, "codes": list(dict.fromkeys(codes))} if codes else {}


def _where(visit: Visit, hit: Hit) -> str:
    [thing] = things(visit.graph._answers, [hit.iri])
    around = around_of(thing)
    return visit.name(around) if around else hit.parent or ""
