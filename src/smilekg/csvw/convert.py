"""Convert tables to triples by their CSVW metadata: the door to this room."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count as counter
from pathlib import Path
from typing import Any

from ..errors import MetadataError, TableError
from ..paths import relative
from .compile import compile_table
from .describe import notes
from .describe.header import adopt_header, width
from .describe.locate import describe
from .engine import Done, Job, Totals, run_here
from .keyfaults import broken_rows, stop_at_broken_key
from .keys import KeyLog
from .model import Group, Table
from .output import Target
from .reader import read_head, with_line_ends
from .turtle import group_subjects
from .vocabulary import CSVW, RDF
from .workers import run_workers, temporary_folder

Progress = Callable[[Totals], None]
Outcome = tuple[Totals, Path | str | None, Sequence[str]]


@dataclass(frozen=True)
class Conversion:
    """What a run did. `rows` were read: `converted` gave triples, `rejected` did not.

    `passed_over`: comments and skipped blank rows. `rules` says how often each rule was broken, `rejects` where the
    rejected rows are (a URL for some of Spark's).
    """

    rows: int
    rejected: int
    triples: int
    seconds: float
    rules: dict[str, int] = field(default_factory=dict)
    passed_over: int = 0
    rejects: Path | str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def converted(self) -> int:
        return self.rows - self.rejected


def convert(metadata: str | Path, output: str | Path = "-", *, mode: str = "minimal", on_error: str = "stop",
            workers: int = 1, engine: str = "local", master: str | None = None,
            inputs: Mapping[str, str] | None = None, user_metadata: str | Path | None = None, base: str | None = None,
            progress: Callable[[Totals], None] = lambda totals: None) -> Conversion:
    """Convert the tables that `metadata` describes and write `output`: `.nt`, `.ttl`, or `-` for standard output.

    `metadata` may also be a CSV: its metadata is then looked for as the standard says (`table.csv-metadata.json`,
    `csv-metadata.json`), or given as `user_metadata`. `base` is the URL that stands for the folder of the metadata.
    `mode`: "minimal" gives the triples of the rows, "standard" also those of the group, the tables and the rows
    themselves. `on_error`: "stop" ends at the first bad value and leaves no output; "report" leaves the bad rows out
    and lists them in `<output>.rejected.csv`; "keep" writes a bad value as a plain string, as the standard has it.
    `workers`: processes. With `engine="spark"` (extra `spark`) `output` is a folder of N-Triples parts, `master`
    names the cluster, and `inputs` gives other places for tables, by url: patterns, Parquet, any URL that Spark reads.
    Raises MetadataError and TableError, with file, line, column and value; BuildError where writing fails.
    """
    started = time.monotonic()
    group = _described(Path(metadata), Path(user_metadata) if user_metadata else None, base, on_error, inputs or {})
    with temporary_folder() as folder:
        job = Job(group, mode == "standard", on_error, folder=Path(folder))
        run = _on_spark if engine == "spark" else _here
        totals, rejects, warnings = run(job, output, progress, workers=workers, master=master, inputs=inputs or {})
    return Conversion(totals.rows, totals.rejected, totals.triples, time.monotonic() - started, dict(totals.rules),
                      totals.passed_over, rejects, (*group.warnings, *warnings))


def _here(job: Job, output: str | Path, progress: Progress, *, workers: int, **_: Any) -> Outcome:
    with Target(output) as target:
        totals, warnings = _passes(replace(job, turtle=target.turtle), target, workers, progress)
        rejects = target.commit(totals.rejected if job.on_error == "report" else 0)
    return totals, rejects, warnings


def _on_spark(job: Job, output: str | Path, progress: Progress, *, master: str | None, inputs: Mapping[str, str],
              **_: Any) -> Outcome:
    from .spark.run import run_spark

    ran = run_spark(job, str(output), master=master, inputs=_by_url(job.group, inputs), first=_group_triples(job).data,
                    progress=progress)
    return ran.totals, ran.rejects, ran.warnings


def _by_url(group: Group, inputs: Mapping[str, str]) -> dict[str, str]:
    """Inputs by the tables' absolute urls; they may be given by the last part of one, or by none for a single table."""
    urls = {name: table.url for table in group.tables for name in (table.url, table.url.rpartition("/")[2])}
    if len(group.tables) == 1:
        urls[""] = group.tables[0].url
    return {urls.get(name, name): place for name, place in inputs.items()}


def ntriples(metadata: Path) -> Iterator[bytes]:
    """The N-Triples of every table that `metadata` describes, in blocks. Raises TableError at the first fault.

    Keys are checked at the end: whoever keeps the triples must wait for it.
    """
    group = _described(metadata, None, None, "stop", {})
    if group.warnings:  # our own tables are to have nothing unusual
        raise MetadataError("something in the metadata is passed over", file=relative(metadata), hint=group.warnings[0])
    with temporary_folder() as folder:
        job = Job(group, folder=Path(folder))
        found: list[bytes] = []
        logs = run_here(job, lambda done: found.append(done.data))
        stop_at_broken_key(job, logs)
        yield from found


def _described(metadata: Path, user_metadata: Path | None, base: str | None, on_error: str,
               inputs: Mapping[str, str]) -> Group:
    """The tables with the columns that their files have. Raises TableError where a header is not what is described."""
    group = describe(metadata, metadata=user_metadata, base=base, read_header=read_header)
    places = _by_url(group, inputs)
    tables, warnings = [], list(group.warnings)
    for table in group.tables:
        file = _header_file(places.get(table.url), table)
        adopted, unusual, faults = (table, [], []) if file is None else _with_header(replace(table, file=file))
        if faults and on_error != "keep":
            raise TableError(faults[0], file=relative(adopted.file), line=1,
                             hint="a column may be missing or renamed; --on-error keep takes them in their order")
        tables.append(replace(adopted, file=table.file))
        warnings += unusual
    return replace(group, tables=tuple(tables), warnings=tuple(warnings))


def _header_file(place: str | None, table: Table) -> Path | None:
    """The file whose header is looked at; None where only Spark can read it."""
    if place is None and (table.file.exists() or not any(mark in table.file.name for mark in "*?[")):
        return table.file
    from .spark.run import stand_in

    return stand_in(place or str(table.file))


def _with_header(table: Table) -> tuple[Table, list[str], list[str]]:
    table = with_line_ends(table)
    header, comments = read_header(table)
    adopted, unusual, faults = adopt_header(table, header, width(table, header, read_header))
    if table.dialect.header_row_count and not header and comments:
        faults = [f"a comment stands where the header should be: {comments[0]!r}", *faults]
    return adopted, unusual, faults


def read_header(table: Table) -> tuple[list[list[str]], list[str]]:
    """The header rows of a table's file, and its comments."""
    head = read_head(table.file, table.dialect)
    return head.titles, head.comments


def _passes(job: Job, target: "Target", workers: int, progress: Progress) -> tuple[Totals, list[str]]:
    """Runs the job until no key is broken: rows with broken keys go, and with them those that point at them."""
    while True:
        target.clear()
        for file in job.folder.iterdir():
            file.unlink()
        done = _group_triples(job)
        target.write(done)
        totals = replace(done.totals)
        logs = _one_pass(job, target, workers, totals, progress)
        if job.on_error == "stop":
            stop_at_broken_key(job, logs)
            return totals, []
        faults = broken_rows(job, logs)
        if not faults:
            return totals, []
        if job.on_error == "keep":
            return totals, [f"{relative(job.group.tables[place].file)}: {rule}: {value}"
                            for place, rows in faults.items() for row in rows.values() for _, value, rule in row]
        job = replace(job, left_out={place: job.left_out.get(place, {}) | faults.get(place, {})
                                     for place in job.left_out.keys() | faults.keys()})


def _one_pass(job: Job, target: "Target", workers: int, totals: Totals,
              progress: Progress) -> dict[str, list[KeyLog]]:
    before = replace(totals)

    def write(done: Done) -> None:
        target.write(done)
        totals.add(done.totals)
        progress(totals)

    def follow(done: Totals) -> None:
        totals.rows, totals.rejected, totals.triples = done.rows, done.rejected, before.triples + done.triples
        totals.rules, totals.passed_over = done.rules, done.passed_over
        progress(totals)

    if workers == 1:
        return run_here(job, write)
    return run_workers(job, workers, target.temporary, target.rejects, follow)


def _group_triples(job: Job) -> Done:
    """What standard mode says of the group and its tables, apart from rows and comments."""
    if not job.standard:
        return Done(b"", "", Totals())
    group, labels = job.group, counter()
    node = f"<{group.id}>" if group.id else "_:group"

    def blank() -> str:
        return f"_:n{next(labels)}"

    lines = [f"{node} <{RDF}type> <{CSVW}TableGroup> .\n", *notes.triples(node, group.annotations, group.notes, blank)]
    for place, table in enumerate(group.tables):
        if not table.suppressed:
            name = f"<{table.id}>" if table.id else f"_:t{place}"
            lines += [f"{node} <{CSVW}table> {name} .\n", f"{name} <{RDF}type> <{CSVW}Table> .\n",
                      f"{name} <{CSVW}url> <{table.url}> .\n",
                      *notes.triples(name, table.annotations, table.notes, blank)]
    data = "".join(lines).encode()
    return Done(group_subjects(data) if job.turtle else data, "", Totals(triples=len(lines)))


def generated_source(metadata: Path, *, mode: str = "minimal", user_metadata: Path | None = None,
                     base: str | None = None) -> str:
    """The Python that each table of `metadata` compiles to."""
    group = _described(metadata, user_metadata, base, "keep", {})
    compiled = [compile_table(table, group.tables, standard=mode == "standard", place=place)
                for place, table in enumerate(group.tables)]
    return "\n\n".join(f"# {one.table.url}\n{one.source}" for one in compiled)
