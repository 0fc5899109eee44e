"""Run the compiled tables: CSV in, N-Triples out, keys checked."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ..errors import TableError
from ..paths import relative
from .announcement import read_utf8
from .compile import compile_table
from .csvw import Column, Table, read_metadata


def convert(metadata: Path) -> Iterator[str]:
    """The N-Triples of every table that `metadata` describes, a row at a time. Raises TableError at the first fault."""
    keys: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
    tables = read_metadata(metadata)
    rows = {}
    for table in tables:
        rows[table.url] = read_rows(table)
        _collect_keys(table, tables, rows[table.url], keys)
        yield from compile_table(table)(rows[table.url], _stop(table))
    for table in tables:
        _check_foreign_keys(table, rows[table.url], keys)


def read_rows(table: Table) -> list[tuple[int, list[str]]]:
    """(line, cells) of each row of the table's file, whose heading must be the columns of the metadata."""
    name = relative(table.file)
    reader = csv.reader(io.StringIO(read_utf8(table.file), newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(table, header, name)
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise TableError(f"is not valid CSV: {error}", file=name, line=reader.line_num) from None


def _check_header(table: Table, header: list[str], name: str) -> None:
    expected = table.physical
    for column, cell in zip(expected, header):
        if cell not in (column.name, *column.titles):
            raise TableError("a column is not the one that the metadata names", file=name, line=1, column=column.name,
                             value=cell, hint="a column may be missing or renamed")
    if len(header) != len(expected):
        raise TableError(f"the table has {len(header)} columns, the metadata {len(expected)}", file=name, line=1,
                         value=",".join(header), hint=f"expected: {','.join(c.name for c in expected)}")


def _stop(table: Table):
    def report(line: int, column: str, value: str, rule: str) -> None:
        raise TableError("a cell breaks a rule of the metadata", file=relative(table.file), line=line,
                         column=column or None, value=value, hint=rule)
    return report


def _collect_keys(table: Table, tables: list[Table], rows, keys) -> None:
    wanted = {key.referenced for other in tables for key in other.foreign_keys if key.table == table.url}
    for columns in wanted | ({table.primary_key} if table.primary_key else set()):
        keys[table.url, columns] = set()
        for line, values in _values(table, columns, rows):
            if values in keys[table.url, columns] and columns == table.primary_key:
                raise TableError("a key stands twice", file=relative(table.file), line=line,
                                 column=" + ".join(columns), value=" + ".join(v or "" for v in values),
                                 hint="keep one of the rows")
            keys[table.url, columns].add(values)


def _values(table: Table, columns: tuple[str, ...], rows) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    physical = table.physical
    places = [[column.name for column in physical].index(name) for name in columns]
    for line, row in rows:
        if len(row) == len(physical):  # a row of another length is reported by the row function
            yield line, tuple(_value(physical[place], row[place]) for place in places)


def _value(column: Column, cell: str) -> str | None:
    """The cell as its column reads it: the default for an empty one, None for a null."""
    cell = cell or column.default
    return None if cell in column.null else cell


def _check_foreign_keys(table: Table, rows, keys) -> None:
    for key in table.foreign_keys:
        for line, values in _values(table, key.columns, rows):
            if None not in values and values not in keys[key.table, key.referenced]:
                raise TableError("a foreign key points at no row", file=relative(table.file), line=line,
                                 column=" + ".join(key.columns), value=" + ".join(values),
                                 hint=f"no row of {key.table} has it")
