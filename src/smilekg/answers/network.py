"""Answers as graphs of networkx."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import QueryError
from .frames import needed
from .internal import around, labels
from .rows import Iri

if TYPE_CHECKING:
    import networkx


def to_networkx(graph: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], language: str
                ) -> "networkx.MultiDiGraph":
    """An edge a row, with the other cells on it. A row with one end alone is a node that carries them."""
    networkx = needed("networkx", "network")
    made = networkx.MultiDiGraph()
    dicts = [dict(zip(columns, row)) for row in rows]
    for start, end, cells in _edges(graph, columns, dicts):
        ends = [node for node in (start, end) if node is not None]
        made.add_nodes_from(ends)
        if len(ends) == 2:
            made.edges[start, end, made.add_edge(start, end)].update(cells)
        elif ends:
            made.nodes[ends[0]].setdefault("rows", []).append(cells)
    known = labels(graph, (node for node in made if isinstance(node, Iri)), language) if graph is not None else {}
    for node in made:
        if str(node) in known:
            made.nodes[node]["label"] = known[str(node)]
    return made


def _edges(graph: Any, columns: Sequence[str], rows: list[dict[str, Any]]) -> list[tuple[Any, Any, dict[str, Any]]]:
    """Both ends of each row and its other cells, by the first rule that fits."""
    linked = [name for name in columns if any(isinstance(row[name], Iri) for row in rows)]
    if not linked and rows:
        raise QueryError("no column has the IRIs that a graph is made of", hint="ask for ?entity too")
    source = linked[0] if linked else ""
    if len(linked) > 1 or "list" in columns:
        target = linked[1] if len(linked) > 1 else "list"
        return [(row[source], row[target], _others(row, source, target)) for row in rows]
    parents = around(graph, (row[source] for row in rows if row[source])) if graph is not None and rows else {}
    return [(row[source], parents.get(str(row[source])), _others(row, source)) for row in rows]


def _others(row: dict[str, Any], *ends: str) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if name not in ends}
