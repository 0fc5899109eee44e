"""Things of the graph as frozen Python objects: what they have in common, and the corrections on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from ..rdf import natural
from ..store import sparql_iri
from ..terms import ONTOLOGY, local
from .asked import Answers, Facts
from .shown import cell, link, table

# A thing of two classes is called by the first: a municipality is a city that is also a province.
KINDS = ("Town", "FunctionalArea", "District", "City", "Province", "Institute", "Company", "App")
_CLASSES: dict[str, "type[Entity]"] = {}
_Class = TypeVar("_Class", bound="type[Entity]")


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the ledger: where the graph says something other than what was published, and why.

    `id` is its number as text ("001"), `target` the IRI of what it is about, `finding` the kind of mistake, `action`
    restore, override or flag, `status` applied, open or left; `published` and `now` are the two values (None where the
    mistake is no value), `reason` and `reason_en` why, `found_by` the check that finds it, `line` the line in the
    document (None where it is about the whole). Source: data/curated/corrections.csv.
    """

    iri: str
    id: str
    target: str = field(compare=False)
    finding: str = field(compare=False)
    published: str | None = field(compare=False)
    now: str | None = field(compare=False)
    action: str = field(compare=False)
    reason: str | None = field(compare=False)
    reason_en: str | None = field(compare=False)
    evidence: str | None = field(compare=False)
    certainty: str = field(compare=False)
    status: str = field(compare=False)
    found_by: str | None = field(compare=False)
    line: int | None = field(compare=False)

    def __repr__(self) -> str:
        change = f", {cell(self.published)} -> {cell(self.now)}" if self.published or self.now else ""
        return f"<Correction {self.id} on {local(self.target)}: {self.finding}, {self.action}{change}>"

    def _repr_html_(self) -> str:
        names = ("finding", "published", "now", "action", "reason", "reason_en", "evidence", "certainty", "status",
                 "line")
        rows = ((name, link("", cell(getattr(self, name)))) for name in names)
        target = link(self.target, local(self.target))
        return table(("", ""), rows, f"{link(self.iri, f'Correction {self.id}')} on {target}")


def corrections_of(answers: Answers, thing: str) -> tuple[Correction, ...]:
    """The rows of the ledger on a thing, on the entries about it, and on the entries of it, by id."""
    rows = answers.rows("corrections", thing=[sparql_iri(thing)])
    return tuple({row[0]: Correction(*row) for row in rows}.values())


@dataclass(frozen=True, slots=True, repr=False)
class Entity:
    """A thing with an IRI and names. Two are equal when their IRIs are.

    `name` is the Chinese name (where there is none, the English one, else the end of the IRI), `name_en` the English
    one or None, `names` every name it bears. `kinds` are its classes in our ontology (`City`), `kind` the first of
    them, or "". `same_as` are IRIs of the same thing elsewhere: exact matches (Wikidata), then close ones (GeoNames).
    """

    iri: str
    name: str = field(compare=False)
    name_en: str | None = field(compare=False)
    names: tuple[str, ...] = field(compare=False)
    kinds: tuple[str, ...] = field(compare=False)
    same_as: tuple[str, ...] = field(compare=False)
    _facts: Facts = field(compare=False)
    _answers: Answers = field(compare=False)

    @classmethod
    def _of(cls, facts: Facts, answers: Answers) -> Self:
        """The object of this class about whom a graph says these facts."""
        names, english = facts.every("skos:prefLabel"), facts.first("skos:prefLabel", "en")
        name = facts.first("skos:prefLabel", "zh") or english or next(iter(names), local(facts.iri))
        every = dict.fromkeys((name, *names, *facts.every("skos:altLabel")))
        same = (*facts.every("skos:exactMatch"), *facts.every("skos:closeMatch"))
        return cls(facts.iri, name, english, tuple(every), kinds_of(facts), same, facts, answers)

    @property
    def kind(self) -> str:
        """The narrowest of its kinds; "" where our ontology has none for it."""
        return self.kinds[0] if self.kinds else ""

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The rows of the ledger on it and on the entries about it."""
        return corrections_of(self._answers, self.iri)

    def __repr__(self) -> str:
        return f"<{self.kind or type(self).__name__} {titled(self)}>"

    def _repr_html_(self) -> str:
        return f"<p>{link(self.iri, titled(self))}</p>"

    def _pointing(self, name: str) -> "tuple[Entity, ...]":
        """What points at it with the property of this IRI, in the order of their IRIs."""
        rows = self._answers.rows("pointing", thing=[sparql_iri(self.iri)], property=[sparql_iri(name)])
        return things(self._answers, sorted((row[0] for row in rows), key=natural))


def titled(entity: Entity) -> str:
    """`苏州市 (Suzhou)`: both names, or the one there is."""
    return entity.name if entity.name_en in (None, entity.name) else f"{entity.name} ({entity.name_en})"


def kinds_of(facts: Facts) -> tuple[str, ...]:
    """The classes of a thing in our ontology, the narrowest first."""
    ours = [name.removeprefix("smile:") for name in map(_class_name, facts.every("rdf:type")) if name]
    return tuple(sorted(ours, key=lambda name: (KINDS.index(name) if name in KINDS else len(KINDS), name)))


def _class_name(iri_of_class: str) -> str:
    return iri_of_class.removeprefix(ONTOLOGY) if iri_of_class.startswith(ONTOLOGY) else ""


def of_kinds(*kinds: str) -> Callable[[_Class], _Class]:
    """Marks the class of the objects of these kinds."""
    def mark(cls: _Class) -> _Class:
        _CLASSES.update(dict.fromkeys(kinds, cls))
        return cls

    return mark


def things(answers: Answers, iris: Iterable[str]) -> tuple[Entity, ...]:
    """The objects of `iris`, in their order, each of the class of its kind; all that is not known is asked at once."""
    return tuple(_made(facts, answers) for facts in answers.facts(iris))


def _made(facts: Facts, answers: Answers) -> Entity:
    cls = next((_CLASSES[kind] for kind in kinds_of(facts) if kind in _CLASSES), Entity)
    return answers.once(("thing", facts.iri), lambda: cls._of(facts, answers))


def one(answers: Answers, thing: Any) -> Entity | None:
    """The object of an IRI, or None where there is no IRI."""
    return None if thing is None else things(answers, [thing])[0]
