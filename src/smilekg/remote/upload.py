"""Loading RDF into a SPARQL store: the Graph Store Protocol where the store is known to offer it, else SPARQL Update.

The files are read twice, never held: once to check everything (syntax, blank nodes) and to count distinct triples,
once to send them in batches. Sending a batch twice adds nothing, since a graph is a set; so a run that was killed is
taken up where its state file says, and the batch that was on its way is sent again. Blank nodes are refused: each
sending would make new ones.
"""

import hashlib
import json
import os
import re
import urllib.request
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from ..errors import QueryError, RdfError
from ..rdf import read_quads
from ..store import sparql_iri
from ..terms import XSD
from .endpoint import Endpoint, EndpointError
from .store import RemoteStore

_BATCH = {"graph store": 10_000, "update": 1_000}  # Virtuoso's parser runs out of memory at about 5,000 in one INSERT
_LARGEST = 8_000_000  # bytes of one batch, whatever the number of triples
_NUMBER = re.compile(r'"([^"]*)"\^\^<' + re.escape(XSD) +
                     r"(?:boolean|decimal|double|float|\w*[iI]nteger|(?:unsigned)?(?:[iI]nt|[lL]ong|[sS]hort|[bB]yte))>"
                     r" \.\n\Z")
_LANGUAGE = re.compile(r"@[A-Za-z0-9-]+ \.\n\Z")


@dataclass(frozen=True)
class Loaded:
    """What a load did: triples read and distinct, triples in the graph before and after, and the way they went."""

    read: int
    distinct: int
    before: int
    after: int
    way: str
    resumed: int


def upload(files: Iterable[Path], endpoint: str, *, graph: str | None = None, user: str | None = None,
           password: str | None = None, batch: int | None = None, timeout: float = 120.0, way: str | None = None,
           step: Callable[[str], None] = lambda _: None) -> Loaded:
    """Adds the triples of `files` to a graph of a store (`graph`: its IRI; None: the default graph).

    `batch` is the number of triples in one request, `way` is "graph store" or "update" (None: found out). Raises
    RdfError for a file that is no RDF or has blank nodes or named graphs, before anything is sent; QueryError where
    the store fails, or where it does not hold what was sent.
    """
    sources = list(files)
    store = RemoteStore(endpoint, timeout=timeout, user=user, password=password)
    target = _find_way(store, graph, way)
    sums = _check(sources, step)
    size = batch or _BATCH[target.name]
    state = _State(sources, store.endpoint, graph)
    before, done = state.read() or (_count(store, graph), 0)
    _send(sources, target, size, state, before, done, sums.read, step)
    after = _count(store, graph)
    if done and after < sums.low:  # the store has lost what an earlier run sent: it was kept in memory, or cleared
        _send(sources, target, size, state, before, 0, sums.read, step)
        after = _count(store, graph)
    state.remove()
    _compare(store, sums, before, after)
    return Loaded(sums.read, sums.distinct, before, after, target.name, done)


def _compare(store: RemoteStore, sums: "_Sums", before: int, after: int) -> None:
    """An empty graph must hold each distinct triple; one that was not, no fewer than before and no more than both."""
    if max(before, sums.low) <= after <= before + sums.distinct:
        return
    store.http.fail(f"the store does not hold what was sent: {sums.distinct:,} distinct triples were sent, the graph "
                    f"had {before:,} and has {after:,}", "run it again; if that does not help, the store drops some")


def _count(store: RemoteStore, graph: str | None) -> int:
    where = f"GRAPH {sparql_iri(graph)} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    return int(store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}").rows[0][0].value)


# --- reading and checking


def _check(files: list[Path], step: Callable[[str], None]) -> "_Sums":
    """Reads everything once. Raises RdfError for what cannot be sent."""
    sums = _Sums()
    for file in files:
        step(f"checking {file.name}")
        for line in _lines(file):
            sums.add(line)
    return sums


def _lines(file: Path) -> Iterator[str]:
    """The triples of a file as N-Triples. Raises RdfError for blank nodes, named graphs and triples about triples."""
    for quad in read_quads(file):
        subject, object = str(quad.subject), str(quad.object)
        if subject[0] == "_" or object[0] == "_":
            raise RdfError("has blank nodes, of which each sending would make new ones", file=file,
                           value=subject if subject[0] == "_" else f"{subject} {quad.predicate}",
                           hint="give these things IRIs; nothing was sent")
        if str(quad.graph_name) != "DEFAULT":
            raise RdfError("has named graphs", file=file, value=str(quad.graph_name),
                           hint="load each graph from a file of its own, with --graph; nothing was sent")
        if object[0] == "<" and " " in object:  # no IRI has a space
            raise RdfError("has triples about triples (RDF 1.2)", file=file, value=subject, hint="nothing was sent")
        yield f"{subject} {quad.predicate} {object} .\n"


class _Sums:
    """Counts triples, in sixteen bytes each.

    Stores may write 1.0 as 1, and a language tag in small letters, and then hold two triples as one: `distinct`
    counts such as two, `low` as one.
    """

    def __init__(self) -> None:
        self.read = 0
        self._lines, self._values = [array("Q") for _ in range(256)], [array("Q") for _ in range(256)]

    def add(self, line: str) -> None:
        self.read += 1
        _keep(self._lines, line)
        _keep(self._values, _by_value(line))

    @property
    def distinct(self) -> int:
        return sum(len(set(bucket)) for bucket in self._lines)

    @property
    def low(self) -> int:
        return sum(len(set(bucket)) for bucket in self._values)


def _keep(buckets: list["array[int]"], text: str) -> None:
    digest = hashlib.blake2b(text.encode(), digest_size=9).digest()
    buckets[digest[0]].append(int.from_bytes(digest[1:], "big"))


def _by_value(line: str) -> str:
    """A triple as text that is the same for each way to write one number or language tag; true is 1."""
    if number := _NUMBER.search(line):
        text = number[1]
        text = {"true": "1", "false": "0"}.get(text, text)  # Virtuoso has one and the same 1 for a number and for true
        try:
            value = Decimal(text)
            return f"{line[:number.start()]} {value.normalize() if value else 0} number"
        except InvalidOperation:
            return line
    if tagged := _LANGUAGE.search(line):
        return f"{line[:tagged.start()]}{tagged[0].lower()}"
    return line


# --- sending


def _send(files: list[Path], target: "_Way", size: int, state: "_State", before: int, done: int, total: int,
          step: Callable[[str], None]) -> None:
    lines = islice((line for file in files for line in _lines(file)), done, None)
    for batch in _batches(lines, size):
        target.send(batch)
        done += len(batch)
        state.write(before, done)
        step(f"{done:,} of {total:,} triples sent")


def _batches(lines: Iterator[str], size: int) -> Iterator[list[str]]:
    batch, length = [], 0
    for line in lines:
        batch.append(line)
        length += len(line)
        if len(batch) == size or length > _LARGEST:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


@dataclass(frozen=True)
class _Way:
    """One way to add triples to a graph."""

    name: str
    http: Endpoint
    url: str
    graph: str | None

    def send(self, batch: list[str]) -> None:
        if self.name == "graph store":
            where = "default" if self.graph is None else f"graph={quote(self.graph, safe='')}"
            # N-Triples is Turtle too, and that name every store knows.
            self._post(f"{self.url}?{where}", "".join(batch), "text/turtle")
            return
        data = "".join(batch)
        self.update(f"INSERT DATA {{ GRAPH {sparql_iri(self.graph)} {{\n{data}}} }}" if self.graph
                    else f"INSERT DATA {{\n{data}}}")

    def update(self, text: str) -> None:
        self._post(self.url, text, "application/sparql-update")

    def _post(self, url: str, body: str, kind: str) -> None:
        self.http.send(urllib.request.Request(url, body.encode(), {"Content-Type": kind, "User-Agent": "smilekg"}))


def _find_way(store: RemoteStore, graph: str | None, way: str | None) -> _Way:
    """How this store takes triples. Each store has its own address for that; the tested ones are known by name."""
    if graph is not None:
        sparql_iri(graph)
    server = (store.ask_server() or "").lower()
    if "virtuoso" in server and graph is None:
        raise QueryError("Virtuoso has no default graph", file=store.endpoint, hint="name one: --graph IRI, graph=")
    known = "virtuoso" in server or "oxigraph" in server
    secured = "-auth" if store.http.user else ""
    if known and way != "update":
        path = f"/sparql-graph-crud{secured}" if "virtuoso" in server else "/store"
        return _Way("graph store", store.http, _beside(store.endpoint, path), graph)
    if "virtuoso" in server:
        return _Way("update", store.http, _beside(store.endpoint, f"/sparql{secured}"), graph)
    return _update_way(store, graph)


def _update_way(store: RemoteStore, graph: str | None) -> _Way:
    """The address for updates: the endpoint's own, or `update` beside it. An update without effect tells."""
    addresses = [store.endpoint, _beside(store.endpoint, "/update")]
    for url in addresses:
        found = _Way("update", store.http, url, graph)
        try:
            found.update("INSERT DATA {}")
            return found
        except EndpointError as error:
            if error.status in (401, 403) or error.status is None or url == addresses[-1]:
                raise
    raise AssertionError("the last address returns or raises")


def _beside(url: str, path: str) -> str:
    """The address with the last part of its path replaced."""
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/").rpartition("/")[0] + path, query="").geturl()


# --- where an earlier run stopped


class _State:
    """A small file beside the data: how many triples the store has confirmed. It is gone when all is done.

    Where it cannot be written, the next run starts from the beginning, which loses time and nothing else.
    """

    def __init__(self, files: list[Path], endpoint: str, graph: str | None):
        about = [[str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
        self._about = hashlib.sha256(json.dumps([endpoint, graph, about]).encode()).hexdigest()
        goal = hashlib.sha256(f"{endpoint} {graph}".encode()).hexdigest()[:8]
        self.file = files[0].with_name(f".{files[0].name}.load-{goal}.json")

    def read(self) -> tuple[int, int] | None:
        """The size of the graph before the first run, and the triples that are sent; None for other data."""
        try:
            found: Any = json.loads(self.file.read_bytes())
            return (int(found["before"]), int(found["sent"])) if found["about"] == self._about else None
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def write(self, before: int, sent: int) -> None:
        new = self.file.with_name(f"{self.file.name}.new")
        try:
            new.write_text(json.dumps({"about": self._about, "before": before, "sent": sent}))
            os.replace(new, self.file)
        except OSError:
            pass

    def remove(self) -> None:
        try:
            self.file.unlink(missing_ok=True)
        except OSError:
            pass
