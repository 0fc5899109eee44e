"""Loading into a store: what is sent is there, once, whatever happens on the way. The stores are real."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import one_message
from servers import Played, oxigraph, oxigraph_server, played, virtuoso  # noqa: F401

from smilekg.errors import QueryError, RdfError
from smilekg.graph import connect
from smilekg.paths import shipped
from smilekg.remote.upload import upload

LINE = '<http://example.org/{}> <http://example.org/p> "苏州 \\"{}\\" \\\\ \\n"@zh .\n'


def lines(numbers) -> str:
    return "".join(LINE.format(number, number) for number in numbers)


def count(url: str, graph: str | None = None) -> int:
    return connect(url, graph=graph).sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]


def program(*words, **environment: str) -> list:
    return [Path(sys.executable).with_name("smilekg"), *map(str, words)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "data.nt"
    file.write_text(lines(range(2500)) + lines(range(100)), "utf-8")
    return file


@pytest.fixture
def empty():
    """The address of an Oxigraph server of one's own."""
    with oxigraph_server() as server:
        yield server.url


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.mark.parametrize("graph", [None, "https://example.org/图"])
@pytest.mark.parametrize("way", ["graph store", "update"])
def test_oxigraph_both_ways(empty, data, graph, way):
    done = upload([data], empty, graph=graph, way=way, batch=600)
    assert (done.read, done.distinct, done.before, done.after, done.way, done.resumed) == (2600, 2500, 0, 2500, way, 0)
    assert left(data.parent) == []
    (row,) = connect(empty, graph=graph).sparql("SELECT ?o { <http://example.org/7> ?p ?o }").rows
    assert row == ('苏州 "7" \\ \n',)


@pytest.mark.parametrize("way", ["graph store", "update"])
def test_virtuoso_both_ways(virtuoso, data, way):  # noqa: F811
    graph = f"urn:test:{way.replace(' ', '-')}"
    done = upload([data], virtuoso.url, graph=graph, way=way, **virtuoso.login)
    assert (done.read, done.distinct, done.before, done.after) == (2600, 2500, 0, 2500)
    (row,) = connect(virtuoso.url, graph=graph).sparql("SELECT ?o { <http://example.org/7> ?p ?o }").rows
    assert row == ('苏州 "7" \\ \n',)


def test_virtuoso_takes_no_more_than_its_parser_can(virtuoso, tmp_path):  # noqa: F811
    (tmp_path / "big.nt").write_text(lines(range(6000)), "utf-8")
    with pytest.raises(QueryError, match="400"):
        upload([tmp_path / "big.nt"], virtuoso.url, graph="urn:test:big", way="update", batch=6000, **virtuoso.login)
    assert upload([tmp_path / "big.nt"], virtuoso.url, graph="urn:test:big", way="update", **virtuoso.login).after == 6000


def test_virtuoso_wants_a_graph_and_a_user(virtuoso, data):  # noqa: F811
    with pytest.raises(QueryError, match="no default graph"):
        upload([data], virtuoso.url, **virtuoso.login)
    for way in ("graph store", "update"):
        with pytest.raises(QueryError, match="(?i)permission(.|\n)*name and a password"):
            upload([data], virtuoso.url, graph="urn:test:no", way=way)
    with pytest.raises(QueryError, match="401(.|\n)*not accepted") as error:
        upload([data], virtuoso.url, graph="urn:test:no", user="dba", password="wr0ng")
    assert "wr0ng" not in str(error.value)


def test_the_shipped_graph_is_the_same_there(virtuoso, oxigraph, kg):  # noqa: F811
    there = kg.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]
    assert count(oxigraph.url) == there == count(virtuoso.url, "https://w3id.org/smilekg/")
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert set(map(str, connect(oxigraph.url).store.query(text))) == set(map(str, kg.store.query(text)))


def test_numbers_that_a_store_writes_anew_are_no_loss(empty, virtuoso, tmp_path):  # noqa: F811
    file = tmp_path / "numbers.ttl"
    file.write_text('@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <urn:a> <urn:p> 1.0, 1.00, 01, 1, "1"^^xsd:boolean, '
                    'true, "x"@zh-Hans, "x"@zh-hans, "2"^^xsd:int, 2, 3.0E0, 3.0e0, "no"^^xsd:integer, "1.0", "1.00" .')
    for url, graph, login in ((empty, None, {}), (virtuoso.url, "urn:test:numbers", virtuoso.login)):
        done = upload([file], url, graph=graph, **login)
        assert (done.read, done.distinct) == (15, 14) and 7 <= done.after <= 14


def test_a_graph_that_was_not_empty(empty, data, tmp_path):
    upload([data], empty)
    more = tmp_path / "more.nt"
    more.write_text(lines(range(2400, 3000)), "utf-8")
    done = upload([more], empty)
    assert (done.before, done.after, done.distinct) == (2500, 3000, 600)


def test_a_load_that_was_killed_goes_on(tmp_path):
    """The store answers slowly, so that the kill comes in the middle of things; nothing is lost, nothing is double."""
    data = tmp_path / "data.nt"
    data.write_text(lines(range(3000)), "utf-8")
    with oxigraph_server(tmp_path / "store") as server:
        seen = []

        def slow(request: Played) -> None:
            time.sleep(0.05)
            seen.append(len(request.body))
            pass_on(request, server.url)

        with played(slow) as proxy:
            url = proxy.url.replace("/sparql", "/query")
            command = program("load", data, "--endpoint", url, "--batch", "100")
            process = subprocess.Popen(command, stderr=subprocess.PIPE)
            while len(seen) < 12 and process.poll() is None:
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            there, first = count(server.url), len(seen)
            assert 500 <= there < 3000 and len(left(tmp_path)) == 1
            done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "by an earlier run" in done.stderr and "the graph had 0 and has 3,000" in done.stderr
        assert count(server.url) == 3000 and left(tmp_path) == []
        assert len(seen) < 2 * first + 30 and len(seen) - first < 30  # it did not start anew


def pass_on(request: Played, url: str, named: bool = True) -> None:
    """Hands a request to the real server and its answer back."""
    target = url.replace("/query", request.path)
    headers = {name: request.headers[name] for name in ("Content-Type", "Accept") if request.headers.get(name)}
    with urllib.request.urlopen(urllib.request.Request(target, request.body or None, headers)) as answer:
        if named:
            request.version_string = lambda: answer.headers["Server"]
        request.give(answer.read(), answer.status, Content_Type=answer.headers.get("Content-Type"))


def test_a_store_that_forgot_gets_everything_again(data):
    """A store in memory that was restarted, or one that somebody cleared: the state file cannot know."""
    with oxigraph_server() as server:
        stop_after(3, server.url, data)
        assert len(left(data.parent)) == 1 and count(server.url) >= 100
        drop = urllib.request.Request(server.url.replace("/query", "/store?default"), method="DELETE")
        urllib.request.urlopen(drop).close()
        assert count(server.url) == 0
        done = upload([data], server.url, batch=100)
        assert done.resumed > 0 and done.after == 2500 and count(server.url) == 2500


class Enough(Exception):
    pass


def stop_after(batches: int, url: str, data: Path) -> None:
    seen = []

    def step(words: str) -> None:
        seen.append(words)
        if len(seen) > batches:
            raise Enough

    with pytest.raises(Enough):
        upload([data], url, batch=100, step=step)


def test_changed_data_starts_anew(empty, data):
    stop_after(3, empty, data)
    assert len(left(data.parent)) == 1
    data.write_text(lines(range(50)), "utf-8")
    done = upload([data], empty)
    assert (done.read, done.resumed) == (50, 0)


def test_a_broken_state_file_is_no_matter(empty, data):
    stop_after(3, empty, data)
    (data.parent / left(data.parent)[0]).write_bytes(b"{")
    assert upload([data], empty).after == 2500 and left(data.parent) == []


@pytest.mark.parametrize(("name", "text", "told"), [
    ("a.nt", lines(range(3)) + "<urn:a> <b> .\n", "not valid"),
    ("a.ttl", "<urn:a> <urn:b> [] .", "blank nodes"), ("b.ttl", "[] <urn:b> 1 .", "blank nodes"),
    ("c.ttl", "<urn:a> <urn:b> (1 2) .", "blank nodes"), ("a.nq", "<urn:a> <urn:b> <urn:c> <urn:d> .\n", "named graphs"),
    ("d.ttl", "<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "triples about triples"), ("a.csv", "a", "kind of RDF file")])
def test_what_cannot_be_sent_is_refused_before_anything_is(empty, data, name, text, told):
    file = data.with_name(name)
    file.write_text(text, "utf-8")
    with pytest.raises(RdfError, match=told):
        upload([data, file], empty)
    assert count(empty) == 0 and left(data.parent) == []


def test_a_text_that_looks_like_sparql_stays_text(empty, virtuoso, tmp_path):  # noqa: F811
    file = tmp_path / "a.nt"
    file.write_text('<urn:a> <urn:p> "} } ; CLEAR ALL ; INSERT DATA { <urn:x> <urn:y> 1 } #" .\n')
    for url, graph, login in ((empty, None, {}), (virtuoso.url, "urn:test:text", virtuoso.login)):
        for way in ("graph store", "update"):
            assert upload([file], url, graph=graph, way=way, **login).after == 1


def test_another_server_is_loaded_through_its_update_address(data):
    """A store that does not say its name and takes updates beside the address for queries, as Fuseki does."""
    with oxigraph_server() as server:
        paths = []

        def unnamed(request: Played) -> None:
            paths.append(request.path)
            if request.path == "/query" and request.headers["Content-Type"] == "application/sparql-update":
                request.give(b"", 415)
                return
            pass_on(request, server.url, named=False)

        with played(unnamed) as proxy:
            done = upload([data], proxy.url.replace("/sparql", "/query"), graph="urn:g")
    assert (done.way, done.after) == ("update", 2500) and paths.count("/update") == 4  # one to try, three batches


def test_a_store_that_drops_things_is_told(data):
    def forgetful(request: Played) -> None:
        if b"COUNT" in request.body:
            request.give(b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"0"}}]}}')
        else:
            request.give(b'{"head":{},"boolean":true}')

    with played(forgetful) as server, pytest.raises(QueryError, match="2,500 distinct triples were sent.*has 0"):
        upload([data], server.url)


def test_the_command_loads_the_shipped_graph(empty, kg):
    done = subprocess.run(program("load", "--endpoint", empty), capture_output=True, text=True)
    there = kg.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]
    assert done.returncode == 0 and done.stdout == "" and f"has {there:,};" in done.stderr
    assert not [file for file in shipped().rdf.iterdir() if file.name.startswith(".")]


def test_the_command_takes_the_password_from_the_environment(virtuoso, data):  # noqa: F811
    command = program("load", data, "--endpoint", virtuoso.url, "--graph", "urn:test:command", "--user", "dba")
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"SMILEKG_PASSWORD": "dba"})
    assert done.returncode == 0 and "has 2,500;" in done.stderr
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    assert "SMILEKG_PASSWORD" in one_message(done)
    assert "--password" not in subprocess.run(program("load", "--help"), capture_output=True, text=True).stdout


@pytest.mark.parametrize(("words", "told"), [
    ([], "--store and --endpoint"), (["--store", "x", "--endpoint", "http://x/"], "--store and --endpoint"),
    (["--store", "x", "--graph", "urn:g"], "are for --endpoint"), (["--endpoint", "ftp://x"], "address"),
    (["--endpoint", "http://127.0.0.1:1/sparql"], "no server listens")])
def test_the_command_fails_with_one_message(data, words, told):
    done = subprocess.run(program("load", data, *words), capture_output=True, stdin=subprocess.DEVNULL, cwd=data.parent)
    assert told in one_message(done)
