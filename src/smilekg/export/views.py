"""The graph in the terms of other vocabularies: each view is one or more CONSTRUCT queries in `queries/views/`."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import QueryError
from ..rdf import to_turtle
from .contents import Contents
from .files import File, write

# Where a query can be asked about one thing alone.
_SLOT = re.compile(r"^ *VALUES \?thing \{[^{}]*\}\n", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX (\S+): <([^>]*)>$", re.MULTILINE)


def view(name: str, about: str, contents: Contents, folder: Path) -> Iterator[File]:
    """`views/<name>.ttl`, of the whole graph."""
    texts = queries(name, contents)
    triples = {triple for text in texts for triple in contents.graph.store.query(text)}
    path = f"views/{name}.ttl"
    write(folder, path, to_turtle(triples, prefixes={p: iri for text in texts for p, iri in _PREFIX.findall(text)}))
    yield File(path, "text/turtle", about, triples=len(triples))


def queries(name: str, contents: Contents) -> list[str]:
    """The text of `queries/views/<name>.rq` and `<name>-*.rq`. Raises QueryError where there is none."""
    folder = contents.project.queries / "views"
    files = sorted({*folder.glob(f"{name}.rq"), *folder.glob(f"{name}-*.rq")})
    if not files:
        raise QueryError("there is no such view", file=folder, value=name)
    return [_SLOT.sub("", file.read_text("utf-8")) for file in files]
