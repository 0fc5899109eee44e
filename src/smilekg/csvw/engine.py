"""Runs compiled tables over blocks of records, in this process. Workers and Spark run the same `Machine`."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import TableError
from ..paths import relative
from .compile import Compiled, compile_table
from .grammar import Grammar
from .keys import KeyLog
from .model import Group, Table
from .reader import Block, Source
from .row import NO_IRI
from .turtle import group_subjects
from .vocabulary import comment_triple


@dataclass(frozen=True)
class Job:
    """What is to be done, the same for every process. `left_out`: rows (from 1) of each table that are rejected."""

    group: Group
    standard: bool = False
    on_error: str = "stop"
    turtle: bool = False
    folder: Path = Path()  # for keys
    left_out: dict[int, dict[int, list[tuple[str, str, str]]]] = field(default_factory=dict)


@dataclass
class Totals:
    """What was done. Rows read = `rows`, of which `rejected` gave no triples."""

    rows: int = 0
    rejected: int = 0
    triples: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0  # comments and skipped blank rows

    def add(self, other: "Totals") -> None:
        self.rows += other.rows
        self.rejected += other.rejected
        self.triples += other.triples
        self.rules += other.rules
        self.passed_over += other.passed_over


@dataclass
class Done:
    """What one block gave: triples, and what was found wrong as lines of CSV."""

    data: bytes
    rejects: str
    totals: Totals


class Machine:
    """One process's compiled tables, the keys that it saw, and what it does with a bad value."""

    def __init__(self, job: Job, name: str):
        self.job, self.name = job, name
        self.tables = job.group.tables
        self.compiled: dict[int, Compiled] = {}
        self.logs: dict[int, KeyLog] = {}

    def table(self, place: int) -> Compiled:
        if place not in self.compiled:
            compiled = compile_table(self.tables[place], self.tables, standard=self.job.standard, place=place)
            self.compiled[place] = compiled
            self.logs[place] = KeyLog(compiled.keys, self.job.folder, f"{place}.{self.name}")
        return self.compiled[place]

    def run(self, place: int, block: Block) -> Done:
        """The triples of a block. Raises TableError at a bad value where the job stops at one."""
        compiled, found = self.table(place), Findings(self.tables[place], self.job.on_error)
        log, passed_over = self.logs[place], compiled.awkward.passed_over
        left_out = self.job.left_out.get(place)
        if left_out:
            data, rows, triples = without(compiled, block, left_out, found, log)
        else:
            data, rows, triples = compiled.convert(block.data, block.line, block.row, block.source, found, log.lists)
        log.settle()
        return Done(group_subjects(data) if self.job.turtle else data, found.text(),
                    Totals(rows, found.rejected, triples, found.rules, compiled.awkward.passed_over - passed_over))

    def end(self) -> None:
        """Writes the keys that are still held, so that another process can read them."""
        for log in self.logs.values():
            log.settle(last=True)


class Findings:
    """Takes what `row` reports: ends the run, keeps it as a line of CSV, or lets it pass with a word."""

    def __init__(self, table: Table, on_error: str):
        self.file = relative(table.file)
        self.on_error = on_error
        self.found: list[tuple[str, int, str, str, str, str]] = []
        self.rules: Counter[str] = Counter()
        self.lines: set[int] = set()

    def __call__(self, line: int, column: str, value: str, rule: str, record: str) -> bool:
        if self.on_error == "stop":
            raise TableError(f"a {'cell' if column else 'row'} breaks a rule of the metadata",
                             file=self.file, line=line, column=column or None, value=value, hint=rule)
        leaves_out = self.on_error == "report" or not column or rule == NO_IRI
        self.found.append((self.file, line, column, value, rule, record.rstrip("\r\n")))
        self.rules[f"{column}: {rule}" if column else rule] += 1
        if leaves_out:
            self.lines.add(line)
        return leaves_out

    @property
    def rejected(self) -> int:
        return len(self.lines)

    def text(self) -> str:
        if not self.found:
            return ""
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(self.found)
        return out.getvalue()


def without(compiled: Compiled, block: Block, left_out: dict[int, list[tuple[str, str, str]]], found: Findings,
            log: KeyLog) -> tuple[bytes, int, int]:
    """A block record by record, some rows of which are left out for the reasons given."""
    out, number = [], block.row
    for one in single(compiled, block):
        held = [len(values) for values in log.lists]
        data, rows, _ = compiled.convert(one.data, one.line, number, one.source, found, log.lists)
        if rows and number in left_out:
            for column, value, rule in left_out[number]:
                found(one.line, column, value, rule, one.data.decode("utf-8", "backslashreplace"))
            for values, count in zip(log.lists, held, strict=True):
                del values[count:]  # what points at a row that is left out points at none
        else:
            out.append(data)
        number += rows
    data = b"".join(out)
    return data, number - block.row, data.count(b"\n")


def single(compiled: Compiled, block: Block) -> Iterator[Block]:
    """The records of a block one by one. `row` is the block's: it is counted by who converts them."""
    line, grammar = block.line, Grammar(compiled.table.dialect)
    for place, match in enumerate(grammar.any_record.finditer(block.data)):
        yield Block(match[0], line, block.row, block.source + place)
        line += grammar.lines(match[0])


def head_triples(job: Job, place: int, source: Source) -> bytes:
    """What standard mode says of a table for the comments above its rows."""
    table = job.group.tables[place]
    if not job.standard or table.suppressed:
        return b""
    node = f"<{table.id}>" if table.id else f"_:t{place}"
    return "".join(comment_triple(node, text) for text in source.head.comments).encode()


def needs_numbers(job: Job, place: int) -> bool:
    """Whether the triples of a table tell the number of a row."""
    table = job.group.tables[place]
    templates = [t for c in table.columns for t in (c.about, c.property, c.value) if t and not c.suppressed]
    named_by_row = any(not c.suppressed and (c.about is None or c.ordered) for c in table.columns)
    return bool(job.standard or job.left_out.get(place) or named_by_row
                or any(t.variables & {"_row", "_sourceRow"} for t in templates))


def run_here(job: Job, write: Callable[[Done], None]) -> dict[str, list[KeyLog]]:
    """Every table in this process, in order. Gives the keys that were seen, by the url of the table."""
    machine = Machine(job, "0")
    for place, table in enumerate(job.group.tables):
        with Source(table.file, table.dialect, counted=needs_numbers(job, place)) as source:
            head = head_triples(job, place, source)
            write(Done(head, "", Totals(triples=head.count(b"\n"))))
            machine.table(place)
            for block in source.blocks():
                write(machine.run(place, block))
    return {table.url: [machine.logs[place]] for place, table in enumerate(job.group.tables)}
