"""The graph as RDF, read back by other programs: the same triples, none lost, no number changed."""

import csv
import gzip
import json
from collections import Counter

import pyoxigraph
import pytest
import rdflib
from conftest import ROOT, golden
from readers import needs, needs_riot, quads, rapper, riot, serdi, triples

from smilekg.export.triples import frame

ID, SMILE = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
SOURCES = [*sorted((ROOT / "data/rdf").glob("*.ttl")), ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"]
COUNT = 698  # entries, as the two documents have them


@pytest.fixture(scope="module")
def by_rapper() -> set:
    return set().union(*(triples(rapper(file)) for file in SOURCES))


@pytest.fixture(scope="module")
def by_serdi() -> set:
    return set().union(*(triples(serdi(file)) for file in SOURCES))


@pytest.fixture(scope="module")
def by_riot() -> set:
    return triples(riot(*SOURCES))


@needs("rapper")
@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf"])
def test_rapper_reads_what_it_reads_in_the_source(exported, by_rapper, ending):
    assert triples(rapper(exported / f"rdf/smilekg.{ending}")) == by_rapper


@needs("serdi")
@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig"])
def test_serdi_reads_what_it_reads_in_the_source(exported, by_serdi, ending):
    assert triples(serdi(exported / f"rdf/smilekg.{ending}")) == by_serdi


# Not JSON-LD: Debian's Jena comes without the JSON parser that it needs. rdflib reads that.
@needs_riot
@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig", "rdf"])
def test_riot_reads_what_it_reads_in_the_source(exported, by_riot, ending):
    assert triples(riot(exported / f"rdf/smilekg.{ending}")) == by_riot


@needs_riot
def test_riot_finds_each_entry_with_the_value_of_its_published_row(by_riot):
    found = {(s, p): o for s, p, o in by_riot if s.startswith(f"<{ID}entry/")}
    with open(ROOT / "data/tables/entries.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == COUNT == len({s for s, _ in found})
    for row in rows:
        subject = f"<{ID}entry/{row['edition']}/{row['list']}/{row['key']}>"
        assert found.get((subject, f"<{SMILE}publishedValue>"), '""') == f'"{row["value"]}"'
        assert found[subject, f"<{SMILE}sourceLine>"] == f'"{row["line"]}"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_rdflib_reads_the_json_ld_and_its_context_is_the_one_beside_it(exported):
    graph, source = rdflib.Graph().parse(exported / "rdf/smilekg.jsonld"), rdflib.Graph()
    for file in SOURCES:
        source.parse(file)
    assert set(graph) == set(source)
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.URIRef(SMILE + "RankingEntry")))) == COUNT
    context = json.loads((exported / "rdf/context.jsonld").read_text("utf-8"))["@context"]
    used = json.loads((exported / "rdf/smilekg.jsonld").read_text("utf-8"))["@context"]
    assert used.items() <= context.items()


def test_json_ld_has_each_entry_inside_its_list(exported):
    nodes = json.loads((exported / "rdf/smilekg.jsonld").read_text("utf-8"))["@graph"]
    counts = {node["@id"]: len(node["@reverse"]["inRanking"]) for node in nodes if "@reverse" in node}
    wanted = Counter((row["edition"], row["list"], row["position"]) for row in golden("entries"))
    assert counts == Counter(f"id:ranking/{edition}/{name}" for edition, name, _ in wanted)
    assert not [node for node in nodes if node.get("@type") == "RankingEntry"]


def test_frame_leaves_an_entry_whose_list_is_not_there():
    alone = {"@id": "id:entry/x/y/1", "inRanking": "id:ranking/x/y"}
    assert frame({"@graph": [alone]}) == {"@graph": [alone]}


@needs("serdi")
@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_entries_stand_in_the_graph_of_their_source(exported, ending):
    found = quads(serdi(exported / f"rdf/smilekg.{ending}"))
    sources = {s: o.replace("/id/source/", "/id/graph/") for s, p, o, _ in found if p.endswith("#wasDerivedFrom>")}
    entries = {(s, graph) for s, _, _, graph in found if s.startswith(f"<{ID}entry/")}
    assert len(entries) == COUNT and {(s, sources[s]) for s, _ in entries} == entries
    names = {graph.removeprefix(f"<{ID}graph/").rstrip(">") for *_, graph in found}
    assert names == {"announcement-2019-2020", "article-2021-2022", "places", "ledger", "names", "ontology"}
    homes = {kind: {graph for s, _, _, graph in found if s.startswith(f"<{ID}{kind}/")} for kind in ("place", "correction")}
    assert homes == {"place": {f"<{ID}graph/places>"}, "correction": {f"<{ID}graph/ledger>"}}


@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
def test_packed_file_holds_the_same_and_no_time(exported, ending):
    packed = (exported / f"rdf/smilekg.{ending}.gz").read_bytes()
    assert gzip.decompress(packed) == (exported / f"rdf/smilekg.{ending}").read_bytes()
    assert packed[4:8] == bytes(4)


def test_numbers_keep_their_digits(exported):
    """A store would write 0.910 as 0.91; what was published is text, and keeps them."""
    text = (exported / "rdf/smilekg.nt").read_text("utf-8")
    assert '/influence/1> <https://w3id.org/smilekg/ontology/publishedValue> "0.910" .' in text
    literals = {str(q.object) for file in SOURCES for q in pyoxigraph.parse(path=str(file))}
    assert {str(q.object) for q in pyoxigraph.parse(path=str(exported / "rdf/smilekg.nt"))} == literals
