"""The graph as a network of things, for Gephi, yEd, Cytoscape and their like: GraphML and GEXF."""

import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..answers.frames import needed
from ..errors import BuildError
from ..rdf import NOT_XML
from ..terms import local
from .contents import Contents
from .files import File, write

if TYPE_CHECKING:
    import networkx


def graphml(contents: Contents, folder: Path) -> Iterator[File]:
    """`smilekg.graphml`"""
    write_xml = needed("networkx", "network").readwrite.graphml.write_graphml_xml
    return _written(contents, folder, "graphml", "application/graphml+xml", write_xml)


def gexf(contents: Contents, folder: Path) -> Iterator[File]:
    """`smilekg.gexf`, without the day on which it was made."""
    return _written(contents, folder, "gexf", "application/gexf+xml", needed("networkx", "network").write_gexf)


def _written(contents: Contents, folder: Path, ending: str, media_type: str,
             write_xml: Callable[["networkx.MultiDiGraph", io.BytesIO], None]) -> Iterator[File]:
    graph, body = network(contents), io.BytesIO()
    write_xml(graph, body)
    # A reader of XML takes a bare CR for a line feed.
    text = re.sub(rb' lastmodifieddate="[^"]*"', b"", body.getvalue().replace(b"\r", b"&#13;"), count=1)
    write(folder, f"smilekg.{ending}", text)
    about = f"a network: {len(graph):,} things, {graph.number_of_edges():,} edges"
    yield File(f"smilekg.{ending}", media_type, about)


def network(contents: Contents) -> "networkx.MultiDiGraph":
    """Things and lists as nodes; an edge for each entry, and for within, run by, headquarters, of edition.

    Raises BuildError for a label with a control character, which XML cannot carry.
    """
    made = needed("networkx", "network").MultiDiGraph()
    for row in contents.ask("nodes"):
        made.add_node(local(row["node"]), **_cells(row, "kind", "label", "label_en", "lat", "long"))
    for number, row in enumerate(contents.ask("edges")):
        ends = local(row["source"]), local(row["target"])
        if made.has_node(ends[0]) and made.has_node(ends[1]):
            cells = _cells(row, "relation", "entry", "position", "rank", "score", "value")
            made.add_edge(*ends, key=number, **cells)
    return made


def _cells(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: _cell(row[name]) for name in names if row[name] is not None}


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str) and NOT_XML.search(value):
        raise BuildError("a network in XML cannot carry a control character", value=value,
                         hint="use another format, or mend the label")
    return local(str(value)) if isinstance(value, str) else value
