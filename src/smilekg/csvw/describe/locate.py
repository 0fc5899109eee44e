"""Which metadata a CSV file has (Model for Tabular Data, section 5).

First what the user gives, then a Link header, then the places that the site or the standard says. Metadata that was
found, and not given, counts only if it describes that very file.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from ...errors import MetadataError
from ...paths import relative
from ..model import Group
from ..template import expand, parse
from ..uris import normalise, resolve, split
from .dialects import of_content_type
from .document import Document, open_document, url_of
from .header import ReadHeader, describe_csv
from .metadata import read_metadata

_DEFAULT_PLACES = ("{+url}-metadata.json", "csv-metadata.json")
_SITE = ".well-known/csvm"
_MEDIA_TYPES = frozenset(("application/csvm+json", "application/ld+json", "application/json"))
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w!#$&+\-.^`|~*]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]+))?)*)")
_PARAMETER = re.compile(r";\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]+)))?")


@dataclass(frozen=True)
class Located:
    """A metadata file and the url it stands for, or neither; and what was found and passed over."""

    file: Path | None = None
    url: str | None = None
    warnings: list[str] = field(default_factory=list)


def describe(action: Path, *, metadata: Path | None = None, link: str | None = None, content_type: str | None = None,
             base: str | None = None, url: str | None = None, read_header: ReadHeader) -> Group:
    """The tables that `action` stands for: a metadata document (`.json`), or a CSV file.

    `metadata` is used in place of any that a CSV file has. `link` and `content_type` are the text of its HTTP headers
    `Link` and `Content-Type`. `base` is the url that stands for the folder of `action` (default: its `file://` url);
    `url` is that of `action` itself where it has a query. Raises MetadataError.
    """
    if action.suffix == ".json":
        if metadata is not None:
            raise MetadataError("metadata is given for a file that is metadata itself", file=relative(action),
                                value=relative(metadata))
        return read_metadata(action, base=base)
    url = url_of(action, base) if url is None else url
    dialect = of_content_type(content_type, action.name)
    found = locate(action, url, user=metadata, link=link)
    if found.file is None or found.url is None:
        return replace(describe_csv(action, url, dialect, read_header), warnings=tuple(found.warnings))
    group = read_metadata(found.file, base=resolve("./", found.url), dialects={normalise(url): dialect})
    return replace(group, warnings=(*found.warnings, *group.warnings))


def locate(csv: Path, url: str, *, user: Path | None = None, link: str | None = None) -> Located:
    """The metadata of the file `csv`, which stands for `url`: the first in the standard's order."""
    warnings: list[str] = []
    here = Document(csv, url, url)
    if user is not None:
        return Located(user, _url_beside(here, user), warnings)
    for candidate in dict.fromkeys(resolve(place, url) for place in (*_linked(link or ""), *_places(here))):
        file = _file(here, candidate)
        if file is None or not file.is_file():
            continue
        if normalise(url) in _described(file, candidate):
            return Located(file, candidate, warnings)
        warnings.append(f"{file.name} does not describe {csv.name} and is passed over.")
    return Located(warnings=warnings)


def _url_beside(here: Document, file: Path) -> str:
    """The url of a file that may be in another folder than the CSV file."""
    if split(here.url)[0] == "file":
        return url_of(file)
    steps = os.path.relpath(file, here.file.parent).split(os.sep)
    return resolve("./" + "/".join(map(quote, steps)), here.url)


def _linked(header: str) -> Iterator[str]:
    """The metadata that a Link header names (RFC 8288): `<url>; rel="describedby"; type="application/csvm+json"`."""
    for match in _LINK.finditer(header):
        said = {name.lower(): quoted or plain for name, quoted, plain in reversed(_PARAMETER.findall(match[2]))}
        if "describedby" in said.get("rel", "").lower().split() and said.get("type", "").lower() in _MEDIA_TYPES:
            yield match[1]


def _places(here: Document) -> Iterator[str]:
    """The places of the site, or else of the standard, where metadata may be."""
    url = here.url.partition("#")[0]
    for line in _site_places(here) or _DEFAULT_PLACES:
        yield expand(parse(line, url), {"url": url})


def _site_places(here: Document) -> list[str]:
    """The lines of `.well-known/csvm`, in the nearest folder above the CSV file that is on the site."""
    scheme, _, path, _, _ = split(here.url)
    folders = [] if scheme == "file" else here.file.absolute().parents[:path.count("/")]
    file = next((folder / _SITE for folder in folders if (folder / _SITE).is_file()), None)
    return [line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()] if file else []


def _file(here: Document, url: str) -> Path | None:
    """The file of a candidate. A query is part of its name, as `a.csv?b-metadata.json` is not the file `a.csv`."""
    path, (_, _, _, query, _) = here.path(url), split(url)
    return path if path is None or query is None else path.with_name(f"{path.name}?{query}")


def _described(file: Path, url: str) -> set[str]:
    """The urls of the tables that a metadata document describes."""
    node, place = open_document(file, url)
    tables = node["tables"] if isinstance(node.get("tables"), list) else [node]
    return {normalise(resolve(table["url"], place.document.base)) for table in tables
            if isinstance(table, dict) and isinstance(table.get("url"), str)}
