"""`dcat.ttl`: the data set for data portals, in the Data Catalog Vocabulary (DCAT 3)."""

from collections.abc import Iterator

from ...rdf import Iri, Triple, statements, to_turtle
from ...terms import DATA, ONTOLOGY
from ..contents import Contents
from ..dataset import Dataset, license_iri
from ..manifest import Listed

PREFIXES = {"adms": "http://www.w3.org/ns/adms#", "dcat": "http://www.w3.org/ns/dcat#",
            "locn": "http://www.w3.org/ns/locn#", "schema": "https://schema.org/", "spdx": "http://spdx.org/rdf/terms#"}
# Lists of the European Union's Publications Office, which data portals know.
_LISTS = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = {"zh": "ZHO", "en": "ENG"}
_IANA = "https://www.iana.org/assignments/media-types/"
_WKT = "POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def dcat(contents: Contents, files: list[Listed]) -> bytes:
    """Turtle: the data set, its parts with their licences, and a distribution for each file."""
    about = contents.dataset
    triples = {*_dataset(contents, files), *_agents(about), *_coverage(about), *_parts(about), *_origin(contents)}
    for listed in files:
        triples.update(_distribution(about, listed))
    return to_turtle(triples, about.iri, PREFIXES)


def _dataset(contents: Contents, files: list[Listed]) -> Iterator[Triple]:
    about = contents.dataset
    return statements(about.iri, {
        "rdf:type": Iri(PREFIXES["dcat"] + "Dataset"), "dct:identifier": about.iri, "dct:title": about.title,
        "dct:description": about.description, "dct:issued": about.issued, "dct:modified": about.modified,
        "dcat:version": about.version, "dcat:keyword": [{"en": word} for word in about.keywords],
        "dct:creator": Iri(f"{about.iri}#creator"), "dct:publisher": Iri(f"{about.iri}#publisher"),
        "dct:license": Iri(about.license_iri), "dct:rights": Iri(f"{about.iri}#rights"),
        "dct:accessRights": Iri(f"{_LISTS}access-right/PUBLIC"),
        "dct:language": [Iri(f"{_LISTS}language/{_LANGUAGES[name]}") for name in about.languages],
        "dcat:theme": Iri(f"{_LISTS}data-theme/REGI"), "dct:accrualPeriodicity": Iri(f"{_LISTS}frequency/IRREG"),
        "dct:spatial": Iri(about.spatial["iri"]), "dct:temporal": Iri(f"{about.iri}#time"),
        "dcat:landingPage": Iri(about.iri), "dct:conformsTo": Iri(ONTOLOGY),
        "prov:wasGeneratedBy": Iri(f"{about.iri}#build"), "prov:wasDerivedFrom": list(_sources(contents)),
        "dct:hasPart": [Iri(_part_iri(about, part.name)) for part in about.parts],
        "dcat:distribution": [Iri(about.download + listed.file.path) for listed in files]}, PREFIXES)


def _distribution(about: Dataset, listed: Listed) -> Iterator[Triple]:
    iri = about.download + listed.file.path
    yield from statements(iri, {
        "rdf:type": Iri(PREFIXES["dcat"] + "Distribution"), "dct:title": {"en": listed.file.about},
        "dcat:accessURL": Iri(about.iri), "dcat:downloadURL": Iri(iri), "dcat:byteSize": listed.bytes,
        "dcat:mediaType": Iri(_IANA + listed.file.media_type), "dct:license": Iri(about.license_iri),
        "spdx:checksum": Iri(f"{iri}#sha256")}, PREFIXES)
    yield from statements(f"{iri}#sha256", {
        "rdf:type": Iri(PREFIXES["spdx"] + "Checksum"), "spdx:checksumValue": listed.sha256,
        "spdx:algorithm": Iri(PREFIXES["spdx"] + "checksumAlgorithm_sha256")}, PREFIXES)


def _agents(about: Dataset) -> Iterator[Triple]:
    for role, names in (("creator", about.creators), ("publisher", (about.publisher,))):
        yield from statements(f"{about.iri}#{role}", {
            "rdf:type": Iri("http://xmlns.com/foaf/0.1/Agent"), "foaf:name": list(names)}, PREFIXES)
    yield from statements(f"{about.iri}#rights", {
        "rdf:type": Iri("http://purl.org/dc/terms/RightsStatement"), "rdfs:label": about.rights}, PREFIXES)


def _coverage(about: Dataset) -> Iterator[Triple]:
    yield from statements(about.spatial["iri"], {
        "rdf:type": Iri("http://purl.org/dc/terms/Location"), "skos:prefLabel": {"en": about.spatial["name"]},
        "locn:geometry": _WKT.format(**about.spatial)}, PREFIXES)
    yield from statements(f"{about.iri}#time", {
        "rdf:type": Iri("http://purl.org/dc/terms/PeriodOfTime"), "dcat:startDate": about.temporal["start"],
        "dcat:endDate": about.temporal["end"]}, PREFIXES)


def _parts(about: Dataset) -> Iterator[Triple]:
    for part in about.parts:
        yield from statements(_part_iri(about, part.name), {
            "rdf:type": Iri(PREFIXES["dcat"] + "Resource"), "dct:title": {"en": part.name},
            "dct:description": {"en": part.note}, "dct:rightsHolder": Iri(f"{_part_iri(about, part.name)}-holder"),
            "dct:license": Iri(license_iri(part.license)) if part.license else None}, PREFIXES)
        yield from statements(f"{_part_iri(about, part.name)}-holder", {
            "rdf:type": Iri("http://xmlns.com/foaf/0.1/Agent"), "foaf:name": part.holder}, PREFIXES)


def _part_iri(about: Dataset, name: str) -> str:
    return f"{about.iri}#part-{name.lower().replace(',', '').replace(' ', '-')}"


def _sources(contents: Contents) -> Iterator[Iri]:
    table = next(table for table in contents.tables if table.name == "sources")
    return (Iri(f"{DATA}source/{row[0]}") for row in table.texts)


def _origin(contents: Contents) -> Iterator[Triple]:
    """Where the data come from, in PROV-O."""
    about = contents.dataset
    yield from statements(f"{about.iri}#build", {
        "rdf:type": Iri("http://www.w3.org/ns/prov#Activity"), "prov:used": list(_sources(contents)),
        "rdfs:label": {"en": "Published rows were cut, restored, identified, checked and turned into triples"},
        "prov:wasAssociatedWith": Iri(f"{about.iri}#creator")}, PREFIXES)
