"""The graph in the terms of other vocabularies: each view is a CONSTRUCT query in `queries/views/`."""

from collections.abc import Iterator
from pathlib import Path

from ..header import read_header
from ..rdf import to_turtle
from .contents import Contents
from .files import File, write


def view(name: str, contents: Contents, folder: Path) -> Iterator[File]:
    """`views/<name>.ttl`. Raises QueryError where the view has no header, or no SPARQL."""
    text = (contents.project.queries / "views" / f"{name}.rq").read_text("utf-8")
    triples = set(contents.graph.store.query(text))
    path = f"views/{name}.ttl"
    write(folder, path, to_turtle(triples))
    yield File(path, "text/turtle", read_header(text, f"{name}.rq").summary, triples=len(triples))
