"""What the server keeps in memory is bounded, however long the requests are, and an answer that cannot be sent is not kept."""

import io
import subprocess
import sys
import tracemalloc

import pytest
from conftest import in_new_loop

from smilekg.server.cache import Cache
from smilekg.server.front import Front
from smilekg.server.log import Log
from smilekg.server.metrics import Metrics
from smilekg.server.negotiate import language, media_type, takes_gzip
from smilekg.server.protocol import by_get
from smilekg.server.reply import Reply

LONG = 60_000


def test_long_requests_do_not_push_out_answers():
    cache = Cache(1_000_000)
    for n in range(100):
        cache.put(n, Reply(200, b"x" * 500, (), True), 10)
    for n in range(1000):
        cache.name(b"a" * 15_000 + b"%d" % n, n % 100)
    assert len(cache) == 100 and cache.used <= 1_000_000
    assert cache.as_it_stands(b"a" * 15_000 + b"999") and not cache.as_it_stands(b"a" * 15_000 + b"1")


def test_answers_do_not_stay_for_the_sake_of_requests():
    """Where answers come and nothing is asked for by its bytes any more, what was is dropped by and by."""
    cache = Cache(1_000_000)
    cache.put("first", Reply(200, b"", (), True), 0)
    for n in range(60):
        cache.name(b"a" * 1500 + b"%d" % n, "first")
    for n in range(5):
        cache.put(n, Reply(200, b"x" * 120_000, (), True), 0)
    assert cache.used <= 1_000_000 and len(cache) == 6


@pytest.mark.parametrize("field", ["default-graph-uri", "named-graph-uri", "format", "query"])
def test_all_of_a_question_counts(field):
    more = b"a" * 10_000
    few = by_get(b"query=ASK%7B%7D")
    many = by_get((b"query=" if field == "query" else b"query=ASK&" + field.encode() + b"=") + more)
    assert many.room - few.room > 9_900
    assert by_get(b"query=" + "字".encode() * 1000).room > 2000


def test_nothing_is_remembered_of_long_headers_and_paths():
    log = Log(io.StringIO())
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for n in range(200):
            long = f"a/{n}" + ",a/b" * (LONG // 4)
            media_type(long, ("text/html",))
            language(long, ("zh", "en"), "en")
            takes_gzip(long)
            log.add("a", "GET", long.encode(), b"", 200, 0, 0.0)
        log._lines.clear()
        assert tracemalloc.get_traced_memory()[0] - before < 3_000_000  # one path is 60 KB; of each 2 KB are kept
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("value", [b"a\r\nX-Injected: 1", b"a\rb", b"a\nb", b"a\x00b", b"a\x7fb"])
def test_an_answer_with_a_control_character_in_a_header_is_none(value):
    with pytest.raises(ValueError, match="control"):
        Reply(200, b"", ((b"x-a", value),), True)


def page(value: str) -> tuple[list[dict], Cache]:
    """What is sent for a page with a header, and the answers that are kept then."""
    sent: list[dict] = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"link", value.encode("latin-1"))]})
        await send({"type": "http.response.body", "body": b"page"})

    async def send(message):
        sent.append(message)

    cache = Cache(1_000_000)
    front = Front(None, app, cache, Metrics(), Log(None))
    scope = {"type": "http", "method": "GET", "path": "/a", "raw_path": b"/a", "query_string": b"", "headers": [],
             "client": ("127.0.0.1", 1), "smilekg.request": b"GET /a"}
    in_new_loop(front(scope, None, send))
    return sent, cache


def test_an_answer_that_cannot_be_sent_is_not_kept():
    sent, cache = page("<a>")
    assert sent[0]["status"] == 200 and cache.as_it_stands(b"GET /a")
    sent, cache = page("<a>\r\nX-Injected: 1")
    assert sent[0]["status"] == 500 and len(cache) == 0 and not cache.as_it_stands(b"GET /a")


def test_an_answer_is_known_by_its_request_only_when_it_was_sent():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    async def refuse(message):
        raise RuntimeError("Invalid HTTP header value.")

    cache = Cache(1_000_000)
    scope = {"type": "http", "method": "GET", "path": "/a", "raw_path": b"/a", "query_string": b"", "headers": [],
             "client": ("127.0.0.1", 1), "smilekg.request": b"GET /a"}
    with pytest.raises(RuntimeError):
        in_new_loop(Front(None, app, cache, Metrics(), Log(None))(scope, None, refuse))
    assert not cache.as_it_stands(b"GET /a")


def test_a_request_that_is_longer_than_the_room_is_not_kept():
    cache = Cache(15_500)
    cache.put("a", Reply(200, b"x", (), True), 10)
    cache.name(b"a" * 16_000, "a")
    assert cache.get("a") and not cache.as_it_stands(b"a" * 16_000)


def test_the_server_may_open_as_many_files_as_the_system_allows():
    program = ("import resource; from smilekg.server.run import _allow_files\n"
               "resource.setrlimit(resource.RLIMIT_NOFILE, (100, 2000)); _allow_files()\n"
               "print(resource.getrlimit(resource.RLIMIT_NOFILE))")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert done.stdout == "(2000, 2000)\n", done.stderr
