"""Answers as CSV, JSON, Markdown and text: what goes in comes out."""

import copy
import csv
import doctest
import html.parser
import io
import json
import pickle
from decimal import Decimal

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

import smilekg
from smilekg.result import Iri, Result, text
from smilekg.store import LocalStore

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TABLES = st.lists(st.tuples(CELLS, CELLS), max_size=4)


def result(*rows: tuple) -> Result:
    return Result(tuple("abcdef"[:len(rows[0])]) if rows else ("a", "b"), rows)


@pytest.mark.parametrize(("cell", "expected"), [
    (None, ""), (True, "true"), (False, "false"), (0, "0"), (10**12, "1000000000000"), ("", ""), ("None", "None"),
    (Decimal("0.910"), "0.910"), (Decimal("1E+3"), "1000"), (Decimal("1E-7"), "0.0000001"), (Decimal("-0.5"), "-0.5")])
def test_cell_as_text(cell, expected):
    assert text(cell) == expected


def test_rows_as_dicts_keep_types_and_order():
    answer = result((1, Decimal("0.91"), None), ("x", True, "y"))
    assert answer.to_dicts() == [{"a": 1, "b": Decimal("0.91"), "c": None}, {"a": "x", "b": True, "c": "y"}]
    assert (len(answer), list(answer)) == (2, answer.to_dicts())


@given(TABLES)
@example([("a\rb", "c\nd"), ("\r\n", '"')])
@example([("", "x"), (" a ", ",")])
def test_csv_gives_the_cells_back(rows):
    back = list(csv.reader(io.StringIO(result(*rows).to_csv(), newline=""), strict=True))
    assert back == [["a", "b"], *map(list, rows)]


@given(TABLES)
def test_json_gives_the_cells_back(rows):
    assert json.loads(result(*rows).to_json()) == [dict(zip("ab", row)) for row in rows]


def test_json_has_numbers_and_nulls():
    assert json.loads(result((1, Decimal("0.91"), None, True)).to_json()) == [{"a": 1, "b": 0.91, "c": None, "d": True}]
    assert "北京" in result(("北京",)).to_json()


@given(TABLES)
@example([("a|b", "a\\|b"), ("\r", "\n")])
def test_markdown_has_one_line_a_row_and_one_cell_a_column(rows):
    lines = result(*rows).to_markdown().replace("\r", "\n").removesuffix("\n").split("\n")
    assert len(lines) == len(rows) + 2
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 3 and bare.startswith("| ") and bare.endswith(" |")


def test_markdown_as_written():
    assert result(("a|b", None), ("c\nd\\", 1)).to_markdown() == "| a | b |\n| --- | --- |\n| a\\|b |  |\n| c d\\\\ | 1 |\n"


def test_an_answer_without_rows_still_has_its_columns():
    empty = result()
    assert (empty.to_csv(), json.loads(empty.to_json()), empty.to_markdown()) == ("a,b\n", [], "| a | b |\n| --- | --- |\n")


# --- rows and IRIs


def test_a_row_is_read_by_name_and_by_attribute():
    row = Result(("name", "rank", "keys"), (("北京市", 1, "k"),))[0]
    assert (row["name"], row.name, row.rank, row["keys"]) == ("北京市", "北京市", 1, "k")
    assert (list(row), list(row.keys()), dict(**row)) == (["name", "rank", "keys"],) * 2 + (
        {"name": "北京市", "rank": 1, "keys": "k"},)
    assert row == {"name": "北京市", "rank": 1, "keys": "k"} and row != {"name": "北京市"}
    assert len({row, Result(("keys", "name", "rank"), (("k", "北京市", 1),))[0]}) == 1
    assert repr(row) == "Row(name='北京市', rank=1, keys='k')" and "rank" in dir(row)
    rows = result((1,), (2,), (3,))
    assert rows[:2] == tuple(rows)[:2] and [row.a for row in rows[::-1]] == [3, 2, 1] and rows[3:] == ()
    assert pickle.loads(pickle.dumps(row)) == copy.deepcopy(row) == row


@pytest.mark.parametrize("change", [lambda row: setattr(row, "a", 2), lambda row: delattr(row, "a"),
                                    lambda row: row.nosuch, lambda row: row.__nosuch__])
def test_a_row_cannot_be_changed(change):
    row = result((1,))[0]
    with pytest.raises(AttributeError):
        change(row)
    with pytest.raises(KeyError, match="there are: a"):
        row["nosuch"]


def test_an_iri_is_text_with_a_label(kg):
    row = kg.query("ranking", list="livability")[0]
    assert isinstance(row.entity, Iri) and row.entity == "https://w3id.org/smilekg/id/place/500000"
    assert (row.entity.label, row.entity.local) == ("重庆市", "place/500000")
    assert kg.query("ranking", list="livability", lang="en")[0].entity.label == "Chongqing"
    assert Iri("urn:a").label is None and json.dumps(row.entity) == f'"{row.entity}"'
    assert "entity=<place/500000>" in repr(row)


def test_labels_take_one_query_for_the_whole_answer(kg):
    asked = []

    class Counting(LocalStore):
        def query(self, sparql):
            asked.append(sparql)
            return super().query(sparql)

    rows = smilekg.Graph(kg.project, Counting.shipped(kg.project)).query("entries")
    assert len(asked) == 1
    named = {row.entity.label for row in rows}
    assert len(asked) == 2 and None not in named
    assert {row.name for row in rows} == named  # the query gives the same label in its column `name`


def test_a_copy_for_another_process_has_the_rows_and_no_graph(kg):
    answer = kg.query("top-in-both")
    back = pickle.loads(pickle.dumps(answer))
    assert back == answer and (back.question, back.graph) == ("top-in-both", None)
    assert back[0].entity.label is None and "lost its graph" in Result(("a",), ()).why_empty()


def test_an_answer_knows_where_it_is_from(kg):
    answer = kg.query("ranking", list="counties", lang="en")
    assert (answer.question, answer.parameters, answer.graph) == ("ranking", {"list": "counties", "lang": "en"}, kg)
    assert answer.sparql == kg.bind("ranking", list="counties", lang="en")
    own = kg.sparql("SELECT (1 AS ?a) {}")
    assert (own.question, own.parameters, own.sparql) == (None, {}, "SELECT (1 AS ?a) {}")
    assert own == Result(("a",), ((1,),)) and hash(own) == hash(Result(("a",), ((1,),)))


# --- how it looks


def test_repr_in_a_terminal():
    rows = tuple((f"城市{n}", Iri(f"https://w3id.org/smilekg/id/place/{n}"), Decimal("0.910")) for n in range(12))
    lines = repr(Result(("name", "entity", "score"), rows, question="ranking")).splitlines()
    assert lines[:3] == ["<Result to 'ranking': 12 rows, 3 columns>", "name   entity   score", "城市0  place/0  0.910"]
    assert lines[-1] == "… 2 more rows" and len(lines) == 13
    assert repr(Result(("a",), ())) == "<Result: 0 rows, 1 column>\na"
    assert "\x1b" not in repr(result(("\x1b[31m" + "x" * 99,))) and "…" in repr(result(("x" * 99,)))


def test_html_is_escaped_and_links_only_to_the_web():
    cells = ('<script>alert(1)</script>', Iri('https://a.b/"><script>'), Iri("javascript:alert(1)"), Iri("http://a.b/c"),
             "https://text.is/no-link", None, True, Decimal("1E+3"))
    page = Result(tuple("abcdefgh"), (cells,), question="<q>")._repr_html_()
    assert "<script" not in page and page.count("<a ") == 2 and 'href="javascript' not in page
    assert '<a href="http://a.b/c" rel="noopener">http://a.b/c</a>' in page and ">1000<" in page
    assert 'href="https://a.b/&quot;&gt;&lt;script&gt;"' in page and "question: &lt;q&gt;" in page
    html.parser.HTMLParser().feed(page)


def test_html_of_a_long_answer_is_cut_and_says_so(kg):
    page = kg.query("ranking", list="counties")._repr_html_()
    assert page.count("<tr>") == 51 and "100 rows" in page and "the first 50 are shown" in page
    assert "17 corrections on record: <code>.corrections</code>" in page


# --- the page about all this


def test_the_examples_of_the_page_run():
    done = doctest.testfile(str(ROOT / "docs/results.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert done.failed == 0 and done.attempted > 25


def test_the_page_names_every_public_method():
    said = (ROOT / "docs/results.md").read_text("utf-8")
    names = [name for name in {**vars(Result), **Result.__dataclass_fields__} if not name.startswith("_")]
    assert [name for name in names if f"{name}" not in said] == [] and len(names) > 15
