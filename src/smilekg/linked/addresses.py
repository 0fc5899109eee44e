"""From an IRI of ours to addresses below the root of a server or of a folder of files."""

from ..terms import DATASET, ONTOLOGY, local

_QUESTION = "query/"


def document_path(iri: str, suffix: str = "") -> str:
    """Where an IRI, or with a suffix a document about it, is found: `id/place/320500.ttl`, `ontology.ttl`."""
    path = iri.removeprefix(DATASET)
    return f"{path.removesuffix('/')}.{suffix}" if suffix else path


def page_path(iri: str) -> tuple[str, str]:
    """The path of the page for people, without its language, and the anchor on it (or nothing)."""
    name = local(iri)
    if iri.startswith(ONTOLOGY):
        return "ontology", name
    if name.startswith(_QUESTION):
        return f"questions/{name.removeprefix(_QUESTION)}", ""
    return ("questions", "") if name.startswith("query-prefix") else (name, "")


def iri_of(path: str) -> str:
    """The IRI of a path below the root, without a suffix: `id/place/320500`, `ontology/City`, `ontology`."""
    return ONTOLOGY if f"{path}/" == document_path(ONTOLOGY) else f"{DATASET}{path}"
