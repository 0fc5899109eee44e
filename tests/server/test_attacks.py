"""Whatever is sent to the server: it answers within its limits, tells no secret, calls nobody, and is there afterwards."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from attacks import ANY, ATTACKS, BROKEN, CROSS, OVER, REFUSED, ROWS, attack
from conftest import SECRET
from http_client import DIRECT, FORM, Got, ask, parsed, query, raw, split_url
from servers import Server, smilekg_server

DEADLINE, PATIENCE, SLACK = 1.0, 1.0, 3.0  # seconds; the slack is for a busy machine
SCRIPT = "<script>alert(1)</script>"
MARKS = f"\"'><img src=x onerror=alert(1)>{SCRIPT}"
EXPECTED = {REFUSED: {400}, BROKEN: {400}, OVER: {503, 504, 507, 422}, ROWS: {200}, ANY: {200, 400, 413, 422, 503, 504, 507, 500}}
FINGERPRINT = ("SELECT (COUNT(*) AS ?n) (MIN(?h) AS ?first) (MAX(?h) AS ?last) "
               "{ ?s ?p ?o BIND(SHA256(CONCAT(STR(?s), STR(?p), STR(?o))) AS ?h) } # %d")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with smilekg_server("--deadline", str(DEADLINE), "--patience", str(PATIENCE), "--memory", "256", "--rows", "1000",
                        "--no-access-log") as running:
        yield running


@pytest.fixture(scope="module")
def fingerprint(server) -> Callable[[], list[dict[str, object]]]:
    """Asks for a hash of the whole graph, each time anew."""
    asked = iter(range(10_000))

    def look() -> list[dict[str, object]]:
        for _ in range(5):  # a busy machine may need longer than the deadline
            if (got := ask(server.url, query(FINGERPRINT % next(asked)))).status == 200:
                break
        assert got.status == 200, got.text
        return json.loads(got.body)["results"]["bindings"]

    return look


@pytest.fixture(scope="module")
def before(fingerprint) -> list[dict[str, object]]:
    return fingerprint()


def started(pid: int) -> str:
    """When a process began, so that another one with its number would be seen."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return "gone" if not os.path.isdir("/proc/self") else "dead"


@pytest.fixture(autouse=True)
def unharmed(server, canary, before, fingerprint) -> Iterator[None]:
    """After each test: the same process, the same graph, and nobody was called."""
    began = started(server.pid)
    yield
    assert started(server.pid) == began != "dead"
    assert not canary[1], "somebody called the canary"
    assert fingerprint() == before


class Page(HTMLParser):
    """Reads a page as a browser would, and notes whatever would run."""

    def __init__(self, text: str):
        super().__init__()
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and "src" not in given and given.get("type") not in ("application/json", "application/ld+json"):
            self.faults.append("a script in the page")
        for name, value in attributes:
            place = (value or "").strip().lower()
            if name.startswith("on") or name == "style" or place.startswith(("javascript:", "vbscript:")) and name != "value":
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and place.startswith(("http:", "//", "data:text")):
                self.faults.append(f"{tag} {name}={value}") if "127.0.0.1" in place or "evil" in place else None

    handle_startendtag = handle_starttag


def harmless(got: Got) -> None:
    """What must be true of every answer, whatever was asked."""
    text = got.body.decode("utf-8", "replace")
    assert SECRET not in text and "root:x:0" not in text and "Traceback" not in text and "site-packages" not in text
    assert not {"set-cookie", "x-injected"} & got.headers.keys()
    location = got.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\")), location
    if got.type == "text/html":
        assert Page(text).faults == []
        assert "unsafe-inline" not in got.headers["content-security-policy"]
    if got.status:
        assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ATTACKS)
def test_query_ends_within_its_limits(server, canary, secret, name):
    text, expected = attack(name, canary[0], secret)
    body = urlencode({"query": text}, errors="surrogatepass").encode()
    began = time.monotonic()
    got = ask(server.url, "/sparql", "POST", body, Content_Type=FORM)
    assert time.monotonic() - began < DEADLINE + 0.5 + SLACK
    assert got.status in EXPECTED[expected], (got.status, got.text)
    if expected == ROWS:
        assert json.loads(got.body)["results"]["bindings"] == []
    if got.status == 503:
        assert got.headers["retry-after"]
    harmless(got)


TRAVERSAL = ["/static/../../../etc/passwd", "/static/..%2f..%2f..%2fetc/passwd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
             "/static/....//....//etc/passwd", "/static//etc/passwd", "/static/%00", "/static/..\\..\\etc\\passwd", "/../../etc/passwd",
             "/zh/../../../etc/passwd", "/zh/place/..%2f..%2f..%2fetc%2fpasswd", "/data/../../../../etc/passwd", "/data/%2e%2e/%2e%2e/etc/passwd",
             "/data/rdf/..%2f..%2f..%2fetc%2fpasswd", "/id/../../etc/passwd", "/id/%2e%2e%2f%2e%2e%2fetc%2fpasswd.ttl", "/ontology/..%2f..%2f..%2fetc%2fpasswd",
             "/id/file:///etc/passwd.nt", "/ontology/%00.ttl", "/zh/questions/..%2f..%2fetc%2fpasswd", "/zh/questions/internal%2fpage-facts.csv",
             "/en/questions/../internal/page-facts.json", "//etc/passwd", "/static/file:%2f%2f{secret}", "/id/{secret}", "/zh/{secret}"]
LINES = ["/%0d%0aX-Injected:%201", "/zh%0d%0aX-Injected:%201/", "/zh/place/320500%0d%0aX-Injected:%201", "/en/search?q=%0d%0aX-Injected:%201",
         "/id/place/320500%0d%0aX-Injected:%201", "/id/place/320500%0d%0aX-Injected:1.ttl", "/ontology/City%0aX-Injected:%201",
         "/en/questions/top-in-both.csv?a=influence%0d%0aX-Injected:%201", "/ontology%0d%0aX-Injected:1", "/sparql?x=%0d%0aX-Injected:%201",
         "/zh/questions/peers%22%0d%0aX-Injected:1.csv", "/%E5%98%8D%E5%98%8AX-Injected:1"]
MARKUP = [f"/en/search?q={quote(MARKS)}", f"/en/{quote(MARKS)}", f"/zh/place/{quote(MARKS)}", f"/id/{quote(MARKS)}", f"/ontology/{quote(MARKS)}.html",
          f"/en/compare?place={quote(MARKS)}&place={quote(MARKS)}", f"/en/questions/peers?place={quote(MARKS)}", f"/en/questions/top-in-both?a={quote(MARKS)}",
          f"/en/questions/top-in-both?{quote(MARKS)}={quote(MARKS)}", f"/en/map?list={quote(MARKS)}&by={quote(MARKS)}", f"/en/sparql?query={quote(MARKS)}",
          f"/search.json?q={quote(MARKS)}", f"/en/corrections?kind={quote(MARKS)}", "/en/search?q=javascript:alert(1)", "/en/compare?place=javascript:alert(1)",
          "/en/javascript:alert(1)", "/id/javascript:alert(1)", f"/en/ranking/2019-2020/{quote(MARKS)}", f"/sparql?query={quote(MARKS)}",
          "/en/search?q={{7*7}}%7B%25%20import%20os%20%25%7D", f"/en/ontology?x={quote(MARKS)}", f"/zh/?{quote(MARKS)}"]
ASTRAY = ["//evil.example/", "/%2fevil.example/", "/zh//evil.example", "/\\evil.example", "/en/%5cevil.example", "/id//evil.example/x", "/ontology//evil.example",
          "/zh/%2f%2fevil.example", "/en/..//evil.example", "/http://evil.example/", "/en/http:%2f%2fevil.example", "/id/http://evil.example/.ttl"]
ODD = ["/%zz", "/%c0%af%c0%af", "/zh/%ed%a0%80", "/en/search?q=%ff%fe", "/zh/%e2%80%ae", "/en/search?q=" + "x" * 9000, "/" + "a/" * 5000, "/en/search?" + "q=1&" * 5000,
       "/en/compare?" + "place=320500&" * 500, "/en/questions/top-in-both?n=99999999999999999999", "/en/questions/top-in-both?n=-1", "/en/questions/top-in-both?n=1e9",
       "/en/questions/top-in-both?a=influence&a=influence&b=", "/en/questions/peers?place=%22%20.%20%7D%20SERVICE%20%3Chttp://127.0.0.1:{port}/%3E%20%7B%20%3Fs%20%3Fp%20%3Fo",
       "/en/search?q=" + quote("(a|a)*" * 100), "/en/search?q=" + "%F0%9F%98%80" * 1000, "/search.json?q=a&lang=" + "z" * 5000, "/sparql?query", "/sparql?query=%00",
       "/sparql/../sparql?query=ASK{}", "/SPARQL", "/sparql/", "/sparql?" + "a=1&" * 5000 + "query=ASK{}"]
PATHS = {f"{kind} {n}": path for kind, paths in {"traversal": TRAVERSAL, "line end": LINES, "markup": MARKUP, "astray": ASTRAY, "odd": ODD}.items()
         for n, path in enumerate(paths)}


@pytest.mark.parametrize("name", PATHS)
def test_address_is_harmless(server, canary, secret, name):
    path = PATHS[name].replace("{port}", str(canary[0])).replace("{secret}", secret)
    for accept in ("text/html,*/*;q=0.5", "application/ld+json"):
        began = time.monotonic()
        got = ask(server.url, path, Accept=accept, Host="evil.example", X_Forwarded_Host="evil.example", X_Forwarded_Proto="evil")
        assert time.monotonic() - began < 5 + SLACK
        assert 200 <= got.status < 500, (got.status, got.text[:300])
        assert "evil.example" not in got.headers.get("location", "").partition("?")[0].removeprefix("/")[:15].partition("/")[0]
        harmless(got)


GET = "GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n"
ASK = query("ASK {}")
POST = "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n{}\r\n{}"
# name: (what is sent, the statuses that may come back; 0 is a connection that is hung up without a word).
MESSAGES: dict[str, tuple[str | bytes, set[int]]] = {
    "nothing": (b"", {0, 408}),
    "no http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300, {0, 400}),
    "noise": (bytes(range(256)) * 20, {0, 400}),
    "http 2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 404, 405, 505}),
    "http 0.9": (b"GET /sparql\r\n\r\n", {0, 200, 400, 408, 505}),
    "http 9": (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", {0, 400, 505}),
    "two lengths": (POST.format("Content-Length: 6\r\nContent-Length: 60\r\n", "ASK {}"), {0, 400}),
    "length and chunks": (POST.format("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"), {0, 400}),
    "length below zero": (POST.format("Content-Length: -1\r\n", ""), {0, 400}),
    "length that is no number": (POST.format("Content-Length: 6x\r\n", "ASK {}"), {0, 400}),
    "length beyond all numbers": (POST.format("Content-Length: 99999999999999999999999\r\n", ""), {0, 400, 413}),
    "length of a terabyte": (POST.format("Content-Length: 1099511627776\r\n", "ASK"), {413}),
    "length of a terabyte, to a page": ("POST /zh/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1099511627776\r\nConnection: close\r\n\r\nx", {405, 413}),
    "chunks without an end": (POST.format("Transfer-Encoding: chunked\r\nConnection: close\r\n", "fffff\r\n" + "x" * 2_000_000), {0, 413}),
    "chunk of a terabyte": (POST.format("Transfer-Encoding: chunked\r\n", "ffffffffff\r\nx"), {0, 400, 408, 413}),
    "chunk that is no number": (POST.format("Transfer-Encoding: chunked\r\n", "zz\r\nx\r\n"), {0, 400}),
    "odd transfer encoding": (POST.format("Transfer-Encoding: xchunked\r\n", "6\r\nASK {}\r\n0\r\n\r\n"), {0, 400, 408}),
    "a body behind a get": (GET.format(ASK, "Content-Length: 30\r\nConnection: close\r\n") + "GET /x HTTP/1.1\r\nHost: a\r\n\r\n\r\n", {200}),
    "a folded header": (GET.format(ASK, "X-A: 1\r\n Connection: close\r\n"), {0, 200, 400}),
    "a header without a name": (GET.format(ASK, ": x\r\n"), {0, 400}),
    "a header with a blank in its name": (GET.format(ASK, "Content Length: 3\r\n"), {0, 400}),
    "a zero in a header": (GET.format(ASK, "X-A: a\x00b\r\n"), {0, 400}),
    "a lone line end in a header": (GET.format(ASK, "X-A: a\rX-Injected: 1\r\nConnection: close\r\n"), {0, 200, 400}),
    "no host": (f"GET {ASK} HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
    "an endless head": (b"GET / HTTP/1.1\r\n" + b"X-A: " + b"a" * 500_000, {431}),
    "a hundred thousand headers": (GET.format("/", "".join(f"X-{n}: 1\r\n" for n in range(100_000))), {0, 400, 431}),
    "a long address": (GET.format("/" + "a" * 200_000, ""), {0, 400, 414, 431}),
    "a long query": (GET.format(query("#" * 200_000), ""), {0, 400, 414, 431}),
    "half a head": (b"GET / HTTP/1.1\r\nHost: a\r\n", {0, 408}),
    "half a body": (POST.format("Content-Length: 100\r\n", "ASK {"), {0, 408}),
    "another server's address": ("GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n", {200, 303, 400, 404}),
    "a tunnel": ("CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n", {0, 400, 404, 405}),
    "trace": ("TRACE / HTTP/1.1\r\nHost: a\r\nX-Secret: b\r\nConnection: close\r\n\r\n", {400, 404, 405, 501}),
    "an unknown method": ("FOO /sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {0, 400, 405, 501}),
    "a web socket": (GET.format(ASK, "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n"), {0, 200, 400, 408, 426}),
    "an upgrade": (GET.format(ASK, "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"), {0, 200, 400}),
    "an expectation": (POST.format("Content-Length: 6\r\nExpect: 200-ok\r\nConnection: close\r\n", "ASK {}"), {200, 417}),
    "a range": (GET.format(ASK, "Range: bytes=0-1,0-2,0-3,1-2\r\nConnection: close\r\n"), {200}),
    "a packed body": (POST.format("Content-Length: 4\r\nContent-Encoding: gzip\r\nConnection: close\r\n", "\x1f\x8b\x08\x00"), {415}),
    "entities": ("POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-results+xml\r\nConnection: close\r\nContent-Length: 60\r\n\r\n"
                 '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:{port}/">]><a>&b;</a>', {415}),
    "a context": ("POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/ld+json\r\nConnection: close\r\nContent-Length: 30\r\n\r\n"
                  '{"@context": "http://127.0.0.1:{port}/", "a": 1}', {415}),
    "an accept of a megabyte": (GET.format(ASK, f"Accept: {'a/b,' * 250_000}\r\n"), {0, 431}),
    "many ranges of accept": (GET.format(ASK, f"Accept: {'a/b;q=0.1,' * 5000}*/*\r\nConnection: close\r\n"), {200, 406}),
    "many tags": (GET.format(ASK, "If-None-Match: " + ",".join(f'"{n}"' for n in range(6000)) + "\r\nConnection: close\r\n"), {200}),
    "a host with markup": (f"GET /en/ HTTP/1.1\r\nHost: {SCRIPT}\r\nConnection: close\r\n\r\n", {200, 400}),
    "a host with markup, elsewhere": (f"GET /ontology HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: {SCRIPT}\r\nConnection: close\r\n\r\n", {301, 303, 200}),
    "a language with markup": (GET.format("/", f"Accept-Language: {SCRIPT}, ../../etc\r\nConnection: close\r\n"), {303}),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_is_harmless(server, canary, name):
    sent, allowed = MESSAGES[name]
    message = sent if isinstance(sent, bytes) else sent.replace("{port}", str(canary[0])).encode("latin-1")
    began = time.monotonic()
    try:
        told = raw(server.url, message, seconds=PATIENCE + 5)
    except OSError:  # it hung up while we spoke
        told = b""
    assert time.monotonic() - began < PATIENCE + 1 + SLACK
    got = parsed(told) if told else Got(0)
    assert got.status in allowed, told[:300]
    assert told.count(b"HTTP/1.1 ") <= 2  # nothing of a body is taken for another request
    harmless(got) if got.status not in (0, 400) or "content-security-policy" in got.headers else None


def test_a_page_shows_hostile_data_as_text(tmp_path):
    """Labels with script and IRIs that are script, in the data itself."""
    data = tmp_path / "hostile.ttl"
    data.write_text(f'''@prefix smile: <https://w3id.org/smilekg/ontology/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/smilekg/id/place/999999> a smile:Place , smile:City ; smile:adcode "999999" ;
  skos:prefLabel "{SCRIPT}"@zh , "</script>{SCRIPT}<!--"@en ; skos:exactMatch <javascript:alert(1)> , <data:text/html,x> ;
  <http://www.w3.org/2000/01/rdf-schema#seeAlso> <javascript:alert(2)> .
''', "utf-8")
    with smilekg_server("--no-access-log", "--data", data) as hostile:
        for path in ("/en/place/999999", "/zh/place/999999", "/id/place/999999.html", "/en/search?q=script", "/en/"):
            got = ask(hostile.url, path, Accept="text/html")
            text = got.text
            assert Page(text).faults == [], path
            if path.endswith("999999"):
                assert got.status == 200 and "&lt;script&gt;" in text
        got = ask(hostile.url, "/id/place/999999.jsonld")
        assert got.status == 200 and json.loads(got.body) and got.type == "application/ld+json"


def test_slow_clients_are_hung_up_on_and_hold_up_nobody(server):
    """A head that never ends, a body byte by byte, and a hundred connections that say nothing."""
    idle = [socket.create_connection(split_url(server.url)) for _ in range(100)]
    ended: dict[str, float] = {}

    def drip(name: str, start: bytes) -> None:
        began = time.monotonic()
        with socket.create_connection(split_url(server.url), timeout=10) as connection:
            connection.sendall(start)
            try:
                while time.monotonic() - began < 8:
                    connection.sendall(b"a")
                    time.sleep(0.1)
            except OSError:
                pass
        ended[name] = time.monotonic() - began

    threads = [threading.Thread(target=drip, args=("head", b"GET / HTTP/1.1\r\nX-A: ")),
               threading.Thread(target=drip, args=("body", POST.format("Content-Length: 200\r\n", "").encode()))]
    for thread in threads:
        thread.start()
    assert ask(server.url, ASK, seconds=2).status == 200
    for thread in threads:
        thread.join(20)
    assert set(ended) == {"head", "body"} and max(ended.values()) < PATIENCE + 1 + SLACK
    for connection in idle:
        connection.close()


def in_background(count: int, make: Callable[[int], Got]) -> tuple[list[threading.Thread], list[Got]]:
    found: list[Got] = []
    threads = [threading.Thread(target=lambda n=n: found.append(make(n))) for n in range(count)]
    for thread in threads:
        thread.start()
    return threads, found


def hostile(n: int) -> str:
    return query(f"SELECT (COUNT(*) AS ?n{n}) {{ {CROSS} }}")


def test_one_client_cannot_take_all_places(server):
    """Long queries from one address: some run, some are told to come back, and short ones are answered all the while."""
    threads, found = in_background(12, lambda n: ask(server.url, hostile(n)))
    waits = []
    for n in range(20):
        began = time.monotonic()
        assert ask(server.url, query(f"SELECT ({n} AS ?short) {{}}")).status == 200
        waits.append(time.monotonic() - began)
    for thread in threads:
        thread.join(30)
    assert {got.status for got in found} <= {503, 504} and sum(got.status == 504 for got in found) >= 1
    assert all(got.headers["retry-after"] for got in found if got.status == 503)
    assert sorted(waits)[len(waits) // 2] < 0.5 + SLACK


def test_a_client_that_has_gone_frees_its_place(server):
    for n in range(3):
        with socket.create_connection(split_url(server.url)) as connection:
            connection.sendall(f"GET {hostile(100 + n)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            time.sleep(0.3)
    end = time.monotonic() + 5
    while (told := json.loads(ask(server.url, "/health").body)["workers"])["long"] and time.monotonic() < end:
        time.sleep(0.02)
    assert told["long"] == 0


def children(pid: int) -> list[int]:
    """All processes below one, as /proc shows them."""
    found = [pid]
    for entry in sorted((int(name) for name in os.listdir("/proc") if name.isdigit())):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) in found and fields[0] not in "ZX":
            found.append(entry)
    return found[1:]


linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")


@linux
@pytest.mark.parametrize("which", ["a worker", "all workers", "the nursery"])
def test_whatever_is_killed_the_next_query_is_answered(which):
    with smilekg_server("--no-access-log", "--deadline", "2") as server:
        nursery, *workers = children(server.pid)
        threads, found = in_background(1, lambda n: ask(server.url, hostile(n)))
        time.sleep(0.5)
        victims = {"a worker": workers[:1], "all workers": children(nursery), "the nursery": [nursery]}[which]
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        for n in range(10):
            assert ask(server.url, query(f"SELECT ({n} AS ?n) {{}}")).status == 200
        threads[0].join(30)
        assert found[0].status in (500, 503, 504)
        assert "process" in found[0].text or "longer" in found[0].text or "many" in found[0].text


@linux
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_end_of_the_server_ends_all_within_five_seconds(sent):
    """In the middle of runaway queries, too."""
    with smilekg_server("--no-access-log", "--deadline", "60") as server:
        threads, _ = in_background(3, lambda n: ask(server.url, hostile(n)))
        time.sleep(0.6)
        below = children(server.pid)
        assert len(below) >= 3
        began = time.monotonic()
        os.kill(server.pid, sent)
        while any(os.path.isdir(f"/proc/{pid}") and started(pid) != "dead" and is_alive(pid) for pid in (server.pid, *below)):
            assert time.monotonic() - began < 5
            time.sleep(0.02)
        for thread in threads:
            thread.join(10)


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_there_are_enough_of_them():
    assert len(ATTACKS) + len(PATHS) + len(MESSAGES) >= 60
