"""A query taken apart: the parts of its WHERE clause, each in the words of the query.

The grammar is rdflib's; it is imported on first use, because a question that has an answer never comes here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..terms import PREFIXES
from ..tokens import TOKEN, is_service, without_comments


@dataclass(frozen=True)
class Part:
    """One part of a group: `kind` is triple, filter, values, bind, optional, minus, graph, group or select."""

    kind: str
    text: str

    @property
    def words(self) -> str:
        """On one line, cut where it is long."""
        line = " ".join(self.text.split())
        return line if len(line) <= 120 else f"{line[:119]}…"

    @property
    def variables(self) -> set[str]:
        return set(re.findall(r"[?$](\w+)", self.text))


@dataclass(frozen=True)
class Select:
    """A SELECT query, or one inside another: what stands before its WHERE group, the group, and what stands behind."""

    prologue: str
    dataset: str
    where: str
    modifiers: str


@cache
def _grammar() -> Mapping[str, Any]:
    """Parsers that tell where each part starts and ends."""
    from pyparsing import Keyword, Located, Opt, Suppress, ZeroOrMore
    from rdflib.plugins.sparql import parser as rdflib

    def part(kind: str, element: Any) -> Any:
        return Located(element).set_parse_action(lambda found: (kind, found.locn_start, found.locn_end))

    where = Opt(Keyword("WHERE", caseless=True)) + part("where", rdflib.GroupGraphPattern)
    behind = part("modifiers", rdflib.SolutionModifier + rdflib.ValuesClause)
    inside = (part("filter", rdflib.Filter) | part("optional", rdflib.OptionalGraphPattern)
              | part("minus", rdflib.MinusGraphPattern) | part("bind", rdflib.Bind) | part("values", rdflib.InlineData)
              | part("graph", rdflib.GraphGraphPattern) | part("group", rdflib.GroupOrUnionGraphPattern)
              | part("triples", rdflib.TriplesSameSubjectPath))
    pair = part("verb", rdflib.VerbPath | rdflib.VerbSimple) + part("object", rdflib.ObjectPath)
    pairs = pair + ZeroOrMore(Suppress(",") + part("object", rdflib.ObjectPath))
    return {
        "query": part("prologue", rdflib.Prologue) + rdflib.SelectClause
        + part("dataset", ZeroOrMore(rdflib.DatasetClause)) + where + behind,
        "select": rdflib.SelectClause + where + behind,
        "group": Suppress("{") + (part("select", rdflib.SubSelect) | ZeroOrMore(inside + Opt(Suppress("."))))
        + Suppress("}"),
        "branches": part("branch", rdflib.GroupGraphPattern)
        + ZeroOrMore(Suppress(Keyword("UNION", caseless=True)) + part("branch", rdflib.GroupGraphPattern)),
        "triples": part("subject", rdflib.VarOrTerm) + pairs + ZeroOrMore(Suppress(";") + Opt(pairs)),
    }


def _taken(rule: str, text: str) -> list[Part]:
    """The parts that a parser finds. Raises pyparsing.ParseException for text that it does not take whole."""
    found = _grammar()[rule].parse_string(text, parse_all=True)
    return [Part(one[0], text[one[1]:one[2]].strip()) for one in found
            if isinstance(one, tuple) and len(one) == 3 and isinstance(one[0], str)]


def read_select(text: str, *, inner: bool = False) -> Select:
    """A SELECT query taken apart. Comments are left out."""
    parts = {part.kind: part.text for part in _taken("select" if inner else "query", without_comments(text))}
    return Select(parts.get("prologue", ""), parts.get("dataset", ""), parts["where"], parts["modifiers"])


def parts_of(group: str) -> list[Part]:
    """The parts of a group with its braces, in their order; each triple pattern is one of its own."""
    return [single for part in _taken("group", group)
            for single in (_triples(part) if part.kind == "triples" else [part])]


def asks_elsewhere(text: str) -> bool:
    """Whether a query has a SERVICE, outside its strings, IRIs and comments."""
    return any(map(is_service, TOKEN.finditer(text)))


def branches_of(group: Part) -> list[str]:
    """The groups of a UNION; of a group that is none, itself."""
    return [part.text for part in _taken("branches", group.text)]


def _triples(part: Part) -> list[Part]:
    """`?s ?p ?o ; ?q ?r` as two patterns; one that starts with brackets stays whole."""
    if part.text[0] in "[(":
        return [Part("triple", part.text)]
    subject = verb = ""
    found = []
    for word in _taken("triples", part.text):
        if word.kind == "subject":
            subject = word.text
        elif word.kind == "verb":
            verb = word.text
        else:
            found.append(Part("triple", f"{subject} {verb} {word.text}"))
    return found


@dataclass(frozen=True)
class Constants:
    """What a piece of a query names, as terms of rdflib.

    `properties` and `things` are IRIs, `literals` those of triples with the verb before them (in SPARQL), `compared`
    the literals in a filter's comparison, `values` what VALUES gives each variable.
    """

    properties: frozenset[Any]
    things: frozenset[Any]
    literals: frozenset[tuple[str, Any]]
    compared: frozenset[Any]
    values: Mapping[str, list[Any]]


def constants(prologue: str, body: str) -> Constants:
    """The constants of `body`; a variable in a triple or a comparison stands for what VALUES gives it."""
    from rdflib import Literal, URIRef, Variable
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    algebra = translateQuery(parseQuery(f"{prologue}\nASK {{ {body} }}"), initNs=dict(PREFIXES)).algebra
    nodes = list(_nodes(algebra))
    triples = [triple for node in nodes for triple in _triples_of(node)]
    values = _values(nodes)

    def given(term: Any) -> list[Any]:
        return values.get(str(term), []) if isinstance(term, Variable) else [term]

    def all_of(terms: Iterable[Any], kind: type) -> frozenset[Any]:
        return frozenset(one for term in terms for one in given(term) if isinstance(one, kind))

    return Constants(
        all_of((iri for _, verb, _ in triples for iri in _iris(verb)), URIRef),
        all_of((end for start, _, end in triples for end in (start, end)), URIRef),
        frozenset((verb.n3(), one) for _, verb, end in triples for one in given(end) if isinstance(one, Literal)),
        all_of((side for node in nodes for side in _sides(node)), Literal), values)


def _nodes(tree: Any) -> Iterator[Any]:
    """Every node of an algebra, those of EXISTS too."""
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(tree, CompValue):
        yield tree
        for branch in tree.values():
            yield from _nodes(branch)
    elif isinstance(tree, (list, tuple)):
        for branch in tree:
            yield from _nodes(branch)


def _triples_of(node: Any) -> list[tuple[Any, ...]]:
    if node.name == "BGP":
        return list(node.triples)
    # Inside EXISTS rdflib leaves the triples of a block in one row.
    rows = node.triples if node.name == "TriplesBlock" else []
    return [tuple(row[place:place + 3]) for row in rows for place in range(0, len(row) - 2, 3)]


def _iris(verb: Any) -> list[Any]:
    """The IRIs of a property path; of a path of one step, itself."""
    from rdflib.paths import Path as PropertyPath

    if not isinstance(verb, PropertyPath):
        return [verb]
    steps = getattr(verb, "args", None) or [getattr(verb, name) for name in ("arg", "path") if hasattr(verb, name)]
    return [iri for step in steps for iri in _iris(step)]


def _sides(node: Any) -> list[Any]:
    """Both sides of an equality, unless it is about a language or a datatype."""
    if node.name != "RelationalExpression" or node.op not in ("=", "IN"):
        return []
    sides = [node.expr, *(node.other if isinstance(node.other, list) else [node.other])]
    is_about_kind = any(getattr(side, "name", "") in ("Builtin_LANG", "Builtin_DATATYPE") for side in sides)
    return [] if is_about_kind else sides


def _values(nodes: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in (row for node in nodes if node.name == "values" for row in node.res):
        for variable, term in row.items():
            found.setdefault(str(variable), []).append(term)
    return found
