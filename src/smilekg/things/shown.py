"""How typed objects show themselves: escaped HTML, and columns of text that Chinese characters do not push apart."""

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: an East Asian wide character takes two, a combining one none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def aligned(rows: Sequence[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Lines of cells in columns, two blanks between; the columns numbered in `right` end, not begin, together."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    to_right = set(right)
    lines = []
    for row in rows:
        cells = [" " * (wide - width(cell)) + cell if number in to_right else cell + " " * (wide - width(cell))
                 for number, (cell, wide) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def cell(value: Any) -> str:
    """A value as text: nothing for None, no exponent in a number."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def link(iri: str, text: str) -> str:
    """A link in HTML, escaped; an IRI that is not of the web stays text."""
    if not iri.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(iri)}">{escape(text)}</a>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], caption: str) -> str:
    """An HTML table. Heads are text and get escaped; caption and cells are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
