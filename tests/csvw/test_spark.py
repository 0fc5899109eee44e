"""Conversion on Spark: real Spark, in one process and as a cluster of two. The same lines as without it."""

import csv
import gzip
import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from csvw_tables import table, write

from smilekg.csvw.convert import convert
from smilekg.csvw.engine import Job, Totals, run_here
from smilekg.csvw.describe.metadata import read_metadata
from smilekg.csvw.model import Group
from smilekg.csvw.spark.run import Ran, run_spark
from smilekg.csvw.workers import run_workers
from smilekg.errors import BuildError, TableError

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed (pip install 'smilekg[spark]')")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and none is there")

EX = "http://example.org/"
# A file system of Hadoop's with another name, which shows a folder of this machine.
REMOTE = "viewfs://tables/data"
ROWS = 20_000
PIECE = 24 * 1024  # small, so that many awkward rows stand at the ends of pieces
AWKWARD = ("with, comma", 'a "quoted" word', "line\nbreak", "two\r\n\nbreaks", "\U0001F600\U0001F1E8\U0001F1F3",
           "上海市",           "tab\tin", "bell \x07\x1f", "back\\slash", '""', "\n", " space", "é" * 300,
           "quote\"\n\"comma,\n")


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[Any]:
    """One session for all tests but that of the cluster."""
    folder = tmp_path_factory.mktemp("remote")
    session = (pyspark.sql.SparkSession.builder.master("local[2]").config(map={
        "spark.ui.enabled": "false", "spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.default.parallelism": "2",
        "spark.hadoop.fs.viewfs.mounttable.tables.link./data": f"file://{folder}"}).getOrCreate())
    session.remote_folder = folder
    yield session
    session.stop()


@pytest.fixture
def remote(spark) -> Path:
    """The folder that stands behind REMOTE, empty."""
    for file in spark.remote_folder.iterdir():
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    return spark.remote_folder


COLUMNS = [{"name": "id", "propertyUrl": "http://purl.org/dc/terms/identifier"}, {"name": "text", "lang": "zh"},
           {"name": "number", "datatype": "integer", "titles": "number"}, {"name": "day", "datatype": "date"},
           {"name": "group", "valueUrl": EX + "group/{group}"}]


def records() -> list[list[str]]:
    chance = random.Random(7)
    return [[str(row), chance.choice(AWKWARD) + str(row) if row % 3 else "plain", str(chance.randint(-999, 999)),
             f"20{row % 90 + 10}-{row % 12 + 1:02}-{row % 28 + 1:02}", f"g{row % 50}"] for row in range(ROWS)]


def as_csv(rows: list[list[str]], header: str = "id,text,number,day,group") -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & set('",\r\n') else text

    return header + "\n" + "".join(",".join(map(cell, row)) + "\n" for row in rows)


def group_of(file: Path) -> Group:
    return read_metadata(file, base=EX)


def local(job: Job) -> tuple[bytes, Totals]:
    data, totals = [], Totals()

    def keep(done) -> None:
        data.append(done.data)
        totals.add(done.totals)

    run_here(job, keep)
    return b"".join(data), totals


def digest(data: bytes) -> str:
    """Of the set of lines."""
    return hashlib.sha256(b"\n".join(sorted(set(data.splitlines())))).hexdigest()


def content(folder: Path) -> bytes:
    """What the parts of an output hold."""
    names = sorted(file.name for file in folder.iterdir())
    assert names[0] == "_SUCCESS" and names[1:] == [f"part-{number:05}" for number in range(len(names) - 1)]
    return b"".join((folder / name).read_bytes() for name in names[1:])


@pytest.fixture(scope="module")
def awkward(tmp_path_factory) -> tuple[Job, str, Totals]:
    """A table of many awkward rows, without subjects and in standard mode, so that the numbers of rows are told too."""
    folder = tmp_path_factory.mktemp("awkward")
    file = write(folder, table(COLUMNS), t=as_csv(records()))
    job = Job(group_of(file), standard=True, folder=folder)
    data, totals = local(job)
    return job, digest(data), totals


def test_workers_give_the_same_lines(awkward, tmp_path):
    job, expected, _ = awkward
    (tmp_path / "out.nt").touch()
    run_workers(job, 2, tmp_path / "out.nt", tmp_path / "rejected.csv", lambda totals: None)
    assert digest((tmp_path / "out.nt").read_bytes()) == expected


def test_spark_gives_the_same_lines(awkward, spark, tmp_path):
    job, expected, totals = awkward
    seen = []
    ran = run_spark(job, str(tmp_path / "out"), piece=PIECE, progress=seen.append)
    data = content(tmp_path / "out")
    assert digest(data) == expected
    assert data.count(b"\n") == ran.totals.triples == totals.triples and ran.totals.rows == ROWS
    assert seen[-1] == ran.totals
    assert len(list((tmp_path / "out").glob("part-*"))) > 50


def test_parts_are_one_table(awkward, spark, remote, tmp_path):
    job, expected, _ = awkward
    rows = records()
    for number, part in enumerate((rows[:9000], rows[9000:9003], [], rows[9003:])):
        (remote / f"part-{number}.csv").write_text(as_csv(part), "utf-8", newline="")
    url = job.group.tables[0].url
    run_spark(job, str(tmp_path / "here"), inputs={url: f"{remote}/part-*.csv"}, piece=1024 * 1024)
    assert digest(content(tmp_path / "here")) == expected
    # As Spark reads it: whole files, which the driver cannot see; and a folder that Hadoop writes.
    ran = run_spark(job, f"{REMOTE}/out", inputs={url: f"{REMOTE}/part-*.csv"})
    assert digest(content_of_hadoop(remote / "out")) == expected and ran.totals.rows == ROWS
    with pytest.raises(BuildError, match="there already"):
        run_spark(job, f"{REMOTE}/out")


def content_of_hadoop(folder: Path) -> bytes:
    """A folder on a file system of Hadoop's, which keeps checksums beside its files."""
    for checksum in folder.glob(".*.crc"):
        checksum.unlink()
    return content(folder)


def people(folder: Path, rows: str, on_error: str = "stop", more: dict | None = None, **schema) -> Job:
    """A table without awkward rows, whose subjects have names."""
    columns = [{"name": "id", "datatype": "integer"}, {"name": "name"}, {"name": "age", "datatype": "integer"}]
    described = table(columns, aboutUrl=EX + "p/{id}", **schema) | (more or {})
    return Job(group_of(write(folder, described, t="id,name,age\n" + rows)), on_error=on_error, folder=folder)


@pytest.mark.parametrize(("more", "encode"), [
    ({}, lambda text: gzip.compress(text.encode())),
    ({"dialect": {"encoding": "utf-16"}}, lambda text: text.encode("utf-16")),
    ({}, lambda text: b"\xef\xbb\xbf" + text.encode())])
def test_every_encoding_is_read(spark, tmp_path, more, encode):
    job = people(tmp_path, "1,Ann,30\n2,李,31\n", more=more)
    (tmp_path / "t.csv").write_bytes(encode((tmp_path / "t.csv").read_text("utf-8")))
    ran = run_spark(job, str(tmp_path / "out"), piece=8)
    assert ran == Ran(Totals(2, 0, 6))
    assert f'<{EX}p/2> <{EX}t.csv#name> "李" .'.encode() in content(tmp_path / "out").splitlines()


def test_parts_with_different_headers_are_refused(spark, remote, tmp_path):
    job = people(tmp_path, "1,Ann,30\n")
    (remote / "part-0.csv").write_text("id,name,age\n1,Ann,30\n")
    (remote / "part-1.csv").write_text("name,id,age\nBo,2,30\n")
    for where in (str(remote), REMOTE):
        with pytest.raises(TableError, match="different headers") as caught:
            run_spark(job, str(tmp_path / "out"), inputs={job.group.tables[0].url: f"{where}/part-*.csv"})
        assert caught.value.file.endswith("part-1.csv") and caught.value.line == 1
        assert sorted(file.name for file in tmp_path.iterdir()) == ["csv-metadata.json", "t.csv"]


@pytest.mark.parametrize(("pattern", "problem"), [("none-*.csv", "no part of the table"), ("t.csv", "no table")])
def test_inputs_that_are_not_there_are_refused(spark, tmp_path, pattern, problem):
    job = people(tmp_path, "1,Ann,30\n")
    url = job.group.tables[0].url if "none" in pattern else EX + "other.csv"
    with pytest.raises(TableError, match=problem):
        run_spark(job, str(tmp_path / "out"), inputs={url: str(tmp_path / pattern)})


TYPES = {"id": "bigint", "truth": "boolean", "exact": "decimal(20,10)", "about": "double", "rough": "float",
         "day": "date", "at": "timestamp", "clock": "timestamp_ntz", "name": "string"}
PARQUET = [  # SQL of a value, and its literal (XML Schema, part 2), None for a null
    {"id": ("1", '"1"^^<{xsd}integer>'), "truth": ("true", '"true"^^<{xsd}boolean>'),
     "exact": ("1e-10", '"0.0000000001"^^<{xsd}decimal>'), "about": ("double('-Infinity')", '"-INF"^^<{xsd}double>'),
     "rough": ("0.1", '"0.1"^^<{xsd}float>'), "day": ("'2024-02-29'", '"2024-02-29"^^<{xsd}date>'),
     "at": ("timestamp'2024-02-29 23:30:00.5+02:00'", '"2024-02-29T21:30:00.5Z"^^<{xsd}dateTime>'),
     "clock": ("'2024-02-29 23:30:00'", '"2024-02-29T23:30:00"^^<{xsd}dateTime>'),
     "name": ("'a, \\n\"李'", r'"a, \n\"李"')},
    {"id": ("2", '"2"^^<{xsd}integer>'), "truth": ("null", None), "exact": ("-12", '"-12.0000000000"^^<{xsd}decimal>'),
     "about": ("double('NaN')", '"NaN"^^<{xsd}double>'), "rough": ("null", None), "day": ("null", None),
     "at": ("null", None),     "clock": ("null", None), "name": ("null", None)}]


def write_parquet(spark, folder: Path, rows: list[dict], types: dict[str, str]) -> str:
    """A folder of Parquet, one file for each row. Its columns stand in the reverse order."""
    spark.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    chosen = [f"cast({{{name}}} as {kind}) as `{name}`" for name, kind in reversed(types.items())]
    for row in rows:
        text = "select " + ", ".join(chosen).format(**{name: value[0] for name, value in row.items()})
        spark.sql(text).coalesce(1).write.mode("append").parquet(f"file://{folder}/t.parquet")
    return f"{folder}/t.parquet"


def parquet_job(folder: Path) -> Job:
    kinds = {"id": "integer", "truth": {"base": "boolean", "format": "Y|N"}, "rough": "float", "day": "date",
             "exact": {"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}}, "about": "double",
             "at": "dateTime", "clock": "dateTime", "name": "string"}
    columns = [{"name": name, "datatype": kind, "propertyUrl": EX + name, "default": "?"}
               for name, kind in kinds.items()]
    columns[-1] |= {"name": "called", "titles": "name", "propertyUrl": EX + "name"}
    return Job(group_of(write(folder, table(columns, aboutUrl=EX + "r/{id}"))), folder=folder)


def test_parquet(spark, tmp_path):
    source = write_parquet(spark, tmp_path, PARQUET, TYPES)
    job = parquet_job(tmp_path)
    ran = run_spark(job, str(tmp_path / "out"), inputs={job.group.tables[0].url: source})
    expected = {f"<{EX}r/{row['id'][0]}> <{EX}{name}> " + value.format(xsd="http://www.w3.org/2001/XMLSchema#") + " ."
                for row in PARQUET for name, (_, value) in row.items() if value}
    assert set(content(tmp_path / "out").decode().splitlines()) == expected
    assert ran.totals == Totals(2, 0, len(expected))
    assert spark.conf.get("spark.sql.session.timeZone") == "Asia/Shanghai"


def test_parquet_that_has_no_text_or_column_is_refused(spark, tmp_path):
    rows = [{"id": ("1", ""), "name": ("array('a')", "")}]
    source = write_parquet(spark, tmp_path, rows, {"id": "int", "name": "array<string>"})
    columns = [{"name": "id"}, {"name": "name"}]
    for described, problem in ((table(columns, aboutUrl=EX + "{id}"), "type array<string>"),
                               (table(columns[:1]), "numbers of its rows"),
                               (table([*columns[:1], {"name": "age"}], aboutUrl=EX + "{id}"), "column is not there")):
        job = Job(group_of(write(tmp_path, described)))
        with pytest.raises(TableError, match=problem):
            run_spark(job, str(tmp_path / "out"), inputs={job.group.tables[0].url: source})
    assert not (tmp_path / "out").exists()


def test_bad_values_of_parquet(spark, tmp_path):
    rows = [{"id": (number, ""), "name": (f"'{name}'", "")} for number, name in (("1", "x"), ("2", "7"), ("3", "y"))]
    source = write_parquet(spark, tmp_path, rows, {"id": "int", "name": "string"})
    described = table([{"name": "id"}, {"name": "name", "datatype": "integer"}], aboutUrl=EX + "{id}")
    group = group_of(write(tmp_path, described))
    files = sorted(file.name for file in Path(source).glob("part-*"))
    with pytest.raises(TableError) as caught:
        run_spark(Job(group), str(tmp_path / "out"), inputs={group.tables[0].url: source})
    bad = [file for file in files if spark.read.parquet(f"file://{source}/{file}").first()["name"] != "7"]
    assert (Path(caught.value.file).name, caught.value.line, caught.value.column) == (bad[0], 1, "name")
    ran = run_spark(Job(group, on_error="report"), str(tmp_path / "out"), inputs={group.tables[0].url: source})
    assert (ran.totals.rows, ran.totals.rejected, ran.rejects) == (3, 2, str(tmp_path / "out.rejected.csv"))
    with (tmp_path / "out.rejected.csv").open(newline="") as file:
        rejected = list(csv.DictReader(file))
    assert [(Path(row["file"]).name, row["value"]) for row in rejected] == [
        (file, row["value"]) for file, row in zip(bad, rejected, strict=True)]
    assert {row["record"] for row in rejected} == {"1,x", "3,y"}


ORDERS = {"aboutUrl": EX + "o/{id}", "foreignKeys": [
    {"columnReference": "person", "reference": {"resource": "people.csv", "columnReference": "id"}}]}


def orders(folder: Path, on_error: str, people: list[str], orders: list[str], key: bool = True) -> Path:
    """Two tables: `orders.csv` refers to `people.csv` by a number."""
    integer = {"datatype": "integer"}
    keys = {"primaryKey": "id"} if key else {}
    return write(folder, [
        table([{"name": "id"} | integer, {"name": "name"}], "people.csv", aboutUrl=EX + "p/{id}", **keys),
        table([{"name": "id"} | integer, {"name": "person"} | integer], "orders.csv", **ORDERS, **keys)],
        people="id,name\n" + "".join(f"{row}\n" for row in people),
        orders="id,person\n" + "".join(f"{row}\n" for row in orders))


GOOD = ([f'{number},"name\n{number}"' for number in range(900)], [f"{number},{number % 900}" for number in range(3000)])


@pytest.mark.parametrize(("place", "row", "text"), [
    (0, 700, '007,"again\n"'), (1, 2500, "17,5"), (1, 1234, "9001,900"), (1, 2000, "9001,x"), (1, 9, "9001,")])
def test_a_broken_key_is_found_as_it_is_here(spark, tmp_path, place, row, text):
    rows = [list(GOOD[0]), list(GOOD[1])]
    rows[place].insert(row, text)
    file = orders(tmp_path, "stop", *rows)
    outcomes = []
    for run in (lambda: convert(file, tmp_path / "here.nt", base=EX),
                lambda: run_spark(Job(group_of(file)), str(tmp_path / "out"), piece=4096)):
        try:
            outcomes.append(run().__class__.__name__ and None)
        except TableError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0] is None) == (text == "9001,") == (tmp_path / "out").exists()
    assert not (tmp_path / "out.rejected.csv").exists()


@pytest.mark.parametrize("on_error", ["report", "keep"])
def test_what_is_rejected_is_what_is_rejected_here(spark, tmp_path, on_error):
    """A row twice, one that points at nothing, one that points at a row which is left out, and bad values."""
    people, bought = list(GOOD[0]), list(GOOD[1])
    people[5:5] = ['1,"again"', "900"]
    people[800] = 'x,"no\nnumber"'
    bought[100:100] = ["5000,4711", "0005,7", '5001,"8\n"', '6"000,1', "6001,"]
    bought[2900:2900] = ["7000,798", "7000,8"]
    file = orders(tmp_path, on_error, people, bought)
    here = convert(file, tmp_path / "here.nt", base=EX, on_error=on_error)
    ran = run_spark(Job(group_of(file), on_error=on_error), str(tmp_path / "out"), piece=4096)
    assert digest(content(tmp_path / "out")) == digest((tmp_path / "here.nt").read_bytes())
    assert (ran.totals.rows, ran.totals.rejected, ran.totals.triples) == (here.rows, here.rejected, here.triples)
    assert dict(ran.totals.rules) == here.rules and list(ran.warnings) == list(here.warnings)
    assert ran.totals.rejected > (4 if on_error == "report" else 1)
    if on_error == "report":
        assert (tmp_path / "out.rejected.csv").read_bytes() == (tmp_path / "here.rejected.csv").read_bytes()


def test_the_first_bad_value_ends_the_run(spark, tmp_path):
    bad = {700: "x", 9000: "y", 19000: "z"}
    job = people(tmp_path, "".join(f"{row},n,{bad.get(row, 5)}\n" for row in range(ROWS)))
    with pytest.raises(TableError) as caught:
        run_spark(job, str(tmp_path / "out"), piece=PIECE)
    assert (caught.value.line, caught.value.column, caught.value.value) == (702, "age", "x")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["csv-metadata.json", "t.csv"]


def test_only_a_folder_of_ours_is_replaced(spark, tmp_path):
    job = people(tmp_path, "1,Ann,30\n")
    output = tmp_path / "out"
    run_spark(job, str(output))
    run_spark(job, str(output))
    (output / "notes.txt").touch()
    with pytest.raises(BuildError, match="no folder that this command wrote"):
        run_spark(job, str(output))
    assert len(content_names(output)) == 3
    assert not list(tmp_path.glob(".smilekg-*"))


def content_names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("output", ["-", "out.ttl", "hdfs://there/out.ttl"])
def test_what_is_no_folder_is_refused(tmp_path, output):
    with pytest.raises(BuildError, match="Spark writes"):
        run_spark(people(tmp_path, "1,Ann,30\n"), output)


def test_what_is_said_of_the_group_comes_first(spark, tmp_path):
    triple = b"_:group <http://example.org/is> _:t0 .\n"
    ran = run_spark(people(tmp_path, "1,Ann,30\n"), str(tmp_path / "out"), first=triple)
    assert (tmp_path / "out" / "part-00000").read_bytes() == triple and ran.totals.triples == 4


def test_another_master_than_that_of_the_open_session_is_refused(spark, tmp_path):
    with pytest.raises(BuildError, match="another master is open"):
        run_spark(people(tmp_path, "1,Ann,30\n"), str(tmp_path / "out"), master="local[1]")


def test_a_cluster_gives_the_same_lines(awkward, spark, tmp_path):
    job, expected, _ = awkward
    spark.stop()
    work = Path(pyspark.__file__).parent / "work"
    there = work.exists()
    run_spark(job, str(tmp_path / "out"), master="local-cluster[2,1,1024]", piece=PIECE * 4)
    assert digest(content(tmp_path / "out")) == expected
    assert pyspark.sql.SparkSession.getActiveSession() is None
    if not there:
        shutil.rmtree(work, ignore_errors=True)


def test_without_java_the_error_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr("smilekg.csvw.spark.run._opened", lambda: None)
    with pytest.raises(BuildError, match="Java 17"):
        run_spark(people(tmp_path, "1,Ann,30\n"), str(tmp_path / "out"), master="local")
