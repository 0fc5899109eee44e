"""Primary and foreign keys as a distributed job: what is too much for one machine's memory goes through one shuffle.

Every value of a key goes to one place, marked as there (once or more) or as asked for by a foreign key. Which rows
have a broken one is looked for in a second reading, which only a run with a fault has to do.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

from ..keyfaults import rule_of
from ..keys import Key, keys_of
from ..model import Table
from .tasks import Fault, Marks, Position

# What is known of a value, as one number: how often it is there (0, 1, or 2 for more), and a bit for each foreign key.
_TIMES = 3
# Whether a value is broken, and where it stands: of the places no more than are asked for, the first.
Known = tuple[bool, list[Position]]
# (place of the table, number of the key), position, value.
Broken = tuple[tuple[int, int], Position, bytes]


class ClusterKeys:
    """The keys of all tables of a group. `starts` is what stands in front of a key's values, by table and number."""

    def __init__(self, tables: tuple[Table, ...]):
        self.keys: dict[tuple[int, int], Key] = {
            (place, number): key for place, table in enumerate(tables)
            for number, key in enumerate(keys_of(table, tables))}
        self.starts = {key: b"%d\t" % index for index, key in enumerate(self.keys)}
        self.targets = {one: self._target(key, tables) for one, key in self.keys.items() if key.target}
        self.places = {place for place, _ in self.keys}

    def _target(self, key: Key, tables: tuple[Table, ...]) -> tuple[int, int]:
        url, columns = key.target  # type: ignore[misc]
        return next(there for there, other in self.keys.items()
                    if tables[there[0]].url == url and other.columns == columns and not other.target)

    @property
    def marks(self) -> Marks:
        """A foreign key's value is put where the values are that it may have."""
        asking = {key: 1 << 2 + bit for bit, key in enumerate(self.targets)}
        return {key: (self.starts[self.targets.get(key, key)], asking.get(key, 1)) for key in self.keys}

    def broken(self, marked: Any, parts: int) -> Any:
        """An RDD of the values, with their key's start, that stand twice or point at no row. `marked`: of `marks`."""
        values = marked.reduceByKey(_joined, parts, crc32)
        unique = {self.starts[key].strip() for key, one in self.keys.items() if one.unique}
        asking = [self.starts[key] for key in self.targets]
        return values.flatMap(lambda found: _faults(found, unique, asking))

    def rows(self, broken: Any, places: Any, parts: int, first: bool) -> list[Broken]:
        """The rows that have broken keys, in order, of a unique key all but the first. `first`: one row alone.

        `places`: an RDD of every key, with its start, and its position.
        """
        unique = {self.starts[key].strip() for key, one in self.keys.items() if one.unique}
        limit = 2 if first else None
        known = broken.map(lambda value: (value, None)).union(places).combineByKey(
            _first(limit), _more(limit), _both(limit), parts, crc32)
        rows = known.flatMap(lambda found: _rows(found, unique))
        found = rows.takeOrdered(1) if first else sorted(rows.collect())
        names = dict(enumerate(self.keys))
        return [(names[index], position, value) for index, position, value in found]


def _joined(one: int, other: int) -> int:
    return (one | other) & ~_TIMES | min(2, (one & _TIMES) + (other & _TIMES))


def _faults(found: tuple[bytes, int], unique: set[bytes], asking: list[bytes]) -> Iterator[bytes]:
    value, known = found
    start, _, text = value.partition(b"\t")
    if known & _TIMES == 2 and start in unique:
        yield value
    if not known & _TIMES:
        yield from (other + text for bit, other in enumerate(asking) if known >> 2 + bit & 1)


def _rows(found: tuple[bytes, Known], unique: set[bytes]) -> Iterator[tuple[int, Position, bytes]]:
    value, (bad, positions) = found
    start, _, text = value.partition(b"\t")
    if bad:
        for position in sorted(positions)[start in unique:]:
            yield int(start), position, text


def _first(limit: int | None) -> Callable[[Position | None], Known]:
    return lambda position: (position is None, [] if position is None else [position])


def _more(limit: int | None) -> Callable[[Known, Position | None], Known]:
    return lambda known, position: _merged(known, (position is None, [] if position is None else [position]), limit)


def _both(limit: int | None) -> Callable[[Known, Known], Known]:
    return lambda known, other: _merged(known, other, limit)


def _merged(known: Known, other: Known, limit: int | None) -> Known:
    bad, positions = known
    positions.extend(other[1])
    if limit is not None and len(positions) > limit:
        positions = heapq.nsmallest(limit, positions)
    return bad or other[0], positions


def fault_of(key: Key, value: bytes) -> Fault:
    return " + ".join(key.columns), value.decode().replace("\t", " + "), rule_of(key)
