"""What one task of a cluster does with its share of a table: triples, key values, or the places of rows.

A share is a piece of a CSV file (`Lines`) or some rows of Parquet files (`Rows`); both are read in chunks, and chunks
record by record. Nothing here knows of Spark.
"""

import csv
import io
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from ...errors import SmileError, TableError
from ..compile import Compiled, compile_table
from ..engine import Findings, Job, Totals, head_triples, single
from ..grammar import Grammar
from ..reader import Block
from .pieces import Piece, open_piece

# What stands for a null of Parquet, which is no empty text: no cell of a table has it.
NULL = "\0null"
# Rows of Parquet that are converted at once.
ROWS = 256
# Where a row stands in its table: the part's number (its name for Parquet), and the line (from 1; the row for Parquet).
Position = tuple[Any, int]
Fault = tuple[str, str, str]  # column, value, rule
# For a key, by table and number: what stands in front of its values, and what stands for having seen one.
Marks = dict[tuple[int, int], tuple[bytes, int]]
Task = Callable[..., Iterator[Any]]
# Where something stands among all tables.
Order = tuple[Any, ...]
# The url of a file, the number of a row in it from 0, then a text or None per column.
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Work:
    """What is to be done, the same for every task. `token` names this run, `folder` is the one that started it."""

    job: Job
    token: str
    folder: str
    numbered: frozenset[int] = frozenset()
    left_out: dict[int, dict[Position, list[Fault]]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What one task found: counts, rejected rows, the first error with its place, and the header of a file it opened.

    `order` is that of the tasks: place of the table, part, and line, or number of the task for Parquet.
    """

    order: Order
    totals: Totals = field(default_factory=Totals)
    found: list[tuple[str, int, str, str, str, str]] = field(default_factory=list)
    error: SmileError | None = None
    at: Order = ()
    titles: list[list[str]] | None = None

    def offer(self, error: SmileError, at: Order) -> None:
        if self.error is None or at < self.at:
            self.error, self.at = error, at


Tell = Callable[[Outcome], None]


class Share(Protocol):
    """What one task reads of a table."""

    place: int
    name: str
    head: bytes
    titles: list[list[str]] | None

    def chunks(self) -> Iterator[Any]:
        """The records, many at a time."""

    def at(self, error: SmileError) -> Order:
        """Where an error stands among all tables."""

    def convert(self, compiled: Compiled, chunk: Any, found: Findings, keys: list[list[bytes]]) -> tuple[bytes, int]:
        """(N-Triples, rows) of a chunk."""

    def single(self, compiled: Compiled, chunk: Any) -> Iterator[tuple[Position, Any, str]]:
        """The records of a chunk, each as (position, a chunk of it alone, its text)."""

    def touches(self, chunk: Any, left_out: dict[Position, list[Fault]]) -> bool:
        """Whether a chunk has rows that are left out."""


class Lines:
    """A piece of a CSV file."""

    def __init__(self, work: Work, piece: Piece, data: bytes | None = None):
        self.piece, self.place, self.name = piece, piece.place, piece.name
        table = work.job.group.tables[piece.place]
        self.grammar = Grammar(table.dialect)
        self.counted = piece.place in work.numbered
        self.lines: list[int] | None = None  # of the rows that are left out
        self.source = open_piece(piece, table.dialect, data, counted=self.counted)
        self.head = head_triples(work.job, piece.place, self.source) if piece.remote else piece.head
        self.titles = self.source.head.titles if piece.remote else None

    def chunks(self) -> Iterator[Block]:
        with self.source as source:
            yield from source.blocks()

    def at(self, error: SmileError) -> Order:
        return self.place, self.piece.part, error.line or self.piece.line

    def convert(self, compiled: Compiled, chunk: Block, found: Findings, keys: list[list[bytes]]) -> tuple[bytes, int]:
        data, rows, *_ = compiled.convert(chunk.data, chunk.line, chunk.row, chunk.source, found, keys)
        return data, rows

    def single(self, compiled: Compiled, chunk: Block) -> Iterator[tuple[Position, Block, str]]:
        row = chunk.row
        for one in single(compiled, chunk):
            yield (self.piece.part, one.line), replace(one, row=row), one.data.decode("utf-8", "backslashreplace")
            row += self.counted and not self.grammar.skips(one.data)

    def touches(self, chunk: Block, left_out: dict[Position, list[Fault]]) -> bool:
        if self.lines is None:
            self.lines = sorted(line for part, line in left_out if part == self.piece.part)
        place = bisect_left(self.lines, chunk.line)
        return place < len(self.lines) and self.lines[place] <= chunk.line + chunk.data.count(b"\n")


class Rows:
    """Rows of Parquet files, as (url of the file, number of the row in it from 0, then a text or None per column)."""

    def __init__(self, work: Work, place: int, rows: Iterable[Row]):
        self.place, self.rows, self.folder = place, rows, work.folder
        self.name, self.head = "", b""
        self.titles: list[list[str]] | None = None

    def chunks(self) -> Iterator[list[Row]]:
        for url, rows in groupby(self.rows, lambda row: row[0]):
            self.name = shown(url, self.folder)
            while chunk := list(islice(rows, ROWS)):
                yield chunk

    def at(self, error: SmileError) -> Order:
        return self.place, self.name, error.line or 0

    def convert(self, compiled: Compiled, chunk: list[Row], found: Findings,
                keys: list[list[bytes]]) -> tuple[bytes, int]:
        out = []
        for _, number, *cells in chunk:
            texts = [NULL if cell is None else cell for cell in cells]
            out.append(compiled.row(texts, number + 1, 0, 0, found, keys, _Record(cells)))
        return "".join(out).encode(), len(chunk)

    def single(self, compiled: Compiled, chunk: list[Row]) -> Iterator[tuple[Position, list[Row], str]]:
        for row in chunk:
            yield (self.name, row[1] + 1), [row], str(_Record(row[2:]))

    def touches(self, chunk: list[Row], left_out: dict[Position, list[Fault]]) -> bool:
        return True


class _Record:
    """A row of Parquet as a line of CSV, written only where it is reported."""

    def __init__(self, cells: Iterable[str | None]):
        self.cells = cells

    def __str__(self) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(self.cells)
        return out.getvalue()

    def rstrip(self, characters: str) -> str:
        return str(self).rstrip(characters)


def shown(url: str, folder: str) -> str:
    """The url of a file as a person would write it: below `folder` where it is, else in full."""
    if not url.startswith("file:"):
        return unquote(url)
    path = Path(unquote(urlsplit(url).path))
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


_COMPILED: dict[tuple[str, int, bool], Compiled] = {}


def compiled_for(work: Work, place: int, keys_alone: bool = False) -> Compiled:
    """The function of a table, compiled once in a process. A function cannot be sent to one; what it comes from can."""
    known = work.token, place, keys_alone
    if known not in _COMPILED:
        if any(token != work.token for token, _, _ in _COMPILED):
            _COMPILED.clear()
        tables = work.job.group.tables
        _COMPILED[known] = _for_keys(work, place) if keys_alone else compile_table(
            tables[place], tables, standard=work.job.standard, place=place)
    return _COMPILED[known]


def _for_keys(work: Work, place: int) -> Compiled:
    """A quicker function that gives the same keys and no triples, where making triples can find no fault in a row."""
    full, tables = compiled_for(work, place), work.job.group.tables
    quick = compile_table(replace(tables[place], suppressed=True), tables, place=place)
    return quick if quick.source.count("report(") == full.source.count("report(") else full


class _Kept(Findings):
    """Findings that keep the error which would end the run: rows of Parquet have no order, another may come first."""

    error: TableError | None = None

    def __call__(self, line: int, column: str, value: str, rule: str, record: str) -> bool:
        try:
            return super().__call__(line, column, value, rule, record)
        except TableError as error:
            if self.error is None or line < (self.error.line or 0):
                self.error = error
            return True


def triples(work: Work, share: Share, outcome: Outcome) -> Iterator[bytes]:
    """The N-Triples of a share, in blocks without the last line break."""
    outcome.titles = share.titles
    outcome.totals.triples += share.head.count(b"\n")
    yield share.head[:-1]
    compiled = compiled_for(work, share.place)
    for chunk in share.chunks():
        data = _convert(work, share, compiled, chunk, [[] for _ in compiled.keys], outcome)
        outcome.totals.triples += data.count(b"\n")
        yield data[:-1]


def key_values(work: Work, share: Share, outcome: Outcome, marks: Marks) -> Iterator[tuple[bytes, int]]:
    """The keys of a share as `marks` has them."""
    compiled = compiled_for(work, share.place, keys_alone=True)
    for chunk in share.chunks():
        keys: list[list[bytes]] = [[] for _ in compiled.keys]
        _convert(work, share, compiled, chunk, keys, outcome)
        for number, values in enumerate(keys):
            start, mark = marks[share.place, number]
            for value in values:
                yield start + value, mark


def key_places(work: Work, share: Share, outcome: Outcome,
               starts: dict[tuple[int, int], bytes]) -> Iterator[tuple[bytes, Position]]:
    """Every key of a share, record by record, with where it stands: slow, and only for a run with a fault."""
    compiled = compiled_for(work, share.place)
    for chunk in share.chunks():
        for position, one, _ in share.single(compiled, chunk):
            keys: list[list[bytes]] = [[] for _ in compiled.keys]
            if position not in work.left_out.get(share.place, {}):
                share.convert(compiled, one, _findings(work, share), keys)
            for number, values in enumerate(keys):
                for value in values:
                    yield starts[share.place, number] + value, position


def count(work: Work, share: Lines, outcome: Outcome) -> Iterator[tuple[Order, int, int]]:
    """(order, rows, rows with comments) of a piece."""
    rows = sources = 0
    for chunk in share.chunks():
        some, more = share.grammar.count(chunk.data)
        rows, sources = rows + some, sources + more
    yield share.piece.order, rows, sources


def _convert(work: Work, share: Share, compiled: Compiled, chunk: Any, keys: list[list[bytes]],
             outcome: Outcome) -> bytes:
    """The triples of a chunk. Counts and rejected rows go to `outcome`."""
    found, passed_over = _findings(work, share), compiled.awkward.passed_over
    left_out = work.left_out.get(share.place)
    if left_out and share.touches(chunk, left_out):
        data, rows = _without(share, compiled, chunk, found, keys, left_out)
    else:
        data, rows = share.convert(compiled, chunk, found, keys)
    if isinstance(found, _Kept) and found.error:
        outcome.offer(found.error, share.at(found.error))
    outcome.totals.add(Totals(rows, found.rejected, 0, found.rules, compiled.awkward.passed_over - passed_over))
    outcome.found += found.found
    return data


def _without(share: Share, compiled: Compiled, chunk: Any, found: Findings, keys: list[list[bytes]],
             left_out: dict[Position, list[Fault]]) -> tuple[bytes, int]:
    """A chunk record by record, some rows of which are left out for the reasons given: keys and all."""
    out, rows = [], 0
    for position, one, record in share.single(compiled, chunk):
        for column, value, rule in left_out.get(position, ()):
            found(position[1], column, value, rule, record)
        if position in left_out:
            rows += 1
            continue
        data, more = share.convert(compiled, one, found, keys)
        out.append(data)
        rows += more
    return b"".join(out), rows


def _findings(work: Work, share: Share) -> Findings:
    kind = _Kept if isinstance(share, Rows) else Findings
    found = kind(work.job.group.tables[share.place], work.job.on_error)
    found.file = share.name
    return found


def on_piece(work: Work, task: Task, tell: Tell, piece: Piece, data: bytes | None = None) -> Iterator[Any]:
    """A task over a piece. `tell(outcome)` is called at its end, or where an error ends it."""
    outcome = Outcome(piece.order)
    try:
        yield from task(work, Lines(work, piece, data), outcome)
    except SmileError as error:
        outcome.offer(error, (piece.place, piece.part, error.line or piece.line))
    tell(outcome)


def on_rows(work: Work, task: Task, tell: Tell, place: int, partition: int, rows: Iterable[Row]) -> Iterator[Any]:
    """A task over rows of Parquet."""
    outcome = Outcome((place, "", partition))
    yield from task(work, Rows(work, place, rows), outcome)
    tell(outcome)
