"""The tables as CSV, verbatim, with two descriptions: CSV on the Web and a Frictionless data package."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .contents import Contents
from .dataset import license_iri
from .files import File, write
from .table import Column, Table

_TYPES = {"integer": "integer", "decimal": "number", "boolean": "boolean", "date": "date", "gYear": "year",
          "gYearMonth": "yearmonth"}


def csvs(contents: Contents, folder: Path) -> Iterator[File]:
    """`tables/*.csv` as they are, `tables/csv-metadata.json` and `tables/datapackage.json`."""
    metadata = contents.project.metadata
    for table in contents.tables:
        path = f"tables/{table.file.name}"
        write(folder, path, table.file.read_bytes())
        yield File(path, "text/csv", f"the table {table.name}", rows=len(table.texts))
    write(folder, f"tables/{metadata.name}", metadata.read_bytes())
    yield File(f"tables/{metadata.name}", "application/csvm+json", "the tables described: CSV on the Web")
    package = json.dumps(datapackage(contents), ensure_ascii=False, indent=1) + "\n"
    write(folder, "tables/datapackage.json", package.encode("utf-8"))
    yield File("tables/datapackage.json", "application/json", "the tables described: a Frictionless data package")


def datapackage(contents: Contents) -> dict[str, Any]:
    """The data package (version 1 of the specification): types, keys and what a cell may hold."""
    about = contents.dataset
    licenses = {part.license for part in about.parts if part.license} - {about.software["license"]}
    return {
        "profile": "tabular-data-package", "name": "smilekg", "id": about.iri, "version": about.version,
        "title": about.title["en"], "description": about.description["en"], "homepage": about.iri,
        "created": f"{about.issued}T00:00:00Z", "keywords": list(about.keywords),
        "licenses": [{"name": name, "path": license_iri(name)} for name in sorted(licenses)],
        "contributors": [{"title": name, "role": "author"} for name in about.creators],
        "resources": [_resource(table) for table in contents.tables]}


def _resource(table: Table) -> dict[str, Any]:
    schema = {"fields": [_field(column) for column in table.columns], "missingValues": [""],
              "primaryKey": list(table.key) if table.key_is_full else [], "foreignKeys": [
                  {"fields": list(key.columns),
                   # An empty name stands for the table itself.
                   "reference": {"resource": "" if key.table == table.name else key.table, "fields": list(key.targets)}}
                  for key in table.references]}
    return {"profile": "tabular-data-resource", "name": table.name, "path": table.file.name, "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8",
            "schema": {name: value for name, value in schema.items() if value}}


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    if column.pattern and column.datatype == "string":
        limits["pattern"] = column.pattern
    field = {"name": column.name, "type": _TYPES.get(column.datatype, "string"), "rdfType": column.property,
             "constraints": limits}
    return {name: value for name, value in field.items() if value}
