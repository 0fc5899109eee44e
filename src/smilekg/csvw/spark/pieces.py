"""Where the parts of a table are, and how their files are cut into pieces that tasks of a cluster read on their own.

A table may be one file, or many whose names a pattern matches: these are its parts, in the order of their names, each
with its own header. A piece begins and ends between records: this process finds where, since only whoever has read all
before it knows whether a quote is open.
"""

import glob
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ...errors import SmileError, TableError
from ...paths import relative
from ..engine import Job, head_triples
from ..model import Dialect, Table
from ..reader import Source

# What one task converts in a few seconds. Below the longest cell, so that a piece is cut as blocks are.
PIECE = 8 * 1024 * 1024
_REMOTE = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.\-]+:")


@dataclass(frozen=True)
class Piece:
    """What one task reads: a range of bytes, or (`length` None) a whole file with its head.

    `part` is the file's number in the table (from 0); `line` that of the first record; `rows` and `sources` count the
    records of the table before it, `sources` with comments. `head` is N-Triples of what stands before the rows.
    """

    place: int
    part: int
    file: str
    name: str
    offset: int = 0
    length: int | None = None
    line: int = 1
    rows: int = 0
    sources: int = 0
    head: bytes = b""
    remote: bool = False

    @property
    def order(self) -> tuple[int, int, int]:
        return self.place, self.part, self.line


def is_remote(text: str) -> bool:
    """Whether a table's place is one that only Spark can read, such as `hdfs:` or `s3a:`."""
    return _REMOTE.match(text) is not None


def is_parquet(text: str) -> bool:
    """Whether a table's place is a Parquet file, a folder of them, or a pattern that matches some."""
    if text.rstrip("/").endswith(".parquet"):
        return True
    return not is_remote(text) and any(local_path(text).glob("*.parquet"))


def local_path(text: str) -> Path:
    """The path of a plain path or `file:` url."""
    return Path(unquote(urlsplit(text).path) if text.startswith("file:") else text).absolute()


def input_of(table: Table, inputs: dict[str, str] | None) -> str:
    """Where a table's parts are: what `inputs` says for its url, or else its file."""
    return (inputs or {}).get(table.url) or str(table.file)


def local_parts(text: str) -> list[Path]:
    """The files that a path, a folder or a pattern stands for, by name. Raises TableError where there is none."""
    path = local_path(text)
    if path.is_dir():
        found = [file for file in path.iterdir() if file.is_file() and not file.name.startswith(("_", "."))]
    else:
        found = [path] if path.exists() or not glob.has_magic(str(path)) else list(map(Path, glob.glob(str(path))))
    if not found:
        raise TableError("no part of the table is there", file=relative(path))
    return sorted(found)


def cut_part(job: Job, place: int, part: int, file: Path, size: int) -> tuple[list[Piece], list[list[str]]]:
    """The pieces of a file that this process can read, and the cells of its header rows.

    A packed file, and one in another encoding, is one piece: nothing in it can be read from the middle.
    """
    table = job.group.tables[place]
    with Source(file, table.dialect, counted=False) as source:
        whole = Piece(place, part, str(file), source.name, head=head_triples(job, place, source))
        offset = _position(source)
        if offset is None:
            return [whole], source.head.titles
        pieces = [replace(whole, offset=start, length=length, line=line, head=b"")
                  for start, length, line in _ranges(source, offset, size)]
        # A file without rows still has a head.
        first = pieces[0] if pieces else replace(whole, offset=offset, length=0, line=source.line)
        return [replace(first, head=whole.head), *pieces[1:]], source.head.titles


def _ranges(source: Source, offset: int, size: int) -> Iterator[tuple[int, int, int]]:
    """(offset, length, line) of runs of whole records. Short ones are joined: many stray quotes make short ones."""
    length, line = 0, source.line
    for block in source.blocks(size):
        if length + len(block.data) > size and length:
            yield offset, length, line
            offset, length, line = offset + length, 0, block.line
        length += len(block.data)
    if length:
        yield offset, length, line


def _position(source: Source) -> int | None:
    """Where in its file a source stands; None where the file is packed or in another encoding."""
    start, raw = getattr(source.stream, "start", None), getattr(source.stream, "stream", None)
    if start is None or not isinstance(raw, io.BufferedReader):
        return None
    return raw.tell() - len(start) - len(source.buffer)


def open_piece(piece: Piece, dialect: Dialect, data: bytes | None, *, counted: bool) -> Source:
    """The records of a piece, numbered as in the whole table. `data`: the content of a file that Spark has read."""
    try:
        source = _opened(piece, dialect, data)
    except SmileError as error:
        raise TableError(error.problem, file=piece.name, line=error.line, column=error.column, value=error.value,
                         hint=error.hint) from None
    source.name, source.counted = piece.name, counted
    source.row += piece.rows
    source.source = 1 + dialect.skip_rows + dialect.header_row_count + piece.sources
    return source


def _opened(piece: Piece, dialect: Dialect, data: bytes | None) -> Source:
    if data is not None:
        with tempfile.NamedTemporaryFile(prefix="smilekg-") as file:
            file.write(data)
            file.flush()
            return Source(Path(file.name), dialect)
    if piece.length is None:
        return Source(Path(piece.file), dialect)
    source = Source(Path(piece.file), replace(dialect, skip_rows=0, header_row_count=0))
    source.stream.close()
    source.stream = _Range(piece.file, piece.offset, piece.length)  # type: ignore[assignment]
    source.line = piece.line
    return source


class _Range:
    """A stream of some bytes of a file."""

    def __init__(self, file: str, offset: int, length: int):
        self.stream, self.left = open(file, "rb"), length
        self.stream.seek(offset)

    def read(self, size: int) -> bytes:
        data = self.stream.read(min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.stream.close()
