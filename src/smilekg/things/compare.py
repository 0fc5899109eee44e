"""Places side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from .asked import Answers
from .entities import titled
from .lookup import place
from .places import Place
from .rankings import Entry, Ranking, rankings_of
from .shown import aligned, cell, link, table

MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One list in a comparison, and for each place its entry on that list, or None."""

    ranking: Ranking
    entries: tuple[Entry | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Places side by side: a line for each list that at least two of them are on, in the order of publication."""

    places: tuple[Place, ...]
    lines: tuple[Line, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The places' names; of those that bear the same one, with the place around them or else the code."""
        names = [one.name for one in self.places]
        return tuple(one.name if names.count(one.name) == 1 else f"{one.name} ({_apart(one)})" for one in self.places)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a list: `edition`, `list`, `title`, and for each place `<name> position`, `<name> rank` (int) and
        `<name> value` (as published, text): None where it is not on the list, or has no rank or value there."""
        return [{"edition": line.ranking.edition, "list": line.ranking.id, "title": line.ranking.title,
                 **self._cells(line)} for line in self.lines]

    def _cells(self, line: Line) -> dict[str, Any]:
        words = (("position", "position"), ("rank", "rank"), ("value", "published_value"))
        pairs = zip(self.names, line.entries, strict=True)
        return {f"{name} {word}": getattr(entry, key, None) for name, entry in pairs for word, key in words}

    def __repr__(self) -> str:
        if not self.lines:
            return f"<Comparison of {', '.join(self.names)}: no list has two of them>"
        head = ["edition", "list", *(part for name in self.names for part in (name, ""))]
        rows = [[line.ranking.edition, line.ranking.id, *(part for one in line.entries for part in _two(one))]
                for line in self.lines]
        return aligned([head, *rows])

    def _repr_html_(self) -> str:
        rows = ([link("", line.ranking.edition), link(line.ranking.iri, line.ranking.title),
                 *(link("", part) for one in line.entries for part in _two(one))] for line in self.lines)
        heads = ["edition", "list", *(part for name in self.names for part in (name, "value"))]
        return table(heads, rows, ", ".join(link(one.iri, titled(one)) for one in self.places))


def _two(entry: Entry | None) -> tuple[str, str]:
    """Rank and value as text; of an entry on a list without an order, a word instead of the rank."""
    if entry is None:
        return "–", ""
    return "listed" if entry.rank is None else cell(entry.rank), cell(entry.published_value)


def _apart(one: Place) -> str:
    around = one.within
    return around.name if around else one.adcode or one.iri


def compare(answers: Answers, names: tuple[str | Place, ...]) -> Comparison:
    """Two to six places side by side. Raises QueryError for another number or a place named twice, NameUnresolved."""
    places = tuple(place(answers, name) for name in names)
    if not 2 <= len(places) <= MOST:
        raise QueryError(f"two to {MOST} places can be compared", value=len(places))
    twice = [one for one in places if places.count(one) > 1]
    if twice:
        raise QueryError("a place is named twice", value=twice[0].name)
    lines = []
    for ranking in rankings_of(answers):
        entries = tuple(next((e for e in one.rankings if e._ranking == ranking.iri), None) for one in places)
        if sum(entry is not None for entry in entries) >= 2:
            lines.append(Line(ranking, entries))
    return Comparison(places, tuple(lines))
