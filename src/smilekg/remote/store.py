"""The store behind a SPARQL endpoint, with the verbs of the local one. SPARQLWrapper is named here only.

SPARQLWrapper writes the requests; `endpoint` sends them, because SPARQLWrapper opens addresses without a deadline or
a size cap, and hands a password to whichever host it is redirected to.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import QueryError
from ..paths import shipped
from ..store import Rows, full_name, json_term, parse_triples, sparql_iri, sparql_literal
from .endpoint import Answer, Endpoint, EndpointError
from .questions import Question, read_question, with_prefixes

MAX_BYTES = 200_000_000
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_JSON = ("application/sparql-results+json", "application/json")
_AT_ONCE = 100  # IRIs in one query
_SMALL = 500  # as small as no limit of a server is


class RemoteStore:
    """A SPARQL 1.1 endpoint.

    `timeout` is in seconds, for each request as a whole; `max_bytes` is the largest answer that is read; `retries` is
    how often a request is sent again after 429 or 503. `graph` is the IRI of a named graph to ask instead of the
    endpoint's default graph. Every method raises QueryError, and nothing else, when the endpoint fails.
    """

    def __init__(self, endpoint: str, *, timeout: float = 30.0, user: str | None = None, password: str | None = None,
                 max_bytes: int = MAX_BYTES, retries: int = 3, graph: str | None = None):
        self.http = Endpoint(endpoint, timeout=timeout, user=user, password=password, max_bytes=max_bytes,
                             retries=retries)
        self.endpoint = self.http.url
        self.graph = None if graph is None else sparql_iri(graph)[1:-1]

    def __repr__(self) -> str:
        return f"RemoteStore({self.endpoint!r})"

    def query(self, sparql: str) -> Any:
        """Rows, triples or a boolean. An answer that was cut short raises QueryError, whoever cut it."""
        text = with_prefixes(sparql)
        question = read_question(text)
        if not question.is_query:
            raise QueryError("the query is not valid SPARQL: it is no SELECT, ASK, CONSTRUCT or DESCRIBE query",
                             hint="`smilekg query NAME --show` prints one to start from")
        answer = self._ask(text, question.form)
        if question.form in ("CONSTRUCT", "DESCRIBE"):
            return self._triples(answer, question)
        result = self._results(answer)
        if question.form == "ASK":
            return _truth(result)
        if isinstance(result, Rows):
            self._check_whole(question, len(result.rows), _cap(answer))
        return result

    def about(self, iris: Iterable[str]) -> Iterator[Any]:
        """Every triple whose subject is one of `iris`."""
        rest = [sparql_iri(iri) for iri in iris]
        while rest:
            yield from self.query(_internal("store-about", thing=rest[:_AT_ONCE]))
            del rest[:_AT_ONCE]

    def values(self, kind: str | None, properties: list[str], wanted: str | None = None) -> set[str]:
        """As in the local store; with `wanted`, that value alone or nothing, so that few rows travel."""
        slots = {"property": [full_name(name) for name in properties]}
        if kind is not None:
            slots["kind"] = [full_name(f"smile:{kind}")]
        if wanted is not None:
            slots |= {"all": ["false"], "wanted": [sparql_literal(wanted)]}
        return self._column(_internal("store-values" if kind is None else "store-values-of-kind", **slots))

    def values_of(self, used: str, property: str) -> set[str]:
        """The values of `property` of everything that some triple with one of our properties points at."""
        slots = {"used": [full_name(f"smile:{used}")], "property": [full_name(property)]}
        return self._column(_internal("store-values-of-used", **slots))

    def ask_server(self) -> str | None:
        """The name that the server gives itself. Raises QueryError where it does not answer a query."""
        return self._ask("ASK {}", "ASK").headers.get("Server")

    def _column(self, text: str) -> set[str]:
        return {row[0].value for row in self.query(text)}

    def _ask(self, text: str, form: str) -> Answer:
        answer: Answer = _wrapper(self, text, form).query().response
        return answer

    def _results(self, answer: Answer) -> Any:
        """Rows or a boolean, from SPARQL's JSON."""
        if answer.kind not in _JSON:
            self._wrong_kind(answer)
        try:
            found = json.loads(answer.body)
            return found["boolean"] is True if "boolean" in found else _rows(found)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self.http.fail("the endpoint's answer is broken or was cut: it is no SPARQL result", "ask again")

    def _wrong_kind(self, answer: Answer) -> None:
        advice = "is this the address of a SPARQL endpoint? It often ends in /sparql or /query"
        self.http.fail(f"the endpoint answers with {answer.kind or 'something that it does not name'}, not with a "
                           "SPARQL result", advice)

    def _triples(self, answer: Answer, question: Question) -> list[Any]:
        try:
            found = parse_triples(answer.body, answer.kind, self.endpoint)
        except LookupError:
            self._wrong_kind(answer)
        except ValueError:
            self.http.fail("the endpoint's answer is broken or was cut: it is no RDF", "ask again")
        if question.form == "CONSTRUCT" and len(found) >= _SMALL:
            # Virtuoso cuts the solutions that the triples are made of, and says so of rows only: ask for those.
            self.query(question.one_per_solution())
        return found

    def _check_whole(self, question: Question, rows: int, cap: int | None) -> None:
        """Raises QueryError where rows are missing. Servers cut answers and call that a success."""
        if question.limit == rows and (cap is None or rows <= cap):
            return
        if cap is None and not _is_round(rows) and not (question.offset and _is_round(rows + question.offset)):
            return
        told = f"the endpoint says that it gives at most {cap:,}" if cap else "that is where many endpoints cut"
        try:
            there = int(self._results(self._ask(question.count(), "SELECT")).rows[0][0].value)
        except (EndpointError, LookupError, AttributeError, ValueError):
            self.http.fail(f"the answer may be cut: {rows:,} rows came, {told}, and it does not count them",
                               f"write LIMIT {rows} if that is all you want; else ask in parts")
        there = max(0, there - question.offset)
        there = there if question.limit is None else min(there, question.limit)
        if there != rows:
            self.http.fail(f"the answer is cut: {rows:,} of {there:,} rows came ({told})",
                               "ask in parts, or with a LIMIT that the endpoint keeps to")


def _wrapper(store: RemoteStore, text: str, form: str) -> Any:
    """A SPARQLWrapper that sends this query through our endpoint."""
    from SPARQLWrapper import JSON, POST, SPARQLWrapper

    class Wrapper(SPARQLWrapper):
        def _parseQueryType(self, query: str) -> str:
            return form  # its own guess takes a word in a comment for the form

        def _getAcceptHeader(self) -> str:
            return _TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else ", ".join([_JSON[0], f"{_JSON[1]};q=0.9"])

        def _query(self) -> Any:  # our answer in place of an open response
            return store.http.send(self._createRequest()), self.returnFormat

    wrapper = Wrapper(store.endpoint, returnFormat=JSON, defaultGraph=store.graph, agent="smilekg")
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(POST)
    wrapper.setQuery(text)
    return wrapper


def _truth(result: Any) -> bool:
    """The answer to ASK: Virtuoso gives one row with 1, or none, where the standard has a boolean."""
    return any(row[0].value == "1" for row in result.rows if row) if isinstance(result, Rows) else result is True


def _rows(found: Any) -> Rows:
    columns = tuple(found["head"]["vars"])
    if not all(isinstance(column, str) for column in columns):
        raise TypeError(columns)
    return Rows(columns, tuple(tuple(json_term(binding.get(column)) for column in columns)
                               for binding in found["results"]["bindings"]))


def _cap(answer: Answer) -> int | None:
    """The row limit that a server says it applied: Virtuoso sends it when an answer has reached it, and only then."""
    value = (answer.headers.get("X-SPARQL-MaxRows") or "").strip()
    return int(value) if value.isascii() and value.isdigit() else None


def _is_round(rows: int) -> bool:
    """Whether a server's limit may well be this number."""
    return rows >= _SMALL and (rows % _SMALL == 0 or rows & (rows - 1) == 0)


def _internal(name: str, **slots: list[str]) -> str:
    """The text of a query of our own, with terms in its VALUES clauses."""
    text = (shipped().queries / "internal" / f"{name}.rq").read_text("utf-8")
    return re.sub(r"(VALUES \?(\w+)) \{[^{}]*\}",
                  lambda slot: f"{slot[1]} {{ {' '.join(slots[slot[2]])} }}" if slot[2] in slots else slot[0], text)
