"""The page of one thing: a place, town, company, app, person, entry, correction … whatever the graph has an IRI for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..errors import QueryError
from ..terms import DATA, local
from ..things.asked import Answers
from ..things.entities import Correction, Entity, things
from ..things.places import Place
from ..things.providers import App, Company
from ..things.rankings import Entry, Ranked
from . import asked, words
from .lists import lineage, path_of, ranks, title
from .page import Near, NoSuchPage, Page, Visit

# Properties of what points at a thing and has a part of the page of its own.
_TOLD = {"subject", "within", "operator", "headquarters", "target", "http://www.w3.org/ns/oa#hasTarget"}


@dataclass(frozen=True)
class Standing:
    """One entry about a thing, its list, and who stands before and after it there."""

    entry: Entry
    title: str
    path: str
    of: int
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]
    corrections: tuple[Correction, ...]


def view(visit: Visit) -> Page:
    """The page of the thing whose IRI ends in the path. Raises NoSuchPage with near names."""
    thing = found(visit.graph._answers, DATA + visit.path)
    if thing is None:
        raise NoSuchPage("the graph knows no such thing", near(visit), value=visit.path)
    standings = standings_of(visit, thing)
    return visit.render(
        "thing.html", thing=thing, iri=thing.iri, kinds=[visit.term(kind) for kind in thing.kinds],
        parents=lineage(thing)[:0:-1], standings=standings, dots=dots(visit, standings), inside=inside(visit, thing),
        corrections=corrections_on(visit, thing), identifiers=identifiers(visit, thing), chosen=visit.path,
        place_code=getattr(thing, "adcode", None), kind_place=isinstance(thing, Place), use=use_of(visit, thing),
        names=[str(one) for one in thing.names],
        facts=asked.facts(visit, thing.iri), quoted=quoted(visit, thing),
        pointing=[one for one in asked.pointing(visit, thing.iri) if local(one.property) not in _TOLD])


def found(answers: Answers, iri: str) -> Entity | None:
    """The thing of an IRI; None where the graph knows none, or it is no IRI."""
    try:
        [thing] = things(answers, [iri])
    except QueryError:
        return None
    return thing if thing.kinds else None


def near(visit: Visit) -> list[Near]:
    """Things that an unknown path may have meant."""
    unknown = visit.renderer.linked.unknown(DATA + visit.path)
    return [Near(local(one.iri), visit.say(one.zh, one.en)) for one in unknown.near]


def standings_of(visit: Visit, thing: Entity) -> list[Standing]:
    """Where a thing stands: over all editions and lists, in the order of publication."""
    if not isinstance(thing, Ranked):
        return []
    return [_standing(visit, entry) for entry in thing.rankings]


def corrections_on(visit: Visit, thing: Entity) -> list[Correction]:
    """The rows of the ledger on a thing and on the entries about it, by number."""
    entries = thing.rankings if isinstance(thing, Ranked) else ()
    found = [one for iri in (thing.iri, *(entry.iri for entry in entries)) for one in visit.renderer.corrected.get(iri, ())]
    return sorted(found, key=lambda one: one.id)


def _standing(visit: Visit, entry: Entry) -> Standing:
    ranking, place = entry.ranking, entry.position - 1
    around = ranking.entries
    return Standing(entry, title(visit, ranking), path_of(ranking), ranks(ranking), tuple(around[max(0, place - 2):place]),
                    tuple(around[place + 1:place + 3]), visit.renderer.corrected.get(entry.iri, ()))


def dots(visit: Visit, standings: Sequence[Standing]) -> dict[str, Any] | None:
    """The dot plot of a thing's ranks; None where no list with an order has it."""
    rows = [{"label": one.title, "group": one.entry.edition, "href": visit.href(one.path), "rank": one.entry.rank, "of": one.of,
             "text": " · ".join(filter(None, (f"{one.entry.rank} / {one.of}", one.entry.published_value)))}
            for one in standings if one.entry.rank is not None]
    return {"rows": rows} if rows else None


def inside(visit: Visit, thing: Entity) -> list[tuple[str, list[Entity]]]:
    """What lies in a place or belongs to a company, under headings."""
    if isinstance(thing, Company):
        return [(visit.say("应用", "Apps"), list(thing.apps))] if thing.apps else []
    if not isinstance(thing, Place):
        return []
    kinds: dict[str, list[Entity]] = {}
    for one in thing.districts:
        kinds.setdefault(one.kind, []).append(one)
    groups = [(visit.say(*words.INSIDE[kind]), places) for kind, places in sorted(kinds.items())]
    providers = list(thing.companies)
    return [*groups, *([(visit.say("服务商", "Service providers"), providers)] if providers else [])]


def quoted(visit: Visit, thing: Entity) -> dict[str, Any] | None:
    """The published line that an entry is, with its number and the document; None for anything else."""
    text, source = thing._facts.first("smile:sourceText"), thing._facts.first("prov:wasDerivedFrom")
    if text is None or source is None:
        return None
    return {"text": text, "line": thing._facts.first("smile:sourceLine"), "source": source,
            "document": asked.links(visit, [source])[0]["text"]}


def identifiers(visit: Visit, thing: Entity) -> list[tuple[str, str, str]]:
    """What identifies a thing here and elsewhere: name of the identifier, its text, and where it leads."""
    found = [("IRI", thing.iri, thing.iri)]
    if isinstance(thing, Place):
        codes = ((visit.say("行政区划代码（2020年12月）", "Division code (December 2020)"), thing.adcode),
                 (visit.say("行政区划代码（2024年）", "Division code (2024)"), thing.adcode2024),
                 (visit.say("乡镇代码", "Township code"), thing.township_code))
        found += [(label, code, "") for label, code in codes if code]
    names = {"www.wikidata.org": "Wikidata", "sws.geonames.org": "GeoNames"}
    # An IRI that is not of the web has no host, and must not become a link.
    hosts = {iri: urlsplit(iri).netloc if iri.startswith(("http://", "https://")) else "" for iri in thing.same_as}
    return found + [(names.get(host, host or "IRI"), asked.short(iri), iri if host else "") for iri, host in hosts.items()]


def use_of(visit: Visit, thing: Entity) -> str:
    """What an app is for, in words."""
    return visit.term(f"use-{thing.use}") if isinstance(thing, App) and thing.use else ""
