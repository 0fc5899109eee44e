"""What pages say, held against the documents' lines and the tables that were worked out by hand."""

import json

import pytest
from conftest import golden, rows_of
from reading import Read, read

from smilekg.pages.maps import COMPOSITE
from smilekg.pages.search import complete
from smilekg.pages.site import Site
from smilekg.pages.tiles import TILES


@pytest.fixture(scope="module")
def site(kg) -> Site:
    return Site(kg)


def block(page: Read) -> dict:
    """The data of the first chart."""
    return json.loads(page.blocks[0])


def file(site: Site, path: str, language: str = "zh", **query: str) -> str:
    return site.page(path, language, {name: [one] for name, one in query.items()}).body.decode("utf-8")


@pytest.mark.parametrize(("path", "query", "name"), [
    ("questions/top-in-both.csv", {}, "top-in-both--default"), ("questions/peers.csv", {"place": "昆山市"}, None),
    ("questions/dominance.csv", {"place": "广州市", "min": "2"}, "dominance--guangzhou"), ("questions/events.csv", {}, "events")])
def test_file_beside_a_question_has_the_rows_of_the_question(site, kg, path, query, name):
    expected = golden(name) if name else rows_of(kg.query("peers", **query).to_csv())
    assert rows_of(file(site, path, **query)) == expected


def test_language_of_the_page_is_that_of_the_names_in_its_files(site):
    assert [row["name"] for row in rows_of(file(site, "questions/top-in-both.csv", "en"))] == ["Shanghai", "Chengdu"]


def test_list_has_the_published_lines(site):
    rows = rows_of(file(site, "ranking/2019-2020/innovation.csv"))
    # Lines 29 and after of the announcement; the seventh line has lost bytes.
    assert [(row["rank"], row["name"], row["value"]) for row in rows[:3]] == [
        ("1", "雄安新区", "0.887"), ("2", "苏州市", "0.868"), ("3", "青岛市", "0.859")]
    assert rows[6]["published_name"] == "???/p>" and rows[6]["name"] == "海口市" and rows[6]["corrections"]
    as_json = json.loads(file(site, "ranking/2019-2020/innovation.json"))
    assert [one["iri"] for one in as_json] == [row["iri"] for row in rows] and len(rows) == 10


def test_chart_of_a_list_says_what_its_table_says(site):
    page = read(site, "ranking/2019-2020/counties", "zh")
    rows = block(page)["rows"]
    listed = golden("ranking--counties")
    assert [(one["label"], one["text"]) for one in rows] == [(row["name"], row["value"]) for row in listed]
    assert all(float(one["text"]) == one["value"] for one in rows)
    assert {one["text"] for one in rows if one["note"] == "tie"} == {
        value for value in (row["value"] for row in listed) if sum(value == row["value"] for row in listed) > 1}


def test_list_without_scores_has_no_bars(site):
    assert not any('"kind":"bars"' in one for one in read(site, "ranking/2019-2020/towns").blocks)
    assert "The source gives no ranks" in read(site, "ranking/2019-2020/towns").text


def test_page_of_a_place_says_where_it_stands_and_who_is_next(site):
    page = read(site, "place/320500")
    dots = block(page)["rows"]
    assert [(one["rank"], one["of"]) for one in dots] == [(2, 10), (1, 50), (10, 10)]
    assert "江蘇省蘇州市" in page.text and "0.868" in page.text and "Q42622" in page.text
    links = set(page.links)
    # Before and after it on the list of innovation: Xiong'an and Qingdao.
    assert {"/en/place/xiongan", "/en/place/370200", "/en/place/320000", "/en/place/320583"} <= links
    assert "http://www.wikidata.org/entity/Q42622" in links and "https://sws.geonames.org/1886760/" in links


def test_page_of_an_entry_quotes_the_published_line(site):
    page = read(site, "entry/2019-2020/apps/1.3", "zh")
    assert "騰訊科技(深圳)有限公司" in page.text and "第101行" in page.text.replace("\n", "")
    assert "/zh/source/announcement-2019-2020" in page.links


def test_page_of_a_company_has_its_apps_and_headquarters(site):
    page = read(site, "company/tencent")
    assert {"/en/place/440300", "/en/app/wechat", "/en/ranking/2019-2020/service-providers"} <= set(page.links)
    assert "/en/company/tencent" in read(site, "app/wechat").links


def test_map_has_the_cities_of_the_three_lists_and_says_which_points_are_a_parents(site, kg):
    data = block(read(site, "map", "zh", list=COMPOSITE))
    assert len(data["points"]) == 19 + 18 + 50 - 1  # Xuzhou has no point in the graph
    assert data["points"][0]["label"] == "北京市" and data["points"][0]["text"] == "87.98" and data["by"] == "score"
    towns = block(read(site, "map", "zh", list="2019-2020/towns"))
    assert {one["basis"] for one in towns["points"]} == {"parent"} and towns["by"] == "rank"


def test_cluster_marks_its_members_by_its_definition(site):
    data = block(read(site, "map", "zh", cluster="yangtze-delta/whole-2019"))
    whole = {one["label"] for one in data["points"] if "yangtze-delta/whole-2019" in one["cluster"]}
    central = {one["label"] for one in data["points"] if "yangtze-delta/central-2019" in one["cluster"]}
    # Xuzhou has no point; Wuhu is of the 27 cities; Huai'an lies in Jiangsu and is not.
    assert {"芜湖市", "上海市"} <= central < whole and len(data["clusters"]) == 5
    assert len(central) <= 27


def test_tiles_are_the_34_units_each_on_a_place_of_its_own(site, kg):
    data = json.loads(read(site, "map", "zh", list="2019-2020/digital-economy").blocks[1])
    assert data == block(read(site, "ranking/2019-2020/digital-economy", "zh"))
    assert len(data["tiles"]) == 34 == len({(one["row"], one["col"]) for one in data["tiles"]})
    grades = {row["name"]: row["grade"] for row in golden("entries") if row["list"] == "digital-economy"}
    # Of the 34 ranks one is about two: the province and the corps share a line.
    assert {one["label"]: one["text"] for one in data["tiles"]}.items() <= grades.items()
    assert set(TILES) == {row["adcode"] for row in golden("entries") if row["kind"] == "Province"}


def test_tiles_count_what_lies_in_a_province(site):
    counted = {row["province"]: row["entries"] for row in golden("province-concentration")}
    data = json.loads(read(site, "map", "zh", list="2019-2020/counties").blocks[1])
    assert {one["label"]: one["text"] for one in data["tiles"] if one["value"]} == counted


def test_comparison_has_the_lists_that_two_share(site):
    rows = rows_of(site.page("compare.csv", "zh", {"place": ["苏州", "320200"]}).body.decode("utf-8"))
    assert [(row["list"], row["苏州市 rank"], row["无锡市 rank"]) for row in rows] == [
        ("innovation", "2", "8"), ("prefecture-cities", "1", "3")]
    assert "no such place" in read(site, "compare", place=["苏州", "Atlantis"]).text
    assert "At most 6" in read(site, "compare", place=["北京", "上海", "天津", "重庆", "广州", "深圳", "苏州"]).text


@pytest.mark.parametrize(("typed", "expected"), [("苏州", "place/320500"), ("suzhou", "place/320500"), ("Suzhou", "place/320500"),
                                                 ("320583", "place/320583"), ("微信", "app/wechat"), ("Shenzen", "place/440300")])
def test_search_finds_chinese_pinyin_english_and_codes(site, typed, expected):
    from smilekg.pages.page import Visit

    assert f"/en/{expected}" in read(site, "search", q=typed).links
    hits = json.loads(complete(Visit(site.renderer, "", "en", {"q": [typed]})).body)
    assert f"/en/{expected}" in [one["href"] for one in hits] and len(hits) <= 8


def test_ledger_page_has_every_row_with_both_values(site):
    page = read(site, "corrections", "zh")
    assert sum(one.startswith("correction-") for one in page.ids) == 114
    chosen = read(site, "corrections", "zh", kind="wrong-parent")
    assert 0 < sum(one.startswith("correction-") for one in chosen.ids) < 114
    assert rows_of(file(site, "corrections.csv", kind="wrong-parent"))[0]["finding"] == "wrong-parent"


def test_empty_answer_says_why(site):
    assert "leaves no row" in read(site, "questions/cities-on-most-lists", min="17").text


def test_answer_is_cited_and_its_text_opens_in_the_editor(site):
    page = read(site, "questions/top-in-both", a="livability", n="5")
    assert "a=livability" in page.text and "n=5" in page.text
    [editor] = [one for one in page.links if one.startswith("/en/sparql?query=")]
    assert "livability" in editor


def test_editor_offers_the_questions_and_the_terms(site, kg):
    data = json.loads(read(site, "sparql").blocks[0])
    assert {one["name"] for one in data["examples"]} == set(kg.queries) and data["endpoint"] == "/sparql"
    assert {"https://w3id.org/smilekg/ontology/RankingEntry", "https://w3id.org/smilekg/ontology/rank"} <= {
        one["iri"] for one in data["terms"]}
