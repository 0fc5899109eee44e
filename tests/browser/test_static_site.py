"""The exported site in a real Chromium: served from a subfolder by Python's own file server, with no smilekg behind it."""

import atexit
import contextlib
import functools
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
import servers
import static_site
from conftest import golden, rows_of
from visits import Visit, browser, saved, violations  # noqa: F401

import smilekg

BELOW = "/some/where"


@functools.cache
def _served() -> str:
    """One file server for all tests here; it knows nothing but files."""
    folder = static_site.built().parents[1]  # the site is its some/where
    port, stack = servers.free_port(), contextlib.ExitStack()
    atexit.register(stack.close)
    output = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    command = [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder]
    stack.callback(servers.stop, servers.start(command, output, f"http://127.0.0.1:{port}/"))
    return f"http://127.0.0.1:{port}{BELOW}"


@pytest.fixture
def visit(browser):  # noqa: F811
    """Makes a visit to the site of files. An error in the console, or a request outside its folder, fails the test."""
    with contextlib.ExitStack() as stack:
        visits: list[Visit] = []

        def make(width: int = 1280, height: int = 800, **options) -> Visit:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            visits.append(Visit(context.new_page(), _served(), options.get("java_script_enabled", True)))
            visits[-1].watch()
            visits[-1].page.set_default_timeout(60_000)  # the first answer loads the engine and the graph
            return visits[-1]

        yield make
        assert [one.trouble for one in visits if one.trouble] == []


@pytest.mark.parametrize(("locale", "language", "heading"), [("zh-CN", "zh", "苏州市"), ("zh-TW", "zh", "苏州市"), ("en-GB", "en", "Suzhou"), ("de-DE", "en", "Suzhou")])
def test_an_iri_leads_to_the_page_in_the_readers_language(visit, locale, language, heading):
    seen = visit(locale=locale)
    seen.page.goto(f"{seen.base}/id/place/320500/")
    seen.page.wait_for_url(f"**{BELOW}/{language}/place/320500/")
    assert seen.page.locator("h1").text_content() == heading


def test_a_term_leads_to_its_place_on_the_page_of_the_ontology(visit):
    seen = visit(locale="en-GB")
    seen.page.goto(f"{seen.base}/ontology/RankingEntry/")
    seen.page.wait_for_url(f"**{BELOW}/en/ontology/#RankingEntry")


def test_without_scripts_an_iri_offers_both_languages_and_pages_can_be_read(visit):
    seen = visit(java_script_enabled=False)
    seen.page.goto(f"{seen.base}/id/place/320500/")
    seen.page.get_by_role("link", name="English").click()
    assert seen.page.url.endswith(f"{BELOW}/en/place/320500/") and "84.17" in seen.page.locator("main").text_content()
    seen.go("questions/top-in-both/", "en")
    assert seen.page.locator("noscript").text_content() and seen.page.locator("main table.data tbody tr").count() > 0


def test_search_completes_and_leads_to_the_city(visit):
    seen = visit()
    seen.go("", "en")
    box = seen.page.locator("main input[name=q]")
    box.press_sequentially("苏州")
    seen.page.get_by_role("option").filter(has_text="Suzhou").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    seen.page.wait_for_url(f"**{BELOW}/en/place/320500/")


@pytest.mark.parametrize("wanted", ["suzhou", "苏州", "320500", "suzhuo", "Kunshan", "counties", "wechat", "tencnt", "鼓楼区", "xian"])
def test_the_page_of_hits_finds_what_python_finds(visit, wanted):
    """The same first hits in the same order, by another program."""
    expected = [hit.iri.removeprefix("https://w3id.org/smilekg/id/") for hit in smilekg.load().search(wanted, limit=5)]
    seen = visit()
    seen.go(f"search/?q={quote(wanted)}", "zh")
    seen.page.locator("main [role=status]").wait_for()
    hrefs = seen.page.locator("ol.hits a").evaluate_all("links => links.map((link) => link.href)")
    assert expected and [href.removeprefix(f"{seen.base}/zh/").rstrip("/") for href in hrefs][:5] == expected


def test_a_search_without_hits_says_so(visit):
    seen = visit()
    seen.go("search/?q=qqqqqqqqqq", "en")
    seen.page.get_by_text("No name is like it").wait_for()


def test_a_question_with_other_values_is_answered_here_and_taken_home(visit, tmp_path):
    seen = visit(accept_downloads=True)
    seen.go("questions/peers/", "zh")
    seen.page.locator("input[name=place]").fill("Kunshan")
    seen.page.locator("input[name=n]").fill("5")
    seen.page.get_by_role("button", name="提问").click()
    seen.page.wait_for_url("**/peers/?place=Kunshan&n=5")
    seen.page.get_by_role("heading", name="5行答案").wait_for()
    expected = golden("peers--kunshan")  # read from the lists of the announcement
    assert rows_of(saved(seen.page, tmp_path, seen.page.get_by_role("link", name="CSV").click)) == expected
    table = seen.page.locator("main table.data")
    assert table.locator("a").first.get_attribute("href").endswith("/zh/place/120104/")
    assert seen.page.locator("figure[data-chart=bars] svg.plot").count() == 1
    assert "place=Kunshan" in seen.page.locator("#citation-text").text_content()
    assert violations(seen.page) == []
    seen.page.go_back()
    seen.page.get_by_role("heading", name="10行答案").wait_for()
    assert seen.page.locator("input[name=place]").input_value() == "苏州市"


def test_every_question_with_its_example_values_gives_what_python_gives(visit, tmp_path):
    kg = smilekg.load()
    seen, different = visit(accept_downloads=True), []
    asked = [(name, one.name, one.example) for name, query in kg.queries.items() for one in query.parameters
             if one.example is not None and one.name != "lang"]
    assert len(asked) > 20
    for name, parameter, value in asked:
        seen.page.goto(f"{seen.base}/zh/questions/{name}/?{parameter}={quote(str(value))}")
        seen.page.locator("main a[href^='blob:']").first.wait_for()
        text = saved(seen.page, tmp_path, seen.page.get_by_role("link", name="CSV").click)
        if text != kg.query(name, **{parameter: value}).to_csv():
            different.append((name, parameter))
    assert different == []


@pytest.mark.parametrize(("path", "said"), [
    ("questions/peers/?n=many", "a whole number, such as 10"), ("questions/peers/?place=Suzhuo", "near ones: Suzhou"),
    (f"questions/peers/?place={quote('鼓楼区')}", "ask for one by its code"), ("questions/top-in-both/?a=nowhere", "one of: ")])
def test_a_value_that_cannot_be_taken_is_said_at_its_field(visit, path, said):
    seen = visit()
    seen.page.goto(f"{seen.base}/en/{path}")
    field = seen.page.locator("[aria-invalid=true]")
    field.wait_for()
    assert said in seen.page.locator(f"#{field.get_attribute('aria-describedby')}").text_content()
    assert violations(seen.page) == []


def test_an_empty_answer_says_so(visit):
    seen = visit()
    seen.page.goto(f"{seen.base}/en/questions/top-in-both/?n=0")
    seen.page.get_by_text("There are no rows.").wait_for()


def test_the_editor_runs_queries_of_each_kind_here(visit):
    seen = visit()
    seen.go("sparql/?query=" + quote("SELECT (COUNT(*) AS ?n) { ?entry a <https://w3id.org/smilekg/ontology/RankingEntry> }"), "en")
    seen.page.get_by_role("button", name="Run the query").click()
    table = seen.page.locator(".yasr table")
    table.wait_for()
    assert "698" in table.inner_text()
    set_query(seen, "DESCRIBE <https://w3id.org/smilekg/id/place/320500>")
    seen.page.get_by_text("Suzhou").first.wait_for()
    set_query(seen, "SELECT broken")
    seen.page.locator(".errorResult").wait_for()
    assert "error at" in seen.page.locator(".errorResult").inner_text()
    assert seen.page.locator(".errorResult a").count() == 0
    assert not [link for link in seen.page.locator("a").evaluate_all("links => links.map((link) => link.href)") if link.endswith("/sparql")]


def test_a_download_that_failed_is_tried_again(visit):
    seen = visit()
    dump, failed = "**/data/smilekg.nt.gz", []
    seen.page.context.route(dump, lambda route: (failed.append(route.request.url), route.abort()))
    seen.go("sparql/", "en")
    set_query(seen, "SELECT (COUNT(*) AS ?n) { ?entry a <https://w3id.org/smilekg/ontology/RankingEntry> }")
    seen.page.locator(".errorResult").wait_for()
    seen.page.context.unroute(dump)
    assert len(failed) == 1
    seen.page.get_by_role("button", name="Run the query").click()
    table = seen.page.locator(".yasr table")
    table.wait_for()
    assert "698" in table.inner_text()


def set_query(seen: Visit, text: str) -> None:
    seen.page.evaluate("text => document.querySelector('.yasqe .CodeMirror').CodeMirror.setValue(text)", text)
    seen.page.get_by_role("button", name="Run the query").click()


def test_places_are_compared_and_the_language_switch_keeps_them(visit):
    seen = visit()
    seen.go("compare/?place=320500&place=Wuxi", "en")
    seen.page.locator("figure[data-chart=pairs] svg.plot").wait_for()
    text = seen.page.locator("main table.data").inner_text()
    assert all(value in text for value in ("0.868", "0.769", "84.17", "83.05"))  # lines 32, 38, 284 and 286 of the announcement
    assert violations(seen.page) == []
    seen.page.locator("a[data-language-switch]").click()
    seen.page.wait_for_url(f"**{BELOW}/zh/compare/?place=320500&place=Wuxi")
    seen.page.get_by_role("heading", name="苏州市、无锡市").wait_for()


def test_the_form_of_the_map_leads_to_the_page_of_a_list(visit):
    seen = visit()
    seen.go("map/", "en")
    seen.page.locator("select[name=list]").select_option("2019-2020/counties")
    seen.page.locator("select[name=by]").select_option("rank")
    seen.page.get_by_role("button", name="Show").click()
    seen.page.wait_for_url(f"**{BELOW}/en/map/2019-2020/counties/?by=rank")
    seen.page.get_by_text("rank 1–").first.wait_for()
    assert seen.page.locator("select[name=by]").input_value() == "rank"


@pytest.mark.parametrize(("path", "width"), [("place/320500/", 1280), ("questions/peers/?n=3", 360), ("search/?q=suzhou", 360), ("data/", 1280)])
def test_pages_are_accessible_and_fit(visit, path, width):
    seen = visit(width=width)
    seen.page.goto(f"{seen.base}/zh/{path}")
    if "?" in path:
        seen.page.locator("main [role=status], main a[href^='blob:']").first.wait_for()
    assert violations(seen.page) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
