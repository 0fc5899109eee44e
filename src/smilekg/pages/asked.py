"""What the pages ask a graph beyond things and questions: facts with their labels, what points at a thing, terms."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..answers import internal
from ..answers.rows import Iri, text
from ..rdf import natural
from ..terms import DATA, local
from ..things.entities import Entity, things
from .page import Visit

Cell = dict[str, Any]  # what the macros of `templates/parts.html` show: `text`, and `href`, `lang`, `badges`, `note`
MOST = 400  # things that point at another with one property, on one page


@dataclass(frozen=True)
class Facts:
    """A property in words and in full, and its values; `more` counts those that are not shown."""

    label: str
    property: str
    values: list[Cell]
    more: int = 0


def cell(text: Any, href: str = "", *, lang: str = "", badges: Iterable[str] = (), note: str = "", sort: Any = None) -> Cell:
    """A value with where it leads, the language of its text, its marks, a remark, and what it is sorted by."""
    more = {"href": href, "lang": lang, "badges": list(badges), "note": note, "sort": sort}
    return {"text": "" if text is None else text, **{name: one for name, one in more.items() if one not in ("", [], None)}}


def facts(visit: Visit, iri: str) -> list[Facts]:
    """What the graph says about a thing, by property."""
    rows = internal.ask(visit.graph, "page-facts", thing=[iri])
    return [Facts(visit.term(name), name, [_value(visit, row) for row in same])
            for name, same in groupby(rows, key=lambda row: str(row["property"]))]


def _value(visit: Visit, row: dict[str, Any]) -> Cell:
    value = row["value"]
    if isinstance(value, Iri):
        return cell(visit.label(value) or short(value), visit.of(value))
    return cell(text(value), lang=row["language"] or "")


def pointing(visit: Visit, iri: str) -> list[Facts]:
    """What points at a thing, by property; of one property at most `MOST` are shown."""
    rows = internal.ask(visit.graph, "page-pointing", thing=[iri])
    found = []
    for name, same in groupby(rows, key=lambda row: str(row["property"])):
        subjects = sorted((str(row["subject"]) for row in same), key=natural)
        found.append(Facts(visit.term(name), name, links(visit, subjects[:MOST]), max(0, len(subjects) - MOST)))
    return found


def handles(visit: Visit) -> dict[str, tuple[str, str]]:
    """For each place by its IRI, what to ask for to get it alone (its name, else its code), and what it is called."""
    iris = [str(row["place"]) for row in internal.ask(visit.graph, "page-places")]
    places = things(visit.graph._answers, sorted(iris, key=natural))
    times = Counter(name for place in places for name in {visit.name(place), visit.other_name(place)})
    return {place.iri: (_handle(visit, place, times), visit.other_name(place)) for place in places}


def _handle(visit: Visit, place: Entity, times: Counter[str]) -> str:
    name = visit.name(place)
    return name if times[name] == 1 else getattr(place, "adcode", None) or local(place.iri)


def links(visit: Visit, iris: Iterable[str]) -> list[Cell]:
    """Links to things, by their names in the language of the page."""
    return [cell(visit.label(iri) or short(iri), visit.of(iri)) for iri in iris]


def short(iri: str) -> str:
    """An IRI for readers: a thing of ours without its namespace, a page of Wikidata or GeoNames by its number."""
    if iri.startswith(DATA):
        return local(iri)
    return iri.removeprefix("http://www.wikidata.org/entity/").removeprefix("https://sws.geonames.org/").strip("/")
