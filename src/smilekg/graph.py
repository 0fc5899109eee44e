"""The graph from Python: load it, ask it."""

import difflib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .errors import QueryError
from .paths import Project, shipped
from .queries import Parameter, load_queries, load_query
from .rdf import to_turtle
from .result import Result
from .store import LocalStore, is_boolean, is_iri, is_rows, python_value

if TYPE_CHECKING:
    import rdflib


# What the value of a parameter of each of these types must be found among.
KNOWN: dict[str, Callable[[LocalStore], set[str]]] = {
    "list": lambda store: store.values("Ranking", ["dct:identifier"]),
    "kind": lambda store: store.values_of("findingKind", "skos:notation"),
    "name": lambda store: store.values(None, ["skos:prefLabel", "skos:altLabel", "smile:adcode"]),
}


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
        text = query.bind(parameters)
        for parameter in query.parameters:
            value = parameters.get(parameter.name, parameter.default)
            if value != parameter.default and parameter.type in KNOWN:
                self._check_known(name, parameter, value)
        return text

    def _check_known(self, query: str, parameter: Parameter, value: Any) -> None:
        """A name, list or kind that nothing in the graph bears gets an error with near ones, not an empty answer."""
        known = KNOWN[parameter.type](self.store)
        if value in known:
            return
        near = sorted(known) if len(known) < 40 else difflib.get_close_matches(str(value), known, 5, 0.4)
        listed = f"{'one of' if len(known) < 40 else 'near ones'}: {', '.join(near)}" if near else "no name is near it"
        raise QueryError(f"query {query!r}: the graph knows no such {parameter.type}", column=f"--{parameter.name}",
                         value=value, hint=listed)

    def sparql(self, text: str) -> Result:
        """The answer to a SPARQL SELECT or ASK query. Raises QueryError for any other, or for broken text."""
        return _result(self.store.query(text))

    def turtle(self, text: str) -> str:
        """Turtle: the triples of a CONSTRUCT or DESCRIBE query; of a SELECT query, all about each IRI in its rows."""
        answer = self.store.query(text)
        if is_boolean(answer):
            raise QueryError("an ASK query has no triples", hint="use another format")
        if not is_rows(answer):
            return to_turtle(answer).decode("utf-8")
        named = {term for solution in answer for term in solution if term is not None and is_iri(term)}
        return to_turtle(self.store.about(sorted(term.value for term in named))).decode("utf-8")


def _result(answer: Any) -> Result:
    if is_boolean(answer):
        return Result(("answer",), ((bool(answer),),))
    if not is_rows(answer):
        raise QueryError("the query gives triples, not rows", hint="ask for them with --format ttl, or `turtle`")
    columns = tuple(variable.value for variable in answer.variables)
    try:
        return Result(columns, tuple(tuple(map(python_value, solution)) for solution in answer))
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from None


def load() -> Graph:
    """The graph that came with the package."""
    return Graph(shipped())
