"""`smilekg.xlsx`: one sheet a table, numbers as numbers, and text always as text."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..answers.frames import needed
from ..errors import TableError
from .contents import Contents
from .files import File, write
from .table import Table

_LONGEST = 32_767  # characters that a cell may hold
_WIDEST = 60


def excel(contents: Contents, folder: Path) -> Iterator[File]:
    """The workbook. A text that begins with `=`, `+`, `-` or `@` is stored as text, so no program runs it as a formula."""
    body = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = needed("xlsxwriter", "files").Workbook(body, options)
    about = contents.dataset
    book.set_properties({"title": about.title["en"], "author": ", ".join(about.creators), "comments": about.rights["en"],
                         "status": about.version, "created": datetime.combine(about.issued, datetime.min.time())})
    heading = book.add_format({"bold": True})
    for table in contents.tables:
        _sheet(book.add_worksheet(table.name[:31]), table, heading)
    book.close()
    write(folder, "smilekg.xlsx", body.getvalue())
    rows = sum(len(table.rows) for table in contents.tables)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    yield File("smilekg.xlsx", media_type, "a workbook, one sheet a table", rows=rows)


def _sheet(sheet: Any, table: Table, heading: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for number, column in enumerate(table.columns):
        longest = max((len(row[number]) for row in table.texts), default=0)
        sheet.set_column(number, number, min(max(longest, len(column.name)) + 2, _WIDEST))
        sheet.write_string(0, number, column.name, heading)
    for line, row in enumerate(table.rows, start=1):
        for number, cell in enumerate(row):
            if cell is not None:
                _cell(sheet, line, number, cell, table)


def _cell(sheet: Any, line: int, number: int, cell: Any, table: Table) -> None:
    """A number is one where a spreadsheet holds all its digits, else text. Raises TableError for a text too long."""
    if isinstance(cell, bool):
        sheet.write_boolean(line, number, cell)
    elif isinstance(cell, (int, Decimal)) and Decimal(repr(float(cell))) == cell:
        sheet.write_number(line, number, float(cell))
    elif len(str(cell)) > _LONGEST:
        raise TableError(f"a cell of a workbook holds {_LONGEST:,} characters at most", file=table.file.name, line=line + 1,
                         column=table.columns[number].name, value=f"{str(cell)[:40]}…", hint="use another format")
    else:
        sheet.write_string(line, number, cell.isoformat() if isinstance(cell, date) else str(cell))
