"""What a store says of an IRI, from both ends."""

from collections.abc import Iterator
from typing import Any

from ..rdf import Triple, is_blank, node
from ..store import LocalStore, is_iri


def about(store: LocalStore, iri: str) -> list[Triple]:
    """Every triple about an IRI, and about the blank nodes that these lead to."""
    found: list[Triple] = []
    ahead: list[Any] = [node(iri)]
    seen = set(ahead)
    while ahead:
        for quad in store.store.quads_for_pattern(ahead.pop(), None, None):
            found.append(quad.triple)
            if is_blank(quad.object) and quad.object not in seen:
                seen.add(quad.object)
                ahead.append(quad.object)
    return found


def pointing(store: LocalStore, iri: str) -> Iterator[Triple]:
    """Every triple that leads to an IRI, but those from blank nodes."""
    return (quad.triple for quad in store.store.quads_for_pattern(None, None, node(iri)) if not is_blank(quad.subject))


def subjects(store: LocalStore) -> set[str]:
    """The IRIs of all that a store says something about."""
    terms: Iterator[Any] = (quad.subject for quad in store.store)
    return {term.value for term in terms if is_iri(term)}
