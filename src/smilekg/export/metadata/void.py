"""`void.ttl`: what the graph holds, in the Vocabulary of Interlinked Datasets (VoID)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ...rdf import Iri, Triple, statements, to_turtle
from ...terms import DATA, ONTOLOGY, RDF_TYPE
from ..contents import Contents
from ..dataset import Dataset
from ..manifest import Listed

PREFIXES = {"void": "http://rdfs.org/ns/void#", "formats": "http://www.w3.org/ns/formats/"}
_FORMATS = {"text/turtle": "Turtle", "application/n-triples": "N-Triples", "application/n-quads": "N-Quads",
            "application/trig": "TriG", "application/ld+json": "JSON-LD", "application/rdf+xml": "RDF_XML"}
_LINKED = {"wikidata": ("Wikidata", "http://www.wikidata.org/entity/"), "geonames": ("GeoNames", "https://sws.geonames.org/")}


def void(contents: Contents, files: list[Listed]) -> bytes:
    """Turtle: numbers, partitions by class and property, links to other data sets, dumps, examples."""
    about, triples = contents.dataset, contents.triples
    dumps = [listed.file for listed in files if listed.file.path.startswith("rdf/smilekg.")]
    said = [statements(about.iri, {
        "rdf:type": Iri(PREFIXES["void"] + "Dataset"), "dct:title": about.title, "dct:description": about.description,
        "dct:license": Iri(about.license_iri), "dct:issued": about.issued, "dct:modified": about.modified,
        "dct:creator": list(about.creators), "dct:publisher": about.publisher, "foaf:homepage": Iri(about.iri),
        "void:uriSpace": DATA, "void:exampleResource": [Iri(iri) for iri in about.examples], **_numbers(triples),
        "void:vocabulary": [Iri(iri) for iri in _vocabularies(triples)],
        "void:feature": [Iri(PREFIXES["formats"] + _FORMATS[f.media_type]) for f in dumps if f.media_type in _FORMATS],
        "void:dataDump": [Iri(about.download + file.path) for file in dumps]}, PREFIXES),
        _classes(about, triples), _properties(about, triples), *_linksets(about, triples)]
    return to_turtle({triple for those in said for triple in those}, about.iri, PREFIXES)


def _numbers(triples: list[Triple]) -> dict[str, int]:
    subjects = {str(triple.subject) for triple in triples}
    return {"void:triples": len(triples), "void:distinctSubjects": len(subjects),
            "void:entities": sum(subject.startswith(f"<{DATA}") for subject in subjects),
            "void:distinctObjects": len({str(triple.object) for triple in triples}),
            "void:properties": len({triple.predicate.value for triple in triples}), "void:classes": len(_instances(triples))}


def _instances(triples: Iterable[Triple]) -> Counter[str]:
    return Counter(triple.object.value for triple in triples  # type: ignore[union-attr]
                   if triple.predicate.value == RDF_TYPE)


def _vocabularies(triples: list[Triple]) -> list[str]:
    used = {triple.predicate.value for triple in triples} | set(_instances(triples))
    return sorted({iri[:max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in used} | {ONTOLOGY})


def _classes(about: Dataset, triples: list[Triple]) -> Iterator[Triple]:
    for name, count in sorted(_instances(triples).items()):
        part = f"{about.iri}void#class-{_last(name)}"
        yield from statements(about.iri, {"void:classPartition": Iri(part)}, PREFIXES)
        yield from statements(part, {"void:class": Iri(name), "void:entities": count}, PREFIXES)


def _properties(about: Dataset, triples: list[Triple]) -> Iterator[Triple]:
    subjects: dict[str, set[str]] = defaultdict(set)
    objects: dict[str, set[str]] = defaultdict(set)
    counts = Counter(triple.predicate.value for triple in triples)
    for triple in triples:
        subjects[triple.predicate.value].add(str(triple.subject))
        objects[triple.predicate.value].add(str(triple.object))
    for name, count in sorted(counts.items()):
        part = f"{about.iri}void#property-{_prefix(name)}{_last(name)}"
        yield from statements(about.iri, {"void:propertyPartition": Iri(part)}, PREFIXES)
        yield from statements(part, {
            "void:property": Iri(name), "void:triples": count, "void:distinctSubjects": len(subjects[name]),
            "void:distinctObjects": len(objects[name])}, PREFIXES)


def _linksets(about: Dataset, triples: list[Triple]) -> Iterator[Iterator[Triple]]:
    """A set of links for each other data set and each property that leads there."""
    for key, (title, space) in _LINKED.items():
        links = Counter(triple.predicate.value for triple in triples if _iri(triple.object).startswith(space))
        yield statements(f"{about.iri}void#{key}", {
            "rdf:type": Iri(PREFIXES["void"] + "Dataset"), "dct:title": title, "void:uriSpace": space}, PREFIXES)
        for name, count in sorted(links.items()):
            part = f"{about.iri}void#links-{key}-{_last(name)}"
            yield statements(about.iri, {"void:subset": Iri(part)}, PREFIXES)
            yield statements(part, {
                "rdf:type": Iri(PREFIXES["void"] + "Linkset"), "void:linkPredicate": Iri(name), "void:triples": count,
                "void:target": [Iri(about.iri), Iri(f"{about.iri}void#{key}")], "void:subjectsTarget": Iri(about.iri),
                "void:objectsTarget": Iri(f"{about.iri}void#{key}")}, PREFIXES)


def _iri(term: Any) -> str:
    return "" if hasattr(term, "datatype") else str(getattr(term, "value", ""))


def _last(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[1]


def _prefix(iri: str) -> str:
    """Properties of other vocabularies may bear a name that ours have too."""
    return "" if iri.startswith(ONTOLOGY) else f"{iri.replace('#', '/').rsplit('/', 2)[1]}-"
