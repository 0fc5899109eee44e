"""What stands before all routes: the answers that are kept, what every answer bears, the log and the counts."""

import asyncio
import gzip
import json
import logging
import re
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from dataclasses import replace
from time import perf_counter
from typing import Any

from .cache import Cache
from .endpoint import Endpoint, Fields, Receive, Scope
from .log import Log
from .metrics import Metrics
from .negotiate import media_type, takes_gzip
from .protocol import Problem
from .reply import CLOSED, OPEN, SAFE, Reply, plain

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
_PACKED = ("text/", "application/json", "application/ld+json", "application/rdf+xml", "application/n-triples",
           "image/svg+xml", "application/javascript")  # media types that gzip makes smaller
_ADDRESS = re.compile(rb"[0-9A-Fa-f:.]{2,45}\Z")  # of IPv4 or IPv6
_ALWAYS = ("/health", "/metrics")
_WORTH = 1024  # bytes; less is not packed
_LONGEST = 1024  # bytes of the headers that decide a page; what longer ones get is not kept
_ASK_AGAIN = ((b"cache-control", b"no-cache"),)  # with the page's ETag; else a cache would guess how long it stays


class Front:
    """An ASGI application: `/sparql` goes to the endpoint, everything else to `app`."""

    def __init__(self, endpoint: Endpoint, app: App, cache: Cache, metrics: Metrics, log: Log, *,
                 pages: int = 64, is_behind_proxy: bool = False):
        self.endpoint, self._app, self.cache, self.log = endpoint, app, cache, log
        self.metrics, self.is_behind_proxy = metrics, is_behind_proxy
        self._pages, self._making = pages, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        began, fields = perf_counter(), _fields(scope)
        client = self.client(fields, scope["client"][0] if scope["client"] else "-")
        kind = "sparql" if scope["path"] == "/sparql" else "page"
        try:
            answer = self.endpoint.answer if kind == "sparql" else self._page
            key, reply = await answer(scope, fields, receive, client)
        except Problem as problem:
            key, reply = None, told(problem, fields)
        except Exception:
            logging.getLogger(__name__).exception("a request failed")
            key, reply = None, plain(500, "something went wrong here; it is in the server's log\n")
        if reply.is_kept and reply.status == 200:
            reply = _unless_known(fields, reply)
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.full_headers})
        await send({"type": "http.response.body", "body": reply.body})
        if reply.is_kept and b"if-none-match" not in fields and (request := scope.get("smilekg.request")):
            self.cache.name(request, key)  # only now: what cannot be sent is not known by its request
        self.note(kind, client, scope["method"], scope["raw_path"], scope["query_string"], reply, perf_counter() - began)

    def note(self, kind: str, client: str, method: str, path: bytes, query: bytes, reply: Reply, seconds: float) -> None:
        """Counts an answer and writes it into the log."""
        self.metrics.count(kind, reply.status, seconds)
        self.log.add(client, method, path, query, reply.status, len(reply.body), seconds)

    async def _page(self, scope: Scope, fields: Fields, receive: Receive, client: str) -> tuple[Hashable, Reply]:
        """An answer of the application, whole."""
        is_packed = takes_gzip(fields.get(b"accept-encoding", b"").decode("latin-1"))
        accept, spoken = fields.get(b"accept", b""), fields.get(b"accept-language", b"")
        key = (scope["raw_path"], scope["query_string"], accept, spoken, is_packed)
        is_kept = scope["method"] in ("GET", "HEAD") and len(accept) + len(spoken) <= _LONGEST
        if is_kept and (kept := self.cache.get(key)):
            return key, kept
        if self._making >= self._pages and scope["path"] not in _ALWAYS:
            raise Problem(503, "too many pages are being made\n  try again later", (b"retry-after", b"2"))
        self._making += 1
        try:
            reply = await _collected(self._app, scope, receive)
        finally:
            self._making -= 1
        if _is_worth_packing(reply):
            reply = _varying(reply)
            if is_packed:
                reply = await asyncio.get_running_loop().run_in_executor(None, _packed, reply)
        if is_kept and reply.is_kept:
            self.cache.put(key, reply, sum(map(len, key[:4])) + 200)
        return key, reply

    def client(self, fields: Fields, address: str) -> str:
        """The address of the client; behind a proxy, the one that the proxy saw."""
        seen = fields.get(b"x-forwarded-for", b"").rpartition(b",")[2].strip() if self.is_behind_proxy else b""
        return seen.decode("ascii") if _ADDRESS.match(seen) else address


def _unless_known(fields: Fields, reply: Reply) -> Reply:
    """An answer, or that it is unchanged where the client has it."""
    if not (known := fields.get(b"if-none-match")):
        return reply
    tags = [tag.strip().removeprefix(b"W/") for tag in known.split(b",")]
    return reply.unchanged() if reply.etag in tags or tags == [b"*"] else reply


def _fields(scope: Scope) -> dict[bytes, bytes]:
    """The headers of a request by their names; those that came more than once are joined."""
    found = dict(scope["headers"])
    if len(found) != len(scope["headers"]):
        for name in found:
            found[name] = b",".join(value for other, value in scope["headers"] if other == name)
    return found


async def _collected(app: App, scope: Scope, receive: Receive) -> Reply:
    """What an ASGI application sends, with the headers that every answer bears."""
    parts: list[MutableMapping[str, Any]] = []

    async def take(message: MutableMapping[str, Any]) -> None:
        parts.append(message)

    await app(scope, receive, take)
    start, body = parts[0], b"".join(part.get("body", b"") for part in parts[1:])
    own = [(name.lower(), value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"etag")]
    named = dict(own)
    common = CLOSED if named.get(b"content-type", b"").startswith(b"text/html") or start["status"] >= 300 else OPEN
    headers = (*own, *(pair for pair in (*common, *SAFE, *_ASK_AGAIN) if pair[0] not in named))
    is_kept = start["status"] == 200 and b"no-store" not in named.get(b"cache-control", b"")
    return Reply(start["status"], body, headers, is_kept)


def _is_worth_packing(reply: Reply) -> bool:
    kind = dict(reply.headers).get(b"content-type", b"").decode("latin-1")
    return reply.status == 200 and len(reply.body) > _WORTH and kind.startswith(_PACKED)


def _varying(reply: Reply) -> Reply:
    """The same answer; it says that it may come packed or not."""
    vary = b", ".join([value for name, value in reply.headers if name == b"vary"] + [b"accept-encoding"])
    return replace(reply, headers=(*(pair for pair in reply.headers if pair[0] != b"vary"), (b"vary", vary)))


def _packed(reply: Reply) -> Reply:
    return replace(reply, body=gzip.compress(reply.body, 6, mtime=0), headers=(*reply.headers, (b"content-encoding", b"gzip")))


def told(problem: Problem, fields: Fields) -> Reply:
    """What is wrong with a request, as text or as JSON (RFC 9457), whichever the client likes better."""
    accept = fields.get(b"accept", b"").decode("latin-1")
    reply = plain(problem.status, problem.text + "\n", *problem.headers)
    if media_type(accept, ("text/plain", "application/problem+json", "application/json")) in (None, "text/plain"):
        return reply
    body = json.dumps({"status": problem.status, "title": problem.text.partition("\n")[0], "detail": problem.text})
    return Reply(problem.status, body.encode("ascii"), ((b"content-type", b"application/problem+json"), *reply.headers[1:]))
