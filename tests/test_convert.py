"""From CSV files to N-Triples: what arrives, and how a faulty file, row, cell or key is told."""

import csv
import json
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, Namespace

from smilekg.build.convert import convert
from smilekg.errors import SourceError, TableError

EX = Namespace("http://example.org/")
AUTHORS = {"url": "authors.csv", "tableSchema": {
    "aboutUrl": EX + "author/{id}", "primaryKey": "id",
    "columns": [{"name": "id", "required": True, "suppressOutput": True}, {"name": "name", "propertyUrl": EX.name}]}}
BOOKS = {"url": "books.csv", "tableSchema": {
    "aboutUrl": EX + "book/{id}/{part}", "primaryKey": ["id", "part"],
    "foreignKeys": [{"columnReference": "author", "reference": {"resource": "authors.csv", "columnReference": "id"}}],
    "columns": [{"name": "id", "required": True, "suppressOutput": True}, {"name": "part", "suppressOutput": True},
                {"name": "year", "titles": ["Year", "Jahr"], "datatype": "gYear", "propertyUrl": EX.year},
                {"name": "author", "propertyUrl": EX.author, "valueUrl": EX + "author/{author}"}]}}
AUTHORS_CSV = "id,name\r\nlu-xun,鲁迅\r\nba-jin,巴金\r\n"
BOOKS_CSV = "id,part,Jahr,author\nah-q,,1921,lu-xun\nfamily,1,1931,ba-jin\nfamily,2,,\n"


def write(folder: Path, tables: list[dict], **files: str | bytes) -> Path:
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    metadata = folder / "csv-metadata.json"
    metadata.write_text(json.dumps({"@context": "http://www.w3.org/ns/csvw", "tables": tables}), "utf-8")
    return metadata


def triples(metadata: Path) -> set:
    return set(rdflib.Graph().parse(data="".join(convert(metadata)), format="nt"))


@pytest.fixture
def library(tmp_path):
    return lambda authors=AUTHORS_CSV, books=BOOKS_CSV: write(tmp_path, [BOOKS, AUTHORS], authors=authors, books=books)


def test_two_tables_become_one_set_of_triples(library):
    assert triples(library()) == {
        (EX["author/lu-xun"], EX.name, Literal("鲁迅")), (EX["author/ba-jin"], EX.name, Literal("巴金")),
        (EX["book/ah-q/"], EX.year, Literal("1921", datatype=rdflib.XSD.gYear)),
        (EX["book/family/1"], EX.year, Literal("1931", datatype=rdflib.XSD.gYear)),
        (EX["book/ah-q/"], EX.author, EX["author/lu-xun"]), (EX["book/family/1"], EX.author, EX["author/ba-jin"])}


BAD = {
    "renamed column": ("books", ("Jahr", "Anno"), ["books.csv:1,", "'year'", "'Anno'", "missing or renamed"]),
    "missing column": ("books", ("id,part,Jahr", "id,Jahr"),
                       ["books.csv:1,", "'part'", "'Jahr'", "missing or renamed"]),
    "columns in another order": ("authors", ("id,name", "name,id"), ["authors.csv:1,", "'id'", "'name'"]),
    "missing last column": ("books", (",author\n", "\n"),
                            ["books.csv:1,", "'id,part,Jahr'", "expected: id,part,year,author"]),
    "extra column": ("authors", ("id,name", "id,name,born"), ["authors.csv:1,", "'id,name,born'", "expected: id,name"]),
    "too few cells": ("books", ("family,2,,", "family,2"), ["books.csv:4,", "'family,2'", "2 cells, the table 4"]),
    "too many cells": ("authors", ("巴金", "巴金,1904"), ["authors.csv:3,", "'ba-jin,巴金,1904'", "3 cells, the table 2"]),
    "empty line": ("books", ("family,1", "\nfamily,1"), ["books.csv:3,", "0 cells, the table 4"]),
    "bad datatype": ("books", ("1931", "１９３１"), ["books.csv:3,", "'year'", "'１９３１'", "gYear"]),
    "required": ("authors", ("ba-jin", ""), ["authors.csv:3,", "'id'", "required"]),
    "key twice": ("authors", ("ba-jin", "lu-xun"), ["authors.csv:3,", "'id'", "'lu-xun'", "stands twice", "keep one"]),
    "key of two columns twice": ("books", ("family,2", "family,1"), ["books.csv:4,", "'id + part'", "'family + 1'"]),
    "dangling key": ("books", ("lu-xun", "lu xun"), ["books.csv:2,", "'author'", "'lu xun'", "no row of authors.csv"]),
    "quote inside a cell": ("authors", ("鲁迅", '"鲁"迅'), ["not valid CSV", "authors.csv:2"]),
    "quote never closed": ("authors", ("鲁迅", '"鲁迅'), ["not valid CSV", "authors.csv:3"]),
    "empty file": ("authors", (AUTHORS_CSV, ""), ["authors.csv:1", "0 columns, the metadata 2", "expected: id,name"]),
}


@pytest.mark.parametrize("name, change, told", BAD.values(), ids=BAD)
def test_a_faulty_table_is_refused_with_its_place(library, name, change, told):
    text = {"authors": AUTHORS_CSV, "books": BOOKS_CSV}[name]
    assert change[0] in text
    with pytest.raises(TableError) as error:
        list(convert(library(**{name: text.replace(*change, 1)})))
    assert [part for part in told if part not in str(error.value)] == []


@pytest.mark.parametrize("content, told", [
    ("\ufeff" + AUTHORS_CSV, ["byte order mark", "authors.csv:1", "'EF BB BF'"]),
    # The GBK bytes of 鲁迅 happen to be valid UTF-8, those of 巴金 are not.
    (AUTHORS_CSV.encode("gbk"), ["not UTF-8", "authors.csv:3", "GBK"]),
])
def test_bad_bytes_are_refused_with_their_place(library, content, told):
    with pytest.raises(SourceError) as error:
        list(convert(library(authors=content)))
    assert [part for part in told if part not in str(error.value)] == []


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: (.|\n)*authors.csv"):
        list(convert(write(tmp_path, [AUTHORS])))


def test_a_table_that_is_not_put_out_is_still_checked(tmp_path):
    quiet = AUTHORS | {"suppressOutput": True}
    assert triples(write(tmp_path, [quiet], authors=AUTHORS_CSV)) == set()
    with pytest.raises(TableError, match="stands twice"):
        list(convert(write(tmp_path, [quiet], authors=AUTHORS_CSV.replace("ba-jin", "lu-xun"))))


def test_a_foreign_key_may_point_at_a_column_that_is_no_key(library, tmp_path):
    library()
    by_name = [{"columnReference": "author", "reference": {"resource": "authors.csv", "columnReference": "name"}}]
    tables = [BOOKS | {"tableSchema": BOOKS["tableSchema"] | {"foreignKeys": by_name}}, AUTHORS]
    with pytest.raises(TableError, match=r"books.csv:2, column 'author', value 'lu-xun'(.|\n)*authors.csv"):
        list(convert(write(tmp_path, tables)))
    assert len(triples(write(tmp_path, tables, books=BOOKS_CSV.replace("lu-xun", "鲁迅").replace("ba-jin", "巴金")))) == 6


def one_table(columns: list[dict], **schema) -> list[dict]:
    return [{"url": "t.csv", "tableSchema": {"aboutUrl": EX + "{id}", "columns": columns} | schema}]


ID, X = {"name": "id", "suppressOutput": True}, {"name": "x", "propertyUrl": EX.p}
SELF = [{"columnReference": "x", "reference": {"resource": "t.csv", "columnReference": "id"}}]
SMALL = {
    "the number of a row, behind a cell of two lines": (
        one_table([ID, X], aboutUrl=EX + "{_row}"), '"a","b\nc"\n"d","e"\n',
        {(EX["1"], EX.p, Literal("b\nc")), (EX["2"], EX.p, Literal("e"))}),
    "a null foreign key": (
        one_table([ID, X | {"null": ["", "NA"]}], foreignKeys=SELF), "1,NA\n2,1\n", {(EX["2"], EX.p, Literal("1"))}),
    "a default in a foreign key": (
        one_table([ID, X | {"default": "1"}], foreignKeys=SELF), "1,\n", {(EX["1"], EX.p, Literal("1"))}),
    "no rows": (one_table([ID, X], primaryKey="id", foreignKeys=SELF), "", set()),
}


@pytest.mark.parametrize("tables, rows, expected", SMALL.values(), ids=SMALL)
def test_small_tables(tmp_path, tables, rows, expected):
    assert triples(write(tmp_path, tables, t=f"id,x\n{rows}")) == expected


@pytest.mark.parametrize("tables, rows, told", [
    (one_table([ID, X | {"default": "9"}], foreignKeys=SELF), "1,\n", ["t.csv:2", "'x'", "'9'"]),
    (one_table([ID | {"null": "NA"}, X], primaryKey="id"), "NA,a\nNA,b\n", ["t.csv:3", "'id'", "stands twice"]),
    (one_table([ID, X | {"valueUrl": "{+x}"}]), "1,books\n", ["t.csv:2", "'x'", "'books'", "absolute IRI"]),
    (one_table([ID, X | {"valueUrl": "{+x}"}]), "1,http://example.org/[a]\n", ["t.csv:2", "'x'", "[a]"]),
])
def test_small_tables_that_are_refused(tmp_path, tables, rows, told):
    with pytest.raises(TableError) as error:
        list(convert(write(tmp_path, tables, t=f"id,x\n{rows}")))
    assert [part for part in told if part not in str(error.value)] == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("convert")


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.text(), min_size=1, max_size=3))
def test_any_text_survives_the_trip_from_a_cell_to_a_literal(folder, texts):
    metadata = write(folder, one_table([ID, X | {"null": []}]))
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        # A writer with `lineterminator="\n"` leaves a bare CR unquoted, so everything is quoted.
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("id", "x"), *enumerate(texts)])
    assert triples(metadata) == {(EX[str(n)], EX.p, Literal(text)) for n, text in enumerate(texts)}
