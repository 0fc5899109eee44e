"""Broken keys -> the rows they stand in: the tables are read once more, which only a run with a fault has to do."""

from collections.abc import Iterator

from ..errors import TableError
from ..paths import relative
from .compile import compile_table
from .engine import Findings, Job, single
from .keys import Key, KeyLog, broken
from .reader import Source

# (column, value, rule) of each fault, by the table's place in the group and by the row.
Faults = dict[int, dict[int, list[tuple[str, str, str]]]]


def stop_at_broken_key(job: Job, logs: dict[str, list[KeyLog]]) -> None:
    for place, rows in broken_rows(job, logs, first=True).items():
        for column, value, rule in rows[min(rows)]:
            raise TableError(rule.partition(":")[0], file=relative(job.group.tables[place].file),
                             line=_line_of(job, place, min(rows)), column=column, value=value,
                             hint=rule.partition(": ")[2])


def broken_rows(job: Job, logs: dict[str, list[KeyLog]],
                 first: bool = False) -> Faults:
    """The rows whose keys are broken, by table and number, with (column, value, rule). `first`: of one table alone."""
    compiled = {t.url: compile_table(t, job.group.tables, place=n) for n, t in enumerate(job.group.tables)}
    places = {table.url: place for place, table in enumerate(job.group.tables)}
    found: Faults = {}
    for table, number, bad in broken(job.group.tables, {url: one.keys for url, one in compiled.items()}, logs):
        key = compiled[table.url].keys[number]
        rows = found.setdefault(places[table.url], {})
        for row, value in _rows_with(job, places[table.url], number, bad, key.unique):
            rows.setdefault(row, []).append((" + ".join(key.columns), value, rule_of(key)))
        if first:
            return found
    return {place: rows for place, rows in found.items() if rows}


def rule_of(key: Key) -> str:
    """What is wrong with a broken key, and what to do."""
    if key.target is None:
        return "a key stands twice: keep one of the rows"
    return f"a foreign key points at no row: no row of {key.target[0].rpartition('/')[2]} has it"


def _rows_with(job: Job, place: int, number: int, bad: set[bytes], unique: bool) -> Iterator[tuple[int, str]]:
    """The numbers of the rows that have one of the `bad` keys; of a `unique` one all but the first."""
    seen: set[bytes] = set()
    for row, _, keys in _rows(job, place):
        for value in keys[number]:
            if value in bad and (not unique or value in seen):
                yield row, value.decode().replace("\t", " + ")
            seen |= {value} & bad


def _line_of(job: Job, place: int, row: int) -> int:
    return next(line for number, line, _ in _rows(job, place) if number == row)


def _rows(job: Job, place: int) -> Iterator[tuple[int, int, list[list[bytes]]]]:
    """(number, line, keys) of each row of a table that is not left out; a second, slower, reading."""
    table = job.group.tables[place]
    compiled = compile_table(table, job.group.tables, place=place)
    with Source(table.file, table.dialect) as source:
        for block in source.blocks():
            number = block.row
            for one in single(compiled, block):
                keys: list[list[bytes]] = [[] for _ in compiled.keys]
                found = Findings(table, "keep" if job.on_error == "keep" else "report")
                _, rows, _ = compiled.convert(one.data, one.line, number, one.source, found, keys)
                if rows and number not in job.left_out.get(place, {}):
                    yield number, one.line, keys
                number += rows
