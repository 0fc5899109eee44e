"""The corrections ledger and the files kept by hand: each fault is told with file, line, column and value."""

import csv
from pathlib import Path

import pytest

from smilekg.build.announcement import read_source
from smilekg.build.curated import Record, read_records
from smilekg.build.ledger import COLUMNS, Ledger
from smilekg.errors import CuratedError, SourceError

DATA = Path(__file__).parents[1] / "data"
HAIKOU = "entry/2019-2020/innovation/7"
ROWS = [
    {"id": "001", "target": HAIKOU, "property": "publishedName", "published": "???/p>", "now": "海口",
     "action": "restore", "certainty": "certain", "status": "applied"},
    {"id": "002", "target": "entry/2019-2020/counties/31", "action": "flag", "certainty": "probable", "status": "open"},
    {"id": "003", "target": "ranking/2019-2020/apps", "action": "override", "certainty": "possible",
     "status": "applied"},
]
GRAPH = {(HAIKOU, "publishedName"): "海口"}
DOCUMENT = {(HAIKOU, "publishedName"): "???/p>", ("entry/2019-2020/counties/31", "publishedName"): "湖南長沙市長沙縣"}


@pytest.fixture
def ledger(tmp_path):
    def ledger(row: int, changes: dict[str, str]) -> Ledger:
        rows = [cells | (changes if number == row else {}) for number, cells in enumerate(ROWS)]
        with (tmp_path / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return Ledger(tmp_path / "corrections.csv")
    return ledger


def refused(told: list[str], error: pytest.ExceptionInfo) -> None:
    assert [part for part in told if part not in str(error.value)] == []


def test_the_shipped_ledger_holds_against_the_document():
    shipped = Ledger(DATA / "curated" / "corrections.csv")
    entries = {f"entry/{source.edition}/{ranked.id}/{entry.key}": entry
               for source in map(read_source, sorted((DATA / "published").iterdir()))
               for ranked in source.lists for entry in ranked.entries}
    published = {(target, "publishedName"): entry.name for target, entry in entries.items()}
    named = [r for r in shipped.records if r["property"] == "publishedName"]
    assert len(named) > 10 and all(r["published"] == published[r["target"], "publishedName"] for r in named)
    damaged = {r["now"] for r in shipped.records
               if r["action"] == "restore" and (r["target"], r["property"]) in published}
    assert damaged >= {"海口", "海南海口市", "海南省海口市石山镇", "亿睿科信息技术(北京)有限公司"}


def test_rows_are_found_by_their_target(ledger):
    made = ledger(0, {})
    assert [r["id"] for r in made.on(HAIKOU)] == ["001"] and made.on("entry/2019-2020/influence/1") == []
    assert made.restoration(HAIKOU, "publishedName", "???/p>")["now"] == "海口"
    assert made.check(DOCUMENT, GRAPH) is None


@pytest.mark.parametrize("row, changes, told", [
    (0, {"action": "repair"}, ["the action", ":2,", "'action'", "'repair'", "flag, override, restore"]),
    (1, {"action": ""}, ["the action", ":3,", "value ''"]),
    (2, {"certainty": "sure"}, ["the certainty", ":4,", "'certainty'", "'sure'", "certain, possible, probable"]),
    (1, {"status": "Open"}, ["the status", ":3,", "'status'", "'Open'", "applied", "open"]),
    (2, {"id": "001"}, ["001 stands twice", ":4,", "'id'", "line 2"]),
])
def test_a_row_with_an_unknown_word_is_refused(ledger, row, changes, told):
    with pytest.raises(CuratedError) as error:
        ledger(row, changes)
    refused(["corrections.csv", *told], error)


@pytest.mark.parametrize("changes, now, told", [
    ({"now": "三亚"}, {}, ["the graph says '海口'", ":2,", "'now'", "'三亚'"]),
    ({"published": ""}, {}, ["the document says '???/p>' now", ":2,"]),
    ({"property": "rank"}, {}, ["held to the document", ":2,", "'property'", "'rank'"]),
    ({"published": "??/p>"}, {},
     ["the document says '???/p>' now", ":2,", "'published'", "'??/p>'", "compare the row"]),
    ({}, {(HAIKOU, "publishedName"): "海口"}, ["the document says '海口' now", ":2,", "'???/p>'"]),
    ({"target": "entry/2019-2020/innovation/11"}, {},
     ["held to the document", ":2,", "'property'"]),
])
def test_a_row_that_no_longer_holds_is_refused(ledger, changes, now, told):
    with pytest.raises(CuratedError) as error:
        ledger(0, changes).check(DOCUMENT | now, GRAPH)
    refused(["corrections.csv", *told], error)


@pytest.mark.parametrize("changes", [{"action": "flag"}, {"property": "publishedHeading"}, {"published": "???"}])
def test_a_damaged_value_without_its_row_is_refused(ledger, changes):
    with pytest.raises(CuratedError) as error:
        ledger(0, changes).restoration(HAIKOU, "publishedName", "???/p>")
    refused(["corrections.csv", "no restoration", HAIKOU, "'???/p>'", "action restore"], error)


SHEET = "id,name\n1,甲\n2,乙\n"
BAD_SHEETS = {
    "missing column": ("id\n1\n", ["file.csv:1,", "'name'", "'id'", "expected: id,name"]),
    "renamed column": (SHEET.replace("name", "label"), ["file.csv:1,", "'name, label'", "'id,label'"]),
    "other order": ("name,id\n甲,1\n", ["file.csv:1,", "'order'", "'name,id'", "expected: id,name"]),
    "empty file": ("", ["file.csv:1,", "'id, name'", "expected: id,name"]),
    "too few cells": (SHEET + "3\n", ["file.csv:4,", "'3'", "1 cells, the heading 2"]),
    "too many cells": (SHEET + "3,丙,\n", ["file.csv:4,", "'3,丙,'", "3 cells, the heading 2"]),
    "empty line": (SHEET + "\n", ["file.csv:4,", "0 cells"]),
    "key twice": (SHEET + "1,丙\n", ["file.csv:4,", "'id'", "'1'", "stands twice", "line 2"]),
    "text behind a quote": (SHEET + '3,"丙"x\n', ["not valid CSV", "file.csv:4"]),
    "open quote": (SHEET + '3,"丙\n4,丁\n', ["not valid CSV", "file.csv:5", "unexpected end"]),
}


@pytest.mark.parametrize("text, told", BAD_SHEETS.values(), ids=BAD_SHEETS)
def test_a_bad_sheet_is_refused_with_its_line(tmp_path, text, told):
    (tmp_path / "file.csv").write_text(text, "utf-8", newline="")
    with pytest.raises(CuratedError) as error:
        read_records(tmp_path / "file.csv", ["id", "name"], "id")
    refused(told, error)


@pytest.mark.parametrize("content, told", [
    (b"\xef\xbb\xbf" + SHEET.encode(), ["byte order mark", "file.csv:1,", "'EF BB BF'"]),
    (SHEET.encode("gbk"), ["not UTF-8", "file.csv:2,", "'BC D7 0A 32'", "GBK"]),
    (None, ["cannot be read", "No such file", "file.csv"]),
])
def test_a_sheet_that_is_no_text_is_refused(tmp_path, content, told):
    if content is not None:
        (tmp_path / "file.csv").write_bytes(content)
    with pytest.raises(SourceError) as error:
        read_records(tmp_path / "file.csv")
    refused(told, error)


def test_rows_are_read_with_their_lines_and_a_key_may_have_two_parts(tmp_path):
    (tmp_path / "file.csv").write_text('id,name\n1,"a, ""b""\nc"\n1,d\n', "utf-8", newline="")
    records = read_records(tmp_path / "file.csv", key=("id", "name"))
    assert [(r["name"], r.line) for r in records] == [('a, "b"\nc', 3), ("d", 4)]


def test_a_cell_that_is_not_there_is_asked_for_by_name():
    with pytest.raises(CuratedError) as error:
        Record({"id": "1"}, "file.csv", 7)["name"]
    refused(["a column is missing", "file.csv:1,", "'name'", "value 'id'"], error)
