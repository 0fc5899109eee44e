"""What the tests of this room share: metadata and tables on disk, and triples as sets."""

import json
from pathlib import Path

import pyoxigraph

from smilekg.csvw.compile import Compiled, compile_table
from smilekg.csvw.describe.metadata import read_metadata

EX = "http://example.org/"
CONTEXT = "http://www.w3.org/ns/csvw"


def write(folder: Path, metadata: dict | list, name: str = "csv-metadata.json", **tables: str | bytes) -> Path:
    """Metadata, or a list of its tables, and tables (`t="a,b\\n"` is t.csv) in a folder."""
    for stem, content in tables.items():
        (folder / f"{stem}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    node = {"tables": metadata} if isinstance(metadata, list) else metadata
    file = folder / name
    file.write_text(json.dumps({"@context": CONTEXT} | node), "utf-8")
    return file


def table(columns: list[dict], url: str = "t.csv", dialect: dict | None = None, **schema) -> dict:
    """A table's description. `columns` are described, or given by their names."""
    node: dict = {"url": url, "tableSchema": {"columns": columns} | schema}
    return node | ({"dialect": dialect} if dialect else {})


def compiled(folder: Path, description: dict, *, standard: bool = False) -> Compiled:
    """The function of one table. Its file is not read."""
    [found] = read_metadata(write(folder, description), base=EX).tables
    return compile_table(found, (found,), standard=standard)


def triples(data: bytes, turtle: bool = False) -> set[pyoxigraph.Triple]:
    form = pyoxigraph.RdfFormat.TURTLE if turtle else pyoxigraph.RdfFormat.N_TRIPLES
    return {quad.triple for quad in pyoxigraph.parse(data, format=form)}


def canonical(data: bytes, form: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.N_TRIPLES, base: str | None = None) -> set:
    """A graph with its blank nodes named by where they stand, so that equal sets are isomorphic graphs."""
    graph = pyoxigraph.Dataset(pyoxigraph.parse(data, format=form, base_iri=base))
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return set(graph)
