"""The graph as tools for a language model: a server of the Model Context Protocol over standard input and output.

Every answer says how many rows it has, what was corrected in them, how to cite them, and, where there are none, why.
Source of the protocol: https://modelcontextprotocol.io. Its SDK (extra `mcp`) is imported when a server is made.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal

from .. import __version__
from ..answers.rows import Iri
from ..errors import QueryError, SmileError
from ..graph import Graph
from ..result import Result
from ..sandbox.workers import Triples, Workers
from .things import described, term_of, terms_of, things_called

if TYPE_CHECKING:
    from mcp.server import MCPServer

Language = Literal["zh", "en"]
Format = Literal["json", "csv", "markdown"]
Kind = Literal["any", "place", "company", "app"]
MOST_ROWS = 1000
INSTRUCTIONS = """A knowledge graph of China's Tahaoo SMILE smart-city evaluations (editions 2019-2020 and 2021-2022): \
ranked cities, districts, towns, apps and service providers, each value with the line that it was published on.
Start with list_questions; most needs are one of these questions (ask_question). look_up finds what a name stands for. \
For anything else write SPARQL (run_sparql); describe_term says what a class or property means. The prefixes smile:, \
id:, skos:, dct:, geo:, owl:, prov:, rdf:, rdfs:, xsd: need no declaration.
Tell the user of `corrections`: they say where the graph departs from what was published. Quote `citation` as the \
source. `shown` below `rows` means that you see the first rows only."""


class Tools:
    """The tools. Their docstrings and parameters are what a client reads."""

    def __init__(self, graph: Graph, workers: Workers):
        self._graph, self._workers = graph, workers

    def list_questions(self) -> dict[str, Any]:
        """List the questions that can be asked by name, in English and Chinese, with their parameters."""
        names = ("name", "type", "default", "about", "choices")
        questions = [{"name": query.name, "question": query.summary, "question_zh": query.summary_zh,
                      "parameters": [{name: getattr(one, name, None) for name in names} for one in query.parameters]}
                     for query in self._graph.queries.values()]
        return {"rows": len(questions), "questions": questions}

    def ask_question(self, name: str, parameters: dict[str, str | int] | None = None, language: Language = "zh",
                     format: Format = "json", limit: int = 100) -> dict[str, Any]:
        """Ask one of the questions of list_questions.

        `parameters` are those of the question, such as {"list": "counties"}; `language` is that of names in the answer;
        `limit` is how many rows to show (1 to 1000).
        """
        query = self._graph.queries.get(name)
        takes_language = query is not None and "lang" in {one.name for one in query.parameters}
        given = ({"lang": language} if takes_language else {}) | (parameters or {})
        result = self._graph.query(name, **given)
        return _told(result, format, limit, result.why_empty())

    def describe_term(self, term: str = "") -> dict[str, Any]:
        """Say what a class or property of the ontology means and how often it is used; without `term`, list them all.

        `term` is a name (`rank`, `smile:rank`), an IRI, or a label in English or Chinese.
        """
        return term_of(self._graph, term) if term else terms_of(self._graph)

    def look_up(self, name: str, kind: Kind = "any", language: Language = "zh") -> dict[str, Any]:
        """Find the place, company or app of an exact name (Chinese or English), division code or IRI.

        Where a name stands for more than one, the candidates are given, each with what to ask for instead.
        """
        found = things_called(self._graph, name, kind)
        if len(found) > 1:
            return {"rows": len(found), "ambiguous": True, "candidates": found,
                    "note": "the name stands for more than one: look up one of them by its `ask_for`"}
        about = described(self._graph, found[0]["iri"])
        named = Result(("entity",), ((Iri(found[0]["iri"]),),), self._graph, parameters={"lang": language})
        citation = replace(named.citation, asked=f"Name looked up: {name!r}.")
        return {"rows": 1, "ambiguous": False, "answer": found[0] | about} | _corrections(named, MOST_ROWS) | {
            "citation": str(citation)}

    def run_sparql(self, query: str, format: Format = "json", limit: int = 100) -> dict[str, Any]:
        """Run a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT or DESCRIBE) over the graph, with limits on time and memory.

        SERVICE and updates are refused. The triples of CONSTRUCT and DESCRIBE come as Turtle; `format` and `limit` are
        for rows.
        """
        answer = self._workers.query(query)
        if isinstance(answer, Triples):
            rows = tuple((Iri(subject),) for subject in answer.subjects)
            about = Result(("subject",), rows, self._graph, sparql=query)
            return {"rows": answer.count, "turtle": answer.turtle} | _corrections(about, MOST_ROWS) | {
                "citation": str(about.citation)}
        result = Result(answer.columns, answer.rows, self._graph, sparql=query)
        return _told(result, format, limit, None if answer.rows else self._why_empty(query))

    def _why_empty(self, query: str) -> str:
        """The reason, looked for where the query itself ran: its text is from outside."""
        try:
            return self._workers.why_empty(query)
        except QueryError:
            return "nothing in the graph fits the whole of the query"


def _told(result: Result, format: Format, limit: int, why: str | None) -> dict[str, Any]:
    """An answer with all that belongs to it."""
    if not 1 <= limit <= MOST_ROWS:
        raise QueryError("the limit is how many rows to show", value=limit,
                         hint=f"a whole number from 1 to {MOST_ROWS}")
    shown = replace(result, rows=result.rows[:limit])
    told: dict[str, Any] = {"rows": len(result), "shown": len(shown), "columns": list(result.columns)}
    if len(shown) < len(result):
        told["note"] = f"these are the first {len(shown)} of {len(result)} rows; a higher limit shows more"
    if why:
        told["empty_because"] = why
    told["answer"] = _FORMS[format](shown)
    return told | _corrections(result, limit) | {"citation": str(result.citation)}


def _corrections(result: Result, limit: int) -> dict[str, Any]:
    """The rows of the ledger that touch an answer."""
    touching = result.corrections
    rows = _plain(replace(touching, rows=touching.rows[:limit]))
    more = {"corrections_note": f"the first {limit} of {len(touching)}"} if len(touching) > limit else {}
    return {"corrections": rows} | more


def _plain(result: Result) -> list[dict[str, Any]]:
    """Rows as JSON has them: numbers with the digits they have, IRIs as text."""
    import json

    rows: list[dict[str, Any]] = json.loads(result.to_json())
    return rows


_FORMS: dict[str, Callable[[Result], Any]] = {
    "json": _plain, "csv": lambda result: result.to_csv(), "markdown": lambda result: result.to_markdown()}


def make_server(graph: Graph, workers: Workers) -> "MCPServer[Any]":
    """A server with the tools. Raises QueryError where the SDK is not installed."""
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError:
        raise QueryError("`smilekg mcp` needs the SDK of the Model Context Protocol",
                         hint="install it: pip install 'smilekg[mcp]'") from None
    server: MCPServer[Any] = MCPServer("smilekg", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR")
    tools = Tools(graph, workers)
    for tool in (tools.list_questions, tools.ask_question, tools.describe_term, tools.look_up, tools.run_sparql):
        server.add_tool(_with_errors(tool), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return server


def _with_errors(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool, whose errors reach the client with the message that they have."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(tool)
    def told(*args: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*args, **named)
        except SmileError as error:
            raise ToolError(str(error)) from None

    return told
