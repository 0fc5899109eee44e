"""A table from Parquet, as Spark reads it: every value as the text that a CSV would have, in XML Schema's form."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from ...errors import TableError
from ..engine import Job, needs_numbers
from ..model import Column, Table
from ..values.datatype import NUMERIC, TIMES
from .pieces import is_remote, local_path
from .tasks import NULL, shown

# From Spark's types to SQL for a value's text. `{}` is the column.
_PLAIN = "cast({} as string)"
_FLOAT = ("case when {} = double('Infinity') then 'INF' when {} = double('-Infinity') then '-INF' "
          "else cast({} as string) end")
_TEXTS = {name: _PLAIN for name in ("boolean", "tinyint", "smallint", "int", "bigint", "decimal", "date", "time")} | {
    "string": "{}", "char": "{}", "varchar": "{}", "float": _FLOAT, "double": _FLOAT,
    # A timestamp is a point in time: it is written in UTC. One without a time zone has none.
    "timestamp": "concat(replace(cast({} as string), ' ', 'T'), 'Z')",
    "timestamp_ntz": "replace(cast({} as string), ' ', 'T')",
}
# Casts that do not depend on the settings of whoever started Spark: 0.0000000001 is not 1E-10.
_SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}


def read_parquet(spark: Any, job: Job, place: int, text: str, folder: str) -> tuple[Table, Any]:
    """A table and a DataFrame of (url of the file, number of the row in it from 0, then the columns as text or null).

    The columns are chosen by their names or titles; others that the files have are not read. The table is the one of
    the job without the formats that a value which is no text in Parquet does not have. Raises TableError.
    """
    table = job.group.tables[place]
    url = text if is_remote(text) else f"file://{local_path(text)}"
    name = shown(url, folder)
    if needs_numbers(job, place):
        raise TableError("the triples of the table need the numbers of its rows, and rows of Parquet have no order",
                         file=name, hint="give each column an aboutUrl made of cells, without _row and ordered lists, "
                         "or convert it from CSV")
    with _settings(spark), _says_what_failed(name):
        frame = spark.read.parquet(url)
        types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
        found = [(column, _field(column, types, name)) for column in table.physical]
        texts = [_text(field, types[field], name) for _, field in found]
        chosen = frame.selectExpr("_metadata.file_path", "_metadata.row_index", *texts)
    columns = iter([_typed(column, types[field]) for column, field in found])
    return replace(table, columns=tuple(c if c.virtual else next(columns) for c in table.columns)), chosen


def _field(column: Column, types: dict[str, str], name: str) -> str:
    """The field of the files that is a column."""
    names = dict.fromkeys((column.name, unquote(column.name), *(title for _, title in column.titles)))
    found = next((one for one in names if one in types), None)
    if found is None:
        raise TableError("the column is not there", file=name, column=column.name,
                         hint=f"the columns are {', '.join(types)}")
    return found


def _text(field: str, kind: str, name: str) -> str:
    """SQL for the text of a field."""
    form = _TEXTS.get(kind.partition("(")[0])
    if form is None:
        raise TableError(f"a column of the type {kind} has no text", file=name, column=field,
                         hint="write it to Parquet as text, a number, a boolean, a date or a time")
    return form.replace("{}", "`" + field.replace("`", "``") + "`")


def _typed(column: Column, kind: str) -> Column:
    """The column as it is to be read: a number or a date comes in XML Schema's form, not in that of the metadata."""
    column = replace(column, null=(*column.null, NULL))
    if kind.partition("(")[0] in ("string", "char", "varchar") or column.separator:
        return column
    if column.datatype.base not in NUMERIC | TIMES | {"boolean"}:
        return column
    return replace(column, datatype=replace(column.datatype, format=None, decimal_char=None, group_char=None))


@contextlib.contextmanager
def _settings(spark: Any) -> Iterator[None]:
    before = {name: spark.conf.get(name) for name in _SETTINGS}
    try:
        for name, value in _SETTINGS.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, value in before.items():
            spark.conf.set(name, value)


@contextlib.contextmanager
def _says_what_failed(name: str) -> Iterator[None]:
    try:
        yield
    except TableError:
        raise
    except Exception as error:  # Spark's own: this module does not import it
        raise TableError(f"cannot be read: {str(error).partition(chr(10))[0]}", file=name) from None
