"""The canned queries: their answers, their headers, their parameters, and the same text on another engine."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from conftest import GOLDEN, ROOT, golden, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

import smilekg
from smilekg.errors import NameUnresolved, QueryError
from smilekg.header import TAGS
from smilekg.queries import load_queries, read_query

QUERIES = ROOT / "queries"
NAMES = sorted(file.stem for file in QUERIES.glob("*.rq"))
# A golden file without a variant is the query as it stands, except for the two lists that top-in-both is asked about.
VARIANTS = {"profile--haikou": {"place": "海口市"}, "ranking--counties": {"list": "counties"}, "top-in-both--default": {},
            "top-in-both": {"a": "livability", "b": "investment"},
            "peers--kunshan": {"place": "昆山市", "n": 5},
            "peers--tianfu": {"place": "天府新区", "n": 3},
            "dominance--chongqing": {"place": "重庆市"},
            "dominance--guangzhou": {"place": "广州市", "min": 2},
            "province-concentration--towns": {"list": "towns"},
            "province-concentration--service-providers": {"list": "service-providers"},
            "province-concentration--digital-economy": {"list": "digital-economy"},
            "list-overlap--five": {"min": 5},
            "rank-pairs--major-cities": {"a": "major-cities", "b": "top-cities"},
            "identifiers--top-cities": {"list": "top-cities"},
            "identifiers--major-city-districts": {"list": "major-city-districts"}}
CATALOGUE = ROOT / "data/catalogue/queries.ttl"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = rdflib.Namespace("https://schema.org/")
HOSTILE = ['"', "'", "苏州市\"", "{", "}", "} UNION { ?entity ?p ?o", '" } UNION { ?entity ?any ?thing } VALUES ?x { "',
           "?entity", "?x", "\\", "\\\"", "\n", "苏州市\r\n", "\\u0022 }", "<urn:x>", "# comment", "$&", "\\1", "\\g<0>", "",
           '"@zh', '"^^<urn:x>', "VALUES ?lang { x }", "VALUES ?place { x }", "VALUES ?y { z }", "LIMIT 9", "\0", "苏州市 ", "{{}}", "%s {0}"]


@pytest.mark.parametrize("case", sorted(file.stem for file in GOLDEN.glob("*.csv")))
def test_answer_is_the_golden_one(kg, case):
    expected = golden(case)
    columns = (GOLDEN / f"{case}.csv").read_text("utf-8").splitlines()[0].split(",")
    result = kg.query(case.partition("--")[0], **VARIANTS.get(case, {}))
    assert set(columns) <= set(result.columns)
    assert [{c: row[c] for c in columns} for row in rows_of(result.to_csv())] == expected


def test_every_query_has_a_golden_answer():
    assert {file.stem.partition("--")[0] for file in GOLDEN.glob("*.csv")} | {"corrections"} == set(NAMES)


def test_entries_print_the_golden_file_byte_for_byte(kg):
    assert kg.query("entries").to_csv().encode("utf-8") == (GOLDEN / "entries.csv").read_bytes()


def test_corrections_are_the_ledger_row_by_row(kg):
    ledger = rows_of((ROOT / "data/curated/corrections.csv").read_text("utf-8"))
    columns = ("id", "target", "published", "now")
    got = rows_of(kg.query("corrections").to_csv())
    assert [[row[c] for c in columns] for row in got] == [[row[c] for c in columns] for row in ledger]


@pytest.mark.parametrize("name", NAMES)
def test_header_says_the_question_in_both_languages(name):
    query = read_query(QUERIES / f"{name}.rq")
    assert re.fullmatch(r"[A-Z][^?？]+\?", query.summary) and not re.search("[一-鿿]", query.summary)
    assert query.summary_zh.endswith("？") and re.search("[一-鿿]", query.summary_zh)
    assert query.description.endswith(".") and not re.search("[一-鿿]", query.description)
    assert query.description_zh.endswith("。") and re.search("[一-鿿]", query.description_zh)
    assert query.tags and set(query.tags) <= set(TAGS)
    assert all(p.about and p.default is not None for p in query.parameters)
    assert query.sparql.startswith("PREFIX ") and query.text.endswith(query.sparql) and "#+" not in query.sparql


def test_every_tag_is_used_and_explained():
    assert {tag for query in load_queries(QUERIES).values() for tag in query.tags} == set(TAGS)
    said = (ROOT / "docs/queries.md").read_text("utf-8")
    assert [tag for tag in TAGS if f"`{tag}`" not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_header_is_yaml_for_any_reader(name):
    yaml = pytest.importorskip("yaml")
    query = read_query(QUERIES / f"{name}.rq")
    header = yaml.safe_load("\n".join(line[3:] for line in query.text.splitlines() if line.startswith("#+ ")))
    assert set(header) - {"params", "chart"} == {"summary", "summary_zh", "description", "description_zh", "tags"}
    assert header.get("chart") == query.chart
    for key in ("summary", "summary_zh", "description", "description_zh"):
        assert header[key] == getattr(query, key)
    assert tuple(header["tags"]) == query.tags
    assert [(n, p["type"], p["default"], p["example"], p["about"], p["about_zh"], tuple(p.get("choices", ())))
            for n, p in header.get("params", {}).items()] \
        == [(p.name, p.type, p.default, p.example, p.about, p.about_zh, p.choices) for p in query.parameters]


def test_chart_of_a_question_names_columns_of_its_answer(kg):
    drawn = {name: query.chart for name, query in load_queries(QUERIES).items() if query.chart}
    assert len(drawn) >= 20
    for name, chart in drawn.items():
        said = [one for role, given in chart.items() if role != "kind" for one in (given if isinstance(given, list) else [given])]
        assert set(said) <= set(kg.query(name).columns), name


def test_names_have_a_language_wherever_names_are_given():
    without = {name for name, query in load_queries(QUERIES).items() if "lang" not in {p.name for p in query.parameters}}
    assert without == {"ambiguous-names"}


@pytest.mark.parametrize("name", NAMES)
def test_defaults_in_the_header_and_in_the_text_are_the_same(kg, name):
    query = read_query(QUERIES / f"{name}.rq")
    bound = query.bind({p.name: p.default for p in query.parameters})
    assert kg.sparql(bound) == kg.sparql(query.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_gives_rows_that_differ(kg, name):
    asked = kg.query(name)
    for parameter in read_query(QUERIES / f"{name}.rq").parameters:
        assert type(parameter.example) is type(parameter.default)
        changed = kg.query(name, **{parameter.name: parameter.example})
        assert changed.rows and changed.rows != asked.rows, f"--{parameter.name} {parameter.example} changes nothing"


@pytest.mark.parametrize("name", NAMES)
def test_types_and_examples_of_parameters(name):
    query = read_query(QUERIES / f"{name}.rq")
    for parameter in query.parameters:
        number = parameter.type in ("integer", "limit")
        assert isinstance(parameter.default, int) is number and isinstance(parameter.example, int) is number
        assert not parameter.choices or {parameter.default, parameter.example} <= set(parameter.choices)
        assert query.bind({parameter.name: str(parameter.default)}) == query.bind({parameter.name: parameter.default})
        for value in (None, 1.5, True, ["a"], b"a"):
            with pytest.raises(QueryError, match=f"--{parameter.name}|{parameter.name}"):
                query.bind({parameter.name: value})


@pytest.mark.parametrize("name", ["peers", "dominance"])
def test_a_question_on_one_place_takes_what_stands_for_one(kg, name):
    for ambiguous in ("朝阳区", "Chaoyang"):  # one in Beijing, one in Changchun
        with pytest.raises(NameUnresolved, match="stands for 2 places") as error:
            kg.query(name, place=ambiguous)
        assert "110105" in error.value.hint and "220104" in error.value.hint
    with pytest.raises(NameUnresolved, match="no such place"):
        kg.query(name, place="Alibaba")
    # Xi'an is also what the English name of its high-tech zone begins with.
    city = kg.query(name, place="610100")
    assert city.rows and all(kg.query(name, place=one) == city for one in ("Xi'an", "西安", "place/610100", 610100))
    assert kg.query(name, place="西安高新区") not in (city, kg.query(name))


@pytest.mark.parametrize("n", [1, 3, 50])
def test_score_gaps_gives_the_n_largest_drops(kg, n):
    rows = kg.query("score-gaps", n=n).to_dicts()
    assert Counter(row["kind"] for row in rows) == {"drop": n, "tie": 1}


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in (*(ROOT / "data/rdf").glob("*.ttl"), ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"):
        graph.parse(file)
    return graph


def comparable(row) -> tuple:
    """Cells as text, numbers in one form: 1.90, 1.9 and "1.9"^^xsd:decimal are the same."""
    def cell(value):
        if value is None:
            return None
        value = value.toPython() if isinstance(value, rdflib.Literal) else value
        return Decimal(value).normalize() if isinstance(value, (int, Decimal)) else str(value)
    return tuple(map(cell, row))


@pytest.mark.parametrize("name", NAMES)
def test_file_runs_as_it_stands_on_rdflib(kg, other_engine, name):
    answer = other_engine.query((QUERIES / f"{name}.rq").read_text("utf-8"))
    result = kg.query(name)
    assert tuple(map(str, answer.vars)) == result.columns
    assert Counter(map(comparable, answer)) == Counter(map(comparable, result.rows))


@pytest.mark.parametrize(("name", "parameter"), [
    ("profile", "place"), ("where-from", "name"), ("ranking", "list"), ("top-in-both", "n"),
    ("theme-against-composite", "theme"), ("peers", "place"), ("peers", "n"), ("dominance", "place"), ("dominance", "min"),
    ("province-concentration", "list"), ("list-overlap", "min"), ("rank-pairs", "b"), ("identifiers", "list")])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value_is_a_value(kg, name, parameter, value):
    try:
        result = kg.query(name, **{parameter: value, "lang": "en"})
    except (QueryError, NameUnresolved):
        return
    assert result.columns == kg.query(name).columns
    # A name of one place may have blanks around it.
    assert result == kg.query(name, lang="en") if value.strip() == "苏州市" else len(result) == 0


@given(st.text(max_size=30) | st.sampled_from(HOSTILE), st.text(max_size=8) | st.sampled_from(HOSTILE))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_as_it_was_given(tmp_path_factory, first, second):
    file = tmp_path_factory.getbasetemp() / "echo.rq"
    if not file.exists():
        about = '{"type": "string", "default": "a", "about": "any text"}'
        limit = about.replace("string", "limit").replace('"a"', "9")
        file.write_text(f'#+ summary: "What?"\n#+ summary_zh: "？"\n#+ params:\n#+   x: {about}\n#+   y: {about}\n#+   n: {limit}\n'
                        'SELECT ?x ?y WHERE { VALUES ?x { "a" } VALUES ?y { "a" } } LIMIT 9\n', "utf-8")
    text = read_query(file).bind({"x": first, "y": second, "n": 7})
    assert text.endswith("LIMIT 7\n")
    from smilekg.store import LocalStore, python_value

    rows = [tuple(map(python_value, row)) for row in LocalStore([]).query(text)]
    assert rows == [(first, second)]


@pytest.mark.parametrize(("name", "parameters", "words"), [
    ("livabilty", {}, ["'livabilty'"]),
    ("entrys", {}, ["'entrys'", "entries"]),
    ("zzz", {}, ["'zzz'", *NAMES]), (5, {}, ["5", *NAMES]),
    ("../queries/entries", {}, ["'../queries/entries'"]),
    ("profile", {"city": "x"}, ["'profile'", "--city", "--place", "--lang"]),
    ("ranking", {"list": "nolist"}, ["--list", "'nolist'", "livability", "top-cities", "digital-economy"]),
    ("ranking", {"list": ""}, ["--list", "''", "livability"]),
    ("top-in-both", {"b": "Livability"}, ["--b", "'Livability'", "livability"]),
    ("ranking", {"lang": "de"}, ["--lang", "'de'", "zh, en"]),
    ("theme-against-composite", {"theme": "counties"}, ["--theme", "'counties'", "influence", "tourism"]),
    *(("top-in-both", {"n": n}, ["--n", repr(n), "whole number"]) for n in ("ten", "1.5", "-1", "1_0", "１２", "", 2.5)),
    ("profile", {"place": "\ud800"}, ["--place"]),
])
def test_error_names_the_value_and_what_is_there(kg, name, parameters, words):
    with pytest.raises(QueryError) as error:
        kg.query(name, **parameters)
    assert [word for word in words if word not in str(error.value)] == []


def test_a_header_that_names_a_parameter_without_a_place_is_refused(tmp_path: Path):
    text = (QUERIES / "ranking.rq").read_text("utf-8").replace('VALUES ?list { "livability" }', "")
    (tmp_path / "broken.rq").write_text(text, "utf-8")
    with pytest.raises(QueryError, match="broken.rq"):
        read_query(tmp_path / "broken.rq")
    assert set(load_queries(QUERIES)) == set(NAMES)
    assert smilekg.load().queries.keys() == set(NAMES)


@pytest.mark.parametrize(("old", "new"), [
    ('#+ summary: "', '#+ summary: '), ('#+ summary: ', '#+ question: '), ('"type": "list"', '"type": "ranking"'),
    ('"about": "id of a list"', '"words": ""'), ('#+ tags: ["lists"]', '#+ tags: ["cats"]'), ('#+ tags: ["lists"]', '#+ tags: 3'),
    ('{"type": "list"', '{"type" "list"')])
def test_a_broken_header_is_refused_by_name(tmp_path: Path, old, new):
    text = (QUERIES / "ranking.rq").read_text("utf-8")
    assert old in text
    (tmp_path / "broken.rq").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(QueryError, match="broken.rq"):
        read_query(tmp_path / "broken.rq")


@pytest.fixture(scope="module")
def catalogue() -> rdflib.Graph:
    return rdflib.Graph().parse(CATALOGUE)


def test_catalogue_holds_every_query(catalogue):
    iris = {f"https://w3id.org/smilekg/id/query/{name}" for name in NAMES}
    for kind in (SH.SPARQLExecutable, SH.SPARQLSelectExecutable):
        assert set(map(str, catalogue.subjects(rdflib.RDF.type, kind))) == iris
    assert not any(isinstance(term, rdflib.BNode) for triple in catalogue for term in triple)
    declared = {str(catalogue.value(one, SH.prefix)): str(catalogue.value(one, SH.namespace))
                for one in catalogue.objects(None, SH.declare)}
    assert declared["smile"] == "https://w3id.org/smilekg/ontology/" and declared["xsd"].endswith("XMLSchema#")


@pytest.mark.parametrize("name", NAMES)
def test_catalogue_says_what_the_header_says_and_its_text_runs(kg, catalogue, name):
    query, iri = read_query(QUERIES / f"{name}.rq"), rdflib.URIRef(f"https://w3id.org/smilekg/id/query/{name}")
    assert {(str(o), o.language) for o in catalogue.objects(iri, rdflib.RDFS.comment)} \
        == {(query.summary, "en"), (query.summary_zh, "zh")}
    assert {(str(o), o.language) for o in catalogue.objects(iri, rdflib.DCTERMS.description)} \
        == {(query.description, "en"), (query.description_zh, "zh")}
    assert set(map(str, catalogue.objects(iri, SCHEMA.keywords))) == set(query.tags)
    assert catalogue.value(iri, SCHEMA.target) == rdflib.URIRef("https://w3id.org/smilekg/sparql")
    assert (catalogue.value(iri, SH.prefixes), SH.declare, None) in catalogue
    assert kg.sparql(str(catalogue.value(iri, SH.select))).rows == kg.query(name).rows


def test_shipped_catalogue_is_what_the_queries_make(tmp_path: Path):
    from smilekg.build.catalogue import write_catalogue

    write_catalogue(QUERIES, tmp_path / "catalogue")
    assert (tmp_path / "catalogue/queries.ttl").read_bytes() == CATALOGUE.read_bytes()
