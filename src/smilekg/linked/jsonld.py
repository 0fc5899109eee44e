"""Triples -> JSON-LD, shortened by `ontology/context.jsonld`. A document carries the part of the context that it uses:
nothing has to be fetched to read it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from ..paths import shipped
from ..rdf import Triple, in_order, is_blank
from ..store import is_iri
from ..terms import RDF_TYPE, XSD

Value = Any  # of JSON
_NATIVE: dict[str, Callable[[str], int | bool]] = {XSD + "integer": int, XSD + "boolean": {"true": True, "false": False}.__getitem__}


def to_jsonld(triples: Iterable[Triple], first: str = "") -> bytes:
    """JSON-LD 1.1: an object for each subject in `@graph`, that of the IRI `first` before the others."""
    used: dict[str, Any] = {}
    context = Context(used)
    nodes: defaultdict[Any, list[Triple]] = defaultdict(list)
    for triple in in_order(triples, first):
        nodes[triple.subject].append(triple)
    graph = [_node(context, subject, about) for subject, about in nodes.items()]
    whole = {"@context": {"@version": 1.1, **dict(sorted(used.items()))}, "@graph": graph}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


@cache
def read_context() -> dict[str, Any]:
    """The terms and prefixes of `ontology/context.jsonld`."""
    terms: dict[str, Any] = json.loads(shipped().context.read_text("utf-8"))["@context"]
    return terms


@cache
def _prefixes() -> dict[str, str]:
    return {name: iri for name, iri in read_context().items() if isinstance(iri, str) and iri[-1:] in "/#"}


@cache
def _names() -> dict[str, str]:
    """The term of each IRI that has one."""
    return {_expanded(_iri_of(term)): name for name, term in read_context().items()
            if not name.startswith("@") and name not in _prefixes()}


@cache
def _expanded(name: str) -> str:
    """`smile:rank` as an IRI."""
    prefix, _, rest = name.partition(":")
    return _prefixes()[prefix] + rest if prefix in _prefixes() else name


class Context:
    """How IRIs and values are shortened. `used` gathers the terms and prefixes that it took to do so."""

    def __init__(self, used: dict[str, Any]):
        self.terms, self.prefixes, self.names, self.used = read_context(), _prefixes(), _names(), used

    def term(self, iri: str) -> str | None:
        """The one word for a property or class, noted as used; None where there is none."""
        name = self.names.get(iri)
        if name is not None:
            self.used[name] = self.terms[name]
            self._note(_iri_of(self.terms[name]))
            self._note(_type_of(self.terms[name]) or "")
        return name

    def _note(self, short: str) -> None:
        prefix = short.partition(":")[0]
        if prefix in self.prefixes:
            self.used[prefix] = self.prefixes[prefix]

    def compact(self, iri: str) -> str:
        """An IRI with a prefix where it has one of the context."""
        for prefix, start in self.prefixes.items():
            if iri.startswith(start) and not iri.removeprefix(start).startswith("//"):
                self.used[prefix] = start
                return f"{prefix}:{iri.removeprefix(start)}"
        return iri


def _iri_of(term: Any) -> str:
    return str(term["@id"] if isinstance(term, dict) else term)


def _type_of(term: Any) -> str | None:
    return term.get("@type") if isinstance(term, dict) else None


def _node(context: Context, subject: Any, about: list[Triple]) -> dict[str, Value]:
    node: dict[str, Value] = {"@id": _id(context, subject)}
    values: defaultdict[str, list[Any]] = defaultdict(list)
    for triple in about:
        values[triple.predicate.value].append(triple.object)
    types = values.pop(RDF_TYPE, [])
    if types and all(map(is_iri, types)):
        node["@type"] = _one_or_all([context.term(one.value) or context.compact(one.value) for one in types])
    elif types:
        values[RDF_TYPE] = types
    for property, terms in values.items():
        node |= _property(context, property, terms)
    return node


def _id(context: Context, term: Any) -> str:
    return f"_:{term.value}" if is_blank(term) else context.compact(term.value)


def _property(context: Context, property: str, terms: list[Any]) -> dict[str, Value]:
    """A property with its values: short where each fits what its term says, else written out under its whole IRI."""
    name = context.names.get(property)
    said = context.terms[name] if name is not None else None
    kind, is_map = _type_of(said), isinstance(said, dict) and said.get("@container") == "@language"
    if name is None or not all(_fits(context, kind, is_map, term) for term in terms):
        return {property: _one_or_all([_whole(context, term) for term in terms])}
    context.term(property)
    if is_map:
        return {name: _by_language(terms)}
    return {name: _one_or_all([_short(context, kind, term) for term in terms])}


def _fits(context: Context, kind: str | None, is_map: bool, term: Any) -> bool:
    if is_map:
        return bool(getattr(term, "language", None))
    if kind == "@id" or kind is None:
        return (is_iri(term) or is_blank(term)) == (kind == "@id")
    return bool(hasattr(term, "datatype") and not term.language and term.datatype.value == _expanded(kind))


def _by_language(terms: list[Any]) -> dict[str, Value]:
    spoken: defaultdict[str, list[Value]] = defaultdict(list)
    for term in terms:
        spoken[term.language].append(term.value)
    return {language: _one_or_all(texts) for language, texts in sorted(spoken.items())}


def _short(context: Context, kind: str | None, term: Any) -> Value:
    if kind == "@id":
        return _id(context, term)
    return term.value if kind else _whole(context, term)


def _whole(context: Context, term: Any) -> Value:
    """A value that says its own datatype or language; numbers and truth values in their one form as those of JSON."""
    if is_iri(term) or is_blank(term):
        return {"@id": _id(context, term)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return term.value
    native = _native(datatype, term.value)
    return native if native is not None else {"@type": context.compact(datatype), "@value": term.value}


def _native(datatype: str, text: str) -> int | bool | None:
    """A number or truth value whose text is the one that JSON-LD makes of it; None for any other."""
    try:
        value: int | bool = _NATIVE[datatype](text)
    except (KeyError, ValueError):
        return None
    return value if json.dumps(value) == text and abs(value) < 10**15 else None


def _one_or_all(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else values
