"""The files that may be downloaded, each with its size, what it holds and its checksum."""

import csv
import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from ..graph import Graph
from ..paths import Project
from ..rdf import read_quads, to_ntriples
from ..store import LocalStore, parse_triples
from ..terms import DATASET

TURTLE, CSV, CSVM, GZIP = "text/turtle", "text/csv; charset=utf-8", "application/csvm+json", "application/gzip"
MEDIA_TYPES = {".ttl": TURTLE, ".csv": CSV, ".json": CSVM, ".jsonld": "application/ld+json",
               ".svg": "image/svg+xml"}
DUMP = "data/smilekg.nt.gz"
MOST = 1_000_000  # triples; the dump is made in memory


@dataclass(frozen=True)
class Download:
    """One file: `path` is its address below the root, `part` what it belongs to (`graph`, `rdf`, `tables`, `ontology`
    or `questions`). Its bytes are read once."""

    path: str
    part: str
    media_type: str
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def body(self) -> bytes:
        return self.read()

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.body)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def holds(self) -> int | None:
        """How many triples, or rows below the heading; None for a file that has neither."""
        if self.media_type == CSV:
            return sum(1 for _ in csv.reader(self.body.decode("utf-8").splitlines(keepends=True), strict=True)) - 1
        if self.media_type == TURTLE:
            return len(set(parse_triples(self.body, TURTLE, DATASET)))
        return gzip.decompress(self.body).count(b"\n") if self.media_type == GZIP else None


@lru_cache(4)
def downloads(graph: Graph) -> dict[str, Download]:
    """Every file that is offered, by its address below the root; the whole graph first.

    Of a graph that is not the one of the package, the whole graph alone; of a large or remote one nothing.
    """
    project, store = graph.project, graph.store
    if not isinstance(store, LocalStore) or len(store.store) > MOST:
        return {}
    files = [Download(DUMP, "graph", GZIP, lambda: dump(store))]
    if store.files == project.graph_files():
        files += [Download(path, part, MEDIA_TYPES[file.suffix], file.read_bytes)
                  for part, path, file in _files(project) if file.is_file()]
    return {file.path: file for file in files}


def _files(project: Project) -> Iterator[tuple[str, str, Path]]:
    """What each file belongs to, its address and where it is."""
    for file in sorted(project.rdf.glob("*.ttl")):
        yield "rdf", f"data/rdf/{file.name}", file
    for file in (project.metadata, *sorted(project.tables.glob("*.csv"))):
        yield "tables", f"data/tables/{file.name}", file
    for file in (*reversed(project.vocabulary()), project.shapes, project.context):
        yield "ontology", f"data/ontology/{file.name}", file
    yield "ontology", "logo.svg", project.ontology / "logo.svg"  # where the ontology says it is
    for file in sorted(project.catalogue.glob("*.ttl")):
        yield "questions", f"data/catalogue/{file.name}", file


def dump(store: LocalStore) -> bytes:
    """The whole graph as sorted N-Triples, packed; the same bytes for the same graph."""
    # Where there are files they are read anew: a store has rewritten some numbers.
    quads = (quad for file in store.files for quad in read_quads(file)) if store.files else store.store
    return gzip.compress(to_ntriples({quad.triple for quad in quads}), 9, mtime=0)
