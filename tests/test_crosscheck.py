"""The checks find the source's mistakes, and the ledger and the alias file are needed line by line.

The expected mistakes were compared, one by one, with the documents and with lists that two readers made of them.
"""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from smilekg.build.crosscheck import CHECKS, Evidence, check_ledger, find_mistakes
from smilekg.build.curated import read_records
from smilekg.build.explain import explain
from smilekg.build.ledger import Ledger
from smilekg.build.pipeline import identify_all, read_sources
from smilekg.build.registers import ALIAS_COLUMNS, Curated
from smilekg.errors import SmileError
from smilekg.paths import Project

ROOT = Path(__file__).parents[1]
PROJECT = Project(ROOT)


@pytest.fixture(scope="module")
def evidence():
    return make_evidence(read_sources(PROJECT), Curated(PROJECT.curated))


def make_evidence(sources, curated):
    entries, restorer = identify_all(sources, curated)
    return Evidence(sources, entries, curated, restorer)


def short(target: str) -> str:
    return target.split("/", 2)[2]


TOWNS, COUNTIES = "towns/{}", "counties/{}"
EXPECTED = {
    "damaged-bytes": {"innovation/7", "provincial-capitals/11", "towns/81", "service-providers/93", "potential"},
    "spared-bytes": {"major-city-districts/39", "counties/73"},
    "wrong-script": {"digital-economy/19", "prefecture-cities/32", "prefecture-cities/44", "counties/90", "counties/92",
                     "towns/94", "towns/95", "towns/96"},
    "composite-subject": {"digital-economy/29"},
    "wrong-parent": {"towns/21", "towns/22", "towns/100"},
    "unknown-word": {*map(TOWNS.format, (24, 42, 63, 71, 72, 74, 75, 78, 90, 98)),
                     *map(COUNTIES.format, (37, 44, 74, 78, 87))},
    "extra-words": {"towns/33", "towns/38", "towns/69", "towns/92"},
    "parent-left-out": {"counties/89", *map(TOWNS.format, (16, 17, 18, 19, 20, 38, 41, 43, 54, 62, 70, 73, 77, 81))},
    "no-township": {"towns/5", "towns/96"},
    "not-a-division": {"innovation/1", "municipality-districts/19", "major-city-districts/15", "major-city-districts/45",
                       "major-city-districts/48", "major-city-districts/49", "counties/37", "towns/33", "towns/48"},
    "uneven-form": {*map(TOWNS.format, (15, 16, 17, 63, 99, 100)), "prefecture-cities/45", "municipality-districts/2",
                    "major-city-districts/44", "counties/30", "counties/72", "counties/89"},
    "tie": {"counties/31"},
    "count-contradicted": {"apps", "top-cities"},
    "heading-worded-two-ways": {"digital-economy"},
    "column-contradicts-list": {"municipality-districts", "major-city-districts", "counties"},
    "column-worded-two-ways": {"prefecture-cities", "municipality-districts", "major-city-districts", "counties"},
    "first-nine-claim": {"top-cities/2"},
}


def test_every_check_is_expected():
    assert set(EXPECTED) == set(CHECKS)


@pytest.mark.parametrize("code", EXPECTED)
def test_a_check_finds_what_the_eye_finds(evidence, code):
    assert {short(target) for found, target in find_mistakes(evidence) if found == code} == EXPECTED[code]


def without(file: Path, number: int, target: Path) -> Path:
    lines = file.read_text("utf-8").split("\n")
    target.write_text("\n".join(lines[:number] + lines[number + 1:]), "utf-8", newline="")
    return target


def rows_of(name: str) -> range:
    return range(1, (PROJECT.curated / name).read_text("utf-8").count("\n"))


@pytest.mark.parametrize("number", rows_of("aliases.csv"))
def test_each_alias_is_needed(evidence, tmp_path, number):
    aliases = read_records(without(PROJECT.curated / "aliases.csv", number, tmp_path / "aliases.csv"), ALIAS_COLUMNS)
    curated = Curated(PROJECT.curated)
    curated.aliases = aliases
    with pytest.raises(SmileError):
        check_ledger(make_evidence(evidence.sources, curated))


def test_each_row_of_the_ledger_is_needed(evidence, tmp_path):
    """Ids run without a gap; and with the ids put right, a row whose mistake a check finds is missed all the same."""
    for number in rows_of("corrections.csv"):
        file = without(PROJECT.curated / "corrections.csv", number, tmp_path / "corrections.csv")
        with pytest.raises(SmileError):
            check_ledger(with_ledger(evidence, Ledger(file)))


def with_ledger(evidence: Evidence, ledger: Ledger) -> Evidence:
    return replace(evidence, curated=SimpleNamespace(**vars(evidence.curated) | {"ledger": ledger}))


@pytest.mark.parametrize(("old", "new", "told"), [
    (",tie,", ",twins,", ["corrections.csv", "no such check", "'twins'"]),
    ("entry/2019-2020/counties/31", "entry/2019-2020/counties/32", ["tie", "counties/31", "73.18"]),
    (",tie,440", ",wrong-parent,440", ["tie", "counties/31"]),
])
def test_a_row_and_its_check_must_agree(evidence, tmp_path, old, new, told):
    text = (PROJECT.curated / "corrections.csv").read_text("utf-8")
    assert old in text
    (tmp_path / "corrections.csv").write_text(text.replace(old, new), "utf-8", newline="")
    with pytest.raises(SmileError) as error:
        check_ledger(with_ledger(evidence, Ledger(tmp_path / "corrections.csv")))
    assert [part for part in told if part not in str(error.value)] == []


@pytest.mark.parametrize(("name", "told"), [
    ("鼓楼区", ["ambiguous", "320106", "350102", "江苏省南京市鼓楼区"]),
    ("海南??谑?/p>", ["place/460100", "1 entry"]),
    ("鎮江", ["place/321100"]),
    ("??谑?/p>", ["place/460100", "damaged, gives this text"]),  # 海口市 and the markup behind it
    ("福建福州市长乐市", ["place/350112", "became Changle District"]),
    ("石山镇", ["town/2019-2020/81"]),
    ("微信", ["app/wechat"]),
    ("南京府", ["unknown", "aliases.csv"]),
])
def test_explain_says_how_a_name_is_read(name, told):
    found = str(explain(PROJECT, name).as_dict())
    assert [part for part in told if part not in found] == []


def test_what_the_docs_say_of_the_ledger_is_so():
    from click.testing import CliRunner

    from smilekg.cli import main

    page = CliRunner().invoke(main, ["corrections", "--lang", "en", "--format", "md"]).output
    assert (ROOT / "docs" / "corrections.md").read_text("utf-8") == page, "smilekg corrections --lang en --format md"
    rows = Ledger(PROJECT.curated / "corrections.csv").records
    found = [row for row in rows if not row["found_by"].startswith("eye: ")]
    assert f"{len(rows)} rows, {len(found)} of them found by checks" in (ROOT / "README.md").read_text("utf-8")
