"""Accept and Accept-Language, as a table."""

import pytest

from smilekg.server.negotiate import language, media_type

HTML, TTL, JSONLD, NT = "text/html", "text/turtle", "application/ld+json", "application/n-triples"
OFFERS = (HTML, TTL, JSONLD, NT)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(("accept", "expected"), [
    ("", HTML), ("*/*", HTML), (BROWSER, HTML), ("text/turtle", TTL), ("TEXT/Turtle", TTL), ("text/*", HTML),
    ("text/turtle;q=0.5, application/ld+json", JSONLD), ("text/turtle;q=0.5,application/ld+json;q=0.4", TTL),
    ("application/ld+json, text/turtle", TTL),                      # a tie: the order of the offers
    ("text/html;q=0, */*", TTL), ("text/*;q=0.3, */*;q=0.4", JSONLD), ("text/*;q=0.9, text/html;q=0.1", TTL),
    ("*/*;q=0.1, application/n-triples;q=0.2", NT), ("application/*", JSONLD), ("text/turtle; charset=utf-8", TTL),
    ("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"", JSONLD), ("text/turtle ; q = 1", TTL),
    ("image/png", None), ("text/html;q=0", None), ("*/*;q=0", None), ("image/*, audio/*;q=0.5", None),
    ("text/turtle;q=0.0001, application/n-triples;q=0.5", NT),      # no quality has four digits: left out
    ("text/turtle;q=2, application/n-triples", NT), ("nonsense", HTML), (",,;q=1,", HTML), ("text/turtle;q=1.000", TTL),
    ("text/turtle;Q=0.1,application/ld+json;q=0.2", JSONLD), ("text/html;level=1;q=0.2, text/turtle;q=0.3", TTL)])
def test_media_type(accept, expected):
    assert media_type(accept, OFFERS) == expected


@pytest.mark.parametrize(("accept", "expected"), [
    ("", "en"), ("*", "en"), ("zh", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
    ("zh-Hant-TW", "zh"), ("ZH", "zh"), ("de,fr;q=0.5", "en"), ("de, zh;q=0.1", "zh"), ("de, *;q=0.5", "en"),
    ("en;q=0, *", "zh"), ("en;q=0", "en"), ("zh;q=0,*;q=0.1", "en"), ("zh,en", "zh"), ("en,zh", "en"),
    ("fr;q=1, zh;q=0.2, en;q=0.3", "en"), ("zh_CN", "en"), (";;,q=1", "en"), ("zh;q=x, en;q=0.1", "en")])
def test_language(accept, expected):
    assert language(accept, ("zh", "en"), "en") == expected


def test_a_huge_header_takes_no_time():
    assert media_type("a/b," * 100_000, OFFERS) is None
    assert language("de," * 100_000 + "zh", ("zh", "en"), "en") == "en"
