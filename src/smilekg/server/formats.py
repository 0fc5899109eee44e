"""The formats of answers: what a client may ask for, and what it is called in the answer."""

from .negotiate import media_type

# By the name that a client may ask for; the name of the format proper. The first is for those that ask for none.
ROWS = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv", "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml", "text/xml": "application/sparql-results+xml"}
TRIPLES = {
    "text/turtle": "text/turtle", "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml", "application/ld+json": "application/ld+json",
    "application/trig": "application/trig", "application/n-quads": "application/n-quads",
    "application/json": "application/ld+json", "application/xml": "application/rdf+xml", "text/xml": "application/rdf+xml"}
DESCRIPTION = {name: form for name, form in TRIPLES.items() if name not in ("application/trig", "application/n-quads")}
# What a form in a page may ask for by `format`, where no script can set an Accept. Triples come in their first format.
SHORT = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv",
         "tsv": "text/tab-separated-values"}
_ROWS, _TRIPLES = tuple(ROWS), tuple(TRIPLES)


def formats(accept: str) -> tuple[str | None, str | None]:
    """The names by which rows and triples are wanted; None where those that there are will not do."""
    return media_type(accept, _ROWS), media_type(accept, _TRIPLES)


def content_type(name: str) -> bytes:
    """The Content-Type of a format; those that are text say that they are UTF-8."""
    return name.encode() + (b"; charset=utf-8" if name.startswith("text/") else b"")
