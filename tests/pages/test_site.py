"""Every page: it is whole HTML in both languages, runs no script of its own, and leads nowhere that is not there."""

import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from reading import Read, read

from smilekg.errors import QueryError
from smilekg.pages.page import NoSuchPage
from smilekg.pages.site import VIEWS, Site

THINGS = ["place/320500", "place/110000", "place/xiongan", "town/2019-2020/38", "company/tencent", "app/wechat",
          "person/zeng-yong", "organization/ceirp", "entry/2019-2020/apps/1.3", "entry/2019-2020/digital-economy/29",
          "correction/002", "evaluation/2019-2020", "series/2019-2020/7", "source/announcement-2019-2020", "cluster/bohai-rim",
          "indicator/smile/S", "method/questionnaire", "model/smile", "statistic/aid-organizations"]
TOLD = {"place", "town", "company", "app", "person", "organization", "ranking", "entry", "evaluation", "source"}  # that schema.org has words for
# Made for the server's other rooms; their own tests are beside them.
ELSEWHERE = ("/id/", "/ontology/", "/ontology.", "/data/", "/static/", "/sparql", "/search.json", "/logo.svg")


@pytest.fixture(scope="module")
def site(kg) -> Site:
    return Site(kg)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [*sorted(set(VIEWS) - {"ranking"}), "ranking/2019-2020/counties", *THINGS])
def test_page_is_whole_and_runs_nothing_of_its_own(site, path, language):
    page = read(site, path, language)
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))
    assert all(json.loads(block) for block in (*page.blocks, *page.about))
    assert len(page.about) == 1 or path.split("/")[0] not in TOLD
    assert not {"None", "Undefined", "[]", "{}"} & {line.strip() for line in page.text.splitlines()}


def test_every_question_is_answered_on_its_page_in_both_languages(site, kg):
    for name in kg.queries:
        for language in ("zh", "en"):
            page = read(site, f"questions/{name}", language)
            assert page.faults == [], name
            assert kg.queries[name].summary in page.text or kg.queries[name].summary_zh in page.text


def leads(link: str) -> tuple[str, str, dict[str, list[str]]] | None:
    """Language, path and query of a link within the site; None for any other."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path or parts.path.startswith(ELSEWHERE):
        return None
    _, language, path = unquote(parts.path).split("/", 2)
    return language, path, parse_qs(parts.query)


def test_no_link_leads_nowhere(site):
    waiting, seen = [("en", "", {})], set()
    while waiting:
        language, path, query = waiting.pop()
        for link in Read(site.page(path, language, query).body).links:
            found = leads(link)
            # One language is enough for all, and one page of each kind for what a query string makes.
            if found and found[0] == language and found[1] not in seen and not found[1].endswith((".csv", ".json", ".md")):
                seen.add(found[1])
                waiting.append(found)
    assert {"place/320500", "ranking/2019-2020/livability", "company/tencent", "correction/001"} <= seen
    assert len(seen) > 1_400  # every entry, and every thing on a list


@pytest.mark.parametrize("path", ["place/999999", "nothing", "questions/top-in-bot", "ranking/2019-2020/livabilty", "lists/x",
                                  "ranking", "place/320500.csv", "a/../b", "a b", "compare/x.csv", "corrections/x",
                                  "search/x", "sparql/x", "ontology/City", "data/x", "lists.csv", "questions.csv", "map.csv"])
def test_unknown_page_is_said_to_be_none(site, path):
    with pytest.raises(NoSuchPage):
        site.page(path, "en")


@pytest.mark.parametrize(("path", "near"), [("questions/top-in-bot", "questions/top-in-both"), ("place/Suzhou", "place/320500"),
                                            ("ranking/2018/livability", "ranking/2019-2020/livability")])
def test_near_pages_are_offered(site, path, near):
    with pytest.raises(NoSuchPage) as raised:
        site.page(path, "zh")
    assert near in [one.path for one in raised.value.near]
    trouble = site.trouble(404, "zh", path, raised.value)
    assert trouble.status == 404 and f"/zh/{near}" in Read(trouble.body).links


BAD = '"><script>alert(1)</script><b onclick=x>'


@pytest.mark.parametrize(("path", "query"), [
    ("search", {"q": BAD}), ("compare", {"place": [BAD, "苏州"]}), ("questions/peers", {"place": BAD}),
    ("questions/top-in-both", {"n": BAD}), ("sparql", {"query": f"</textarea></script>{BAD}"}), ("corrections", {"kind": ""})])
def test_what_a_visitor_writes_stays_text(site, path, query):
    given = {name: [one] if isinstance(one, str) else one for name, one in query.items()}
    for language in ("zh", "en"):
        page = site.page(path, language, given)
        assert Read(page.body).faults == []
        assert b"<script>alert" not in page.body and b"<b onclick" not in page.body


def test_a_value_that_cannot_be_taken_is_an_answer_400_with_the_form(site):
    page = site.page("questions/top-in-both", "en", {"n": ["many"]})
    assert page.status == 400 and b"must be a whole number" in page.body
    with pytest.raises(QueryError):
        site.page("questions/top-in-both.csv", "en", {"n": ["many"]})


def test_a_long_or_many_names_are_refused_without_being_kept(site):
    kept = site.renderer.graph._answers._kept
    before = len(kept)
    for text in ("x" * 201, "市" * 60_000):
        assert "no such place" in read(site, "compare", place=["苏州", text]).text
    assert sum(len(str(key)) for key in list(kept)[before:]) < 5_000


def test_of_too_many_places_only_one_too_many_is_looked_up(site):
    page = read(site, "compare", place=[f"nowhere {number}" for number in range(60)])
    assert "nowhere 5" in page.text + str(page.values) and "nowhere 7" not in page.text + str(page.values)


def test_what_the_program_says_in_english_is_marked_so_on_a_chinese_page(site):
    page = site.page("questions/top-in-both", "zh", {"n": ["many"]})
    assert '<span lang="en">a parameter must be a whole number' in page.body.decode() and "这样问不行" in page.body.decode()
    empty = site.page("questions/cities-on-most-lists", "zh", {"min": ["17"]}).body.decode()
    assert "没有结果" in empty and '<span lang="en">' in empty


def test_javascript_never_becomes_a_link(site):
    from smilekg.pages.page import Visit

    assert Visit(site.renderer, "").of("javascript:alert(1)") == ""
    assert not [link for path in THINGS for link in read(site, path).links if re.match("(?i)(javascript|data):", link)]
