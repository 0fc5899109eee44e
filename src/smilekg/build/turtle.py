"""Triples -> Turtle files: sorted, grouped, the same bytes on every run.

The terms come from the N-Triples that the tables compiled to, never from a store, which would rewrite numbers.
"""

from collections import defaultdict
from pathlib import Path

import pyoxigraph

from ..rdf import to_turtle
from ..terms import DATA

# Subjects that share a file name: an entry goes with its ranking, a role with its person.
_WITH = {"role": "person", "evaluation": "evaluations", "series": "evaluations", "model": "evaluations",
         "indicator": "evaluations", "method": "evaluations"}
_FILES = {"company": "companies", "person": "people", "source": "sources"}


def write_turtle(ntriples: bytes, folder: Path) -> int:
    """Write the triples into one Turtle file per ranking and per kind of thing. Returns how many there are."""
    triples = pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    files: dict[str, set[pyoxigraph.Triple]] = defaultdict(set)
    for quad in triples:
        files[file_name(quad.subject.value)].add(quad.triple)
    for name, found in files.items():
        (folder / f"{name}.ttl").write_bytes(to_turtle(found))
    return sum(map(len, files.values()))


def file_name(iri: str) -> str:
    """The file that a subject's triples go to: `ranking-2019-2020-livability`, `places`, `apps` …"""
    kind, *rest = iri.removeprefix(DATA).split("/")
    if kind in ("ranking", "entry"):
        return "-".join(("ranking", *rest[:2]))
    kind = _WITH.get(kind, kind)
    return _FILES.get(kind, kind if kind.endswith("s") else f"{kind}s")
