"""Several processes give what one gives, byte for byte; a process that dies gives one error and leaves nothing behind."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROGRAM, one_message, small_disk
from conftest import run as program
from csvw_tables import EX, table, triples, write

from smilekg.csvw.convert import convert
from smilekg.errors import TableError

COLUMNS = [{"name": "id", "datatype": "integer", "propertyUrl": EX + "id"}, {"name": "kind", "propertyUrl": EX + "kind"},
           {"name": "text", "lang": "en", "propertyUrl": EX + "text"}, {"name": "tags", "separator": ";", "ordered": True},
           {"name": "of", "propertyUrl": EX + "of", "valueUrl": EX + "item/{of}"}]
ITEMS = table(COLUMNS, aboutUrl=EX + "item/{id}", primaryKey="id", url="items.csv",
              foreignKeys=[{"columnReference": "of", "reference": {"resource": "items.csv", "columnReference": "id"}}])
# No subject of its own, numbers of rows, and one subject for several rows.
NOTES = table([{"name": "n", "propertyUrl": EX + "n"}, {"name": "m", "aboutUrl": EX + "row/{_row}/{_sourceRow}"},
               {"name": "k", "aboutUrl": EX + "one"}], url="notes.csv")


# Neighbouring rows of one subject, in one group of Turtle.
SAID = table([{"name": "said", "propertyUrl": EX + "said"}], url="said.csv", aboutUrl=EX + "all")


def rows(count: int, seed: int = 1) -> list[str]:
    random.seed(seed)
    texts = ["plain", '"a, b"', '"two\nlines"', "苏州", "", "it's", "z" * 300]
    return [f"{n},{random.choice('abc')},{random.choice(texts)},{random.choice(['', 'p', 'p;q;p'])},{random.randrange(n + 1) or ''}"
            for n in range(1, count + 1)]


def file(folder: Path, lines: list[str], notes: int = 3000) -> Path:
    return write(folder, [ITEMS, NOTES, SAID], said="said\n" + "".join(f"{n}\n" for n in range(9000)), items="id,kind,text,tags,of\n" + "\n".join(lines) + "\n",
                 notes="n,m,k\n" + "".join(f"{n},{n % 7},\n# said between\n" if n % 50 == 0 else f"{n},,{n}\n" for n in range(notes)))


def leftovers(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".smilekg")]


@pytest.fixture(scope="module")
def metadata(tmp_path_factory) -> Path:
    return file(tmp_path_factory.mktemp("workers"), rows(4000))


@pytest.mark.parametrize("mode", ["minimal", "standard"])
@pytest.mark.parametrize("suffix", ["nt", "ttl"])
def test_the_bytes_do_not_depend_on_the_number_of_workers(metadata, tmp_path, mode, suffix):
    found = {}
    for workers in (1, 2, 3, 5):
        output = tmp_path / f"{workers}.{suffix}"
        done = convert(metadata, output, mode=mode, workers=workers)
        found[workers] = output.read_bytes()
        assert (done.rows, done.rejected) == (16_000, 0)
        if suffix == "nt":
            assert done.triples == found[workers].count(b"\n")
    assert found[1] and [workers for workers in found if found[workers] != found[1]] == []
    if suffix == "ttl":
        convert(metadata, tmp_path / "o.nt", mode=mode)
        assert triples(found[1], turtle=True) == triples((tmp_path / "o.nt").read_bytes())


FAULTS = {"early": (5, "x,a,b,,"), "late": (3990, "1,a"), "quote": (2000, '9,a,"b"c,,'), "nowhere": (3000, "9000,a,b,,9999"),
          "twice": (3999, "17,a,b,,")}


@pytest.mark.parametrize("name", FAULTS)
def test_the_first_fault_is_the_same(tmp_path, name):
    lines = rows(4000)
    at, bad = FAULTS[name]
    lines[at] = bad
    metadata = file(tmp_path, [*lines, "y,a,b,,", "1,2"] if name not in ("nowhere", "twice") else lines)
    told = set()
    for workers in (1, 2, 3):
        with pytest.raises(TableError) as error:
            convert(metadata, tmp_path / "o.nt", workers=workers)
        told.add(str(error.value))
    assert len(told) == 1 and not (tmp_path / "o.nt").exists() and leftovers(tmp_path) == []


def test_a_fault_in_front_of_an_unreadable_end_comes_first(tmp_path):
    """The process that reads is ahead of those that convert."""
    items = "id,kind,text,tags,of\n" + "x,a,b,,\n" + "\n".join(rows(9000))
    described = {**ITEMS, "dialect": {"encoding": "gbk"}}
    told = set()
    for workers in (1, 2):
        with pytest.raises(TableError) as error:
            convert(write(tmp_path, [described], items=items.encode("gbk") + b"1,\xff\xff,,,\n"), tmp_path / "o.nt", workers=workers)
        told.add(str(error.value))
    assert len(told) == 1 and "'x'" in told.pop()


@pytest.mark.parametrize("workers", [3])
def test_rejected_rows_are_the_same(tmp_path, workers):
    random.seed(workers)
    lines = rows(1500)
    for number, line in enumerate(lines):
        if random.random() < 0.02:
            lines[number] = random.choice([f"{number},", f"x{number},a,b,,", '1,a,"b"c,,', f"{number},a,b,,99999", "17,a,b,,", "é\xff,a,b,,"])
    metadata = file(tmp_path, lines)
    found = []
    for count in (1, workers):
        done = convert(metadata, tmp_path / "o.nt", on_error="report", workers=count)
        assert done.rows == done.converted + done.rejected == 13_500 and done.rejected > 30
        assert done.triples == (tmp_path / "o.nt").read_bytes().count(b"\n")
        found.append((done.converted, done.rules, (tmp_path / "o.nt").read_bytes(), (tmp_path / "o.rejected.csv").read_bytes()))
    assert found[0] == found[1] and leftovers(tmp_path) == []


@pytest.mark.parametrize("on_error", ["keep", "report"])
def test_rows_are_converted_or_rejected_and_never_neither(tmp_path, on_error):
    """A value that makes no IRI cannot be kept; rows on one line, ended by CR alone, are still rows."""
    dialect = {"lineTerminators": "\r"}
    described = table([{"name": "a", "datatype": "integer"}, {"name": "b", "valueUrl": "urn:{+b}"}], aboutUrl=EX + "{_row}", dialect=dialect)
    metadata = write(tmp_path, [described], t="a,b\r1,x\rq,x\rr,x\r4,//[\r5,//[\r6\r7,y\r")
    done = convert(metadata, tmp_path / "o.nt", on_error=on_error)
    subjects = {triple.subject for triple in triples((tmp_path / "o.nt").read_bytes())}
    assert (done.rows, done.converted, len(subjects)) == ((7, 4, 4) if on_error == "keep" else (7, 2, 2))


def test_standard_output_is_the_file(metadata, tmp_path):
    convert(metadata, tmp_path / "o.nt")
    for workers in ("1", "3"):
        done = program("convert", metadata, "--workers", workers)
        assert done.returncode == 0 and done.stdout == (tmp_path / "o.nt").read_bytes()


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A table that takes some seconds."""
    folder = tmp_path_factory.mktemp("large")
    return file(folder, rows(150_000))


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_a_killed_worker_gives_one_error_and_leaves_nothing(large, tmp_path, victim):
    output = tmp_path / "o.nt"
    output.write_text("old")
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen([*PROGRAM, "convert", str(large), "-o", str(output), "--workers", "3"], stderr=subprocess.PIPE, env=environment)
    while len(workers := children(process.pid)) < 3:
        time.sleep(0.01)
    time.sleep(0.1 + 0.1 * victim)
    os.kill(workers[victim], signal.SIGKILL)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1 and told.decode().count("Error: ") == 1 and "Traceback" not in told.decode()
    assert "worker process ended" in told.decode()
    assert output.read_text() == "old" and os.listdir(tmp_path) == ["o.nt"]
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_ended_run_leaves_no_part(large, tmp_path, workers, sign):
    output = tmp_path / "o.nt"
    output.write_text("old")
    process = subprocess.Popen([*PROGRAM, "convert", str(large), "-o", str(output), "--workers", workers], stderr=subprocess.PIPE,
                               start_new_session=True, env=os.environ | {"TMPDIR": str(tmp_path)},
                               # A shell's background job ignores SIGINT, and would hand that on.
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    while not leftovers(tmp_path):
        time.sleep(0.01)
    time.sleep(0.2)
    os.killpg(process.pid, sign)
    _, told = process.communicate(timeout=30)
    assert process.returncode != 0 and "Traceback" not in told.decode()
    assert output.read_text() == "old" and os.listdir(tmp_path) == ["o.nt"]


@pytest.mark.parametrize("workers", [1, 2])
def test_full_disk(large, tmp_path, workers):
    with small_disk(tmp_path / "disk", 2000) as disk:
        (disk / "o.nt").write_text("old")
        done = program("convert", large, "-o", disk / "o.nt", "--workers", str(workers))
        assert done.returncode == 1 and "No space left" in one_message(done)
        assert (disk / "o.nt").read_text() == "old" and os.listdir(disk) == ["o.nt"]


def test_a_full_folder_for_keys(large, tmp_path):
    with small_disk(tmp_path / "disk", 200) as disk:
        for workers in ("1", "2"):
            done = program("convert", large, "-o", tmp_path / "o.nt", "--workers", workers, TMPDIR=str(disk))
            assert done.returncode == 1 and "No space left" in one_message(done)
            assert os.listdir(disk) == [] and not (tmp_path / "o.nt").exists()


MEASURE = """
import json, resource, sys
from pathlib import Path
from smilekg.csvw.convert import convert
done = convert(Path(sys.argv[1]), Path(sys.argv[2]))
print(json.dumps([done.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


@pytest.mark.parametrize("keys", [{}, {"primaryKey": "id"}], ids=["no key", "a key"])
def test_memory_does_not_grow_with_the_table(tmp_path, keys):
    """Peak memory of a process for ten times the rows, in kilobytes: at most 5 MB more."""
    peaks = {}
    columns = [{"name": "id", "datatype": "integer"}, {"name": "text"}, {"name": "day", "datatype": "date"}]
    for count in (30_000, 300_000):
        body = "".join(f"{n},some text,2020-01-{1 + n % 28:02}\n" for n in range(count))
        metadata = write(tmp_path, [table(columns, aboutUrl=EX + "{id}", **keys)], t="id,text,day\n" + body)
        done = subprocess.run([sys.executable, "-c", MEASURE, metadata, tmp_path / "o.nt"], capture_output=True, check=True)
        found, peaks[count] = json.loads(done.stdout)
        assert found == count
    assert peaks[300_000] - peaks[30_000] < 5000, peaks
