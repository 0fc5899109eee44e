"""The SPARQL 1.1 Protocol, as a table of requests and what each must get, asked of a real server.

The cases restate in our own words what the recommendation asks for, section by section, and what the test suite of its
working group looks at: every query case must be right, every update must be refused. The expected values are read off
`graphs.trig` by eye.
"""

import csv
import io
import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import rdflib
from http_client import DIRECT, FORM, Got, ask, query
from servers import smilekg_server

GRAPHS = Path(__file__).parent / "graphs.trig"
JSON, XML, CSV, TSV = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                       "text/tab-separated-values")
TTL, NT, RDFXML, JSONLD, TRIG, NQ = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
                                     "application/trig", "application/n-quads")
ONE, TWO, THREE = (f"http://example.org/graph/{n}" for n in (1, 2, 3))
PREFIX = "PREFIX ex: <http://example.org/> "
NAMES = PREFIX + "SELECT ?name { ?s ex:name ?name } ORDER BY ?name"
IN_GRAPHS = PREFIX + "SELECT ?g ?name { GRAPH ?g { ?s ex:name ?name } } ORDER BY ?name"
CONSTRUCT = PREFIX + "CONSTRUCT { ?s ex:called ?name } { ?s ex:name ?name }"
ASK_IT = "ASK { ?s ?p ?o }"
TEXT, PROBLEM = "text/plain", "application/problem+json"


@dataclass
class Case:
    """A request, and the status, the type and what must be true of the body. `type` None: not looked at."""

    path: str = "/sparql"
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    status: int = 200
    type: str | None = JSON
    check: Callable[[Got], object] = lambda got: True


def get(text: str, accept: str | None = None, **more: object) -> Case:
    expected = {name: more.pop(name) for name in ("status", "type", "check") if name in more}
    return Case(query(text, **more), headers={"Accept": accept} if accept else {}, **expected)


def post_form(fields: list[tuple[str, str]] | str, path: str = "/sparql", content_type: str = FORM, **expected: object) -> Case:
    body = fields if isinstance(fields, str) else urlencode(fields)
    return Case(path, "POST", {"Content-Type": content_type}, body.encode(), **expected)


def post(text: str | bytes, path: str = "/sparql", content_type: str | None = DIRECT, **expected: object) -> Case:
    headers = {"Content-Type": content_type} if content_type else {}
    return Case(path, "POST", headers, text if isinstance(text, bytes) else text.encode("utf-8"), **expected)


def names(*expected: str) -> Callable[[Got], object]:
    return lambda got: [row["name"]["value"] for row in json.loads(got.body)["results"]["bindings"]] == list(expected)


def answer(expected: bool) -> Callable[[Got], object]:
    return lambda got: json.loads(got.body)["boolean"] is expected


def says(*words: str) -> Callable[[Got], object]:
    return lambda got: all(word in got.text for word in words) and "Traceback" not in got.text


def triples(form: str) -> Callable[[Got], object]:
    return lambda got: len(rdflib.Dataset().parse(data=got.body, format=form) if form in ("nquads", "trig")
                           else rdflib.Graph().parse(data=got.body, format=form)) == 1


def xml_names(got: Got) -> list[str]:
    return [node.text for node in ElementTree.fromstring(got.body).iter("{http://www.w3.org/2005/sparql-results#}literal")]


CASES = {
    # 2.1.1, 2.1.2, 2.1.3: the three ways of asking
    "get": get(NAMES, check=names("default")),
    "get, plus for space": Case("/sparql?query=" + NAMES.replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
                                .replace("?", "%3F").replace("<", "%3C").replace(">", "%3E"), check=names("default")),
    "get, small letters in escapes": Case("/sparql?query=" + quote(NAMES, safe="").replace("%7B", "%7b"), check=names("default")),
    "get, with an unknown field": get(NAMES, output="csv", check=names("default")),
    "get, with an unknown short format": get(NAMES, format="html", check=names("default")),
    "get, with a short format before the browser's Accept": get(
        NAMES, "text/html,application/xml;q=0.9,*/*;q=0.8", format="csv", type=CSV, check=lambda got: "default" in got.text),
    "get, triples with a short format for rows": get(CONSTRUCT, format="csv", type=TTL),
    "get, with an empty unknown field": Case(query(NAMES) + "&x=&&y", check=names("default")),
    "get, chinese": get("SELECT ('市' AS ?name) {}", check=names("市")),
    "post form": post_form([("query", NAMES)], check=names("default")),
    "post form, charset": post_form([("query", NAMES)], content_type=FORM + "; charset=UTF-8", check=names("default")),
    "post form, type in large letters": post_form([("query", NAMES)], content_type=FORM.upper(), check=names("default")),
    "post direct": post(NAMES, check=names("default")),
    "post direct, charset": post("SELECT ('市' AS ?name) {}", content_type=DIRECT + '; charset="utf-8"', check=names("市")),
    "post direct, comment in front": post("# what\r\n" + NAMES, check=names("default")),
    "ask true": get(ASK_IT, check=answer(True)),
    "ask false": get("ASK { ?s ?p 'no' }", check=answer(False)),
    "no row": get("SELECT ?name { ?name a ?name }", check=names()),
    # 2.1.4: the dataset
    "default graph by get": get(NAMES, default_graph_uri=ONE, check=names("one")),
    "default graphs by get": get(NAMES, default_graph_uri=[ONE, TWO], check=names("one", "two")),
    "default graph by post form": post_form([("query", NAMES), ("default-graph-uri", TWO)], check=names("two")),
    "default graphs by post form": post_form([("query", NAMES), ("default-graph-uri", ONE), ("default-graph-uri", THREE)],
                                             check=names("one", "three")),
    "default graph beside a direct post": post(NAMES, "/sparql?" + urlencode({"default-graph-uri": ONE}), check=names("one")),
    "default graph beside a form": post_form([("query", NAMES)], "/sparql?" + urlencode({"default-graph-uri": ONE}),
                                             check=names("one")),
    "named graphs by get": get(IN_GRAPHS, named_graph_uri=[ONE, TWO], check=names("one", "two")),
    "named graphs by post form": post_form([("query", IN_GRAPHS), ("named-graph-uri", TWO)], check=names("two")),
    "named graph beside a direct post": post(IN_GRAPHS, "/sparql?" + urlencode({"named-graph-uri": THREE}), check=names("three")),
    "named graphs leave the default one empty": get(NAMES, named_graph_uri=ONE, check=names()),
    "a default graph leaves none named": get(IN_GRAPHS, default_graph_uri=ONE, check=names()),
    "both": get(PREFIX + "SELECT ?name { { ?s ex:name ?name } UNION { GRAPH ?g { ?s ex:name ?name } } } ORDER BY ?name",
                default_graph_uri=ONE, named_graph_uri=THREE, check=names("one", "three")),
    "all named graphs unless named": get(IN_GRAPHS, check=names("one", "three", "two")),
    "from": get(NAMES.replace("SELECT ?name", f"SELECT ?name FROM <{TWO}>"), check=names("two")),
    "from named": get(IN_GRAPHS.replace("?name {", f"?name FROM NAMED <{TWO}> {{", 1), check=names("two")),
    "the request goes before the query": get(NAMES.replace("SELECT ?name", f"SELECT ?name FROM <{TWO}>"),
                                             default_graph_uri=ONE, check=names("one")),
    "the request goes before the query, named": get(IN_GRAPHS.replace("?name {", f"?name FROM NAMED <{TWO}> {{", 1),
                                                    named_graph_uri=ONE, check=names("one")),
    "an unknown graph is empty": get(NAMES, default_graph_uri="http://example.org/none", check=names()),
    "a graph that is no iri": get(NAMES, default_graph_uri="none", status=400, type=TEXT, check=says("IRI", "none")),
    # 2.1.5, 2.2.1: formats, by Accept
    **{f"select as {accept}": get(NAMES, accept, type=found) for accept, found in {
        JSON: JSON, XML: XML, CSV: CSV, TSV: TSV, "*/*": JSON, "application/*": JSON, "text/*": CSV, "application/json": "application/json",
        "application/xml": "application/xml", f"{XML};q=0.5,{CSV};q=0.6": CSV, f"{CSV};q=0,*/*;q=0.1": JSON,
        f"text/html;q=0.9,{TSV};q=0.2": TSV, f"{TTL},{XML};q=0.3": XML}.items()},
    **{f"ask as {form}": get(ASK_IT, form, type=form) for form in (JSON, XML, CSV, TSV)},
    **{f"construct as {accept}": get(CONSTRUCT, accept, type=found, check=triples(name)) for accept, found, name in (
        (TTL, TTL, "turtle"), (NT, NT, "nt"), (RDFXML, RDFXML, "xml"), (JSONLD, JSONLD, "json-ld"), (TRIG, TRIG, "trig"),
        (NQ, NQ, "nquads"), ("*/*", TTL, "turtle"), (f"{JSON},{RDFXML};q=0.1", RDFXML, "xml"))},
    "describe": get("DESCRIBE <http://example.org/one> FROM <http://example.org/graph/1>", type=TTL, check=triples("turtle")),
    "no accept": get(CONSTRUCT, type=TTL),
    "select, not acceptable": get(NAMES, "image/png", status=406, type=TEXT, check=says(JSON, CSV, TTL)),
    "select, no format for rows": get(NAMES, TTL, status=406, type=TEXT, check=says(JSON, CSV)),
    "construct, no format for triples": get(CONSTRUCT, CSV, status=406, type=TEXT, check=says(TTL)),
    "what XML cannot carry": get("CONSTRUCT { <urn:a> <urn:b:> 'x' } {}", RDFXML, status=406, type=TEXT, check=says("RDF/XML", "urn:b:")),
    "csv": get(NAMES, CSV, type=CSV, check=lambda got: list(csv.reader(io.StringIO(got.text, newline=""))) == [["name"], ["default"]]),
    "tsv": get(NAMES, TSV, type=TSV, check=lambda got: got.text == '?name\n"default"\n'),
    "xml": get(NAMES, XML, type=XML, check=lambda got: xml_names(got) == ["default"]),
    "the text is as it was": get(PREFIX + "SELECT ?name { ?s ex:odd ?name }", default_graph_uri=THREE,
                                 check=names('a\tb\n"c", <d> & é 市')),
    "the text is as it was, in csv": get(PREFIX + "SELECT ?name { ?s ex:odd ?name }", CSV, default_graph_uri=THREE, type=CSV,
                                         check=lambda got: list(csv.reader(io.StringIO(got.text, newline="")))[1] == ['a\tb\n"c", <d> & é 市']),
    "the text is as it was, in xml": get(PREFIX + "SELECT ?name { ?s ex:odd ?name }", XML, default_graph_uri=THREE, type=XML,
                                         check=lambda got: xml_names(got) == ['a\tb\n"c", <d> & é 市']),
    "head": Case(query(NAMES), "HEAD", check=lambda got: got.body == b"" and int(got.headers["content-length"]) > 50),
    # what is no query
    "put": Case(query(ASK_IT), "PUT", status=405, type=TEXT, check=lambda got: "GET" in got.headers["allow"] and "POST" in got.headers["allow"]),
    "delete": Case("/sparql", "DELETE", status=405, type=TEXT),
    "patch": Case("/sparql", "PATCH", {"Content-Type": DIRECT}, b"ASK {}", status=405, type=TEXT),
    "an unknown method": Case("/sparql", "PROPFIND", status=405, type=TEXT),
    "two queries": Case(query(ASK_IT) + "&" + urlencode({"query": "SELECT * {}"}), status=400, type=TEXT, check=says("more than one")),
    "two queries by form": post_form([("query", ASK_IT), ("query", ASK_IT)], status=400, type=TEXT),
    "a query beside a direct post": post(ASK_IT, query(ASK_IT), status=400, type=TEXT),
    "a query beside a form": post_form([("query", ASK_IT)], query(ASK_IT), status=400, type=TEXT),
    "no query": Case("/sparql?" + urlencode({"default-graph-uri": ONE}), status=400, type=TEXT, check=says("no query")),
    "an empty query": get("", status=400, type=TEXT),
    "an empty form": post_form("", status=400, type=TEXT),
    "an empty direct post": post("", status=400, type=TEXT),
    "post of another type": post(ASK_IT, content_type="text/plain", status=415, type=TEXT,
                                 check=lambda got: DIRECT in got.headers["accept-post"]),
    "post of a query without a type": post(ASK_IT, content_type=None, status=415, type=TEXT),
    "post of a form without a type": post(urlencode({"query": ASK_IT}), content_type=None, status=415, type=TEXT),
    "post of multipart": post(b"--x\r\n\r\n--x--", content_type="multipart/form-data; boundary=x", status=415, type=TEXT),
    "post in utf-16": post(ASK_IT.encode("utf-16"), status=400, type=TEXT, check=says("UTF-8")),
    "post in utf-16, said so": post(ASK_IT.encode("utf-16"), content_type=DIRECT + "; charset=utf-16", status=415, type=TEXT),
    "post in latin-1": post("ASK { ?s ?p 'é' }".encode("latin-1"), status=400, type=TEXT),
    "get, not utf-8": Case("/sparql?query=ASK%20%7B%7D%20%23%FF", status=400, type=TEXT),
    "get, not utf-8, beside another field": Case("/sparql?x=1&query=%FF", status=400, type=TEXT),
    "post, compressed": Case("/sparql", "POST", {"Content-Type": DIRECT, "Content-Encoding": "gzip"}, b"\x1f\x8b", status=415, type=TEXT),
    "bad syntax": get("ASK {\n?s ?p", status=400, type=TEXT, check=says("not valid SPARQL", "2")),
    "bad syntax by post": post("SELEC * {}", status=400, type=TEXT),
    "an unknown prefix": get("ASK { ?s nosuch:p ?o }", status=400, type=TEXT),
    "service": get("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }", status=400, type=TEXT, check=says("SERVICE", "refused")),
    # updates: each one refused, whatever the way
    "update by get": Case("/sparql?" + urlencode({"update": "CLEAR ALL"}), status=403, type=TEXT, check=says("read only")),
    "update by form": post_form([("update", "CLEAR ALL")], status=403, type=TEXT),
    "update by form with a dataset": post_form([("update", "CLEAR ALL"), ("using-graph-uri", ONE)], status=403, type=TEXT),
    "update by direct post": post("CLEAR ALL", content_type="application/sparql-update", status=403, type=TEXT),
    "update beside a query": post_form([("update", "CLEAR ALL"), ("query", ASK_IT)], status=403, type=TEXT),
    "update as a query by get": get("CLEAR ALL", status=400, type=TEXT, check=says("read only")),
    "update as a query by form": post_form([("query", "INSERT DATA { <urn:a> <urn:b> 1 }")], status=400, type=TEXT),
    "update as a query by direct post": post("DELETE WHERE { ?s ?p ?o }", status=400, type=TEXT),
    "update behind a prefix": post("PREFIX ex: <http://e/> INSERT DATA { ex:a ex:b 1 }", status=400, type=TEXT),
    "two updates": post_form([("update", "CLEAR ALL"), ("update", "DROP ALL")], status=403, type=TEXT),
    "update with a dataset in the way of its own": post_form(
        [("update", f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"), ("using-graph-uri", TWO)], status=403, type=TEXT),
    # errors as JSON where it is wanted more
    "problem as json": get("ASK {", f"application/problem+json,{JSON};q=0.9", status=400, type=PROBLEM,
                           check=lambda got: json.loads(got.body)["status"] == 400),
    "problem for a client of json": post("ASK {", content_type="text/plain", status=415, type=TEXT),
    # CORS
    "preflight": Case("/sparql", "OPTIONS", {"Origin": "http://a.example", "Access-Control-Request-Method": "POST"}, status=204,
                      type=None, check=lambda got: got.headers["access-control-allow-origin"] == "*"
                      and "POST" in got.headers["access-control-allow-methods"]
                      and "content-type" in got.headers["access-control-allow-headers"]),
    "any origin may read": Case(query(ASK_IT), headers={"Origin": "http://a.example"},
                                check=lambda got: got.headers["access-control-allow-origin"] == "*"),
    "any origin may read what is wrong": Case("/sparql?query=x", headers={"Origin": "http://a.example"}, status=400, type=TEXT,
                                              check=lambda got: got.headers["access-control-allow-origin"] == "*"),
    # the service description (SPARQL 1.1 Service Description, section 2)
    "description": Case(type=TTL),
    "description for a browser": Case(headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh-CN"}, status=303, type=None,
                                      check=lambda got: got.headers["location"] == "/zh/sparql" and "accept-language" in got.headers["vary"]),
    "description, not acceptable": Case(headers={"Accept": "image/png"}, status=406, type=TEXT),
    **{f"description as {form}": Case(headers={"Accept": form}, type=form) for form in (TTL, NT, RDFXML, JSONLD)},
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with smilekg_server("--no-access-log", "--data", GRAPHS, "--rows", "50") as server:
        yield server.url


def bare(case: Case, url: str) -> Got:
    headers = {name.replace("-", "_"): value for name, value in case.headers.items()}
    return ask(url, case.path, case.method, case.body, **headers)


@pytest.mark.parametrize("name", CASES)
def test_case(url, name):
    case = CASES[name]
    got = bare(case, url)
    assert got.status == case.status, got.text
    assert case.type is None or got.type == case.type
    assert case.check(got), got.text
    assert got.headers["x-content-type-options"] == "nosniff" and "default-src 'none'" in got.headers["content-security-policy"]
    if got.status < 300 and case.method != "OPTIONS":
        assert "accept" in got.headers["vary"].lower() and got.headers["etag"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.status == 200 and case.method in ("GET", "POST")])
def test_the_same_again_is_the_same_and_unchanged(url, name):
    case = CASES[name]
    first, again = bare(case, url), bare(case, url)
    assert (first.status, first.headers["etag"], first.body) == (again.status, again.headers["etag"], again.body)
    known = Case(case.path, case.method, case.headers | {"If-None-Match": f'"other", W/{first.headers["etag"]}'}, case.body)
    unchanged = bare(known, url)
    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", first.headers["etag"])


def test_escapes_are_read_as_the_standard_library_reads_them():
    from random import Random
    from urllib.parse import unquote_to_bytes

    from smilekg.server.protocol import _unquoted

    random, letters = Random(1), b"%0123456789abcdefABCDEFxuNU+\\{}'\"nr "
    for _ in range(20_000):
        value = bytes(random.choice(letters) for _ in range(random.randint(0, 12)))
        assert _unquoted(value) == unquote_to_bytes(value.replace(b"+", b" ")), value


def test_a_kept_connection_answers_one_after_another(url):
    """Simple and other requests mixed, and two sent at once."""
    import http.client
    from http_client import raw

    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    for text, method in ((NAMES, "GET"), (ASK_IT, "GET"), (NAMES, "GET"), ("ASK {", "GET"), (ASK_IT, "HEAD"), (NAMES, "GET")):
        connection.request(method, query(text), headers={"Accept": JSON})
        response = connection.getresponse()
        body = response.read()
        assert response.status == (400 if text == "ASK {" else 200)
        assert method == "HEAD" or text != NAMES or b"default" in body
    connection.close()
    one = f"GET {query(NAMES)}&x={{}} HTTP/1.1\r\nHost: a\r\n{{}}\r\n"
    told = raw(url, (one.format(1, "") + one.format(2, "") + one.format(3, "Connection: close\r\n")).encode())
    assert told.count(b"HTTP/1.1 200 OK") == 3 and told.count(b'"default"') == 3


def test_requests_sent_before_the_answer_come_in_turn(url):
    import socket
    from http_client import split_url

    with socket.create_connection(split_url(url), timeout=10) as connection:
        asked = [f"GET {query(f'SELECT ({n} AS ?name) {{}}')} HTTP/1.1\r\nHost: a\r\n\r\n" for n in range(700, 720)]
        for one in asked:
            connection.sendall(one.encode())
        told = b""
        while told.count(b"HTTP/1.1 200") < 20 or not told.endswith(b"}}"):
            told += connection.recv(65536)
    assert [int(part.partition(b'"')[0]) for part in told.split(b'"value":"')[1:]] == list(range(700, 720))


def test_the_answers_are_those_of_another_store(url, tmp_path):
    """The same data in Oxigraph's own server, asked the same way: the results must be the same in every format."""
    from servers import oxigraph_server
    import urllib.request

    with oxigraph_server() as peer:
        root = peer.url.removesuffix("/query")
        load = urllib.request.Request(f"{root}/store", GRAPHS.read_bytes(), {"Content-Type": TRIG}, method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(load, timeout=10).close()
        for name, case in CASES.items():
            if case.status == 200 and case.method in ("GET", "POST") and "query" in case.path + str(case.body) and "aced" not in name:
                theirs = ask(root, case.path.replace("/sparql", "/query"), case.method, case.body,
                             **{key.replace("-", "_"): value for key, value in case.headers.items()})
                if theirs.status == 200 and theirs.type == case.type and case.type in (JSON, XML, CSV, TSV):
                    assert sorted(theirs.text.split()) == sorted(bare(case, url).text.split()), name


def test_rows_up_to_the_limit_and_not_one_more(url):
    rows = "SELECT ?a {{ VALUES ?a {{ {} }} }}"
    for form in (JSON, XML, CSV, TSV):
        at_most = ask(url, query(rows.format(" ".join(map(str, range(50))))), Accept=form)
        one_more = ask(url, query(rows.format(" ".join(map(str, range(51))))), Accept=form)
        assert at_most.status == 200 and one_more.status == 422 and "50 rows" in one_more.text
    triples_of = "CONSTRUCT {{ ?a <urn:p> ?a }} {{ VALUES ?n {{ {} }} BIND(IRI(CONCAT('urn:', STR(?n))) AS ?a) }}"
    assert ask(url, query(triples_of.format(" ".join(map(str, range(50))))), Accept=NT).status == 200
    assert ask(url, query(triples_of.format(" ".join(map(str, range(51))))), Accept=NT).status == 422


def test_the_description_says_where_and_what(url):
    graph = rdflib.Graph().parse(data=ask(url, "/sparql").body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(f"{url}/sparql")
    assert sd.SPARQL11Query in graph.objects(service, sd.supportedLanguage)
    assert sd.SPARQL11Update not in graph.objects(service, sd.supportedLanguage)
    dataset = graph.value(service, sd.defaultDataset)
    assert (dataset, rdflib.RDF.type, sd.Dataset) in graph
    count = graph.value(graph.value(dataset, sd.defaultGraph), rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert int(count) == 3
    assert {str(graph.value(one, sd.name)) for one in graph.objects(dataset, sd.namedGraph)} == {ONE, TWO, THREE}
    for form, name in ((NT, "nt"), (RDFXML, "xml"), (JSONLD, "json-ld")):
        same = rdflib.Graph().parse(data=ask(url, "/sparql", Accept=form).body, format=name)
        assert len(same) == len(graph) and same.value(service, sd.endpoint)
    formats = {str(one).rpartition("/")[2] for one in graph.objects(service, sd.resultFormat)}
    assert formats == {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
                       "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(url, tmp_path):
    (tmp_path / "large.rq").write_text("#" * 2_000_000)

    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", "--noproxy", "*", *arguments], capture_output=True, text=True, timeout=20, check=True).stdout

    assert "default" in curl(f"{url}/sparql", "--data-urlencode", f"query={NAMES}", "-H", f"Accept: {CSV}")
    assert "default" in curl("-G", f"{url}/sparql", "--data-urlencode", f"query={NAMES}", "-H", f"Accept: {TSV}")
    assert "default" in curl(f"{url}/sparql", "--data-binary", NAMES, "-H", f"Content-Type: {DIRECT}")
    # A body of more than a megabyte is announced first (Expect: 100-continue), and refused before it is sent.
    assert curl(f"{url}/sparql", "--data-binary", f"@{tmp_path}/large.rq", "-H", f"Content-Type: {DIRECT}", "-o", "/dev/null",
                "-w", "%{http_code}") == "413"
