"""Names of places: read as nested known names, refused when unknown or ambiguous. Codes are those of GB/T 2260."""

import csv
import shutil
from pathlib import Path

import pytest

from smilekg.build.curated import read_records
from smilekg.build.pipeline import identify_all, read_sources
from smilekg.build.reconcile import Gazetteer, Reconciler
from smilekg.build.registers import Curated
from smilekg.errors import CuratedError, NameUnresolved
from smilekg.paths import Project

ROOT = Path(__file__).parents[1]


def reconciler_of(folder: Path) -> Reconciler:
    curated = Curated(folder)
    return Reconciler(curated.gazetteer, curated.aliases, curated.registers())


@pytest.fixture(scope="module")
def reconciler():
    return reconciler_of(ROOT / "data" / "curated")


@pytest.mark.parametrize("name, kind, code", [
    ("北京", "City", "110000"), ("北京市", "City", "110000"), ("北京", "Province", "110000"), ("香港", "City", "810000"),
    ("吉林", "Province", "220000"), ("吉林", "City", "220200"), ("澳门", "Province", "820000"), ("内蒙古", "Province", "150000"),
    ("江苏省苏州市", "City", "320500"), ("内蒙古乌海市", "City", "150300"), ("湖南长沙市", "City", "430100"),
    ("青岛市南区", "District", "370202"), ("青岛市市南区", "District", "370202"), ("云南昆明市安宁市", "District", "530181"),
    ("上海浦东新区", "District", "310115"), ("北京市朝阳区", "District", "110105"), ("长春朝阳区", "District", "220104"),
    ("四川攀枝花市西区", "District", "510403"), ("宁夏回族自治区灵武市", "District", "640181"),
    ("湖南长沙市长沙县", "District", "430121"), ("海南琼海市", "District", "469002"), ("重庆市两江新区", "District", "liangjiang"),
])
def test_a_name_means_the_place_with_this_code(reconciler, name, kind, code):
    assert reconciler.resolve(name, "counties", kind).iris == (f"place/{code}",)


@pytest.mark.parametrize("name, kind, told", [
    ("朝阳区", "District", ["fits 2 places", "110105 北京市 朝阳区", "220104 吉林省 长春市 朝阳区"]),
    ("通州区", "District", ["fits 2 places", "110112 北京市 通州区", "320612 江苏省 南通市 通州区"]),
    ("龙华区", "District", ["fits 2 places", "440309 广东省 深圳市 龙华区", "460106 海南省 海口市 龙华区"]),
    ("新城区", "District", ["fits 2 places", "150102", "610102"]),
    ("鼓楼区", "District", ["fits 4 places", "320106", "320302", "350102", "410204"]),
    ("浙江省苏州市", "City", ["not known", "320500 江苏省 苏州市"]),
    ("广东昆山市", "District", ["not known", "320583 江苏省 苏州市 昆山市"]),
    ("深圳市南山区市南区", "District", ["not known", "370202 山东省 青岛市 市南区"]),
    ("北京北京市", "City", ["not known", "110000 北京市"]),
    ("中国北京", "City", ["not known", "110000 北京市"]),
    ("澳门", "City", ["not known", "candidates: none"]),
    ("苏州市", "District", ["not known"]), ("昆山市", "City", ["not known"]), ("江苏", "City", ["not known"]),
    ("中国", "Province", ["not known", "candidates: none"]), ("", "City", ["not known", "candidates: none"]),
    ("苏 州", "City", ["not known", "candidates: none"]),
])
def test_what_is_unknown_or_ambiguous_is_refused_with_candidates(reconciler, name, kind, told):
    with pytest.raises(NameUnresolved) as error:
        reconciler.resolve(name, "counties", kind)
    told = [*told, f"value {name!r}", f"counties ({kind})", "data/curated/aliases.csv"]
    assert [part for part in told if part not in str(error.value)] == []


@pytest.mark.parametrize("name, host, rest", [
    ("江苏省苏州市昆山市周庄镇", "320583", "周庄镇"), ("北京市房山区基金小镇", "110111", "基金小镇"),
    ("内蒙古鄂托克旗棋盘井镇", "150624", "棋盘井镇"), ("辽宁省鞍山市腾鳌镇", "210300", "腾鳌镇"),
    ("新疆日喀则市吉隆县吉隆镇", "540234", "吉隆镇"), ("河北省邢台市隆尧县莲子镇镇", "130525", "莲子镇镇"),
])
def test_a_town_lies_in_the_lowest_place_of_its_name(reconciler, name, host, rest):
    assert reconciler.host(name, "towns") == (host, rest)


@pytest.mark.parametrize("name", ["朝阳区某镇", "某镇", ""])
def test_a_town_without_one_place_is_refused(reconciler, name):
    with pytest.raises(NameUnresolved, match="towns"):
        reconciler.host(name, "towns")


@pytest.mark.parametrize("name, ranking, kind, iris", [
    ("新疆+新疆兵团", "digital-economy", "Province", ("place/650000", "organization/xpcc")),
    ("广西百色市平果县", "counties", "District", ("place/451082",)),
    ("福建福州市长乐市", "counties", "District", ("place/350112",)),
])
def test_an_alias_settles_a_name_in_its_own_list_alone(reconciler, name, ranking, kind, iris):
    found = reconciler.resolve(name, ranking, kind)
    assert (found.iris, found.how) == (iris, "alias") and found.reason
    with pytest.raises(NameUnresolved):
        reconciler.resolve(name, "influence", kind)


@pytest.mark.parametrize("kind, name", [("App", "微信 "), ("Company", "腾讯")])
def test_apps_and_companies_go_by_their_register(reconciler, kind, name):
    with pytest.raises(NameUnresolved, match=f"the {kind.lower()} is not known(.|\n)*{name}(.|\n)*data/curated"):
        reconciler.resolve(name, "apps", kind)


def test_every_name_of_the_lists_is_read_as_a_place_that_bears_it():
    with (ROOT / "data/curated/gazetteer.csv").open(encoding="utf-8", newline="") as one, \
            (ROOT / "data/curated/places-without-code.csv").open(encoding="utf-8", newline="") as two:
        rows = {row["key"]: row for file in (one, two) for row in csv.DictReader(file)}
    project = Project(ROOT)
    entries, _ = identify_all(read_sources(project), Curated(project.curated))
    assert len(entries) == 698
    read = [(item.restored, rows[item.resolution.iris[0].removeprefix("place/")]) for item in entries
            if item.resolution.how == "reading"]
    assert len(read) > 300
    assert [(name, row["key"]) for name, row in read
            if not name.endswith((row["name"], row["short"] or row["name"]))] == []


SHEET = "key,level,name,short,parent\n"


@pytest.mark.parametrize("rows, told", [
    ("1,province,甲省,,2\n2,city,乙市,,1\n", [":2,", "'parent'", "value '2'", "inside itself", "chain of parents"]),
    ("1,province,甲省,,1\n", [":2,", "value '1'", "inside itself"]),
    ("1,province,甲省,,\n2,city,乙市,,3\n3,city,丙市,,2\n", [":3,", "value '3'", "inside itself"]),
    ("1,province,甲省,,\n2,city,乙市,,9\n", [":3,", "'parent'", "value '9'", "no key of the gazetteer"]),
    ("1,province,甲省,,\n2,city,乙市,,\n", [":3,", "'parent'", "value ''", "no parent and is no province"]),
    ("1,province,甲省,,\n1,province,丁省,,\n", [":3,", "'key'", "value '1'", "stands twice", "line 2"]),
])
def test_a_gazetteer_that_contradicts_itself_is_refused(tmp_path, rows, told):
    (tmp_path / "gazetteer.csv").write_text(SHEET + rows, "utf-8")
    with pytest.raises(CuratedError) as error:
        Gazetteer(read_records(tmp_path / "gazetteer.csv", key="key"))
    assert [part for part in ["gazetteer.csv", *told] if part not in str(error.value)] == []


def alias(name: str, ranking: str, entity: str) -> dict[str, str]:
    return {"name": name, "list": ranking, "part": "1", "entity": entity, "reason": "tried in a test"}


@pytest.mark.parametrize("file, cells, told", [
    ("aliases.csv", alias("广西百色市平果县", "counties", "place/451082"), ["points at two things", "平果县", "keep one"]),
    ("aliases.csv", alias("广西百色市平果县", "counties", "place/451022"), ["points at two things", "'place/451082'"]),
    ("aliases.csv", alias("某县", "counties", "place/999999"), ["no place of the gazetteer", "'place/999999'"]),
    ("aliases.csv", alias("某县", "counties", "organization/nobody"), ["'entity'", "'organization/nobody'"]),
    ("aliases.csv", alias("某县", "counties", "plcae/451082"), ["'entity'", "'plcae/451082'"]),
    ("aliases.csv", alias("某县", "countries", "place/451082"), ["'list'", "'countries'", "counties"]),
    ("apps.csv", {"key": "wechat-2", "name": "微信"}, ["registered twice", "'微信'"]),
    ("apps.csv", {"key": "wechat", "name": "微信二"}, ["stands twice", "'wechat'"]),
    ("gazetteer.csv", {"key": "110101", "level": "district", "parent": "110000"}, ["stands twice", "'110101'"]),
    ("gazetteer.csv", {"key": "110199", "level": "district", "parent": "119999"}, ["no key of", "'119999'"]),
    ("places-without-code.csv", {"key": "110101", "level": "district", "name": "东城区", "parent": "110000"},
     ["'key'", "'110101'", "gazetteer.csv"]),
    ("places-without-code.csv", {"key": "moon", "level": "ctiy", "name": "月市", "parent": "110000"},
     ["'level'", "'ctiy'", "functional-area"]),
])
def test_a_line_that_contradicts_the_others_is_refused_with_its_place(tmp_path, file, cells, told):
    folder = shutil.copytree(ROOT / "data" / "curated", tmp_path / "curated")
    header, *lines = (folder / file).read_text("utf-8").splitlines()
    with (folder / file).open("a", encoding="utf-8", newline="") as sheet:
        csv.DictWriter(sheet, header.split(",")).writerow(cells)
    with pytest.raises(CuratedError) as error:
        reconciler_of(folder)
    assert [part for part in [*told, f"{file}:{len(lines) + 2}"] if part not in str(error.value)] == []
