"""Restored name -> entity, by exact look-up in the gazetteer and the alias file. Nothing is guessed.

A written place name is read as a path of known names, each inside the one before it: 江苏 + 苏州市 + 昆山市.
A level may be left out; a name that only fits a place outside its written parent does not count as a reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import NameUnresolved
from .curated import Record

# Province-level units that the lists also rank as cities: the four municipalities, and Hong Kong in the 2021-2022 ten.
PROVINCES_AS_CITIES = frozenset({"110000", "120000", "310000", "500000", "810000"})
LEVELS = ("province", "city", "district", "functional-area")


@dataclass(frozen=True)
class Place:
    """One row of the gazetteer. `key` is its division code, or a word where it has none."""

    key: str
    level: str
    name: str
    short: str
    parent: str
    record: Record

    @property
    def iri(self) -> str:
        return f"place/{self.key}"


class Gazetteer:
    """All places, by key and by written form.

    Raises CuratedError for an unknown parent or a place inside itself (two rows for one key are refused on reading).
    """

    def __init__(self, records: Iterable[Record]):
        self.places: dict[str, Place] = {}
        for r in records:
            if r["key"] in self.places:
                raise r.error("the key is that of another place too", "key", self.places[r["key"]].record.file)
            if r["level"] not in LEVELS:
                raise r.error(f"the level of {r['name']} is not known", "level", f"one of: {', '.join(LEVELS)}")
            self.places[r["key"]] = Place(r["key"], r["level"], r["name"], r["short"], r["parent"], r)
        self._forms: dict[str, list[str]] = defaultdict(list)
        for place in self.places.values():
            self._check(place)
            for form in {place.name, place.short} - {""}:
                self._forms[form].append(place.key)
        self._longest = max(map(len, self._forms), default=0)
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def _check(self, place: Place) -> None:
        seen, current = {place.key}, place
        while current.parent:
            if current.parent not in self.places:
                raise current.record.error("the parent is no key of the gazetteer", "parent")
            current = self.places[current.parent]
            if current.key in seen:
                raise place.record.error("the place lies inside itself", "parent", "mend the chain of parents")
            seen.add(current.key)
        if current.level != "province":
            raise current.record.error("the place has no parent and is no province", "parent", "name its parent")

    def __getitem__(self, key: str) -> Place:
        return self.places[key]

    def __contains__(self, key: str) -> bool:
        return key in self.places

    def ancestors(self, key: str) -> tuple[str, ...]:
        """Keys from the parent of `key` up to its province."""
        if key not in self._ancestors:
            parent = self.places[key].parent
            self._ancestors[key] = (parent, *self.ancestors(parent)) if parent else ()
        return self._ancestors[key]

    def describe(self, key: str) -> str:
        """The place with its parents, outermost first: 江苏省 苏州市 昆山市."""
        return " ".join(self[k].name for k in (*reversed(self.ancestors(key)), key))

    def named(self, form: str) -> list[str]:
        """Keys of the places that bear exactly this full or short name."""
        return self._forms.get(form, [])

    def prefixes(self, text: str, start: int = 0) -> Iterator[tuple[str, int]]:
        """Each known name that `text` has at `start`, with the position behind it; the longest first."""
        for end in range(min(len(text), start + self._longest), start, -1):
            if text[start:end] in self._forms:
                yield text[start:end], end

    def paths(self, text: str, *, whole: bool = True) -> Iterator["Path"]:
        """Each reading of `text` as nested places, from outer to inner: (name as written, key) of each."""
        yield from self._paths(text, 0, (), whole)

    def _paths(self, text: str, start: int, path: "Path", whole: bool) -> Iterator["Path"]:
        if path and (start == len(text) or not whole):
            yield path
        for form, end in self.prefixes(text, start):
            for key in self._forms[form]:
                if not path or path[-1][1] in self.ancestors(key):
                    yield from self._paths(text, end, (*path, (form, key)), whole)


Path = tuple[tuple[str, str], ...]


def reach(path: Path) -> int:
    """How many characters a reading covers."""
    return sum(len(form) for form, _ in path)


@dataclass(frozen=True)
class Resolution:
    """How one restored name was read."""

    name: str
    iris: tuple[str, ...]
    how: str  # reading | alias | register
    reason: str = ""


class Reconciler:
    """Names of every kind to the IRIs (without namespace) that they stand for."""

    def __init__(self, gazetteer: Gazetteer, aliases: list[Record], registers: dict[str, dict[str, str]]):
        """`registers` gives, by kind of subject (App, Company, Town), the IRI of each restored name."""
        self.gazetteer, self.registers = gazetteer, registers
        self._aliases: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in aliases:
            self._add_alias(record)

    def _add_alias(self, record: Record) -> None:
        for other in self._aliases[record["list"], record["name"]]:
            if other["part"] == record["part"]:
                raise record.error("the alias points at two things", "name",
                                   f"line {other.line} says {other['entity']!r}: keep one")
        self._aliases[record["list"], record["name"]].append(record)

    def resolve(self, name: str, ranking: str, kind: str) -> Resolution:
        """What `name` means in the list `ranking` of subjects of `kind`. Raises NameUnresolved."""
        aliases = self._aliases.get((ranking, name))
        if aliases:
            iris = tuple(r["entity"] for r in sorted(aliases, key=lambda r: r["part"]))
            return Resolution(name, iris, "alias", "; ".join(r["reason"] for r in aliases))
        if kind in self.registers:
            return self._registered(name, ranking, kind)
        keys = self.readings(name, kind)
        if len(keys) != 1:
            raise self._unresolved(name, ranking, kind, keys)
        return Resolution(name, (self.gazetteer[keys[0]].iri,), "reading")

    def _registered(self, name: str, ranking: str, kind: str) -> Resolution:
        iri = self.registers[kind].get(name)
        if iri is None:
            raise NameUnresolved(f"the {kind.lower()} is not known", value=name, column=f"name in list {ranking}",
                                 hint=f"add it to the file of {kind.lower()}s in data/curated, or an alias")
        return Resolution(name, (iri,), "register")

    def readings(self, name: str, kind: str) -> list[str]:
        """Keys of the places of `kind` that `name` can mean, read as nested names."""
        return sorted({path[-1][1] for path in self.gazetteer.paths(name) if self._fits(path[-1][1], kind)})

    def _fits(self, key: str, kind: str) -> bool:
        level = self.gazetteer[key].level
        if kind == "Province":
            return level == "province"
        if kind == "City":
            return level in ("city", "functional-area") or key in PROVINCES_AS_CITIES
        return level in ("district", "functional-area")

    def _unresolved(self, name: str, ranking: str, kind: str, keys: list[str]) -> NameUnresolved:
        near = keys or self.suffix_matches(name, kind)
        listed = "; ".join(f"{key} {self.gazetteer.describe(key)}" for key in near[:8]) or "none"
        problem = f"the name fits {len(keys)} places" if keys else "the name is not known"
        return NameUnresolved(problem, column=f"name in list {ranking} ({kind})", value=name,
                              hint=f"candidates: {listed}\n  settle it with a line in data/curated/aliases.csv")

    def suffix_matches(self, name: str, kind: str) -> list[str]:
        """Places whose own name ends `name`, wherever they lie: candidates for a person, never an answer."""
        for start in range(len(name) - 1):
            keys = [k for k in self.gazetteer.named(name[start:]) if self._fits(k, kind)]
            if keys:
                return sorted(keys)
        return []

    def host(self, name: str, ranking: str) -> tuple[str, str]:
        """The lowest place that the name of a town gives, and the rest of the name.

        An alias for the beginning of the name goes first; then the longest reading as nested places.
        """
        starts = [n for (where, n) in self._aliases if where == ranking and name.startswith(n)]
        if starts:
            start = max(starts, key=len)
            return self._aliases[ranking, start][0]["entity"].removeprefix("place/"), name[len(start):]
        paths = list(self.gazetteer.paths(name, whole=False))
        end = max(map(reach, paths), default=0)
        keys = sorted({path[-1][1] for path in paths if reach(path) == end})
        if len(keys) != 1:
            raise self._unresolved(name, ranking, "District", keys)
        return keys[0], name[end:]
