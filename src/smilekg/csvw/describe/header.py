"""The header of a table: the columns of a table without metadata, and whether a header is what metadata describes.

Source: Model for Tabular Data, sections 6.1 and 8; Metadata Vocabulary, section 5.5.1 (compatible schemas).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from ...errors import MetadataError
from ...paths import relative
from ..model import Column, Dialect, Group, Table
from .language import matches
from .metadata import check_names, name_of

# From a table to the cells of its header rows, and its comments.
ReadHeader = Callable[[Table], tuple[list[list[str]], list[str]]]
# Variables of templates that are no columns (Metadata Vocabulary, section 5.1.3).
_VARIABLES = frozenset(("_row", "_sourceRow", "_column", "_sourceColumn", "_name"))


def describe_csv(file: Path, url: str, dialect: Dialect, read_header: ReadHeader) -> Group:
    """The group of one table that has no metadata: its columns are those of its header.

    The comments above its header are the engine's, which reads them with the rows.
    """
    table = Table(url, file, (), dialect, metadata=relative(file))
    header, _ = read_header(table)
    columns = tuple(
        Column(_named(titles, number), number, tuple(("und", title) for title in titles))
        for number, titles in enumerate(_titles(header, width(table, header, read_header)), 1))
    table = replace(table, columns=columns)
    check_names(table)
    return Group((table,))


def width(table: Table, header: Sequence[list[str]], read_header: ReadHeader) -> int:
    """How many columns a file has: those of its header, or of its first row where it has none."""
    if table.dialect.header_row_count == 0:
        header, _ = read_header(replace(table, dialect=replace(table.dialect, header_row_count=1)))
    return max(map(len, header), default=0)


def _titles(header: Sequence[list[str]], count: int) -> list[list[str]]:
    """The titles of each column: its header cells that are not empty."""
    columns = zip_longest(*header, fillvalue="")
    found = [[title for title in cells if title] for cells in columns]
    return found + [[] for _ in range(count - len(found))]


def _named(titles: list[str], number: int) -> str:
    return name_of(tuple(("und", title) for title in titles[:1])) or f"_col.{number}"


def adopt_header(table: Table, header: Sequence[list[str]], count: int | None = None
                 ) -> tuple[Table, list[str], list[str]]:
    """The table with as many columns as its file has, what is unusual about its header, and what of that is a fault.

    `header`: the cells of the header rows. `count`: how many columns the file has (default: those of `header`).
    Columns that the metadata does not describe are named `_col.1` and so on, as the standard has it; described columns
    that the file has not are left out. Raises MetadataError where a key or template names a column that is not there.
    """
    # A file without a header or any row has no columns to compare with.
    count = count or max(map(len, header), default=0) or len(table.physical)
    described = table.physical
    faults, warnings = [], []
    if described and len(described) != count:
        faults.append(f"the table has {count} columns, the metadata describes {len(described)}")
    for column, found in zip(described, _titles(header, count), strict=False):
        if not _compatible(column, found):
            expected = " or ".join(repr(title) for _, title in column.titles) or repr(column.name)
            faults.append(f"column {column.number} has the title {found[0]!r}, not {expected}")
        elif not _of_one_language(column, found):
            warnings.append(f"column {column.number} has the title {found[0]!r} in the language {column.lang}, "
                            "the metadata has it in another")
    table = _with_columns(table, count)
    check_names(table)
    _check_uses(table)
    return table, [f"{table.file.name}: {text}" for text in faults + warnings], faults


def _compatible(column: Column, found: list[str]) -> bool:
    """Whether a title of the column is in the header, in case too; or its name, where it has no title."""
    if not found:
        return True
    if column.titles:
        return any(title in found for _, title in column.titles)
    return column.name in (f"_col.{column.number}", _named(found, column.number))


def _of_one_language(column: Column, found: list[str]) -> bool:
    """Whether a title of the column that is in the header is of the column's language, if there is one."""
    languages = [language for language, title in column.titles if title in found]
    return not languages or any(matches(language, column.lang) for language in languages)


def _with_columns(table: Table, count: int) -> Table:
    described = table.physical[:count]
    others = (replace(table.other, name=f"_col.{number}", number=number)
              for number in range(len(described) + 1, count + 1))
    virtual = (_moved(column, number) for number, column in
               enumerate((column for column in table.columns if column.virtual), count + 1))
    return replace(table, columns=(*described, *others, *virtual))


def _moved(column: Column, number: int) -> Column:
    """The column at another place, which is in its name where it has no other."""
    nameless = not column.titles and column.name == f"_col.{column.number}"
    return replace(column, number=number, name=f"_col.{number}" if nameless else column.name)


def _check_uses(table: Table) -> None:
    """Whether keys, row titles and templates name columns that are there."""
    names = {column.name for column in table.physical}
    keys = (table.primary_key, table.row_titles, *(key.columns for key in table.foreign_keys))
    if missing := {name for key in keys for name in key} - names:
        raise _missing(table, missing, "a key or a row title names a column that is not there")
    for column in table.columns:
        for template in (column.about, column.property, column.value):
            if template and (missing := template.variables - names - _VARIABLES):
                raise _missing(table, missing, f"the template {template.text} names a column that is not there")


def _missing(table: Table, names: set[str], problem: str) -> MetadataError:
    columns = ", ".join(column.name for column in table.physical)
    return MetadataError(problem, file=table.metadata, column=", ".join(sorted(names)),
                         hint=f"the columns of {table.file.name} are {columns}")
