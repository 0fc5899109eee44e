"""The SPARQL endpoint: from a request's parts to an answer. No HTTP server is needed to read it."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from ..sandbox.guard import Refused
from ..sandbox.line import Answer
from ..sandbox.parent import Busy, Ended, OverLimit, fault, packed, told
from ..sandbox.pipe import NOT_ACCEPTABLE, ROWS, UNWRITABLE
from ..sandbox.pool import Pool
from ..store import parse_triples
from ..written import triples_as
from ..pages.page import LANGUAGES
from .cache import Cache
from .formats import DESCRIPTION, SHORT, content_type, formats
from .formats import ROWS as ROW_FORMATS
from .formats import TRIPLES as TRIPLE_FORMATS
from .negotiate import language, media_type
from .protocol import METHODS, Asked, Problem, by_get, by_post
from .reply import OPEN, SAFE, Reply
from .served import DEFAULT_LANGUAGE

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Fields = Mapping[bytes, bytes]  # a request's headers
# Longer than a proxy needs to take the load off, shorter than a restart with other data would be noticed.
_KEPT = (b"cache-control", b"public, max-age=60")
_VARY = (b"vary", b"accept")
_RETRY = (b"retry-after", b"2")
_CLOSE = (b"connection", b"close")
# Which status tells that a query took too much of something.
_OVER = {"time": 504, "memory": 507, "depth": 507, "rows": 422, "size": 422}
# By the name of a format: the headers of an answer.
_HEADERS = {name: ((b"content-type", content_type(name)), _KEPT, _VARY, *OPEN, *SAFE) for name in (*ROW_FORMATS, *TRIPLE_FORMATS)}
_PREFLIGHT = (*OPEN, *SAFE, (b"allow", METHODS.encode()), (b"access-control-allow-methods", METHODS.encode()),
              (b"access-control-allow-headers", b"accept, content-type"), (b"access-control-max-age", b"86400"))


@dataclass(frozen=True)
class Wanted:
    """What decides an answer: a query with its dataset, and the names of the formats for rows and for triples."""

    asked: Asked
    rows: str | None
    triples: str | None

    @property
    def request(self) -> bytes:
        """The request to the sandbox."""
        asked = self.asked
        return packed({"kind": "file", "text": asked.text, "default": asked.default, "named": asked.named,
                       "rows": self.rows and ROW_FORMATS[self.rows], "triples": self.triples and TRIPLE_FORMATS[self.triples]})


def want(asked: Asked, accept: str) -> Wanted:
    """What is wanted by a query and an Accept. Raises Problem where there is no such format."""
    rows, triples = formats(f"{SHORT[asked.short]}, */*;q=0.1" if asked.short in SHORT else accept)
    if rows is None and triples is None:
        raise _not_acceptable({**ROW_FORMATS, **TRIPLE_FORMATS})
    return Wanted(asked, rows, triples)


class Endpoint:
    """Answers requests to `/sparql`. `address` is its own, as clients know it, `base` stands before those of pages, and
    `service` is its description (Turtle)."""

    def __init__(self, pool: Pool, cache: Cache, address: str, base: str, service: bytes, largest_body: int):
        self.pool, self.cache, self._largest = pool, cache, largest_body
        self._address, self._base, self._service = address, base, service

    async def answer(self, scope: Scope, fields: Fields, receive: Receive, client: str) -> tuple[Hashable, Reply]:
        """What a request gets, and the key by which it is kept. Raises Problem."""
        method, accept = scope["method"], fields.get(b"accept", b"").decode("latin-1")
        if method in ("GET", "HEAD"):
            asked = by_get(scope["query_string"])
        elif method == "POST":
            body = await self._body(fields, receive)
            asked = by_post(scope["query_string"], fields.get(b"content-type", b"").decode("latin-1"), body)
        elif method == "OPTIONS":
            return None, Reply(204, b"", _PREFLIGHT)
        else:
            raise Problem(405, "the endpoint takes GET and POST", (b"allow", METHODS.encode()))
        return self._description(accept, fields) if asked is None else await self._query(asked, accept, receive, client)

    async def _query(self, asked: Asked, accept: str, receive: Receive, client: str) -> tuple[Hashable, Reply]:
        wanted = want(asked, accept)
        if kept := self.cache.get(wanted):
            return wanted, kept
        try:
            answer = await self.pool.ask(wanted.request, client, lambda: _disconnected(receive))
        except QueryError as error:
            raise problem_of(error) from None
        return wanted, self.reply(wanted, answer)

    def reply(self, wanted: Wanted, answer: Answer) -> Reply:
        """What a client gets for an answer of the pool, kept from now on. Raises Problem."""
        outcome, body = answer
        if error := fault(outcome, body, self.pool.settings):
            raise problem_of(error)
        if outcome == UNWRITABLE:
            raise Problem(406, str(told(body)), _VARY)
        if outcome == NOT_ACCEPTABLE:
            raise _not_acceptable(ROW_FORMATS if wanted.rows is None else TRIPLE_FORMATS)
        name = (wanted.rows if outcome == ROWS else wanted.triples) or ""
        reply = Reply(200, body, _HEADERS[name], True)
        self.cache.put(wanted, reply, wanted.asked.room)
        return reply

    def _description(self, accept: str, fields: Fields) -> tuple[Hashable, Reply]:
        """The service description, or for a browser the way to the editor."""
        form = media_type(accept, ("text/turtle", *DESCRIPTION, "text/html"))
        if form is None:
            raise _not_acceptable(DESCRIPTION)
        if form == "text/html":
            spoken = language(fields.get(b"accept-language", b"").decode("latin-1"), LANGUAGES, DEFAULT_LANGUAGE)
            editor = f"{self._base}/{spoken}/sparql".encode()
            return None, Reply(303, b"", ((b"location", editor), (b"vary", b"accept, accept-language"), *OPEN, *SAFE))
        body = self._service if form == "text/turtle" else triples_as(
            parse_triples(self._service, "text/turtle", self._address), DESCRIPTION[form])
        reply = Reply(200, body, _HEADERS[form], True)
        self.cache.put(("description", form), reply, 0)
        return ("description", form), reply

    async def _body(self, fields: Fields, receive: Receive) -> bytes:
        """The body of a request. Raises Problem for one that is too large or packed."""
        if fields.get(b"content-encoding", b"identity").lower() != b"identity":
            raise Problem(415, "the body must not be compressed", (b"accept-encoding", b"identity"))
        body = bytearray()
        is_more = int(fields.get(b"content-length", b"0")) <= self._largest  # the server has read it as a number
        while is_more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Problem(400, "the request ended before its body did", _CLOSE)
            body += message.get("body", b"")
            if len(body) > self._largest:
                break
            if not message.get("more_body", False):
                return bytes(body)
        raise Problem(413, f"the body is larger than {self._largest // 1024:,} KB", _CLOSE)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _not_acceptable(offers: Mapping[str, str]) -> Problem:
    return Problem(406, f"there is no such format; there are {', '.join(dict.fromkeys(offers.values()))}", _VARY)


def problem_of(error: QueryError) -> Problem:
    """What a query's error is in HTTP."""
    if isinstance(error, Busy):
        return Problem(503, str(error), _RETRY)
    if isinstance(error, OverLimit):
        return Problem(_OVER[error.of], str(error))
    return Problem(500 if isinstance(error, Ended) else 400, str(error))
