"""A thing in the terms of schema.org, as the JSON-LD that stands in the head of its page.

The terms are chosen by the CONSTRUCT queries in `queries/views/schema-*.rq`, which make the same for the whole graph.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ..graph import Graph
from ..paths import shipped
from ..rdf import Triple, in_order, objects
from ..store import is_iri, python_value, sparql_iri
from ..terms import PREFIXES, RDF_TYPE

SCHEMA = "https://schema.org/"
_CLASS = re.compile(r"\((smile|skos):(\w+) schema:\w+\)")
_SLOT = re.compile(r"VALUES \?thing \{[^{}]*\}")
_NAMES = ("name", "alternateName")


def schema_org(graph: Graph, iri: str, language: str) -> dict[str, Any] | None:
    """The JSON-LD of a thing, its names in `language` (`zh`, `en`); None for a kind of thing that schema.org has no
    word for. What it needs to be read stands in its own `@context`."""
    views = {by_class()[kind] for kind in _classes(graph, iri) if kind in by_class()}
    triples = {triple for view in views for triple in _made(graph, view, iri)}
    if not triples:
        return None
    return {"@context": {"@vocab": SCHEMA}, **_Nest(triples, iri, language).node(iri)}


def script_safe(value: Any) -> str:
    """JSON as it may stand in a `<script>`: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def by_class() -> Mapping[str, str]:
    """The view that describes the instances of each class, by the IRI of the class."""
    texts = {file.stem: file.read_text("utf-8") for file in sorted((shipped().queries / "views").glob("schema-*.rq"))}
    return {PREFIXES[prefix] + name: text for text in texts.values() for prefix, name in _CLASS.findall(text)}


def _classes(graph: Graph, iri: str) -> list[str]:
    return sorted(term.value for term in objects(graph.store.about([iri]), RDF_TYPE) if is_iri(term))


def _made(graph: Graph, view: str, iri: str) -> Iterable[Triple]:
    made: Iterable[Triple] = graph.store.query(_SLOT.sub(f"VALUES ?thing {{ {sparql_iri(iri)} }}", view))
    return made


class _Nest:
    """Triples as nested objects, each thing written out where it is met first."""

    def __init__(self, triples: Iterable[Triple], root: str, language: str):
        self.language, self.parts = language, f"{root}#"
        self.about: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        triple: Any
        for triple in in_order(triples):
            self.about[triple.subject.value][triple.predicate.value.removeprefix(SCHEMA)].append(triple.object)

    def node(self, iri: str) -> dict[str, Any]:
        """A thing with all that hangs below it."""
        about: dict[str, list[Any]] = self.about.pop(iri, defaultdict(list))
        made: dict[str, Any] = {} if iri.startswith(self.parts) else {"@id": iri}
        types = [term.value.removeprefix(SCHEMA) for term in about.pop(RDF_TYPE, [])]
        if types:
            made["@type"] = types[0] if len(types) == 1 else types
        made |= _names(about, self.language)
        for property, terms in about.items():
            if property not in _NAMES:
                values = self._sorted([self._value(term) for term in self._spoken(terms)])
                made[property] = values[0] if len(values) == 1 else values
        return made

    def _value(self, term: Any) -> Any:
        if is_iri(term):
            return self.node(term.value) if term.value in self.about else {"@id": term.value}
        value = python_value(term)
        return value if isinstance(value, (bool, int, str)) else float(value)

    def _spoken(self, terms: list[Any]) -> list[Any]:
        """Texts in the language of the page where there are such, and all that has no language."""
        found = [term for term in terms if getattr(term, "language", None) in (None, self.language)]
        return found or terms

    @staticmethod
    def _sorted(values: list[Any]) -> list[Any]:
        """The lines of a list in their order."""
        return sorted(values, key=lambda value: value.get("position", 0) if isinstance(value, dict) else 0)


def _names(about: Mapping[str, list[Any]], language: str) -> dict[str, Any]:
    """One name in the language of the page; every other name beside it."""
    names = sorted(about.get("name", ()), key=lambda term: (term.language != language, term.language or ""))
    other = dict.fromkeys(term.value for term in (*names[1:], *about.get("alternateName", ())))
    beside = [name for name in other if name != names[0].value] if names else list(other)
    made: dict[str, Any] = {"name": names[0].value} if names else {}
    if beside:
        made["alternateName"] = beside[0] if len(beside) == 1 else beside
    return made
