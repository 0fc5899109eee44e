"""Places, lists, companies and apps as Python objects. What is expected was read in data/published and data/curated."""

import copy
import dataclasses
import doctest
import re
from collections import Counter
from decimal import Decimal

import pytest
import rdflib
from conftest import ROOT, rows_of

import smilekg
from smilekg.things import shown
from smilekg.things.asked import Answers
from smilekg.errors import NameUnresolved, QueryError
from smilekg.things.lookup import place as look_up
from smilekg.things.rankings import entries_of
from smilekg.terms import RDF_TYPE, smile

ID = "https://w3id.org/smilekg/id/"


def published(edition: str) -> dict[int, str]:
    """The published rows by their line in the document."""
    lines = (ROOT / "data/published" / edition / "tables.txt").read_text("utf-8").splitlines()
    return {int(number): text for number, _, text in (line.partition("\t") for line in lines)}


@pytest.fixture(scope="module")
def lines() -> dict[int, str]:
    return published("2019-2020")


# --- one place -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["苏州", "苏州市", "Suzhou", "江苏省苏州市", "320500", " 苏州 ",
                                  "place/320500", "id:place/320500", f"{ID}place/320500"])
def test_suzhou_by_any_name(kg, name):
    place = kg.place(name)
    assert (place.iri, place.name, place.name_en) == (f"{ID}place/320500", "苏州市", "Suzhou")


def test_suzhou(kg, lines):
    suzhou = kg.place("苏州")
    assert (suzhou.kind, suzhou.kinds, suzhou.adcode, suzhou.adcode2024) == ("City", ("City",), "320500", "320500")
    assert suzhou.within == kg.place("江苏") and suzhou.within.within is None
    assert {"昆山市", "张家港市", "太仓市", "姑苏区", "苏州高新区"} <= {one.name for one in suzhou.districts}
    assert lines[32] == "蘇州 | 0.868 |" and lines[284] == "1 | 江蘇省蘇州市 | 84.17 |"
    assert [(e.list, e.rank, e.published_value, e.line) for e in suzhou.rankings] == [
        ("innovation", 2, "0.868", 32), ("prefecture-cities", 1, "84.17", 284), ("top-cities", 10, None, 5)]
    assert suzhou.rank("innovation") == 2 and suzhou.rank("prefecture-cities", "2019-2020") == 1
    assert suzhou.rank("livability") is None and suzhou.rank("towns") is None
    assert suzhou.score("prefecture-cities") == Decimal("84.17") and suzhou.score("top-cities") is None
    assert suzhou.entry("innovation").published_name == "蘇州" and suzhou.entry("tourism") is None
    assert suzhou.same_as == ("http://www.wikidata.org/entity/Q42622", "https://sws.geonames.org/1886760/")
    assert suzhou.point == (Decimal("31.30408"), Decimal("120.59538"), "seat")
    assert set(suzhou.names) >= {"苏州市", "苏州", "Suzhou"} and suzhou.corrections == ()
    assert repr(suzhou) == "<Place 苏州市 (Suzhou), 320500, City in 江苏省; 3 lists>"


@pytest.mark.parametrize(("name", "kind", "parent"), [
    ("雄安新区", "FunctionalArea", "河北省"), ("小汤山镇", "Town", "昌平区"), ("北京市朝阳区", "District", "北京市"),
    ("贵阳", "City", "贵州省"), ("内蒙古", "Province", None), ("110114110", "Town", "昌平区")])
def test_every_kind_of_place_is_found(kg, name, kind, parent):
    place = kg.place(name)
    assert place.kind == kind and (place.within and place.within.name) == parent


def test_a_municipality_is_a_city_and_a_province(kg):
    beijing = kg.place("北京")
    assert beijing.kind == "City" and beijing.kinds == ("City", "Province") and beijing.within is None
    assert beijing.rank("digital-economy") == 1 and beijing.entry("digital-economy").grade == "AAAAA+"
    assert "北京字节跳动科技有限公司" in {one.name for one in beijing.companies}


def test_functional_areas_have_no_code_and_may_have_no_point(kg):
    xiongan = kg.place("雄安")
    assert (xiongan.adcode, xiongan.adcode2024, xiongan.point) == (None, None, None)
    assert xiongan.rank("innovation") == 1


def test_a_changed_place_keeps_both_names_and_codes(kg):
    # Qiyang County became a county-level city in 2021: data/curated/division-changes.csv.
    qiyang = kg.place("祁阳县")
    assert kg.place("祁阳市") is qiyang and kg.place("431181") is qiyang
    assert (qiyang.adcode, qiyang.adcode2024, qiyang.renamed_to) == ("431121", "431181", "祁阳市")


def test_every_place_of_the_tables_is_found_by_code_and_by_iri(kg):
    rows = rows_of((ROOT / "data/tables/places.csv").read_text("utf-8"))
    assert len(rows) == 414
    for row in rows:
        place = kg.place(f"place/{row['place']}")
        assert (place.name, place.name_en, place.adcode or "") == (row["name_zh"], row["name_en"], row["adcode"])
        assert not row["adcode"] or kg.place(row["adcode"]) is place


def test_a_name_that_one_place_bears_finds_it_and_any_other_is_refused(kg):
    rows = rows_of((ROOT / "data/tables/places.csv").read_text("utf-8"))
    towns = rows_of((ROOT / "data/tables/towns.csv").read_text("utf-8"))
    count = Counter(row["name_zh"] for row in (*rows, *towns))
    assert count["鼓楼区"] == count["朝阳区"] == 2
    for row in rows:
        if count[row["name_zh"]] == 1:
            assert kg.place(row["name_zh"]).iri == f"{ID}place/{row['place']}"
    for name in (name for name, times in count.items() if times > 1):
        with pytest.raises(NameUnresolved, match="this name stands for"):
            kg.place(name)


def test_a_name_in_another_language_is_found(kg):
    asked: list[str] = []
    answers = Answers(lambda text: [asked.append(text), *kg.sparql(text.replace("skos:prefLabel, skos:altLabel, ", "")
                                                                   ).rows][1:])
    with pytest.raises(NameUnresolved):  # the tagged look-up knows no labels here: codes alone
        look_up(answers, "苏")
    assert look_up(answers, "苏州").name == "苏州市" and "STR(?value)" in asked[-2]


# --- names that are refused ------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "said"), [
    # Two of China's four districts of this name are in the graph.
    ("鼓楼区", ["320106 is 鼓楼区, District in 南京市", "350102 is 鼓楼区, District in 福州市"]),
    ("朝阳区", ["110105 is 朝阳区, District in 北京市", "220104 is 朝阳区, District in 长春市"]),
    ("朝阳", ["110105", "220104"]),
    ("Taizhou", ["321200 is 泰州市", "331000 is 台州市"]),
    ("高新区", ["place/suzhou-gaoxin is 苏州高新区, FunctionalArea in 苏州市", "place/xian-gaoxin"])])
def test_an_ambiguous_name_raises_with_its_candidates_and_their_parents(kg, name, said):
    with pytest.raises(NameUnresolved) as error:
        kg.place(name)
    assert [part for part in said if part not in error.value.hint] == [] and error.value.value == name
    for handle in re.findall(r"(\S+) is ", error.value.hint):
        assert kg.place(handle).kind


def test_the_main_name_goes_before_another_one(kg):
    # Suzhou New District, Wuzhong District and Changsha County bear these names too, but not as their main ones.
    assert [kg.place(name).name for name in ("Suzhou", "Wuzhong", "Changsha")] == ["苏州市", "吴忠市", "长沙市"]


def test_a_short_form_is_lengthened_and_never_shortened(kg):
    assert kg.place("昆山").name == "昆山市" and kg.place("浦东新").name == "浦东新区"
    for name in ("吉林县", "小汤", "苏州市区", "苏", "苏%"):
        with pytest.raises(NameUnresolved, match="knows no such place"):
            kg.place(name)


@pytest.mark.parametrize(("name", "near"), [("苏洲", "苏州市"), ("Szuhou", "苏州市"), ("suzhou", "苏州市"),
                                            ("鼓楼新区X", None), ("", None), ("place/nosuch", None),
                                            ("https://example.org/", None), ('" }', None), ("\0", None)])
def test_an_unknown_name_raises_with_near_ones(kg, name, near):
    with pytest.raises(NameUnresolved, match="the graph knows no such place") as error:
        kg.place(name)
    assert near in error.value.hint if near else "near" in error.value.hint


@pytest.mark.parametrize("name", ["company/tencent", f"{ID}ranking/2019-2020/counties", f"{ID}app/wechat"])
def test_an_iri_of_another_kind_is_told(kg, name):
    with pytest.raises(NameUnresolved, match="of another kind"):
        kg.place(name)


def test_a_name_of_another_kind_is_told(kg):
    with pytest.raises(NameUnresolved, match=r"another kind of thing: 腾讯科技\(深圳\)有限公司, Company"):
        kg.place("腾讯")


@pytest.mark.parametrize("name", [320500, None, b"x", "\ud800", "https://a b"])
def test_what_is_no_name_is_refused(kg, name):
    with pytest.raises(QueryError):
        kg.place(name)


@pytest.mark.parametrize(("arguments", "said"), [
    (("nosuch",), "no such list"), (("livabilty",), "livability"), (("counties", "2021-2022"), "top-cities"),
    (("counties", "1999"), "2019-2020, 2021-2022")])
def test_an_unknown_list_or_edition_raises_with_near_ones(kg, arguments, said):
    for ask in (kg.place("苏州").rank, kg.place("苏州").score, lambda *a: kg.ranking(*reversed(a))):
        with pytest.raises(NameUnresolved, match=said):
            ask(*arguments)


def test_a_list_that_two_editions_have_needs_its_edition(kg):
    answers = Answers(lambda text: [(f"urn:{e}", e, "counties", *[None] * 9) for e in ("2019-2020", "2021-2022")]
                      if "restoredHeading" in text else kg.sparql(text).rows)
    with pytest.raises(NameUnresolved, match="2019-2020, 2021-2022"):
        look_up(answers, "苏州").rank("counties")


# --- lists -----------------------------------------------------------------------------------------------------------

def test_counties_as_they_were_published(kg, lines):
    counties = kg.ranking("2019-2020", "counties")
    assert counties == kg.ranking("counties") == kg.ranking(counties.iri) and len(counties) == 100
    assert [e.line for e in counties] == list(range(410, 510))
    for entry in counties:
        rank, name, value = (part.strip() for part in lines[entry.line].strip(" |").split("|"))
        assert (str(entry.rank), entry.published_name, entry.published_value) == (rank, name, value)
        assert entry.score == Decimal(value) and entry.text == lines[entry.line] and entry.position == entry.rank
        assert entry.ranking is counties or entry.ranking == counties
    assert (counties.title, counties.criterion, counties.scale, counties.ordered, counties.line) == (
        "2019-2020年度百强区县", "composite", "points", True, 408)
    assert counties.published_heading == lines[408] and counties.source == f"{ID}source/announcement-2019-2020"


def test_a_list_is_a_sequence(kg):
    counties = kg.ranking("counties")
    assert counties[0].name == "昆山市" and counties[-1].rank == 100 and counties.at(1) == (counties[0],)
    assert [e.rank for e in counties[:3]] == [1, 2, 3] and counties.at(0) == counties.at(101) == ()
    assert kg.place("昆山") in counties and counties[5] in counties
    assert kg.place("苏州") not in counties and kg.ranking("apps")[0] not in counties and 1 not in counties
    with pytest.raises(IndexError):
        counties[100]


def test_thirteen_apps_share_the_first_rank(kg, lines):
    first = kg.ranking("apps").at(1)
    assert [e.restored_name for e in first][:2] == ["微信", "QQ"] and len(first) == lines[101].count("、") + 1 == 13
    assert {app.operator for e in first for app in e.subjects} == {kg.company("腾讯")}


def test_an_entry_may_be_about_two_and_a_list_without_order(kg):
    [both] = kg.ranking("digital-economy").at(29)
    assert both.text == "29 | 新疆+新疆兵團 | AA+ |" and both.name == "新疆生产建设兵团、新疆维吾尔自治区"
    assert [(one.kind, one.rankings) for one in both.subjects] == [("Organization", (both,)), ("Province", (both,))]
    towns = kg.ranking("towns")
    assert not towns.ordered and {e.rank for e in towns} == {None}
    assert [e.position for e in towns] == list(range(1, 101))


def test_damage_is_kept_beside_its_restoration(kg):
    entry = kg.ranking("innovation").at(7)[0]
    assert (entry.published_name, entry.restored_name, entry.name) == ("???/p>", "海口", "海口市")
    assert [c.action for c in entry.corrections] == ["restore"] and entry.corrections[0].target == entry.iri
    assert set(entry.corrections) <= set(kg.place("海口").corrections) & set(kg.ranking("innovation").corrections)


def test_corrections_are_those_of_the_ledger(kg):
    ledger = {row["id"]: row for row in rows_of((ROOT / "data/tables/corrections.csv").read_text("utf-8"))}
    found = {c.id: c for ranking in kg.rankings() for c in ranking.corrections}
    assert len(found) > 60
    for one in found.values():
        row = ledger[one.id]
        assert (one.reason_en, one.certainty, one.action) == (row["reason_en"], row["certainty"], row["action"])


def test_rankings(kg):
    assert len(kg.rankings()) == 17 and [r.id for r in kg.rankings("2021-2022")] == ["top-cities"]
    assert sum(map(len, kg.rankings())) == 698
    with pytest.raises(NameUnresolved, match="2021-2022"):
        kg.rankings("2020")


# --- companies and apps ----------------------------------------------------------------------------------------------

def test_company_and_app(kg):
    tencent, wechat = kg.company("腾讯"), kg.app("微信")
    assert tencent == kg.company("Tencent") == kg.company("company/tencent") == kg.company(tencent) == wechat.operator
    assert tencent.headquarters == kg.place("深圳") and tencent.rank("service-providers") == 1
    assert len(tencent.apps) == 13 and tencent.apps[0] == wechat and wechat.use == "messaging"
    assert wechat.rank("apps") == 1
    # One name, a company and an app.
    assert kg.company("Baidu").kind == "Company" and kg.app("Baidu").kind == "App"


def test_an_institute_is_a_provider_and_a_company_may_have_no_seat(kg):
    assert kg.company("公安部交通管理科学研究所").kind == "Institute"
    assert kg.company("阿里巴巴").headquarters is None
    with pytest.raises(NameUnresolved, match="no such company"):
        kg.company("苏州")
    with pytest.raises(NameUnresolved, match="no such app"):
        kg.app("腾讯")


# --- side by side ----------------------------------------------------------------------------------------------------

def test_compare(kg, lines):
    both = kg.compare("苏州", "无锡")
    assert lines[38] == "無錫 | 0.769 |" and lines[286] == "3 | 江蘇省無錫市 | 83.05 |"
    assert [(one["list"], one["苏州市 rank"], one["苏州市 value"], one["无锡市 rank"], one["无锡市 value"])
            for one in both.to_dicts()] == [("innovation", 2, "0.868", 8, "0.769"),
                                            ("prefecture-cities", 1, "84.17", 3, "83.05")]
    assert len(both) == 2 and [line.ranking.id for line in both] == ["innovation", "prefecture-cities"]
    table = repr(both).splitlines()
    places = [shown.width(line[:line.index(mark)]) for line, mark in zip(table, ("苏州市", "2  ", "1  "), strict=True)
              if mark != "2  "]
    assert len(table) == 3 and places[0] == shown.width(table[2][:table[2].index("1  ")])


def test_a_list_that_one_alone_is_on_is_left_out_and_a_gap_is_none(kg):
    three = kg.compare("北京", "上海", "贵阳")
    assert [one["list"] for one in three.to_dicts()] == ["influence", "digital-economy", "major-cities", "top-cities"]
    assert all(one["贵阳市 rank"] is one["贵阳市 position"] is None for one in three.to_dicts())


def test_names_that_two_share_are_told_apart(kg):
    both = kg.compare("110105", "220104")
    assert both.names == ("朝阳区 (北京市)", "朝阳区 (长春市)") and len(both) == 0
    assert "no list has two of them" in repr(both) and "<table>" in both._repr_html_()


def test_compare_takes_two_to_six_different_places(kg):
    for names in ((), ("苏州",), ("北京", "上海", "天津", "重庆", "广州", "深圳", "杭州")):
        with pytest.raises(QueryError, match="two to 6"):
            kg.compare(*names)
    with pytest.raises(QueryError, match="named twice"):
        kg.compare("苏州", kg.place("Suzhou"))
    assert len(kg.compare("北京", "上海", "天津", "重庆", "广州", "深圳").places) == 6


def test_towns_stand_on_a_list_without_order(kg):
    both = kg.compare("小汤山镇", "古北口镇")
    assert [(one["小汤山镇 position"], one["小汤山镇 rank"]) for one in both.to_dicts()] == [(1, None)]
    assert "listed" in repr(both)


# --- as objects ------------------------------------------------------------------------------------------------------

def test_objects_cannot_be_changed_and_are_equal_by_iri(kg):
    for one in (kg.place("苏州"), kg.ranking("counties"), kg.ranking("counties")[0], kg.app("微信"),
                kg.place("海口").corrections[0], kg.compare("苏州", "无锡")):
        for name in ("iri", "other"):
            with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
                setattr(one, name, "x")
        assert not hasattr(one, "__dict__") and copy.deepcopy(one) == one == copy.copy(one)
        assert {one: 1}[copy.copy(one)] == 1
    assert smilekg.load().place("苏州") == kg.place("苏州") != kg.place("无锡")


def test_what_was_asked_is_not_asked_again(kg):
    asked: list[str] = []

    def ask(text):
        asked.append(text)
        return kg.sparql(text).rows

    place = look_up(Answers(ask), "苏州")
    first = (place.within, place.districts, place.rankings, place.corrections, repr(place), place.rank("innovation"))
    count = len(asked)
    again = (place.within, place.districts, place.rankings, place.corrections, repr(place), place.rank("innovation"))
    assert again == first and len(asked) == count <= 12


def test_a_list_of_a_hundred_asks_little(kg):
    asked: list[str] = []
    answers = Answers(lambda text: [asked.append(text), *kg.sparql(text).rows][1:])
    assert len([e.name for e in entries_of(answers, f"{ID}ranking/2019-2020/counties")]) == 100
    assert len(asked) == 2


def test_what_is_kept_has_an_end():
    answers = Answers(lambda text: [])
    for number in range(10_000):
        answers.once(number, lambda: "x")
    assert len(answers._kept) == 4096
    assert answers.once(9_999, lambda: "y") == "x" and answers.once(1, lambda: "y") == "y"


@pytest.mark.parametrize("rest", [" b", "> ?p", "}", "\n", '"', "\\u003e", "\ud800"])
@pytest.mark.parametrize("start", ["http://[", "https://w3id.org/smilekg/id/place/", "urn:a"])
def test_what_is_no_iri_is_told_so_and_reaches_no_query(kg, start, rest):
    with pytest.raises(QueryError, match="no IRI|must be text"):
        kg.place(f"{start}{rest}x")


def test_what_is_left_of_a_name_is_no_name_where_the_place_around_bears_it(kg):
    for name, within in (("Xi'an High-tech Zone", "Xi'an"), ("Changsha County", "Changsha"), ("Suzhou New District", "Suzhou")):
        assert kg.place(name).within == kg.place(within) and within not in kg.place(name).names
    assert "Xiong'an" in kg.place("Xiong'an New Area").names
    alone = [row.name for row in kg.query("profile", place="Xi'an") if row.relation == "itself"]
    assert set(alone) == {"西安市"}


def test_a_long_value_does_not_fill_the_screen(kg):
    with pytest.raises(NameUnresolved) as error:
        kg.place("市" * 100_000)
    assert len(str(error.value)) < 1_000 and error.value.value == "市" * 100_000


def test_html_is_escaped_and_links_lead_to_the_web_alone(kg):
    evil = '<script>"&'
    rows = [(f"{ID}place/x", RDF_TYPE, smile("City"), ""),
            (f"{ID}place/x", "http://www.w3.org/2004/02/skos/core#prefLabel", evil, "zh")]
    place = look_up(Answers(lambda text: rows if "isLiteral" in text else []), f"{ID}place/x")
    assert place.name == evil and "<script>" not in place._repr_html_() and "&lt;script&gt;" in place._repr_html_()
    assert shown.link("javascript:alert(1)", "<b>") == "&lt;b&gt;" and "href" in shown.link("https://a", "b")
    for one in (kg.place("苏州"), kg.ranking("apps"), kg.ranking("innovation")[6], kg.company("腾讯"), kg.app("QQ"),
                kg.compare("苏州", "无锡"), kg.place("海口").corrections[0], *kg.search("苏州")):
        html = one._repr_html_()
        assert html.count("<td") == html.count("</td>") and f'href="{ID}' in html
        assert "???/p>" not in html


@pytest.mark.parametrize(("text", "columns"), [("苏州", 4), ("abc", 3), ("（", 2), ("é", 1), ("e\u0301", 1), ("", 0)])
def test_width(text, columns):
    assert shown.width(text) == columns


# --- other stores ----------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def in_rdflib() -> Answers:
    """The same objects over rdflib's own store and engine."""
    graph = rdflib.Graph()
    for file in (*(ROOT / "data/rdf").glob("*.ttl"), ROOT / "ontology/schemes.ttl"):
        if not file.name.startswith(("statistics", "cluster-memberships")):
            graph.parse(file)

    def python(term):
        return term if term is None or isinstance(term, rdflib.URIRef) or term.language else term.toPython()

    return Answers(lambda text: [tuple(map(python, row)) for row in graph.query(text)])


@pytest.mark.parametrize("name", ["海口", "鼓楼区", "place/xiongan"])
def test_another_engine_tells_the_same(kg, in_rdflib, name):
    def told(answers):
        try:
            place = look_up(answers, name)
        except NameUnresolved as error:
            return str(error)
        about = (place, *place.rankings, *place.corrections, *place.districts)
        return [place.point, place.same_as, *map(repr, about)]

    assert told(in_rdflib) == told(kg._answers)


# --- the page --------------------------------------------------------------------------------------------------------

def examples(page: str) -> list[str]:
    return re.findall(r"^```pycon\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_page_run():
    runner, names = doctest.DocTestRunner(verbose=False), {}
    for number, block in enumerate(examples("python.md")):
        test = doctest.DocTestParser().get_doctest(block, names, f"python.md, block {number + 1}", "docs/python.md", 0)
        report: list[str] = []
        runner.run(test, out=report.append, clear_globs=False)
        names.update(test.globs)
        assert not report, "".join(report)
    assert runner.tries > 40


def test_the_page_names_everything_public():
    from smilekg.things import compare, entities, places, providers, rankings, search

    page = (ROOT / "docs/python.md").read_text("utf-8")
    public = [places.Place, places.Point, rankings.Ranking, rankings.Entry, providers.Company, providers.App,
              entities.Correction, compare.Comparison, compare.Line, search.Hit]
    said = set(re.findall(r"`[A-Za-z_.0-9]+", page))
    missing = [f"{cls.__name__}.{name}" for cls in public for name in dir(cls)
               if not name.startswith("_") and name not in dir(tuple)
               and not {f"`{name}", f"`{cls.__name__}.{name}"} & said]
    assert missing == [] and all(f"`{cls.__name__}`" in page or f"`{cls.__name__}." in page for cls in public)
    assert [name for name in ("place", "company", "app", "ranking", "rankings", "compare", "search")
            if f"kg.{name}(" not in page] == []
