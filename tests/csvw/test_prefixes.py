"""The initial context: prefixes, terms and built-in datatypes (www.w3.org/ns/csvw.jsonld)."""

import pytest

from smilekg.csvw.context import DATATYPES, TERMS, datatype_iri, expand
from smilekg.csvw.describe.language import is_language, matches

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(("text", "iri"), [
    ("dc:title", "http://purl.org/dc/terms/title"), ("schema:name", "http://schema.org/name"),
    ("csvw:note", "http://www.w3.org/ns/csvw#note"), ("http://example.org/", "http://example.org/"),
    ("schema://example.org/", "schema://example.org/"), ("unknown:x", "unknown:x"), ("plain", "plain")])
def test_prefixed_names(text, iri):
    assert expand(text) == iri


@pytest.mark.parametrize(("name", "iri"), [
    ("any", XSD + "anyAtomicType"), ("number", XSD + "double"), ("binary", XSD + "base64Binary"),
    ("datetime", XSD + "dateTime"), ("integer", XSD + "integer"), ("json", "http://www.w3.org/ns/csvw#JSON"),
    ("xml", "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"),
    ("html", "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML")])
def test_built_in_datatypes(name, iri):
    assert datatype_iri(name) == iri == TERMS[name]


def test_there_are_all_the_datatypes_of_the_standard():
    assert len(DATATYPES) == 43 + 4  # four names are other words for one of the 43


@pytest.mark.parametrize("tag", [
    "en", "zh-Hans", "zh-Hant-TW", "und", "de-CH-1996", "sr-Latn-RS", "es-419", "en-GB-oed", "i-klingon", "x-own",
    "de-DE-u-co-phonebk", "yue", "zh-min-nan"])
def test_language_tags(tag):
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "e", "english", "en_GB", "en-", "-en", "en GB", "not-a-language", "de-1", 1, None])
def test_what_is_no_language_tag(tag):
    assert not is_language(tag)


def test_languages_match_when_cut_to_the_shorter():
    assert matches("en", "en-US") and matches("und", "de") and matches("EN", "en")
    assert not matches("en", "de") and not matches("en", "enm")
