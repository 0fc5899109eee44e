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
from smilekg.errors import QueryError
from smilekg.queries import load_queries, read_query

QUERIES = ROOT / "queries"
NAMES = sorted(file.stem for file in QUERIES.glob("*.rq"))
# A golden file without a variant is the query as it stands, except for the two lists that top-in-both is asked about.
VARIANTS = {"profile--haikou": {"place": "海口市"}, "ranking--counties": {"list": "counties"}, "top-in-both--default": {},
            "top-in-both": {"a": "livability", "b": "investment"}}
# rdflib joins these by comparing every pair of partial answers: minutes, where Oxigraph takes milliseconds.
TOO_SLOW_FOR_RDFLIB = {"profile": "the path headquarters?/within* is walked from every node",
                       "score-gaps": "neighbours are joined on a computed position"}
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
    assert query.parameters and all(p.about and p.default is not None for p in query.parameters)
    assert all(p.type in ("string", "integer", "list", "limit", "name", "kind") for p in query.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_defaults_in_the_header_and_in_the_text_are_the_same(kg, name):
    query = read_query(QUERIES / f"{name}.rq")
    bound = query.bind({p.name: p.default for p in query.parameters})
    assert kg.sparql(bound) == kg.sparql(query.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_an_effect(kg, name):
    other = {"list": "counties", "a": "major-cities", "b": "counties", "theme": "tourism", "place": "海口市",
             "name": "海口市", "lang": "en", "n": 3, "min": 2, "kind": "wrong-parent", "entity": "海口市"}
    if name == "cities-on-most-lists":
        other["min"] = 4
    if name == "top-in-both":
        other["n"], other["b"] = 5, "livability"
    for parameter in read_query(QUERIES / f"{name}.rq").parameters:
        changed = kg.query(name, **{parameter.name: other[parameter.name]})
        assert changed != kg.query(name), f"--{parameter.name} changes nothing"


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
    if name in TOO_SLOW_FOR_RDFLIB:
        pytest.skip(f"rdflib takes minutes: {TOO_SLOW_FOR_RDFLIB[name]}")
    answer = other_engine.query((QUERIES / f"{name}.rq").read_text("utf-8"))
    result = kg.query(name)
    assert tuple(map(str, answer.vars)) == result.columns
    assert Counter(map(comparable, answer)) == Counter(map(comparable, result.rows))


@pytest.mark.parametrize(("name", "parameter"), [("profile", "place"), ("where-from", "name"), ("ranking", "list"),
                                                 ("top-in-both", "n"), ("theme-against-composite", "theme")])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value_is_a_value(kg, name, parameter, value):
    try:
        result = kg.query(name, **{parameter: value, "lang": "en"})
    except QueryError:
        return
    assert result.columns == kg.query(name).columns and len(result) == 0


@given(st.text(max_size=30) | st.sampled_from(HOSTILE), st.text(max_size=8) | st.sampled_from(HOSTILE))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_as_it_was_given(tmp_path_factory, first, second):
    file = tmp_path_factory.getbasetemp() / "echo.rq"
    if not file.exists():
        about = '{"type": "string", "default": "a", "about": "any text"}'
        limit = about.replace("string", "limit").replace('"a"', "9")
        file.write_text(f'#+ summary: What?\n#+ summary_zh: ？\n#+ params: {{"x": {about}, "y": {about}, "n": {limit}}}\n'
                        'SELECT ?x ?y WHERE { VALUES ?x { "a" } VALUES ?y { "a" } } LIMIT 9\n', "utf-8")
    text = read_query(file).bind({"x": first, "y": second, "n": 7})
    assert text.endswith("LIMIT 7\n")
    from smilekg.store import LocalStore, python_value

    rows = [tuple(map(python_value, row)) for row in LocalStore([]).query(text)]
    assert rows == [(first, second)]


@pytest.mark.parametrize(("name", "parameters", "words"), [
    ("livabilty", {}, ["'livabilty'"]),
    ("entrys", {}, ["'entrys'", "entries"]),
    ("zzz", {}, ["'zzz'", *NAMES]),
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
