"""One connection: what it may take of time and room, and a short way for requests that are known or simple.

uvicorn has no limit on the size of a head, nor on the time that head, body or reading may take.
"""

from time import perf_counter
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..errors import QueryError
from .endpoint import Fields, Wanted, problem_of, want
from .front import told
from .protocol import Problem, by_get
from .simple import read

if TYPE_CHECKING:
    import asyncio

    from ..sandbox.line import Answer, Query
    from .front import Front
    from .limits import Limits
    from .reply import Reply

IDLE, HEAD, BODY = range(3)  # where in a request its bytes have come to; IDLE is between two
_EARLY = 2**20  # bytes that may come before the request before them is answered; reading pauses long before
_WITH_BODY = {b"content-length", b"transfer-encoding"}
_REFUSAL = ("HTTP/1.1 {}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n"
            "x-content-type-options: nosniff\r\n{}\r\n{}\n")


class Connection(HttpToolsProtocol):
    """HTTP/1.1 for one client. `front` and `limits` are set on a class made by `connection`."""

    front: "Front"
    limits: "Limits"

    def connection_made(self, transport: "asyncio.Transport") -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.phase, self.since, self.head, self.whole = IDLE, self.loop.time(), 0, b""
        self.stuck_since: float | None = None
        self.query: Query | None = None
        self.is_last = False  # the server ends
        self.early, self.patience = b"", self.limits.patience  # with a connection that says nothing
        if len(self.connections) > self.limits.connections:
            self.refuse("503 Service Unavailable", "too many connections", "retry-after: 2\r\n")

    def connection_lost(self, error: Exception | None) -> None:
        if self.query:
            self.front.endpoint.pool.drop(self.query)
        super().connection_lost(error)

    @property
    def is_answering(self) -> bool:
        """Whether a request is here as a whole and its answer is not sent."""
        is_open = self.cycle is not None and not self.cycle.response_complete
        return self.query is not None or bool(self.pipeline) or is_open and self.phase != BODY

    def data_received(self, data: bytes) -> None:
        if self.early or self.is_answering:  # the next request, before this one is answered
            self.early += data
            self.flow.pause_reading()
            if len(self.early) > _EARLY:
                self.transport.abort()
            return
        if self.phase == IDLE:
            self.since, self.patience = self.loop.time(), self.limits.idle
            if self.stuck_since is None and data[:4] == b"GET " and self._is_answered_shortly(data):
                return
            self.phase, self.head = HEAD, 0
            # One whole request without a body, so that its bytes alone decide the answer.
            self.whole = data if data[:4] == b"GET " and data.find(b"\r\n\r\n") == len(data) - 4 else b""
        if self.phase == HEAD:
            end = data.find(b"\r\n\r\n")
            self.head += len(data) if end < 0 else end
            if self.head > self.limits.head:
                self.refuse("431 Request Header Fields Too Large",
                            f"a request's first line and headers may have {self.limits.head // 1024} KB: send it by POST")
                return
        super().data_received(data)

    # --- the short way

    def _is_answered_shortly(self, data: bytes) -> bool:
        """Answers a request that is known, or lets a simple one be answered; False for any other."""
        began, address = perf_counter(), self.client[0] if self.client else "-"
        # Behind a proxy the bytes name the client, so that few are alike.
        if not self.front.is_behind_proxy and (reply := self.front.cache.as_it_stands(data)):
            self._send("known", data, reply, address, began)
            return True
        if not (simple := read(data)):
            return False
        query_string, fields = simple
        client = self.front.client(fields, address)
        try:
            asked = by_get(query_string)
            assert asked  # a simple request has a query
            self._ask(want(asked, fields.get(b"accept", b"").decode("latin-1")), data, fields, client, began)
        except Problem as problem:
            self._send("sparql", data, told(problem, fields), client, began)
        return True

    def _ask(self, wanted: Wanted, data: bytes, fields: Fields, client: str, began: float) -> None:
        """Sends what is kept, or asks the pool. Raises Problem where that is full."""
        endpoint = self.front.endpoint

        def answered(answer: "Answer | QueryError") -> None:
            self.query = None
            try:
                if isinstance(answer, QueryError):
                    raise problem_of(answer)
                reply = endpoint.reply(wanted, answer)
                self.front.cache.name(data, wanted)
            except Problem as problem:
                reply = told(problem, fields)
            self._send("sparql", data, reply, client, began)

        if kept := endpoint.cache.get(wanted):
            self._send("sparql", data, kept, client, began)
            return
        try:
            self.query = endpoint.pool.begin(wanted.request, client, answered)
        except QueryError as error:
            raise problem_of(error) from None

    def _send(self, kind: str, data: bytes, reply: "Reply", client: str, began: float) -> None:
        """A whole answer, and then whatever came meanwhile."""
        before, behind = reply.wire
        self._unset_keepalive_if_required()
        self.transport.write(b"%b%b%b" % (before, self.server_state.default_headers[0][1], behind))
        path, _, query = data[4:data.index(b" ", 4)].partition(b"?")
        self.front.note(kind, client, "GET", path, query, reply, perf_counter() - began)
        self.since = self.loop.time()
        if self.is_last:
            self.transport.close()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Reads what came early before what comes now."""
        if self.early:
            self.flow.pause_reading()
            self.loop.call_soon(self._read_early)

    def _read_early(self) -> None:
        if self.early and not self.is_answering and not self.transport.is_closing():
            early, self.early = self.early, b""
            self.flow.resume_reading()
            self.data_received(early)

    # --- uvicorn's way, observed

    def on_message_begin(self) -> None:
        if self.phase == IDLE:  # behind another request, in the same bytes
            self.phase, self.head = HEAD, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.phase == HEAD:  # not what stands behind a body: no proxy has looked at that
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self.phase = BODY
        is_alone = self.whole and not any(name in _WITH_BODY for name, _ in self.headers)
        if is_alone and self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1":
            self.scope["smilekg.request"] = self.whole  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.phase = IDLE
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        if self.phase == BODY and not self.pipeline:  # what comes of this body is not to be taken for a request
            self.transport.close()
        super().on_response_complete()
        self._unset_keepalive_if_required()  # `check` does that, without a timer for each answer
        self._go_on()

    def shutdown(self) -> None:
        if self.query:
            self.is_last = True
        else:
            super().shutdown()

    # --- limits

    def pause_writing(self) -> None:
        self.stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.stuck_since = None
        super().resume_writing()

    def check(self, now: float) -> None:
        """Ends the connection where the client takes too long."""
        if self.stuck_since is not None and now - self.stuck_since > self.limits.reading:
            self.transport.abort()
        elif self.is_answering:
            return
        elif self.phase == IDLE and now - self.since > self.patience and self.stuck_since is None:
            self.transport.close()
        elif self.phase != IDLE and now - self.since > self.limits.patience:
            self.refuse("408 Request Timeout", f"the request did not come within {self.limits.patience:g} seconds")

    def refuse(self, status: str, text: str, *fields: str) -> None:
        """Says no in a word, and hangs up."""
        if not self.transport.is_closing():
            self.transport.write(_REFUSAL.format(status, len(text) + 1, "".join(fields), text).encode("ascii"))
            self.transport.close()


def connection(front: "Front", limits: "Limits") -> type[Connection]:
    """The class of the connections of a server."""
    return type("ServedConnection", (Connection,), {"front": front, "limits": limits})
