"""The graph as RDF: each file with a packed copy beside it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..linked.jsonld import to_jsonld
from ..rdf import to_nquads, to_ntriples, to_rdfxml, to_trig, to_turtle
from .contents import Contents
from .files import File, write


def turtle(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.ttl`"""
    return _both(contents, folder, "ttl", "text/turtle", "the graph as Turtle", to_turtle(contents.triples))


def ntriples(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.nt`"""
    return _both(contents, folder, "nt", "application/n-triples", "the graph as N-Triples", to_ntriples(contents.triples))


def nquads(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.nq`: each triple in the graph of its source."""
    return _both(contents, folder, "nq", "application/n-quads", "N-Quads, one graph for each source", to_nquads(contents.graphs))


def trig(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.trig`: the same graphs as the N-Quads."""
    return _both(contents, folder, "trig", "application/trig", "TriG, one graph for each source", to_trig(contents.graphs))


def rdfxml(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.rdf`. Raises RdfError for a text with a control character, which XML cannot carry."""
    return _both(contents, folder, "rdf", "application/rdf+xml", "the graph as RDF/XML", to_rdfxml(contents.triples))


def jsonld(contents: Contents, folder: Path) -> Iterator[File]:
    """`rdf/smilekg.jsonld`, each list with its entries inside it, and the context with every short name."""
    write(folder, "rdf/context.jsonld", contents.project.context.read_bytes())
    yield File("rdf/context.jsonld", "application/ld+json", "the JSON-LD context: short names for all terms")
    framed = frame(json.loads(to_jsonld(contents.triples)))
    body = (json.dumps(framed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    yield from _both(contents, folder, "jsonld", "application/ld+json", "JSON-LD, each list with its entries", body)


def frame(document: dict[str, Any]) -> dict[str, Any]:
    """The same JSON-LD with each entry inside its list, in the stead of its link to it."""
    nodes = {node["@id"]: node for node in document["@graph"]}
    for node in document["@graph"]:
        ranking = node.get("inRanking")
        if isinstance(ranking, str) and ranking in nodes:
            del node["inRanking"]
            nodes[ranking].setdefault("@reverse", {}).setdefault("inRanking", []).append(node)
            del nodes[node["@id"]]
    return {**document, "@graph": list(nodes.values())}


def _both(contents: Contents, folder: Path, ending: str, media_type: str, about: str, body: bytes) -> Iterator[File]:
    count = len(contents.triples)
    path = f"rdf/smilekg.{ending}"
    write(folder, path, body)
    yield File(path, media_type, about, triples=count)
    write(folder, f"{path}.gz", gzip.compress(body, mtime=0))
    yield File(f"{path}.gz", "application/gzip", f"{about}, packed", triples=count)
