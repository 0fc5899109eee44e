"""How a name is read: published, restored, what it can mean, what was chosen and why."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..paths import Project
from .identify import Identified
from .pipeline import identify_all, read_sources
from .reconcile import Gazetteer, Reconciler
from .registers import Curated
from .restore import Script, candidates, strip_notes


@dataclass(frozen=True)
class Use:
    """One entry that bears the name."""

    entry: str
    line: int
    published: str
    restored: str
    how: str
    subjects: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Candidate:
    """One thing that the name can mean, wherever it stands."""

    entity: str
    description: str
    why: str


@dataclass(frozen=True)
class Explanation:
    """Everything known about how `name` is read. `verdict` says what it means, or what would settle it."""

    name: str
    restored: str
    uses: tuple[Use, ...]
    candidates: tuple[Candidate, ...]
    verdict: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def explain(project: Project, name: str) -> Explanation:
    """How `name`, in any of its forms, is read in the lists and by the gazetteer."""
    curated = Curated(project.curated)
    entries, _ = identify_all(read_sources(project), curated)
    restored = _restored(name, entries)
    uses = tuple(_use(item) for item in entries if {item.entry.name, item.restored} & {name, restored})
    reconciler = Reconciler(curated.gazetteer, curated.aliases, curated.registers())
    found = tuple(_candidates(restored, curated, reconciler))
    return Explanation(name, restored, uses, found, _verdict(restored, uses, found, reconciler))


def _restored(name: str, entries: list[Identified]) -> str:
    known = next((item.restored for item in entries if item.entry.name == name), None)
    if known or "?" in name:  # a question mark stands for lost bytes: what they were is not guessed
        return known or name
    return Script().simplified(strip_notes(name))


def _use(item: Identified) -> Use:
    return Use(item.iri, item.entry.line, item.entry.name, item.restored, item.resolution.how, item.resolution.iris,
               item.resolution.reason)


def _candidates(name: str, curated: Curated, reconciler: Reconciler) -> Iterator[Candidate]:
    gazetteer = curated.gazetteer
    if "?" in name:
        yield from _undamaged(name, gazetteer)
    for key in sorted({key for kind in ("Province", "City", "District") for key in reconciler.readings(name, kind)}):
        yield Candidate(f"place/{key}", gazetteer.describe(key), "the name reads as nested places")
    for record in curated.aliases:
        if record["name"] == name:
            yield Candidate(record["entity"], f"alias in list {record['list']}", record["reason"])
    for register in reconciler.registers.values():
        if name in register:
            yield Candidate(register[name], name, "registered under this very name")
    for place in gazetteer.places.values():
        if place.record["name_en"] == name:
            yield Candidate(place.iri, gazetteer.describe(place.key), "its English name")
    for record in curated.towns.values():
        if name in (record["own_name"], record["name"]):
            yield Candidate(f"town/{record['edition']}/{record['position']}", record["name"], "a town of the list")


def _undamaged(name: str, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Places whose name, damaged as the document was, gives exactly this text."""
    script = Script()
    for place in gazetteer.places.values():
        clean = {script.traditional(form): form for form in (place.name, place.short) if form}
        for found in candidates(name, list(clean)):
            yield Candidate(place.iri, gazetteer.describe(place.key), f"{clean[found]}, damaged, gives this text")


def _verdict(name: str, uses: tuple[Use, ...], found: tuple[Candidate, ...], reconciler: Reconciler
             ) -> str:
    chosen = sorted({subject for use in uses for subject in use.subjects})
    if len(found) > 1 and not chosen:
        longer = [candidate.description.replace(" ", "") for candidate in found]
        return f"ambiguous: a parent before the name settles it, as in {' or '.join(longer)}; or a line in aliases.csv"
    if chosen:
        return f"{', '.join(chosen)}: so read in {len(uses)} {'entry' if len(uses) == 1 else 'entries'} of the lists"
    if found:
        return f"{found[0].entity}: the only thing that the name can mean; no list has it"
    near = reconciler.suffix_matches(name, "District")
    listed = "; ".join(map(reconciler.gazetteer.describe, near))
    known = f": places of the same ending are {listed}" if near else ""
    return f"unknown{known}; a line in aliases.csv would settle it"
