"""The store that answers questions. pyoxigraph is named here and in `build/` only."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph

from .errors import QueryError
from .paths import Project
from .rdf import first_line, read_quads
from .terms import PREFIXES


class LocalStore:
    """An Oxigraph store in memory, filled from Turtle files."""

    def __init__(self, files: Iterable[Path]):
        self.files = list(files)

    @classmethod
    def shipped(cls, project: Project) -> "LocalStore":
        return cls(project.graph_files())

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The Oxigraph store itself. Raises RdfError for a file that is missing or not Turtle."""
        store = pyoxigraph.Store()
        for file in self.files:
            store.bulk_extend(read_quads(file))
        return store

    def query(self, sparql: str) -> Any:
        """Solutions, triples or a boolean, as pyoxigraph gives them. Raises QueryError for text that is no SPARQL."""
        try:
            return self.store.query(sparql, prefixes=None)
        except SyntaxError as error:
            raise QueryError(f"the query is not valid SPARQL: {first_line(error)}", line=error.lineno or None,
                             hint="check it against the prefixes and names in `smilekg query`") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query failed: {error}") from None


    def about(self, iris: Iterable[str]) -> Iterator[pyoxigraph.Triple]:
        """Every triple whose subject is one of `iris`."""
        for iri in iris:
            yield from (q.triple for q in self.store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None))

    def identifiers(self, class_iri: str) -> list[str]:
        """The dct:identifier of each instance of a class, sorted."""
        rdf_type, identifier = (pyoxigraph.NamedNode(PREFIXES[p] + n) for p, n in (("rdf", "type"), ("dct", "identifier")))
        instances = self.store.quads_for_pattern(None, rdf_type, pyoxigraph.NamedNode(class_iri))
        return sorted(found.object.value for quad in instances
                      for found in self.store.quads_for_pattern(quad.subject, identifier, None))


def python_value(term: Any) -> Any:
    """An RDF term as a Python value: an IRI as text, a number as int or Decimal, anything else as text."""
    if not isinstance(term, pyoxigraph.Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "integer":
        return int(term.value)
    if kind == "decimal":
        from decimal import Decimal

        return Decimal(term.value)
    return term.value == "true" if kind == "boolean" else term.value


def is_iri(term: Any) -> bool:
    """Whether an RDF term is an IRI."""
    return isinstance(term, pyoxigraph.NamedNode)


def sparql_literal(value: str | int) -> str:
    """`value` as it may stand in SPARQL, quoted and escaped by the RDF library."""
    return str(pyoxigraph.Literal(value))
