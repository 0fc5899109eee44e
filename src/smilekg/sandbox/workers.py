"""SPARQL from outside, answered in processes of its own with a limit on everything: `Workers`.

    with Workers(files) as workers:
        workers.query("SELECT * { ?s ?p ?o } LIMIT 5")

The text is read by `guard` first. Then it runs in a child of `nursery`: never in the process that asks.
For a server, see `pool`.
"""

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ..errors import QueryError
from ..result import Result
from .guard import Refused, check
from .parent import Busy, Child, Nursery, OverLimit, Settings, ended, fault, packed
from .pipe import ANSWER, ENDING, unpacked

__all__ = ["Busy", "OverLimit", "Refused", "Triples", "Workers"]
_GRACE = 5.0  # seconds that a child's end may be late on a busy machine


@dataclass(frozen=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query: `turtle`, a text, the number of triples in it, and the IRIs of their
    subjects."""

    turtle: str
    count: int
    subjects: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.count


class Workers:
    """Answers queries over the triples of `files`, at most `count` at a time, the others in the order of their coming.

    The limits are those of `parent.Settings`. A query that waits longer than `wait` seconds for its turn is Busy.

    Many threads may ask. Make it in the process that asks, and close it: it starts a process that lives until then,
    or until this one ends. Raises QueryError where the system cannot fork, or the files cannot be read.
    """

    def __init__(self, files: Iterable[Path], count: int = 2, deadline: float = 10.0, memory: int = 512,
                 rows: int = 10_000, *, size: int = 16, wait: float = 30.0, explain: bool = False):
        self.settings = Settings(tuple(files), None, deadline, memory, rows, size, explain)
        self.wait, self._turns, self._lock = wait, _Turns(count), threading.Lock()
        self._nursery: Nursery | None = Nursery(self.settings)
        self._idle: list[Child] = []

    def query(self, text: str) -> Result | Triples:
        """The answer to a SPARQL text. Raises Refused, OverLimit, Busy, or QueryError for what is no SPARQL."""
        told = self._told("values", text)
        if "turtle" in told:
            return Triples(told["turtle"], told["count"], tuple(told["subjects"]))
        return Result(tuple(told["columns"]), tuple(unpacked(told["rows"])))

    def why_empty(self, text: str) -> str:
        """Why a SELECT query has no rows, in a sentence or two. Needs `explain`. Raises what `query` raises."""
        return str(self._told("why", text)["why"])

    def close(self) -> None:
        """Ends every query and every process, at once. May be called twice."""
        with self._lock:
            nursery, self._nursery = self._nursery, None
        if nursery:
            nursery.end()
            self._drop_idle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _told(self, kind: str, text: str) -> dict[str, Any]:
        """What a child says, which is what was asked for."""
        check(text)
        if not self._turns.take(self.wait):
            raise Busy(f"too many queries are running: none ended within {self.wait:g} seconds", hint="try again later")
        try:
            outcome, body = self._ask(packed({"kind": kind, "text": text}))
        finally:
            self._turns.give()
        if error := fault(outcome, body, self.settings):
            raise error
        told: dict[str, Any] = json.loads(body)
        return told

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        """The outcome of a request. Raises what `ended` says where the child ended instead."""
        child = self._child()
        try:
            end = time.monotonic() + self.settings.deadline + _GRACE
            outcome, is_last, body = _converse(child, request, self.settings.size * 2**20, end)
        except TimeoutError:  # the kernel would have ended a child before: the nursery itself is stuck
            self._drop_nursery()
            child.close()
            raise ended(None, self.settings) from None
        except (ConnectionError, ValueError):
            code = _ending(child)
            child.close()
            raise ended(code, self.settings) from None
        if is_last:
            child.close()
        else:
            self._idle.append(child)
        return outcome, body

    def _child(self) -> Child:
        """A child that waits for work. Raises QueryError after `close`."""
        while True:
            nursery = self._living()
            try:
                child = self._idle.pop()
                if _is_there(child):
                    return child
                child.close()
            except IndexError:
                try:
                    return nursery.fork()
                except ConnectionError:  # it ended this moment: the next look at it sees that
                    pass

    def _living(self) -> Nursery:
        """The nursery, a new one where something ended the last. Raises QueryError after `close`."""
        with self._lock:
            if self._nursery is None:
                raise QueryError("the workers are closed")
            if not self._nursery.is_alive():
                self._nursery.end()
                self._drop_idle()
                self._nursery = Nursery(self.settings)
            return self._nursery

    def _drop_nursery(self) -> None:
        with self._lock:
            if self._nursery:
                self._nursery.end()

    def _drop_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


class _Turns:
    """At most `count` at a time; the others wait in the order in which they came."""

    def __init__(self, count: int):
        self._free, self._lock = count, threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Waits for a turn. False when there was none in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine.is_set():  # it came at the last moment
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Hands the turn to the first who waits."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


def _converse(child: Child, request: bytes, most: int, end: float) -> tuple[int, bool, bytes]:
    """The outcome, whether the child ends now, and the answer. Raises ConnectionError, or TimeoutError at `end`."""
    child.conversation.settimeout(max(0.1, end - time.monotonic()))
    child.conversation.sendall(request)
    outcome, is_last, length = ANSWER.unpack(_exactly(child.conversation, ANSWER.size, end))
    if length > most:
        raise ValueError(length)  # no child of ours writes that
    return outcome, bool(is_last), _exactly(child.conversation, length, end)


def _exactly(conversation: socket.socket, length: int, end: float) -> bytes:
    told = bytearray()
    while len(told) < length:
        conversation.settimeout(max(0.1, end - time.monotonic()))
        if not (piece := conversation.recv(min(2**16, length - len(told)))):
            raise ConnectionError("ended")
        told += piece
    return bytes(told)


def _ending(child: Child) -> int | None:
    """How a child ended; None where nobody says."""
    try:
        told = _exactly(child.ending, 2 * ENDING.size, time.monotonic() + _GRACE)
    except OSError:
        return None
    return int(ENDING.unpack_from(told, ENDING.size)[0])  # behind its process number


def _is_there(child: Child) -> bool:
    """Whether a child that waits was not ended meanwhile."""
    try:
        child.conversation.settimeout(0)
        return bool(child.conversation.recv(1))  # never true: it says nothing unasked
    except BlockingIOError:
        return True
    except OSError:
        return False
