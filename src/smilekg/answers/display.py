"""How an answer looks in a terminal and in a notebook."""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from .rows import Iri, text

_IN_TERMINAL, _IN_NOTEBOOK, _WIDEST = 10, 50, 32
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)

Cells = Sequence[Sequence[Any]]


def as_text(columns: Sequence[str], rows: Cells, question: str | None) -> str:
    """The size, the first rows and how many more there are; columns in line, Chinese counted double."""
    named = f" to {question!r}" if question else ""
    head = f"<Result{named}: {counted(len(rows), 'row')}, {counted(len(columns), 'column')}>"
    shown = [[_plain(cell) for cell in row] for row in rows[:_IN_TERMINAL]]
    widths = [max(map(_width, cells)) for cells in zip(columns, *shown)]
    lines = ["  ".join(map(_padded, cells, widths)).rstrip() for cells in (columns, *shown)]
    more = [f"… {counted(len(rows) - _IN_TERMINAL, 'more row')}"] if len(rows) > _IN_TERMINAL else []
    return "\n".join([head, *lines, *more])


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _plain(cell: Any) -> str:
    """One line without control characters, cut where it is long."""
    full = cell.local if isinstance(cell, Iri) else text(cell)
    line = "".join(sign if sign.isprintable() else " " for sign in full)
    kept = ""
    for sign in line:
        if _width(kept) + _width(sign) >= _WIDEST:
            return f"{kept}…"
        kept += sign
    return line


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def as_html(columns: Sequence[str], rows: Cells, question: str | None, corrections: int) -> str:
    """A table, all text escaped, with links for http and https IRIs alone; long ones are cut, and say so."""
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows[:_IN_NOTEBOOK])
    notes = [counted(len(rows), "row"), f"question: {html.escape(question)}" if question else "",
             f"the first {_IN_NOTEBOOK} are shown" if len(rows) > _IN_NOTEBOOK else "",
             f"{counted(corrections, 'correction')} on record: <code>.corrections</code>" if corrections else ""]
    return (f'<table class="smilekg"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            f"<p>{'; '.join(filter(None, notes))}</p>")


def _html_cell(cell: Any) -> str:
    if isinstance(cell, Iri):
        shown = html.escape(cell.local)
        is_link = _LINK.fullmatch(cell)
        return f'<td><a href="{html.escape(cell)}" rel="noopener">{shown}</a></td>' if is_link else f"<td>{shown}</td>"
    is_number = not isinstance(cell, (str, bool, type(None)))
    return f'<td style="text-align:right">{text(cell)}</td>' if is_number else f"<td>{html.escape(text(cell))}</td>"
