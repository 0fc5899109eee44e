"""The damage model, tried on the published document itself."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smilekg.build.restore import NOTES, Script, candidates, damage, is_damaged, is_spared, proof, strip_notes

DATA = Path(__file__).parents[1] / "data"
DOCUMENT = {int(line): text for line, text in (
    row.split("\t", 1) for row in (DATA / "published/2019-2020/tables.txt").read_text("utf-8").splitlines())}
CELLS = [(line, cell.strip()) for line, text in DOCUMENT.items() for part in text.split("|") for cell in part.split("、")
         if cell.strip()]

HEADING = "2019-2020年度中國最具發展潛力智慧城市"
# line of the document, what stood there, what is published
DAMAGED = [
    (37, "海口</p>", "???/p>"),
    (274, "海南海口市</p>", "海南??谑?/p>"),
    (95, "海南省海口市石山鎮", "海南省??谑惺芥?zhèn)"),
    (193, "億睿科信息技術(北京)有限公司", "億??菩畔⒓夹g(北京)有限公司"),
    (42, f"{HEADING}</p>", "2019-2020年度中國最具發(fā)展?jié)摿χ腔鄢鞘?/p>"),
    (55, f"{HEADING}</p>", "2019-2020年度中國最具發(fā)展?jié)摿χ腔鄢鞘?/p>"),
    (56, "Tahaoo SMILE最具發展潛力智慧城市指數前10名", "Tahaoo SMILE最具發(fā)展?jié)摿χ腔鄢鞘兄笖登?0名"),
    (7, f'{HEADING}<br style="margin: 0px auto; padding: 0px;"/>第三系列 2019-2020年度中國最具魅力宜居智慧城市',
     '2019-2020年度中國最具發(fā)展?jié)摿χ腔鄢鞘?br style="margin: 0px auto; padding: 0px;"/>'
     "第三系列 2019-2020年度中國最具魅力宜居智慧城市"),
]
SPARED = [(396, "寧波寧海縣"), (482, "海南海口市龍華區(qū)")]
# The notes as the announcement has them; each is the character's pinyin.
PINYIN = {"優": "yōu", "創": "chuàng", "區": "qū", "協": "xié", "執": "zhí", "態": "tài", "戰": "zhàn", "業": "yè",
          "環": "huán", "發": "fā", "監": "jiān", "穩": "wěn", "節": "jié", "統": "tǒng", "續": "xù", "衛": "wèi",
          "規": "guī", "鄉": "xiāng", "醫": "yī", "鎮": "zhèn", "養": "yǎng"}


def gazetteer_forms() -> list[str]:
    convert = Script().traditional
    with (DATA / "curated/gazetteer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted({convert(form) for row in rows for form in (row["name"], row["short"]) if form})


NAMES = gazetteer_forms()


@pytest.mark.parametrize("line, clean, published", DAMAGED)
def test_the_damage_gives_what_is_published(line, clean, published):
    assert damage(clean) == published
    assert (line, published) in CELLS


def test_a_whole_heading_row_is_damaged_as_its_cells_are():
    assert damage("城市 | Tahaoo SMILE最具發展潛力智慧城市指數前10名 |") == DOCUMENT[56]


@pytest.mark.parametrize("clean, published", [
    ("前景廣闊。可以說", "前景廣闊??梢哉f"), ("發展潛力最大的自貿區", "發(fā)展?jié)摿ψ畲蟮淖再Q區(qū)"),
    # One pair falls into the user-defined area and leaves nothing.
    ("機遇。可以肯定的是，選擇科學客觀", "機遇??梢钥隙ǖ氖牵x擇科學客觀"),
])
def test_the_damage_explains_the_running_text_around_the_lists(clean, published):
    assert damage(clean) == published


def test_exactly_the_cells_that_lost_bytes_are_called_damaged():
    assert {cell for cell in CELLS if is_damaged(cell[1])} == {(line, published) for line, _, published in DAMAGED}


def test_every_other_cell_comes_back_when_its_notes_are_taken_off_and_put_on_again():
    lost = {published for _, _, published in DAMAGED}
    whole = [cell for _, cell in CELLS if cell not in lost]
    assert len(whole) > 1400
    assert [cell for cell in whole if damage(strip_notes(cell), question_marks=False) != cell] == []


def test_two_names_were_spared():
    assert [cell for cell in CELLS if is_spared(cell[1])] == SPARED
    for _, name in SPARED:
        assert b"\xa3\xbf" in strip_notes(name).encode("gbk") and "?" in damage(strip_notes(name))


def test_evidence_within_the_damage_is_unique_for_places_and_not_for_the_company():
    assert candidates("???/p>", NAMES) == ["海口"]
    assert candidates("海南??谑?/p>", [f"海南{name}" for name in NAMES]) == ["海南海口市"]
    companies = [f"億{character}科信息技術(北京)有限公司" for character in "海睿洋"]
    assert candidates("億??菩畔⒓夹g(北京)有限公司", companies) == companies[:2]


@pytest.mark.parametrize("clean, published, expected", [
    ("海口", "???/p>", "海口</p>"), ("三亞", "???/p>", None), (HEADING, DAMAGED[4][2], f"{HEADING}</p>"),
    ("北京", "北京", "北京"), ("北京", "北京市", None), ("江蘇省鎮江市", "江蘇省鎮(zhèn)江市", "江蘇省鎮江市"),
])
def test_proof_names_the_text_with_the_markup_behind_it(clean, published, expected):
    assert proof(clean, published) == expected


def test_the_notes_are_those_of_the_document():
    note = re.compile(r"(.)\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+)\)")
    found = {pair for text in DOCUMENT.values() for pair in note.findall(text)}
    assert NOTES == PINYIN
    # The other seven stand in the running text before and after the lists.
    assert found <= set(PINYIN.items()) and len(found) == 14


@pytest.mark.parametrize("published, clean", [
    ("北京市海淀區(qū)", "北京市海淀區"), ("湖南長沙市寧鄉(xiāng)市", "湖南長沙市寧鄉市"), ("上海(qū)", "上海(qū)"),
    ("河南鄭州(國家)高新區(qū)", "河南鄭州(國家)高新區"), ("騰訊科技(深圳)有限公司", "騰訊科技(深圳)有限公司"),
])
def test_only_a_note_behind_its_own_character_is_taken_off(published, clean):
    assert strip_notes(published) == clean


@pytest.mark.parametrize("traditional, simplified", [
    ("陜西省寶雞市", "陕西省宝鸡市"), ("陝西", "陕西"), ("臺灣臺北市", "台湾台北市"), ("雲南麗江", "云南丽江")])
def test_script(traditional, simplified):
    assert Script().simplified(traditional) == simplified


def bytes_hit(text: str) -> bool:
    """Whether the damage hits half characters of `text`, told from its GBK bytes alone."""
    raw = text.encode("gbk")
    starts = {len(text[:position].encode("gbk")) for position in range(len(text))}
    pairs = {hanzi.encode("gbk") for hanzi in PINYIN}
    return b"\xa3\xbf" in raw or any(raw[at:at + 2] in pairs and at not in starts for at in range(len(raw)))


def test_every_name_of_the_gazetteer_is_called_damaged_only_when_half_characters_are_hit():
    assert len(NAMES) > 3000
    assert [name for name in NAMES if is_damaged(damage(name)) != bytes_hit(name)] == []


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), st.sampled_from(["", "2019", "a", "(", "、"]))
def test_what_is_not_hit_comes_back(names, between):
    text = between.join(names)
    published = damage(text)
    assume(not bytes_hit(text))
    assert strip_notes(published) == text and not is_damaged(published)
