"""`statements.csv`: one row for each value of an entry, with what was published, the corrections and the source line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..tabular import csv_text
from ..terms import local, smile
from .contents import Contents
from .files import File, write

COLUMNS = ("entry", "edition", "list", "position", "property", "value", "label_zh", "label_en", "published",
           "corrections", "entry_corrections", "line", "source")
# The property that a correction names -> the statements that it is about.
_ABOUT = {smile("publishedName"): ("name",), smile("publishedValue"): ("score", "grade"), smile("subject"): ("subject",)}


def statements(contents: Contents, folder: Path) -> Iterator[File]:
    """`statements.csv`, verbatim: nothing is put before a cell that a spreadsheet would take for a formula."""
    rows = list(statement_rows(contents))
    write(folder, "statements.csv", csv_text(COLUMNS, rows).encode("utf-8"))
    yield File("statements.csv", "text/csv", "one row for each value of an entry", rows=len(rows))


def statement_rows(contents: Contents) -> Iterator[list[str]]:
    """The rows, entry by entry: its name, subjects, rank (else position), score or grade."""
    on_value, on_entry = _corrections(contents.ask("corrections"))
    seen = ""
    for row in contents.ask("entries"):
        is_new, seen = row["entry"] != seen, row["entry"]
        for property, value, published in _values(row, is_new):
            labels = [row["subject_zh"], row["subject_en"]] if property == "subject" else ["", ""]
            cells = [local(row["entry"]), row["edition"], row["list"], row["position"], property, value, *labels, published,
                     " ".join(on_value[row["entry"], property]), " ".join(on_entry[row["entry"]]), row["line"],
                     local(row["source"])]
            yield ["" if cell is None else str(cell) for cell in cells]


def _values(row: Mapping[str, Any], is_new: bool) -> Iterator[tuple[str, Any, str | None]]:
    """Property, value and published form; of a further subject of an entry, only what differs."""
    if is_new:
        yield "name", row["restored"], row["published"]
    yield "subject", local(row["subject"]), row["published"]
    if is_new:
        order = "position" if row["rank"] is None else "rank"
        yield order, row[order], ""
        for property in ("score", "grade"):
            if row[property] is not None:
                yield property, row[property], row["value"]


def _corrections(rows: Iterable[Mapping[str, Any]]) -> tuple[dict[tuple[str, str], list[str]], dict[str, list[str]]]:
    """The ids of corrections by entry and property, and of those on an entry as a whole by entry."""
    on_value: dict[tuple[str, str], list[str]] = defaultdict(list)
    on_entry: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for property in _ABOUT.get(row["property"] or "", ()):
            on_value[row["entry"], property].append(row["id"])
        if row["property"] not in _ABOUT:
            on_entry[row["entry"]].append(row["id"])
    return on_value, on_entry
