"""The data set described for catalogues, archives, search engines and citations; all from `dataset.toml`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..contents import Contents
from ..files import File, write
from ..manifest import Listed
from .citing import cff, codemeta, zenodo
from .crate import NAME as CRATE
from .crate import crate
from .croissant import croissant
from .dcat import dcat
from .readme import readme
from .schema import schema
from .void import void

JSON, LD = "application/json", "application/ld+json"


def describe(contents: Contents, files: list[Listed], folder: Path) -> Iterator[File]:
    """The ontology, and the descriptions of the data set and of the `files` in it."""
    for file in (*contents.project.vocabulary(), contents.project.shapes):
        write(folder, f"ontology/{file.name}", file.read_bytes())
        yield File(f"ontology/{file.name}", "text/turtle", f"the ontology: {file.stem}")
    write(folder, "logo.svg", (contents.project.ontology / "logo.svg").read_bytes())
    yield File("logo.svg", "image/svg+xml", "the logo")
    for described, body in descriptions(contents, files):
        write(folder, described.path, body)
        yield described


def descriptions(contents: Contents, files: list[Listed]) -> Iterator[tuple[File, bytes]]:
    """Each description of the data set and the `files` in it, with its bytes."""
    about = contents.dataset
    yield File("dcat.ttl", "text/turtle", "the data set described: DCAT 3"), dcat(contents, files)
    yield File("void.ttl", "text/turtle", "the graph described: VoID"), void(contents, files)
    yield File("dataset.jsonld", LD, "the data set described: schema.org"), _json(schema(about, files))
    yield File("croissant.json", LD, "the tables described: Croissant"), _json(croissant(contents, files))
    yield File(CRATE, LD, "the folder described: RO-Crate"), _json(crate(contents, files))
    yield from for_the_root(contents)
    yield File("README.md", "text/markdown", "what lies here"), readme(about, files).encode("utf-8")


def for_the_root(contents: Contents) -> Iterator[tuple[File, bytes]]:
    """The descriptions that also stand at the root of the project."""
    about = contents.dataset
    yield File("CITATION.cff", "application/yaml", "how to cite"), cff(about).encode("utf-8")
    yield File(".zenodo.json", JSON, "what Zenodo asks of a deposit"), _json(zenodo(about))
    yield File("codemeta.json", LD, "the program described: CodeMeta"), _json(codemeta(about))


def _json(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
