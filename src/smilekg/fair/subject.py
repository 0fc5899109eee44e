"""What is judged: the files of an export."""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import SmileError
from ..paths import relative
from ..rdf import Triple, read_quads
from ..terms import ONTOLOGY, PREFIXES, RDF_TYPE

Values = dict[str, list[str]]


@dataclass(frozen=True)
class Exported:
    """A folder that `smilekg export` wrote."""

    folder: Path

    def triples(self, path: str) -> list[Triple]:
        """The triples of a file. Raises RdfError where it is missing or no RDF."""
        return [quad.triple for quad in read_quads(self.folder / path)]

    @cached_property
    def dataset(self) -> dict[str, Any]:
        """The description of the data set in the terms of schema.org."""
        return self._json("dataset.jsonld")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return self._json("manifest.json")

    @cached_property
    def ontology(self) -> "Vocabulary":
        return Vocabulary(self.triples("ontology/smile.ttl"))

    def _json(self, path: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads((self.folder / path).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SmileError(f"the folder is no export: {error}", file=relative(self.folder / path),
                             hint="`smilekg export DIR` makes one") from None
        return said


class Vocabulary:
    """An ontology: what is said of it, and of each of its terms, by property."""

    def __init__(self, triples: list[Triple]):
        self.said: dict[str, Values] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self.said[str(triple.subject)[1:-1]][triple.predicate.value].append(
                str(getattr(triple.object, "value", triple.object)))
        ontologies = [iri for iri, values in self.said.items() if PREFIXES["owl"] + "Ontology" in values[RDF_TYPE]]
        self.iri = ontologies[0] if ontologies else ""
        self.header = self.said[self.iri]

    @property
    def terms(self) -> dict[str, Values]:
        """The classes and properties of its namespace."""
        kinds = {PREFIXES["owl"] + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
        return {iri: values for iri, values in self.said.items()
                if iri.startswith(ONTOLOGY) and kinds & set(values[RDF_TYPE])}

    def values(self, *names: str) -> list[str]:
        """What the header says by any of some properties, given as prefixed names."""
        return [value for name in names for value in self.header.get(whole(name), [])]


def whole(name: str) -> str:
    """A prefixed name as an IRI."""
    prefix, _, rest = name.partition(":")
    return {**PREFIXES, "schema": "https://schema.org/"}[prefix] + rest
