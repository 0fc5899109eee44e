"""Why an answer is empty: the smallest part that nothing matches, the value that is nowhere, and never an error."""

import subprocess
import sys
import time

import pytest
from conftest import run

import smilekg
from smilekg.answers.patterns import asks_elsewhere, branches_of, parts_of, read_select
from smilekg.queries import load_queries
from smilekg.result import Result

HEAD = """PREFIX smile: <https://w3id.org/smilekg/ontology/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX id: <https://w3id.org/smilekg/id/>
"""
QUERIES = load_queries(smilekg.load().project.queries)


def why(kg, text: str) -> str:
    result = kg.sparql(HEAD + text)
    assert len(result) == 0
    return result.why_empty(60)


@pytest.mark.parametrize(("text", "said"), [
    ("SELECT ?x { ?x smile:rankk ?y }", "nothing has the property smile:rankk; near ones: smile:rank"),
    ("SELECT ?x { ?x smile:rank/smile:rankk ?y }", "nothing has the property smile:rankk"),
    ("SELECT ?x { ?x smile:inRanking <https://w3id.org/smilekg/id/ranking/2019-2020/livabilty> }",
     "the graph knows no id:ranking/2019-2020/livabilty; near ones: id:ranking/2019-2020/livability"),
    ("SELECT ?x { ?x a <urn:none> }", "the graph knows no <urn:none>; nothing is near it"),
    ('SELECT ?x { ?x dct:identifier "livabilty" . ?e smile:inRanking ?x }',
     "'livabilty' is no name, id or code in the graph; near ones: livability"),
    ('SELECT ?x { VALUES ?name { "suzhuo" } ?x skos:prefLabel ?n FILTER(STR(?n) = ?name) }',
     "'suzhuo' (?name) is no name, id or code in the graph; near ones: Suzhou"),
    ('SELECT ?x { ?x skos:prefLabel ?n FILTER(STR(?n) IN ("苏洲市", "")) }', "near ones: 苏州市"),
    ('SELECT ?x { ?x skos:prefLabel "苏州市" }', 'the graph has no "苏州市" there, but it has "苏州市"@zh'),
    ('SELECT ?x { ?x smile:rank "3" }', 'the graph has no "3" there, but it has "3"^^xsd:integer'),
    ("SELECT ?x { ?x smile:rank ?y ; a smile:City ; smile:within ?z }",
     "nothing matches `?x a smile:City` together with `?x smile:rank ?y`"),
    ("SELECT ?x { ?x smile:rank ?y FILTER(?y > 500) }", "`FILTER(?y > 500)` leaves no row"),
    ("SELECT ?x { VALUES ?n { 500 } ?x smile:rank ?y FILTER(?y > ?n) }",
     "`FILTER(?y > ?n)` leaves no row, where ?n is 500"),
    ("SELECT ?x { ?x smile:rank ?y FILTER(?y > 5) FILTER(?y < 5) }",
     "`FILTER(?y > 5)` and `FILTER(?y < 5)` leave no row"),
    ("SELECT ?x { ?x a smile:City # no } here\n MINUS { ?x a ?any } }",
     "`MINUS { ?x a ?any }` leaves no row of `?x a smile:City`"),
    ("SELECT ?x { { ?x smile:rankk 1 } UNION { ?x smile:rankl 1 } }", "nothing has the property smile:rankk"),
    ("SELECT ?x { ?x a smile:City { SELECT ?x { ?x smile:rank 0 } } }", "`?x smile:rank 0`"),
    ("SELECT ?x { GRAPH <urn:x> { ?x a ?any } }", "nothing matches `GRAPH <urn:x> { ?x a ?any }`"),
    ("SELECT ?x { ?x smile:rank ?y . OPTIONAL { ?x smile:nosuch ?z } FILTER(?z > 3) }",
     "`FILTER(?z > 3)` leaves no row"),
    ("SELECT ?x { ?x smile:rank ?y FILTER(?y > 5) FILTER(?y != 0) FILTER(?y < 5) }",
     "`FILTER(?y > 5)` and `FILTER(?y < 5)` leave no row"),
    ('SELECT ?x { ?x skos:prefLabel ?n FILTER(STR(?n) = "江苏省") ?e smile:subject ?x ; smile:score ?s }',
     "nothing matches `?e smile:score ?s` together with `?x skos:prefLabel ?n` and `FILTER(STR(?n) = \"江苏省\")` and"),
    ("SELECT ?x { OPTIONAL { ?x smile:nosuch ?y } FILTER(?y > 0) ?x smile:rank ?y . ?x smile:position -1 }",
     "nothing matches `?x smile:position -1`"),  # the FILTER must wait for the rank
    ("SELECT ?x { ?x smile:rank 3 } LIMIT 0", "`LIMIT 0`"),
    ("SELECT ?x { ?x smile:rank 3 } OFFSET 5000", "`OFFSET 5000`"),
    ("SELECT ?x { ?x smile:rank ?y } GROUP BY ?x HAVING(COUNT(*) > 5)", "`HAVING`"),
    ("SELECT ?x FROM <urn:g> { ?x smile:rank ?y }", "nothing matches `?x smile:rank ?y`"),
    ('SELECT * { [] smile:rank ?r ; smile:grade [ skos:notation "XYZ" ] }', "'XYZ' is no name, id or code"),
    ("SELECT ?x { ?x ?p '''a # b''' }", "'a # b' is no name, id or code"),
])
def test_reason(kg, text, said):
    assert said in why(kg, text)


@pytest.mark.parametrize(("name", "parameters", "said"), [
    ("top-in-both", {"n": 0}, "`FILTER(?rank_a <= ?n && ?rank_b <= ?n)` leaves no row, where ?n is 0"),
    ("top-in-both", {"a": "towns", "b": "apps"}, '`?first smile:rank ?rank_a` together with'),
    ("cities-on-most-lists", {"min": 9}, "`FILTER(?lists >= ?min)` leaves no row, where ?min is 9"),
    ("apps-by-provider", {"min": 99}, "`FILTER(?apps >= ?min)` leaves no row, where ?min is 99"),
    # The place is known; what it lacks is a composite score.
    ("peers", {"place": "雄安新区"}, "nothing matches `?own_ranking smile:criterion smile:criterion-composite`")])
def test_reason_of_a_canned_question(kg, name, parameters, said):
    assert said in kg.query(name, **parameters).why_empty(60)


def test_an_answer_with_rows_has_no_reason(kg):
    assert kg.query("ranking").why_empty() is None and kg.sparql("ASK { <urn:a> <urn:b> <urn:c> }").why_empty() is None


def test_without_a_graph_it_says_so():
    assert "lost its graph" in Result(("a",), ()).why_empty()


@pytest.mark.parametrize("text", [
    "SELECT ?x { << ?x ?y ?z >> ?p ?o }", "SELECT ?x { ?x <urn:p> 'SERVICE' }", "DESCRIBE <urn:x>", "{", "SELECT",
    "SELECT ?x { " + "{" * 300 + "?x <urn:p> 1" + "}" * 300 + " }",
    "SELECT ?x { SERVICE <http://127.0.0.1:1/> { ?x ?y 1 } }",
    "SELECT ?x { ?x nosuch:p ?y }", "SELECT ?x { ?x <urn:p> \"" + "a" * 100_000 + "\" }"])
def test_no_query_raises(kg, text):
    said = Result(("x",), (), kg, sparql=text).why_empty(20)
    assert isinstance(said, str) and said


def test_a_query_that_asks_another_store_is_not_run_again(kg):
    said = Result(("x",), (), kg, sparql="SELECT ?x { SERVICE <http://127.0.0.1:1/> { ?x ?y 1 } }").why_empty()
    assert "another store" in said
    text = '# SERVICE\nSELECT ?x { ?x <urn:service> "SERVICE" ; smile:inRanking/dct:identifier "service-providers" }'
    assert "another store" not in why(kg, text)


def test_the_deadline_holds():
    # 20,000 triples three times over: no store finds that out in half a second. A process of its own, since the
    # search goes on behind until the process ends.
    slow = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d)) = CONCAT(STR(?g), 'x')) }"
    code = f"""import sys, smilekg; from smilekg.result import Result
kg = smilekg.load(); kg.sparql('ASK {{}}')
sys.stdout.write(Result(('a',), (), kg, sparql={slow!r}).why_empty(0.5))"""
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert "was not found in 0.5 s" in done.stdout and time.monotonic() - begun < 10


@pytest.mark.parametrize("name", QUERIES)
def test_every_canned_question_can_be_taken_apart(name):
    select = read_select(QUERIES[name].text)
    parts = parts_of(select.where)
    assert parts and all(part.text for part in parts)
    bare = " ".join(line for line in select.where.splitlines() if not line.lstrip().startswith("#"))
    assert sum(part.text.count("FILTER") for part in parts) == bare.count("FILTER")


def test_parts_are_the_words_of_the_query():
    parts = parts_of("{ ?a smile:p|^smile:q+ ?b , 'x . y'@en ; a [ smile:r 1.5 ] ."
                     " FILTER(?b > 1) { ?c ?d ?e } UNION { } }")
    assert [(part.kind, part.text) for part in parts] == [
        ("triple", "?a smile:p|^smile:q+ ?b"), ("triple", "?a smile:p|^smile:q+ 'x . y'@en"),
        ("triple", "?a a [ smile:r 1.5 ]"), ("filter", "FILTER(?b > 1)"), ("group", "{ ?c ?d ?e } UNION { }")]
    assert branches_of(parts[4]) == ["{ ?c ?d ?e }", "{ }"]


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_the_command_line_says_it_in_its_last_line(form):
    done = run("query", "top-in-both", "--n", "0", "--format", form)
    last = done.stderr.decode("utf-8").splitlines()[-1]
    assert (done.returncode, last) == (0, "`FILTER(?rank_a <= ?n && ?rank_b <= ?n)` leaves no row, where ?n is 0")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_ledger_says_it_too(form):
    done = run("corrections", "--entity", "鼓楼区", "--format", form)
    assert done.returncode == 0 and 'where ?entity is "鼓楼区"' in done.stderr.decode("utf-8").splitlines()[-1]


@pytest.mark.parametrize(("text", "asks"), [
    ("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", True), ("SELECT * { ?s ?p ?o.SERVICE<urn:x> {} }", True),
    ("SELECT * { ?s ?p 1service ?g {} }", True), ("SELECT * { ?s ?service 'SERVICE' } # SERVICE", False),
    ("SELECT * { ?s <urn:service#SERVICE> '''it's \" SERVICE''' }", False), ("SELECT * { ?s ex:SERVICE ?o }", False)])
def test_another_store_is_seen_in_the_words_alone(text, asks):
    assert asks_elsewhere(text) is asks
