"""What the data set is, as data/curated/dataset.toml says it: the one place that all metadata is made from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import CuratedError
from ..paths import relative

_LICENSES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
             "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/", "MIT": "https://spdx.org/licenses/MIT"}
_AS_THEY_ARE = ("iri", "download", "version", "license", "publisher", "message", "issued", "modified", "title",
                "description", "rights", "spatial", "temporal", "software")


@dataclass(frozen=True)
class Part:
    """A part of the data set that is used under terms of its own; `license` is empty where none was given."""

    name: str
    license: str
    holder: str
    note: str


@dataclass(frozen=True)
class Variable:
    """Something that is measured; `property` is its name in the ontology."""

    name: str
    property: str
    description: str
    unit: str


@dataclass(frozen=True)
class Dataset:
    """The description of the data set. Titles, descriptions and rights are by language; licences are SPDX names."""

    iri: str
    download: str
    version: str
    license: str
    publisher: str
    message: str
    issued: date
    modified: date
    languages: tuple[str, ...]
    creators: tuple[str, ...]
    keywords: tuple[str, ...]
    title: Mapping[str, str]
    description: Mapping[str, str]
    rights: Mapping[str, str]
    spatial: Mapping[str, Any]
    temporal: Mapping[str, str]
    software: Mapping[str, str]
    parts: tuple[Part, ...]
    variables: tuple[Variable, ...]
    examples: tuple[str, ...]

    @property
    def license_iri(self) -> str:
        return license_iri(self.license)


def license_iri(name: str) -> str:
    """The address of a licence by its SPDX name."""
    return _LICENSES[name]


def read_dataset(file: Path) -> Dataset:
    """The description in a TOML file. Raises CuratedError for one that is broken or says too little."""
    try:
        said = tomllib.loads(file.read_text("utf-8"))
        return _dataset(said)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CuratedError(f"the description of the data set cannot be read: {error}", file=relative(file)) from None
    except KeyError as error:
        raise CuratedError("the description of the data set says too little, or names an unknown licence",
                           file=relative(file), value=error.args[0],
                           hint=f"give it; the licences known are {', '.join(_LICENSES)}") from None


def _dataset(said: Mapping[str, Any]) -> Dataset:
    fields: dict[str, Any] = {name: said[name] for name in _AS_THEY_ARE}
    fields |= {name: tuple(said[name]) for name in ("languages", "creators", "keywords")}
    made = Dataset(
        **fields,
        parts=tuple(Part(p["name"], p["license"], p["holder"], p["note"]) for p in said["part"]),
        variables=tuple(Variable(v["name"], v["property"], v["description"], v["unit"]) for v in said["variable"]),
        examples=tuple(example["iri"] for example in said["example"]))
    for name in (made.license, made.software["license"], *(part.license for part in made.parts if part.license)):
        license_iri(name)
    return made
