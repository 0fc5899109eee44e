"""FOOPS!: what makes an ontology findable, accessible, interoperable and reusable. The codes are those of its tests."""

from collections.abc import Callable

from ..terms import ONTOLOGY, PREFIXES
from .outcome import Outcome, fails, has_all, has_some, needs_host, passes
from .subject import Vocabulary

# What the tool calls each piece of metadata, and the properties of ours that give it.
METADATA = {
    "title": ("dct:title",), "description": ("dct:description", "dct:abstract"), "license": ("dct:license",),
    "version IRI": ("owl:versionIRI",), "author": ("dct:creator",), "namespace URI": ("vann:preferredNamespaceUri",),
    "namespace prefix": ("vann:preferredNamespacePrefix",), "version info": ("owl:versionInfo",),
    "creation date": ("dct:created",), "citation": ("dct:bibliographicCitation",), "publisher": ("dct:publisher",),
    "logo": ("foaf:logo", "schema:logo"), "status": ("bibo:status",), "source": ("dct:source",), "issued": ("dct:issued",),
    "DOI": ("bibo:doi",)}
# Addresses that their owners promise to keep.
_LASTING = ("https://w3id.org/", "http://purl.org/", "https://purl.org/", "https://doi.org/", "http://www.w3.org/")
_OWL = {PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd")}


def _there(ontology: Vocabulary) -> list[str]:
    return [name for name, properties in METADATA.items() if ontology.values(*properties)]


def cn1(ontology: Vocabulary) -> Outcome:
    """The ontology's IRI gives RDF or HTML, as the client asks."""
    return needs_host("the server must choose by the Accept header; `smilekg serve` does, once w3id.org points at it")


def doc1(ontology: Vocabulary) -> Outcome:
    """The ontology's IRI leads to a page for people."""
    return needs_host("the page is made from the same file; its address must lead to it")


def find1(ontology: Vocabulary) -> Outcome:
    """The ontology names a prefix for itself."""
    return has_some(ontology.values("vann:preferredNamespacePrefix"), "preferred prefix")


def find2(ontology: Vocabulary) -> Outcome:
    """The prefix is known to a registry (prefix.cc or LOV)."""
    return needs_host("a registry takes only ontologies that it can fetch")


def find3(ontology: Vocabulary) -> Outcome:
    """The ontology stands in a registry of ontologies (LOV)."""
    return needs_host("a registry takes only ontologies that it can fetch")


def find3bis(ontology: Vocabulary) -> Outcome:
    """What is said about the ontology stays findable when the ontology is gone."""
    return needs_host("the tool looks for it in a registry (LOV)")


def http1(ontology: Vocabulary) -> Outcome:
    """The ontology is reached by an open protocol."""
    is_open = ontology.iri.startswith(("https://", "http://"))
    return passes(f"{ontology.iri} is https") if is_open else fails(f"{ontology.iri} is neither http nor https")


def om1(ontology: Vocabulary) -> Outcome:
    """The least metadata: title, description, licence, version IRI, author, namespace URI."""
    return has_all(_there(ontology), ("title", "description", "license", "version IRI", "author", "namespace URI"))


def om2(ontology: Vocabulary) -> Outcome:
    """Recommended metadata: prefix, version, creation date, citation."""
    return has_all(_there(ontology), ("namespace prefix", "version info", "creation date", "citation"))


def om3(ontology: Vocabulary) -> Outcome:
    """Detailed metadata: DOI, publisher, logo, status, source, date of issue."""
    found = has_all(_there(ontology), ("publisher", "logo", "status", "source", "issued"))
    if found.status == "pass" and "DOI" not in _there(ontology):
        return needs_host(f"a DOI is given by an archive; all else is {found.reason}")
    return found


def om4_1(ontology: Vocabulary) -> Outcome:
    """The ontology has a licence."""
    return has_some(ontology.values("dct:license"), "licence")


def om4_2(ontology: Vocabulary) -> Outcome:
    """The licence has an address that leads to its text."""
    known = [iri for iri in ontology.values("dct:license") if iri.startswith("https://creativecommons.org/licenses/")]
    return passes(f"{known[0]} is Creative Commons' own address; it was not fetched") if known else fails("no known address")


def om5_1(ontology: Vocabulary) -> Outcome:
    """Where it is from: author and date of creation."""
    return has_all(_there(ontology), ("author", "creation date"))


def om5_2(ontology: Vocabulary) -> Outcome:
    """Where it is from, in detail: date of issue and publisher."""
    return has_all(_there(ontology), ("issued", "publisher"))


def purl1(ontology: Vocabulary) -> Outcome:
    """The ontology's IRI is of a kind that is kept."""
    return passes(f"{ontology.iri} is kept by w3id.org") if ontology.iri.startswith(_LASTING) \
        else fails(f"{ontology.iri!r} is of no kind that is kept")


def rdf1(ontology: Vocabulary) -> Outcome:
    """The ontology is there as RDF."""
    return passes("ontology/smile.ttl was read as Turtle") if ontology.iri else fails("no owl:Ontology in the file")


def uri1(ontology: Vocabulary) -> Outcome:
    """The ontology's IRI leads to the ontology."""
    return needs_host(f"{ontology.iri} must be pointed at a server")


def uri2(ontology: Vocabulary) -> Outcome:
    """The ontology's IRI is the one that it gives itself."""
    said = ontology.values("vann:preferredNamespaceUri")
    is_one = said == [ontology.iri] == [ONTOLOGY]
    return passes(f"owl:Ontology and namespace are {ontology.iri}") if is_one else fails(f"{ontology.iri} calls itself {said}")


def ver1(ontology: Vocabulary) -> Outcome:
    """The version has an IRI of its own."""
    versions = [iri for iri in ontology.values("owl:versionIRI") if iri != ontology.iri]
    return has_some(versions, "version IRI")


def ver2(ontology: Vocabulary) -> Outcome:
    """The version's IRI leads to that version."""
    return needs_host("the address of the version must be pointed at its file")


def voc1(ontology: Vocabulary) -> Outcome:
    """Metadata are given in the terms of known vocabularies."""
    known = {name for name in ("dct", "vann", "bibo", "prov", "foaf") if any(
        iri.startswith(PREFIXES[name]) for iri in ontology.header)}
    return has_some(known, "vocabularies of the header")


def voc2(ontology: Vocabulary) -> Outcome:
    """The ontology builds on other ontologies."""
    others = {start for name, start in PREFIXES.items() if start not in _OWL | {ONTOLOGY, PREFIXES["id"]} and any(
        iri.startswith(start) for iri in ontology.said)}
    return has_some(others, "vocabularies built on")


def _documented(ontology: Vocabulary, property: str, what: str) -> Outcome:
    bare = [iri for iri, values in ontology.terms.items() if not any(
        text.strip() for text in values.get(PREFIXES["skos"] + property, []))]
    return fails(f"without {what}: {', '.join(bare)}") if bare else passes(f"{what} on all {len(ontology.terms)} terms")


def voc3(ontology: Vocabulary) -> Outcome:
    """Every term has a label."""
    return _documented(ontology, "prefLabel", "labels")


def voc4(ontology: Vocabulary) -> Outcome:
    """Every term has a definition."""
    return _documented(ontology, "definition", "definitions")


CHECKS: dict[str, Callable[[Vocabulary], Outcome]] = {
    "CN1": cn1, "DOC1": doc1, "FIND1": find1, "FIND2": find2, "FIND3": find3, "FIND_3_BIS": find3bis, "HTTP1": http1,
    "OM1": om1, "OM2": om2, "OM3": om3, "OM4.1": om4_1, "OM4.2": om4_2, "OM5.1": om5_1, "OM5.2": om5_2, "PURL1": purl1,
    "RDF1": rdf1, "URI1": uri1, "URI2": uri2, "VER1": ver1, "VER2": ver2, "VOC1": voc1, "VOC2": voc2, "VOC3": voc3,
    "VOC4": voc4}
