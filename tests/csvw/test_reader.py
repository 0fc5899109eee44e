"""Files as they come: packed, in other encodings, broken, unreadable. Each fault is one clear error with its place."""

import gzip
import os
import random
import zlib
from pathlib import Path

import pytest
import zstandard
from csvw_tables import EX, table, triples, write

from smilekg.csvw.convert import convert, ntriples
from smilekg.csvw.grammar import Grammar
from smilekg.csvw.model import Dialect
from smilekg.csvw.reader import Source, read_head
from smilekg.errors import SmileError, TableError

NAMES = [{"name": "n", "propertyUrl": EX + "n"}, {"name": "city", "propertyUrl": EX + "city"}]
TEXT = "n,city\n1,苏州\n2,São Paulo\n3,\"two\nlines\"\n"
LATIN = "n,city\n1,Köln\n2,São Paulo\n3,Orléans\n"


def described(name: str = "t.csv", **dialect) -> dict:
    return table(NAMES, url=name, dialect=dialect)


def cities(folder: Path, content: bytes, name: str = "t.csv", **dialect) -> set[str]:
    metadata = write(folder, described(name, **dialect))
    (folder / name).write_bytes(content)
    found = triples(b"".join(ntriples(metadata)))
    return {triple.object.value for triple in found if triple.predicate.value == EX + "city"}


CITIES, LATIN_CITIES = {"苏州", "São Paulo", "two\nlines"}, {"Köln", "São Paulo", "Orléans"}
BOM = b"\xef\xbb\xbf"
READABLE = {
    "utf-8": (TEXT.encode(), {}, CITIES), "byte order mark": (BOM + TEXT.encode(), {}, CITIES),
    "gzip": (gzip.compress(TEXT.encode()), {}, CITIES), "gzip, byte order mark": (gzip.compress(BOM + TEXT.encode()), {}, CITIES),
    "two gzip members": (gzip.compress(TEXT[:9].encode()) + gzip.compress(TEXT[9:].encode()), {}, CITIES),
    "zstd": (zstandard.compress(TEXT.encode()), {}, CITIES),
    "two zstd frames": (zstandard.compress(TEXT[:9].encode()) + zstandard.compress(TEXT[9:].encode()), {}, CITIES),
    "utf-16": (TEXT.encode("utf-16"), {"encoding": "utf-16"}, CITIES), "UTF-16LE": (TEXT.encode("utf-16-le"), {"encoding": "UTF-16LE"}, CITIES),
    "UTF-16LE with a mark": (("\ufeff" + TEXT).encode("utf-16-le"), {"encoding": "UTF-16LE"}, CITIES),
    "utf-32": (TEXT.encode("utf-32"), {"encoding": "utf-32"}, CITIES),
    "latin-1": (LATIN.encode("latin-1"), {"encoding": "ISO-8859-1"}, LATIN_CITIES),
    "GBK": ("n,city\n1,苏州\n".encode("gbk"), {"encoding": "gbk"}, {"苏州"}),
    "GBK in gzip": (gzip.compress("n,city\n1,苏州\n".encode("gbk")), {"encoding": "gb2312"}, {"苏州"}),
    "Big5": ("n,city\n1,蘇州\n".encode("big5"), {"encoding": "big5"}, {"蘇州"}),
    "CR alone": (b"n,city\r1,a\r2,b", {}, {"a", "b"}), "CRLF": (b"n,city\r\n1,a\r\n2,b\r\n", {}, {"a", "b"}),
    "mixed line breaks": (b"n,city\r\n1,a\n2,\"b\r\nc\"\r\n", {}, {"a", "b\r\nc"}),
    "no last line break": (b"n,city\n1,a", {}, {"a"}), "header alone": (b"n,city", {}, set()),
    "no header": (b"1,a\n", {"header": False}, {"a"}), "two header rows": (b"n,city\nid,town\n1,a\n", {"headerRowCount": 2}, {"a"}),
    "rows to skip": (b"made by hand\n\nn,city\n1,a\n", {"skipRows": 2}, {"a"}),
    "columns to skip": (b"x,n,city\nx,1,a\n", {"skipColumns": 1}, {"a"}),
    "comments between": (b"n,city\n#1,a\n2,b\n", {}, {"b"}), "another comment prefix": (b"n,city\n%1,a\n#2,b\n", {"commentPrefix": "%"}, {"b"}),
    "blank rows": (b"n,city\n\n1,a\n,\n", {"skipBlankRows": True}, {"a"}),
    "tabs": (b"n\tcity\n1\ta,b\n", {"delimiter": "\t"}, {"a,b"}), "a quote doubled": (b'n,city\n1,"a""b"\n', {}, {'a"b'}),
    "a quote behind a backslash": (b'n,city\n1,"a\\"b"\n', {"doubleQuote": False}, {'a"b'}),
    "a very long cell": (b"n,city\n1," + b"x" * 300_000 + b"\n2,a\n", {}, {"x" * 300_000, "a"}),
    "a very long quoted cell": (b'n,city\n1,"' + b"x\n" * 150_000 + b'"\n2,a\n', {}, {"x\n" * 150_000, "a"}),
}


@pytest.mark.parametrize("content, dialect, expected", READABLE.values(), ids=READABLE)
def test_what_can_be_read(tmp_path, content, dialect, expected):
    assert cities(tmp_path, content, **dialect) == expected


def test_the_suffix_says_nothing_of_the_packing(tmp_path):
    assert cities(tmp_path, gzip.compress(TEXT.encode()), "t.csv.gz") == CITIES
    assert cities(tmp_path, TEXT.encode(), "u.csv.gz") == CITIES


def packed(damage) -> bytes:
    random.seed(1)
    body = "n,city\n" + "".join(f"{n},{random.random()}\n" for n in range(20_000))
    return damage(bytearray(gzip.compress(body.encode(), mtime=0)))


def overwritten(data: bytearray) -> bytes:
    data[len(data) // 2:len(data) // 2 + 40] = b"\xff" * 40
    return bytes(data)


UNREADABLE = {
    "truncated gzip": (packed(lambda data: bytes(data[:-1000])), {}, ["cannot be read", "end-of-stream"]),
    "gzip with damage": (packed(overwritten), {}, []),
    "gzip with a bad sum": (packed(lambda data: bytes(data[:-8]) + bytes(8)), {}, ["cannot be read", "CRC"]),
    "the head of a gzip": (b"\x1f\x8b\x08\x00", {}, ["cannot be read"]), "gzip of an unknown kind": (b"\x1f\x8b\x07\x00abc", {}, ["cannot be read"]),
    "truncated zstd": (zstandard.compress(gzip.decompress(packed(bytes)))[:-4000], {}, ["cannot be read"]),
    "zstd with damage": (b"\x28\xb5\x2f\xfd" + b"\xff" * 50, {}, ["cannot be read"]),
    "GBK called UTF-8": ("n,city\n1,巴金\n".encode("gbk"), {}, ["t.csv:2", "UTF-8", "xb0"]),
    "GBK in the header": ("巴金,city\n1,a\n".encode("gbk"), {}, ["t.csv:1", "utf-8", "encoding"]),
    "UTF-8 called UTF-16": (b"n,city\n1,\xff\n1", {"encoding": "utf-16"}, ["utf-16"]),
    "UTF-16 called UTF-8": (TEXT.encode("utf-16"), {}, ["t.csv:1"]),
    "half a surrogate pair": ("n,city\n1,a\n".encode("utf-16-le") + b"\x00\xd8\n\x00", {"encoding": "utf-16-le"}, ["utf-16-le"]),
    "utf-7 with half a surrogate pair": (b"n,city\n1,+2AA-\n", {"encoding": "utf-7"}, ["utf-7"]),
    "a surrogate in UTF-8": (b"n,city\n1,\xed\xa0\x80\n", {}, ["t.csv:2", "UTF-8"]),
}


@pytest.mark.parametrize("content, dialect, told", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_told(tmp_path, content, dialect, told):
    with pytest.raises(TableError) as error:
        cities(tmp_path, content, **dialect)
    assert [part for part in ["t.csv", *told] if part not in str(error.value)] == []


def test_a_folder_for_a_file_and_a_file_that_is_not_there(tmp_path):
    metadata = write(tmp_path, described())
    with pytest.raises(TableError, match="not there(.|\n)*t.csv"):
        list(ntriples(metadata))
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(TableError, match="cannot be read: (.|\n)*t.csv"):
        list(ntriples(metadata))


def test_an_input_folder_may_be_read_only(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    metadata = write(folder, described(), t=TEXT)
    folder.chmod(0o555)
    try:
        before = {name: os.stat(folder / name).st_mtime_ns for name in os.listdir(folder)}
        assert convert(metadata, tmp_path / "o.nt").rows == 3
        assert {name: os.stat(folder / name).st_mtime_ns for name in os.listdir(folder)} == before
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("ends", [["\r\n", "\n", "\r"], ["\r", "\n"], ["\n", "\r\n"]])
@pytest.mark.parametrize("escaped", [True, False])
def test_no_block_ends_inside_a_line_break(tmp_path, ends, escaped):
    """CR may be the first half of CRLF, and a backslash may stand before a break."""
    dialect = Dialect(line_terminators=tuple(ends), double_quote=not escaped, header_row_count=0, comment_prefix=None)
    random.seed(len(ends))
    pieces = ["a", ",", "\r\n", "\r\n", "\n", "\r", '"b"', '"c\r\nd"'] + ["\\\n", "\\\\", '\\"', '"\\""'] * escaped
    for _ in range(150):
        data = "".join(random.choices(pieces, k=25)).encode()
        (tmp_path / "t.csv").write_bytes(data)
        grammar = Grammar(dialect)
        whole = [match[0] for match in grammar.any_record.finditer(data)]
        for size in (1, 7):
            with Source(tmp_path / "t.csv", dialect) as source:
                blocks = [block.data for block in source.blocks(size)]
            assert [match[0] for block in blocks for match in grammar.any_record.finditer(block)] == whole, data


def test_the_head_is_its_titles_and_comments(tmp_path):
    (tmp_path / "t.csv").write_text("# made by hand\n#\nskipped \"line\na,\"b\nc\"\n1,2\n")
    head = read_head(tmp_path / "t.csv", Dialect(skip_rows=3))
    assert (head.titles, head.comments) == ([["a", "b\nc"]], ["made by hand", 'skipped "line'])


def test_a_stray_quote_in_a_large_file_costs_one_row(tmp_path):
    lines = [f'{n},"c{n}"' for n in range(30_000)]
    lines[100] = '100,5" pipe'
    metadata = write(tmp_path, described(), t="n,city\n" + "\n".join(lines) + "\n")
    done = convert(metadata, tmp_path / "o.nt", on_error="report")
    assert (done.rows, done.rejected) == (30_000, 1)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\r\n\r\n", b'"', b",", b"\x00" * 50, b"#", b"\xff\xfe"])
@pytest.mark.parametrize("alone", [True, False])
def test_the_smallest_files(tmp_path, content, alone):
    """Some are tables without rows, some are refused, none ends in another error."""
    metadata = write(tmp_path, described(), name="t.csv-metadata.json" if not alone else "other.json", t=content)
    try:
        done = convert(tmp_path / "t.csv" if alone else metadata, tmp_path / "o.nt")
    except SmileError as error:
        assert "t.csv" in str(error)
    else:
        assert done.rows <= 1


def test_damage_anywhere_in_a_packed_file_is_no_other_error(tmp_path):
    random.seed(5)
    whole = gzip.compress(TEXT.encode() * 50, mtime=0)
    metadata = write(tmp_path, described())
    for _ in range(150):
        data = bytearray(whole)
        data[random.randrange(2, len(data))] ^= 1 << random.randrange(8)
        (tmp_path / "t.csv").write_bytes(data)
        try:
            list(ntriples(metadata))
        except (TableError, zlib.error) as error:
            assert isinstance(error, TableError), data
