"""`parquet/*.parquet`: one file a table, with types: decimals are decimals, dates are dates."""

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..answers.frames import needed
from .contents import Contents
from .files import File, write
from .table import Column, Table


def parquet(contents: Contents, folder: Path) -> Iterator[File]:
    """One Parquet file a table."""
    writer = needed("pyarrow.parquet", "files")
    for table in contents.tables:
        body = io.BytesIO()
        writer.write_table(arrow_table(table), body)
        path = f"parquet/{table.name}.parquet"
        write(folder, path, body.getvalue())
        yield File(path, "application/vnd.apache.parquet", f"the table {table.name}", rows=len(table.rows))


def arrow_table(table: Table) -> Any:
    """A table of Arrow, as `pyarrow.Table`."""
    arrow = needed("pyarrow", "files")
    cells = list(zip(*table.rows)) if table.rows else [()] * len(table.columns)
    arrays = [arrow.array(list(those), _type(arrow, column, list(those))) for column, those in zip(table.columns, cells)]
    return arrow.Table.from_arrays(arrays, names=[column.name for column in table.columns])


def _type(arrow: Any, column: Column, cells: list[Any]) -> Any:
    if column.kind == "decimal":
        return arrow.decimal128(38, decimals(cells))
    return {"integer": arrow.int64(), "boolean": arrow.bool_(), "date": arrow.date32(), "text": arrow.string()}[column.kind]


def decimals(cells: list[Decimal | None]) -> int:
    """Digits behind the point of the number that has most."""
    return max((-int(cell.as_tuple().exponent) for cell in cells if cell is not None), default=0)
