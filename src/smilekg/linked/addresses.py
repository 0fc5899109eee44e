"""From an IRI of ours to addresses below the root of a server or of a folder of files."""

import re

from ..errors import QueryError
from ..terms import DATASET, ONTOLOGY, local

_QUESTION = "query/"
# Nothing that would have to be escaped in XML, in a link or in a rule of Apache.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")


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


def checked(address: str) -> str:
    """The address at which a site or server is found, without a final slash. Raises QueryError for what is none."""
    if not _ADDRESS.fullmatch(address):
        raise QueryError("this is no address where pages can be found", column="--base-url", value=address,
                         hint="http:// or https://, a host, and folders of plain letters, such as https://example.org/smilekg")
    return address.rstrip("/")
