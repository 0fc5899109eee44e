"""CSV text, for both sides of the wall."""

import csv
import io
from collections.abc import Iterable


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """RFC 4180 with a heading; lines end in a line feed, and a cell with a bare carriage return is quoted."""
    # A writer quotes only the characters of its own line end, so it writes CR LF, and each row loses the CR again.
    out = []
    for row in (columns, *rows):
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow(row)
        out.append(line.getvalue().removesuffix("\r\n") + "\n")
    return "".join(out)
