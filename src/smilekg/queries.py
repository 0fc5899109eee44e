"""Canned queries: one question a file in `queries/`, with a header (`header.py`) that says it in words.

A parameter `x` stands in the text as `VALUES ?x { "default" }`, so a file runs as it is in any SPARQL tool, and another
value replaces that clause as an RDF term.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from .errors import QueryError
from .header import read_header, without_header
from .lexical import is_text
from .store import sparql_literal

Kind = Literal["string", "integer", "limit", "list", "name", "place", "kind"]

_SLOT = re.compile(r"VALUES \?(\w+) \{[^{}]*\}|LIMIT [0-9]+")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a canned query.

    `type` is `string`, `integer`, `limit` (the number behind LIMIT in the text), or what the graph must know: `list`
    (the id of a ranking), `name` (a label or division code), `place` (what stands for one place: bound as its division
    code, or its name where it has none), `kind` (of a finding). `default` and `example` are text, or whole numbers for
    `integer` and `limit`; `about` says in English what it is, `about_zh` in Chinese; an example is a value other than
    the default that gives rows, where the header has one. `choices` are all values that can be given; none means any.
    """

    name: str
    type: Kind
    default: str | int
    about: str
    choices: tuple[str, ...] = ()
    example: str | int | None = None
    about_zh: str = ""

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
        if not is_text(str(value)):
            raise QueryError(f"query {query!r}: a parameter is no text", column=f"--{self.name}", value=value)
        return str(value)


@dataclass(frozen=True)
class Query:
    """A canned query: its question and a note in English and Chinese, its tags, its SPARQL text, its parameters.

    `text` is the whole file, header and defaults included: it runs as it stands. `tags` are some of `header.TAGS`.
    `chart` names the chart that fits the answer, and its columns: docs/queries.md.
    """

    name: str
    summary: str
    summary_zh: str
    text: str = field(repr=False)
    parameters: tuple[Parameter, ...] = ()
    description: str = field(default="", repr=False)
    description_zh: str = field(default="", repr=False)
    tags: tuple[str, ...] = ()
    chart: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def sparql(self) -> str:
        """The SPARQL text without the header."""
        return without_header(self.text)

    def bind(self, values: Mapping[str, Any]) -> str:
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
        if not bound:
            return self.text
        # One pass, so that a value that looks like a clause is never taken for one.
        return _SLOT.sub(lambda slot: bound.get(slot[1] or "LIMIT", slot[0]), self.text)


def read_query(file: Path) -> Query:
    """A canned query from its file. Raises QueryError for a broken header, and where it and the text do not agree."""
    text = file.read_text("utf-8")
    header = read_header(text, file.name)
    parameters = tuple(_parameter(name, about, file.name) for name, about in header.parameters.items())
    slots = {slot[1] or "LIMIT" for slot in _SLOT.finditer(without_header(text))}
    for parameter in parameters:
        if (parameter.name if parameter.type != "limit" else "LIMIT") not in slots:
            raise QueryError("a parameter needs a VALUES clause", file=file.name, column=parameter.name)
    return Query(file.stem, header.summary, header.summary_zh, text, parameters, header.description,
                 header.description_zh, header.tags, header.chart)


def _parameter(name: str, about: Mapping[str, Any], file: str) -> Parameter:
    """A parameter as the header has it. Raises QueryError where something is missing."""
    if not {"type", "default", "about"} <= set(about) or about["type"] not in get_args(Kind):
        raise QueryError("a parameter needs a type, a default and a text about it", file=file, column=name,
                         hint=f"the types are: {', '.join(get_args(Kind))}")
    return Parameter(name, about["type"], about["default"], about["about"], tuple(about.get("choices", ())),
                     about.get("example"), about.get("about_zh", ""))


@lru_cache(maxsize=256)
def _kept(file: str, changed: int) -> Query:
    """A query that is asked again need not be read again, as long as its file has not changed."""
    return read_query(Path(file))


def load_queries(folder: Path) -> dict[str, Query]:
    """Every canned query, by name."""
    return {file.stem: _kept(str(file), file.stat().st_mtime_ns) for file in sorted(folder.glob("*.rq"))}


def load_query(folder: Path, name: str) -> Query:
    """The canned query `name`. Raises QueryError, with near names, where there is none."""
    if isinstance(name, str) and re.fullmatch(r"[a-z-]+", name):
        file = f"{folder}/{name}.rq"
        with suppress(FileNotFoundError):
            return _kept(file, os.stat(file).st_mtime_ns)
    import difflib

    names = [file.stem for file in sorted(folder.glob("*.rq"))]
    near = difflib.get_close_matches(str(name), names, cutoff=0.4)
    raise QueryError("there is no such query", value=name,
                     hint=f"did you mean {', '.join(near)}?" if near else f"there are: {', '.join(names)}")
