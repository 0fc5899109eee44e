"""Answers: rows with named columns, and the forms in which they leave."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .tabular import csv_text

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Result:
    """The answer to a SELECT query.

    Rows are tuples in the order of `columns`. A cell is text, int, Decimal (scores), bool, or None where there is no
    value; an IRI is text.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row)) for row in self.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row."""
        return list(self)

    def to_csv(self) -> str:
        """RFC 4180 with a heading, lines ended by a line feed."""
        return csv_text(self.columns, (map(text, row) for row in self.rows))

    def to_json(self) -> str:
        """A JSON array of objects; a Decimal becomes a number with the digits it has."""
        return json.dumps(self.to_dicts(), ensure_ascii=False, indent=1, default=float) + "\n"

    def to_markdown(self) -> str:
        """A Markdown table; bars and line ends in cells are escaped."""
        lines = [self.columns, ["---"] * len(self.columns),
                 *([_LINE_ENDS.sub(" ", text(c).replace("\\", "\\\\").replace("|", "\\|")) for c in row]
                   for row in self.rows)]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def text(cell: Any) -> str:
    """A cell as text: nothing for None, `true` and `false`, numbers without an exponent."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
