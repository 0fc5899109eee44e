"""The process that runs questions from outside: one child each, which can open nothing and is ended by the clock.

`sandbox.Workers` starts it. It has one thread, loads the graph once, and forks for each question, so that a child
starts with the graph in memory (shared with all others) and takes to its end whatever the question did to it:

    caller  --(the question's own socket)-->  nursery  --fork-->  watcher  --fork-->  child

The child writes its answer as JSON into that socket. The watcher waits for the child and writes how it ended behind
it. All are one process group: when the caller closes its end, or dies, the nursery ends the group.
Everything that a child needs must be imported, and every file read, before it is forked: it can open none.
"""

import gc
import json
import os
import resource
import signal
import socket
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from ..answers.rows import Iri
from ..errors import QueryError, SmileError
from ..rdf import to_turtle
from ..result import Result
from ..store import LocalStore, is_boolean, is_iri, is_rows, python_value
from .pipe import BEGUN, BROKEN, ENDING, OUT_OF_MEMORY, packed, receive, send

# Empty on purpose, so that all that looking for a reason needs is there before the first child.
_WARM = ("SELECT ?a { ?a smile:nosuch ?b }", "SELECT ?a { ?a smile:rank 'nosuch' }", "SELECT ?a { ?a ?b <urn:nosuch> }")


def main(channel: int) -> None:
    """Runs until the other end of the socket with file number `channel` is closed."""
    control = socket.socket(fileno=channel)
    try:
        asked = Asked(json.loads(receive(control)))
        asked.warm()
    except SmileError as error:
        send(control, json.dumps({"error": str(error)}).encode())
        return
    gc.freeze()  # a collection would copy what the children share
    send(control, b"{}")
    _serve(control, asked)


class Asked:
    """What can be asked of the graph. `settings` are those of `sandbox.Workers`."""

    def __init__(self, settings: dict[str, Any]):
        self.settings = settings
        self.store = LocalStore([Path(file) for file in settings["files"]])

    def warm(self) -> None:
        """Asks for one thing of each kind. Raises SmileError where the files cannot be read."""
        for text in ("SELECT (1.5 AS ?a) (<urn:a> AS ?b) {}", "CONSTRUCT { <urn:a> <urn:a> 1 } {}", "ASK {}"):
            json.dumps(self.answer(text))
        if self.settings["explain"]:
            for text in _WARM:
                self.why_empty(text)

    def told(self, request: dict[str, str]) -> bytes:
        """The answer to a request as JSON, or what is wrong with it; `over` where the answer is too large."""
        try:
            ask = self.why_empty if request["kind"] == "why" else self.answer
            body = json.dumps(ask(request["text"]), ensure_ascii=False).encode("utf-8")
        except QueryError as error:
            body = json.dumps({"error": {"problem": error.problem, "hint": error.hint}}).encode("ascii")
        except (RuntimeError, OSError, ValueError) as error:
            body = json.dumps({"error": {"problem": f"the query failed: {error}"}}).encode("ascii")
        return body if len(body) <= self.settings["size"] else b'{"over": "size"}'

    def answer(self, text: str) -> dict[str, Any]:
        """Columns and rows, or triples as Turtle."""
        found, most = self.store.query(text), self.settings["rows"]
        if is_boolean(found):
            return {"columns": ["answer"], "rows": [[bool(found)]]}
        if not is_rows(found):
            triples = list(islice(found, most + 1))
            subjects = sorted({triple.subject.value for triple in triples if is_iri(triple.subject)})
            return {"over": "rows"} if len(triples) > most else {
                "turtle": to_turtle(triples).decode("utf-8"), "count": len(triples), "subjects": subjects}
        rows = [[packed(python_value(term, Iri)) for term in solution] for solution in islice(found, most + 1)]
        return {"over": "rows"} if len(rows) > most else {"columns": [v.value for v in found.variables], "rows": rows}

    def why_empty(self, text: str) -> dict[str, Any]:
        """The reason, by `empty.why_empty`, within three quarters of the deadline."""
        from ..answers.empty import why_empty

        return {"why": why_empty(self, text, self.settings["deadline"] * 0.75)}

    def sparql(self, text: str) -> Result:
        """What `why_empty` asks of a graph."""
        found = self.store.query(text)
        if is_boolean(found):
            return Result(("answer",), ((bool(found),),))
        return Result(tuple(v.value for v in found.variables),
                      tuple([tuple([python_value(term, Iri) for term in solution]) for solution in found]))


def _serve(control: socket.socket, asked: Asked) -> NoReturn:
    """Forks a watcher for each socket that comes over `control`, and ends all of them when there comes no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a watcher
    signal.signal(signal.SIGTERM, lambda *_: _end_all())
    while True:
        message, conversations, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            _end_all()
        for conversation in conversations:
            try:
                is_nursery = os.fork()
            except OSError:  # no memory, or no process to be had
                is_nursery = os.write(conversation, BEGUN + ENDING.pack(BROKEN))
            if not is_nursery:
                control.close()
                _watch(conversation, asked)
            os.close(conversation)


def _end_all() -> NoReturn:
    """Ends the process group, this process with it."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _watch(conversation: int, asked: Asked) -> NoReturn:
    """Forks the child, waits for it, and says how it ended."""
    try:
        os.write(conversation, BEGUN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        process = os.fork()
        if not process:
            _child(asked, conversation)
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.write(conversation, ENDING.pack(ended))
    finally:
        os._exit(0)


def _child(asked: Asked, conversation: int) -> NoReturn:
    """Reads a request, answers it, and ends."""
    code = BROKEN
    try:
        _confine(conversation, asked.settings["deadline"], asked.settings["memory"])
        request = b"".join(iter(lambda: os.read(conversation, 65536), b""))
        rest = memoryview(asked.told(json.loads(request)))
        while rest:
            rest = rest[os.write(conversation, rest):]
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)  # at once, whatever went wrong, Rust's panics with it


def _confine(conversation: int, seconds: float, megabytes: int) -> None:
    """From here on this process opens nothing, and ends when its time or its memory is used up.

    The clock is the kernel's: it ends the process in the middle of the engine's code, too.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    limits = [(resource.RLIMIT_CPU, int(seconds) + 2), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
    if (mapped := _mapped()) is not None:
        limits.append((resource.RLIMIT_AS, mapped + megabytes * 2**20))
    os.closerange(0, conversation)
    os.closerange(conversation + 1, os.sysconf("SC_OPEN_MAX"))
    for kind, most in (*limits, (resource.RLIMIT_NOFILE, 0)):
        resource.setrlimit(kind, (most, most))


def _mapped() -> int | None:
    """Bytes of address space in use; None where the system does not say, as on macOS: there is no limit there."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return None
