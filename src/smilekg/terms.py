"""Namespaces, and the IRIs that code (not table metadata) has to name."""

ONTOLOGY = "https://w3id.org/smilekg/ontology/"
DATA = "https://w3id.org/smilekg/id/"
DATASET = "https://w3id.org/smilekg/"  # the graph as a whole
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = RDF + "type"

PREFIXES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "id": DATA,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "smile": ONTOLOGY,
    "vann": "http://purl.org/vocab/vann/",
    "xsd": XSD,
}


def smile(name: str) -> str:
    """IRI of an ontology term."""
    return ONTOLOGY + name


def entry(edition: str, ranking: str, key: str) -> str:
    """IRI of one published line, such as `entry/2019-2020/livability/7` or `entry/2019-2020/apps/1.3`."""
    return f"{DATA}entry/{edition}/{ranking}/{key}"


def local(iri: str) -> str:
    """An IRI of ours without its namespace: `place/320500`; any other IRI as it is."""
    return iri.removeprefix(DATA).removeprefix(ONTOLOGY)
