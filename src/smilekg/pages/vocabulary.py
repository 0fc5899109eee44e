"""The terms of the ontology with what a reader asks of each: what it means, what is above it, what uses it, its rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..answers import internal
from ..graph import Graph
from ..store import LocalStore
from ..terms import ONTOLOGY, local
from ..things.asked import short

_SORTS = {"owl:Class": "class", "owl:ObjectProperty": "property", "owl:DatatypeProperty": "property",
          "owl:AnnotationProperty": "property", "skos:ConceptScheme": "scheme", "skos:Concept": "concept"}
_KINDS = {"owl:ObjectProperty": ("对象属性", "object property"), "owl:DatatypeProperty": ("数据属性", "datatype property"),
          "owl:AnnotationProperty": ("标注属性", "annotation property"), "owl:FunctionalProperty": ("至多一个值", "one value at most")}


@dataclass(frozen=True)
class Use:
    """A class and a property that its things have: by how many, and one that has it (an IRI)."""

    class_name: str
    property: str
    things: int
    example: str


@dataclass(frozen=True)
class Rule:
    """One shape: its local name, its message by language, the local names of the classes and properties it is about
    (of a property of another vocabulary a prefixed name)."""

    name: str
    messages: Mapping[str, str]
    classes: tuple[str, ...]
    properties: tuple[str, ...]


@dataclass
class Term:
    """One class, property, code list or concept. Everything is by local name; texts are by language."""

    name: str
    sort: str = ""
    kinds: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    disjoint: list[str] = field(default_factory=list)
    scheme: str = ""
    notation: str = ""
    order: int = 0
    things: int = 0
    example: str = ""
    uses: list[Use] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    @property
    def iri(self) -> str:
        return ONTOLOGY + self.name


@dataclass(frozen=True)
class Link:
    """A property that leads from things of one class to things of another, and how often."""

    source: str
    property: str
    target: str
    links: int


@dataclass(frozen=True)
class Vocabulary:
    """The terms by local name, what the ontology says of itself, the links between classes, and rules about no term."""

    terms: Mapping[str, Term]
    about: Mapping[str, list[tuple[str, str]]]
    links: tuple[Link, ...]
    rules: tuple[Rule, ...]

    def of_sort(self, sort: str) -> list[Term]:
        """The terms of a sort (`class`, `property`, `scheme`, `concept`) by name."""
        return sorted((term for term in self.terms.values() if term.sort == sort), key=lambda term: term.name.lower())

    def concepts(self, scheme: str) -> list[Term]:
        """The members of a code list, in their order where they have one."""
        return sorted((term for term in self.of_sort("concept") if term.scheme == scheme), key=lambda term: (term.order, term.name))


def vocabulary(graph: Graph) -> Vocabulary:
    """The ontology of a graph, with counts from the graph and rules from the shapes of its project."""
    terms: dict[str, Term] = {}
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in internal.ask(graph, "page-ontology"):
        _learn(terms.setdefault(local(row["term"]), Term(local(row["term"]))), short(row["property"]), row["value"], row["language"])
    triple: Any
    for triple in graph.store.about([ONTOLOGY]):
        about[short(triple.predicate.value)].append((triple.object.value, getattr(triple.object, "language", None) or ""))
    _join(terms)
    _count(graph, terms)
    links = tuple(Link(local(row["from"]), _named(row["property"]), local(row["to"]), row["links"])
                  for row in internal.ask(graph, "page-ontology-links"))
    return Vocabulary(terms, about, links, tuple(_attach(terms, _rules(graph))))


def _named(iri: str) -> str:
    """The local name of a term of ours, a prefixed name of any other."""
    return local(iri) if iri.startswith(ONTOLOGY) else short(iri)


def _learn(term: Term, property: str, value: Any, language: str | None) -> None:
    name = short(value) if property == "rdf:type" else str(value)
    match property:
        case "rdf:type":
            term.sort = _SORTS.get(name, term.sort)
            term.kinds += [_KINDS[name]] if name in _KINDS else []
        case "skos:prefLabel":
            term.labels[language or ""] = name
        case "skos:definition":
            term.definitions[language or ""] = name
        case "rdfs:subClassOf" | "rdfs:subPropertyOf":
            term.above.append(_named(name))
        case "owl:disjointWith":
            term.disjoint.append(local(name))
        case "skos:inScheme":
            term.scheme = local(name)
        case "skos:notation":
            term.notation = name
        case "smile:gradeOrder":
            term.order = int(value)


def _join(terms: Mapping[str, Term]) -> None:
    """What is said one way only holds both ways."""
    for term in terms.values():
        for name in term.above:
            if name in terms:
                terms[name].below.append(term.name)
        for name in term.disjoint:
            if name in terms and term.name not in terms[name].disjoint:
                terms[name].disjoint.append(term.name)


def _count(graph: Graph, terms: Mapping[str, Term]) -> None:
    for row in internal.ask(graph, "page-ontology-classes"):
        found = terms[local(row["class"])]
        found.things, found.example = row["things"], str(row["example"] or "")
    for row in internal.ask(graph, "page-ontology-concepts"):
        if local(row["concept"]) in terms:
            terms[local(row["concept"])].things = row["things"]
    for row in internal.ask(graph, "page-ontology-uses"):
        use = Use(local(row["class"]), _named(row["property"]), row["things"], str(row["example"]))
        for one in {use.class_name, use.property} & terms.keys():
            terms[one].uses.append(use)
    for term in terms.values():
        term.uses.sort(key=lambda use: (-use.things, use.class_name, use.property))


def _rules(graph: Graph) -> list[Rule]:
    """The shapes of the project in words."""
    if not graph.project.shapes.is_file():
        return []
    found: dict[str, tuple[dict[str, str], dict[str, None], dict[str, None]]] = {}
    for row in internal.ask(Graph(graph.project, LocalStore([graph.project.shapes])), "page-ontology-shapes"):
        messages, classes, properties = found.setdefault(local(row["shape"]), ({}, {}, {}))
        messages[row["language"] or ""] = row["message"]
        for names, value in ((classes, row["class"]), (properties, row["property"])):
            if value is not None:
                names[_named(value)] = None
    return [Rule(name, messages, tuple(classes), tuple(properties)) for name, (messages, classes, properties) in found.items()]


def _attach(terms: Mapping[str, Term], rules: Iterable[Rule]) -> list[Rule]:
    """Each rule goes to its property, else to the one class it is about; those that have neither here are given back."""
    rest: list[Rule] = []
    for rule in rules:
        homes = [name for name in rule.properties if name in terms] or (list(rule.classes) if len(rule.classes) == 1 else [])
        home = terms.get(homes[0]) if homes else None
        (rest if home is None else home.rules).append(rule)
    return rest
