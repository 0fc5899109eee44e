"""The remote store: real stores give what the embedded one gives, and servers that misbehave give one clear error."""

import base64
import json
import pickle
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT, one_message, run
from servers import SHIPPED, Played, free_port, oxigraph, played, virtuoso  # noqa: F401

from smilekg.remote.endpoint import checked_url
from smilekg.errors import QueryError, RdfError
from smilekg.graph import Graph, connect, load
from smilekg.queries import load_queries
from smilekg.remote.questions import read_question, with_prefixes

QUERIES = sorted(load_queries(ROOT / "queries"))
LONG = "SELECT ?s ?p ?o { ?s ?p ?o }"

# Canned queries that Virtuoso 7.2.5 does not run, or answers differently. docs/remote.md says the same.
VIRTUOSO_CANNOT = {
    "peers": "it ends at once or not within 30 seconds, as the plan falls out; without FILTER(?entity != ?home) it ends",
}


def result(columns: list[str], *rows: list[dict]) -> bytes:
    bindings = [dict(zip(columns, row)) for row in rows]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}).encode()


ONE_ROW = result(["x"], [{"type": "literal", "value": "yes"}])


@pytest.fixture(scope="module")
def over_oxigraph(oxigraph) -> Graph:  # noqa: F811
    return connect(oxigraph.url)


@pytest.fixture(scope="module")
def over_virtuoso(virtuoso) -> Graph:  # noqa: F811
    return connect(virtuoso.url, graph=SHIPPED)


# --- the same questions, local and remote


def bag(answer) -> Counter:
    """The rows as a multiset; numbers by value, a boolean as the number that Virtuoso makes of it."""
    return Counter(tuple(Decimal(cell) if isinstance(cell, (int, Decimal)) else cell for cell in row) for row in answer.rows)


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_gives_the_same_on_an_oxigraph_server(kg, over_oxigraph, name):
    here, there = kg.query(name), over_oxigraph.query(name)
    assert there.columns == here.columns and bag(there) == bag(here) and len(here) > 0
    assert [list(map(type, row)) for row in sorted(there.rows, key=repr)] == \
        [list(map(type, row)) for row in sorted(here.rows, key=repr)]


@pytest.mark.parametrize("name", [name for name in QUERIES if name not in VIRTUOSO_CANNOT])
def test_a_canned_query_gives_the_same_on_virtuoso(kg, over_virtuoso, name):
    here, there = kg.query(name), over_virtuoso.query(name)
    assert there.columns == here.columns and bag(there) == bag(here)


def test_what_virtuoso_cannot_is_listed_with_its_reason():
    page = " ".join((ROOT / "docs/remote.md").read_text("utf-8").split())
    assert set(VIRTUOSO_CANNOT) <= set(QUERIES)
    for name, reason in VIRTUOSO_CANNOT.items():
        assert f"`{name}`: {reason}" in page


def test_parameters_are_checked_with_the_endpoint(over_oxigraph, over_virtuoso):
    for graph in (over_oxigraph, over_virtuoso):
        assert graph.query("ranking", list="counties").to_dicts()[0]["rank"] == 1
        assert graph.query("where-from", name="Haikou").rows
        with pytest.raises(QueryError, match="knows no such name") as error:
            graph.query("profile", place="苏州x")
        assert "苏州市" in error.value.hint
        with pytest.raises(QueryError, match="knows no such list") as error:
            graph.query("ranking", list="nolist")
        assert "livability" in error.value.hint
        assert graph.query("corrections", kind="wrong-parent").rows


VALUES = [
    ("1", 1), ("-7", -7), ("1.50", Decimal("1.50")), ("'2.910'^^xsd:decimal", Decimal("2.910")), ("true", True),
    ("false", False), ("'苏州\"\\\\\\n'", '苏州"\\\n'), ("'Suzhou'@en", "Suzhou"), ("<urn:x>", "urn:x"),
    ("'2020-01-02'^^xsd:date", "2020-01-02"), ("'7'^^xsd:nonNegativeInteger", 7), ("''", ""), ("UNDEF", None),
]


@pytest.mark.parametrize(("term", "value"), VALUES)
def test_values_are_as_the_embedded_engine_gives_them(kg, over_oxigraph, term, value):
    for graph in (kg, over_oxigraph):
        (row,) = graph.sparql(f"SELECT ?x {{ VALUES ?x {{ {term} }} }}").rows
        assert row == (value,) and (isinstance(row[0], type(value)) or value is None)


def test_decimals_keep_their_digits():
    number = "0.10000000000000000000000000000000000000000000000000000000000001"
    term = {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#decimal", "value": number}
    with played(lambda request: request.give(result(["x"], [term]))) as server:
        assert connect(server.url).sparql(LONG).rows == ((Decimal(number),),)


def test_what_breaks_the_standard_stays_text():
    terms = [{"type": "uri", "value": "http://x/a b"}, {"type": "bnode", "value": "nodeID://b1"},
             {"type": "literal", "value": "x", "xml:lang": "zh_CN"},
             {"type": "literal", "value": "many", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
             {"type": "literal", "value": "１２", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}]
    with played(lambda request: request.give(result(["a", "b", "c", "d", "e"], terms))) as server:
        assert connect(server.url).sparql(LONG).rows == (("http://x/a b", "nodeIDxxxb1", "x", "many", "１２"),)


def test_ask(over_oxigraph, over_virtuoso):
    for graph in (over_oxigraph, over_virtuoso):
        assert graph.sparql("ASK { ?s a smile:City }").rows == ((True,),)
        assert graph.sparql("ASK { ?s a <urn:none> }").rows == ((False,),)


def test_triples(kg, over_oxigraph, over_virtuoso):
    text = "SELECT ?s { ?s a smile:City } ORDER BY ?s LIMIT 3"
    cities = kg.turtle(text)
    assert over_oxigraph.turtle(text) == cities
    assert facts(over_virtuoso.turtle(text)) == facts(cities)
    construct = "CONSTRUCT { ?s skos:prefLabel ?n } WHERE { ?s a smile:Province ; skos:prefLabel ?n }"
    assert over_oxigraph.turtle(construct) == kg.turtle(construct)
    assert facts(over_virtuoso.turtle(construct)) == facts(kg.turtle(construct))
    assert len(over_oxigraph.store.query("DESCRIBE <https://w3id.org/smilekg/id/place/320500>")) > 5


def facts(turtle: str) -> set[str]:
    return set(map(str, pyoxigraph.parse(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)))


def test_a_named_graph_is_asked_alone(virtuoso):  # noqa: F811
    count = "SELECT (COUNT(*) AS ?n) { ?s a smile:Ranking }"
    assert connect(virtuoso.url, graph=SHIPPED).sparql(count).rows == ((17,),)
    assert connect(virtuoso.url, graph="urn:nothing").sparql(count).rows == ((0,),)
    with pytest.raises(QueryError, match="no IRI"):
        connect(virtuoso.url, graph="urn:x> } #")


@pytest.mark.parametrize("text", ["", "SELEC ?x", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }", "# SELECT\nDROP ALL",
                                  "PREFIX a: <urn:a> INSERT DATA { a:b a:c a:d }", "SELECT ?x { ?x nosuch:p ?y }"])
def test_what_is_no_query_changes_nothing(oxigraph, text):  # noqa: F811
    graph = connect(oxigraph.url)
    with pytest.raises(QueryError):
        graph.sparql(text)
    assert graph.sparql("ASK { ?s ?p ?o }").rows == ((True,),)


def test_a_remote_graph_is_no_rdflib_graph(over_oxigraph):
    with pytest.raises(QueryError, match="rdflib"):
        over_oxigraph.graph  # noqa: B018


# --- answers that are cut


def test_virtuoso_cuts_at_ten_thousand_rows_and_is_found_out(over_virtuoso, kg):
    there = kg.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]
    for text, words in [(LONG, f"10,000 of {there:,}"), (f"{LONG} LIMIT 15000", "10,000 of 15,000"),
                        (f"{LONG} ORDER BY ?s OFFSET 5", f"9,995 of {there - 5:,}")]:
        with pytest.raises(QueryError, match=f"cut: {words}"):
            over_virtuoso.sparql(text)
    with pytest.raises(QueryError, match="cut"):
        over_virtuoso.turtle("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert len(over_virtuoso.sparql(f"{LONG} LIMIT 10000")) == 10_000
    assert len(over_virtuoso.sparql(f"{LONG} LIMIT 9999")) == 9_999
    assert len(over_virtuoso.store.query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1000")) == 1000


def rows(number: int) -> bytes:
    return result(["x"], *[[{"type": "literal", "value": str(n)}] for n in range(number)])


def counted(number: int) -> bytes:
    return result(["smilekg_rows"], [{"type": "literal", "value": str(number)}])


@pytest.mark.parametrize(("given", "there", "text", "cut"), [
    (1000, 1000, LONG, False), (1000, 4321, LONG, True), (1024, 1025, LONG, True), (997, 4321, LONG, False),
    (1000, 4321, f"{LONG} LIMIT 1000", False), (1000, 4321, f"{LONG} LIMIT 2000", True),
    (1000, 1007, f"{LONG} OFFSET 7", False), (993, 4321, f"{LONG} OFFSET 7", True)])
def test_a_round_number_of_rows_is_counted(given, there, text, cut):
    def play(request: Played) -> None:
        request.give(counted(there) if b"COUNT" in request.body else rows(given))

    with played(play) as server:
        if cut:
            with pytest.raises(QueryError, match=f"cut: {given:,} of "):
                connect(server.url).sparql(text)
        else:
            assert len(connect(server.url).sparql(text)) == given


def test_a_limit_in_a_header_is_believed():
    def play(request: Played) -> None:
        request.give(counted(43) if b"COUNT" in request.body else rows(42), X_SPARQL_MaxRows=42)

    with played(play) as server, pytest.raises(QueryError, match="42 of 43.*at most 42"):
        connect(server.url).sparql(LONG)


def test_an_answer_that_cannot_be_counted_may_be_cut():
    def play(request: Played) -> None:
        request.give(b"no", 500) if b"COUNT" in request.body else request.give(rows(10_000))

    with played(play) as server, pytest.raises(QueryError, match="may be cut") as error:
        connect(server.url).sparql(LONG)
    assert "LIMIT 10000" in error.value.hint


@pytest.mark.parametrize(("text", "form", "limit", "offset", "count"), [
    ("PREFIX a: <urn:a#> # SELECT\nSELECT * FROM <urn:g> { ?s a:limit 5 } LIMIT 7 # end\nOFFSET 3", "SELECT", 7, 3,
     "PREFIX a: <urn:a#> # SELECT\n SELECT (COUNT(*) AS ?smilekg_rows) FROM <urn:g> WHERE { SELECT * { ?s a:limit 5 } # end }"),
    ('SELECT * { ?s ?p "} LIMIT 9" { SELECT * {} LIMIT 2 } } ORDER BY ?limit', "SELECT", None, 0, None),
    ("base <urn:a> ask {}", "ASK", None, 0, None), ("#+ a: SELECT\n#+ b: ADD\nselect ?x {}", "SELECT", None, 0, None),
    ("SELECT * FROM NAMED <urn:g> { } LIMIT", "SELECT", None, 0, None), ("PREFIX", "", None, 0, None)])
def test_a_query_is_read_from_its_text(text, form, limit, offset, count):
    question = read_question(text)
    assert (question.form, question.limit, question.offset) == (form, limit, offset)
    if count:
        assert question.count().split() == count.split()


def test_the_solutions_of_a_construct_query():
    for text, rest in [("CONSTRUCT { ?s ?p '}' } FROM <urn:g> WHERE { ?s ?p ?o } LIMIT 5", "{ ?s ?p ?o }"),
                       ("CONSTRUCT FROM <urn:g> WHERE { ?s ?p ?o } LIMIT 5", "{ ?s ?p ?o }")]:
        words = read_question(text).one_per_solution().split()
        assert words == f"SELECT (1 AS ?smilekg_rows) FROM <urn:g> WHERE {rest} LIMIT 5".split()
        pyoxigraph.Store().query(" ".join(words))


def test_prefixes_that_are_used_are_declared():
    assert with_prefixes("SELECT * { ?s a smile:City }").startswith("PREFIX smile: <https://w3id.org")
    own = "PREFIX smile: <urn:own#> SELECT * { ?s a smile:City }"
    assert with_prefixes(own) == own and with_prefixes("ASK {}") == "ASK {}"


@pytest.mark.parametrize("name", QUERIES)
def test_each_canned_query_can_be_counted(kg, name):
    text = kg.bind(name)
    question = read_question(with_prefixes(text))
    assert question.form == "SELECT" and question.datasets == ""
    there = kg.sparql(question.count()).rows[0][0] - question.offset
    assert min(there, question.limit or there) == len(kg.sparql(text))


# --- servers that misbehave


def half(request: Played) -> None:
    request.give(ONE_ROW[:30], Content_Length=len(ONE_ROW))


def half_without_length(request: Played) -> None:
    request.give(ONE_ROW[:30], Content_Length=None)


def half_in_chunks(request: Played) -> None:
    request.give(b"%x\r\n%s\r\n" % (30, ONE_ROW[:30]), Content_Length=None, Transfer_Encoding="chunked")


def endless(request: Played) -> None:
    request.give(b"", Content_Length=None)
    while True:
        request.wfile.write(b" " * 65_536)


def slow_headers(request: Played) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
        request.wfile.write(bytes([letter]))
        time.sleep(0.05)


def slow_body(request: Played) -> None:
    request.give(b"", Content_Length=10_000)
    for _ in range(1000):
        request.wfile.write(b" ")
        time.sleep(0.05)


def dead_silent(request: Played) -> None:
    time.sleep(5)


BAD = [
    (half, "broke off: 30 of"), (half_without_length, "broken or was cut"), (half_in_chunks, "broke off"),
    (endless, "larger than 1,000,000 bytes"), (slow_headers, "within 0.6 seconds"), (slow_body, "within 0.6 seconds"),
    (dead_silent, "within 0.6 seconds"), (lambda r: r.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "does not speak HTTP"),
    (lambda r: r.wfile.write(b""), "cannot be reached"),
    (lambda r: r.give(b"<html><h1>Hi</h1></html>", Content_Type="text/html"), "answers with text/html"),
    (lambda r: r.give(ONE_ROW, Content_Type=None), "something that it does not name"),
    (lambda r: r.give(ONE_ROW, Content_Encoding="gzip"), "packed"),
    (lambda r: r.give(b"\xff\xfe{"), "no SPARQL result"), (lambda r: r.give(b"[" * 100_000), "no SPARQL result"),
    *[(lambda r, body=body: r.give(body), "no SPARQL result") for body in (
        b"", b"null", b"[]", b"{}", b'{"head":{}}', b'{"head":{"vars":["x"]},"results":{"bindings":[1]}}',
        b'{"head":{"vars":[1]},"results":{"bindings":[]}}', b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{}}]}}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"triple","value":"x"}}]}}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":5}}]}}', ONE_ROW + b"x")],
    (lambda r: r.give(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"\\ud800"}}]}}'),
     "no SPARQL result"),
    (lambda r: r.give(b"", 204), "no SPARQL result"),
    (lambda r: r.wfile.write(b"HTTP/1.1 500 \x1b[31mred\r\nContent-Length: 0\r\n\r\n"), "500 \\[31mred"),
    (lambda r: r.wfile.write(b"\x1b[2JHello\r\n"), "does not speak HTTP"),
    (lambda r: r.give(b"<html><head><title>no</title></head><b>Query broken</b>", 400, Content_Type="text/html"),
     "400 Bad Request(.|\n)*it says: Query broken"),
    (lambda r: r.give(b"no\x1b[31m such\n thing", 404, Content_Type="text/plain"), "404(.|\n)*ends in /sparql"),
    (lambda r: r.give(b"", 500), "500(.|\n)*the endpoint itself failed"),
    (lambda r: r.give(b"", 401, WWW_Authenticate='Basic realm="x"'), "401(.|\n)*name and a password"),
    (lambda r: r.give(b"", 302, Location="/sparql"), "302"), (lambda r: r.give(b"", 302, Location="file:///etc/passwd"), "302"),
]


@pytest.mark.parametrize(("play", "words"), BAD, ids=range(len(BAD)))
def test_a_bad_server_is_one_clear_error(play, words):
    with played(play) as server:
        started = time.monotonic()
        with pytest.raises(QueryError, match=words) as error:
            connect(server.url, timeout=0.6, max_bytes=1_000_000).sparql(LONG)
        assert time.monotonic() - started < 3 and error.value.file == server.url
        assert error.value.__cause__ is None and error.value.__suppress_context__ and "\x1b" not in str(error.value)


def test_broken_triples():
    for body, kind, words in [(b"<urn:a> <urn:b>", "text/turtle", "no RDF"), (b"x", "text/html", "text/html")]:
        with played(lambda r: r.give(body, Content_Type=kind)) as server, pytest.raises(QueryError, match=words):  # noqa: B023
            connect(server.url).turtle("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(status):
    def play(request: Played) -> None:
        if len(request.server.seen) < 3:
            request.give(b"", status, Retry_After=1 if len(request.server.seen) == 1 else None)
        else:
            request.give(ONE_ROW)

    with played(play) as server:
        started = time.monotonic()
        assert connect(server.url).sparql(LONG).rows == (("yes",),)
        assert len(server.seen) == 3 and time.monotonic() - started > 1.9  # 1 s by Retry-After, 1 s by back-off


@pytest.mark.parametrize(("status", "header", "retries", "requests"), [
    (503, "0", 1, 2), (429, "3600", 3, 1), (429, "Fri, 31 Dec 2100 23:59:59 GMT", 3, 1), (503, "soon", 0, 1),
    (500, "0", 3, 1), (502, "0", 3, 1), (504, None, 3, 1), (408, None, 3, 1)])
def test_no_more_often_than_that(status, header, retries, requests):
    with played(lambda r: r.give(b"", status, Retry_After=header)) as server:
        with pytest.raises(QueryError, match=str(status)):
            connect(server.url, retries=retries).sparql(LONG)
        assert len(server.seen) == requests


# --- names and passwords


def test_a_password_never_reaches_another_host():
    with played(lambda r: r.give(ONE_ROW)) as thief:
        def play(request: Played) -> None:
            if "Authorization" in request.headers:
                request.give(b"", 307, Location=thief.url)
            else:
                request.give(b"", 401, WWW_Authenticate='Basic realm="x"')

        with played(play) as server:
            with pytest.raises(QueryError, match=f"redirects to another server: http://127.0.0.1:{thief.server_port}"):
                connect(server.url, user="me", password="secret").sparql(LONG)
            assert len(server.seen) == 2
        assert thief.seen == []


@pytest.mark.parametrize(("status", "method"), [(301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_on_the_same_host_is_followed(status, method):
    def play(request: Played) -> None:
        request.give(ONE_ROW) if request.path == "/new" else request.give(b"", status, Location="/new")

    with played(play) as server:
        assert connect(server.url).sparql(LONG).rows == (("yes",),)
        assert server.seen[-1]["method"] == method


def test_basic_is_given_when_asked_for():
    pair = base64.b64encode("me:秘密".encode()).decode()

    def play(request: Played) -> None:
        right = request.headers.get("Authorization") == f"Basic {pair}"
        request.give(ONE_ROW) if right else request.give(b"", 401, WWW_Authenticate='Basic realm="x"')

    with played(play) as server:
        graph = connect(server.url, user="me", password="秘密")
        assert len(graph.sparql(LONG)) == len(graph.sparql(LONG)) == 1
        assert len(server.seen) == 3 and "Authorization" not in server.seen[0]


def test_digest_is_checked_by_virtuoso(virtuoso):  # noqa: F811
    address = virtuoso.url + "-auth"
    graph = connect(address, graph=SHIPPED, **virtuoso.login)
    assert graph.sparql("ASK {}").rows == graph.sparql("ASK {}").rows == ((True,),)
    for user in ({"user": "dba", "password": "wrong"}, {}):
        with pytest.raises(QueryError, match="401"):
            connect(address, **user).sparql("ASK {}")


def test_a_password_is_in_no_message():
    pair = base64.b64encode(b"me:s3cret").decode()
    with played(lambda r: r.give(f"you sent s3cret as {pair}".encode(), 400)) as server:
        graph = connect(server.url, user="me", password="s3cret")
        with pytest.raises(QueryError, match="you sent") as error:
            graph.sparql(LONG)
    for text in (str(error.value), repr(graph.store), repr(error.value), str(pickle.loads(pickle.dumps(error.value)))):
        assert "s3cret" not in text and pair not in text
    with pytest.raises(QueryError) as error:
        connect("http://me:s3cret@127.0.0.1/sparql")
    assert "s3cret" not in str(error.value) and "user=" in error.value.hint


@pytest.mark.parametrize("url", ["", "127.0.0.1/sparql", "file:///etc/passwd", "ftp://x/y", "http://", "http://a b/", None, 5,
                                 "http://x:99999/", "http://[x/", "http://x/\ny", "javascript:alert(1)"])
def test_what_is_no_address(url):
    with pytest.raises(QueryError, match="address"):
        connect(url)


def test_addresses_are_made_sendable():
    assert checked_url(" http://例子.测试/数据 x?a=1#b ".replace(" x", "")) == \
        "http://xn--fsqu00a.xn--0zwm56d/%E6%95%B0%E6%8D%AE?a=1"


@pytest.mark.parametrize("timeout", [0, -1, 1e9, float("nan"), "5", None])
def test_what_is_no_timeout(timeout):
    with pytest.raises(QueryError, match="timeout"):
        connect("http://127.0.0.1/sparql", timeout=timeout)


@pytest.mark.parametrize("wrong", [{"retries": -1}, {"retries": "3"}, {"retries": 1.5}, {"max_bytes": 0}, {"max_bytes": "9"}])
def test_what_is_no_count(wrong):
    with pytest.raises(QueryError, match=f"{next(iter(wrong))} is a whole number"):
        connect("http://127.0.0.1/sparql", **wrong)


def test_nobody_there():
    for url, words in [(f"http://127.0.0.1:{free_port()}/sparql", "no server listens"),
                       ("http://nosuch.invalid/sparql", "host is not known|cannot be reached")]:
        with pytest.raises(QueryError, match=words):
            connect(url, timeout=5).sparql("ASK {}")


# --- local graphs from elsewhere


def test_load_takes_a_file_a_folder_a_project_and_a_store(tmp_path, kg):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 1, 2 .")
    (tmp_path / "b.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")
    (tmp_path / "c.txt").write_text("notes")
    assert load(tmp_path / "a.ttl").sparql(count).rows == ((2,),)
    assert load(str(tmp_path)).sparql(count).rows == ((3,),)
    assert load(ROOT).sparql(count).rows == kg.sparql(count).rows
    stored = pyoxigraph.Store(str(tmp_path / "store"))
    stored.bulk_load(path=str(tmp_path / "a.ttl"))
    stored.flush()
    del stored
    disk = load(tmp_path / "store")
    assert disk.sparql(count).rows == ((2,),) and load(tmp_path / "store").sparql(count).rows == ((2,),)


@pytest.mark.parametrize("name", ["missing", "empty", "notes.txt", "broken"])
def test_load_of_what_is_no_graph(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/CURRENT").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(RdfError, match=name):
        load(tmp_path / name).sparql("ASK {}")


# --- the command


def test_the_command_asks_an_endpoint(oxigraph):  # noqa: F811
    here = run("query", "top-in-both", "--lang", "en", "--format", "csv")
    there = run("query", "top-in-both", "--lang", "en", "--format", "csv", "--endpoint", oxigraph.url, "--timeout", "20")
    assert there.returncode == 0 and there.stdout == here.stdout


@pytest.mark.parametrize(("words", "code", "told"), [
    (["query", "ranking", "--endpoint", "ftp://x"], 1, "address"),
    (["query", "ranking", "--endpoint", "http://127.0.0.1:1/sparql"], 1, "no server listens"),
    (["query", "ranking", "--timeout", "5"], 2, "--endpoint"),
    (["query", "ranking", "--endpoint", "http://127.0.0.1:1/sparql", "--user", "me"], 2, "SMILEKG_PASSWORD")])
def test_the_command_fails_with_one_message(words, code, told):
    done = subprocess.run(
        [Path(sys.executable).with_name("smilekg"), *words], capture_output=True, stdin=subprocess.DEVNULL)
    assert done.returncode == code and told in one_message(done)


def test_a_canned_query_imports_nothing_for_the_network():
    code = ("import sys; from smilekg.cli import main\ntry: main(['query', 'ranking', '--format', 'csv'])\n"
            "except SystemExit: pass\nassert not {'SPARQLWrapper', 'urllib.request', 'http.client'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
