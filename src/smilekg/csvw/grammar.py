"""How the bytes of a table are cut into records and cells: one dialect as regular expressions over UTF-8.

A record is well formed when a quote stands only around a whole cell. Whatever else has a quote is one bad line, ended
by its line break, so that one stray quote cannot swallow the rows behind it.
"""

import re
from functools import cached_property

from .model import Dialect

_BLANK = " \t\r\n"
UNREADABLE = "a quote stands inside a cell, or is not closed"


class Grammar:
    """The expressions of one dialect. All work on bytes in UTF-8, whatever the encoding of the file."""

    def __init__(self, dialect: Dialect):
        self.dialect = dialect
        self.delimiter = dialect.delimiter.encode()
        self.quote = (dialect.quote_char or "").encode()
        self.comment = (dialect.comment_prefix or "").encode()
        # The longest first, so that `\r\n` is not read as `\r` and an empty line.
        self.ends = sorted((end.encode() for end in dialect.line_terminators), key=len, reverse=True)
        self.end = b"(?:" + b"|".join(map(re.escape, self.ends)) + b")"

    @cached_property
    def cell(self) -> bytes:
        """A cell as it is written, quoted or bare."""
        return b"(?:" + b"|".join(filter(None, (self.quoted, self.bare))) + b")"

    @cached_property
    def quoted(self) -> bytes:
        if not self.quote:
            return b""
        quote = re.escape(self.quote)
        inside = b"(?:[^%b]++|%b%b)*+" if self.dialect.double_quote else b"(?:[^%b\\\\]++|\\\\[\\s\\S])*+"
        return quote + inside.replace(b"%b", quote) + quote

    @cached_property
    def bare(self) -> bytes:
        if self.quote and self.dialect.double_quote and len(self.delimiter + self.quote) == 2 and (
                self.ends in ([b"\r\n", b"\n"], [b"\n"])):
            carriage = b"\r(?!\n)" if len(self.ends) == 2 else b"\r"
            return b"(?:[^" + re.escape(self.delimiter + self.quote) + b"\r\n]++|" + carriage + b")*+"
        stops = [re.escape(self.delimiter), self.end] + ([re.escape(self.quote)] if self.quote else [])
        if self.quote and not self.dialect.double_quote:
            return b"(?:\\\\[\\s\\S]|(?!" + b"|".join(stops) + b")[^\\\\])*+"
        return b"(?:(?!" + b"|".join(stops) + b")[\\s\\S])*+"

    @cached_property
    def record(self) -> bytes:
        """A well-formed record with its line break. The last one of a file may lack it."""
        cells = self.cell + b"(?:" + re.escape(self.delimiter) + self.cell + b")*+"
        return b"(?!\\Z)" + self.no_comment + cells + b"(?:" + self.end + b"|\\Z)"

    @cached_property
    def no_comment(self) -> bytes:
        return b"(?!" + re.escape(self.comment) + b")" if self.comment else b""

    @cached_property
    def line(self) -> bytes:
        """Anything up to the next line break: a comment, or a record that is not well formed."""
        return b"(?:(?!" + self.end + b")[\\s\\S])*+" + self.end + b"|[\\s\\S]+?\\Z"

    @cached_property
    def any_record(self) -> re.Pattern[bytes]:
        """A record or, where there is none, a line."""
        return re.compile(self.record + b"|" + self.line)

    @cached_property
    def _whole(self) -> re.Pattern[bytes]:
        """A record or a comment with its line break."""
        cells = self.cell + b"(?:" + re.escape(self.delimiter) + self.cell + b")*+"
        comment = re.escape(self.comment) + b"(?:(?!" + self.end + b")[\\s\\S])*+|" if self.comment else b""
        return re.compile(b"(?:" + comment + self.no_comment + cells + b")" + self.end)

    @cached_property
    def _unclosed(self) -> re.Pattern[bytes]:
        """A record whose last cell has an opening quote and, so far, no end: more data may close it."""
        if not self.quote:
            return re.compile(b"(?!)")
        quote = re.escape(self.quote)
        cells = b"(?:" + self.cell + re.escape(self.delimiter) + b")*+"
        return re.compile(self.no_comment + cells + self.quoted[:-len(quote)] + b"(?:" + quote + b"[\\s\\S]?|\\\\)?\\Z")

    @cached_property
    def _unended(self) -> re.Pattern[bytes]:
        """A record whose last cell may go on behind an escaped line break."""
        cells = b"(?:" + self.cell + re.escape(self.delimiter) + b")*+"
        return re.compile(self.no_comment + cells + self.cell + b"\\\\?\\Z")

    @cached_property
    def _orderly(self) -> re.Pattern[bytes]:
        """From the start of a record: as far as every quote stands around a whole cell."""
        before = b"(?<![^" + re.escape(self.delimiter[-1:] + b"".join(end[-1:] for end in self.ends)) + b"])"
        behind = b"(?=" + re.escape(self.delimiter) + b"|" + self.end + b")"
        outside = b"[^" + re.escape(self.quote) + b"]*+"
        return re.compile(b"(?:" + outside + before + self.quoted + behind + b")*+")

    @cached_property
    def _split(self) -> re.Pattern[str]:
        delimiter, quoted, bare = (part.decode() for part in (re.escape(self.delimiter), self.quoted, self.bare))
        quote = re.escape(self.quote.decode())
        inside = f"{quote}({quoted[len(quote):-len(quote)]}){quote}|" if quoted else "()"
        # The line breaks are gone when this is used: a bare cell may hold any character but delimiter and quote.
        return re.compile(f"(?:{inside}({bare})){delimiter}")

    def cut(self, data: bytes, give_up: bool = False) -> int:
        """Where the last record that is surely whole ends in `data`, which starts with a record; 0: more is needed.

        `give_up`: no quote will be waited for any longer; a line that is not well formed ends at its line break.
        """
        orderly, stray = 0, -1
        data = self._without_open_end(data)
        if self.quote and not self.dialect.double_quote and b"\\" in data:
            return self._cut_escaped(data, give_up)
        if self.quote and self.quote in data:
            start = self._orderly.match(data)
            assert start is not None  # it may be empty
            orderly = start.end()
            stray = data.find(self.quote, orderly)
        stop = stray if stray >= 0 else len(data)
        # Behind the last orderly quote and before the next one every line break ends a record.
        found = self._last_end(data, orderly, stop) or self._walk(data, stop)
        if found or stray < 0 or (self._unclosed.match(data) and not give_up):
            return found
        return self._line_end(data)

    def _cut_escaped(self, data: bytes, give_up: bool) -> int:
        """`cut` where a backslash may stand before a line break, which then ends no record."""
        found = self._walk(data, len(data))
        if found or ((self._unclosed.match(data) or self._unended.match(data)) and not give_up):
            return found
        return self._line_end(data)

    def _without_open_end(self, data: bytes) -> bytes:
        """`data` without a line break at its end that the next byte may make a longer one, as LF does CR."""
        for end in self.ends:
            if data.endswith(end) and any(longer != end and longer.startswith(end) for longer in self.ends):
                return data[:-len(end)]
        return data

    def _walk(self, data: bytes, stop: int) -> int:
        position = 0
        while (match := self._whole.match(data, position)) and match.end() <= stop:
            position = match.end()
        return position

    def _last_end(self, data: bytes, start: int, stop: int) -> int:
        return max((at + len(end) for end in self.ends if (at := data.rfind(end, start, stop)) >= 0), default=0)

    def _line_end(self, data: bytes) -> int:
        match = re.search(self.end, data)
        return match.end() if match else 0

    def count(self, data: bytes) -> tuple[int, int]:
        """(rows, source rows) in whole records: source rows are counted with comments and skipped blank ones."""
        quoted = self.quote and self.quote in data
        if quoted or self.dialect.skip_blank_rows or (self.comment and self.comment in data):
            records = [match[0] for match in self.any_record.finditer(data)]
            return sum(not self.skips(record) for record in records), len(records)
        ends = data.count(self.ends[-1]) if self._nested else len(re.findall(self.end, data))
        found = ends + (bool(data) and not data.endswith(tuple(self.ends)))
        return found, found

    def lines(self, data: bytes) -> int:
        """The line breaks in `data`: LF, and what a dialect has instead."""
        return data.count(b"\n") if self._only_lf else len(re.findall(self.end, data))

    @cached_property
    def _only_lf(self) -> bool:
        return all(b"\n" in end for end in self.ends)

    @cached_property
    def _nested(self) -> bool:
        """Whether every line break ends in the shortest one, so that counting that one counts all."""
        return all(end.endswith(self.ends[-1]) for end in self.ends)

    def skips(self, record: bytes) -> bool:
        """Whether a record is no row: a comment, or blank where blank rows are skipped."""
        if self.comment and record.startswith(self.comment):
            return True
        return self.dialect.skip_blank_rows and not any(self.cells(record.decode("utf-8", "replace")) or ["x"])

    def cells(self, record: str) -> list[str] | None:
        """The cells of one record, unquoted and trimmed; None where it is not well formed."""
        record = self.without_end(record)
        delimiter, quote = self.delimiter.decode(), self.quote.decode()
        if (quote and quote in record) or (quote and not self.dialect.double_quote and "\\" in record):
            cells = self._quoted_cells(record + delimiter)
        else:
            cells = record.split(delimiter)
        return cells and [self.trim(cell) for cell in cells]

    def without_end(self, record: str) -> str:
        """A record without its line break."""
        return next((record.removesuffix(end.decode()) for end in self.ends if record.endswith(end.decode())), record)

    def _quoted_cells(self, record: str) -> list[str] | None:
        cells, position, quote = [], 0, self.quote.decode()
        while position < len(record):
            match = self._split.match(record, position)
            if match is None:
                return None
            text = match[1] if match[1] is not None else match[2]
            if not self.dialect.double_quote:
                text = re.sub(r"\\([\s\S])", r"\1", text)
            elif match[1] is not None:
                text = text.replace(quote + quote, quote)
            cells.append(text)
            position = match.end()
        return cells

    def trim(self, cell: str) -> str:
        trim = self.dialect.trim
        if trim == "false":
            return cell
        return cell.strip(_BLANK) if trim == "true" else cell.lstrip(_BLANK) if trim == "start" else cell.rstrip(_BLANK)
