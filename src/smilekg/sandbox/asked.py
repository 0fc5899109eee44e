"""What a child can be asked: a query's answer as values or as a file, and why an answer is empty."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from ..answers.rows import Iri
from ..errors import QueryError, RdfError
from ..rdf import to_turtle
from ..result import Result
from ..store import LocalStore, is_boolean, is_iri, is_rows, python_value
from ..written import TooLarge, rows_as, triples_as
from .guard import Refused, check
from .pipe import NOT_ACCEPTABLE, REFUSED, ROWS, TOO_LARGE, TOO_MANY, TRIPLES, UNWRITABLE, WRONG, packed

Told = tuple[int, bytes]  # an outcome and what belongs to it
# Empty on purpose, so that all that looking for a reason needs is there before the first child.
_WARM = ("SELECT ?a { ?a smile:nosuch ?b }", "SELECT ?a { ?a smile:rank 'nosuch' }", "SELECT ?a { ?a ?b <urn:nosuch> }")


class Asked:
    """What can be asked of the graph. `settings` are those of `parent.Nursery`."""

    def __init__(self, settings: dict[str, Any]):
        self.settings, self.rows, self.size = settings, settings["rows"], settings["size"]
        folder = settings["folder"]
        self.store = LocalStore([Path(file) for file in settings["files"]], Path(folder) if folder else None).in_memory()
        self._kinds: dict[str, Callable[[dict[str, Any]], Told]] = {
            "values": self._values, "why": self._why, "file": self._file}

    def warm(self) -> None:
        """Asks for one thing of each kind. Raises SmileError where the files cannot be read."""
        for text in ("SELECT (1.5 AS ?a) (<urn:a> AS ?b) {}", "CONSTRUCT { <urn:a> <urn:a> 1 } {}", "ASK {}"):
            json.dumps(self.answer(text))
            self.told({"kind": "file", "text": text, "rows": "text/csv", "triples": "text/turtle"})
        if self.settings["explain"]:
            for text in _WARM:
                self.why_empty(text)

    def told(self, request: dict[str, Any]) -> Told:
        """The answer to a request, or what is wrong with it."""
        try:
            outcome, body = self._kinds[request["kind"]](request)
        except Refused as error:
            return REFUSED, _written(error)
        except QueryError as error:
            error.hint = "" if request["kind"] == "file" else error.hint  # it names commands, which a client has not
            return WRONG, _written(error)
        except TooLarge:
            return TOO_LARGE, b""
        except (RuntimeError, OSError, ValueError) as error:
            return WRONG, _written(QueryError(f"the query failed: {error}"))
        return (outcome, body) if len(body) <= self.size else (TOO_LARGE, b"")

    def _values(self, request: dict[str, Any]) -> Told:
        found = self.answer(request["text"])
        return (ROWS, json.dumps(found, ensure_ascii=False).encode("utf-8")) if found else (TOO_MANY, b"")

    def _why(self, request: dict[str, Any]) -> Told:
        return ROWS, json.dumps({"why": self.why_empty(request["text"])}).encode("ascii")

    def _file(self, request: dict[str, Any]) -> Told:
        """The answer in the format that the request names for its kind."""
        check(request["text"])
        found = self.store.query(request["text"], request.get("default"), request.get("named"))
        outcome, form = (ROWS, request["rows"]) if is_rows(found) or is_boolean(found) else (TRIPLES, request["triples"])
        if not form:
            return NOT_ACCEPTABLE, b""
        if outcome == ROWS:
            body = rows_as(found, form, self.size, self.rows)
            return (TOO_MANY, b"") if body is None else (ROWS, body)
        triples = list(dict.fromkeys(islice(found, self.rows + 1)))
        if len(triples) > self.rows:
            return TOO_MANY, b""
        try:
            return TRIPLES, triples_as(triples, form)
        except RdfError as error:
            return UNWRITABLE, _written(QueryError(error.problem, value=error.value, hint=error.hint))

    def answer(self, text: str) -> dict[str, Any]:
        """Columns and rows, or triples as Turtle; nothing where there are too many."""
        found, most = self.store.query(text), self.rows
        if is_boolean(found):
            return {"columns": ["answer"], "rows": [[bool(found)]]}
        if not is_rows(found):
            triples = list(islice(found, most + 1))
            subjects = sorted({triple.subject.value for triple in triples if is_iri(triple.subject)})
            return {} if len(triples) > most else {
                "turtle": to_turtle(triples).decode("utf-8"), "count": len(triples), "subjects": subjects}
        rows = [[packed(python_value(term, Iri)) for term in solution] for solution in islice(found, most + 1)]
        return {} if len(rows) > most else {"columns": [v.value for v in found.variables], "rows": rows}

    def why_empty(self, text: str) -> str:
        """The reason, by `answers.empty.why_empty`, within three quarters of the deadline."""
        from ..answers.empty import why_empty

        return why_empty(self, text, self.settings["deadline"] * 0.75)

    def sparql(self, text: str) -> Result:
        """What `why_empty` asks of a graph."""
        found = self.store.query(text)
        if is_boolean(found):
            return Result(("answer",), ((bool(found),),))
        return Result(tuple(v.value for v in found.variables),
                      tuple([tuple([python_value(term, Iri) for term in solution]) for solution in found]))


def _written(error: QueryError) -> bytes:
    parts = {"problem": error.problem, "line": error.line, "value": error.value, "hint": error.hint}
    return json.dumps(parts, default=str).encode("ascii")
