"""Reading the published rows: what is there, and what each kind of bad input is told."""

import shutil
from pathlib import Path

import pytest

from smilekg.build.announcement import read_source
from smilekg.errors import SourceError

PUBLISHED = Path(__file__).parents[1] / "data" / "published"
ROW = "243\t1 | 北京市 | 87.98 |"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PUBLISHED / "2019-2020", tmp_path / "2019-2020")


@pytest.fixture(scope="module")
def lists():
    return {ranked.id: ranked for edition in ("2019-2020", "2021-2022")
            for ranked in read_source(PUBLISHED / edition).lists}


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) >= 1, f"nothing to spoil: {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")


# Each read in the document: list, key, position, rank, name, value, line
@pytest.mark.parametrize("list_id, entry", [
    ("influence", ("1", 1, 1, "北京", "0.910", 19)),
    ("innovation", ("7", 7, 7, "???/p>", "0.782", 37)),
    ("towns", ("81", 81, None, "海南省??谑惺芥?zhèn)", "", 95)),
    ("apps", ("1.13", 13, 1, "企業(yè)微信", "", 101)),
    ("apps", ("2.1", 14, 2, "淘寶", "", 102)),
    ("apps", ("100.1", 137, 100, "下廚房", "", 200)),
    ("service-providers", ("93", 93, 93, "億??菩畔⒓夹g(北京)有限公司", "", 193)),
    ("digital-economy", ("29", 29, 29, "新疆+新疆兵團", "AA+", 233)),
    ("counties", ("100", 100, 100, "河南商丘市永城市", "61.15", 509)),
    ("top-cities", ("10", 10, 10, "苏州", "", 5)),
])
def test_entries_are_what_the_document_says(lists, list_id, entry):
    found = [(e.key, e.position, e.rank, e.name, e.value, e.line) for e in lists[list_id].entries]
    assert entry in found and found.index(entry) == entry[1] - 1


def test_a_table_read_as_plain_cells(lists):
    document = (PUBLISHED / "2019-2020/tables.txt").read_text("utf-8").splitlines()
    rows = [row.split("\t")[1].split(" | ") for row in document if 284 <= int(row.split("\t")[0]) <= 333]
    assert [[str(e.rank), e.name, e.value] for e in lists["prefecture-cities"].entries] == [
        [rank, name, value.removesuffix(" |")] for rank, name, value in rows]


BAD_ROWS = {
    "missing cell": (ROW, "243\t1 | 北京市 |",
                     ["source line 243", "'1 | 北京市 |'", "2 cells, its heading 3", "compare the row"]),
    "renamed column": ("242\t排名 | 城市", "242\t名次 | 城市",
                       ["source line 242", "'columns'", "'名次 | 城市 | Tahaoo SMILE綜合指數得分 |'", "renamed"]),
    "another heading": ("241\t1、直轄市", "241\t一、直轄市", ["source line 241", "'heading'", "一、直轄市", "expected '1、"]),
    "rank twice": ("244\t2 |", "244\t1 |", ["source line 244", "'rank'", "value '1'", "stands on source line 243"]),
    "rank gap": ("261\t19 |", "261\t20 |", ["source line 261", "'rank'", "value 20", "follows rank 18"]),
    "first row removed": (f"{ROW}\n", "", ["source line 244", "'rank'", "value 2", "follows rank 0"]),
    "row removed": ("247\t5 | 重慶市 | 83.77 |\n", "", ["source line 248", "'rank'", "value 6", "a row is missing"]),
    "rows out of order": ("244\t2 | 廣州市 | 86.12 |\n245\t3 |", "244\t3 | 廣州市 | 86.12 |\n245\t2 |",
                          ["source line 244", "'rank'", "value 3", "follows rank 1", "out of order"]),
    "rank missing at the end": ("261\t19 | 長春市 | 75.12 |\n", "",
                                ["'major-cities'", "243-261", "18 entries", "expects 19", "cut the rows anew"]),
    "row removed where no rank is written": ("24\t天津 | 0.843 |\n", "",
                                             ["'influence'", "19-28", "9 entries", "expects 10", "cut the rows anew"]),
    "town removed": ("、重慶市江津區(qū)白沙鎮(zhèn)", "", ["'towns'", "95", "99 entries", "expects 100"]),
    "a row that no list takes": ("509\t100 |", "510\t101 | 北京市 | 60.00 |\n509\t100 |",
                                 ["source line 510", "'101 | 北京市 | 60.00 |'", "source.toml"]),
    "no tab": (ROW, ROW.replace("\t", " "), ["tables.txt:236", "'243 1 | 北京市 | 87.98 |'", "scripts/excerpt.py"]),
    "no name": (ROW, "243\t1 |  | 87.98 |", ["source line 243", "'name'", "value ''", "as the document has it"]),
    "a name lost between commas": ("淘寶、", "淘寶、、", ["source line 102", "'name'", "淘寶、、支付寶"]),
    "score with a comma": ("87.98", "78,3", ["source line 243", "'value'", "'78,3'", "such as 87.98"]),
    "fullwidth score": ("87.98", "８７.９８", ["source line 243", "'value'", "'８７.９８'", "such as 87.98"]),
    "no number": ("87.98", "NaN", ["source line 243", "'value'", "'NaN'", "such as 87.98"]),
    "one decimal too few": ("0.910", "0.91", ["source line 19", "'value'", "'0.91'", "such as 0.910"]),
    "unknown grade": ("AAAAA+", "AAAAAA", ["source line 205", "'value'", "'AAAAAA'", "AAAA-"]),
    "fullwidth rank": ("244\t2 |", "244\t２ |", ["source line 244", "'rank'", "'２'", "digits 0-9"]),
}


@pytest.mark.parametrize("old, new, told", BAD_ROWS.values(), ids=BAD_ROWS)
def test_bad_rows_are_refused_with_their_place(folder, old, new, told):
    spoil(folder / "tables.txt", old, new)
    with pytest.raises(SourceError) as error:
        read_source(folder)
    assert [part for part in ["tables.txt", *told] if part not in str(error.value)] == []


BAD_BYTES = {
    "GBK": (lambda text: text.encode("gbk", "replace"), ["not UTF-8", ":1,", "'B5 DA D2 BB'", "GBK"]),
    "one GBK row": (lambda text: text.encode().replace("北京市".encode(), "北京市".encode("gbk"), 1),
                    ["not UTF-8", ":91,", "'B1 B1 BE A9'", "GBK"]),
    "BOM": (lambda text: b"\xef\xbb\xbf" + text.encode(), ["byte order mark", ":1,", "'EF BB BF'", "without BOM"]),
    "empty": (lambda text: b"", [":1,", "value ''", "cut the rows anew"]),
}


@pytest.mark.parametrize("write, told", BAD_BYTES.values(), ids=BAD_BYTES)
def test_bad_bytes_are_refused_with_their_place(folder, write, told):
    file = folder / "tables.txt"
    file.write_bytes(write(file.read_text("utf-8")))
    with pytest.raises(SourceError) as error:
        read_source(folder)
    assert [part for part in ["tables.txt", *told] if part not in str(error.value)] == []


def without(text: str) -> tuple[str, str, list[str]]:
    return text, "", [text.split(" =")[0]]


BAD_DESCRIPTION = {
    "broken TOML": ("[[list]]", "[[list", ["not valid TOML", "line 34, column 7"]),
    "no edition": without('edition = "2019-2020"\n'),
    "no id": without('id = "announcement-2019-2020"\n'),
    "no language": without('language = "zh-Hant"\n'),
    "list without id": without('id = "influence"\n'),
    "list without heading": without('heading = "2019-2020年度中國最具影響力智慧城市"\n'),
    "list without first": without("first = 19\n"),
    "list without rows": without("rows = 10\n"),
    "list without subject": without('subject = "City"\n'),
    "list without name_cell": without("name_cell = 1\n"),
    "list without value_cell": without("value_cell = 2\n"),
    "no such cell": ("name_cell = 1", "name_cell = 9", ["name_cell"]),
    "unknown kind of value": ('value = "index"', 'value = "stars"', ["stars"]),
    "unknown kind of subject": ('subject = "City"', 'subject = "Citty"', ["Citty"]),
    "a text for a number": ("first = 19", 'first = "19"', ["first", "19"]),
}


@pytest.mark.parametrize("old, new, told", BAD_DESCRIPTION.values(), ids=BAD_DESCRIPTION)
def test_a_bad_description_is_refused_by_its_key(folder, old, new, told):
    spoil(folder / "source.toml", old, new)
    with pytest.raises(SourceError) as error:
        read_source(folder)
    assert [part for part in ["source.toml", *told] if part not in str(error.value)] == []


@pytest.mark.parametrize("name", ["tables.txt", "source.toml"])
def test_an_unreadable_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(SourceError, match=f"cannot be read: No such file(.|\n)*{name}"):
        read_source(folder)
    (folder / name).mkdir()
    with pytest.raises(SourceError, match=f"cannot be read: Is a directory(.|\n)*{name}"):
        read_source(folder)
