"""The nursery and its children, from outside: what `workers` (threads) and `pool` (asyncio) have in common."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from ..errors import QueryError
from .guard import Refused
from .pipe import (COMMAND, END, FORK, OUT_OF_MEMORY, REFUSED, REQUEST, SLOW, TOO_LARGE, TOO_MANY, WRONG, receive,
                   send)

# What an interpreter may need to start; the rest of the environment, where passwords may be, stays here.
_KEPT = ("PATH", "HOME", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
_PROGRAM = "from smilekg.sandbox.nursery import main; main({})"


class OverLimit(QueryError):
    """A query was ended, or its answer withheld, because it took too much of something: `of` is `time`, `memory`,
    `depth`, `rows` or `size`."""

    def __init__(self, problem: str, of: str = "", **place: Any):
        super().__init__(problem, **place)
        self.of = of


class Busy(QueryError):
    """Too many queries are running; this one was not answered."""


class Ended(QueryError):
    """The process that ran the query is gone, for a reason that is not the query's."""


@dataclass(frozen=True)
class Settings:
    """What a query may take: `deadline` in seconds, `memory` in MB above the graph (on Linux; other systems have no such
    limit), an answer of `rows` rows or triples and `size` MB. `explain` is for `why_empty`.

    The graph is that of `files`, or of the Oxigraph store in `folder`, which is read into memory.
    """

    files: tuple[Path, ...] = ()
    folder: Path | None = None
    deadline: float = 10.0
    memory: int = 512
    rows: int = 10_000
    size: int = 16
    explain: bool = False

    def told(self) -> bytes:
        """The settings for the nursery."""
        return json.dumps({
            "files": [str(Path(file).resolve()) for file in self.files],
            "folder": str(self.folder.resolve()) if self.folder else None, "deadline": self.deadline,
            "memory": self.memory, "rows": self.rows, "size": self.size * 2**20, "explain": self.explain}).encode("ascii")


@dataclass(frozen=True)
class Child:
    """A child's number, the socket that it answers on, and the one that tells its end."""

    number: int
    conversation: socket.socket
    ending: socket.socket

    def close(self) -> None:
        """A child that waits for a request ends with that."""
        self.conversation.close()
        self.ending.close()


class Nursery:
    """A running nursery. Raises QueryError where it does not start, because the system cannot fork or the files cannot
    be read. Many threads may use it."""

    def __init__(self, settings: Settings):
        if not hasattr(os, "fork"):
            raise QueryError("queries from outside need a system that can fork, such as Linux or macOS")
        self.settings, self._numbers, self._lock = settings, count(1), threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = _start(theirs.fileno())
        self._is_ended = False
        send(self._control, settings.told())
        told = json.loads(receive(self._control) or b'{"error": "it ended"}')
        if error := told.get("error"):
            self.end()
            raise QueryError(f"the process that runs queries did not start: {error}")

    @property
    def process(self) -> int:
        """Its process number, and that of its process group."""
        return self._process.pid

    def fork(self) -> Child:
        """A new child. Raises ConnectionError where the nursery is gone."""
        ours, conversation = socket.socketpair()
        told, ending = socket.socketpair()
        child = Child(next(self._numbers), ours, told)
        with conversation, ending:
            try:
                self._command(FORK, child.number, conversation.fileno(), ending.fileno())
            except OSError:
                child.close()
                raise ConnectionError("the nursery is gone") from None
        return child

    def kill(self, child: Child) -> None:
        """Ends a child at once."""
        with contextlib.suppress(OSError):
            self._command(END, child.number)

    def slow(self, child: Child) -> None:
        """Lets a child run only when nothing else wants to."""
        with contextlib.suppress(OSError):
            self._command(SLOW, child.number)

    def _command(self, command: bytes, number: int, *sockets: int) -> None:
        with self._lock:
            if self._is_ended:
                raise ConnectionError("closed meanwhile")
            socket.send_fds(self._control, [COMMAND.pack(command, number)], sockets)

    def is_alive(self) -> bool:
        """Whether the process is there. It is not waited for, so that its number stays its own."""
        return not self._is_ended and os.waitid(os.P_PID, self.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def end(self) -> None:
        """Ends the process and all that it started. May be called twice."""
        with self._lock:
            if self._is_ended:
                return
            self._is_ended = True
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process, signal.SIGKILL)
            self._process.wait()
            self._control.close()


def _start(channel: int) -> "subprocess.Popen[bytes]":
    """A new interpreter, not a fork: this process may have threads. It is the first of its process group.

    It stays in our session: Linux weighs priorities within a session, and long queries must give way to us, too.
    """
    source = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen([sys.executable, "-P", "-c", _PROGRAM.format(channel)], pass_fds=[channel],
                            env=kept | {"PYTHONPATH": path}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, process_group=0)


def fault(outcome: int, body: bytes, settings: Settings) -> QueryError | None:
    """What is wrong with an answer; None where it is whole."""
    if outcome in (TOO_MANY, TOO_LARGE):
        most, of = (f"{settings.rows:,} rows", "rows") if outcome == TOO_MANY else (f"{settings.size} MB", "size")
        return OverLimit(f"the answer has more than {most}", of, hint="add a LIMIT, or ask for less")
    return told(body, Refused if outcome == REFUSED else QueryError) if outcome in (WRONG, REFUSED) else None


def told(body: bytes, kind: type[QueryError] = QueryError) -> QueryError:
    """The error that a child tells of."""
    parts = json.loads(body)
    place = {"file": "the query", "line": parts["line"]} if parts["line"] else {}
    return kind(parts["problem"], value=parts["value"], hint=parts["hint"], **place)


def ended(code: int | None, settings: Settings) -> QueryError:
    """What the end of a child means for the one who asked. None stands for an end that nobody saw."""
    if code in (-signal.SIGALRM, -signal.SIGXCPU):
        return OverLimit(f"the query took longer than {settings.deadline:g} seconds and was ended", "time",
                         hint="ask for less: a path without `*` or `+`, patterns that share a variable")
    if code in (OUT_OF_MEMORY, -signal.SIGABRT):
        return OverLimit(f"the query took more than {settings.memory} MB of memory and was ended", "memory",
                         hint="ask for less")
    if code == -signal.SIGSEGV:
        return OverLimit("the query is too deep for the engine and was ended", "depth", hint="nest less")
    return Ended("the process that ran the query was ended before it answered", hint="try again")


def packed(request: dict[str, Any]) -> bytes:
    """A request as a child reads it."""
    text = json.dumps(request).encode("ascii")
    return REQUEST.pack(len(text)) + text
