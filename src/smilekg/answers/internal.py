"""Small questions that an answer asks about its own rows. Their text lives in `queries/internal/`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from ..paths import shipped

_BATCH = 1000  # IRIs in one query: more than any canned question gives, and within what stores take
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def ask(graph: Any, name: str, **values: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of an internal question. Each of `values` are the IRIs that take the place of `VALUES ?name { }`.

    Raises QueryError where the store cannot answer.
    """
    text = text_of(name)
    if not values:
        return [dict(row) for row in graph.sparql(text)]
    [(slot, iris)] = values.items()
    return [dict(row) for batch in _batches(iris)
            for row in graph.sparql(re.sub(rf"VALUES \?{slot} \{{[^{{}}]*\}}", lambda _: _clause(slot, batch), text))]


@cache
def text_of(name: str) -> str:
    """The text of an internal question; read once, because a confined process can open no file later."""
    return (shipped().queries / "internal" / f"{name}.rq").read_text("utf-8")


def _batches(iris: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted({str(iri) for iri in iris if not _NO_IRI.search(iri)}))
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _clause(slot: str, iris: list[str]) -> str:
    return f"VALUES ?{slot} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def labels(graph: Any, iris: Iterable[str], language: str) -> dict[str, str]:
    """The label of each IRI that has one: in `language`, else in Chinese, else any."""
    order = {language: 2, "zh": 1}
    found = sorted(ask(graph, "result-labels", iri=iris), key=lambda row: (order.get(row["language"], 0), row["label"]))
    return {str(row["iri"]): row["label"] for row in found}


def points(graph: Any, iris: Iterable[str]) -> dict[str, dict[str, Any]]:
    """`lat`, `long` (decimal degrees, WGS 84) and `basis` (seat or parent) of each IRI that has a point."""
    return {str(row["iri"]): row for row in ask(graph, "result-points", iri=iris)}


def around(graph: Any, iris: Iterable[str]) -> dict[str, str]:
    """The next place around each IRI that lies in one."""
    return {str(row["iri"]): row["around"] for row in ask(graph, "result-around", iri=iris)}
