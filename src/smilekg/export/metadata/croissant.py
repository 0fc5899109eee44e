"""`croissant.json`: the tables for machine learning, in MLCommons' Croissant 1.0."""

from typing import Any

from ..contents import Contents
from ..manifest import Listed
from ..table import Column, Reference, Table
from .schema import agents

_TYPES = {"integer": "sc:Integer", "decimal": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
_WORDS = ("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes",
          "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
          "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform")
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"}, **{word: f"cr:{word}" for word in _WORDS}}


def croissant(contents: Contents, files: list[Listed]) -> dict[str, Any]:
    """A record set for each table that was exported as CSV; the keys lead from one to another."""
    about = contents.dataset
    listed = {file.file.path: file for file in files}
    tables = [table for table in contents.tables if f"tables/{table.file.name}" in listed]
    cite = f"{', '.join(about.creators)} ({about.issued.year}). {about.title['en']}, version {about.version}. {about.iri}"
    return {
        "@context": CONTEXT, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "smilekg", "alternateName": about.title["en"], "description": about.description["en"], "url": about.iri,
        "version": about.version, "license": about.license_iri, "citeAs": cite, "isLiveDataset": False,
        "datePublished": about.issued.isoformat(), "keywords": list(about.keywords), "inLanguage": list(about.languages),
        "creator": agents(about.creators), "publisher": agents((about.publisher,))[0],
        "distribution": [_file(listed[f"tables/{table.file.name}"], table) for table in tables],
        "recordSet": [_records(table) for table in tables]}


def _file(listed: Listed, table: Table) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": table.file.name, "name": table.file.name, "contentUrl": listed.file.path,
            "encodingFormat": "text/csv", "contentSize": f"{listed.bytes} B", "sha256": listed.sha256}


def _records(table: Table) -> dict[str, Any]:
    references = {key.columns[0]: key for key in table.references if len(key.columns) == 1 and key.table != table.name}
    said = {"@type": "cr:RecordSet", "@id": table.name, "name": table.name,
            "field": [_field(table, column, references.get(column.name)) for column in table.columns]}
    return said | ({"key": [{"@id": f"{table.name}/{name}"} for name in table.key]} if table.key else {})


def _field(table: Table, column: Column, key: Reference | None) -> dict[str, Any]:
    said = {"@type": "cr:Field", "@id": f"{table.name}/{column.name}", "name": column.name,
            "dataType": _TYPES.get(column.kind, "sc:Text"),
            "source": {"fileObject": {"@id": table.file.name}, "extract": {"column": column.name}}}
    if column.property:
        said["equivalentProperty"] = column.property
    return said | ({"references": {"field": {"@id": f"{key.table}/{key.targets[0]}"}}} if key else {})
