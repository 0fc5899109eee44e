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
            return self.store.query(sparql, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(f"the query is not valid SPARQL: {first_line(error)}", line=error.lineno or None,
                             hint="`smilekg query NAME --show` prints one to start from") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query failed: {error}") from None

    def about(self, iris: Iterable[str]) -> Iterator[pyoxigraph.Triple]:
        """Every triple whose subject is one of `iris`."""
        for iri in iris:
            yield from (q.triple for q in self.store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None))

    def values(self, kind: str | None, properties: list[str]) -> set[str]:
        """The values of `properties` (prefixed names) of the instances of one of our classes, or of everything."""
        triples = (quad for name in properties for quad in self.store.quads_for_pattern(None, _named(name), None))
        if kind is None:
            return {quad.object.value for quad in triples}
        rdf_type, of_kind = _named("rdf:type"), _named(f"smile:{kind}")
        return {quad.object.value for quad in triples
                if next(self.store.quads_for_pattern(quad.subject, rdf_type, of_kind), None)}

    def values_of(self, used: str, property: str) -> set[str]:
        """The values of `property` of everything that some triple with one of our properties points at."""
        things = {quad.object for quad in self.store.quads_for_pattern(None, _named(f"smile:{used}"), None)}
        return {quad.object.value for thing in things
                for quad in self.store.quads_for_pattern(thing, _named(property), None)}


def _named(name: str) -> pyoxigraph.NamedNode:
    """A prefixed name as a term."""
    prefix, _, rest = name.partition(":")
    return pyoxigraph.NamedNode(PREFIXES[prefix] + rest)


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


def is_rows(answer: Any) -> bool:
    """Whether an answer is that of a SELECT query."""
    return isinstance(answer, pyoxigraph.QuerySolutions)


def is_boolean(answer: Any) -> bool:
    """Whether an answer is that of an ASK query."""
    return isinstance(answer, pyoxigraph.QueryBoolean)


def is_iri(term: Any) -> bool:
    """Whether an RDF term is an IRI."""
    return isinstance(term, pyoxigraph.NamedNode)


def sparql_literal(value: str | int) -> str:
    """`value` as it may stand in SPARQL, quoted and escaped by the RDF library."""
    return str(pyoxigraph.Literal(value))
