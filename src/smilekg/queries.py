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

_HEADER = re.compile(r"^#\+ ?(\w+): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a canned query. `type` is `string`, `integer` or `list` (the id of a ranking)."""

    name: str
    type: str
    default: Any
    about: str
    choices: tuple[str, ...] = ()

    def parse(self, value: Any, query: str) -> str | int:
        """`value` in the parameter's type. Raises QueryError for a value that it cannot take."""
        if self.type == "integer":
            if not re.fullmatch(r"[0-9]{1,9}", str(value)):
                raise QueryError("a parameter must be a whole number", column=f"--{self.name}", value=value,
                                 hint=f"such as {self.default}")
            return int(value)
        if self.choices and value not in self.choices:
            raise QueryError(f"query {query!r}: a parameter has a value that it cannot take", column=f"--{self.name}",
                             value=value, hint=f"one of: {', '.join(self.choices)}")
        return str(value)


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
        text = self.text
        for name, value in values.items():
            if name not in known:
                raise QueryError(f"query {self.name!r} has no such parameter", column=f"--{name}", value=value,
                                 hint=f"it has: {', '.join(f'--{n}' for n in known) or 'none'}")
            term = sparql_literal(known[name].parse(value, self.name))
            text = _clause(name).sub(lambda _: f"VALUES ?{name} {{ {term} }}", text)
        return text


def _clause(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES \?{name} \{{[^{{}}]*\}}")


def read_query(file: Path) -> Query:
    """A canned query from its file. Raises QueryError where the header and the text do not agree."""
    text = file.read_text("utf-8")
    header = dict(_HEADER.findall(text))
    parameters = tuple(Parameter(name, about["type"], about["default"], about["about"], tuple(about.get("choices", ())))
                       for name, about in json.loads(header.get("params", "{}")).items())
    for parameter in parameters:
        if not _clause(parameter.name).search(text):
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
