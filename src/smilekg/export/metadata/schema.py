"""`dataset.jsonld`: the data set for search engines, in the terms of schema.org."""

from collections.abc import Iterable
from typing import Any

from ...terms import ONTOLOGY
from ..dataset import Dataset, license_iri
from ..manifest import Listed


def schema(about: Dataset, files: Iterable[Listed]) -> dict[str, Any]:
    """A schema:Dataset with what is measured, where and when, and its files."""
    box = "{south} {west} {north} {east}".format(**about.spatial)
    return {
        "@context": {"@vocab": "https://schema.org/"}, "@id": about.iri, "@type": "Dataset", "url": about.iri,
        "identifier": about.iri, "version": about.version, "license": about.license_iri,
        "name": about.title["en"], "alternateName": [about.title["zh"], "smilekg"],
        "description": about.description["en"], "keywords": list(about.keywords), "inLanguage": list(about.languages),
        "creator": agents(about.creators), "publisher": agents((about.publisher,))[0],
        "datePublished": about.issued.isoformat(), "dateModified": about.modified.isoformat(),
        "isAccessibleForFree": True, "conditionsOfAccess": "Open to all.", "copyrightNotice": about.rights["en"],
        "usageInfo": [_part(part.name, part.license, part.holder, part.note) for part in about.parts],
        "temporalCoverage": f"{about.temporal['start']}/{about.temporal['end']}",
        "spatialCoverage": {"@type": "Place", "@id": about.spatial["iri"], "name": about.spatial["name"],
                            "geo": {"@type": "GeoShape", "box": box}},
        "measurementTechnique": "Taken over from the published documents; how the scores were computed was not published.",
        "variableMeasured": [{"@type": "PropertyValue", "name": v.name, "description": v.description, "unitText": v.unit,
                              "propertyID": ONTOLOGY + v.property} for v in about.variables],
        "distribution": [_download(about, listed) for listed in files]}


def agents(names: Iterable[str]) -> list[dict[str, str]]:
    """Authors and publishers."""
    return [{"@type": "Organization", "name": name} for name in names]


def _part(name: str, license: str, holder: str, note: str) -> dict[str, Any]:
    said = {"@type": "CreativeWork", "name": name, "copyrightHolder": {"@type": "Organization", "name": holder},
            "description": note}
    return said | ({"license": license_iri(license)} if license else {})


def _download(about: Dataset, listed: Listed) -> dict[str, Any]:
    return {"@type": "DataDownload", "name": listed.file.about, "contentUrl": about.download + listed.file.path,
            "encodingFormat": listed.file.media_type, "contentSize": f"{listed.bytes} B", "sha256": listed.sha256}
