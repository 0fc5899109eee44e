"""Two states of the graph, thing by thing and property by property."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import RdfError
from ..paths import Project
from ..rdf import Triple, is_blank, natural, read_quads
from ..store import rdf_files
from ..terms import DATA, PREFIXES, RDF_TYPE, local, smile

_LABEL = PREFIXES["skos"] + "prefLabel"
SUBJECT = smile("subject")


@dataclass(frozen=True)
class Thing:
    """What one state of the graph says of a thing: triples by property, and then by the value as N-Triples writes it."""

    iri: str
    values: Mapping[str, Mapping[str, Triple]]

    @property
    def label(self) -> str:
        """Its English name, else any, else nothing."""
        names = sorted(self.values.get(_LABEL, {}), key=lambda term: not term.endswith("@en"))
        return shown(self.values[_LABEL][names[0]]) if names else ""

    @property
    def kind(self) -> str:
        """The name of its class, such as `RankingEntry`; where it has several, one of ours and the first by name."""
        kinds = sorted(map(shown, self.values.get(RDF_TYPE, {}).values()), key=lambda name: (":" in name, name))
        return kinds[0] if kinds else "thing"


@dataclass(frozen=True)
class Change:
    """A property of a thing that is there before and after (`name` is its IRI), and the triples that went and came."""

    thing: Thing
    name: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]

    @property
    def old(self) -> list[str]:
        """The values that went, as they are shown."""
        return [shown(triple) for triple in self.removed]

    @property
    def new(self) -> list[str]:
        """The values that came."""
        return [shown(triple) for triple in self.added]

    @property
    def is_identity(self) -> bool:
        """Whether an entry stands for something else now."""
        return self.name == SUBJECT


@dataclass(frozen=True)
class Difference:
    """From `old` to `new`: things by IRI."""

    old: Mapping[str, Thing]
    new: Mapping[str, Thing]

    @cached_property
    def added(self) -> tuple[Thing, ...]:
        return tuple(self.new[iri] for iri in sorted(self.new.keys() - self.old.keys(), key=natural))

    @cached_property
    def removed(self) -> tuple[Thing, ...]:
        return tuple(self.old[iri] for iri in sorted(self.old.keys() - self.new.keys(), key=natural))

    @cached_property
    def changed(self) -> tuple[Change, ...]:
        both = sorted(self.old.keys() & self.new.keys(), key=natural)
        return tuple(change for iri in both for change in _changes(self.old[iri], self.new[iri]))

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def difference(old: Path, new: Path) -> Difference:
    """What differs between two RDF files, folders of them, exports, or folders of a project.

    Raises RdfError for what is no RDF, and for blank nodes, which have no name to compare them by.
    """
    return Difference(things(_files(old)), things(_files(new)))


def _files(path: Path) -> list[Path]:
    """The RDF that stands for the graph: of a project its Turtle, of an export its N-Triples or what there is."""
    if (path / "data" / "rdf").is_dir():
        project = Project(path)
        return [*sorted(project.rdf.glob("*.ttl")), *(file for file in project.vocabulary() if file.is_file())]
    if (path / "manifest.json").is_file() and (path / "ontology").is_dir():
        for ending in ("nt", "ttl", "nq", "trig", "rdf"):
            if (path / "rdf" / f"smilekg.{ending}").is_file():
                return [path / "rdf" / f"smilekg.{ending}"]
        raise RdfError("this export holds no RDF", file=path, hint="export it with --format nt")
    if not path.exists():
        raise RdfError("there is no such file or folder", file=path,
                       hint="name RDF files, a folder of them, an export or a project")
    return rdf_files(path)


def things(files: Iterable[Path]) -> dict[str, Thing]:
    """Everything that files speak of, by IRI."""
    values: dict[str, dict[str, dict[str, Triple]]] = defaultdict(lambda: defaultdict(dict))
    for file in files:
        for quad in read_quads(file):
            if is_blank(quad.subject) or is_blank(quad.object):
                raise RdfError("a blank node cannot be compared", file=file, value=str(quad.triple),
                               hint="give it an IRI; the graph has none")
            values[str(quad.subject)[1:-1]][quad.predicate.value][str(quad.object)] = quad.triple
    return {iri: Thing(iri, said) for iri, said in values.items()}


def shown(triple: Triple) -> str:
    """A value for people: an IRI of ours without its namespace, another with a prefix; a text as it is."""
    value = str(getattr(triple.object, "value", triple.object))
    return value if hasattr(triple.object, "datatype") else short(value)


def short(iri: str) -> str:
    """`place/320500`, `rank`, `skos:prefLabel`; any other IRI as it is."""
    if iri.startswith((DATA, PREFIXES["smile"])):
        return local(iri) or iri
    found = [(prefix, start) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    return f"{found[0][0]}:{iri.removeprefix(found[0][1])}" if found else iri


def _changes(old: Thing, new: Thing) -> Iterator[Change]:
    for name in sorted(old.values.keys() | new.values.keys()):
        before, after = old.values.get(name, {}), new.values.get(name, {})
        removed, added = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
        if removed or added:
            yield Change(new, name, tuple(before[t] for t in removed), tuple(after[t] for t in added))
