"""Why an answer is empty.

Ever larger parts of the query are asked for until one has no match. That part is made as small as it can be, and what
it names is looked for in the graph. It is a help, not a proof: it gives up at its deadline, and it never raises.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic
from typing import Any

from ..errors import QueryError
from ..terms import PREFIXES
from . import internal
from .patterns import Constants, Part, Select, asks_elsewhere, branches_of, constants, parts_of, read_select

_UNKNOWN = "nothing in the graph fits the whole of the query"
_KEEPS_ROWS = ("optional", "bind")  # parts that cannot take a row away


class _Late(Exception):
    """The deadline has passed."""


@dataclass
class _Search:
    graph: Any
    query: Select
    deadline: float
    values: dict[str, list[Any]] = field(default_factory=dict)


def why_empty(graph: Any, sparql: str, seconds: float) -> str:
    """The reason in a sentence or two; where none is found in `seconds`, that."""
    if graph is None or not sparql:
        return "the answer has lost its graph, so the reason cannot be looked for"
    said: list[str] = []
    # A thread, because a query that the embedded engine has begun cannot be stopped; Python can leave it behind.
    search = Thread(target=_say, args=(said, graph, sparql, monotonic() + seconds), daemon=True)
    search.start()
    search.join(seconds)
    return said[0] if said else f"{_UNKNOWN}; which part, was not found in {seconds:g} s"


def _say(said: list[str], graph: Any, sparql: str, deadline: float) -> None:
    try:
        said.append(_reason(graph, sparql, deadline))
    except _Late:
        pass
    except Exception:  # whatever the parser or a store makes of a strange query: a help must not fail
        said.append(_UNKNOWN)


def _reason(graph: Any, sparql: str, deadline: float) -> str:
    if asks_elsewhere(sparql):
        return f"{_UNKNOWN}; which part, is not looked for where a query asks another store"
    query = read_select(sparql)
    search = _Search(graph, query, deadline)
    search.values = dict(constants(query.prologue, query.where).values)
    finding = _first_failing(search, query.where)
    if not finding:
        return _cut(query)
    return _unknown_value(search, finding) or _words(search, finding)


# --- the smallest part that nothing matches


def _matches(search: _Search, parts: Iterable[Part]) -> bool:
    """Whether something matches these parts together. A part that the store cannot run alone counts as matched."""
    if monotonic() > search.deadline:
        raise _Late
    body = " .\n".join(part.text for part in parts)
    try:
        return bool(search.graph.sparql(f"{search.query.prologue}\nASK {search.query.dataset} {{ {body} }}").rows[0][0])
    except QueryError:
        return True


def _first_failing(search: _Search, group: str) -> list[Part]:
    """The part of a group that takes the last match away, behind those that it needs for it; none where all match."""
    parts = _in_order(parts_of(group))
    for place, part in enumerate(parts, 1):
        if part.kind not in _KEEPS_ROWS and not _matches(search, parts[:place]):
            return _narrowed(search, parts[:place])
    return []


def _in_order(parts: list[Part]) -> list[Part]:
    """`parts` with each FILTER as early as what stands behind it can no longer change what it sees."""
    ordered, filters = list[Part](), [part for part in parts if part.kind == "filter"]
    rest = [part for part in parts if part.kind != "filter"]
    while rest:
        ordered.append(rest.pop(0))
        bound = {name for part in ordered if part.kind == "triple" for name in part.variables}
        open_ = {name for part in rest for name in part.variables} - bound
        ready = [one for one in filters if _is_bound(one, ordered) and not one.variables & open_]
        ordered += ready
        filters = [one for one in filters if one not in ready]
    return [*ordered, *filters]


def _is_bound(part: Part, before: list[Part]) -> bool:
    return part.variables <= {name for one in before if one.kind != "filter" for name in one.variables}


def _narrowed(search: _Search, parts: list[Part]) -> list[Part]:
    """The fewest of `parts` that have no match together, or what has none inside the last of them."""
    last = parts[-1]
    if last.kind in ("select", "group") and not _matches(search, [last]):
        return _inside(search, last) or [last]
    return _fewest(search, parts)


def _fewest(search: _Search, parts: list[Part]) -> list[Part]:
    """`parts` without those that need not be there for the rest to have no match; the last stays.

    What binds a variable of a FILTER stays with it: without that the filter fails for another reason.
    """
    kept = parts
    for part in sorted(parts[:-1], key=lambda one: one.kind != "filter"):
        fewer = [one for one in kept if one is not part]
        if all(one.kind != "filter" or _is_bound(one, fewer) for one in fewer) and not _matches(search, fewer):
            kept = fewer
    return kept


def _inside(search: _Search, part: Part) -> list[Part]:
    """What has no match inside a group; of a UNION, whose branches all have none, inside the first."""
    if part.kind == "select":
        return _first_failing(search, read_select(part.text, inner=True).where)
    return _first_failing(search, branches_of(part)[0])


# --- what the part names, and the graph does not have


def _unknown_value(search: _Search, finding: list[Part]) -> str:
    """A sentence on the first value of the part that exists nowhere; empty where all exist."""
    simple = [part for part in finding if part.kind in ("triple", "filter", "values")]
    used = {name for part in simple for name in part.variables} & search.values.keys()
    terms = {name: " ".join(term.n3() for term in search.values[name]) for name in sorted(used)}
    given = [f"VALUES ?{name} {{ {some} }}" for name, some in terms.items()]
    body = " .\n".join([*given, *(part.text for part in simple if part.kind != "values")])
    named = constants(search.query.prologue, body)
    return _unknown_text(search, named) or _unknown_iri(search, named)


def _unknown_text(search: _Search, named: Constants) -> str:
    for verb, literal in sorted(named.literals, key=str):
        if not _asked(search, f"ASK {{ ?s {verb} {literal.n3()} }}"):
            said = _misspelt(search, verb, literal) or _nowhere(search, literal)
            if said:
                return said
    for literal in sorted(named.compared, key=str):
        if said := _nowhere(search, literal):
            return said
    return ""


def _asked(search: _Search, text: str) -> Any:
    """The first row of a small query, or the answer to an ASK; None where there is no row."""
    if monotonic() > search.deadline:
        raise _Late
    rows = search.graph.sparql(text).rows
    return rows[0] if rows and len(rows[0]) > 1 else bool(rows and rows[0][0])


def _quoted(literal: Any) -> str:
    from rdflib import Literal

    return str(Literal(str(literal)).n3())


def _misspelt(search: _Search, verb: str, literal: Any) -> str:
    """The same text with another language or datatype."""
    found = _asked(search, f"SELECT (LANG(?o) AS ?l) (STR(DATATYPE(?o)) AS ?d) {{ ?s {verb} ?o "
                           f"FILTER(ISLITERAL(?o) && STR(?o) = {_quoted(literal)}) }} ORDER BY DESC(?l) LIMIT 1")
    if not found:
        return ""
    tag = f"@{found[0]}" if found[0] else f"^^{_prefixed(found[1])}"
    return f"the graph has no {literal.n3()} there, but it has {_quoted(literal)}{tag}"


def _nowhere(search: _Search, literal: Any) -> str:
    """That nothing in the graph reads so, whatever its language or datatype. Numbers are no names."""
    is_text = str(literal) and (literal.datatype is None or str(literal.datatype) == PREFIXES["xsd"] + "string")
    if not is_text or _asked(search, f"ASK {{ ?s ?p ?o FILTER(STR(?o) = {_quoted(literal)}) }}"):
        return ""
    variable = next((f" (?{name})" for name, terms in search.values.items() if literal in terms), "")
    near = _near(str(literal), [row["value"] for row in internal.ask(search.graph, "result-known")])
    return f"{str(literal)!r}{variable} is no name, id or code in the graph; {near}"


def _unknown_iri(search: _Search, named: Constants) -> str:
    for iri in sorted(named.properties):
        if not _asked(search, f"ASK {{ ?s {iri.n3()} ?o }}"):
            return f"nothing has the property {_prefixed(iri)}; {_near_iri(search, iri, 'properties')}"
    for iri in sorted(named.things):
        if not _asked(search, f"ASK {{ {{ {iri.n3()} ?p ?o }} UNION {{ ?s ?p {iri.n3()} }} }}"):
            return f"the graph knows no {_prefixed(iri)}; {_near_iri(search, iri, 'things')}"
    return ""


def _near_iri(search: _Search, iri: str, among: str) -> str:
    known = [_prefixed(row["value"]) for row in internal.ask(search.graph, f"result-{among}")]
    prefix = _prefixed(iri).partition(":")[0]
    return _near(_prefixed(iri), [name for name in known if name.startswith(f"{prefix}:")])


def _near(value: str, known: Iterable[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known)}
    near = [folded[name] for name in difflib.get_close_matches(value.casefold(), folded, 4, 0.5)]
    return f"near ones: {', '.join(near)}" if near else "nothing is near it"


def _prefixed(iri: str) -> str:
    name = max((name for name, start in PREFIXES.items() if iri.startswith(start)), key=lambda n: len(PREFIXES[n]),
               default=None)
    return f"{name}:{iri.removeprefix(PREFIXES[name])}" if name else f"<{iri}>"


# --- in words


def _words(search: _Search, finding: list[Part]) -> str:
    last, rest = finding[-1], [part for part in finding[:-1] if part.kind != "values"]
    if last.kind == "filter":
        filters = [part for part in finding if part.kind == "filter"]
        return f"{_list(filters)} {'leaves' if len(filters) == 1 else 'leave'} no row{_where(search, filters)}"
    where = _where(search, finding)
    if last.kind == "minus":
        return f"`{last.words}` leaves no row of {_list(rest)}{where}"
    together = f" together with {_list(rest)}" if rest else ""
    return f"nothing matches `{last.words}`{together}{where}"


def _list(parts: list[Part]) -> str:
    shown = [f"`{part.words}`" for part in parts[-4:]]
    return " and ".join([*([f"{len(parts) - 4} more"] if len(parts) > 4 else []), *shown])


def _where(search: _Search, parts: list[Part]) -> str:
    """`, where ?min is 9`: what VALUES gives the variables of these parts."""
    used = sorted({name for part in parts for name in part.variables} & search.values.keys())
    shown = {name: dict.fromkeys(_shown(term) for term in search.values[name][:4]) for name in used}
    given = [f"?{name} is {' or '.join(terms)}" for name, terms in shown.items()]
    return f", where {' and '.join(given)}" if given else ""


def _shown(term: Any) -> str:
    from rdflib import Literal

    is_number = isinstance(term, Literal) and isinstance(term.value, (int, float))
    return str(term) if is_number else _prefixed(term) if not isinstance(term, Literal) else str(term.n3())


def _cut(query: Select) -> str:
    """Why a query whose WHERE has matches gives no row."""
    cutting = re.search(r"\bHAVING\b|\bOFFSET\s+\d+|\bLIMIT\s+0\b|\bVALUES\b", query.modifiers, re.IGNORECASE)
    return f"there are matches, but `{cutting[0]}` behind them leaves no row" if cutting else _UNKNOWN
