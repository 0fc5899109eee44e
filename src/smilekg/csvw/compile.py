"""Table description -> one Python function that turns records into N-Triples.

The function is generated as source, because a loop over column objects costs several times more per cell. It has two
ways for a record: `row` takes its cells one by one, with every rule of the standard; `convert` takes a block of
records and sends all that hold nothing awkward through one expression and one format (see `plain`).
`source(table)` shows it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import template as templates
from .context import expand as expand_name
from .grammar import UNREADABLE, Grammar
from .keys import Key, canonical, keys_of
from .model import Table
from .ntriples import escape
from .plain import plain_lines
from .row import RowWriter
from .uris import resolve
from .vocabulary import comment_triple

# report(line, column name, value, rule, record) -> whether the row is to be left out. It may raise to end the run.
Report = Callable[[int, str, str, str, str], bool]
# RFC 3987, a little stricter: no brackets (IPv6 hosts), one fragment at most, digits alone behind the host's colon.
_CHARACTER = r"(?:[^\x00-\x20\x7F-\x9F<>\"{}|\\^`\[\]#%\uE000-\uF8FF\uFFF0-\uFFFF]|%[0-9A-Fa-f]{2})"
_IN_HOST = _CHARACTER.replace("#%", "#%/?:@")
_AUTHORITY = rf"//(?:(?:{_IN_HOST}|:)*@)?{_IN_HOST}*(?::[0-9]*)?(?=[/?#]|\Z)"
ABSOLUTE_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{_AUTHORITY}|(?!//)){_CHARACTER}*(?:#{_CHARACTER}*)?")


@dataclass(frozen=True)
class Compiled:
    """A table's function.

    `convert(data, line, row, source, report, keys)` gives (N-Triples, rows, triples) of whole records.

    `keys` holds one list for each of `Compiled.keys`, to which the function appends the values of each row, as bytes.
    """

    table: Table
    source: str
    convert: Callable[[bytes, int, int, int, Report, list[list[bytes]]], tuple[bytes, int, int]]
    row: Callable[..., str]
    keys: tuple[Key, ...]
    awkward: "_Awkward"


def compile_table(table: Table, tables: tuple[Table, ...] = (), *, standard: bool = False, place: int = 0) -> Compiled:
    """The function of `table`, the `place`-th of `tables`. `standard`: with the triples of the rows themselves."""
    writer = RowWriter(table, keys_of(table, tables), standard, place)
    text = "\n".join(_lines(writer, place)) + "\n"
    awkward = _Awkward(Grammar(table.dialect))
    names = writer.names | {
        "escape": escape, "encode": templates.encode, "encode_reserved": templates.encode_reserved,
        "expand": templates.expand, "resolve": _resolve, "absolute": ABSOLUTE_IRI.fullmatch, "Row": awkward,
        "canonical": canonical, "comment": _comment(writer, awkward)}
    exec(compile(text, f"<{table.url}>", "exec"), names)
    return Compiled(table, text, names["convert"], names["row"], writer.keys, awkward)


def _lines(writer: RowWriter, place: int) -> Iterator[str]:
    yield "def row(cells, line, number, source, report, keys, record=''):"
    yield from ("    " + line for line in writer.row())
    yield ""
    yield from plain_lines(writer.table, writer.keys, writer.names, writer.node if writer.standard else "", place)


def _comment(writer: RowWriter, awkward: "_Awkward") -> Callable[[bytes, int, int], bytes]:
    """What a comment or a blank row between the rows becomes; they are counted."""
    def comment(record: bytes, line: int, source: int) -> bytes:
        awkward.passed_over += 1
        return comment_triple(writer.node, awkward.comment(record)).encode() if writer.standard else b""
    return comment


def _resolve(text: str, base: str) -> str:
    return resolve(expand_name(text), base)


class _Awkward:
    """Reads a record that `convert` did not find plain: its text and its cells, or why there are none."""

    def __init__(self, grammar: Grammar):
        self.grammar = grammar
        self.skipped = grammar.dialect.skip_columns
        self.passed_over = 0  # comments and skipped blank rows

    def cells(self, record: bytes, line: int, report: Report) -> list[str] | None:
        """The cells; None where the record is reported as unreadable."""
        try:
            text = record.decode()
        except UnicodeDecodeError as error:
            report(line, "", ascii(record[error.start:error.end])[2:-1], "the text is not in UTF-8",
                   record.decode("utf-8", "backslashreplace"))
            return None
        cells = self.grammar.cells(text)
        if cells is None:
            report(line, "", self.grammar.without_end(text), UNREADABLE, text)
            return None
        return cells[self.skipped:]

    def skips(self, record: bytes) -> bool:
        return self.grammar.skips(record)

    def comment(self, record: bytes) -> str:
        """The text of a comment, or nothing for a skipped blank record."""
        text = self.grammar.without_end(record.decode("utf-8", "replace"))
        prefix = self.grammar.dialect.comment_prefix
        return text[len(prefix):].strip() if prefix and text.startswith(prefix) else ""

    def records(self, data: bytes) -> list[bytes]:
        return [match[0] for match in self.grammar.any_record.finditer(data)]
