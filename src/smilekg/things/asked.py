"""What the typed objects ask a graph: `queries/internal/entity-*.rq`, bound, sent, and the answers kept."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import RLock
from typing import Any, TypeVar, cast

from ..paths import shipped
from ..store import sparql_iri
from ..terms import PREFIXES

Row = tuple[Any, ...]
Made = TypeVar("Made")

_SLOT = re.compile(r"VALUES \?(\w+) \{[^{}]*\}")
_KEPT = 4096  # answers and objects; the shipped graph has some 1,500 things
_AT_ONCE = 100  # IRIs in one query, so that it stays a size that any server takes


@dataclass(frozen=True, slots=True)
class Facts:
    """What a graph says about one thing: by property (a prefixed name), the values with their languages."""

    iri: str
    values: Mapping[str, tuple[tuple[Any, str], ...]]

    def every(self, name: str, language: str | None = None) -> tuple[Any, ...]:
        """The values of a property in a fixed order; with `language`, of these only those in it."""
        return tuple(value for value, spoken in self.values.get(name, ()) if language in (None, spoken))

    def first(self, name: str, language: str | None = None) -> Any:
        """The first of these values, or None."""
        return next(iter(self.every(name, language)), None)


class Answers:
    """The answers of one graph. At most 4,096 are kept, those dropped first that were not asked for longest."""

    def __init__(self, ask: Callable[[str], Iterable[Row]]):
        self._ask = ask
        self._kept: dict[object, Any] = {}
        self._lock = RLock()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Answers":
        return self  # a copy of a place asks the same graph

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for a `key`."""
        with self._lock:
            if key not in self._kept:
                made = make()
                self._keep(key, made)
                return made
            # To the end, so that what is asked for often is dropped last.
            self._kept[key] = self._kept.pop(key)
            return cast(Made, self._kept[key])

    def _keep(self, key: object, value: object) -> None:
        while len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = value

    def rows(self, query: str, **terms: Iterable[str]) -> tuple[Row, ...]:
        """The rows of an internal query; `terms` are terms as they stand in SPARQL, for its VALUES."""
        bound = {name: f"VALUES ?{name} {{ {' '.join(values)} }}" for name, values in terms.items()}
        text = _SLOT.sub(lambda slot: bound.get(slot[1], slot[0]), _text(query))
        return self.once(text, lambda: tuple(map(_plain, self._ask(text))))

    def facts(self, iris: Iterable[str]) -> tuple[Facts, ...]:
        """The facts about each of `iris`, in their order; about a thing that the graph lacks, none."""
        wanted = list(dict.fromkeys(iris))
        with self._lock:
            known = {one: self._kept[("facts", one)] for one in wanted if ("facts", one) in self._kept}
            new = [one for one in wanted if one not in known]
            for start in range(0, len(new), _AT_ONCE):
                known |= self._learn(new[start:start + _AT_ONCE])
        return tuple(known[one] for one in wanted)

    def _learn(self, iris: list[str]) -> dict[str, Facts]:
        found: dict[str, dict[str, list[tuple[Any, str]]]] = {one: {} for one in iris}
        clause = f"VALUES ?thing {{ {' '.join(map(sparql_iri, iris))} }}"
        for row in self._ask(_SLOT.sub(lambda _: clause, _text("facts"))):
            thing, name, value, language = _plain(row)
            found[thing].setdefault(short(name), []).append((value, language or ""))
        learnt = {one: Facts(one, {name: tuple(sorted(values, key=str)) for name, values in about.items()})
                  for one, about in found.items()}
        for one, facts in learnt.items():
            self._keep(("facts", one), facts)
        return learnt


def _plain(row: Row) -> Row:
    """A row whose IRIs are text alone: an answer's own kind of IRI would keep that answer alive."""
    return tuple(str(value) if isinstance(value, str) else value for value in row)


@cache
def _text(name: str) -> str:
    return (shipped().queries / "internal" / f"entity-{name}.rq").read_text("utf-8")


@lru_cache(1024)
def short(name: str) -> str:
    """An IRI as a prefixed name, where it has one of the usual prefixes."""
    return next((f"{prefix}:{name.removeprefix(start)}" for prefix, start in PREFIXES.items()
                 if prefix != "id" and name.startswith(start)), str(name))
