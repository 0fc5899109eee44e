"""Lists and what stands on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from itertools import groupby
from typing import overload

from ..errors import NameUnresolved
from ..store import sparql_iri
from ..terms import local
from .asked import Answers, Row
from .entities import Correction, Entity, corrections_of, of_kinds, things, titled
from .shown import cell, link, table

_SHOWN = 20  # rows of a list in a notebook


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One published line of a list (of a line of apps, one app), about one thing or, once, about two.

    `position` is the place in the published order, from 1; `rank` the published rank, None on a list without an order.
    `score` is the number as a Decimal (unit: the list's `scale`), `grade` a grade such as `AAAAA+`, `published_value`
    either of them verbatim; all None where nothing was published. `published_name` is verbatim, damage included,
    `restored_name` has the damage undone. `line` is the line in the document, `text` the published row, `source` the
    IRI of the document.
    """

    iri: str
    list: str = field(compare=False)
    edition: str = field(compare=False)
    position: int = field(compare=False)
    rank: int | None = field(compare=False)
    score: Decimal | None = field(compare=False)
    published_value: str | None = field(compare=False)
    grade: str | None = field(compare=False)
    published_name: str = field(compare=False)
    restored_name: str = field(compare=False)
    line: int = field(compare=False)
    text: str | None = field(compare=False)
    source: str | None = field(compare=False)
    subjects: tuple[Entity, ...] = field(compare=False)
    _ranking: str = field(compare=False)
    _answers: Answers = field(compare=False)

    @property
    def name(self) -> str:
        """What its subjects are called today, in Chinese."""
        return "、".join(subject.name for subject in self.subjects)

    @property
    def ranking(self) -> "Ranking":
        """The list that it stands on."""
        return next(one for one in rankings_of(self._answers) if one.iri == self._ranking)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The rows of the ledger on it."""
        return corrections_of(self._answers, self.iri)

    def __repr__(self) -> str:
        where = f"position {self.position}" if self.rank is None else f"rank {self.rank}"
        value = f", {self.published_value}" if self.published_value else ""
        return f"<Entry {self.edition} {self.list} {where}: {self.name}{value}>"

    def _repr_html_(self) -> str:
        names = ("edition", "list", "position", "rank", "published_value", "published_name", "restored_name", "line")
        rows = ((name, link("", cell(getattr(self, name)))) for name in names)
        return table(("", ""), rows, "、".join(link(one.iri, titled(one)) for one in self.subjects))


def entries_of(answers: Answers, thing: str) -> tuple[Entry, ...]:
    """The entries about a thing, or of a list, by edition, list and position."""
    return answers.once(("entries", thing), lambda: _entries(answers, thing))


def _entries(answers: Answers, thing: str) -> tuple[Entry, ...]:
    rows = answers.rows("entries", thing=[sparql_iri(thing)])
    subjects = {one.iri: one for one in things(answers, [row[-1] for row in rows])}
    found = []
    for entry, same in groupby(rows, key=lambda row: row[0]):
        lines = list(same)
        _, ranking, edition, name, *values, _ = lines[0]
        about = tuple(dict.fromkeys(subjects[row[-1]] for row in lines))
        position, rank, score, value, grade, published, restored, line, text, source = values
        found.append(Entry(entry, name, edition, position, rank, score, value, grade, published, restored, line, text,
                           source, about, ranking, answers))
    return tuple(found)


@dataclass(frozen=True, slots=True, repr=False)
class Ranking:
    """One published list: a sequence of its entries in the published order.

    `ranking[0]` is the first entry and `ranking[:10]` the first ten (positions less one, as in any sequence); `at(1)`
    are the entries of rank 1. `id` is the list's id (`counties`), `criterion` what it ranks by, `scale` `index` (three
    decimals, below 1), `points` (two decimals, 60 to 90 where observed; neither has published bounds) or None where
    the list has no scores, `ordered` whether it has ranks. `published_heading` is verbatim, `heading` has its damage
    undone; `line` is the heading's line in the document, `source` the IRI of the document.
    """

    iri: str
    edition: str = field(compare=False)
    id: str = field(compare=False)
    title: str = field(compare=False)
    title_en: str | None = field(compare=False)
    criterion: str | None = field(compare=False)
    scale: str | None = field(compare=False)
    ordered: bool | None = field(compare=False)
    published_heading: str | None = field(compare=False)
    heading: str | None = field(compare=False)
    line: int | None = field(compare=False)
    source: str | None = field(compare=False)
    _answers: Answers = field(compare=False)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its entries in the published order."""
        return entries_of(self._answers, self.iri)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The rows of the ledger on it and on its entries."""
        return corrections_of(self._answers, self.iri)

    def at(self, rank: int) -> tuple[Entry, ...]:
        """The entries of one rank: several on the list of apps, none where nothing has that rank."""
        return tuple(entry for entry in self.entries if entry.rank == rank)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, thing: object) -> bool:
        """Whether an entry is one of its own, or a place, company or app stands on it."""
        return any(thing == entry or thing in entry.subjects for entry in self.entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        return self.entries[index]

    def __repr__(self) -> str:
        english = f" ({self.title_en})" if self.title_en else ""
        return f"<Ranking {self.edition} {self.id}: {self.title}{english}; {len(self)} entries>"

    def _repr_html_(self) -> str:
        rows = [(cell(one.rank), "、".join(link(it.iri, titled(it)) for it in one.subjects),
                 link("", cell(one.published_value)), link("", one.published_name)) for one in self[:_SHOWN]]
        more = f", the first {_SHOWN} of {len(self)}" if len(self) > _SHOWN else ""
        return table(("rank", "name", "value", "published name"), rows, link(self.iri, self.title) + more)


def rankings_of(answers: Answers) -> tuple[Ranking, ...]:
    """All lists, by edition and in the order of publication."""
    rows = {row[0]: row for row in answers.rows("rankings")}  # one each, however many labels it bears
    return answers.once("rankings", lambda: tuple(_ranking(row, answers) for row in rows.values()))


def _ranking(row: Row, answers: Answers) -> Ranking:
    ranking, edition, name, title, title_en, criterion, scale, ordered, published, heading, line, source = row
    return Ranking(ranking, edition, name, title or title_en or name, title_en, criterion, scale, ordered, published,
                   heading, line, source, answers)


def find_ranking(answers: Answers, name: str, edition: str | None = None) -> Ranking:
    """The list of an id (and edition) or IRI. Raises NameUnresolved where there is none, or where editions share it."""
    known = rankings_of(answers)
    found = [one for one in known if name in (one.id, one.iri, local(one.iri)) and edition in (None, one.edition)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NameUnresolved("several editions have this list", value=name,
                             hint=f"name one of: {', '.join(one.edition for one in found)}")
    in_edition = sorted({one.id for one in known if edition in (None, one.edition)})
    if not in_edition:
        raise NameUnresolved("there is no such edition", value=edition,
                             hint=f"there are: {', '.join(sorted({one.edition for one in known})) or 'none'}")
    near = get_close_matches(str(name), in_edition, 5, 0.5)
    raise NameUnresolved(f"there is no such list{f' in {edition}' if edition else ''}", value=name,
                         hint=f"near ones: {', '.join(near)}" if near else f"there are: {', '.join(in_edition)}")


@of_kinds("Organization")  # one of them, 新疆生产建设兵团, shares a line with a province
@dataclass(frozen=True, slots=True, repr=False)
class Ranked(Entity):
    """A thing that stands on lists."""

    @property
    def rankings(self) -> tuple[Entry, ...]:
        """The entries about it, by edition, list and position."""
        return entries_of(self._answers, self.iri)

    def entry(self, list: str, edition: str | None = None) -> Entry | None:
        """Its entry on a list, or None; the first, should there be several. Raises NameUnresolved for no such list."""
        wanted = find_ranking(self._answers, list, edition)
        return next((entry for entry in self.rankings if entry._ranking == wanted.iri), None)

    def rank(self, list: str, edition: str | None = None) -> int | None:
        """Its rank on a list, None where it is not on it or the list has no order. Raises NameUnresolved as `entry`."""
        entry = self.entry(list, edition)
        return entry.rank if entry else None

    def score(self, list: str, edition: str | None = None) -> Decimal | None:
        """Its score on a list, in the list's `scale`, None where there is none. Raises NameUnresolved as `entry`."""
        entry = self.entry(list, edition)
        return entry.score if entry else None

    def _listed(self) -> str:
        """`3 lists`, for its repr."""
        count = len({entry._ranking for entry in self.rankings})
        return f"{count} list{'' if count == 1 else 's'}"
