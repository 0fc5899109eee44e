"""Writes ontology/context.jsonld: short names for all terms that the graph, its ontology, its shapes and its questions use.

    python scripts/context.py [FILE]

A property gets a type where all its values in the shipped graph have that type. Run it after a change of the ontology.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from smilekg.paths import shipped
from smilekg.rdf import read_quads
from smilekg.terms import ONTOLOGY, PREFIXES, RDF_TYPE, XSD

OWL, RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
PLAIN = {XSD + name for name in ("string", "integer", "boolean")}  # JSON's own types say these
SCHEMA = "https://schema.org/"


def main() -> None:
    project = shipped()
    triples = [quad.triple for file in [*project.graph_files(), project.shapes, *sorted(project.catalogue.glob("*.ttl"))]
               for quad in read_quads(file)]
    found = terms(triples)
    prefixes = {**PREFIXES, "schema": SCHEMA}
    context = {"@version": 1.1, **dict(sorted(prefixes.items())), **dict(sorted(found.items(), key=lambda one: (one[0].lower(), one[0])))}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(term)}" for name, term in context.items())
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else project.context
    target.write_text(f'{{"@context": {{\n{lines}\n}}}}\n', "utf-8")


def terms(triples: list) -> dict[str, object]:
    """Every class and property, by a short name of its own: ours before those of other vocabularies."""
    values, classes, declared = defaultdict(set), set(), {}
    for triple in triples:
        values[triple.predicate.value].add(sort_of(triple.object))
        if triple.predicate.value == RDF_TYPE:
            classes.add(triple.object.value)
            if triple.object.value in (OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"):
                declared.setdefault(triple.subject.value, triple.object.value)
    named: dict[str, object] = {}
    every = {*values, *classes, *declared} - {RDF_TYPE}
    for iri in sorted(every, key=lambda iri: (not iri.startswith(ONTOLOGY), iri)):
        named.setdefault(name_of(iri, named), definition(iri, values.get(iri), declared.get(iri)))
    return named


def name_of(iri: str, taken: dict[str, object]) -> str:
    """The local name; with the prefix before it where that is taken (`dctSource`)."""
    prefix, start = next((prefix, start) for prefix, start in {**PREFIXES, "schema": SCHEMA}.items() if iri.startswith(start) and prefix != "id")
    local = iri.removeprefix(start)
    return local if local not in taken else prefix + local[0].upper() + local[1:]


def sort_of(term: object) -> str:
    """`@id`, `@language`, or a datatype."""
    if not hasattr(term, "datatype"):
        return "@id"
    return "@language" if term.language else term.datatype.value


def definition(iri: str, sorts: set[str] | None, declared: str | None) -> object:
    """What the context says of a term: its IRI, and the one sort of its values."""
    name = short(iri)
    if sorts == {"@id"} or (not sorts and declared == OWL + "ObjectProperty"):
        return {"@id": name, "@type": "@id"}
    if sorts == {"@language"}:
        return {"@id": name, "@container": "@language"}
    if sorts and len(sorts) == 1 and not sorts & PLAIN:
        return {"@id": name, "@type": short(*sorts)}
    return name


def short(iri: str) -> str:
    return next(f"{prefix}:{iri.removeprefix(start)}" for prefix, start in {**PREFIXES, "schema": SCHEMA}.items()
                if prefix != "id" and iri.startswith(start))


if __name__ == "__main__":
    main()
