"""Programs of others ask the endpoint: what they get is what the documents say."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from conftest import ROOT
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from servers import smilekg_server
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from test_protocol import CASES, GRAPHS

import smilekg

CLIENTS = ROOT / "tests" / "clients"
TOP = """PREFIX smile: <https://w3id.org/smilekg/ontology/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name { ?entry smile:inRanking <https://w3id.org/smilekg/id/ranking/2019-2020/livability> ; smile:position ?position ;
  smile:subject ?place . ?place skos:prefLabel ?name FILTER(LANG(?name) = "zh") } ORDER BY ?position LIMIT 3"""
# The list of livability begins so in `data/published/2019-2020/tables.txt`, lines 71 to 73.
FIRST = ["重庆市", "泉州市", "常州市"]
TRIPLES = "CONSTRUCT { ?s <urn:is> ?n } { ?s a <https://w3id.org/smilekg/ontology/Evaluation> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with smilekg_server("--no-access-log") as server:
        yield f"{server.url}/sparql"


@pytest.fixture(scope="module")
def graphs() -> Iterator[str]:
    with smilekg_server("--no-access-log", "--data", GRAPHS) as server:
        yield f"{server.url}/sparql"


def wrapped(endpoint: str, text: str, form: str = JSON, method: str | None = None, way: str | None = None) -> SPARQLWrapper:
    client = SPARQLWrapper(endpoint)
    client.setQuery(text)
    client.setReturnFormat(form)
    client.setTimeout(20)
    client.setMethod(method) if method else None
    client.setRequestMethod(way) if way else None
    return client


@pytest.mark.parametrize(("method", "way"), [(None, None), (POST, None), (POST, POSTDIRECTLY)])
def test_sparqlwrapper(endpoint, method, way):
    found = wrapped(endpoint, TOP, JSON, method, way).queryAndConvert()
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == FIRST
    rows = wrapped(endpoint, TOP, CSV, method, way).queryAndConvert().decode("utf-8").split()
    assert rows == ["name", *FIRST]
    document = wrapped(endpoint, TOP, XML, method, way).queryAndConvert()
    assert [node.firstChild.data for node in document.getElementsByTagName("literal")] == FIRST
    triples = rdflib.Graph().parse(data=wrapped(endpoint, TRIPLES, TURTLE, method, way).queryAndConvert(), format="turtle")
    assert len(triples) == 4
    with pytest.raises(QueryBadFormed):
        wrapped(endpoint, "SELECT", JSON, method, way).query()


def test_sparqlwrapper_names_graphs(graphs):
    client = wrapped(graphs, "SELECT ?name { ?s <http://example.org/name> ?name }")
    client.addDefaultGraph("http://example.org/graph/2")
    assert [row["name"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == ["two"]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(endpoint, method):
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat="json"), bind_namespaces="none")
    assert [str(row[0]) for row in graph.query(TOP)] == FIRST
    suzhou = rdflib.URIRef("https://w3id.org/smilekg/id/place/320500")
    assert "苏州市" in {str(name) for name in graph.objects(suzhou, rdflib.SKOS.prefLabel)}
    assert graph.query("ASK { ?s ?p ?o }").askAnswer


def test_our_own_client(endpoint, kg):
    assert smilekg.connect(endpoint).query("top-in-both", a="influence", b="investment") == kg.query("top-in-both", a="influence", b="investment")


def node(*arguments: str | Path) -> str:
    """What a program of ours for Node writes. Skips the test where Node or the clients are missing."""
    if shutil.which("node") is None or not (CLIENTS / "node_modules").is_dir():
        pytest.skip("Node or the clients from npm are missing: `sh scripts/test_clients.sh` installs them, with Node 20 and npm")
    done = subprocess.run(["node", *map(str, arguments)], cwd=CLIENTS, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_comunica(endpoint):
    assert json.loads(node("comunica.mjs", endpoint, TOP)) == FIRST


@pytest.mark.parametrize("operation", ["get", "postUrlencoded", "postDirect"])
def test_sparql_http_client(endpoint, operation):
    assert json.loads(node("sparql-http-client.mjs", endpoint, TOP, operation)) == FIRST
    assert json.loads(node("sparql-http-client.mjs", endpoint, TRIPLES, operation)) == 4


MANIFEST = """@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix cnt: <http://www.w3.org/2011/content#> .
@prefix dawgt: <http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#> .
<> a mf:Manifest ; mf:entries ( {entries} ) .
{cases}
"""


def text_of(value: str) -> str:
    return json.dumps(value)  # a string of JSON is one of Turtle


def protocol_case(number: int, name: str) -> str:
    """One of our cases in the words of the W3C's manifests of protocol tests."""
    case = CASES[name]
    headers = " ".join(f"[ ht:fieldName {text_of(key)} ; ht:fieldValue {text_of(value)} ]" for key, value in case.headers.items())
    body = f'ht:body [ cnt:chars {text_of(case.body.decode("utf-8"))} ; cnt:characterEncoding "UTF-8" ] ;' if case.body is not None else ""
    path = "/sparql/" + case.path.removeprefix("/sparql")
    kind = {"application/sparql-results+json": "tabular", "text/turtle": "RDF"}.get(case.type or "", "")
    if name.startswith("ask") and "sparql-results" in (case.type or ""):
        kind = "boolean"
    expected = f'mf:expectedFormat "{kind}" ;' if case.status == 200 and kind else ""
    return (f'<#case-{number}> a mf:ProtocolTest ; mf:name {text_of(name)} ; dawgt:approval dawgt:Approved ; mf:action [ ht:requests ( [ '
            f'ht:methodName "{case.method}" ; ht:absolutePath {text_of(path)} ; ht:headers ( {headers} ) ; {body} '
            f'ht:resp [ {expected} mf:expectedStatus <http://www.w3.org/2011/http-statusCodes#StatusCode{case.status // 100}xx> ] ] ) ] .')


def run_suite(tmp_path: Path, cases: dict[str, str], endpoint: str) -> str:
    """Runs the W3C's test cases, or cases in its words, with its runner."""
    manifest = tmp_path / "manifest.ttl"
    manifest.write_text(MANIFEST.format(entries=" ".join(f"<#case-{n}>" for n in range(len(cases))), cases="\n".join(cases.values())), "utf-8")
    base = "http://tests.example/"
    options = json.dumps({"protocolEndpoint": endpoint, "serviceDescriptionEndpoint": endpoint})
    return node("node_modules/.bin/rdf-test-suite", "engine.cjs", f"{base}manifest.ttl", "-m", f"{base}~{tmp_path}/", "-i", options,
                "-d", "20000")


def test_the_protocol_by_the_runner_of_the_w3c_suite(graphs, tmp_path):
    """Every case of ours that its words can say, sent and judged by `rdf-test-suite`."""
    names = [name for name, case in CASES.items() if case.method in ("GET", "POST", "PUT", "DELETE") and case.status != 303
             and (case.body is None or is_utf8(case.body)) and "type" not in name.split()]
    assert len(names) > 90
    told = run_suite(tmp_path, {name: protocol_case(n, name) for n, name in enumerate(names)}, graphs)
    assert f"{len(names)} / {len(names)} tests succeeded" in told, told[-3000:]


def is_utf8(body: bytes) -> bool:
    try:
        return b"\0" not in body and bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def test_the_service_description_by_the_w3c_suite(graphs, tmp_path):
    """The three tests of the W3C's suite, which its runner knows by their names."""
    names = ("GET on endpoint returns RDF", "Service description contains a matching sd:endpoint triple", "Service description conforms to schema")
    cases = {name: f"<#case-{n}> a mf:ServiceDescriptionTest ; mf:name {text_of(name)} ; dawgt:approval dawgt:Approved ." for n, name in enumerate(names)}
    assert "3 / 3 tests succeeded" in run_suite(tmp_path, cases, graphs)
