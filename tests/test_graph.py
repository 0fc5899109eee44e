"""The graph from Python."""

import doctest
from decimal import Decimal

import pytest
import rdflib
from conftest import ROOT

import smilekg
from smilekg.errors import QueryError, RdfError, SmileError
from smilekg.paths import Project

SMILE = rdflib.Namespace("https://w3id.org/smilekg/ontology/")
ID = rdflib.Namespace("https://w3id.org/smilekg/id/")
LIVABILITY_1 = ID["entry/2019-2020/livability/1"]  # 重慶 | 0.895 |


def test_what_the_package_says_of_itself_is_true():
    results = doctest.testmod(smilekg)
    assert (results.failed, results.attempted) == (0, 4)
    assert all(getattr(smilekg, name) for name in smilekg.__all__)
    with pytest.raises(AttributeError, match="nosuch"):
        smilekg.nosuch


def test_a_graph_says_where_it_is(kg, tmp_path):
    assert repr(kg).startswith("<Graph of LocalStore(") and str(kg.project.root) in repr(kg)
    (tmp_path / "one.nt").write_text("")
    assert repr(smilekg.load(tmp_path / "one.nt")) == f"<Graph of LocalStore({tmp_path / 'one.nt'})>"
    assert "'http://127.0.0.1:1/sparql'" in repr(smilekg.connect("http://127.0.0.1:1/sparql"))


def test_query_gives_python_values(kg):
    row = kg.query("ranking").to_dicts()[0]
    expected = {"position": 1, "rank": 1, "name": "重庆市", "entity": str(ID["place/500000"]), "published": "重慶",
                "value": "0.895", "line": 71}
    assert {key: row[key] for key in expected} == expected
    score = kg.sparql(f"SELECT ?s {{ <{LIVABILITY_1}> <{SMILE.score}> ?s }}").rows
    assert score == ((Decimal("0.895"),),) and isinstance(score[0][0], Decimal)


@pytest.mark.parametrize(("text", "expected"), [
    ("SELECT (1 AS ?a) (1.50 AS ?b) (true AS ?c) (<urn:x> AS ?d) ('北京'@zh AS ?e) {}",
     (1, Decimal("1.5"), True, "urn:x", "北京")),
    ("SELECT ?a ?b { VALUES (?a ?b) { (UNDEF '') } }", (None, "")),
    ("ASK { ?s ?p ?o }", (True,)),
    ("SELECT (COUNT(*) AS ?n) { ?s a <urn:none> }", (0,)),
])
def test_sparql_values(kg, text, expected):
    rows = kg.sparql(text).rows
    assert rows == (expected,) and all(isinstance(cell, type(want)) for cell, want in zip(rows[0], expected))


@pytest.mark.parametrize("text", ["", "SELEC", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <urn:x>", "CLEAR ALL",
                                  "DELETE WHERE { ?s ?p ?o }", "SELECT ?x { ?x nosuch:p ?y }"])
def test_sparql_that_is_no_question_with_rows(kg, text):
    with pytest.raises(QueryError) as error:
        kg.sparql(text)
    assert isinstance(error.value, SmileError)


def test_graph_is_an_rdflib_graph_over_the_same_triples(kg):
    assert isinstance(kg.graph, rdflib.Graph)
    files = [*(ROOT / "data/rdf").glob("*.ttl"), ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"]
    parsed = rdflib.Graph()
    for file in files:
        parsed.parse(file)
    assert len(kg.graph) == len(parsed) > 15_000
    assert str(kg.graph.value(LIVABILITY_1, SMILE.publishedValue)) == "0.895"
    assert kg.graph.value(LIVABILITY_1, SMILE.subject) == ID["place/500000"]


def test_writing_changes_this_graph_only():
    one, other = smilekg.load(), smilekg.load()
    triple = (rdflib.URIRef("urn:a"), rdflib.RDF.type, SMILE.City)
    one.graph.add(triple)
    assert one.sparql("ASK { <urn:a> ?p ?o }").rows == ((True,),)
    assert triple not in other.graph
    assert "urn:a" not in "".join(file.read_text("utf-8") for file in (ROOT / "data/rdf").glob("*.ttl"))


def facts(graph: rdflib.Graph, entity: rdflib.URIRef) -> set[tuple]:
    """Predicates and objects; oxrdflib gives plain literals the datatype xsd:string, rdflib's parser none."""
    return {(str(p), str(o), getattr(o, "language", None), getattr(o, "datatype", None) or rdflib.XSD.string)
            for p, o in graph.predicate_objects(entity)}


def test_turtle_of_rows_tells_all_about_their_entities(kg):
    text = kg.turtle(f"SELECT ?s {{ ?e <{SMILE.inRanking}> <{ID['ranking/2019-2020/livability']}> ; <{SMILE.subject}> ?s }}")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert len(set(graph.subjects())) == 10
    for entity in set(graph.subjects()):
        assert facts(graph, entity) == facts(kg.graph, entity)


def test_turtle_of_a_construct_query_holds_its_triples(kg):
    text = kg.turtle("CONSTRUCT { <urn:a> <urn:p> '苏州\"\\\\\\n'@zh , 1.50 . _:b <urn:p> <urn:c> } {}")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert len(graph) == 3
    assert rdflib.Literal('苏州"\\\n', lang="zh") in set(graph.objects(rdflib.URIRef("urn:a")))


@pytest.mark.parametrize(("folder", "content", "error"), [
    ("data/rdf", b"<a", "x.ttl"), ("data/rdf", b"\xb1\xb1", "x.ttl"), ("ontology", None, "schemes.ttl")])
def test_a_broken_copy_of_the_data_is_told(tmp_path, folder, content, error):
    for name in ("data/rdf", "ontology", "queries"):
        (tmp_path / name).mkdir(parents=True)
    if content:
        (tmp_path / folder / "x.ttl").write_bytes(content)
    with pytest.raises(RdfError, match=error):
        smilekg.Graph(Project(tmp_path)).sparql("ASK {}")
