"""A table's file -> blocks of whole records, in UTF-8, with the number of the line and of the row they start at."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import TableError
from ..paths import relative
from .grammar import UNREADABLE, Grammar
from .model import Dialect, Table

# About 256 rows: their triples stay in the processor's cache until they are written.
BLOCK = 16 * 1024
# How far a quote may stay open before it is called a stray one.
LONGEST_CELL = 16 * 1024 * 1024
_READ = 64 * 1024


@dataclass(frozen=True)
class Block:
    """Whole records. `line` and `row` are those of the first (from 1), `source` counts header and comments in too.

    `offset`: where the block starts in the file; None where the file is packed or in another encoding than UTF-8.
    """

    data: bytes
    line: int
    row: int
    source: int
    offset: int | None = None


@dataclass(frozen=True)
class Head:
    """What stands before the first row: the cells of the header rows, and comments and skipped rows as text."""

    titles: list[list[str]]
    comments: list[str]


class Source:
    """The records of one file, read in order. `counted` says that row numbers are wanted, which takes time."""

    def __init__(self, file: Path, dialect: Dialect, *, counted: bool = True):
        self.name = relative(file)
        self.grammar = Grammar(dialect)
        self.counted = counted
        self.stream = open_table(file, dialect)
        self.offset = self.stream.offset
        self.buffer = b""
        self.ended = False
        self.line = self.row = self.source = 1
        self.head = self._head()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def blocks(self, size: int = BLOCK) -> Iterator[Block]:
        """The records behind the head. `size`: bytes that a block has, about."""
        while data := self._take(size):
            yield Block(data, self.line, self.row, self.source, self.offset)
            self.offset = None if self.offset is None else self.offset + len(data)
            self.line += self.grammar.lines(data)
            if self.counted:
                rows, sources = self.grammar.count(data)
                self.row, self.source = self.row + rows, self.source + sources

    def _take(self, size: int) -> bytes:
        """Whole records of about `size` bytes; nothing at the end of the file."""
        wanted = size
        while True:
            self._fill(wanted)
            if len(self.buffer) <= wanted and self.ended:
                data, self.buffer = self.buffer, b""
                return data
            end = self.grammar.cut(self.buffer[:wanted], give_up=wanted >= LONGEST_CELL)
            if end:
                data, self.buffer = self.buffer[:end], self.buffer[end:]
                return data
            wanted *= 2

    def _fill(self, wanted: int) -> None:
        while len(self.buffer) <= wanted and not self.ended:
            data = self._read(max(_READ, wanted))
            self.ended = not data
            self.buffer += data

    def _read(self, size: int) -> bytes:
        try:
            return self.stream.read(size)
        except UnicodeError as error:
            found = error.object[error.start:error.end] if isinstance(error, UnicodeDecodeError) else None
            raise TableError(f"is not in {self.grammar.dialect.encoding}", file=self.name, line=self.line,
                             value=found, hint="name its encoding in the dialect") from None
        except OSError as error:
            raise TableError(f"cannot be read: {error}", file=self.name) from None

    def _head(self) -> Head:
        titles, comments = [], []
        dialect = self.grammar.dialect
        for number in range(dialect.skip_rows + dialect.header_row_count):
            record = self._record()
            text = self._text(record)
            if self.grammar.comment and record.startswith(self.grammar.comment):
                comments.append(text[len(dialect.comment_prefix or ""):].strip())
            elif number < dialect.skip_rows:
                comments.append(text)
            elif record:
                cells = self.grammar.cells(text)
                if cells is None:
                    raise TableError(UNREADABLE, file=self.name, line=self.line, value=text)
                titles.append(cells[dialect.skip_columns:])
            self.offset = None if self.offset is None else self.offset + len(record)
            self.line += self.grammar.lines(record)
            self.source += 1
        return Head(titles, [comment for comment in comments if comment])

    def _record(self) -> bytes:
        """The next record or comment alone."""
        data = self._take(BLOCK)
        match = self.grammar.any_record.match(data)
        end = match.end() if match else 0
        self.buffer = data[end:] + self.buffer
        return data[:end]

    def _text(self, record: bytes) -> str:
        try:
            text = record.decode()
        except UnicodeDecodeError as error:
            raise TableError("is not in utf-8", file=self.name, line=self.line, value=record[error.start:error.end],
                             hint="save it as UTF-8, or name its encoding in the dialect") from None
        return self.grammar.without_end(text)


def read_head(file: Path, dialect: Dialect) -> Head:
    """What stands before the first row of a table's file."""
    with Source(file, dialect) as source:
        return source.head


def with_line_ends(table: Table) -> Table:
    """The table with a dialect that has its line breaks: a file that has no LF, but CR, was written with CR alone."""
    if table.dialect.line_terminators != Dialect().line_terminators:
        return table
    stream, start = open_table(table.file, table.dialect), b""
    try:
        while len(start) < _READ and (data := stream.read(_READ)):
            start += data
    except (OSError, UnicodeError):
        return table  # whoever reads it next says what is wrong
    finally:
        stream.close()
    if b"\n" in start or b"\r" not in start:
        return table
    return replace(table, dialect=replace(table.dialect, line_terminators=("\r",)))


def open_table(file: Path, dialect: Dialect) -> "Stream":
    """The bytes of a table in UTF-8, without byte order mark, unpacked from gzip or zstd."""
    try:
        stream, packed = _unpacked(file)
        if codecs.lookup(dialect.encoding).name not in ("utf-8", "ascii"):
            return _Transcoded(stream, dialect.encoding)
        return Stream(stream, packed)
    except FileNotFoundError:
        raise TableError("the table is not there", file=relative(file), hint="its place comes from `url`") from None
    except (OSError, ValueError) as error:
        raise TableError(f"cannot be read: {error}", file=relative(file)) from None


def _unpacked(file: Path) -> tuple[BinaryIO, bool]:
    stream: BinaryIO = open(file, "rb")
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"\x1f\x8b":
        return _Unpacked(gzip.open(stream), (EOFError, zlib.error)), True  # type: ignore[return-value]
    if start == b"\x28\xb5\x2f\xfd":
        return _zstd(stream, file), True
    return stream, False


def _zstd(stream: BinaryIO, file: Path) -> BinaryIO:
    try:
        import zstandard
    except ImportError:
        raise TableError("is packed with zstd", file=relative(file),
                         hint="pip install 'smilekg[convert]', or unpack it") from None
    return _Unpacked(_Zstd(stream, zstandard.ZstdDecompressor()), (zstandard.ZstdError,))  # type: ignore[return-value]


class _Unpacked:
    """A stream whose faults are OSErrors, as those of any file."""

    def __init__(self, stream: Any, faults: tuple[type[Exception], ...]):
        self.stream, self.faults, self.close = stream, faults, stream.close

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self.stream.read(size)
            return data
        except self.faults as error:
            raise OSError(str(error)) from None


class _Zstd:
    """A stream of zstd frames. The reader of `zstandard` says nothing of a frame that is cut off."""

    def __init__(self, stream: BinaryIO, frames: Any):
        self.stream, self.frames, self.close = stream, frames, stream.close
        self.frame, self.rest = frames.decompressobj(), b""

    def read(self, _: int) -> bytes:
        while data := self.rest or self.stream.read(16 * 1024):
            if self.frame.eof:
                self.frame = self.frames.decompressobj()
            text: bytes = self.frame.decompress(data)
            self.rest = self.frame.unused_data if self.frame.eof else b""
            if text:
                return text
        if not self.frame.eof:
            raise OSError("the file ends before its data does")
        return b""


class Stream:
    """A stream of UTF-8 without its byte order mark. `offset`: of its first byte in the file, None for a packed one."""

    def __init__(self, stream: BinaryIO, packed: bool):
        self.stream = stream
        start = stream.read(3)
        self.start = start.removeprefix(codecs.BOM_UTF8)
        self.offset = None if packed else len(start) - len(self.start)

    def read(self, size: int) -> bytes:
        """At most `size` bytes, and three more at the start; none at the end."""
        start, self.start = self.start, b""
        return start + self.stream.read(size)

    def close(self) -> None:
        self.stream.close()


class _Transcoded(Stream):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str):
        self.stream, self.offset = stream, None
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.started = False

    def read(self, size: int) -> bytes:
        text = ""
        while not text:
            data = self.stream.read(size)
            text = self.decoder.decode(data, not data)
            if not data:
                break
        if text and not self.started:
            text, self.started = text.removeprefix("\ufeff"), True
        return text.encode()
