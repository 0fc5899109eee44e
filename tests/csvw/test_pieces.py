"""Pieces of tables give, each on its own, what the whole table gives, whatever quotes there are."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from csvw_tables import table, write
from hypothesis import given, settings
from hypothesis import strategies as some

from smilekg.csvw.spark import tasks
from smilekg.csvw.engine import Job, run_here
from smilekg.csvw.spark.folder import REJECTS_HEADER, rejects_text
from smilekg.csvw.describe.metadata import read_metadata
from smilekg.csvw.spark.pieces import cut_part, is_parquet, is_remote, local_parts
from smilekg.csvw.spark.tasks import Outcome, Work, on_piece

EX = "http://example.org/"


@settings(max_examples=300, deadline=None)
@given(text=some.text(some.sampled_from('ab,"\n\r#é1'), max_size=80), size=some.integers(1, 40),
       skipped=some.integers(0, 2), blank=some.booleans())
def test_pieces_are_the_whole(text, size, skipped, blank):
    with TemporaryDirectory() as name:
        folder = Path(name)
        dialect = {"skipRows": skipped, "skipBlankRows": blank, "commentPrefix": "#"}
        described = table([{"name": "a"}, {"name": "b", "required": True}], dialect=dialect)
        group = read_metadata(write(folder, described, t="#1\n" * skipped + "a,b\n" + text), base=EX)
        job = Job(group, standard=True, on_error="report", folder=folder)
        whole: list = []
        run_here(job, whole.append)
        data, outcomes = in_pieces(job, size)
    rejected = [row for outcome in outcomes for row in outcome.found]
    assert [line for one in whole for line in one.data.splitlines()] == data
    assert sum(one.totals.rows for one in whole) == sum(outcome.totals.rows for outcome in outcomes)
    assert REJECTS_HEADER + "".join(one.rejects for one in whole) == rejects_text(rejected)
    assert sum(one.totals.rejected for one in whole) == sum(outcome.totals.rejected for outcome in outcomes)


def in_pieces(job: Job, size: int) -> tuple[list[bytes], list[Outcome]]:
    """What the tasks of the first table's pieces give, one after another."""
    pieces, _ = cut_part(job, 0, 0, job.group.tables[0].file, size)
    work = Work(job, uuid4().hex, "/", frozenset({0}))
    outcomes: list[Outcome] = []
    data, rows, sources = [], 0, 0
    for piece in pieces:
        piece = replace(piece, rows=rows, sources=sources)
        data += [line for block in on_piece(work, tasks.triples, outcomes.append, piece) for line in block.splitlines()]
        [(_, some_rows, more)] = on_piece(work, tasks.count, lambda outcome: None, piece)
        rows, sources = rows + some_rows, sources + more
    assert not any(outcome.error for outcome in outcomes)
    return data, outcomes


def test_where_a_table_is(tmp_path):
    assert is_remote("hdfs://host/x.csv") and is_remote("s3a://bucket/part-*.csv")
    assert not is_remote("file:///tmp/x.csv") and not is_remote("/tmp/x.csv") and not is_remote("part-*.csv")
    for name in ("part-2.csv", "part-10.csv", "_SUCCESS", "a b.csv"):
        (tmp_path / name).touch()
    assert [file.name for file in local_parts(str(tmp_path))] == ["a b.csv", "part-10.csv", "part-2.csv"]
    assert [file.name for file in local_parts(f"{tmp_path}/part-*")] == ["part-10.csv", "part-2.csv"]
    assert local_parts(f"file://{tmp_path}/a%20b.csv") == [tmp_path / "a b.csv"]
    assert not is_parquet(str(tmp_path)) and is_parquet("s3a://bucket/t.parquet/")
    (tmp_path / "x.parquet").touch()
    assert is_parquet(str(tmp_path))
