"""`CITATION.cff`, `.zenodo.json` and `codemeta.json`: how to cite, archive and find the data set and its program."""

import json
from typing import Any

from ..dataset import Dataset, license_iri

# In every one of these files the program and the data come together, so both licences are named.


def cff(about: Dataset) -> str:
    """CITATION.cff (version 1.2.0 of the Citation File Format). Text is quoted as in JSON, which YAML reads too."""
    authors = "".join(f"  - name: {_quoted(name)}\n" for name in about.creators)
    return (f"cff-version: 1.2.0\nmessage: {_quoted(about.message)}\ntitle: {_quoted(about.title['en'])}\ntype: dataset\n"
            f"version: {about.version}\ndate-released: {about.issued}\nlicense: {about.license}\n"
            f"url: {_quoted(about.iri)}\nauthors:\n{authors}keywords: [{', '.join(about.keywords)}]\n")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def zenodo(about: Dataset) -> dict[str, Any]:
    """.zenodo.json: what Zenodo asks of a deposit."""
    parts = "".join(f"<li>{part.name}: {part.license or 'no licence'}, {part.holder}. {part.note}</li>" for part in about.parts)
    return {"upload_type": "dataset", "title": about.title["en"], "version": about.version, "access_right": "open",
            "publication_date": about.issued.isoformat(), "license": about.license.lower(), "language": "zho",
            "description": f"<p>{about.description['en']}</p><p>{about.rights['en']}</p><ul>{parts}</ul>",
            "creators": [{"name": name} for name in about.creators], "keywords": list(about.keywords),
            "related_identifiers": [{"identifier": about.iri, "relation": "isAlternateIdentifier", "scheme": "url"}]}


def codemeta(about: Dataset) -> dict[str, Any]:
    """codemeta.json (CodeMeta 3.0): the program that made the data."""
    software = about.software
    return {"@context": "https://w3id.org/codemeta/3.0", "@type": "SoftwareSourceCode", "name": software["name"],
            "description": software["description"], "version": about.version, "license": license_iri(software["license"]),
            "programmingLanguage": software["language"], "runtimePlatform": software["requires"],
            "dateModified": about.modified.isoformat(), "datePublished": about.issued.isoformat(),
            "keywords": list(about.keywords), "developmentStatus": "active", "identifier": about.iri,
            "author": [{"type": "Organization", "name": name} for name in about.creators],
            "isPartOf": {"type": "Dataset", "id": about.iri, "name": about.title["en"]}}
