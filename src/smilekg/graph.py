"""The graph from Python: load it, ask it."""

import difflib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .answers.rows import Iri
from .errors import QueryError
from .paths import Project, shipped
from .queries import Parameter, load_queries, load_query
from .rdf import to_turtle
from .result import Result
from .store import LocalStore, is_boolean, is_iri, is_rows, local_store, python_value

if TYPE_CHECKING:
    import rdflib

    from .remote.store import RemoteStore
    from .things.asked import Answers
    from .things.compare import Comparison
    from .things.places import Place
    from .things.providers import App, Company
    from .things.rankings import Ranking
    from .things.search import Hit


# What the value of a parameter of each of these types must be found among; a store that is asked for one value may
# give that alone.
KNOWN: "dict[str, Callable[[LocalStore | RemoteStore, str | None], set[str]]]" = {
    "list": lambda store, wanted: store.values("Ranking", ["dct:identifier"], wanted),
    "kind": lambda store, wanted: store.values_of("findingKind", "skos:notation"),
    "name": lambda store, wanted: store.values(None, ["skos:prefLabel", "skos:altLabel", "smile:adcode"], wanted),
}


class Graph:
    """The knowledge graph, in a local store or behind a SPARQL endpoint: the same methods for both."""

    def __init__(self, project: Project, store: "LocalStore | RemoteStore | None" = None):
        self.project = project
        self.store: "LocalStore | RemoteStore" = store or LocalStore.shipped(project)

    def __repr__(self) -> str:
        return f"<Graph of {self.store!r}>"

    @cached_property
    def graph(self) -> "rdflib.Graph":
        """An rdflib graph over the Oxigraph store (nothing is copied). Writing to it changes this graph only.

        Raises QueryError where the graph is behind an endpoint.
        """
        if not isinstance(self.store, LocalStore):
            raise QueryError("a remote graph is no rdflib graph", value=self.store.endpoint,
                             hint="ask it with query, sparql or turtle")
        import oxrdflib
        import rdflib

        return rdflib.Graph(store=oxrdflib.OxigraphStore(store=self.store.store),
                            identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID)

    @property
    def queries(self) -> Mapping[str, Any]:
        """The canned queries, by name."""
        return load_queries(self.project.queries)

    def query(self, name: str, /, **parameters: Any) -> Result:
        """The answer to the canned query `name`.

        Raises QueryError for an unknown query, parameter or value, NameUnresolved where a question on one place gets a
        name that does not stand for exactly one.
        """
        return self._answer(self.bind(name, **parameters), name, parameters)

    def bind(self, name: str, /, **parameters: Any) -> str:
        """The SPARQL text of a canned query with its parameters in place. Raises QueryError, NameUnresolved."""
        query = load_query(self.project.queries, name)
        text = query.bind(parameters)
        places: dict[str, str] = {}
        for parameter in query.parameters:
            value = parameter.parse(parameters.get(parameter.name, parameter.default), name)
            if value == parameter.default:
                continue
            if parameter.type in KNOWN:
                self._check_known(name, parameter, value)
            elif parameter.type == "place":
                place = self.place(str(value))
                places[parameter.name] = place.adcode or place.name
        return query.bind({**parameters, **places}) if places else text

    def _check_known(self, query: str, parameter: Parameter, value: Any) -> None:
        """A name, list or kind that nothing in the graph bears gets an error with near ones, not an empty answer."""
        if value in KNOWN[parameter.type](self.store, value):
            return
        known = KNOWN[parameter.type](self.store, None)
        near = sorted(known) if len(known) < 40 else difflib.get_close_matches(str(value), known, 5, 0.4)
        listed = f"{'one of' if len(known) < 40 else 'near ones'}: {', '.join(near)}" if near else "no name is near it"
        raise QueryError(f"query {query!r}: the graph knows no such {parameter.type}", column=f"--{parameter.name}",
                         value=value, hint=listed)

    def sparql(self, text: str) -> Result:
        """The answer to a SPARQL SELECT or ASK query. Raises QueryError for any other, or for broken text."""
        return self._answer(text, None, {})

    def _answer(self, text: str, question: str | None, parameters: Mapping[str, Any]) -> Result:
        return Result(*_table(self.store.query(text)), self, question, parameters, text)

    @cached_property
    def _answers(self) -> "Answers":
        from .things.asked import Answers

        return Answers(lambda text: self.sparql(text).rows)

    def place(self, name: "str | Place") -> "Place":
        """The place of a name (in any language), code or IRI. Raises NameUnresolved where it is not exactly one."""
        from .things import lookup

        return lookup.place(self._answers, name)

    def company(self, name: "str | Company") -> "Company":
        """The company or institute of a name or IRI. Raises NameUnresolved where it is not exactly one."""
        from .things import lookup

        return lookup.company(self._answers, name)

    def app(self, name: "str | App") -> "App":
        """The app of a name or IRI. Raises NameUnresolved where it is not exactly one."""
        from .things import lookup

        return lookup.app(self._answers, name)

    def ranking(self, first: str, second: str | None = None) -> "Ranking":
        """The list of an edition and an id, or of an id (or IRI) alone. Raises NameUnresolved."""
        from .things import lookup

        return lookup.ranking(self._answers, first, second)

    def rankings(self, edition: str | None = None) -> "tuple[Ranking, ...]":
        """All lists in the order of publication, or those of an edition. Raises NameUnresolved for an unknown one."""
        from .things import lookup

        return lookup.rankings(self._answers, edition)

    def compare(self, *places: "str | Place") -> "Comparison":
        """Two to six places side by side on every list that two of them share. Raises QueryError, NameUnresolved."""
        from .things.compare import compare

        return compare(self._answers, places)

    def search(self, text: str, *, kind: str | None = None, limit: int = 10) -> "list[Hit]":
        """Things with a name like `text` (Chinese, English or pinyin), the best first. Raises QueryError."""
        from .things.search import search

        return search(self._answers, text, kind=kind, limit=limit)

    def turtle(self, text: str) -> str:
        """Turtle: the triples of a CONSTRUCT or DESCRIBE query; of a SELECT query, all about each IRI in its rows."""
        answer = self.store.query(text)
        if is_boolean(answer):
            raise QueryError("an ASK query has no triples", hint="use another format")
        if not is_rows(answer):
            return to_turtle(answer).decode("utf-8")
        named = {term for solution in answer for term in solution if term is not None and is_iri(term)}
        return to_turtle(self.store.about(sorted(term.value for term in named))).decode("utf-8")


def _table(answer: Any) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The columns and rows of an answer."""
    if is_boolean(answer):
        return ("answer",), ((bool(answer),),)
    if not is_rows(answer):
        raise QueryError("the query gives triples, not rows", hint="ask for them with --format ttl, or `turtle`")
    columns = tuple(variable.value for variable in answer.variables)
    try:
        # An IRI stays one, so that it can have a label.
        return columns, tuple([tuple([python_value(term, Iri) for term in solution]) for solution in answer])
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from None


def load(path: str | Path | None = None) -> Graph:
    """The graph that came with the package; or that of an RDF file, a folder of them, or an Oxigraph store on disk.

    A folder of a project (with `data/rdf/`) stands for its graph. A store on disk is only read. The questions are
    those of the package (of the project, where the folder is one). Raises RdfError for what is no RDF, at once or
    when the graph is asked for the first time.
    """
    if path is None:
        return Graph(shipped())
    folder = Path(path)
    if (folder / "data" / "rdf").is_dir():
        return Graph(Project(folder))
    return Graph(shipped(), local_store(folder))


def connect(endpoint: str, *, timeout: float = 30.0, user: str | None = None, password: str | None = None,
            graph: str | None = None, max_bytes: int | None = None, retries: int = 3) -> Graph:
    """The graph behind a SPARQL 1.1 endpoint (http or https), with the methods of `load()`.

    `timeout` is in seconds, for each request as a whole; `max_bytes` the largest answer that is read (200 MB);
    `retries` how often a request is sent again after 429 or 503; `graph` the IRI of a named graph to ask instead of
    the endpoint's default graph. Nothing is sent yet. Raises QueryError for what is no address.
    """
    from .remote.store import MAX_BYTES, RemoteStore

    return Graph(shipped(), RemoteStore(endpoint, timeout=timeout, user=user, password=password, graph=graph,
                                        max_bytes=MAX_BYTES if max_bytes is None else max_bytes, retries=retries))
