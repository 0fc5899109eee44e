"""Common properties and notes -> N-Triples (csv2rdf, section 6: the part of JSON-LD to RDF that metadata may use).

Blank nodes have no order or meaning beyond their triples, so any new label will do.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...terms import RDF_TYPE, XSD
from ..context import CSVW
from ..ntriples import iri, literal

Blank = Callable[[], str]


def triples(subject: str, annotations: Iterable[tuple[str, Any]], notes: Iterable[Any], blank: Blank) -> Iterator[str]:
    """The lines (` .\\n` at their end) that say `annotations` and `notes`, as `metadata` normalised them, of `subject`.

    `subject` is written as N-Triples writes it, `<iri>` or `_:label`; `blank()` gives a new `_:label`.
    """
    for name, value in annotations:
        yield from _said(subject, iri(name), value, blank)
    for note in notes:
        yield from _said(subject, iri(CSVW + "note"), note, blank)


def _said(subject: str, predicate: str, value: Any, blank: Blank) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _said(subject, predicate, item, blank)
    elif isinstance(value, dict) and "@value" not in value:
        node = iri(value["@id"]) if "@id" in value else blank()
        yield f"{subject} {predicate} {node} .\n"
        yield from _node(node, value, blank)
    elif (written := _literal(value)) is not None:
        yield f"{subject} {predicate} {written} .\n"


def _node(subject: str, node: dict[str, Any], blank: Blank) -> Iterator[str]:
    for name in node.get("@type", ()):
        yield f"{subject} {iri(RDF_TYPE)} {iri(name)} .\n"
    for key, value in node.items():
        if not key.startswith("@"):
            yield from _said(subject, iri(key), value, blank)


def _literal(value: Any) -> str | None:
    """The literal of a JSON value or of a `@value`; None for null, which says nothing."""
    said = value if isinstance(value, dict) else {"@value": value}
    text, datatype = _lexical(said["@value"], said.get("@type"))
    return None if text is None else literal(text, said.get("@type") or datatype, said.get("@language"))


def _lexical(value: Any, wanted: str | None) -> tuple[str | None, str | None]:
    """The lexical form of a JSON value, and the datatype that it has of itself (JSON-LD 1.0, section 10.6)."""
    if value is None or isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return str(value).lower(), XSD + "boolean"
    if isinstance(value, float) and (not value.is_integer() or abs(value) >= 1e21 or wanted == XSD + "double"):
        return _double(value), XSD + "double"
    return str(int(value)), XSD + "integer"


def _double(value: float) -> str:
    """The canonical form of xsd:double: 42.5 -> 4.25E1."""
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"
