"""The tidy tables with the types of their CSVW metadata, for the formats that have types."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import TableError
from ..paths import relative
from ..terms import PREFIXES

# How a cell of each kind is read. Years and months stay text: only few programs have types for them.
_READ: Mapping[str, Callable[[str], Any]] = {
    "integer": int, "decimal": Decimal, "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat, "text": str}


@dataclass(frozen=True)
class Column:
    """A column: its name, its kind (`integer`, `decimal`, `boolean`, `date` or `text`), and the property it gives.

    `pattern` is a regular expression for its cells, where the metadata has one.
    """

    name: str
    kind: str
    required: bool
    datatype: str
    pattern: str
    property: str


@dataclass(frozen=True)
class Reference:
    """A foreign key: columns, and the columns of the table that they point at."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table. `key` is its primary key, and `key_is_full` whether no cell of it may be empty.

    `rows` are typed, and an empty cell is None.
    """

    file: Path
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    key_is_full: bool
    references: tuple[Reference, ...]

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return self.file.stem

    @cached_property
    def texts(self) -> list[list[str]]:
        """The cells as they stand. Raises TableError where the heading is not that of the metadata."""
        with open(self.file, encoding="utf-8", newline="") as lines:
            heading, *rows = csv.reader(lines, strict=True)
        if heading != [column.name for column in self.columns]:
            raise TableError("the heading is not that of the metadata", file=relative(self.file), line=1,
                             value=",".join(heading), hint="build the tables again")
        return rows

    @cached_property
    def rows(self) -> list[list[Any]]:
        """The cells in their types. Raises TableError for one that has not its type."""
        return [[self._read(number, column, cell) for column, cell in zip(self.columns, row)]
                for number, row in enumerate(self.texts, start=2)]

    def _read(self, number: int, column: Column, cell: str) -> Any:
        try:
            return _READ[column.kind](cell) if cell else None
        except (ArithmeticError, ValueError, KeyError):
            raise TableError("a cell has not the type of its column", file=relative(self.file), line=number,
                             column=column.name, value=cell, hint=f"it must be {column.datatype}") from None


def read_tables(metadata: Path) -> list[Table]:
    """The tables that CSVW metadata describes, in its order; virtual columns are left out."""
    described = json.loads(metadata.read_text("utf-8"))["tables"]
    return [_table(metadata.with_name(table["url"]), table["tableSchema"]) for table in described]


def _table(file: Path, schema: Mapping[str, Any]) -> Table:
    columns = tuple(_column(said) for said in schema["columns"] if not said.get("virtual"))
    references = tuple(
        Reference(_names(key["columnReference"]), key["reference"]["resource"].removesuffix(".csv"),
                  _names(key["reference"]["columnReference"])) for key in schema.get("foreignKeys", ()))
    key = _names(schema.get("primaryKey", ()))
    return Table(file, columns, key, all(c.required for c in columns if c.name in key), references)


def _column(said: Mapping[str, Any]) -> Column:
    datatype = said.get("datatype", "string")
    base, pattern = (datatype, "") if isinstance(datatype, str) else (datatype["base"], datatype.get("format", ""))
    return Column(said["name"], base if base in _READ else "text", said.get("required", False), base, pattern,
                  _whole(said.get("propertyUrl", "")))


def _whole(name: str) -> str:
    """A prefixed name as an IRI; an IRI as it is."""
    prefix, _, rest = name.partition(":")
    known = {**PREFIXES, "dcterms": PREFIXES["dct"]}
    return known[prefix] + rest if prefix in known else name


def _names(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
