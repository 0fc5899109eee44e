"""The canned queries as RDF, in the sparql-examples convention of SIB: one `sh:SPARQLExecutable` a query.

The file stands beside the graph, not in it: it is about the questions, and not loaded where they are asked.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from ..header import Header, read_header, without_header
from ..rdf import to_turtle
from ..terms import DATA, PREFIXES, RDF_TYPE

# Where the questions will be answered; it is the name of the endpoint, and nothing is fetched from it.
ENDPOINT = "https://w3id.org/smilekg/sparql"
SCHEMA = "https://schema.org/"
_DECLARED = re.compile(r"^PREFIX (\w+): <([^>]*)>$", re.MULTILINE)
_PREFIXES = NamedNode(f"{DATA}query-prefixes")


def write_catalogue(queries: Path, folder: Path) -> None:
    """Write `queries.ttl` into the new folder `folder`: every file in `queries`. Raises QueryError for a bad header."""
    texts = {file.stem: file.read_text("utf-8") for file in sorted(queries.glob("*.rq"))}
    triples = set(_all_prefixes(texts.values()))
    for name, text in texts.items():
        triples.update(_about(name, read_header(text, f"{name}.rq"), without_header(text)))
    folder.mkdir()
    (folder / "queries.ttl").write_bytes(to_turtle(triples))


def query_iri(name: str) -> str:
    """The IRI of a canned query."""
    return f"{DATA}query/{name}"


def _about(name: str, header: Header, sparql: str) -> Iterator[Triple]:
    """What the catalogue says about one query."""
    iri = NamedNode(query_iri(name))
    for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
        yield Triple(iri, NamedNode(RDF_TYPE), _named("sh", kind))
    for language, summary, description in (("en", header.summary, header.description),
                                           ("zh", header.summary_zh, header.description_zh)):
        yield Triple(iri, _named("rdfs", "comment"), Literal(summary, language=language))
        yield Triple(iri, _named("dct", "description"), Literal(description, language=language))
    for tag in header.tags:
        yield Triple(iri, NamedNode(f"{SCHEMA}keywords"), Literal(tag))
    yield Triple(iri, _named("dct", "identifier"), Literal(name))
    yield Triple(iri, _named("sh", "prefixes"), _PREFIXES)
    yield Triple(iri, _named("sh", "select"), Literal(sparql))
    yield Triple(iri, NamedNode(f"{SCHEMA}target"), NamedNode(ENDPOINT))


def _all_prefixes(texts: Iterable[str]) -> Iterator[Triple]:
    """The prefixes that the queries declare, each with an IRI of its own: the data have no blank nodes."""
    for prefix, namespace in sorted({pair for text in texts for pair in _DECLARED.findall(text)}):
        iri = NamedNode(f"{DATA}query-prefix/{prefix}")
        yield Triple(_PREFIXES, _named("sh", "declare"), iri)
        yield Triple(iri, _named("sh", "prefix"), Literal(prefix))
        yield Triple(iri, _named("sh", "namespace"), Literal(namespace, datatype=_named("xsd", "anyURI")))


def _named(prefix: str, name: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + name)
