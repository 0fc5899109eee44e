"""The forms of a document that programs read, by the suffix of its address. The same triples in each."""

from collections.abc import Callable
from dataclasses import dataclass

from ..rdf import to_ntriples, to_rdfxml, to_turtle
from .document import Document
from .jsonld import to_jsonld


@dataclass(frozen=True)
class Form:
    """One form: its media type, and how a document is written in it. The bytes are the same on every run."""

    suffix: str
    media_type: str
    write: Callable[[Document], bytes]


# In the order of preference: a program that takes anything gets Turtle.
FORMS = {form.suffix: form for form in (
    Form("ttl", "text/turtle", lambda document: to_turtle(document.triples, document.iri)),
    Form("jsonld", "application/ld+json", lambda document: to_jsonld(document.triples, document.iri)),
    Form("nt", "application/n-triples", lambda document: to_ntriples(document.triples, document.iri)),
    Form("rdf", "application/rdf+xml", lambda document: to_rdfxml(document.triples, document.iri)),
)}
