"""IRIs that may have been meant by one that does not exist."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rdf import natural
from ..terms import DATA, local
from ..things.asked import Answers

if TYPE_CHECKING:
    from ..graph import Graph

_LONGEST = 120  # letters; nothing is guessed for what is longer than any IRI of ours


@dataclass(frozen=True)
class Near:
    """An IRI that exists, and its Chinese and English name (its local name where it has none)."""

    iri: str
    zh: str
    en: str


def near(iris: Iterable[str], wanted: str, graph: "Graph", most: int = 5) -> list[Near]:
    """The IRIs nearest to `wanted`, best first: the same but for case and slashes; what bears the name;
    longer and alike ones."""
    if len(wanted) > _LONGEST:
        return []
    folder = wanted[:len(wanted) - len(local(wanted))]
    kind = local(wanted).strip("/").partition("/")[0].lower() if folder == DATA else ""
    alike = [iri for iri in iris if iri.startswith(folder) and local(iri).lower().startswith(kind)]
    exact, other = _named(graph, wanted, set(alike))
    found = list(dict.fromkeys([*_same(alike, wanted), *exact, *_longer(alike, wanted), *_like(alike, wanted, most), *other]))
    return [_titled(graph, iri) for iri in found[:most]]


def _folded(iri: str) -> str:
    """An IRI without case, doubled slashes and a slash at its end."""
    return "/".join(part for part in iri.lower().split("/") if part)


def _same(iris: Iterable[str], wanted: str) -> Iterator[str]:
    return (iri for iri in sorted(iris) if _folded(iri) == _folded(wanted))


def _named(graph: "Graph", wanted: str, among: set[str]) -> tuple[list[str], list[str]]:
    """What bears the last part of the IRI as a name or code (`place/Suzhou`, `city/320500`), and what has one like it."""
    name = wanted.strip("/").rpartition("/")[2]
    hits = graph.search(name, limit=20) if len(name) > 1 else []
    wide = [hit for hit in hits if hit.iri in among or not among]
    return [hit.iri for hit in wide if hit.why == "exact"], [hit.iri for hit in wide if hit.why != "exact"]


def _longer(iris: Iterable[str], wanted: str) -> list[str]:
    """What goes on where the IRI ends: `apps/1.1` of `apps/1`."""
    return sorted((iri for iri in iris if iri.startswith(wanted)), key=natural) if len(local(wanted)) > 3 else []


def _like(iris: Iterable[str], wanted: str, most: int) -> list[str]:
    names = {local(iri): iri for iri in sorted(iris, key=natural)}
    return [names[name] for name in difflib.get_close_matches(local(wanted), names, most, 0.75)]


def _titled(graph: "Graph", iri: str) -> Near:
    answers: Answers = graph._answers
    [facts] = answers.facts([iri])
    zh, en = facts.first("skos:prefLabel", "zh"), facts.first("skos:prefLabel", "en")
    return Near(iri, str(zh or en or local(iri)), str(en or zh or local(iri)))
