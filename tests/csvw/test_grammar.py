"""Bytes -> records and cells. The csv module of Python is the other opinion, where both can read a dialect."""

import csv
import io
import random

import pytest

from smilekg.csvw.grammar import Grammar
from smilekg.csvw.model import Dialect
from smilekg.csvw.reader import Source

PLAIN = Dialect(comment_prefix=None)


def records(data: bytes, dialect: Dialect = PLAIN) -> list[list[str] | None]:
    grammar = Grammar(dialect)
    return [grammar.cells(match[0].decode()) for match in grammar.any_record.finditer(data)]


def random_table(seed: int) -> tuple[list[list[str]], bytes]:
    """Rows of awkward cells, and the bytes that the csv module writes for them."""
    random.seed(seed)
    pieces = ["a", "苏州", ",", '"', '""', "\n", "\r\n", " ", "\t", "#", "\\", "x" * 50, "", "\u2028", "😀"]
    rows = [["".join(random.choices(pieces, k=random.randrange(4))) for _ in range(3)] for _ in range(200)]
    out = io.StringIO()
    csv.writer(out, lineterminator=random.choice(["\n", "\r\n"])).writerows(rows)
    return rows, out.getvalue().encode()


@pytest.mark.parametrize("seed", range(20))
def test_what_the_csv_module_writes_is_read_back(seed):
    rows, data = random_table(seed)
    assert records(data) == rows


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 40, 333])
def test_blocks_never_split_a_record(tmp_path, seed, size):
    rows, data = random_table(seed)
    file = tmp_path / "t.csv"
    file.write_bytes(data)
    with Source(file, Dialect(comment_prefix=None, header_row_count=0)) as source:
        blocks = list(source.blocks(size))
    assert b"".join(block.data for block in blocks) == data
    assert [row for block in blocks for row in records(block.data)] == rows
    for before, after in zip(blocks, blocks[1:]):
        assert after.row == before.row + len(records(before.data))
        assert after.line == before.line + before.data.count(b"\n")


@pytest.mark.parametrize(("text", "cells"), [
    ('a,"b', None), ('a,b"c"', None), ('a,"b"c', None), ('a, "b"', None), ('"a""b",', ['a"b', ""]), ("", [""]),
    (",,", ["", "", ""]), ('"",""', ["", ""])])
def test_a_record_with_a_misplaced_quote_has_no_cells(text, cells):
    assert Grammar(PLAIN).cells(text) == cells


def test_a_stray_quote_spoils_its_own_line_only(tmp_path):
    good = b'1,"two\nlines"\n' * 3
    data = good + b'5" pipe,x\n' + good + b'never,"closed\n' + good * 2
    file = tmp_path / "t.csv"
    file.write_bytes(data)
    for size in (1, 20, 64, 4096):
        with Source(file, Dialect(comment_prefix=None, header_row_count=0)) as source:
            found = [row for block in source.blocks(size) for row in records(block.data)]
        assert [row for row in found if row] == [["1", "two\nlines"]] * 12
        assert found.count(None) == 2


@pytest.mark.parametrize(("dialect", "data", "rows"), [
    (Dialect(delimiter="\t"), b"a\tb,c\n", [["a", "b,c"]]),
    (Dialect(delimiter="||"), b"a||b|c\n", [["a", "b|c"]]),
    (Dialect(quote_char="'"), b"'a,''b','c\"'\n", [["a,'b", 'c"']]),
    (Dialect(quote_char=None), b'"a",b"\n', [['"a"', 'b"']]),
    (Dialect(double_quote=False), b'"a\\"b\\\\",c\\,d\n', [['a"b\\', "c,d"]]),
    (Dialect(line_terminators=("\r\n",)), b"a\nb,c\r\nd,e\r\n", [["a\nb", "c"], ["d", "e"]]),
    (Dialect(line_terminators=("\r",)), b"a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    (Dialect(line_terminators=(";",)), b"a,b;c,d;", [["a", "b"], ["c", "d"]]),
    (Dialect(trim="true"), b" a , b\t\n", [["a", "b"]]),
    (Dialect(trim="start"), b" a , b\n", [["a ", "b"]]),
    (Dialect(trim="end"), b" a , b\n", [[" a", " b"]]),
])
def test_dialects(dialect, data, rows):
    assert records(data, dialect) == rows


def test_comments_and_blank_rows_are_no_rows():
    grammar = Grammar(Dialect(comment_prefix="#", skip_blank_rows=True))
    data = b'#a "comment\n1,2\n\n"x\n#no comment",2\n,\n'
    assert [grammar.skips(m[0]) for m in grammar.any_record.finditer(data)] == [True, False, True, False, True]
    assert grammar.count(data) == (2, 5)
