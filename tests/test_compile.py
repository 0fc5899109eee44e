"""The compiled row function: rows -> N-Triples, read again by rdflib and held against triples written by hand."""

import json
from urllib.parse import unquote

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, Namespace

from smilekg.build.compile import compile_table
from smilekg.build.csvw import read_metadata

EX = Namespace("http://example.org/")
SCHEMA = Namespace("http://schema.org/")
ABOUT = EX + "{id}"
ID = {"name": "id", "suppressOutput": True}


@pytest.fixture(autouse=True)
def literals_untouched(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """(columns, rows) -> N-Triples; rows are counted as lines from 2, behind a heading."""
    file = tmp_path_factory.mktemp("compile") / "csv-metadata.json"

    def run(columns, rows, faults=None, **schema):
        schema = {"aboutUrl": ABOUT, "columns": columns} | schema
        file.write_text(json.dumps({"@context": "http://www.w3.org/ns/csvw", "url": "t.csv", "tableSchema": schema}))
        [table] = read_metadata(file)
        report = (lambda *fault: faults.append(fault)) if faults is not None else lambda *fault: pytest.fail(str(fault))
        return "".join(compile_table(table)(enumerate(rows, 2), report))
    return run


def triples(ntriples: str) -> set:
    return set(rdflib.Graph().parse(data=ntriples, format="nt"))


def column(**properties) -> dict:
    return {"name": "x", "propertyUrl": EX + "p", **properties}


def virtual(**properties) -> dict:
    return {"name": "v", "virtual": True, "propertyUrl": EX + "v", **properties}


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=rdflib.XSD[datatype], normalize=False)


TRICKY = "{c0} {{x}} 'single' \"double\" \\n \\ % %s f'{1}'\n\r\t\x01\x1f\x7f\x85 ,;😀 שלום \u202eabc 陝"
# what is tried: (columns beside `id`, rows, triples)
CASES = {
    "plain text": ([column()], [["1", "text"]], {(EX["1"], EX.p, Literal("text"))}),
    "tricky text in a cell": ([column()], [["1", TRICKY]], {(EX["1"], EX.p, Literal(TRICKY))}),
    "tricky text as a default": ([column(default=TRICKY)], [["1", ""]], {(EX["1"], EX.p, Literal(TRICKY))}),
    "tricky text as a constant": ([virtual(default=TRICKY)], [["1"]], {(EX["1"], EX.v, Literal(TRICKY))}),
    "quote and percent in an IRI": ([column(propertyUrl=EX + "it's-100%25")], [["1", "a"]],
                                    {(EX["1"], EX["it's-100%25"], Literal("a"))}),
    "language": ([column(lang="zh-Hans")], [["1", "陕"]], {(EX["1"], EX.p, Literal("陕", lang="zh-hans"))}),
    "no language for a number": ([column(lang="en", datatype="decimal")], [["1", "83.50"]],
                                 {(EX["1"], EX.p, typed("83.50", "decimal"))}),
    "lexical form kept": ([column(datatype="integer")], [["1", "+007"]],
                          {(EX["1"], EX.p, typed("+007", "integer"))}),
    "booleans": ([column(datatype="boolean")], [["1", "true"], ["2", "0"]],
                 {(EX["1"], EX.p, typed("true", "boolean")),
                  (EX["2"], EX.p, typed("0", "boolean"))}),
    "names of datatypes": ([column(datatype="number"), column(name="y", datatype="datetime"),
                            column(name="z", datatype="binary")], [["1", "1e3", "2020-02-29T23:00:00Z", "Zg=="]],
                           {(EX["1"], EX.p, typed("1e3", "double")),
                            (EX["1"], EX.p, typed("2020-02-29T23:00:00Z", "dateTime")),
                            (EX["1"], EX.p, typed("Zg==", "base64Binary"))}),
    "empty is null": ([column()], [["1", ""], ["2", " "]], {(EX["2"], EX.p, Literal(" "))}),
    "other nulls": ([column(null=["NA", "-"])], [["1", "NA"], ["2", "-"], ["3", "na"], ["4", ""]],
                    {(EX["3"], EX.p, Literal("na")), (EX["4"], EX.p, Literal(""))}),
    "null needs no lexical form": ([column(null="?", datatype="gYear")], [["1", "?"]], set()),
    "default fills the empty": ([column(default="none", required=True)], [["1", ""], ["2", "b"]],
                                {(EX["1"], EX.p, Literal("none")), (EX["2"], EX.p, Literal("b"))}),
    "default may be null": ([column(default="NA", null="NA")], [["1", ""]], set()),
    "pattern": ([column(datatype={"base": "string", "format": "[0-9]{3}|a'\"b"})], [["1", "007"], ["2", "a'\"b"]],
                {(EX["1"], EX.p, Literal("007")), (EX["2"], EX.p, Literal("a'\"b"))}),
    "suppressed": ([column(suppressOutput=True), virtual(default="a")], [["1", "x"]], {(EX["1"], EX.v, Literal("a"))}),
    "prefix": ([column(propertyUrl="dc:title")], [["1", "a"]], {(EX["1"], rdflib.DCTERMS.title, Literal("a"))}),
    "property from a cell": ([column(propertyUrl=EX + "p-{x}")], [["1", "a b"]],
                             {(EX["1"], EX["p-a%20b"], Literal("a b"))}),
    "subject and value from cells": ([column(aboutUrl=EX + "x/{x}", valueUrl=EX + "{id}#{x}")], [["1", "a/ü"]],
                                     {(EX["x/a%2F%C3%BC"], EX.p, EX["1#a%2F%C3%BC"])}),
    "line and row": ([column(aboutUrl=EX + "{_row}", valueUrl=EX + "{_sourceRow}")], [["1", "a"], ["2", "b"]],
                     {(EX["1"], EX.p, EX["2"]), (EX["2"], EX.p, EX["3"])}),
    "awkward names": (
        [column(name="class"), column(name="c0", propertyUrl=EX.q), column(name="row", propertyUrl=EX + "{c0}")],
        [["1", "a", "b", "c"]],
        {(EX["1"], EX.p, Literal("a")), (EX["1"], EX.q, Literal("b")), (EX["1"], EX.b, Literal("c"))}),
    "prefix in a value": ([virtual(propertyUrl="rdf:type", valueUrl="schema:City")], [["1"]],
                          {(EX["1"], rdflib.RDF.type, SCHEMA.City)}),
    "no constant": ([virtual(), virtual(name="w", valueUrl=EX + "w")], [["1"]], {(EX["1"], EX.v, EX.w)}),
    "no rows": ([column(), virtual(default="a")], [], set()),
}


@pytest.mark.parametrize("columns, rows, expected", CASES.values(), ids=CASES)
def test_triples(run, columns, rows, expected):
    assert triples(run([ID, *columns], rows)) == expected


# RFC 6570, section 1.2 and 3.2.2 to 3.2.4: the variables of its examples, and what they expand to.
VARIABLES = {"var": "value", "hello": "Hello World!", "half": "50%", "path": "/foo/bar",
             "base": "http://example.com/home/", "empty": "", "keys": "a;b,c", "pct": "a%20b"}
RFC_6570 = [
    ("{var}", "value"), ("{hello}", "Hello%20World%21"), ("{half}", "50%25"), ("O{empty}X", "OX"),
    ("{path}", "%2Ffoo%2Fbar"), ("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"),
    ("{keys}", "a%3Bb%2Cc"), ("{pct}", "a%2520b"),
    ("{+var}", "value"), ("{+hello}", "Hello%20World!"), ("{+half}", "50%25"), ("O{+empty}X", "OX"),
    ("{+path}/here", "/foo/bar/here"), ("here?ref={+path}", "here?ref=/foo/bar"),
    ("up{+path}{var}/here", "up/foo/barvalue/here"),
    ("X{#var}", "X#value"), ("{#hello}", "#Hello%20World!"), ("{#half}", "#50%25"), ("{#path}/here", "#/foo/bar/here"),
    ("{+pct}", "a%20b"), ("{#pct}", "#a%20b"),
    ("X{#empty}", "X"),  # a null cell is an undefined variable
]


@pytest.mark.parametrize("template, expanded", RFC_6570)
def test_templates_expand_as_the_rfc_says(run, template, expanded):
    columns = [{"name": name, "suppressOutput": True} for name in VARIABLES]
    found = triples(run([*columns, virtual(valueUrl=EX + template)], [list(VARIABLES.values())], aboutUrl=EX + "s"))
    assert found == {(EX.s, EX.v, rdflib.URIRef(EX + expanded))}


def test_the_events_of_the_csv2rdf_recommendation(run):
    """Its example in section 7.3, with absolute IRIs, and times as XML Schema writes them."""
    event, place = EX + "event-{_row}", EX + "place-{_row}"
    found = triples(run([
        {"name": "name", "aboutUrl": event, "propertyUrl": "schema:name"},
        {"name": "start", "aboutUrl": event, "propertyUrl": "schema:startDate", "datatype": "dateTime"},
        {"name": "location", "aboutUrl": place, "propertyUrl": "schema:name"},
        virtual(name="type_event", aboutUrl=event, propertyUrl="rdf:type", valueUrl="schema:MusicEvent"),
        virtual(name="at", aboutUrl=event, propertyUrl="schema:location", valueUrl=place)],
        [["B.B. King", "2014-04-12T19:30:00", "Lupo’s Heartbreak Hotel"],
         ["B.B. King", "2014-04-13T20:00:00", "Lynn Auditorium"]]))
    assert found == set(rdflib.Graph().parse(format="turtle", data="""
        @base <http://example.org/> . @prefix schema: <http://schema.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <event-1> a schema:MusicEvent ; schema:name "B.B. King" ; schema:location <place-1> ;
            schema:startDate "2014-04-12T19:30:00"^^xsd:dateTime .
        <place-1> schema:name "Lupo’s Heartbreak Hotel" .
        <event-2> a schema:MusicEvent ; schema:name "B.B. King" ; schema:location <place-2> ;
            schema:startDate "2014-04-13T20:00:00"^^xsd:dateTime .
        <place-2> schema:name "Lynn Auditorium" ."""))


# what is tried: (columns beside `id`, a faulty row, a sound row, (column, value, part of the rule))
FAULTS = {
    "required": ([column(required=True)], ["1", ""], ["2", "a"], ("x", "", "required")),
    "required and null": ([column(required=True, null="-")], ["1", "-"], ["2", ""], ("x", "", "required")),
    "lexical form": ([column(datatype="integer")], ["1", "1_000"], ["2", "1"], ("x", "1_000", "integer")),
    "no such day": ([column(datatype="date")], ["1", "2020-02-30"], ["2", "2020-02-29"],
                    ("x", "2020-02-30", "date")),
    "default of a wrong form": ([column(datatype="gYear", default="20")], ["1", ""], ["2", "2020"],
                                ("x", "20", "gYear")),
    "pattern": ([column(datatype={"base": "string", "format": "[a-z]+"})], ["1", "ab1"], ["2", "ab"],
                ("x", "ab1", "[a-z]+")),
    "too few cells": ([column()], ["1"], ["2", "a"], ("", "1", "1 cells")),
    "too many cells": ([column()], ["1", "a", "b"], ["2", "a"], ("", "1,a,b", "3 cells")),
    "no absolute IRI": ([column(valueUrl="{+x}")], ["1", "a b"], ["2", "urn:a"], ("x", "a%20b", "absolute IRI")),
    "brackets in an IRI": ([column(valueUrl=EX + "{+x}")], ["1", "[a]"], ["2", "a"], ("x", EX + "[a]", "absolute IRI")),
    "suppressed": ([column(datatype="byte", suppressOutput=True)], ["1", "128"], ["2", "127"],
                   ("x", "128", "byte")),
}


@pytest.mark.parametrize("columns, faulty, sound, fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_row_is_reported_and_left_out(run, columns, faulty, sound, fault):
    faults = []
    found = triples(run([ID, *columns, virtual(default="a")], [faulty, sound], faults))
    [(line, name, value, rule)] = faults
    assert (line, name, value) == (2, *fault[:2]) and fault[2] in rule
    assert {subject for subject, _, _ in found} == {EX["2"]}


@settings(deadline=None, derandomize=True, max_examples=400)
@given(st.text(min_size=1), st.sampled_from(["und", "en", "zh-hant"]))
def test_any_text_becomes_the_same_literal(run, text, lang):
    ntriples = run([ID, column(null=[], lang=lang), virtual(default=text, lang=lang)], [["1", text]])
    literal = Literal(text, lang=None if lang == "und" else lang)
    assert triples(ntriples) == {(EX["1"], EX.p, literal), (EX["1"], EX.v, literal)}
    again = pyoxigraph.parse(ntriples.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert [(quad.object.value, quad.object.language or "und") for quad in again] == [(text, lang)] * 2


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.text(min_size=1))
def test_any_text_may_stand_in_an_iri_and_be_read_back(run, text):
    [(subject, _, value)] = triples(run([ID, column(valueUrl=EX + "x/{x}")], [[text, text]]))
    assert unquote(subject.removeprefix(EX), errors="strict") == text
    assert unquote(value.removeprefix(EX + "x/"), errors="strict") == text and value.isascii()


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.text(":/?#[]@!$&'()*+,;=%-._~aZ09 é\x7f", max_size=8))
def test_an_iri_from_a_cell_is_refused_or_can_be_read(run, text):
    faults = []
    ntriples = run([ID, column(valueUrl="http://{+x}")], [["1", text or "a"]], faults)
    assert len(faults) + len(list(pyoxigraph.parse(ntriples.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1
