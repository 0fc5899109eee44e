"""One connection: what it may take of time and room, and answers to requests that are known as they stand.

uvicorn has no limit on the size of a head, nor on the time that head, body or reading may take.
"""

from time import perf_counter
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from .front import Front
    from .limits import Limits

IDLE, HEAD, BODY, ANSWERING = range(4)
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
        if len(self.connections) > self.limits.connections:
            self.refuse("503 Service Unavailable", "too many connections", "retry-after: 2\r\n")

    def data_received(self, data: bytes) -> None:
        if self.phase == IDLE:
            if self.stuck_since is None and (reply := self.front.cache.as_it_stands(data)):
                self._answer_at_once(data, reply)
                return
            self.phase, self.since, self.head = HEAD, self.loop.time(), 0
            # One whole request without a body, so that its bytes alone decide the answer.
            self.whole = data if data[:4] == b"GET " and data.find(b"\r\n\r\n") == len(data) - 4 else b""
        if self.phase == HEAD:
            self.head += len(data)
            if self.head > self.limits.head and not self.transport.is_closing():
                self.refuse("431 Request Header Fields Too Large",
                            f"a request's first line and headers may have {self.limits.head // 1024} KB: send it by POST")
                return
        super().data_received(data)

    def _answer_at_once(self, data: bytes, reply: Any) -> None:
        began = perf_counter()
        self._unset_keepalive_if_required()
        self.since = self.loop.time()
        before, behind = reply.wire
        self.transport.write(b"%b%b%b" % (before, self.server_state.default_headers[0][1], behind))
        path, _, query = data[4:data.index(b" ", 4)].partition(b"?")
        self.front.note("known", self.client[0] if self.client else "-", "GET", path, query, reply, perf_counter() - began)

    def on_headers_complete(self) -> None:
        self.phase = BODY
        if self.whole and self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1":
            self.scope["smilekg.request"] = self.whole  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.phase = ANSWERING
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.phase, self.since = (ANSWERING if self.pipeline else IDLE), self.loop.time()
        super().on_response_complete()
        self._unset_keepalive_if_required()  # `check` does that, without a timer for each answer

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
        elif self.phase == IDLE and now - self.since > self.limits.idle and self.stuck_since is None:
            self.transport.close()
        elif self.phase in (HEAD, BODY) and now - self.since > self.limits.patience:
            self.refuse("408 Request Timeout", f"the request did not come within {self.limits.patience:g} seconds")

    def refuse(self, status: str, text: str, *fields: str) -> None:
        """Says no in a word, and hangs up."""
        if not self.transport.is_closing():
            self.transport.write(_REFUSAL.format(status, len(text) + 1, "".join(fields), text).encode("ascii"))
            self.transport.close()


def connection(front: "Front", limits: "Limits") -> type[Connection]:
    """The class of the connections of a server."""
    return type("ServedConnection", (Connection,), {"front": front, "limits": limits})
