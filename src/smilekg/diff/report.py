"""A difference for people (Markdown) and for programs (CSV, Turtle)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ..rdf import Iri, Triple, statements, to_turtle
from ..tabular import csv_text
from ..terms import DATA, RDF
from .compare import Change, Difference, Thing, short

COLUMNS = ("change", "class", "iri", "label", "property", "old", "new")
LISTED = 20  # changes of one kind that are written out for people; of more, the number and some examples
_EXAMPLES = 3
_CHANGESET = {"cs": "http://purl.org/vocab/changeset/schema#"}
_UNCHANGED = "No differences.\n"


def markdown(found: Difference) -> str:
    """Markdown: how many things of each class, then entries, identities and the rest."""
    if found.is_empty:
        return _UNCHANGED
    identities = [change for change in found.changed if change.is_identity]
    entries = [change for change in found.changed if change.thing.kind == "RankingEntry" and not change.is_identity]
    rest = [change for change in found.changed if change.thing.kind != "RankingEntry"]
    sections = [_table(found), *_things("Added", found.added), *_things("Removed", found.removed),
                *_section("Identities changed", identities), *_section("Entries changed", entries),
                *_section("Other things changed", rest)]
    return "\n".join(sections)


def _table(found: Difference) -> str:
    added, removed = (Counter(thing.kind for thing in those) for those in (found.added, found.removed))
    changed = Counter(kind for kind, _ in {(change.thing.kind, change.thing.iri) for change in found.changed})
    rows = [f"| {kind} | {added[kind]:,} | {removed[kind]:,} | {changed[kind]:,} |\n"
            for kind in sorted({*added, *removed, *changed}, key=lambda kind: (kind != "RankingEntry", kind))]
    return "| class | added | removed | changed |\n|---|---:|---:|---:|\n" + "".join(rows)


def _things(heading: str, things: Sequence[Thing]) -> Iterator[str]:
    by_kind: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing)
    for kind, those in sorted(by_kind.items()):
        names = [f"- `{short(thing.iri)}` {_safe(thing.label)}" for thing in those]
        yield f"## {heading}: {len(those):,} {kind}\n\n{_cut(names)}"


def _section(heading: str, changes: list[Change]) -> Iterator[str]:
    by_property: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        by_property[change.thing.kind, change.name].append(change)
    if by_property:
        parts = [_group(kind, name, those) for (kind, name), those in sorted(by_property.items())]
        yield f"## {heading}\n\n" + "\n".join(parts)


def _group(kind: str, name: str, changes: list[Change]) -> str:
    lines = [f"- `{short(change.thing.iri)}` {_safe(change.thing.label)}: {_values(change.old)} -> {_values(change.new)}"
             for change in changes]
    return f"### {kind}, {short(name)} ({len(changes):,})\n\n{_cut(lines)}"


def _cut(lines: list[str]) -> str:
    shown = lines if len(lines) <= LISTED else [*lines[:_EXAMPLES], f"- … and {len(lines) - _EXAMPLES:,} more"]
    return "\n".join(shown) + "\n"


def _values(values: list[str]) -> str:
    return ", ".join(f"`{_safe(value)}`" for value in values) or "nothing"


def _safe(text: str) -> str:
    """A text that stays on its line and cannot close the mark around it."""
    return text.replace("`", "'").replace("\r", " ").replace("\n", " ").strip()


def rows(found: Difference) -> Iterator[tuple[str, ...]]:
    """One row a thing that came or went, and a row for each property that changed."""
    for what, things in (("added", found.added), ("removed", found.removed)):
        yield from ((what, thing.kind, thing.iri, thing.label, "", "", "") for thing in things)
    for change in found.changed:
        what = "identity" if change.is_identity else "changed"
        yield (what, change.thing.kind, change.thing.iri, change.thing.label, change.name, "; ".join(change.old),
               "; ".join(change.new))


def to_csv(found: Difference) -> str:
    """CSV with the columns of `COLUMNS`; several values are joined by `; `."""
    return csv_text(COLUMNS, rows(found))


def to_rdf(found: Difference) -> str:
    """Turtle: a change set for each thing, in the Changeset vocabulary.

    A change set, and each statement in it, is named by what it holds, so the same difference gives the same bytes.
    """
    went, came = _triples(found.removed), _triples(found.added)
    for change in found.changed:
        went[change.thing.iri] += change.removed
        came[change.thing.iri] += change.added
    triples = {triple for iri in {*went, *came} for triple in _change_set(iri, went[iri], came[iri])}
    return to_turtle(triples, prefixes=_CHANGESET).decode("utf-8")


def _triples(things: Iterable[Thing]) -> defaultdict[str, list[Triple]]:
    made: defaultdict[str, list[Triple]] = defaultdict(list)
    for thing in things:
        made[thing.iri] = [triple for terms in thing.values.values() for triple in terms.values()]
    return made


def _change_set(iri: str, went: list[Triple], came: list[Triple]) -> Iterator[Triple]:
    removals, additions = ([(_named("statement", str(triple)), triple) for triple in those] for those in (went, came))
    name = _named("change", *(key for key, _ in removals), "->", *(key for key, _ in additions))
    yield from statements(name, {
        "rdf:type": Iri(_CHANGESET["cs"] + "ChangeSet"), "cs:subjectOfChange": Iri(iri),
        "cs:removal": [Iri(key) for key, _ in removals], "cs:addition": [Iri(key) for key, _ in additions]}, _CHANGESET)
    for key, triple in (*removals, *additions):
        yield from statements(key, {
            "rdf:type": Iri(RDF + "Statement"), "rdf:subject": triple.subject, "rdf:predicate": triple.predicate,
            "rdf:object": triple.object}, _CHANGESET)


def _named(kind: str, *parts: str) -> str:
    return f"{DATA}{kind}/{hashlib.sha256(chr(10).join(parts).encode('utf-8')).hexdigest()[:20]}"
