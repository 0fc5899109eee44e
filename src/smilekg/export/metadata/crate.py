"""`ro-crate-metadata.json`: the folder as a research object, for archives (RO-Crate 1.1)."""

from typing import Any

from ..contents import Contents
from ..dataset import Dataset, license_iri
from ..manifest import Listed

NAME = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.1"


def crate(contents: Contents, files: list[Listed]) -> dict[str, Any]:
    """The crate: the folder, every file in it, who made it and under which terms."""
    about = contents.dataset
    descriptor = {"@id": NAME, "@type": "CreativeWork", "conformsTo": {"@id": _VERSION}, "about": {"@id": "./"}}
    return {"@context": f"{_VERSION}/context",
            "@graph": [descriptor, _root(about, files), *map(_file, files), *_agents(about), *_licenses(about), *_about(about)]}


def _root(about: Dataset, files: list[Listed]) -> dict[str, Any]:
    return {"@id": "./", "@type": "Dataset", "name": about.title["en"], "description": about.description["en"],
            "identifier": about.iri, "url": about.iri, "version": about.version, "license": {"@id": about.license_iri},
            "datePublished": about.issued.isoformat(), "dateModified": about.modified.isoformat(),
            "keywords": ", ".join(about.keywords), "inLanguage": list(about.languages),
            "author": [{"@id": _agent(about, name)} for name in about.creators],
            "publisher": {"@id": _agent(about, about.publisher)}, "copyrightNotice": about.rights["en"],
            "temporalCoverage": f"{about.temporal['start']}/{about.temporal['end']}",
            "spatialCoverage": {"@id": about.spatial["iri"]}, "mentions": [{"@id": _part(part.name)} for part in about.parts],
            "hasPart": [{"@id": listed.file.path} for listed in files]}


def _file(listed: Listed) -> dict[str, Any]:
    return {"@id": listed.file.path, "@type": "File", "name": listed.file.path.rsplit("/", 1)[-1],
            "description": listed.file.about, "encodingFormat": listed.file.media_type,
            "contentSize": str(listed.bytes), "sha256": listed.sha256}


def _agents(about: Dataset) -> list[dict[str, Any]]:
    return [{"@id": _agent(about, name), "@type": "Organization", "name": name}
            for name in dict.fromkeys((*about.creators, about.publisher))]


def _agent(about: Dataset, name: str) -> str:
    return f"{about.iri}#{name.lower().replace(' ', '-')}"


def _part(name: str) -> str:
    return f"#{name.lower().replace(',', '').replace(' ', '-')}"


def _licenses(about: Dataset) -> list[dict[str, Any]]:
    names = sorted({about.license, *(part.license for part in about.parts if part.license)})
    return [{"@id": license_iri(name), "@type": "CreativeWork", "name": name, "identifier": license_iri(name)}
            for name in names]


def _about(about: Dataset) -> list[dict[str, Any]]:
    """Where the data is about, and the parts with their terms."""
    place = {"@id": about.spatial["iri"], "@type": "Place", "name": about.spatial["name"]}
    parts = [{"@id": _part(part.name), "@type": "CreativeWork", "name": part.name, "description": part.note,
              "creditText": part.holder} | ({"license": {"@id": license_iri(part.license)}} if part.license else {})
             for part in about.parts]
    return [place, *parts]
