"""Search by parts of names, by pinyin, and with typing errors; apart from exact look-up."""

import difflib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilekg.things.asked import Answers
from smilekg.errors import NameUnresolved, QueryError
from smilekg.things.search import Hit, distance, fold, search, tolerance


def names(hits: list[Hit]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(("text", "first", "why"), [
    ("苏州", "苏州市", "exact"), ("苏州市", "苏州市", "exact"), ("suzhou", "苏州市", "exact"),
    ("SUZHOU", "苏州市", "exact"), ("Xi'an", "西安市", "exact"), ("xian", "西安市", "exact"),
    ("xi an", "西安市", "exact"), ("Xi’an", "西安市", "exact"),
    ("suzh", "苏州市", "prefix"), ("昆", "昆明市", "prefix"), ("kunsh", "昆山市", "prefix"),
    ("szuhou", "苏州市", "typo"), ("suzhuo", "苏州市", "typo"), ("Shenzen", "深圳市", "typo"),
    ("苏洲", "苏州市", "typo"),
    ("Chongqin", "重庆市", "prefix"), ("Chnogqing", "重庆市", "typo"), ("kunshann", "昆山市", "typo"),
    ("320500", "苏州市", "exact"), ("wechat", "微信", "exact"), ("Tencent", "腾讯科技(深圳)有限公司", "exact"),
    ("tencnet", "腾讯科技(深圳)有限公司", "typo"), ("livability", "2019-2020年度最具魅力宜居智慧城市", "exact"),
    ("宜居", "2019-2020年度最具魅力宜居智慧城市", "inside"), ("li deren", "李德仁", "exact"),
    ("xiaotangshan", "小汤山镇", "prefix"),
    ("祁阳市", "祁阳县", "exact"), ("ＱＱ", "QQ", "exact")])
def test_first_hit(kg, text, first, why):
    hit = kg.search(text)[0]
    assert (hit.name, hit.why) == (first, why)


def test_new_areas(kg):
    hits = kg.search("新区", limit=50)
    assert {"雄安新区", "金普新区", "两江新区", "浦东新区", "滨海新区"} <= set(names(hits))
    assert all("新区" in hit.matched for hit in hits) and {hit.why for hit in hits} == {"inside"}
    assert kg.search("雄安")[0].parent == "河北省"
    with pytest.raises(NameUnresolved):
        kg.place("新区")


def test_hits_are_ranked_exact_prefix_inside(kg):
    for text in ("苏州", "suzhou", "xian", "北京", "bei", "an", "区"):
        hits = kg.search(text, limit=100)
        order = [("exact", "prefix", "inside", "typo").index(hit.why) for hit in hits]
        assert order == sorted(order) and [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
        assert len({hit.iri for hit in hits}) == len(hits) and all(0 < hit.score <= 1 for hit in hits)


def test_a_name_of_two_gives_both_with_their_parents(kg):
    assert {(hit.name, hit.parent) for hit in kg.search("gulou")} == {("鼓楼区", "南京市"), ("鼓楼区", "福州市")}
    assert [(hit.name, hit.parent) for hit in kg.search("朝阳区")[:2]] == [("朝阳区", "北京市"), ("朝阳区", "长春市")]
    assert repr(kg.search("朝阳区")[0]) == "<Hit 朝阳区, District in 北京市: exact, 1.00>"


def test_every_kind_is_found_and_can_be_asked_for_alone(kg):
    for kind, text in {"Province": "江苏", "City": "苏州", "District": "昆山", "FunctionalArea": "雄安", "Town": "乌镇",
                       "Company": "腾讯", "Institute": "交通管理", "App": "微信", "Ranking": "counties",
                       "Person": "李德仁"}.items():
        assert {hit.kind for hit in kg.search(text, kind=kind)} == {kind}


def test_a_municipality_is_one_hit(kg):
    assert [(hit.name, hit.kind) for hit in kg.search("beijing", limit=1)] == [("北京市", "City")]


@pytest.mark.parametrize("text", ["", " ", "'", "！？", "zzzzzzz", "123456789", "x" * 100_000, "\0", "\ud800", "🙂"])
def test_nothing_is_like_it(kg, text):
    assert kg.search(text) == []


@pytest.mark.parametrize(("arguments", "options"), [((1,), {}), ((None,), {}), (("a",), {"kind": "Planet"}),
                                                    (("a",), {"limit": 0}), (("a",), {"limit": "3"})])
def test_what_cannot_be_searched_for(kg, arguments, options):
    with pytest.raises(QueryError):
        kg.search(*arguments, **options)


def test_limit(kg):
    assert len(kg.search("a")) == 10 and kg.search("a", limit=3) == kg.search("a", limit=200)[:3]


def test_every_main_name_of_a_place_is_its_exact_hit(kg):
    rows = kg.sparql("SELECT ?x ?n { VALUES ?c { smile:City smile:District smile:Town } ?x a ?c ; skos:prefLabel ?n }")
    assert len(rows) > 900
    for place, name in rows.rows:
        hits = [hit for hit in kg.search(name, limit=30) if hit.iri == place]
        assert [hit.why for hit in hits] == ["exact"], name


def test_the_names_are_asked_for_once(kg):
    asked: list[str] = []
    answers = Answers(lambda text: [asked.append(text), *kg.sparql(text).rows][1:])
    assert search(answers, "suzhou") == search(answers, "suzhou") == kg.search("suzhou") and len(asked) == 2


@pytest.mark.parametrize(("text", "folded"), [("Xi'an", "xian"), ("Lüliang", "luliang"), ("ＱＱ 音乐", "qq音乐"),
                                              ("腾讯科技(深圳)", "腾讯科技深圳"), ("a-b.c", "abc"), ("", "")])
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "errors"), [("abc", 0), ("wuxi", 1), ("suzhou", 1), ("beijing", 2), ("苏", 0),
                                              ("苏州", 1), ("苏州市", 1), ("内蒙古自", 1), ("内蒙古自治", 2),
                                              ("3205", 0)])
def test_tolerance(text, errors):
    assert tolerance(text) == errors


@pytest.mark.parametrize(("a", "b", "far"), [("suzhou", "suzhou", 0), ("szuhou", "suzhou", 1), ("suzho", "suzhou", 1),
                                             ("suzhous", "suzhou", 1), ("zuzhou", "suzhou", 1), ("zuzhuo", "suzhou", 2),
                                             ("苏洲", "苏州", 1), ("", "ab", 2), ("ca", "abc", 3)])
def test_distance(a, b, far):
    assert distance(a, b, 3) == distance(b, a, 3) == far


def within_one(a: str, letters: str) -> set[str]:
    """Everything one change away, made by making every change (Norvig's way), or no change."""
    cuts = [(a[:i], a[i:]) for i in range(len(a) + 1)]
    return {a, *(x + y[1:] for x, y in cuts if y), *(x + y[1] + y[0] + y[2:] for x, y in cuts if len(y) > 1),
            *(x + c + y[1:] for (x, y), c in itertools.product(cuts, letters) if y),
            *(x + c + y for (x, y), c in itertools.product(cuts, letters))}


@settings(max_examples=300, deadline=None)
@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_distance_of_one_is_one_change(a, b):
    assert (distance(a, b, 1) <= 1) == (b in within_one(a, "abc"))


@settings(max_examples=200, deadline=None)
@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9), st.integers(0, 4))
def test_distance_with_a_limit_agrees_with_the_whole(a, b, most):
    whole, cut = distance(a, b, 20), distance(a, b, most)
    assert cut == whole if whole <= most else cut > most
    assert whole >= abs(len(a) - len(b)) and (whole == 0) == (a == b)
    assert whole <= sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in
                        difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if tag != "equal")
