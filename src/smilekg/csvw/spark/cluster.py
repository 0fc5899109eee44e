"""The tables of a job as Spark's data sets, and what is done with them: rows counted, keys checked, triples written."""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from ...errors import TableError
from ..describe.header import adopt_header
from ..engine import Job, Totals, needs_numbers
from . import tasks
from .clusterkeys import ClusterKeys, fault_of
from .folder import Hadoop, Rejected
from .parquet import read_parquet
from .pieces import Piece, cut_part, input_of, is_parquet, is_remote, local_parts
from .tasks import Order, Outcome, Position, Task, Tell, Work

Told = dict[Order, Outcome]


class Cluster:
    """The tables of a job, as Spark's data sets of pieces, files and frames."""

    def __init__(self, spark: Any, job: Job, inputs: dict[str, str] | None, size: int,
                 progress: Callable[[Totals], None]):
        self.spark, self.context, self.size, self.progress = spark, spark.sparkContext, size, progress
        self.folder = str(Path.cwd())
        self.local: list[Piece] = []
        self.remote: list[Piece] = []
        self.frames: dict[int, Any] = {}
        self.work = Work(job, uuid.uuid4().hex, self.folder)
        for place, table in enumerate(job.group.tables):
            self._plan(place, input_of(table, inputs))
        self._number()

    def _plan(self, place: int, text: str) -> None:
        job = self.work.job
        if is_parquet(text):
            table, self.frames[place] = read_parquet(self.spark, job, place, text, self.folder)
            tables = (*job.group.tables[:place], table, *job.group.tables[place + 1:])
            self.work = replace(self.work, job=replace(job, group=replace(job.group, tables=tables)))
        elif is_remote(text):
            self.remote += self._remote_parts(place, text)
        else:
            headers = []
            for part, file in enumerate(local_parts(text)):
                pieces, titles = cut_part(job, place, part, file, self.size)
                self.local += pieces
                headers.append((pieces[0].name, titles))
            self._check_headers(place, headers)

    def _remote_parts(self, place: int, text: str) -> list[Piece]:
        files = Hadoop(self.context, text).parts(text)
        if not files:
            raise TableError("no part of the table is there", file=text)
        return [Piece(place, part, file, file, remote=True) for part, file in enumerate(files)]

    def _check_headers(self, place: int, headers: list[tuple[str, list[list[str]]]]) -> None:
        """Whether every part has the header of the first, and that is what the metadata describes."""
        table = self.work.job.group.tables[place]
        for name, titles in headers:
            if titles != headers[0][1]:
                raise TableError("the parts of a table have different headers", file=name, line=1,
                                 value=",".join(titles[-1] if titles else []), hint=f"the first is {headers[0][0]}")
        name, titles = headers[0]
        _, _, faults = adopt_header(table, titles)
        if faults and self.work.job.on_error != "keep":
            raise TableError(faults[0], file=name, line=1, hint="a column may be missing or renamed")

    def _number(self) -> None:
        """Numbers the rows over all pieces of a table, where its triples tell them: each is counted first."""
        job = self.work.job
        numbered = frozenset(place for place in range(len(job.group.tables)) if needs_numbers(job, place))
        self.work = replace(self.work, numbered=numbered)
        counted = [piece for piece in (*self.local, *self.remote) if piece.place in numbered]
        if len(counted) == len({piece.place for piece in counted}):
            return
        counts, _ = self._gather(tasks.count, lambda found: found.collect(), numbered)
        self.local, self.remote = (_numbered(pieces, counts) for pieces in (self.local, self.remote))

    def _gather(self, task: Task, action: Callable[[Any], Any], places: Any = None) -> tuple[Any, list[Outcome]]:
        """What an action on the results of a task gives, and what each task found, in the order of the tables.

        Raises the first error of all.
        """
        told = self.context.accumulator({}, _Outcomes(self.progress))
        done = action(self._results(task, lambda outcome: told.add({outcome.order: outcome}), places))
        outcomes = [told.value[order] for order in sorted(told.value)]
        self._check_remote(outcomes)
        errors = [(outcome.at, outcome.error) for outcome in outcomes if outcome.error]
        if errors:
            raise min(errors, key=lambda found: found[0])[1]
        return done, outcomes

    def _check_remote(self, outcomes: list[Outcome]) -> None:
        """Checks the headers of files that only tasks have opened."""
        for place in {piece.place for piece in self.remote}:
            headers = [(self._name(place, outcome.order[1]), outcome.titles) for outcome in outcomes
                       if outcome.order[0] == place and outcome.titles is not None]
            if headers:
                self._check_headers(place, headers)

    def _results(self, task: Task, tell: Tell, places: Any = None) -> Any:
        """An RDD of what a task yields over every share of the tables, or of some."""
        wanted = range(len(self.work.job.group.tables)) if places is None else places
        local, remote = ([piece for piece in pieces if piece.place in wanted] for pieces in (self.local, self.remote))
        on_piece = partial(tasks.on_piece, self.work, task, tell)
        found = []
        if local:
            found.append(self.context.parallelize(local, len(local)).flatMap(on_piece))
        if remote:
            pieces: dict[str, list[Piece]] = {}
            for piece in remote:
                pieces.setdefault(piece.file, []).append(piece)
            files = self.context.binaryFiles(",".join(pieces), len(pieces))
            found.append(files.flatMap(lambda file: chain(*(on_piece(piece, file[1]) for piece in pieces[file[0]]))))
        for place in sorted(self.frames.keys() & set(wanted)):
            on_rows = partial(tasks.on_rows, self.work, task, tell, place)
            found.append(self.frames[place].rdd.mapPartitionsWithIndex(on_rows))
        return self.context.union(found) if found else self.context.parallelize([], 1)

    def check_keys(self) -> tuple[str, ...]:
        """Leaves out the rows whose keys are broken, and then those that pointed at them, or stops at the first.

        Gives what is to be said of them where they are kept.
        """
        keys, on_error = ClusterKeys(self.work.job.group.tables), self.work.job.on_error
        parts = self._reducers()
        while keys.places:
            values = partial(tasks.key_values, marks=keys.marks)
            broken, _ = self._gather(values, lambda found: _unless_empty(keys.broken(found, parts)), keys.places)
            if broken is None:
                break
            places = self._results(partial(tasks.key_places, starts=keys.starts), _to_nobody, keys.places)
            rows = keys.rows(broken, places, parts, on_error == "stop")
            if on_error == "stop":
                raise self._broken_key(keys, *rows[0])
            if on_error == "keep":
                return tuple(self._kept(keys, *row) for row in rows)
            left_out = {place: dict(rows) for place, rows in self.work.left_out.items()}
            for (place, number), position, value in rows:
                left_out.setdefault(place, {}).setdefault(position, []).append(
                    fault_of(keys.keys[place, number], value))
            self.work = replace(self.work, left_out=left_out)
        return ()

    def _reducers(self) -> int:
        frames: int = sum(frame.rdd.getNumPartitions() for frame in self.frames.values())
        cores: int = self.context.defaultParallelism
        return max(2 * cores, (len(self.local) + len(self.remote) + frames) // 8)

    def _broken_key(self, keys: ClusterKeys, key: tuple[int, int], position: Position, value: bytes) -> TableError:
        column, text, rule = fault_of(keys.keys[key], value)
        problem, _, hint = rule.partition(": ")
        return TableError(problem, file=self._name(key[0], position[0]), line=position[1], column=column, value=text,
                          hint=hint)

    def _kept(self, keys: ClusterKeys, key: tuple[int, int], position: Position, value: bytes) -> str:
        _, text, rule = fault_of(keys.keys[key], value)
        return f"{self._name(key[0], position[0])}: {rule}: {text}"

    def _name(self, place: int, part: Any) -> str:
        pieces = (*self.local, *self.remote)
        return next((piece.name for piece in pieces if (piece.place, piece.part) == (place, part)), str(part))

    def save(self, place: str, first: bytes) -> list[Outcome]:
        """Writes the triples of every table, and `first`, to a folder that Spark makes."""
        def write(found: Any) -> None:
            if first:
                found = self.context.union([self.context.parallelize([first[:-1]], 1), found])
            with _without_mark(self.context):
                found.filter(bool).saveAsTextFile(place)

        return self._gather(tasks.triples, write)[1]

    def rejected(self, outcomes: list[Outcome]) -> list[Rejected]:
        """The rejected rows, in the order of the tables, of Parquet in that of the files' names."""
        rows: list[Rejected] = []
        for place, some in groupby(outcomes, lambda outcome: outcome.order[0]):
            found = [row for outcome in some for row in outcome.found]
            rows += sorted(found, key=lambda row: row[:2]) if place in self.frames else found
        return rows


class _Outcomes:
    """How Spark adds up what tasks tell. A task that is run again tells the same again, and is counted once."""

    def __init__(self, progress: Callable[[Totals], None] | None):
        self.progress, self.totals = progress, Totals()

    def __getstate__(self) -> dict[str, None]:
        return {"progress": None}  # what tasks have of it adds up in silence

    def zero(self, value: Told) -> Told:
        return {}

    def addInPlace(self, known: Told, new: Told) -> Told:
        if self.progress:
            self.totals.add(total(new[order] for order in new.keys() - known.keys()))
            self.progress(replace(self.totals))
        known.update(new)
        return known


def total(outcomes: Iterable[Outcome]) -> Totals:
    totals = Totals()
    for outcome in outcomes:
        totals.add(outcome.totals)
    return totals


def _to_nobody(outcome: Outcome) -> None:
    """For a task whose counts are known already."""


def _unless_empty(found: Any) -> Any:
    return None if found.isEmpty() else found


def _numbered(pieces: list[Piece], counts: list[tuple[Order, int, int]]) -> list[Piece]:
    """The pieces with the number of records before each in its table."""
    before: dict[Order, tuple[int, int]] = {}
    place = rows = sources = 0
    for order, some, more in sorted(counts):
        if order[0] != place:
            place, rows, sources = order[0], 0, 0
        before[order] = rows, sources
        rows, sources = rows + some, sources + more
    return [replace(piece, rows=before[piece.order][0], sources=before[piece.order][1])
            if piece.order in before else piece for piece in pieces]


@contextlib.contextmanager
def _without_mark(context: Any) -> Iterator[None]:
    """No `_SUCCESS` yet: it is written when nothing can go wrong any more."""
    settings, name = context._jsc.hadoopConfiguration(), "mapreduce.fileoutputcommitter.marksuccessfuljobs"
    before = settings.get(name)
    settings.set(name, "false")
    try:
        yield
    finally:
        settings.unset(name) if before is None else settings.set(name, before)
