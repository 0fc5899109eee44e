"""`smilekg.sqlite` and `smilekg.duckdb`: all tables in one file, with their keys.

A table is called as its file is, with `_` for `-`.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ..answers.frames import needed
from ..errors import BuildError, TableError
from ..tabular import csv_text
from .contents import Contents
from .files import File, write
from .parquet import arrow_table, decimals
from .table import Table

_SQLITE = {"integer": "INTEGER", "decimal": "REAL", "boolean": "INTEGER", "date": "TEXT", "text": "TEXT"}
_DUCKDB = {"integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "text": "VARCHAR"}
_DIGITS = 38


def sqlite(contents: Contents, folder: Path) -> Iterator[File]:
    """`smilekg.sqlite`. A decimal is a REAL that holds all its digits. Raises TableError where none does."""
    with sqlite3.connect(":memory:") as database:
        for table in in_order(contents.tables):
            database.execute(_create(table, {column.name: _SQLITE[column.kind] for column in table.columns}))
            rows = [[_real(table, cell) for cell in row] for row in table.rows]
            database.executemany(_insert(table), rows)
    body = database.serialize()
    database.close()
    write(folder, "smilekg.sqlite", body)
    yield File("smilekg.sqlite", "application/vnd.sqlite3", "an SQLite database of all tables", rows=_rows(contents))


def duckdb(contents: Contents, folder: Path) -> Iterator[File]:
    """`smilekg.duckdb`. Its bytes differ from run to run; `contents_sha256` is over `contents_text`."""
    library = needed("duckdb", "files")
    try:
        with library.connect() as database:
            # Small blocks: the tables are small, and each takes whole ones.
            database.execute(f"ATTACH '{_escaped(folder / 'smilekg.duckdb')}' AS made (BLOCK_SIZE 16384)")
            database.execute("SET threads = 1; USE made")
            for table in in_order(contents.tables):
                database.execute(_create(table, _duckdb_types(table)))
                database.register("cells", arrow_table(table))
                database.execute(f'INSERT INTO "{_sql(table.name)}" SELECT * FROM cells')
                database.unregister("cells")
            database.execute("USE memory; DETACH made")
    except library.Error as error:
        raise BuildError(f"DuckDB cannot write: {str(error).splitlines()[0]}", file="smilekg.duckdb",
                         hint="where space is short, free some; nothing was changed") from None
    digest = hashlib.sha256(contents_text(contents.tables).encode("utf-8")).hexdigest()
    yield File("smilekg.duckdb", "application/vnd.duckdb", "a DuckDB database of all tables", rows=_rows(contents),
               contents_sha256=digest)


def in_order(tables: list[Table]) -> list[Table]:
    """The tables, each behind those that it points at."""
    by_name = {table.name: table for table in tables}
    ahead = {table.name: {key.table for key in table.references} - {table.name} for table in tables}
    return [by_name[name] for name in TopologicalSorter(ahead).static_order()]


def contents_text(tables: list[Table]) -> str:
    """The tables as CSV, one behind the other, each after a line with its name."""
    return "".join(f"{_sql(table.name)}\n{csv_text((c.name for c in table.columns), table.texts)}" for table in tables)


def _escaped(file: Path) -> str:
    return str(file).replace("'", "''")


def _rows(contents: Contents) -> int:
    return sum(len(table.rows) for table in contents.tables)


def _sql(name: str) -> str:
    return name.replace("-", "_")


def _quoted(*names: str) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _duckdb_types(table: Table) -> dict[str, str]:
    return {column.name: _DUCKDB.get(column.kind) or f"DECIMAL({_DIGITS}, {decimals([row[number] for row in table.rows])})"
            for number, column in enumerate(table.columns)}


def _create(table: Table, types: Mapping[str, str]) -> str:
    """Foreign keys are left out where a table points at itself: its rows come in the order of the file."""
    parts = [f'"{column.name}" {types[column.name]}{" NOT NULL" if column.required else ""}' for column in table.columns]
    parts += [f"{'PRIMARY KEY' if table.key_is_full else 'UNIQUE'} ({_quoted(*table.key)})"] * bool(table.key)
    parts += [f'FOREIGN KEY ({_quoted(*key.columns)}) REFERENCES "{_sql(key.table)}" ({_quoted(*key.targets)})'
              for key in table.references if key.table != table.name]
    return f'CREATE TABLE "{_sql(table.name)}" ({", ".join(parts)})'


def _insert(table: Table) -> str:
    return f'INSERT INTO "{_sql(table.name)}" VALUES ({", ".join("?" * len(table.columns))})'


def _real(table: Table, cell: Any) -> Any:
    if not isinstance(cell, Decimal):
        return cell if cell is None or isinstance(cell, (int, str)) else cell.isoformat()
    if Decimal(repr(float(cell))) != cell:
        raise TableError("SQLite would change this number", file=table.file.name, value=str(cell), hint="use DuckDB")
    return float(cell)
