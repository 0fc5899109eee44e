"""Primary and foreign keys: what counts as equal, which rows are named, and what a dropped row drags along."""

import csv
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from csvw_tables import EX, table, triples, write

from smilekg.csvw import keys
from smilekg.csvw.convert import convert
from smilekg.errors import TableError

A = {"name": "a", "propertyUrl": EX + "a"}


def one(datatype="string", **schema) -> list[dict]:
    return [table([{**A, "datatype": datatype}, {"name": "b", "suppressOutput": True}], **{"primaryKey": "a", **schema})]


def run(folder: Path, metadata: list[dict], on_error: str = "stop", workers: int = 1, **tables: str):
    return convert(write(folder, metadata, **tables), folder / "out.nt", on_error=on_error, workers=workers)


def rejected(folder: Path) -> list[tuple[str, ...]]:
    """(line, column, value) of the rejected rows."""
    with open(folder / "out.rejected.csv", encoding="utf-8", newline="") as file:
        return [(row["line"], row["column"], row["value"]) for row in csv.DictReader(file)]


LONG = "1234567890123456789012345678901234567890"
EQUAL = [("integer", "7", "007"), ("integer", "-0", "+0"), ("decimal", "1.50", "1.5"), ("decimal", "+100", "100.000"), ("string", "a", "a"),
         ("token", "a b", " a  b "), ("integer", LONG, "0" + LONG), ("decimal", "0.10", ".1"), ("boolean", "1", "true")]
DIFFERENT = [("string", "7", "007"), ("string", "a", "A"), ("string", "a ", "a"), ("integer", LONG, LONG[:-1] + "1"), ("string", "\\N", "\\\\N"),
             ("decimal", LONG + ".1", LONG + ".2"), ("decimal", "0." + LONG, "0." + LONG[:-1] + "1"), ("string", "é", "e\u0301")]


@pytest.mark.parametrize(("datatype", "first", "second"), EQUAL)
def test_equal_values_are_one_key(tmp_path, datatype, first, second):
    with pytest.raises(TableError, match="stands twice") as error:
        run(tmp_path, one(datatype), t=f'a,b\n"{first}",x\n"{second}",y\n')
    assert (error.value.line, error.value.column) == (3, "a") and not (tmp_path / "out.nt").exists()


@pytest.mark.parametrize(("datatype", "first", "second"), DIFFERENT)
def test_different_values_are_two_keys(tmp_path, datatype, first, second):
    assert run(tmp_path, one(datatype), t=f'a,b\n"{first}",x\n"{second}",y\n').rows == 2


def test_parts_of_a_key_are_told_apart(tmp_path):
    tables = one(primaryKey=["a", "b"])
    assert run(tmp_path, tables, t='a,b\n"x\ty",z\nx,"y\tz"\n"x\\ty",z\n,"\\N"\n"\\N",\n').rows == 5
    with pytest.raises(TableError, match="t.csv:4, column 'a . b', value 'x . y'"):
        run(tmp_path, tables, t="a,b\nx,y\ny,x\nx,y\n")


def test_a_line_is_counted_behind_cells_of_several_lines(tmp_path):
    with pytest.raises(TableError) as error:
        run(tmp_path, one(), t='a,b\n"x\ny",1\nz,"2\n3\n4"\n"x\ny",1\n')
    assert (error.value.line, error.value.value) == (7, "x\\ny")


def test_a_key_of_many_digits_that_is_no_number_costs_nothing(tmp_path):
    """In keep mode a bad value stays, and is compared as text: its exponent must not be written out."""
    program = ("from pathlib import Path\nimport sys\nfrom smilekg.csvw.convert import convert\n"
               "convert(Path(sys.argv[1]), Path(sys.argv[2]), on_error='keep')")
    file = write(tmp_path, one("integer"), t="a,b\n1e99999999,x\n1e9999999999999999999,x\nnan,y\n")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    done = subprocess.run([sys.executable, "-c", program, file, tmp_path / "out.nt"], preexec_fn=limit, timeout=20, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-300:]
    assert len(triples((tmp_path / "out.nt").read_bytes())) == 3


PEOPLE = table([{"name": "id", "propertyUrl": EX + "id"}, {"name": "boss", "propertyUrl": EX + "boss"}], url="people.csv", aboutUrl=EX + "p/{id}",
               primaryKey="id", foreignKeys=[{"columnReference": "boss", "reference": {"resource": "people.csv", "columnReference": "id"}}])
TEAMS = table([{"name": "team", "propertyUrl": EX + "team"}, {"name": "lead", "propertyUrl": EX + "lead"}], url="teams.csv", primaryKey="team",
              foreignKeys=[{"columnReference": "lead", "reference": {"resource": "people.csv", "columnReference": "id"}}])


@pytest.mark.parametrize("workers", [1, 2])
def test_later_doubles_and_what_points_at_dropped_rows_are_dropped(tmp_path, workers):
    """5 points at nobody, so 4, which points at 5, goes, and 3, which points at 4, and the team that 3 leads."""
    done = run(tmp_path, [TEAMS, PEOPLE], "report", workers, teams="team,lead\nred,1\nblue,3\nred,2\ngreen,\n",
               people="id,boss\n1,\n2,1\n3,4\n4,5\n5,9\n2,3\n")
    assert (done.rows, done.converted, done.rejected) == (10, 4, 6)
    assert rejected(tmp_path) == [("3", "lead", "3"), ("4", "team", "red"), ("4", "boss", "4"), ("5", "boss", "5"),
                                  ("6", "boss", "9"), ("7", "id", "2")]
    found = {str(triple.object.value) for triple in triples((tmp_path / "out.nt").read_bytes())}
    assert found == {"1", "2", "red", "green"}


def test_a_row_with_a_bad_value_takes_its_key_with_it(tmp_path):
    people = {**PEOPLE, "tableSchema": PEOPLE["tableSchema"] | {"columns": [
        {"name": "id", "datatype": "integer"}, {"name": "boss", "datatype": "integer"}]}}
    done = run(tmp_path, [people], "report", people="id,boss\n1,\n2,x\n3,2\n2,1\n4,2\n")
    assert (done.rows, done.rejected) == (5, 1) and rejected(tmp_path) == [("3", "boss", "x")]
    done = run(tmp_path, [people], "report", people="id,boss\n1,\n2,x\n3,2\n")
    assert (done.rows, done.rejected) == (3, 2) and rejected(tmp_path) == [("3", "boss", "x"), ("4", "boss", "2")]


def test_broken_keys_are_kept_with_a_warning(tmp_path):
    done = run(tmp_path, [PEOPLE], "keep", people="id,boss\n1,\n1,7\n")
    assert (done.rows, done.rejected) == (2, 0) and len(done.warnings) == 2
    assert "stands twice" in done.warnings[0] and "points at no row" in done.warnings[1]
    assert len(triples((tmp_path / "out.nt").read_bytes())) == 2


def test_a_foreign_key_of_a_list_and_of_two_columns(tmp_path):
    pairs = table([{"name": "x"}, {"name": "y", "datatype": "integer"}], url="pairs.csv")
    uses = table([{"name": "u"}, {"name": "v", "datatype": "integer"}], url="uses.csv", foreignKeys=[
        {"columnReference": ["u", "v"], "reference": {"resource": "pairs.csv", "columnReference": ["x", "y"]}}])
    assert run(tmp_path, [pairs, uses], pairs="x,y\na,1\nb,2\n", uses="u,v\nb,02\n,7\na,\n").rows == 5
    with pytest.raises(TableError, match="uses.csv:2, column 'u . v', value 'a . 2'"):
        run(tmp_path, [pairs, uses], pairs="x,y\na,1\nb,2\n", uses="u,v\na,2\n")


@pytest.mark.parametrize("held", [0, 3, 10_000])
def test_keys_on_disk_and_in_memory_are_the_same(tmp_path, monkeypatch, held):
    monkeypatch.setattr(keys, "HELD", held)
    random.seed(held)
    numbers = random.sample(range(10**6), 3000)
    rows = [f"{number},{random.choice(numbers)}" for number in numbers]
    assert run(tmp_path, [PEOPLE], people="id,boss\n" + "\n".join(rows)).rows == 3000
    broken = rows + [f"{numbers[7]},", f"{10**7},{10**7 + 1}"]
    done = run(tmp_path, [PEOPLE], "report", people="id,boss\n" + "\n".join(broken))
    assert done.rejected == 2 and rejected(tmp_path) == [("3002", "id", str(numbers[7])), ("3003", "boss", str(10**7 + 1))]
