"""What is said of one of our IRIs: the triples that a program gets when it follows it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..errors import NameUnresolved, QueryError
from ..graph import Graph
from ..rdf import Triple, objects, read_quads, triple_of
from ..store import LocalStore, full_name, is_iri
from ..terms import DATA, DATASET, ONTOLOGY, RDF_TYPE
from ..things.asked import short
from . import said
from .addresses import document_path
from .blanks import stable
from .near import Near, near

POINTING = 250  # more links of one property to a thing are counted, not listed: the whole graph has them
KEPT = 256  # documents
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


class Unknown(NameUnresolved):
    """The graph says nothing of an IRI. `near` are IRIs that may have been meant."""

    def __init__(self, iri: str, near: Iterable[Near]):
        self.near = tuple(near)
        hint = f"near ones: {', '.join(one.iri for one in self.near)}" if self.near else "no IRI is near it"
        super().__init__("the graph says nothing of this", value=iri, hint=hint)


@dataclass(frozen=True)
class Document:
    """The triples of a document, `iri` being what it is about and `url` the document itself (its Turtle)."""

    iri: str
    url: str
    triples: tuple[Triple, ...]


class Linked:
    """A graph, the questions about it and the shapes that it meets, by IRI."""

    def __init__(self, graph: Graph):
        if not isinstance(graph.store, LocalStore):
            raise QueryError("a remote graph cannot be followed by IRI", value=graph.store.endpoint,
                             hint="load the graph instead")
        self.graph, self.project, self.store = graph, graph.project, graph.store
        self.document = lru_cache(KEPT)(self._document)

    @cached_property
    def beside(self) -> LocalStore:
        """What has IRIs of ours and is not in the graph: the shapes, and the questions as RDF."""
        files = [self.project.shapes, *sorted(self.project.catalogue.glob("*.ttl"))]
        return LocalStore(file for file in files if file.is_file())

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every IRI of ours that has a document."""
        known = said.subjects(self.store) | said.subjects(self.beside) | self._wholes.keys()
        return frozenset(iri for iri in known if iri.startswith((DATA, ONTOLOGY)))

    @cached_property
    def _wholes(self) -> dict[str, list[Path]]:
        """IRIs that stand for whole files: the ontology (also by the IRI of its version) and the shapes."""
        files = [file for file in self.project.vocabulary() if file.is_file()]
        if not files:
            return {}
        versions = [term.value for term in objects(self.store.about([ONTOLOGY]), _iri("owl:versionIRI"))]
        shapes = {f"{ONTOLOGY}shapes": [self.project.shapes]} if self.project.shapes.is_file() else {}
        return dict.fromkeys([ONTOLOGY, *versions], files) | shapes

    def _document(self, iri: str) -> Document:
        """The document of an IRI. Raises Unknown, with near ones, where nothing is said of it.

        It holds the triples about the thing and those that point at it, both names of all that these lead to, and
        what the document is. A property by which more than 250 things point at it is left out whole, and the
        document says how many there are.
        """
        if iri not in self.iris:
            raise self.unknown(iri)
        url = DATASET + document_path(iri, "ttl")
        if iri in self._wholes:
            whole = [quad.triple for file in self._wholes[iri] for quad in read_quads(file)]
            return Document(iri, url, tuple(stable([*whole, *self._about_document(iri, url, {})])))
        about = [*said.about(self.store, iri), *said.about(self.beside, iri)]
        listed, counted = self._pointing(iri)
        found = [*about, *listed]
        labels = self._labels(_iris(found) - {iri})
        return Document(iri, url, tuple(stable([*found, *labels, *self._about_document(iri, url, counted)])))

    def unknown(self, iri: str) -> Unknown:
        """The error that says that nothing is said of an IRI, and which ones are near it."""
        return Unknown(iri, near(self.iris, iri, self.graph))

    def _pointing(self, iri: str) -> tuple[list[Triple], dict[str, int]]:
        """The triples that point at a thing, and how many there are of each property that has too many."""
        every = {*said.pointing(self.store, iri), *said.pointing(self.beside, iri)}
        counts = Counter(triple.predicate.value for triple in every)
        return ([triple for triple in every if counts[triple.predicate.value] <= POINTING],
                {property: count for property, count in sorted(counts.items()) if count > POINTING})

    def _labels(self, iris: Iterable[str]) -> Iterator[Triple]:
        label = _iri("skos:prefLabel")
        return (triple for triple in self.store.about(sorted(iris)) if triple.predicate.value == label)

    @cached_property
    def _is_ours(self) -> bool:
        return self.store.files == self.project.graph_files()

    def _about_document(self, iri: str, url: str, counted: dict[str, int]) -> Iterator[Triple]:
        yield triple_of(url, RDF_TYPE, _iri("foaf:Document"))
        yield triple_of(url, _iri("foaf:primaryTopic"), iri)
        if self._is_ours:  # of other data we know neither
            yield triple_of(url, _iri("dct:isPartOf"), DATASET)
            yield triple_of(url, _iri("dct:license"), LICENSE)
        for property, count in counted.items():
            yield triple_of(url, _iri("rdfs:comment"), f"{count} things point here with {short(property)}. That is too "
                            "many for one document: the SPARQL endpoint and the dump have them all.", "en")
            yield triple_of(url, _iri("rdfs:comment"), f"有{count}个对象以{short(property)}指向此处，数量过多，"
                            "本文档未列出；SPARQL端点和完整数据中全部可查。", "zh")


def _iris(triples: Iterable[Triple]) -> set[str]:
    terms: Iterator[Any] = (term for triple in triples for term in (triple.subject, triple.object))
    return {term.value for term in terms if is_iri(term)}


def _iri(name: str) -> str:
    return full_name(name)[1:-1]
