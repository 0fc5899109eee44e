"""Primary and foreign keys of tables of any size: the keys go to disk in parts, which are checked one by one.

A key is compared by its value: `007` and `7` are one integer. No more than one part's keys are ever in memory.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from .model import Column, Table

# How many parts the keys are spread over: at ten million rows one part has 160,000.
PARTS = 64
# Keys that are held in memory before they go to disk, over all keys of a run.
HELD = 50_000
_INTEGERS = {"integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
             "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"}
NULL = "\\N"
# The sign, the digits before the point and behind it, without zeros that say nothing. Decimal would round long ones.
_NUMBER = re.compile(r"(?=[+-]?\.?[0-9])([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?").fullmatch
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


@dataclass(frozen=True)
class Key:
    """Columns of a table whose values are kept: as its primary key, as what others refer to, or to refer to others."""

    columns: tuple[str, ...]
    kinds: tuple[str, ...]  # how values compare: "integer", "decimal", "list" or "text"
    unique: bool = False
    target: tuple[str, tuple[str, ...]] | None = None  # the table's url and its columns
    skips_null: bool = False


def keys_of(table: Table, tables: tuple[Table, ...]) -> tuple[Key, ...]:
    """The keys of `table` that have to be kept, given all `tables` of its group."""
    physical = {column.name: column for column in table.physical}

    def key(columns: tuple[str, ...], **more: Any) -> Key:
        return Key(columns, tuple(_kind(physical[name]) for name in columns), **more)

    found = [key(table.primary_key, unique=True)] if table.primary_key else []
    foreign_keys = [foreign for other in tables for foreign in other.foreign_keys]
    referenced = {foreign.referenced for foreign in foreign_keys if foreign.table == table.url}
    found += [key(columns) for columns in sorted(referenced - {table.primary_key})]
    return (*found, *(key(foreign.columns, target=(foreign.table, foreign.referenced), skips_null=True)
                      for foreign in table.foreign_keys))


def _kind(column: Column) -> str:
    base = column.datatype.base
    return "list" if column.separator else "integer" if base in _INTEGERS else base if base == "decimal" else "text"


def canonical(value: str | list[str] | None, kind: str) -> str:
    """A value as it is compared, without tabs and line breaks."""
    if value is None:
        return NULL
    if isinstance(value, list):
        return "\\|".join(part.translate(_ESCAPES) for part in value)
    if kind in ("integer", "decimal"):
        return number(value)
    return value.translate(_ESCAPES)


def number(text: str) -> str:
    """A decimal number in one form. What is none, in a row that is reported anyway, stays as it is."""
    match = _NUMBER(text)
    if not match:
        return text.translate(_ESCAPES)
    value = (match[2] or "0") + (f".{match[3]}" if match[3] else "")
    return f"-{value}" if match[1] == "-" and value != "0" else value


class KeyLog:
    """The keys of one table, as far as one process saw them. `lists` takes them: one list for each key."""

    def __init__(self, keys: tuple[Key, ...], folder: Path, name: str):
        self.keys = keys
        self.lists: list[list[bytes]] = [[] for _ in keys]
        self._folder, self._name = folder, name

    def settle(self, *, last: bool = False) -> None:
        """Moves what the lists hold to disk, where they hold much or it is the `last` time in a process that ends."""
        if last or sum(map(len, self.lists)) > HELD:
            for number, values in enumerate(self.lists):
                for part, held in enumerate(_spread(self._distinct(number))):
                    if held:
                        with open(self._file(number, part), "ab") as out:
                            out.write(b"\n".join(held) + b"\n")
                values.clear()

    def part(self, number: int, part: int) -> list[bytes]:
        """The keys of one part of the `number`-th key; only those of a unique one as often as they were seen."""
        file = self._file(number, part)
        held = self._held[number][part]
        return held + file.read_bytes().split(b"\n")[:-1] if file.exists() else held

    @cached_property
    def _held(self) -> list[list[list[bytes]]]:
        """What is in memory at the end, by key and part."""
        return [_spread(self._distinct(number)) for number in range(len(self.keys))]

    def _distinct(self, number: int) -> Iterable[bytes]:
        # Many rows point at one: each value that is pointed at is kept once.
        return self.lists[number] if self.keys[number].unique else set(self.lists[number])

    def _file(self, number: int, part: int) -> Path:
        return self._folder / f"{self._name}.{number}.{part}"


def _spread(values: Iterable[bytes]) -> list[list[bytes]]:
    parts: list[list[bytes]] = [[] for _ in range(PARTS)]
    for value in values:
        parts[crc32(value) % PARTS].append(value)
    return parts


def broken(tables: tuple[Table, ...], keys: dict[str, tuple[Key, ...]],
           logs: dict[str, list[KeyLog]]) -> Iterator[tuple[Table, int, set[bytes]]]:
    """(table, number of the key, values) of each key that a value stands twice in, or that points at no row."""
    for table in tables:
        for number, key in enumerate(keys[table.url]):
            bad: set[bytes] = set()
            for part in range(PARTS):
                bad |= (_twice(logs[table.url], number, part) if key.unique
                        else _nowhere(table, number, part, keys, logs))
            if bad:
                yield table, number, bad


def _twice(logs: list[KeyLog], number: int, part: int) -> set[bytes]:
    values = [value for log in logs for value in log.part(number, part)]
    if len(set(values)) == len(values):
        return set()
    return {value for value, times in Counter(values).items() if times > 1}


def _nowhere(table: Table, number: int, part: int, keys: dict[str, tuple[Key, ...]],
             logs: dict[str, list[KeyLog]]) -> set[bytes]:
    target = keys[table.url][number].target
    if target is None:
        return set()
    url, columns = target
    there = next(n for n, key in enumerate(keys[url]) if key.columns == columns and not key.target)
    asked = set().union(*(log.part(number, part) for log in logs[table.url]))
    return asked.difference(*(log.part(there, part) for log in logs[url])) if asked else asked
