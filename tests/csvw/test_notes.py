"""Common properties and notes as triples. The expected triples are those that JSON-LD 1.0 gives for the same value."""

from itertools import count

import pytest

from smilekg.csvw.describe.common import common_name, normalised
from smilekg.csvw.describe.document import Document, Place
from smilekg.csvw.describe.notes import triples
from smilekg.errors import MetadataError

DC = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
S = "<http://example.org/s>"


@pytest.fixture
def place(tmp_path):
    return Place(Document(tmp_path / "m.json", "http://example.org/m.json", "http://example.org/m.json"))


def said(value, place, name="dc:title") -> list[str]:
    numbers = count()
    found = triples(S, [(common_name(name), normalised(value, place))], (), lambda: f"_:b{next(numbers)}")
    return [line.removeprefix(S + " ").removesuffix(" .\n") for line in found]


@pytest.mark.parametrize(("value", "literal"), [
    ("a", '"a"'), ("a \"b\"\n\\", r'"a \"b\"\n\\"'), (5, f'"5"^^<{XSD}integer>'), (-1, f'"-1"^^<{XSD}integer>'),
    (1.0, f'"1"^^<{XSD}integer>'), (42.5, f'"4.25E1"^^<{XSD}double>'), (0.1, f'"1.0E-1"^^<{XSD}double>'),
    (1e21, f'"1.0E21"^^<{XSD}double>'), (True, f'"true"^^<{XSD}boolean>'), ({"@value": "a"}, '"a"'),
    ({"@value": "a", "@language": "zh-Hans"}, '"a"@zh-Hans'),
    ({"@value": "2010-12-31", "@type": "xsd:date"}, f'"2010-12-31"^^<{XSD}date>'),
    ({"@value": "2010-12-31", "@type": "date"}, f'"2010-12-31"^^<{XSD}date>'),
    ({"@value": "a", "@type": "xsd:string"}, '"a"'), ({"@value": 5, "@type": "xsd:decimal"}, f'"5"^^<{XSD}decimal>'),
    ({"@value": 5, "@type": "http://example.org/t"}, '"5"^^<http://example.org/t>'),
    ({"@id": "x"}, "<http://example.org/x>"), ({"@id": "schema:Thing"}, "<http://schema.org/Thing>"), ({}, "_:b0")])
def test_one_value(value, literal, place):
    assert said(value, place) == [f"<{DC}title> {literal}"]


def test_a_list_is_one_triple_each_and_null_is_none(place):
    assert said(["a", "b", None, ["c"]], place) == [f'<{DC}title> "{letter}"' for letter in "abc"]
    assert said(None, place) == said([], place) == said({"@value": None}, place) == []


def test_an_object_is_a_node_with_its_own_properties(place):
    node = {"@type": ["Table", "schema:Thing"], "schema:name": "n", "schema:url": {"@id": "http://e.org/"}}
    found = said(node, place, "dc:creator")
    rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert found == [
        f"<{DC}creator> _:b0", f"_:b0 {rdf} <http://www.w3.org/ns/csvw#Table>", f"_:b0 {rdf} <http://schema.org/Thing>",
        '_:b0 <http://schema.org/name> "n"', "_:b0 <http://schema.org/url> <http://e.org/>"]


def test_text_is_in_the_language_of_the_document(tmp_path):
    place = Place(Document(tmp_path / "m.json", "http://h/", "http://h/", "en"))
    assert said("a", place) == [f'<{DC}title> "a"@en']
    assert said({"@value": "a"}, place) == [f'<{DC}title> "a"']


def test_notes_are_said_with_csvw_note(place):
    found = list(triples("_:t", (), [normalised({"schema:text": "a"}, place)], lambda: "_:n"))
    assert found == ["_:t <http://www.w3.org/ns/csvw#note> _:n .\n", '_:n <http://schema.org/text> "a" .\n']


@pytest.mark.parametrize("value", [
    {"@context": {}}, {"@list": []}, {"@set": []}, {"@value": "a", "@type": "_:x"}, {"@type": "_:x"}, {"@type": "foo"},
    {"@type": 1}, {"@id": "_:x"}, {"@id": 1}, {"@value": "a", "@type": "xsd:string", "@language": "en"},
    {"@value": "a", "dc:title": "b"}, {"@language": "en"}, {"@foo": 1}, {"@value": ["a"]}, {"@value": {}},
    {"@value": "a", "@language": "englisch"}, {"@value": 1, "@language": "en"}, {"dc:title": {"@list": []}},
    {"@id": "a b"}, {"url": "a"}])
def test_what_metadata_may_not_say_is_refused_with_its_place(value, place):
    with pytest.raises(MetadataError, match="dc:title"):
        normalised(value, place.at("dc:title"))


def test_a_name_without_a_prefix_is_ignored_with_a_warning(place):
    assert said({"foo": 1}, place) == [f"<{DC}title> _:b0"]
    assert "foo" in place.document.warnings[0]
