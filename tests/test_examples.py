"""The notebooks of `examples/`, run in fresh kernels without network: they say what the documents say."""

import base64
import json
import shutil
import subprocess
import sys
import time
from ast import literal_eval
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, rows_of

EXAMPLES = ROOT / "examples"
NOTEBOOKS = ["join", "network", "story"]
PUBLISHED = dict(line.split("\t", 1) for line in
                 (ROOT / "data/published/2019-2020/tables.txt").read_text("utf-8").splitlines())

# Rank and score in a theme with its line, and composite score with its line: read in the document by eye.
LIVABLE = [("Chongqing", "重慶", 1, "0.895", 71, "83.77", 247), ("Quanzhou", "泉州", 2, "0.865", 72, "79.30", 294),
           ("Changzhou", "常州", 3, "0.840", 73, "67.06", 314), ("Taizhou", "臺州", 4, "0.832", 74, "74.80", 298),
           ("Sanya", "三亞", 5, "0.815", 75, "", 0), ("Yueyang", "岳陽", 6, "0.808", 76, "77.39", 296),
           ("Weihai", "威海", 7, "0.792", 77, "76.46", 297), ("Qinhuangdao", "秦皇島", 8, "0.783", 78, "", 0),
           ("Yichang", "宜昌", 9, "0.755", 79, "81.16", 291), ("Guilin", "桂林", 10, "0.724", 80, "", 0)]
INVEST = [("Shanghai", "上海", 1, "0.905", 45, "85.79", 245), ("Chengdu", "成都", 2, "0.860", 46, "82.67", 250),
          ("Wuhan", "武漢", 3, "0.824", 47, "81.01", 254), ("Changsha", "長沙", 4, "0.796", 48, "81.93", 264),
          ("Jinan", "濟南", 5, "0.772", 49, "80.05", 257), ("Fuzhou", "福州", 6, "0.760", 50, "78.51", 268),
          ("Harbin", "哈爾濱", 7, "0.754", 51, "78.36", 259), ("Dalian", "大連", 8, "0.745", 52, "80.53", 255),
          ("Changchun", "長春", 9, "0.736", 53, "75.12", 261), ("Hefei", "合肥", 10, "0.730", 54, "76.87", 270)]
COUNTIES = {"Haidian": ("海淀區", "87.18", 336), "Ganjingzi": ("甘井子區", "80.04", 381),
            "Kunshan": ("昆山市", "83.31", 410), "Yuhang": ("余杭區", "86.37", 359),
            "Yiwu": ("義烏市", "82.93", 412), "Jinjiang": ("晉江市", "80.04", 420),
            "Pingdu": ("平度市", "78.26", 394), "Ningxiang": ("寧鄉", "81.34", 417), "Nanhai": ("南海區", "83.15", 411),
            "Yubei": ("渝北區", "84.25", 350), "Anning": ("安寧市", "66.29", 478), "Shenmu": ("神木市", "61.83", 501),
            "Korla": ("庫爾勒市", "63.35", 487)}
PLACES_IN_NAMES = {"Beijing": "北京", "Shanghai": "上海", "Shenzhen": "深圳", "Guangzhou": "廣州", "Xiamen": "廈門",
                   "Hangzhou": "杭州", "Wuhan": "武漢", "Anhui": "安徽", "Chengdu": "成都", "Hunan": "湖南", "Jinhua": "金華"}
DEGREES = {"Beijing": 44, "Shanghai": 16, "Shenzhen": 6, "Guangzhou": 5, "Xiamen": 3, "Hangzhou": 2, "Wuhan": 2,
           "Anhui": 1, "Chengdu": 1, "Hunan": 1, "Jinhua": 1}


def outputs(notebook: Path) -> dict[str, list[Any]]:
    """The outputs of each code cell, by its id; a text that is stored in pieces as one."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return {cell["id"]: [_joined(output) for output in cell["outputs"]]
            for cell in cells if cell["cell_type"] == "code"}


def _joined(output: dict[str, Any]) -> dict[str, Any]:
    data = {kind: "".join(text) for kind, text in output.get("data", {}).items()}
    return {**output, "data": data, "text": "".join(output.get("text", ""))}


def texts(cells: dict[str, list[Any]]) -> dict[str, str]:
    """What the cells show as text. matplotlib's word that it looks for fonts, on its first run of all, is left out."""
    shown = {name: [output["text"] or output["data"]["text/plain"] for output in found
                    if "building the font cache" not in output["text"]] for name, found in cells.items()}
    return {name: "\n".join(found).strip() for name, found in shown.items()}


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, Path, float]:
    """The folder that was run (a copy), that of the results, the seconds it took; without network where possible."""
    copy, done = tmp_path_factory.mktemp("examples") / "copy", tmp_path_factory.mktemp("done")
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    command = [sys.executable, str(copy / "run.py"), "--to", str(done)]
    if shutil.which("unshare") and subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0:
        command = ["unshare", "-n", *command]
    start = time.perf_counter()
    ended = subprocess.run(command, cwd=done, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return copy, done, time.perf_counter() - start


@pytest.fixture(scope="module")
def fresh(run) -> dict[str, dict[str, list[Any]]]:
    return {name: outputs(run[1] / f"{name}.ipynb") for name in NOTEBOOKS}


@pytest.fixture(scope="module")
def story(fresh) -> dict[str, str]:
    return texts(fresh["story"])


@pytest.fixture(scope="module")
def join(fresh) -> dict[str, str]:
    return texts(fresh["join"])


@pytest.fixture(scope="module")
def network(fresh) -> dict[str, str]:
    return texts(fresh["network"])


def row(text: str, name: str) -> list[str]:
    """The cells of the one row of a printed table that has this name."""
    [found] = [line.split() for line in text.splitlines() if name in line.split()]
    return found


def test_the_notebooks_are_the_three(run):
    assert sorted(file.stem for file in EXAMPLES.glob("*.ipynb")) == NOTEBOOKS
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"({name}.ipynb)" in readme for name in NOTEBOOKS)


def test_running_leaves_nothing_behind(run):
    ours = {file.name: file.read_bytes() for file in EXAMPLES.iterdir() if file.is_file()}
    assert {file.name: file.read_bytes() for file in run[0].iterdir()} == ours
    assert sorted(file.name for file in run[1].iterdir()) == [f"{name}.ipynb" for name in NOTEBOOKS]


def test_a_notebook_takes_less_than_20_seconds(run):
    assert run[2] < 20 * len(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_kept_are_the_fresh_ones(fresh, name):
    kept = texts(outputs(EXAMPLES / f"{name}.ipynb"))
    assert kept == texts(fresh[name]), "`python examples/run.py` keeps the fresh ones"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_kept_notebook_is_small_and_has_nothing_of_a_machine(name):
    text = (EXAMPLES / f"{name}.ipynb").read_text("utf-8")
    traces = (str(ROOT), "/home/", "/root/", "/tmp/", "site-packages", "stderr", "Traceback")
    assert not any(trace in text for trace in traces)
    cells = json.loads(text)["cells"]
    assert all(not cell["metadata"] and not cell.get("execution_count") for cell in cells)
    assert all(len("".join(cell["source"]).splitlines()) <= 22 for cell in cells)
    pictures = [base64.b64decode(output["data"]["image/png"]) for shown in outputs(EXAMPLES / f"{name}.ipynb").values()
                for output in shown if "image/png" in output["data"]]
    assert len(pictures) == 1 and all(len(picture) < 100_000 for picture in pictures)


def test_the_tens_are_those_of_the_document(story):
    for cell, expected in (("livable", LIVABLE), ("invest", INVEST)):
        for name, chinese, rank, score, line, composite, composite_line in expected:
            assert PUBLISHED[str(line)] == f"{chinese} | {score} |"
            found = row(story[cell], name)
            assert found[2:4] == [str(rank), score]
            assert found[-1] == ("true" if composite else "false")
            if composite:
                assert chinese in PUBLISHED[str(composite_line)] and f" {composite} |" in PUBLISHED[str(composite_line)]
                assert found[-2] == composite


def test_a_city_without_a_composite_score_stands_in_no_composite_list():
    lists = "".join(PUBLISHED[str(line)] for line in range(243, 334))
    assert not any(name in lists for _, name, *_, line in LIVABLE if not line)


def test_the_story_counts_well(story):
    """Of the ten for livability, line 247 is a major city, 284 to 333 are other cities; three are on no list."""
    assert story["on-both"] == "0" and not {name for name, *_ in LIVABLE} & {name for name, *_ in INVEST}
    assert row(story["kinds"], "major-cities")[1:] == ["7", "1"]
    assert row(story["kinds"], "provincial-capitals")[1:] == ["3", "0"]
    assert row(story["kinds"], "prefecture-cities")[1:] == ["0", "6"]
    assert row(story["kinds"], "on")[2:] == ["0", "3"]
    assert row(story["medians"], "investment")[1:] == ["10", "80.29", "75.12", "85.79"]    # (80.05 + 80.53) / 2
    assert row(story["medians"], "livability")[1:] == ["7", "77.39", "67.06", "83.77"]
    assert PUBLISHED["333"].endswith("64.72 |")     # the last of the fifty, which the caveat names


def test_the_story_names_its_source_and_the_record_that_touches_it(story):
    [record] = story["corrections"].splitlines()
    assert record.startswith("110 | heading-worded-two-ways | ranking/2019-2020/prefecture-cities | probable | ")
    for line, theme in zip(story["citation"].splitlines(), ("livability", "investment"), strict=True):
        assert line.endswith(f"CC-BY-4.0. Question 'theme-against-composite', theme={theme}, lang=en.")


def test_chance_is_that_of_a_product(story):
    """The second ten drawn city by city from 87, none of them from the first ten."""
    chance = 1.0
    for drawn in range(10):
        chance *= (77 - drawn) / (87 - drawn)
    assert story["chance"] == f"{round(100 * chance)}%" == "27%"


def test_scores_joined_are_those_of_the_document(join):
    own = rows_of((EXAMPLES / "made-up-survey.csv").read_text("utf-8"))
    assert set(COUNTIES) | {"Fengcheng", "Santai", "Qiyang", "Xiong'an"} == {line["where"] for line in own}
    for line in own:
        if line["where"] in COUNTIES:
            chinese, score, number = COUNTIES[line["where"]]
            assert chinese.split("鄉")[0] in PUBLISHED[str(number)] and PUBLISHED[str(number)].endswith(f" {score} |")
            found = row(join["found"], line["adcode"])
            assert line["where"] in found and found[-4:-2] == [line["made_up_replies"], score]


def test_all_ranked_districts_with_a_code_have_a_score(join):
    """Lines 336 to 509 hold 20, 50 and 100 places; six of them are new areas or high-tech zones without a code."""
    assert join["places"] == "(229, 164)"
    lines = [PUBLISHED[str(number)] for number in range(336, 510)]
    ranked = [line for line in lines if line[0].isdigit() and " | " in line]
    zones = ("兩江新", "天府新", "金普新", "高新", "哈爾濱新")
    without = [line for line in ranked if any(zone in line for zone in zones)]
    assert (len(ranked), len(without)) == (170, 6)


def test_what_does_not_match_is_shown_and_found_by_the_code_of_2024(join):
    assert join["merge"] == "{'both': 14, 'left_only': 3, 'right_only': 0}"
    assert [line.split()[1] for line in join["unmatched"].splitlines()[1:]] == ["360981", "431181", "<NA>"]
    assert [line.split(": ")[0] for line in join["why"].splitlines()] == ["360981", "431181", "Xiong'an New Area"]
    assert row(join["newer"], "431181")[2:] == ["431121", "Qiyang", "County", "upgraded", "37"]
    changes = rows_of((ROOT / "data/curated/division-changes.csv").read_text("utf-8"))
    assert {"code": "431121", "code2024": "431181", "change": "upgraded", "year": "2021"} in changes
    assert {"code": "330110", "code2024": "330110", "change": "split", "year": "2021"} in changes
    assert row(join["found"], "330110")[-2:] == ["split", "parent"]


def test_providers_are_counted_as_the_names_say(network):
    """Ranks 1 to 100 stand on lines 101 to 200, a provider in the last cell; 18 give no place by the names we know."""
    names = [PUBLISHED[str(line)].split(" | ")[2] for line in range(101, 201)]
    counted = {english: sum(word in name for name in names) for english, word in PLACES_IN_NAMES.items()}
    assert counted == DEGREES and sum(counted.values()) == 82 == int(network["providers"])
    assert dict(literal_eval(network["degree"])) == DEGREES
    silent = [rank for rank, name in enumerate(names, 1) if not any(word in name for word in PLACES_IN_NAMES.values())]
    assert len(silent) == 18 and [rank for rank in silent if rank <= 20] == [2, 16, 18, 20]
    assert [rank for rank, _ in literal_eval(network["missing"])] == [2, 16, 18, 20]


def test_network_holds_what_it_is_made_of(network):
    """82 edges to places, and one for each of the seven cities in a province (the municipalities are in none)."""
    assert network["provinces"] == f"MultiDiGraph with {82 + 11 + 5} nodes and {82 + 7} edges"
    assert literal_eval(network["export"]) == (98, 89, "Beijing")
    assert literal_eval(network["parts"]) == {"Beijing": 44, "Shanghai": 16, "Guangdong": 11, "Zhejiang": 3,
                                              "Fujian": 3, "Hubei": 2, "Sichuan": 1, "Hunan": 1, "Anhui": 1}
    assert [line[:3] for line in network["corrections"].splitlines()] == ["021", "029"]
