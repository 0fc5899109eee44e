"""Warm processes, one an engine, asked in turn; their answers are held against each other."""

import contextlib
import http.client
import json
import math
import re
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

WORKER = Path(__file__).resolve().parent / "worker.py"
LOADING = 1800  # seconds
GRACE = 3  # times the limit, until a process that cannot be stopped from inside is ended
TURN = 5  # asked so often in one turn, while that is short
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Engine:
    name: str
    title: str


ENGINES = (
    Engine("smilekg", "smilekg"),
    Engine("pyoxigraph", "pyoxigraph, directly"),
    Engine("oxrdflib", "oxrdflib"),
    Engine("server", "Oxigraph server over HTTP"),
    Engine("rdflib", "rdflib"),
)


@dataclass(frozen=True)
class Question:
    """A canned query, or a text of its own (`canned` is False)."""

    name: str
    text: str
    canned: bool = False


@dataclass
class Times:
    """What one engine took for one question, in seconds; `fault` says why it has no times."""

    seconds: list[float] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list, repr=False)
    over: float = 0.0  # the limit that it went over
    fault: str = ""

    @property
    def median(self) -> float | None:
        """None where there is none to be believed."""
        return None if self.fault or self.over or not self.seconds else statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


@dataclass(frozen=True)
class Limits:
    """`rounds` of each question; an engine drops out of them after `budget` seconds; one answer may take `limit`."""

    rounds: int
    limit: float
    budget: float

    @property
    def openings(self) -> int:
        """So often a fresh process opens a store."""
        return max(3, self.rounds // 4)


class Worker:
    """An engine's process. One that hangs or dies is started again for the next question."""

    def __init__(self, engine: Engine, source: list[str]):
        self.engine, self.source = engine, source
        self.process: subprocess.Popen[bytes] | None = None
        self.fault = ""

    def start(self) -> None:
        command = [sys.executable, str(WORKER), self.engine.name, *self.source]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self._answer(LOADING)
        if "loaded" not in said:
            self.fault = f"not loaded: {said.get('fault') or f'more than {LOADING} s'}"
            self.stop()
        else:
            print(f"  {self.engine.name} loaded in {said['loaded']:.1f} s", file=sys.stderr, flush=True)

    def ask(self, question: Question, limit: float, times: int = 1, rows: bool = False) -> dict[str, Any]:
        if not self.process and not self.fault:
            self.start()
        if not self.process or not self.process.stdin:
            return {"fault": self.fault}
        request = {"name": question.name if question.canned else "", "text": question.text, "limit": limit,
                   "times": times, "rows": rows}
        with contextlib.suppress(BrokenPipeError):  # it has died: no answer says so
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        return self._answer(GRACE * limit)

    def _answer(self, seconds: float) -> dict[str, Any]:
        assert self.process and self.process.stdout
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            self.stop()
            return {"over": True}
        line = self.process.stdout.readline()
        if not line:
            self.stop()
            return {"fault": "the process died"}
        return json.loads(line)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
        self.process = None


@contextlib.contextmanager
def server(files: list[Path], store: Path | None) -> Iterator[str]:
    """An Oxigraph server of its own on loopback: over a store on disk, only read, or in memory with files in it."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if not program:
        sys.exit("the Oxigraph server is missing: pip install oxigraph")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{sock.getsockname()[1]}"
    command = [program, "serve-read-only", "--location", str(store)] if store else [program, "serve"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*command, "--bind", address], stdout=said, stderr=said)
        try:
            wait_for(address, process)
            for file in files:
                send(address, file)
            yield f"http://{address}/query"
        finally:
            process.terminate()
            process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    host, _, port = address.partition(":")
    while process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection((host, int(port)), 1).close()
            return
        time.sleep(0.05)
    sys.exit("the Oxigraph server does not start")


def send(address: str, file: Path) -> None:
    connection = http.client.HTTPConnection(address)
    connection.request("POST", "/store?default", file.read_bytes(), {"Content-Type": "text/turtle"})
    if connection.getresponse().status >= 300:
        sys.exit(f"the Oxigraph server does not take {file}")
    connection.close()


def race(engines: list[Engine], sources: dict[str, list[str]], questions: list[Question],
         limits: Limits) -> dict[str, dict[str, Times]]:
    """Times by question and engine. `sources`: what each engine is given to load."""
    workers = [Worker(engine, sources[engine.name]) for engine in engines]
    try:
        for worker in workers:
            worker.start()
        return {question.name: asked(question, workers, limits) for question in questions}
    finally:
        for worker in workers:
            worker.stop()


def asked(question: Question, workers: list[Worker], limits: Limits) -> dict[str, Times]:
    """The first time is not counted: it warms up, and gives the rows that are compared."""
    times = {worker.engine.name: Times() for worker in workers}
    first: dict[str, float] = {}
    for worker in workers:
        time_ = times[worker.engine.name]
        said = worker.ask(question, limits.limit, rows=True)
        take(time_, said, limits)
        time_.rows, first[worker.engine.name] = said.get("rows", []), sum(time_.seconds)
        time_.seconds = []
    compare(times)
    spent = dict.fromkeys(times, 0.0)
    waiting = list(workers)
    while waiting := [worker for worker in waiting if wanted(times[worker.engine.name], limits,
                                                             spent[worker.engine.name] + first[worker.engine.name])]:
        for worker in waiting:
            time_ = times[worker.engine.name]
            before = len(time_.seconds)
            take(time_, worker.ask(question, limits.limit, min(TURN, limits.rounds - before)), limits)
            spent[worker.engine.name] += sum(time_.seconds[before:])
    tell(question, times)
    return times


def wanted(time_: Times, limits: Limits, after: float) -> bool:
    """Whether an engine is asked again, once in any case; `after`: the seconds that it will have spent then."""
    if time_.over or time_.fault or len(time_.seconds) >= limits.rounds:
        return False
    return not time_.seconds or after <= limits.budget


def take(time_: Times, said: dict[str, Any], limits: Limits) -> None:
    """What a worker said. An engine that cannot be stopped from inside may have an answer after all, too late."""
    time_.seconds += said.get("seconds", [])
    time_.fault = said.get("fault", "")
    if said.get("over") or any(seconds > limits.limit for seconds in time_.seconds):
        time_.over = limits.limit


def compare(times: dict[str, Times]) -> None:
    """Other rows than those of the engine that is asked directly are a fault: no time of such an answer counts."""
    sound = {name: Counter(map(canonical, time_.rows)) for name, time_ in times.items()
             if not time_.fault and not time_.over}
    reference = sound.get("pyoxigraph") or next(iter(sound.values()), Counter())
    for name, rows in sound.items():
        if rows != reference:
            lost, added = (reference - rows).total(), (rows - reference).total()
            times[name].fault = f"other rows: {lost:,} lost, {added:,} added"
            example = next(iter((reference - rows) | (rows - reference)))
            print(f"  {name}: {times[name].fault}, such as {example}", file=sys.stderr, flush=True)


def canonical(row: list[str | None]) -> tuple[str | None, ...]:
    """A row in which equal numbers are equal texts: rdflib writes 83.5 for 83.50, and an average with other digits."""
    return tuple(f"{Decimal(cell):.9e}" if cell and _NUMBER.fullmatch(cell) else cell for cell in row)


def tell(question: Question, times: dict[str, Times]) -> None:
    said = (f"{name} {1000 * time_.median:.2f}" if time_.median is not None else f"{name} –"
            for name, time_ in times.items())
    print(f"  {question.name:<28} ms: {', '.join(said)}", file=sys.stderr, flush=True)
