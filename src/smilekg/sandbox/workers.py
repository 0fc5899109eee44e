"""SPARQL from outside, answered in processes of its own with a limit on everything: `Workers`.

    with Workers(files) as workers:
        workers.query("SELECT * { ?s ?p ?o } LIMIT 5")

The text is read by `guard` first. Then it runs in a child of `nursery`: never in the process that asks.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
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
from .pipe import BEGUN, ENDING, OUT_OF_MEMORY, receive, send, unpacked

__all__ = ["Busy", "OverLimit", "Refused", "Triples", "Workers"]
_GRACE = 5.0  # seconds that a child's end may be late on a busy machine
# What an interpreter may need to start; the rest of the environment, where passwords may be, stays here.
_KEPT = ("PATH", "HOME", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
_PROGRAM = "from smilekg.sandbox.nursery import main; main({})"


class OverLimit(QueryError):
    """A query was ended, or its answer withheld, because it took too much of something."""


class Busy(QueryError):
    """Too many queries are running; this one was not begun."""


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

    A query has `deadline` seconds, and `memory` megabytes above what the graph takes (on Linux; other systems have no
    such limit); an answer has at most `rows` rows or triples, and `size` megabytes. One that waits longer than `wait`
    seconds for its turn is Busy. `explain` is for `why_empty`.

    Many threads may ask. Make it in the process that asks, and close it: it starts a process that lives until then,
    or until this one ends. Raises QueryError where the system cannot fork, or the files cannot be read.
    """

    def __init__(self, files: Iterable[Path], count: int = 2, deadline: float = 10.0, memory: int = 512,
                 rows: int = 10_000, *, size: int = 16, wait: float = 30.0, explain: bool = False):
        if not hasattr(os, "fork"):
            raise QueryError("queries from outside need a system that can fork, such as Linux or macOS")
        self.deadline, self.memory, self.rows, self.size, self.wait = deadline, memory, rows, size, wait
        self._settings: dict[str, Any] = {
            "files": [str(Path(file).resolve()) for file in files], "deadline": deadline, "memory": memory,
            "rows": rows, "size": size * 2**20, "explain": explain}
        self._turns = _Turns(count)
        self._lock = threading.Lock()
        self._nursery: _Nursery | None = _Nursery(self._settings)

    def query(self, text: str) -> Result | Triples:
        """The answer to a SPARQL text. Raises Refused, OverLimit, Busy, or QueryError for what is no SPARQL."""
        told = self._told("query", text)
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
            body, ended = self._ask(json.dumps({"kind": kind, "text": text}).encode("ascii"))
        finally:
            self._turns.give()
        if ended != 0:
            raise self._ended(ended)
        told: dict[str, Any] = json.loads(body)
        if over := told.get("over"):
            most = f"{self.rows:,} rows" if over == "rows" else f"{self.size} MB"
            raise OverLimit(f"the answer has more than {most}", hint="add a LIMIT, or ask for less")
        if error := told.get("error"):
            raise QueryError(error["problem"], hint=error.get("hint", ""))
        return told

    def _ask(self, request: bytes) -> tuple[bytes, int | None]:
        for _ in range(2):
            nursery = self._living()
            try:
                return nursery.ask(request, self.deadline + _GRACE, self._settings["size"])
            except ConnectionError:  # something killed it before it began: a new one takes its place
                nursery.end()
        return b"", None

    def _living(self) -> "_Nursery":
        """The nursery, a new one where something ended the last. Raises QueryError after `close`."""
        with self._lock:
            if self._nursery is None:
                raise QueryError("the workers are closed")
            if not self._nursery.is_alive():
                self._nursery.end()
                self._nursery = _Nursery(self._settings)
            return self._nursery

    def _ended(self, ended: int | None) -> QueryError:
        """What the end of a child means for the one who asked."""
        if ended in (-signal.SIGALRM, -signal.SIGXCPU):
            return OverLimit(f"the query took longer than {self.deadline:g} seconds and was ended",
                             hint="ask for less: a path without `*` or `+`, patterns that share a variable")
        if ended in (OUT_OF_MEMORY, -signal.SIGABRT):
            return OverLimit(f"the query took more than {self.memory} MB of memory and was ended", hint="ask for less")
        if ended == -signal.SIGSEGV:
            return OverLimit("the query is too deep for the engine and was ended", hint="nest less")
        return QueryError("the process that ran the query was ended before it answered", hint="try again")


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


class _Nursery:
    """The process of `nursery`, from outside. Raises QueryError where it does not start."""

    def __init__(self, settings: dict[str, Any]):
        self._sending = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = self._start(theirs.fileno())
        send(self._control, json.dumps(settings).encode("ascii"))
        told = json.loads(receive(self._control) or b'{"error": "it ended"}')
        if error := told.get("error"):
            self.end()
            raise QueryError(f"the process that runs queries did not start: {error}")

    @staticmethod
    def _start(channel: int) -> "subprocess.Popen[bytes]":
        """A new interpreter, not a fork: this process may have threads. It is the first of its process group."""
        source = str(Path(__file__).resolve().parents[1])
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
        return subprocess.Popen([sys.executable, "-P", "-c", _PROGRAM.format(channel)], pass_fds=[channel],
                                env=kept | {"PYTHONPATH": path}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, start_new_session=True)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        """Ends the process and all that it started."""
        if self.is_alive():  # nobody has waited for it yet, so the number is still its own
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._control.close()

    def ask(self, request: bytes, seconds: float, size: int) -> tuple[bytes, int | None]:
        """What a child wrote, and how it ended: its exit code, or the signal as a negative number.

        None stands for an end that nobody saw. Raises ConnectionError where the nursery has not begun.
        """
        end = time.monotonic() + seconds
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._sending:
                if self._control.fileno() < 0:
                    raise ConnectionError("closed meanwhile")
                socket.send_fds(self._control, [b"?"], [theirs.fileno()])
            try:
                return _converse(ours, request, end, size)
            except TimeoutError:  # the kernel would have ended a child before: the nursery itself is stuck
                self.end()
                return b"", None


def _converse(ours: socket.socket, request: bytes, end: float, size: int) -> tuple[bytes, int | None]:
    told = bytearray()
    with contextlib.suppress(ConnectionError):  # a child that is gone takes no question; how it ended is read below
        ours.settimeout(max(0.1, end - time.monotonic()))
        ours.sendall(request)
        ours.shutdown(socket.SHUT_WR)
    with contextlib.suppress(ConnectionError):
        while len(told) <= len(BEGUN) + size + ENDING.size:
            ours.settimeout(max(0.1, end - time.monotonic()))
            if not (piece := ours.recv(2**16)):
                break
            told += piece
    if not told:
        raise ConnectionError("not begun")
    body, ending = told[len(BEGUN):-ENDING.size], told[-ENDING.size:]
    return bytes(body), ENDING.unpack(ending)[0] if len(told) >= len(BEGUN) + ENDING.size else None
