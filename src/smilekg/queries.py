"""Canned queries: one question a file in `queries/`, with a header that says it in words.

Header lines start with `#+` and are YAML (the grlc convention); a value in brackets or braces is written as JSON, which
is YAML too. A parameter `x` stands in the text as `VALUES ?x { "default" }`, so a file runs as it is in any SPARQL
tool, and another value replaces that clause as an RDF term.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import QueryError
from .store import sparql_literal

_SLOT = re.compile(r"VALUES \?(\w+) \{[^{}]*\}|LIMIT [0-9]+")
_HEADER = re.compile(r"^#\+ ?(\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a canned query.

    `type` is `string`, `integer`, `limit` (the number behind LIMIT in the text), or what the graph must know: `list`
    (the id of a ranking), `name` (a label or division code), `kind` (of a finding).
    """

    name: str
    type: str
    default: Any
    about: str
    choices: tuple[str, ...] = ()

    def parse(self, value: Any, query: str) -> str | int:
        """`value` in the parameter's type. Raises QueryError for a value that it cannot take."""
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise QueryError(f"query {query!r}: a parameter must be text or a whole number", column=f"--{self.name}",
                             value=value)
        if self.type in ("integer", "limit"):
            if not re.fullmatch(r"[0-9]{1,9}", str(value)):
                raise QueryError("a parameter must be a whole number", column=f"--{self.name}", value=value,
                                 hint=f"such as {self.default}")
            return int(value)
        if self.choices and value not in self.choices:
            raise QueryError(f"query {query!r}: a parameter has a value that it cannot take", column=f"--{self.name}",
                             value=value, hint=f"one of: {', '.join(self.choices)}")
        if not _is_text(str(value)):
            raise QueryError(f"query {query!r}: a parameter is no text", column=f"--{self.name}", value=value)
        return str(value)


def _is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: half of a surrogate pair cannot."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Query:
    """A canned query: its question in words, its parameters and its SPARQL text."""

    name: str
    summary: str
    summary_zh: str
    text: str = field(repr=False)
    parameters: tuple[Parameter, ...] = ()

    def bind(self, values: dict[str, Any]) -> str:
        """The SPARQL text with `values` in place of the defaults. Raises QueryError for an unknown parameter."""
        known = {parameter.name: parameter for parameter in self.parameters}
        bound: dict[str, str] = {}
        for name, value in values.items():
            if name not in known:
                raise QueryError(f"query {self.name!r} has no such parameter", column=f"--{name}", value=value,
                                 hint=f"it has: {', '.join(f'--{n}' for n in known) or 'none'}")
            parsed = known[name].parse(value, self.name)
            if known[name].type == "limit":
                bound["LIMIT"] = f"LIMIT {parsed}"
            else:
                bound[name] = f"VALUES ?{name} {{ {sparql_literal(parsed)} }}"
        # One pass, so that a value that looks like a clause is never taken for one.
        return _SLOT.sub(lambda slot: bound.get(slot[1] or "LIMIT", slot[0]), self.text)


def read_query(file: Path) -> Query:
    """A canned query from its file. Raises QueryError where the header and the text do not agree."""
    text = file.read_text("utf-8")
    header = dict(_HEADER.findall(text))
    parameters = tuple(Parameter(name, about["type"], about["default"], about["about"], tuple(about.get("choices", ())))
                       for name, about in json.loads(header.get("params", "{}")).items())
    for parameter in parameters:
        slots = {slot[1] or "LIMIT" for slot in _SLOT.finditer(text)}
        if (parameter.name if parameter.type != "limit" else "LIMIT") not in slots:
            raise QueryError("a parameter needs a VALUES clause", file=file.name, column=parameter.name)
    return Query(file.stem, header["summary"], header["summary_zh"], text, parameters)


def load_queries(folder: Path) -> dict[str, Query]:
    """Every canned query, by name."""
    return {file.stem: read_query(file) for file in sorted(folder.glob("*.rq"))}


def load_query(folder: Path, name: str) -> Query:
    """The canned query `name`. Raises QueryError, with near names, where there is none."""
    file = folder / f"{name}.rq"
    if re.fullmatch(r"[a-z-]+", name) and file.is_file():
        return read_query(file)
    import difflib

    names = [file.stem for file in sorted(folder.glob("*.rq"))]
    near = difflib.get_close_matches(name, names, cutoff=0.4)
    raise QueryError("there is no such query", value=name,
                     hint=f"did you mean {', '.join(near)}?" if near else f"there are: {', '.join(names)}")
