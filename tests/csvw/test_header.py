"""Headers: columns of a table without metadata, and whether a header is what metadata describes."""

import csv
import json

import pytest

from smilekg.csvw.describe.header import adopt_header, describe_csv
from smilekg.csvw.describe.metadata import read_metadata
from smilekg.csvw.model import Dialect
from smilekg.errors import MetadataError

CSVW = "http://www.w3.org/ns/csvw"


def read_header(table):
    with table.file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    return rows[:table.dialect.header_row_count], []


@pytest.fixture
def table(tmp_path):
    def table(*columns, **properties):
        file = tmp_path / "m.json"
        file.write_text(json.dumps({"@context": CSVW, "url": "t.csv", **properties, "tableSchema": {
            "columns": columns, **properties.get("tableSchema", {})}}), "utf-8")
        return read_metadata(file, base="http://e.org/").tables[0]
    return table


def described(tmp_path, text, **dialect):
    file = tmp_path / "t.csv"
    file.write_text(text, "utf-8")
    return describe_csv(file, "http://e.org/t.csv", Dialect(**dialect), read_header).tables[0]


def names(table) -> list[str]:
    return [column.name for column in table.columns]


def test_a_header_names_the_columns(tmp_path):
    found = described(tmp_path, "id,On Street,,省\n1,2,3,4\n")
    assert names(found) == ["id", "On%20Street", "_col.3", "%E7%9C%81"]
    assert found.columns[1].titles == (("und", "On Street"),)


def test_two_header_rows_give_two_titles(tmp_path):
    found = described(tmp_path, "id,name\nno,title\n1,2\n", header_row_count=2)
    assert names(found) == ["id", "name"] and found.columns[0].titles == (("und", "id"), ("und", "no"))


def test_without_a_header_the_first_row_says_how_many_columns_there_are(tmp_path):
    assert names(described(tmp_path, "1,2,3\n", header_row_count=0)) == ["_col.1", "_col.2", "_col.3"]


def test_two_columns_of_one_title_are_refused(tmp_path):
    with pytest.raises(MetadataError, match="two columns have one name"):
        described(tmp_path, "a,a\n1,2\n")


@pytest.mark.parametrize(("column", "lang"), [
    ({"titles": "A"}, "und"), ({"name": "x", "titles": ["B", "A"]}, "und"), ({"name": "A"}, "und"), ({}, "und"),
    ({"titles": {"en-US": "A"}}, "en"), ({"titles": {"en": "A"}}, "und")])
def test_a_header_that_is_described(table, column, lang):
    assert adopt_header(table(column, lang=lang), [["A"]])[1] == []


@pytest.mark.parametrize(("column", "lang"), [
    ({"titles": "a"}, "und"), ({"name": "A", "titles": "B"}, "und"), ({"name": "x"}, "und"), ({"titles": {"en": "A"}}, "de")])
def test_another_header_is_a_warning(table, column, lang):
    found, warnings, _ = adopt_header(table(column, lang=lang), [["A"]])
    assert len(warnings) == 1 and len(found.columns) == 1


def test_more_columns_than_are_described_have_a_number_for_a_name(table):
    found, warnings, _ = adopt_header(table({"name": "a"}, {"name": "v", "virtual": True}, lang="en"), [["a", "b", "c"]])
    assert names(found) == ["a", "_col.2", "_col.3", "v"] and [c.number for c in found.columns] == [1, 2, 3, 4]
    assert found.columns[1].lang == "en" and len(warnings) == 1


def test_a_schema_without_columns_leaves_them_their_numbers(table):
    found, warnings, _ = adopt_header(table(), [["a", "b"]])
    assert names(found) == ["_col.1", "_col.2"] and warnings == []
    assert names(adopt_header(table(), [], 3)[0]) == ["_col.1", "_col.2", "_col.3"]


def test_fewer_columns_than_are_described(table):
    found, warnings, _ = adopt_header(table({"name": "a"}, {"name": "b"}), [["a"]])
    assert names(found) == ["a"] and len(warnings) == 1


def test_a_virtual_column_without_a_name_keeps_clear_of_others(table):
    assert names(adopt_header(table({"name": "a"}, {"virtual": True}), [["a", "b"]])[0]) == ["a", "_col.2", "_col.3"]


@pytest.mark.parametrize("properties", [
    {"aboutUrl": "#{b}"}, {"tableSchema": {"primaryKey": "b"}}, {"tableSchema": {"rowTitles": "b"}}])
def test_what_names_a_column_that_is_not_there_is_refused(table, properties):
    described = table({"name": "a"}, {"name": "b"}, **properties)
    assert names(adopt_header(described, [["a", "b"]])[0]) == ["a", "b"]
    with pytest.raises(MetadataError, match="not there"):
        adopt_header(described, [["a"]])


def test_variables_that_are_no_columns(table):
    adopt_header(table({"name": "a"}, aboutUrl="#{_row}-{_sourceRow}", propertyUrl="#{_name}{_column}{_sourceColumn}"),
                 [["a"]])
