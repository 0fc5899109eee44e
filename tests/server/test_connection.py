"""What comes late, early, or in pieces is never taken for another request, and nothing that comes is without a limit."""

import re
import socket
import time
from collections.abc import Iterator

import pytest
from http_client import DIRECT, ask, query, raw, split_url
from servers import Server, smilekg_server

PATIENCE = 2.0
INNER = f"GET {query('ASK {}')} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
NOWHERE = "GET /nowhere HTTP/1.1\r\nHost: a\r\n{}\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with smilekg_server("--no-access-log", "--patience", str(PATIENCE)) as running:
        yield running


def in_pieces(server: Server, *pieces: bytes, pause: float = 0.3, seconds: float = 1) -> bytes:
    """All that comes back for pieces that are sent one after another."""
    with socket.create_connection(split_url(server.url), timeout=seconds) as connection:
        told = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            while piece := connection.recv(65536):
                told += piece
        except OSError:
            pass
        return told


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("path", ["/nowhere", "/en/", "/sparql"])
def test_a_late_body_is_no_request(server, method, times, path):
    packed = "Content-Encoding: gzip\r\n" if path == "/sparql" else ""  # the body is refused without a look at it
    head = f"{method} {path} HTTP/1.1\r\nHost: a\r\n{packed}Content-Length: {len(INNER) * times}\r\n\r\n".encode()
    told = in_pieces(server, head, *[INNER] * times)
    assert told.count(b"HTTP/1.1 ") <= 1, told[-300:]
    chunks = head.replace(f"Content-Length: {len(INNER) * times}".encode(), b"Transfer-Encoding: chunked")
    assert in_pieces(server, chunks, *[INNER] * times).count(b"HTTP/1.1 ") <= 1


def test_a_body_that_comes_with_its_head_leaves_the_connection_open(server):
    request = NOWHERE.format(f"Content-Length: {len(INNER)}\r\n").encode() + INNER
    assert in_pieces(server, request, request, INNER).count(b"HTTP/1.1 ") == 3


def test_a_head_with_a_length_is_not_known_by_its_bytes(server):
    """The second time its body must be waited for as it was the first time."""
    head = f"GET {query('ASK { }')} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(INNER)}\r\n\r\n".encode()
    for _ in range(3):
        assert in_pieces(server, head, INNER).count(b"HTTP/1.1 ") <= 1


def test_behind_a_late_body_a_head_has_its_limit(server):
    head = NOWHERE.format("Content-Length: 5\r\n").encode()
    with socket.create_connection(split_url(server.url), timeout=5) as connection:
        connection.sendall(head)
        time.sleep(0.3)
        with pytest.raises(OSError):  # it hangs up, long before it has taken 64 MB
            connection.sendall(b"12345")
            for _ in range(1024):
                connection.sendall(b"GET / HTTP/1.1\r\nX-A: " + b"a" * 65_536)


def test_a_head_in_two_pieces_behind_another_request_is_one_head(server):
    """What its second piece looks like does not matter; and it has its limit of size and of time."""
    first, begun = NOWHERE.format("").encode(), b"GET /nowhere HTTP/1.1\r\nHost: a\r\nX-A: "
    told = in_pieces(server, first + begun, INNER)
    assert told.count(b"HTTP/1.1 404") == 2 and b"HTTP/1.1 200" not in told
    assert b"HTTP/1.1 431" in in_pieces(server, first + begun, *[b"a" * 20_000] * 5, pause=0.1)
    assert b"HTTP/1.1 408" in in_pieces(server, first + begun, seconds=PATIENCE + 3)


def test_requests_that_come_before_an_answer_wait_for_it(server):
    slow = "SELECT (COUNT(*) AS ?n) { ?a a smile:City . ?b a smile:City }"
    post = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {DIRECT}\r\nContent-Length: {len(slow)}\r\n\r\n{slow}".encode()
    told = in_pieces(server, post, NOWHERE.format("").encode(), INNER, pause=0.005, seconds=5)
    assert re.findall(rb"HTTP/1\.1 (\d+)", told) == [b"200", b"404", b"200"]


def test_what_comes_before_an_answer_has_a_limit(server):
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    post = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {DIRECT}\r\nContent-Length: {len(slow)}\r\n\r\n{slow}".encode()
    with socket.create_connection(split_url(server.url), timeout=2) as connection:
        connection.sendall(post)
        time.sleep(0.1)
        with pytest.raises(OSError):  # nobody reads it
            for _ in range(1024):
                connection.sendall(b"GET / HTTP/1.1\r\nX-A: " + b"a" * 65_536)


def test_what_stands_behind_a_body_is_no_header(server):
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {DIRECT}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    told = raw(server.url, head.encode() + b"6\r\nASK {}\r\n0\r\nContent-Type: text/plain\r\nAccept: a/b\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 200")


def test_a_dataset_has_a_limit(server):
    assert ask(server.url, query("ASK {}", default_graph_uri=["http://a.example/"] * 50)).status == 200
    assert ask(server.url, query("ASK {}", default_graph_uri=["http://a.example/" + "a" * 400] * 50)).status == 400


def test_a_page_for_endless_preferences_is_not_kept(server):
    """It is right, but the next such request has it made again."""
    def kept() -> float:
        lines = ask(server.url, "/metrics").text.splitlines()
        return next(float(line.split()[-1]) for line in lines if line.startswith('smilekg_cache{state="answers"'))

    ask(server.url, "/zh/")
    before = kept()
    for n in range(3):
        assert ask(server.url, "/zh/", Accept=f"text/html,a/{n}" + ",a/b" * 1000).status == 200
    assert kept() == before


@pytest.mark.parametrize(("accepted", "is_packed"), [
    ("gzip", True), ("gzip;q=0.5", True), ("br, GZIP ; q=0.001", True), ("*", True), ("identity;q=0.5, gzip", True),
    ("gzip;q=0", False), ("gzip; q=0", False), ("gzip ; q = 0.000", False), ("*;q=0", False), ("gzip;q=0, *", False),
    ("xgzip", False), ("br", False), ("gzip;q=0.1, identity", False)])
def test_gzip_is_read_as_other_preferences_are(server, accepted, is_packed):
    got = ask(server.url, "/en/", Accept_Encoding=accepted)
    assert (got.headers.get("content-encoding") == "gzip") is is_packed
    assert "accept-encoding" in got.headers["vary"] and got.headers["cache-control"] == "no-cache"


def test_a_page_that_is_made_says_the_same_each_time(server):
    message = b"GET /en/ HTTP/1.1\r\nHost: a\r\n\r\n"
    told = raw(server.url, message * 2 + message.replace(b"Host: a", b"Host: a\r\nConnection: close"))
    assert told.count(b"HTTP/1.1 200 OK") == 3 == told.count(b"cache-control: no-cache")
