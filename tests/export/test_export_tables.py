"""The tables in the formats that have types, read back by other programs: each cell of data/tables, none changed."""

import csv
import json
import sqlite3
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pandas
import pytest
from conftest import ROOT, golden

METADATA = json.loads((ROOT / "data/tables/csv-metadata.json").read_text("utf-8"))["tables"]
NAMES = [table["url"].removesuffix(".csv") for table in METADATA]
TYPES = {table["url"].removesuffix(".csv"): {
    column["name"]: column.get("datatype", "string") for column in table["tableSchema"]["columns"]} for table in METADATA}


def cells(name: str) -> tuple[list[str], list[list]]:
    """Heading and rows of a table of the project; numbers, dates and truth values by the metadata."""
    with open(ROOT / f"data/tables/{name}.csv", encoding="utf-8", newline="") as lines:
        heading, *rows = csv.reader(lines)
    read = {"integer": int, "decimal": Decimal, "date": date.fromisoformat, "boolean": lambda text: text == "true"}
    kinds = [read.get(kind, str) if isinstance(kind := TYPES[name][column], str) else str for column in heading]
    return heading, [[kind(cell) if cell else None for kind, cell in zip(kinds, row)] for row in rows]


def test_every_table_is_met():
    assert set(NAMES) == {file.stem for file in (ROOT / "data/tables").glob("*.csv")} and len(NAMES) == 27


@pytest.mark.parametrize("name", NAMES)
def test_csv_is_verbatim_and_pandas_reads_it(exported, name):
    file = exported / f"tables/{name}.csv"
    assert file.read_bytes() == (ROOT / f"data/tables/{name}.csv").read_bytes()
    assert len(pandas.read_csv(file, dtype=str)) == len(cells(name)[1])


@pytest.mark.parametrize("name", NAMES)
def test_pandas_reads_the_parquet(exported, name):
    heading, rows = cells(name)
    frame = pandas.read_parquet(exported / f"parquet/{name}.parquet", dtype_backend="pyarrow")
    assert list(frame.columns) == heading
    assert [[None if pandas.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)] == rows


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_holds_each_cell(exported, name):
    heading, rows = cells(name)
    with duckdb.connect(str(exported / "smilekg.duckdb"), read_only=True) as database:
        found = database.execute(f'SELECT * FROM "{name.replace("-", "_")}"')
        assert [column[0] for column in found.description] == heading
        assert [list(row) for row in found.fetchall()] == rows


@pytest.mark.parametrize("name", NAMES)
def test_sqlite_holds_each_cell(exported, name):
    heading, rows = cells(name)
    with sqlite3.connect(exported / "smilekg.sqlite") as database:
        found = database.execute(f'SELECT * FROM "{name.replace("-", "_")}"')
        assert [column[0] for column in found.description] == heading
        assert [[Decimal(repr(cell)) if isinstance(cell, float) else cell for cell in row] for row in found] == [
            [cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows]
    database.close()


def test_sqlite_keys_hold(exported):
    with sqlite3.connect(exported / "smilekg.sqlite") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert len(database.execute("PRAGMA foreign_key_list(entries)").fetchall()) >= 2
    database.close()


@pytest.fixture(scope="module")
def workbook(exported):
    return openpyxl.load_workbook(exported / "smilekg.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_sheet_holds_each_cell_and_numbers_are_numbers(workbook, name):
    heading, rows = cells(name)
    first, *found = [[cell.value for cell in row] for row in workbook[name[:31]].iter_rows()]
    assert first == heading

    def as_in_a_sheet(cell):
        return float(cell) if isinstance(cell, Decimal) else cell.isoformat() if isinstance(cell, date) else cell

    assert found == [[as_in_a_sheet(cell) for cell in row] for row in rows]
    assert {cell.data_type for row in workbook[name[:31]].iter_rows() for cell in row} <= {"s", "n", "b"}


def test_workbook_has_a_sheet_for_each_table(workbook):
    assert workbook.sheetnames == NAMES


def test_duckdb_answers_with_the_golden_values(exported):
    wanted = {(r["edition"], r["list"], int(r["position"])): (r["rank"], r["score"] or r["grade"]) for r in golden("entries")}
    with duckdb.connect(str(exported / "smilekg.duckdb"), read_only=True) as database:
        rows = database.execute("SELECT edition, list, position, rank, value FROM entries").fetchall()
    assert {(edition, name, position): (str(rank or ""), value or "") for edition, name, position, rank, value in rows} == wanted


def test_data_package_describes_what_pandas_reads(exported):
    package = json.loads((exported / "tables/datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == NAMES
    assert {one["name"] for one in package["licenses"]} == {"CC-BY-4.0", "CC0-1.0"}
    kinds = {"integer": "int64", "number": "float64", "boolean": "bool"}
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        texts = {field["name"]: str for field in fields if field["type"] == "string"}  # else key 1.10 would be 1.1
        frame = pandas.read_csv(exported / "tables" / resource["path"], dtype=texts, keep_default_na=False, na_values=[""])
        assert [field["name"] for field in fields] == list(frame.columns)
        for field in fields:
            if field["type"] in kinds and frame[field["name"]].notna().all():
                assert str(frame[field["name"]].dtype) == kinds[field["type"]], (resource["name"], field)
        key = resource["schema"].get("primaryKey")
        assert key is None or not frame.duplicated(key).any() and frame[key].notna().all(axis=None)


def test_statements_hold_each_value_with_its_line_and_corrections(exported):
    with open(exported / "statements.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    entries = golden("entries")
    of = {kind: [row for row in rows if row["property"] == kind] for kind in ("name", "subject", "rank", "position", "score", "grade")}
    assert sum(map(len, of.values())) == len(rows)
    assert [(r["edition"], r["list"], r["position"], r["value"], r["published"]) for r in of["name"]] == list(dict.fromkeys(
        (r["edition"], r["list"], r["position"], r["restored"], r["published"]) for r in entries))
    assert [(r["edition"], r["list"], r["value"]) for r in of["subject"]] == [
        (r["edition"], r["list"], r["entity"].removeprefix("https://w3id.org/smilekg/id/")) for r in entries]
    scores = {(r["edition"], r["list"], r["position"]): r["score"] for r in entries if r["score"]}
    assert {(r["edition"], r["list"], r["position"]): r["published"] for r in of["score"]} == scores
    assert all(Decimal(row["value"]) == Decimal(row["published"]) for row in of["score"])
    assert len(of["rank"]) == 598 and {row["list"] for row in of["position"]} == {"towns"} and len(of["grade"]) == 34


def test_statements_name_the_ledger_rows_of_each_value(exported):
    with open(ROOT / "data/curated/corrections.csv", encoding="utf-8", newline="") as lines:
        ledger = [row for row in csv.DictReader(lines) if row["target"].startswith("entry/")]
    with open(exported / "statements.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    named = {(row["entry"], number) for row in rows for number in (row["corrections"] + " " + row["entry_corrections"]).split()}
    assert named == {(row["target"], row["id"]) for row in ledger}
    about = {"publishedName": "name", "subject": "subject"}
    exact = {(row["target"], about[row["property"]], row["id"]) for row in ledger if row["property"] in about}
    assert exact == {(row["entry"], row["property"], number) for row in rows for number in row["corrections"].split()}


def test_source_lines_are_those_of_the_published_rows(exported):
    with open(exported / "statements.csv", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["property"] == "name"]
    for folder in sorted((ROOT / "data/published").iterdir()):
        edition = tomllib.loads((folder / "source.toml").read_text("utf-8"))["edition"]
        published = dict(line.split("\t", 1) for line in Path(folder / "tables.txt").read_text("utf-8").splitlines())
        assert [row for row in rows if row["edition"] == edition and row["published"] not in published[row["line"]]] == []
