"""Graphs of any size for `make bench-query`, from the tables of the converter benchmark; and how fast one opens."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from convert.programs import PARTS, SMILEKG, output
from convert.report import TRIPLES_PER_ROW

from .race import Question

GENERATED = Path(__file__).resolve().parent / "generated"
ONE_ENTRY = GENERATED / "one-entry.rq"
# Both say how long the imports took, then opening with the first answer.
OPENING = {
    "smilekg": """
import json, sys, time
start = time.perf_counter()
from smilekg import load
imported = time.perf_counter()
rows = load(sys.argv[1]).sparql(sys.argv[2]).rows
print(json.dumps([imported - start, time.perf_counter() - imported, len(rows)]))
""",
    "pyoxigraph": """
import json, sys, time
start = time.perf_counter()
from pyoxigraph import Store
imported = time.perf_counter()
rows = [[term and term.value for term in row] for row in Store.read_only(sys.argv[1]).query(sys.argv[2])]
print(json.dumps([imported - start, time.perf_counter() - imported, len(rows)]))
""",
}


@dataclass(frozen=True)
class Opening:
    """Medians in seconds: of the imports, of opening with the first answer, of the whole process."""

    engine: str
    cached: bool
    imports: float
    opening: float
    process: float


@dataclass(frozen=True)
class Made:
    """A generated graph: as N-Triples, and as a store on disk."""

    triples: int
    file: Path
    store: Path


def make(triples: int, scratch: Path) -> Made:
    """A graph with at least so many triples, as whole rows go."""
    folder = scratch / str(triples)
    rows = -(-triples // TRIPLES_PER_ROW)
    subprocess.run([sys.executable, PARTS / "table.py", str(rows), folder], check=True)
    shutil.copy(PARTS / "metadata.json", folder)
    made = Made(rows * TRIPLES_PER_ROW, folder / "graph.nt", folder / "store")
    started = time.perf_counter()
    output([SMILEKG, "convert", folder / "metadata.json", "-o", made.file])
    converted = time.perf_counter()
    output([SMILEKG, "load", made.file, "--store", made.store])
    print(f"{made.triples:,} triples: converted in {converted - started:.1f} s, loaded in "
          f"{time.perf_counter() - converted:.1f} s", file=sys.stderr, flush=True)
    return made


def questions() -> list[Question]:
    return [Question(file.stem, file.read_text("utf-8")) for file in sorted(GENERATED.glob("*.rq"))]


def openings(store: Path, rounds: int) -> list[Opening]:
    """Fresh processes in turn; with the files of the store in the page cache, and without."""
    return [Opening(engine, cached, *map(statistics.median, zip(*runs)))
            for cached in (True, False) for engine, runs in opened(store, rounds, cached).items()]


def opened(store: Path, rounds: int, cached: bool) -> dict[str, list[tuple[float, float, float]]]:
    runs: dict[str, list[tuple[float, float, float]]] = {engine: [] for engine in OPENING}
    for number in range(rounds + 1):
        for engine, script in OPENING.items():
            if not cached:
                forget(store)
            started = time.perf_counter()
            said = output([sys.executable, "-c", script, store, ONE_ENTRY.read_text("utf-8")])
            seconds = time.perf_counter() - started
            imports, opening, rows = json.loads(said)
            if rows != TRIPLES_PER_ROW:
                sys.exit(f"{engine}: {rows} rows for one entry")
            if number:  # the first time warms up
                runs[engine].append((imports, opening, seconds))
    return runs


def forget(store: Path) -> None:
    """Asks the kernel to drop the store's files from its cache."""
    for file in store.iterdir():
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
