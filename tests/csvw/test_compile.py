"""The compiled function: records -> N-Triples, read again by rdflib and held against triples written by hand."""

import csv
import io
from urllib.parse import unquote

import pyoxigraph
import pytest
import rdflib
from csvw_tables import table, write
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, Namespace

from smilekg.csvw.compile import compile_table
from smilekg.csvw.describe.metadata import read_metadata
from smilekg.errors import MetadataError

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
    folder = tmp_path_factory.mktemp("compile")

    def run(columns, rows, faults=None, standard=False, keep=False, **schema):
        described = table(columns, dialect={"commentPrefix": None}, **{"aboutUrl": ABOUT} | schema)
        [found] = read_metadata(write(folder, described), base=EX).tables

        def report(line, column, value, rule, record):
            if faults is None:
                pytest.fail(f"{line}, {column}, {value!r}: {rule}")
            faults.append((line, column, value, rule))
            return not keep
        compiled = compile_table(found, (found,), standard=standard)
        data, _, count = compiled.convert(lines(rows), 2, 1, 2, report, [[] for _ in compiled.keys])
        assert count == data.count(b"\n")
        return data.decode()
    return run


def lines(rows) -> bytes:
    """Rows as the csv module writes them, a lone CR in quotes too."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def triples(ntriples: str) -> set:
    return set(rdflib.Graph().parse(data=ntriples, format="nt"))


def column(**properties) -> dict:
    return {"name": "x", "propertyUrl": EX.p, **properties}


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
                  (EX["2"], EX.p, typed("false", "boolean"))}),
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
    # What is relative is resolved against the table (csv2rdf, section 4.6; Metadata Vocabulary, section 5.1.3).
    "a relative value": ([column(valueUrl="{+x}")], [["1", "a b"], ["2", "urn:a"], ["3", "//h/i"], ["4", "#f"], ["5", "../g"]],
                         {(EX["1"], EX.p, EX["a%20b"]), (EX["2"], EX.p, rdflib.URIRef("urn:a")), (EX["5"], EX.p, EX.g),
                          (EX["3"], EX.p, rdflib.URIRef("http://h/i")), (EX["4"], EX.p, EX["t.csv#f"])}),
    "a subject that tells its column": (
        [column(name=name, aboutUrl=EX + "{_name}/{id}") for name in "xy"], [["1", "a", "b"]], {(EX["x/1"], EX.p, Literal("a")), (EX["y/1"], EX.p, Literal("b"))}),
    "no property": ([{"name": "a b".replace(" ", "%20")}], [["1", "x"]], {(EX["1"], EX["t.csv#a%20b"], Literal("x"))}),
    "a list": ([column(separator=";")], [["1", "b;a;b"], ["2", ""]], {(EX["1"], EX.p, Literal("a")), (EX["1"], EX.p, Literal("b"))}),
    "a list with nulls": ([column(separator=";", null="-", datatype="integer")], [["1", " 1 ;-;2"]],
                          {(EX["1"], EX.p, typed("1", "integer")), (EX["1"], EX.p, typed("2", "integer"))}),
    "a list in a template": ([column(separator=";", valueUrl=EX + "{x}"), virtual(valueUrl=EX + "q{?x*}")], [["1", "a b;c"]],
                             {(EX["1"], EX.p, EX["a%20b,c"]), (EX["1"], EX.v, EX["q?x=a%20b&x=c"])}),
    "an own datatype": ([column(datatype={"base": "token", "@id": EX.t})], [["1", " a  b "]],
                        {(EX["1"], EX.p, Literal("a b", datatype=EX.t))}),
    "a date as people write it": ([column(datatype={"base": "date", "format": "d.M.yyyy"})], [["1", "1.2.2020"]],
                                  {(EX["1"], EX.p, typed("2020-02-01", "date"))}),
    "no rows": ([column(), virtual(default="a")], [], set()),
}


@pytest.mark.parametrize("columns, rows, expected", CASES.values(), ids=CASES)
def test_triples(run, columns, rows, expected):
    assert triples(run([ID, *columns], rows)) == expected


def test_an_ordered_list_is_an_rdf_list(run):
    found = rdflib.Graph().parse(format="nt", data=run([ID, column(separator=" ", ordered=True)], [["1", "b a b"]]))
    [head] = found.objects(EX["1"], EX.p)
    assert list(rdflib.collection.Collection(found, head)) == [Literal("b"), Literal("a"), Literal("b")] and len(found) == 7


def test_titles_of_rows_may_be_lists(run):
    found = triples(run([ID, column(separator=";", lang="en")], [["1", "a;b"], ["2", ""]], standard=True, rowTitles=["id", "x"]))
    csvw = Namespace("http://www.w3.org/ns/csvw#")
    assert {o for _, p, o in found if p == csvw.title} == {
        Literal("1"), Literal("2"), Literal("a", lang="en"), Literal("b", lang="en")}


def test_standard_mode_tells_of_rows(run):
    """csv2rdf, section 4.6: each row, its number, its line as a fragment (RFC 7111), and what it describes."""
    found = triples(run([{"name": "id"}, column(aboutUrl=EX.x)], [["1", "a"]], standard=True))
    csvw, [row] = Namespace("http://www.w3.org/ns/csvw#"), {o for _, p, o in found if str(p).endswith("#row")}
    assert {(p, o) for s, p, o in found if s == row} == {
        (rdflib.RDF.type, csvw.Row), (csvw.rownum, typed("1", "integer")), (csvw.url, EX["t.csv#row=2"]),
        (csvw.describes, EX["1"]), (csvw.describes, EX.x)}
    assert (EX["1"], EX["t.csv#id"], Literal("1")) in found and len(found) == 8


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
    "no absolute IRI": ([column(valueUrl="urn:{+x}")], ["1", "//a:b"], ["2", "a"], ("x", "urn://a:b", "absolute IRI")),
    "two fragments": ([column(valueUrl=EX + "#a{#x}")], ["1", "b"], ["2", ""], ("x", EX + "#a#b", "absolute IRI")),
    "a port that is none": ([column(valueUrl="http://{+x}/")], ["1", "a:b"], ["2", "a:1"], ("x", "http://a:b/", "absolute IRI")),
    "brackets in an IRI": ([column(valueUrl=EX + "{+x}")], ["1", "[a]"], ["2", "a"], ("x", EX + "[a]", "absolute IRI")),
    "suppressed": ([column(datatype="byte", suppressOutput=True)], ["1", "128"], ["2", "127"],
                   ("x", "128", "byte")),
}


@pytest.mark.parametrize("columns, faulty, sound, fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_row_is_reported_and_left_out(run, columns, faulty, sound, fault):
    faults = []
    found = triples(run([ID, *columns, virtual(default="a")], [faulty, sound], faults))
    [(line, name, value, rule)] = faults
    assert (line, name, value.rstrip("\r\n")) == (2, *fault[:2]) and fault[2] in rule
    assert {subject for subject, _, _ in found} == {EX["2"]}


@settings(deadline=None, derandomize=True, max_examples=400)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1),
       st.sampled_from(["und", "en", "zh-hant"]))
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


@pytest.mark.parametrize("columns, told", [
    ([virtual(default="ten", datatype="integer")], ["a default breaks", "'v'", "'ten'", "integer"]),
    ([column(separator=";", valueUrl=EX + "{x:3}")], ["first characters of a list", "'x'", "{x:3}"])])
def test_what_no_row_can_mend_is_told_before_the_first(run, columns, told):
    with pytest.raises(MetadataError) as error:
        run([ID, *columns], [])
    assert [part for part in ["csv-metadata.json", *told] if part not in str(error.value)] == []


@pytest.mark.parametrize("columns, cell, expected", [
    ([column(datatype="integer", lang="en")], "x", Literal("x")),
    # Model, section 6.4: the value of an error is a string; one whose datatype is string keeps its language.
    ([column(datatype={"base": "string", "maxLength": 2}, lang="en")], "abc", Literal("abc", lang="en")),
    ([column(datatype={"base": "date", "format": "d.M.yyyy"})], "1/2", Literal("1/2")),
    ([column(datatype="byte", separator=" ")], "128", Literal("128"))])
def test_a_bad_value_that_is_kept_is_a_string(run, columns, cell, expected):
    faults = []
    assert triples(run([ID, *columns], [["1", cell]], faults, keep=True)) == {(EX["1"], EX.p, expected)}
    assert len(faults) == 1


@pytest.mark.parametrize("name, url", [("t{x}'.csv", "t%7Bx%7D'.csv"), ("a%25b.csv", "a%25b.csv")])
def test_names_of_files_and_columns_may_be_anything(tmp_path, name, url):
    columns = [{"titles": "it's {x} \\ \"q\" %s"}, {"titles": "苏州"}, {"name": "class"}]
    [found] = read_metadata(write(tmp_path, table(columns, url=name)), base=EX).tables
    one = compile_table(found, (found,), standard=True)
    data, *_ = one.convert(b"1,2,3\n", 1, 1, 1, None, [])
    assert {p.removeprefix(EX + url) for _, p, _ in triples(data.decode()) if p.startswith(EX)} == {
        "#it%27s%20%7Bx%7D%20%5C%20%22q%22%20%25s", "#%E8%8B%8F%E5%B7%9E", "#class"}
