"""From CSV files to N-Triples: what arrives, and how a faulty file, row, cell or key is told."""

import csv
import os
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from csvw_tables import write
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, Namespace

from smilekg.csvw.convert import convert, ntriples
from smilekg.errors import BuildError, MetadataError, SmileError, TableError

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


def triples(metadata: Path) -> set:
    return set(rdflib.Graph().parse(data=b"".join(ntriples(metadata)), format="nt"))


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
    "renamed column": ("books", ("Jahr", "Anno"), ["books.csv:1", "Year", "'Anno'", "missing or renamed"]),
    "missing column": ("books", ("id,part,Jahr", "id,Jahr"), ["books.csv", "'author'", "not there"]),
    "columns in another order": ("authors", ("id,name", "name,id"), ["authors.csv:1", "'id'", "'name'"]),
    "missing last column": ("books", (",author\n", "\n"), ["books.csv", "'author'", "not there"]),
    "extra column": ("authors", ("id,name", "id,name,born"), ["authors.csv:1", "3 columns", "describes 2"]),
    "too few cells": ("books", ("family,2,,", "family,2"), ["books.csv:4,", "'family,2'", "2 cells, the table 4"]),
    "too many cells": ("authors", ("巴金", "巴金,1904"), ["authors.csv:3,", "'ba-jin,巴金,1904'", "3 cells, the table 2"]),
    "empty line": ("books", ("family,1", "\nfamily,1"), ["books.csv:3,", "1 cells, the table 4"]),
    "bad datatype": ("books", ("1931", "１９３１"), ["books.csv:3,", "'year'", "'１９３１'", "gYear"]),
    "required": ("authors", ("ba-jin", ""), ["authors.csv:3,", "'id'", "required"]),
    "key twice": ("authors", ("ba-jin", "lu-xun,x\r\nba-jin"), ["authors.csv:3,", "'id'", "'lu-xun'", "stands twice", "keep one"]),
    "key of two columns twice": ("books", ("family,2", "family,1"), ["books.csv:4,", "'id + part'", "'family + 1'"]),
    "dangling key": ("books", ("lu-xun", "lu xun"), ["books.csv:2,", "'author'", "'lu xun'", "no row of authors.csv"]),
    "quote inside a cell": ("authors", ("鲁迅", '"鲁"迅'), ["authors.csv:2,", "a quote stands inside a cell"]),
    "quote never closed": ("authors", ("鲁迅", '"鲁迅'), ["authors.csv:2,", "or is not closed"]),
}


@pytest.mark.parametrize("name, change, told", BAD.values(), ids=BAD)
def test_a_faulty_table_is_refused_with_its_place(library, name, change, told):
    text = {"authors": AUTHORS_CSV, "books": BOOKS_CSV}[name]
    assert change[0] in text
    with pytest.raises((TableError, MetadataError)) as error:
        list(ntriples(library(**{name: text.replace(*change, 1)})))
    assert [part for part in told if part not in str(error.value)] == []


def test_a_byte_order_mark_and_an_empty_file_are_tables(library, tmp_path):
    assert len(triples(library("\ufeff" + AUTHORS_CSV))) == 6
    assert triples(write(tmp_path, [AUTHORS], authors="")) == set()


def test_bytes_that_are_not_utf_8_are_refused_with_their_place(library):
    """The GBK bytes of 鲁迅 happen to be valid UTF-8, those of 巴金 are not."""
    with pytest.raises(TableError, match="authors.csv:3, value '.*xb0.*'(.|\n)*UTF-8"):
        list(ntriples(library(authors=AUTHORS_CSV.encode("gbk"))))


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(TableError, match="not there(.|\n)*authors.csv"):
        list(ntriples(write(tmp_path, [AUTHORS])))


def test_a_table_that_is_not_put_out_is_still_checked(tmp_path):
    quiet = AUTHORS | {"suppressOutput": True}
    assert triples(write(tmp_path, [quiet], authors=AUTHORS_CSV)) == set()
    with pytest.raises(TableError, match="stands twice"):
        list(ntriples(write(tmp_path, [quiet], authors=AUTHORS_CSV.replace("ba-jin", "lu-xun"))))


def test_a_foreign_key_may_point_at_a_column_that_is_no_key(library, tmp_path):
    library()
    by_name = [{"columnReference": "author", "reference": {"resource": "authors.csv", "columnReference": "name"}}]
    tables = [BOOKS | {"tableSchema": BOOKS["tableSchema"] | {"foreignKeys": by_name}}, AUTHORS]
    with pytest.raises(TableError, match=r"books.csv:2, column 'author', value 'lu-xun'(.|\n)*authors.csv"):
        list(ntriples(write(tmp_path, tables)))
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
    (one_table([ID, X | {"valueUrl": "urn:{+x}"}]), "1,//[\n", ["t.csv:2", "'x'", "urn://[", "absolute IRI"]),
    (one_table([ID, X | {"valueUrl": "{+x}"}]), "1,http://example.org/[a]\n", ["t.csv:2", "'x'", "[a]"]),
])
def test_small_tables_that_are_refused(tmp_path, tables, rows, told):
    with pytest.raises(TableError) as error:
        list(ntriples(write(tmp_path, tables, t=f"id,x\n{rows}")))
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


def test_triples_come_in_blocks_of_bytes(tmp_path):
    blocks = list(ntriples(write(tmp_path, one_table([ID, X]), t="id,x\n" + "".join(f"{n},a\n" for n in range(9000)))))
    assert len(blocks) > 1 and all(isinstance(block, bytes) and block[-2:] in (b"", b".\n") for block in blocks)


def test_a_csv_alone_has_the_columns_of_its_header(tmp_path):
    (tmp_path / "t.csv").write_text("id,a b\n1,x\n")
    done = convert(tmp_path / "t.csv", tmp_path / "o.nt", base=EX)
    assert set(rdflib.Graph().parse(tmp_path / "o.nt").predicate_objects()) == {
        (EX["t.csv#id"], Literal("1")), (EX["t.csv#a%20b"], Literal("x"))} and done.rows == 1


def test_metadata_that_is_given_comes_before_that_which_is_found(tmp_path):
    [table] = one_table([ID, X])
    found = write(tmp_path, table, name="t.csv-metadata.json", t="id,x\n1,a\n")
    assert len(triples(found)) == 1
    given = write(tmp_path, table | {"tableSchema": table["tableSchema"] | {"aboutUrl": EX + "given"}}, name="given.json")
    for user, subject in ((None, EX["1"]), (given, EX.given)):
        convert(tmp_path / "t.csv", tmp_path / "o.nt", user_metadata=user)
        assert set(rdflib.Graph().parse(tmp_path / "o.nt").subjects()) == {subject}


@pytest.mark.parametrize("output, told", [
    ("o.rdf", "no known format"), ("o", "no known format"), ("no/such/o.nt", "cannot write"), ("t.csv/o.nt", "cannot write"),
    ("folder.nt", "cannot write")])
def test_an_output_that_cannot_be_written_is_told(tmp_path, output, told):
    metadata = write(tmp_path, one_table([ID, X]), t="id,x\n1,a\n")
    (tmp_path / "folder.nt").mkdir()
    with pytest.raises(BuildError, match=told):
        convert(metadata, tmp_path / output)
    assert sorted(os.listdir(tmp_path)) == ["csv-metadata.json", "folder.nt", "t.csv"]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("suffix", ["nt", "ttl"])
def test_an_output_that_is_there_stays_after_a_failure(tmp_path, workers, suffix):
    metadata = write(tmp_path, one_table([ID, X | {"required": True}], primaryKey="id"), t="id,x\n1,a\n")
    output = tmp_path / f"o.{suffix}"
    convert(metadata, output, workers=workers)
    before, mode = output.read_bytes(), output.stat().st_mode & 0o777
    assert mode == 0o666 & ~umask()
    for rows in ("1,a\n1,b\n", "1,a\n2,\n", "1,a\n2\n"):
        (tmp_path / "t.csv").write_text("id,x\n" + rows)
        with pytest.raises(TableError):
            convert(metadata, output, workers=workers)
        assert output.read_bytes() == before and sorted(os.listdir(tmp_path)) == ["csv-metadata.json", output.name, "t.csv"]


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_rejected_rows_go_and_come_with_the_output(tmp_path):
    metadata = write(tmp_path, one_table([ID, X | {"datatype": "integer"}]), t='id,x\n1,a\n2,"b\n, c"\n3,4\n5\n')
    done = convert(metadata, tmp_path / "o.nt", on_error="report")
    assert (done.rows, done.converted, done.rejected) == (4, 1, 3) and done.rejects == tmp_path / "o.rejected.csv"
    with open(done.rejects, encoding="utf-8", newline="") as file:
        found = [(row["line"], row["column"], row["value"], row["record"]) for row in csv.DictReader(file)]
    assert found == [("2", "x", "a", "1,a"), ("3", "x", "b , c", '2,"b\n, c"'), ("6", "", "5", "5")]
    (tmp_path / "t.csv").write_text("id,x\n3,4\n")
    assert convert(metadata, tmp_path / "o.nt", on_error="report").rejects is None
    assert sorted(os.listdir(tmp_path)) == ["csv-metadata.json", "o.nt", "t.csv"]


def test_a_file_that_only_looks_like_rejected_rows_is_not_removed(tmp_path):
    (tmp_path / "o.rejected.csv").write_text("id,x\n1,a\n")
    convert(tmp_path / "o.rejected.csv", tmp_path / "o.nt")
    assert (tmp_path / "o.rejected.csv").read_text() == "id,x\n1,a\n"


@pytest.mark.parametrize("dialect", [{"delimiter": '"'}, {"delimiter": "\n"}, {"quoteChar": ","}, {"commentPrefix": ",", "delimiter": ","},
                                     {"lineTerminators": ";", "delimiter": ";"}])
def test_a_dialect_that_contradicts_itself_is_refused(tmp_path, dialect):
    """Or it reads as if one of the two was not there; but not in another way for each block."""
    [table] = one_table([ID, X])
    metadata = write(tmp_path, table | {"dialect": dialect}, t='id,x\n1,a\n2,"b"\n')
    try:
        list(ntriples(metadata))
    except SmileError as error:
        assert isinstance(error, MetadataError | TableError)


@pytest.mark.parametrize("url", ["t[1].csv", "t 1.csv", "苏州.csv", "a%20b.csv", "it's.csv", "a{b}.csv", "a+b=c;d,e.csv"])
def test_any_name_of_a_table_makes_triples_that_can_be_read(tmp_path, url):
    from urllib.parse import unquote
    (tmp_path / unquote(url)).write_text("a b,[c]\n1,2\n")
    metadata = write(tmp_path, {"url": url})
    for mode in ("minimal", "standard"):
        convert(metadata, tmp_path / "o.nt", mode=mode)
        assert len(rdflib.Graph().parse(tmp_path / "o.nt")) >= 2
        assert len(list(pyoxigraph.parse(path=str(tmp_path / "o.nt")))) >= 2
