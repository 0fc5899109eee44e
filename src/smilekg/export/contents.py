"""What is exported: the graph, the tables and the description of one project, read once."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..graph import Graph
from ..paths import Project
from ..rdf import Triple, read_quads
from ..terms import DATA, PREFIXES
from .dataset import Dataset, read_dataset
from .table import Table, read_tables

_DERIVED = PREFIXES["prov"] + "wasDerivedFrom"
# Where the triples about a thing stand that no source is named for, by the first part of its IRI.
_GRAPHS = {"place": "places", "town": "places", "cluster": "places", "cluster-membership": "places",
           "correction": "ledger"}


@dataclass
class Contents:
    """The graph, the tables and the description of a project.

    Triples come from the files, never from a store, which would rewrite numbers.
    """

    project: Project

    @cached_property
    def triples(self) -> list[Triple]:
        """Every triple of the data, the ontology and its code lists, each once."""
        return list(dict.fromkeys(quad.triple for file in self.project.graph_files() for quad in read_quads(file)))

    @cached_property
    def graphs(self) -> dict[str, list[Triple]]:
        """The triples by named graph: one for each source, `places`, `ledger`, `names` and `ontology`."""
        sources: dict[str, list[str]] = defaultdict(list)
        for triple in self.triples:
            if triple.predicate.value == _DERIVED:
                sources[str(triple.subject)].append(_source_graph(triple.object.value))  # type: ignore[union-attr]
        graphs: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            for name in sources.get(str(triple.subject)) or [_other_graph(triple.subject.value)]:  # type: ignore[union-attr]
                graphs[name].append(triple)
        return dict(graphs)

    @cached_property
    def graph(self) -> Graph:
        """The same, to be asked."""
        return Graph(self.project)

    @cached_property
    def tables(self) -> list[Table]:
        """The tables with their types."""
        return read_tables(self.project.metadata)

    @cached_property
    def dataset(self) -> Dataset:
        """What data/curated/dataset.toml says."""
        return read_dataset(self.project.description)

    def ask(self, name: str) -> list[dict[str, Any]]:
        """The rows of `queries/internal/export-<name>.rq`."""
        text = (self.project.queries / "internal" / f"export-{name}.rq").read_text("utf-8")
        return [dict(row) for row in self.graph.sparql(text)]


def graph_iri(name: str) -> str:
    """The IRI of a named graph."""
    return f"{DATA}graph/{name}"


def _source_graph(source: str) -> str:
    return graph_iri(source.removeprefix(f"{DATA}source/"))


def _other_graph(subject: str) -> str:
    kind, _, rest = subject.removeprefix(DATA).partition("/")
    if not subject.startswith(DATA):
        return graph_iri("ontology")
    return graph_iri(rest if kind == "source" else _GRAPHS.get(kind, "names"))


