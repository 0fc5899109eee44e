"""The graph from Python: load it, ask it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import terms
from .errors import QueryError
from .paths import Project, shipped
from .queries import load_queries, load_query
from .rdf import to_turtle
from .result import Result
from .store import LocalStore, is_iri, python_value

if TYPE_CHECKING:
    import rdflib


class Graph:
    """The knowledge graph in a local store."""

    def __init__(self, project: Project):
        self.project = project
        self.store = LocalStore.shipped(project)

    @cached_property
    def graph(self) -> "rdflib.Graph":
        """An rdflib graph over the Oxigraph store (nothing is copied). Writing to it changes this graph only."""
        import oxrdflib
        import rdflib

        return rdflib.Graph(store=oxrdflib.OxigraphStore(store=self.store.store),
                            identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID)

    @property
    def queries(self) -> Mapping[str, Any]:
        """The canned queries, by name."""
        return load_queries(self.project.queries)

    def query(self, name: str, /, **parameters: Any) -> Result:
        """The answer to the canned query `name`. Raises QueryError for an unknown query, parameter or value."""
        return self.sparql(self.bind(name, **parameters))

    def bind(self, name: str, /, **parameters: Any) -> str:
        """The SPARQL text of a canned query with its parameters in place."""
        query = load_query(self.project.queries, name)
        for parameter in query.parameters:
            if parameter.type == "list" and parameters.get(parameter.name, parameter.default) != parameter.default:
                self._check_list(name, parameter.name, parameters[parameter.name])
        return query.bind(parameters)

    def _check_list(self, query: str, parameter: str, value: Any) -> None:
        ids = self.store.identifiers(terms.smile("Ranking"))
        if value not in ids:
            raise QueryError(f"query {query!r}: there is no such list", column=f"--{parameter}", value=value,
                             hint=f"one of: {', '.join(ids)}")

    def sparql(self, text: str) -> Result:
        """The answer to a SPARQL SELECT or ASK query. Raises QueryError for any other, or for broken text."""
        return _result(self.store.query(text))

    def turtle(self, text: str) -> str:
        """Turtle: the triples of a CONSTRUCT or DESCRIBE query; of a SELECT query, all about each IRI in its rows."""
        answer = self.store.query(text)
        if not hasattr(answer, "variables"):
            if type(answer).__name__ == "QueryBoolean":
                raise QueryError("an ASK query has no triples", hint="use another format")
            return to_turtle(answer).decode("utf-8")
        named = {term for solution in answer for term in solution if term is not None and is_iri(term)}
        return to_turtle(self.store.about(sorted(term.value for term in named))).decode("utf-8")


def _result(answer: Any) -> Result:
    if isinstance(answer, bool) or type(answer).__name__ == "QueryBoolean":
        return Result(("answer",), ((bool(answer),),))
    if not hasattr(answer, "variables"):
        raise QueryError("the query gives triples, not rows", hint="ask for them with --format ttl, or `triples`")
    columns = tuple(variable.value for variable in answer.variables)
    try:
        return Result(columns, tuple(tuple(map(python_value, solution)) for solution in answer))
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from None


def load() -> Graph:
    """The graph that came with the package."""
    return Graph(shipped())
