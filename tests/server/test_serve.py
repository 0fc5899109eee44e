"""The program itself: how it starts and ends, what it keeps, counts and writes down, and what every answer bears."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROGRAM, one_message, run
from http_client import FORM, ask, parsed, query, raw
from servers import Server, free_port, smilekg_server

NAMES = query("SELECT ?name { ?c a smile:City ; skos:prefLabel ?name } ORDER BY ?name LIMIT 3")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with smilekg_server("--no-access-log") as running:
        yield running


def metrics(url: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in ask(url, "/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


@pytest.mark.parametrize(("path", "accept", "status", "kind"), [
    ("/", "text/html", 303, None), ("/en/", "text/html", 200, "text/html"), ("/zh/", "*/*", 200, "text/html"),
    ("/zh/place/320500", "text/html", 200, "text/html"), ("/en/questions/top-in-both.csv?a=influence&b=investment", "*/*", 200, "text/csv"),
    ("/nowhere", "text/html", 404, "text/html"), ("/zh/place/000000", "text/html", 404, "text/html"),
    ("/static/nothing.js", "*/*", 404, "text/html"), ("/health", "*/*", 200, "application/json"), ("/metrics", "*/*", 200, "text/plain"),
    ("/robots.txt", "*/*", 200, "text/plain"), ("/id/place/320500", "text/turtle", 303, None), ("/id/place/320500.ttl", "*/*", 200, "text/turtle"),
    ("/search.json?q=su&lang=en", "*/*", 200, "application/json")])
def test_every_answer_is_guarded(server, path, accept, status, kind):
    got = ask(server.url, path, Accept=accept)
    assert got.status == status and (kind is None or got.type == kind)
    assert got.headers["x-content-type-options"] == "nosniff" and got.headers["referrer-policy"]
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy
    assert got.headers["cross-origin-resource-policy"] and "server" not in got.headers and "date" in got.headers
    head = ask(server.url, path, "HEAD", Accept=accept)
    assert (head.status, head.body) == (status, b"") and head.headers.get("etag") == got.headers.get("etag")
    if status == 200 and path not in ("/health", "/metrics"):
        assert ask(server.url, path, Accept=accept, If_None_Match=got.headers["etag"]).status == 304


def test_pages_are_packed_for_those_who_take_it(server):
    plain, packed = ask(server.url, "/en/"), ask(server.url, "/en/", Accept_Encoding="br, gzip")
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body) / 2
    assert "accept-encoding" in packed.headers["vary"] and packed.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in ask(server.url, "/en/", Accept_Encoding="gzip;q=0").headers


def test_an_answer_is_worked_out_once(server):
    before = metrics(server.url)
    first = [ask(server.url, NAMES) for _ in range(5)][0]
    again = ask(server.url, "/sparql", "POST", NAMES.partition("?")[2].encode(), Content_Type=FORM)
    after = metrics(server.url)
    assert again.body == first.body
    assert after['smilekg_queries{state="answered"}'] == before['smilekg_queries{state="answered"}'] + 1
    assert after['smilekg_cache{state="hits"}'] >= before['smilekg_cache{state="hits"}'] + 5
    message = f"GET {NAMES} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n".encode()
    told = raw(server.url, message * 3 + message.replace(b"Host: a", b"Host: a\r\nConnection: close"))
    assert told.count(b"HTTP/1.1 200 OK") == 4


def test_the_room_for_answers_is_bounded():
    from smilekg.server.cache import Cache
    from smilekg.server.reply import Reply

    cache = Cache(100_000)
    for n in range(1000):
        cache.put(n, Reply(200, b"x" * 2000, (), True), 10)
        cache.name(b"request %d" % n, n)
        assert cache.used <= 100_000
    assert 20 < len(cache) < 60 and cache.get(999) and cache.get(0) is None
    assert cache.as_it_stands(b"request 999") and cache.as_it_stands(b"request 0") is None
    cache.get(990)
    for n in range(2000, 2020):
        cache.put(n, Reply(200, b"x" * 2000, (), True), 10)
    assert cache.get(990), "what was asked for last stays"
    cache.put("large", Reply(200, b"x" * 50_000, (), True), 10)
    assert cache.get("large") is None


def test_counts_are_in_the_format_of_prometheus(server):
    text = ask(server.url, "/metrics").text
    assert all(re.fullmatch(r'# TYPE \w+ (counter|gauge|histogram)|\w+\{[^{}]*\} [0-9.e+-]+', line) for line in text.splitlines())
    counts = metrics(server.url)
    assert counts['smilekg_requests_total{kind="page",status="200"}'] >= 1
    buckets = [value for name, value in counts.items() if name.startswith('smilekg_request_seconds_bucket{kind="page"')]
    assert buckets == sorted(buckets) and buckets[-1] == counts['smilekg_request_seconds_count{kind="page"}']


def test_health_says_how_many_triples_and_workers(server, kg):
    told = json.loads(ask(server.url, "/health").body)
    assert told["status"] == "ok" and told["triples"] == len(kg.store.store)
    assert told["workers"] == {"idle": 2, "quick": 0, "long": 0, "waiting": 0}


@pytest.mark.parametrize("with_queries", [False, True])
def test_log_has_a_line_for_each_request_and_the_query_only_if_wanted(tmp_path, with_queries):
    port = free_port()
    command = [*PROGRAM, "serve", "--port", str(port), *(["--log-queries"] if with_queries else [])]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert f"http://127.0.0.1:{port}/" in process.stderr.readline()
        url = f"http://127.0.0.1:{port}"
        for _ in range(3):
            assert ask(url, query("SELECT ('hush' AS ?x) {}")).status == 200
        ask(url, "/zh/%0aplace", User_Agent="x\ty")
        ask(url, "/sparql", "POST", b"ASK { 'hush' }", Content_Type="application/sparql-query")
        process.terminate()
        _, log = process.communicate(timeout=10)
    lines = log.splitlines()
    assert len(lines) == 5 and all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 127\.0\.0\.1 (GET|POST) \S+ \d{3} \d+ [\d.]+ ms$", line) for line in lines), lines
    assert (sum("hush" in line for line in lines) >= 3) is with_queries


def test_behind_a_proxy_clients_are_told_apart_only_if_wanted():
    for flag, expected in ((["--behind-proxy"], "203.0.113.7"), ([], "127.0.0.1")):
        port = free_port()
        with subprocess.Popen([*PROGRAM, "serve", "--port", str(port), *flag], stderr=subprocess.PIPE, text=True) as process:
            process.stderr.readline()
            for path in ("/robots.txt", query("ASK {}")):
                ask(f"http://127.0.0.1:{port}", path, X_Forwarded_For="198.51.100.1, 203.0.113.7")
            process.terminate()
            _, log = process.communicate(timeout=10)
        assert [line.split()[1] for line in log.splitlines()] == [expected] * 2


def test_base_url_stands_in_every_address():
    with smilekg_server("--no-access-log", "--base-url", "https://smile.example/graph/") as server:
        assert ask(server.url, "/", Accept_Language="zh").headers["location"] == "https://smile.example/graph/zh/"
        assert "<https://smile.example/graph/sparql>" in ask(server.url, "/sparql").text
        assert ask(server.url, "/sparql", Accept="text/html").headers["location"] == "https://smile.example/graph/en/sparql"


@pytest.mark.parametrize(("path", "status", "location"), [
    ("/zh", 308, "https://smile.example/graph/zh/"), ("/en", 308, "https://smile.example/graph/en/"), ("/health/", 404, None)])
def test_no_redirect_leads_where_the_host_header_says(path, status, location):
    with smilekg_server("--no-access-log", "--base-url", "https://smile.example/graph/") as server:
        got = ask(server.url, path, Host="elsewhere.example")
        assert (got.status, got.headers.get("location")) == (status, location)
        assert b"elsewhere" not in got.body


@pytest.mark.parametrize("address", ["example.org", "https://example.org/>", "ftp://example.org/", "https://example.org/a b"])
def test_an_address_from_outside_that_is_none_is_one_clear_error(address):
    assert "--base-url" in one_message(run("serve", "--port", "0", "--base-url", address))


def test_a_port_that_is_taken_broken_data_and_a_missing_file_are_one_clear_error(server, tmp_path):
    port = server.url.rpartition(":")[2]
    assert port in one_message(run("serve", "--port", port)) and "--port" in one_message(run("serve", "--port", port))
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b>", "utf-8")
    assert "broken.ttl" in one_message(run("serve", "--port", "0", "--data", broken))
    assert "nowhere" in one_message(run("serve", "--port", "0", "--data", tmp_path / "nowhere"))
    assert one_message(run("serve", "--port", "0", "--host", "host.invalid"))


def test_a_missing_library_is_named_with_what_to_install():
    program = "import sys; sys.modules['starlette'] = sys.modules['uvicorn'] = None; from smilekg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, "serve"], capture_output=True, timeout=30)
    assert "smilekg[serve]" in one_message(done)


def test_a_store_on_disk_is_served(tmp_path, kg):
    assert run("load", kg.project.rdf / "schemes.ttl" if (kg.project.rdf / "schemes.ttl").exists() else kg.project.ontology / "schemes.ttl",
               "--store", tmp_path / "store").returncode == 0
    with smilekg_server("--no-access-log", "--data", tmp_path / "store") as server:
        got = ask(server.url, query("SELECT (COUNT(*) AS ?n) { ?s a skos:Concept }"))
        assert got.status == 200 and int(json.loads(got.body)["results"]["bindings"][0]["n"]["value"]) > 0


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 0)])
def test_it_ends_when_it_is_told_to(sent, code):
    port = free_port()
    with subprocess.Popen([*PROGRAM, "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True) as process:
        process.stderr.readline()
        ask(f"http://127.0.0.1:{port}", NAMES)
        began = time.monotonic()
        process.send_signal(sent)
        _, told = process.communicate(timeout=10)
    assert time.monotonic() - began < 5 and process.returncode == code and "Traceback" not in told
