"""Rules over whole lists: a rule is a small function, its docstring its message.

The shapes hold the rest: the expected number of entries (RankingShape-count), positions, the way up to a province
(PlaceShape-province), the operator of an app (AppShape-operator).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph

from ..lexical import is_valid
from ..terms import RDF_TYPE, smile
from .context import Term


class View:
    """The triples of a graph as subject -> predicate -> objects (texts), for rules to walk over."""

    def __init__(self, triples: list[pyoxigraph.Triple]):
        self.about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.instances: dict[str, list[str]] = defaultdict(list)
        for triple in triples:
            subject, value = name_of(triple.subject), name_of(triple.object)
            self.about[subject][triple.predicate.value].append(value)
            if triple.predicate.value == RDF_TYPE:
                self.instances[value].append(subject)

    def all(self, subject: str, term: str) -> list[str]:
        """The values of one of our properties."""
        return self.about[subject][smile(term)] if subject in self.about else []

    def one(self, subject: str, term: str) -> str | None:
        return next(iter(self.all(subject, term)), None)

    def number(self, subject: str, term: str) -> Decimal | None:
        """A number, or None where there is none that can be read (the lexical check reports it)."""
        text = self.one(subject, term) or ""
        return Decimal(text) if is_valid(text, "decimal") else None

    def rankings(self) -> Iterator[tuple[str, list[str]]]:
        """Each ranking with its entries by position."""
        entries = defaultdict(list)
        for entry in self.instances[smile("RankingEntry")]:
            entries[self.one(entry, "inRanking")].append(entry)
        for ranking in sorted(self.instances[smile("Ranking")]):
            yield ranking, sorted(entries[ranking], key=lambda e: (self.number(e, "position") or 0, e))


def name_of(term: Term) -> str:
    """The text of a term; a blank node as `_:id`, so that nobody takes it for an IRI."""
    assert not isinstance(term, pyoxigraph.Triple)  # validate refuses a triple inside a triple
    return str(term) if isinstance(term, pyoxigraph.BlankNode) else term.value


@dataclass(frozen=True)
class Breach:
    """One place where a rule does not hold."""

    subject: str
    value: str


Rule = Callable[[View], Iterator[Breach]]
RULES: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Rule], Rule]:
    def add(function: Rule) -> Rule:
        RULES[code] = function
        return function
    return add


@rule("rank-gap")
def rank_gap(view: View) -> Iterator[Breach]:
    """Ranks must run from 1 without a gap: a line is missing, or a rank is wrong."""
    for _, entries in view.rankings():
        ranks = sorted({(r, e) for e in entries if (r := view.number(e, "rank")) is not None})
        expected = 1
        for rank, entry in ranks:
            if rank > expected:
                yield Breach(entry, f"rank {rank} where {expected} is missing")
            expected = max(expected, int(rank) + 1)


@rule("rank-twice")
def rank_twice(view: View) -> Iterator[Breach]:
    """A rank may stand twice only in a list of apps, where a line holds several: give each entry its own rank."""
    for ranking, entries in view.rankings():
        seen: dict[Decimal, str] = {}
        for entry in entries:
            rank = view.number(entry, "rank")
            if rank in seen and view.one(ranking, "subjectClass") != smile("App"):
                yield Breach(entry, f"rank {rank} stands twice")
            if rank is not None:
                seen[rank] = entry


@rule("score-rises")
def score_rises(view: View) -> Iterator[Breach]:
    """A score must not rise as the rank goes down: two lines are out of order, or a score is wrong."""
    for before, after, high, low in _neighbours(view):
        if low > high:
            yield Breach(after, f"{low} behind {high}")


@rule("tie")
def tie(view: View) -> Iterator[Breach]:
    """Neighbours with one score and two ranks must be flagged in the ledger: the source gives no reason for it."""
    for before, after, high, low in _neighbours(view):
        unequal = view.number(before, "rank") != view.number(after, "rank")
        corrections = [*view.all(before, "hasCorrection"), *view.all(after, "hasCorrection")]
        flagged = any(smile("finding-tie") in view.all(correction, "findingKind") for correction in corrections)
        if high == low and unequal and not flagged:
            yield Breach(after, f"{low} twice")


def _neighbours(view: View) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    for _, entries in view.rankings():
        scored = [(entry, score) for entry in entries if (score := view.number(entry, "score")) is not None]
        for (before, high), (after, low) in zip(scored, scored[1:]):
            yield before, after, high, low
