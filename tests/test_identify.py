"""From published lists to tables: every entry, restored, identified and traced to its line."""

import csv
import io
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilekg.build.announcement import read_source
from smilekg.build.identify import Restorer
from smilekg.build.ledger import COLUMNS, Ledger
from smilekg.build.pipeline import build
from smilekg.build.tables import canonical, grade_id
from smilekg.errors import CuratedError, SmileError
from smilekg.paths import Project

ROOT = Path(__file__).parents[1]
LISTS = {"influence": 10, "innovation": 10, "investment": 10, "potential": 10, "livability": 10, "tourism": 10,
         "towns": 100, "apps": 137, "service-providers": 100, "digital-economy": 34, "major-cities": 19,
         "provincial-capitals": 18, "prefecture-cities": 50, "municipality-districts": 20, "major-city-districts": 50,
         "counties": 100, "top-cities": 10}


def copy(folder: Path) -> Path:
    for name in ("data", "ontology"):
        shutil.copytree(ROOT / name, folder / name)
    for file in (folder / "data" / "tables").glob("*.csv"):
        file.unlink()
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = copy(tmp_path_factory.mktemp("built"))
    build(Project(folder), rdf=False)
    return folder / "data" / "tables"


@pytest.fixture(scope="module")
def rows(built):
    return {file.stem: list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
            for file in built.glob("*.csv")}


@pytest.fixture(scope="module")
def entries(rows):
    """By (list, key): the entry's row, with its subjects."""
    found = {(row["list"], row["key"]): row | {"subjects": []} for row in rows["entries"]}
    for row in rows["subjects"]:
        found[row["list"], row["key"]]["subjects"].append(row["subject"])
    return found


def test_the_shipped_tables_are_a_rebuild(built):
    shipped = {file.name: file.read_bytes() for file in (ROOT / "data" / "tables").iterdir()}
    assert {file.name: file.read_bytes() for file in built.iterdir()} == shipped


def test_every_list_is_whole(entries):
    assert len(entries) == 698
    assert {name: sum(where == name for where, _ in entries) for name, _ in entries} == LISTS
    for name, count in LISTS.items():
        positions = sorted(int(e["position"]) for (where, _), e in entries.items() if where == name)
        assert positions == list(range(1, count + 1))


def test_every_entry_stands_in_the_document_on_its_line(entries):
    document: dict[tuple[str, str], str] = {}
    for edition in ("2019-2020", "2021-2022"):
        for row in (ROOT / "data/published" / edition / "tables.txt").read_text("utf-8").splitlines():
            line, _, text = row.partition("\t")
            document[edition, line] = document.get((edition, line), "") + "\n" + text
    for entry in entries.values():
        text = document[entry["edition"], entry["line"]]
        assert entry["text"] in re.split("[\n、]| \\|$", text) + text.split("\n"), entry
        assert entry["published"] in re.split(r" \| |、", entry["text"].removesuffix(" |")), entry
        assert entry["value"] in ("", entry["text"].removesuffix(" |").rpartition(" | ")[2]), entry
        assert Decimal(entry["score"] or 0) == Decimal(entry["value"] if entry["score"] else 0), entry


# Read in the document: list, key, line, restored name, value, rank, subject
@pytest.mark.parametrize("place, line, restored, value, rank, subject", [
    (("influence", "1"), "19", "北京", "0.910", "1", "place/110000"),
    (("innovation", "1"), "31", "雄安", "0.887", "1", "place/xiongan"),
    (("innovation", "7"), "37", "海口", "0.782", "7", "place/460100"),
    (("livability", "4"), "74", "台州", "0.832", "4", "place/331000"),
    (("provincial-capitals", "11"), "274", "海南海口市", "72.18", "11", "place/460100"),
    (("provincial-capitals", "14"), "277", "台湾台北市", "67.23", "14", "place/taipei"),
    (("prefecture-cities", "32"), "315", "陕西省咸阳市", "67.02", "32", "place/610400"),
    (("major-city-districts", "33"), "390", "青岛市南区", "78.61", "33", "place/370202"),
    (("major-city-districts", "12"), "369", "广州黄埔区", "82.00", "12", "place/440112"),
    (("counties", "8"), "417", "湖南长沙市宁乡市", "81.34", "8", "place/430182"),
    (("counties", "32"), "441", "浙江温州市瓯海区", "73.18", "32", "place/330304"),
    (("digital-economy", "3"), "207", "上海", "AAAAA+", "3", "place/310000"),
    (("towns", "81"), "95", "海南省海口市石山镇", "", "", "town/2019-2020/81"),
    (("apps", "1.1"), "101", "微信", "", "1", "app/wechat"),
    (("apps", "53.1"), "153", "中华万年历", "", "53", None),
    (("service-providers", "93"), "193", "亿睿科信息技术(北京)有限公司", "", "93", None),
    (("top-cities", "2"), "5", "香港", "", "2", "place/810000"),
])
def test_entries_read_in_the_document(entries, place, line, restored, value, rank, subject):
    entry = entries[place]
    assert (entry["line"], entry["restored"], entry["value"], entry["rank"]) == (line, restored, value, rank)
    assert subject is None or entry["subjects"] == [subject]


def test_every_app_is_run_by_the_provider_of_its_own_line(rows, entries):
    providers = {e["line"]: e["subjects"] for (where, _), e in entries.items() if where == "service-providers"}
    operators = {f"app/{row['app']}": [f"company/{row['operator']}"] for row in rows["apps"]}
    apps = [e for (where, _), e in entries.items() if where == "apps"]
    assert len(apps) == len(operators) == 137
    assert [app["restored"] for app in apps if operators[app["subjects"][0]] != providers[app["line"]]] == []


@pytest.mark.parametrize("app, operator", [
    ("企业微信", "腾讯科技(深圳)有限公司"), ("抖音", "北京字节跳动科技有限公司"), ("学习强国", "中央宣传部宣传舆情研究中心"),
    ("B612咔叽", "亿睿科信息技术(北京)有限公司"), ("铁路12306", "中国国家铁路集团有限公司"), ("YY", "广州华多网络科技有限公司"),
    ("讯飞语音+", "科大讯飞股份有限公司"), ("植物大战僵尸2", "拓维信息系统股份有限公司"), ("下厨房", "北京下厨房科技有限公司")])
def test_operators_read_in_the_document(rows, app, operator):
    companies = {row["company"]: row["name_zh"] for row in rows["companies"]}
    assert [companies[row["operator"]] for row in rows["apps"] if row["name_zh"] == app] == [operator]


def test_one_line_has_two_subjects(entries):
    assert {place: e["subjects"] for place, e in entries.items() if len(e["subjects"]) != 1} == {
        ("digital-economy", "29"): ["place/650000", "organization/xpcc"]}


def test_towns_alone_have_no_rank(entries):
    assert {place for place, e in entries.items() if not e["rank"]} == {("towns", str(n)) for n in range(1, 101)}


def test_restored_names_are_clean_and_simplified(entries):
    """GB 2312 holds simplified characters, not traditional ones; these rare ones are the same in both scripts."""
    rare = {c for e in entries.values() for c in e["restored"] if c.encode("gb2312", "ignore") == b""}
    assert rare <= set("甪洈塬滘硚")
    assert [e["restored"] for e in entries.values() if re.search(r"[?<]|\([a-zà-ǜ]+\)", e["restored"])] == []


@pytest.mark.parametrize("published, form", [
    ("0.910", "0.91"), ("82.00", "82"), ("87.98", "87.98"), ("100", "100"), ("100.0", "100"), ("0.000", "0"),
    ("10.50", "10.5")])
def test_canonical(published, form):
    assert canonical(published) == form


@settings(deadline=None, derandomize=True)
@given(st.decimals(0, 10**6, places=3))
def test_canonical_is_the_shortest_form_of_the_same_number(value):
    assert Decimal(canonical(str(value))) == value
    assert re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", canonical(str(value)))


@pytest.mark.parametrize("letters, name", [
    ("AAAAA+", "AAAAA-plus"), ("AAAA", "AAAA"), ("AAA-", "AAA-minus"), ("AA+", "AA-plus")])
def test_grade_id(letters, name):
    assert grade_id(letters) == name


@pytest.mark.parametrize("now, told", [
    ("海口", None), ("三亚", ["damaged again", "corrections.csv:2", "'now'", "'三亚'", "???/p>"]),
    ("海口😀", ["damaged again", "corrections.csv:2", "'now'", "'海口😀'"]),  # outside GBK
])
def test_a_restoration_must_prove_itself(tmp_path, now, told):
    with (tmp_path / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        cells = {"id": "001", "target": "t", "property": "publishedName", "published": "???/p>", "now": now,
                 "action": "restore", "certainty": "certain", "status": "applied"}
        csv.writer(file).writerows([COLUMNS, [cells.get(name, "") for name in COLUMNS]])
    source = read_source(ROOT / "data" / "published" / "2019-2020")
    restorer = Restorer(Ledger(tmp_path / "corrections.csv"))
    if told is None:
        assert restorer.restore(source, "t", "publishedName", "???/p>") == now
        return
    with pytest.raises(CuratedError) as error:
        restorer.restore(source, "t", "publishedName", "???/p>")
    assert [part for part in told if part not in str(error.value)] == []


TABLES, CURATED = "data/published/2019-2020/tables.txt", "data/curated/"
BAD = {
    "an unknown place": (TABLES, "243\t1 | 北京市", "243\t1 | 南京府", ["'南京府'", "major-cities", "aliases.csv"]),
    "an unknown app": (TABLES, "騰訊視頻", "騰訊電視", ["'腾讯电视'", "the app is not known"]),
    "a newly damaged name": (TABLES, "243\t1 | 北京市", "243\t1 | 北??",
                             ["entry/2019-2020/major-cities/1", "'北??'", "restore"]),
    "a town in another place": (CURATED + "towns.csv", "古北口镇,Gubeikou Town,romanisation,110118",
                                "古北口镇,Gubeikou Town,romanisation,110111", ["towns.csv:4", "'110111'", "北京市 密云区"]),
    "a town under another name": (CURATED + "towns.csv", "2019-2020,3,北京市密云区古北口镇", "2019-2020,3,北京市密云区古北镇", ["北京市密云区古北口镇"]),
    "two towns with one code": (CURATED + "towns.csv", ",110114110,", ",110118111,", ["'110118111'", "towns.csv"]),
    "an app on no list": (CURATED + "apps.csv", "\nqq,QQ,", "\nno,某应用,N,official,news,x\nqq,QQ,",
                          ["apps.csv:3", "'某应用'"]),
    "a list without a name": (CURATED + "rankings.csv", "2019-2020,apps,", "2019-2020,applications,",
                              ["rankings.csv:9", "'list'", "'applications'", "service-providers"]),
    "headquarters nowhere": (CURATED + "companies.csv", ",Company,440300,", ",Company,999999,",
                             ["companies.csv:2", "'headquarters'", "'999999'"]),
    "a character outside GBK": (TABLES, "243\t1 | 北京市", "243\t1 | 北京😀", ["北京😀"]),
    "an alias to nobody": (CURATED + "aliases.csv", "organization/xpcc", "organization/nobody",
                           ["aliases.csv:3", "organization/nobody"]),
    "a series on no line": (CURATED + "series.csv", ",15\n", ",14\n", ["series.csv:2", "14"]),
    "a source without publisher": ("data/published/2019-2020/source.toml", "publisher =", "publishr =",
                                 ["source.toml", "publisher"]),
    "a county twice in a list": (TABLES, "411\t2 | 廣東佛山市南海區(qū)", "411\t2 | 江蘇蘇州市昆山市",
                                 ["source line 411", "counties", "'江苏苏州市昆山市'", "at 1 already"]),
    "an app twice on a line": (TABLES, "騰訊視頻、QQ瀏覽器", "騰訊視頻、騰訊視頻",
                               ["source line 101", "apps", "'腾讯视频'", "at 1.3 already"]),
    "an app of two providers": (TABLES, "103\t3 | 抖音", "103\t3 | 微信",
                                ["source line 103", "apps", "'微信'", "at 1.1 already"]),
}


@pytest.mark.parametrize("file, old, new, told", BAD.values(), ids=BAD)
def test_a_build_stops_at_what_it_cannot_identify(tmp_path, file, old, new, told):
    path = copy(tmp_path) / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")
    with pytest.raises(SmileError) as error:
        build(Project(tmp_path), rdf=False)
    assert [part for part in told if part not in str(error.value)] == []
    assert not list((tmp_path / "data" / "tables").glob("*.csv"))
