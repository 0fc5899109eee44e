"""Answers as CSV, JSON, Markdown and text: what goes in comes out."""

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smilekg.result import Result, text

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
