"""Read the files kept by hand: each row with its line, each problem with its place."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import CuratedError
from ..paths import relative
from .announcement import read_utf8


@dataclass(frozen=True)
class Record:
    """One row of a curated file."""

    cells: dict[str, str]
    file: str
    line: int

    def __getitem__(self, column: str) -> str:
        if column not in self.cells:
            raise CuratedError("a column is missing", file=self.file, line=1, column=column,
                               value=",".join(self.cells), hint="add it, or give it its name back")
        return self.cells[column]

    def error(self, problem: str, column: str | None = None, hint: str = "") -> CuratedError:
        value = self.cells.get(column) if column else None
        return CuratedError(problem, file=self.file, line=self.line, column=column, value=value, hint=hint)


def read_records(file: Path, columns: list[str] | None = None, key: str | tuple[str, ...] | None = None
                 ) -> list[Record]:
    """The rows of a CSV file that must have exactly `columns`; `key` names those that no two rows may share."""
    records = list(_records(file, columns))
    if key:
        names = (key,) if isinstance(key, str) else key
        seen: dict[tuple[str, ...], Record] = {}
        for record in records:
            value = tuple(record[name] for name in names)
            if value in seen:
                raise record.error(f"the key {' + '.join(value)} stands twice", names[0],
                                   f"it stands on line {seen[value].line} too: keep one of them")
            seen[value] = record
    return records


def _records(file: Path, columns: list[str] | None) -> Iterator[Record]:
    name = relative(file)
    reader = csv.reader(io.StringIO(read_utf8(file), newline=""), strict=True)
    try:
        header = next(reader, [])
        columns = header if columns is None else columns
        if header != columns:
            wrong = [c for c in columns if c not in header] + [c for c in header if c not in columns]
            raise CuratedError("the columns are not the expected ones", file=name, line=1,
                               column=", ".join(wrong) or "order", value=",".join(header),
                               hint=f"expected: {','.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                raise CuratedError(f"a row has {len(cells)} cells, the heading {len(columns)}", file=name,
                                   line=reader.line_num, value=",".join(cells)[:80])
            yield Record(dict(zip(columns, cells)), name, reader.line_num)
    except csv.Error as error:
        raise CuratedError(f"is not valid CSV: {error}", file=name, line=reader.line_num) from None
