"""The order of steps: published rows -> tables -> Turtle -> findings. Nothing else."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..csvw.convert import ntriples
from ..errors import BuildError, MetadataError, NameUnresolved, SmileError, TableError
from ..paths import Project, relative
from .announcement import Source, read_source
from .catalogue import write_catalogue
from .crosscheck import Evidence, check_ledger
from .identify import Identified, Restorer, identify
from .reconcile import Reconciler
from .registers import Curated
from ..staging import move_in, staging
from .tables import AS_KEPT, make_tables, write_tables
from .turtle import write_turtle
from .validate import Finding, validate

Step = Callable[[str], None]
Values = dict[tuple[str, str], str]


@dataclass
class Summary:
    """What a build did. `seconds` holds the time of each step, in order."""

    lists: int = 0
    entries: int = 0
    triples: int = 0
    findings: list[Finding] = field(default_factory=list)
    changed: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


class _Clock:
    """Tells the progress display what runs, and the summary how long it took."""

    def __init__(self, summary: Summary, step: Step):
        self.summary, self.step, self.name, self.start = summary, step, "", 0.0

    def __call__(self, name: str) -> None:
        now = time.perf_counter()
        if self.name:
            self.summary.seconds[self.name] = now - self.start
        self.name, self.start = name, now
        if name:
            self.step(name)


def build(project: Project, *, tables: bool = True, rdf: bool = True, step: Step = lambda _: None) -> Summary:
    """Build the tables, the Turtle, or both. Where there is a finding, nothing is moved in.

    Raises a SmileError for bad input, and BuildError where the result cannot be written.
    """
    for folder in (project.published, project.curated, project.tables, project.ontology):
        if not folder.is_dir():
            raise BuildError("is no folder of a smilekg project", file=relative(folder),
                             hint="run this in a checkout, or name one with --root")
    if not project.metadata.is_file():
        raise BuildError("the CSVW metadata is missing", file=relative(project.metadata),
                         hint="it is kept by hand: put it back")
    summary = Summary()
    clock = _Clock(summary, step)
    with staging(project.root / "data") as stage:
        new_tables, new_rdf, new_catalogue = stage / "tables", stage / "rdf", stage / "catalogue"
        if tables:
            _build_tables(project, new_tables, summary, clock)
        if rdf:
            _build_rdf(project, new_tables if tables else project.tables, new_rdf, summary, clock)
            write_catalogue(project.queries, new_catalogue)
        clock("writing")
        if not summary.findings:
            catalogue = project.catalogue
            built = [(new_tables, project.tables)] * tables + [(new_rdf, project.rdf), (new_catalogue, catalogue)] * rdf
            summary.changed = any([move_in(new, old) for new, old in built])
        clock("")
    return summary


def read_sources(project: Project) -> list[Source]:
    """Every published edition, in order. Raises BuildError where there is none."""
    folders = sorted(file.parent for file in project.published.glob("*/source.toml"))
    if not folders:
        raise BuildError("holds no published edition", file=relative(project.published),
                         hint="each edition is a folder with source.toml and tables.txt")
    return [read_source(folder) for folder in folders]


def identify_all(sources: list[Source], curated: Curated) -> tuple[list[Identified], Restorer]:
    """Every entry, named and identified, with the restorer that its headings need too."""
    restorer = Restorer(curated.ledger)
    reconciler = Reconciler(curated.gazetteer, curated.aliases, curated.registers())
    entries = list(identify(sources, restorer, reconciler, curated.towns))
    curated.check_targets(sources, entries)
    curated.ledger.check(*_values(sources, entries, curated, restorer))
    _check_subjects(entries)
    return entries, restorer


def _values(sources: list[Source], entries: list[Identified], curated: Curated, restorer: Restorer
            ) -> tuple[Values, Values]:
    """By (target, property): what the document says, and what the graph says, wherever a ledger row may speak of it."""
    published: Values = {}
    now: Values = {}
    for item in entries:
        name, value, subject = ((item.iri, p) for p in ("publishedName", "publishedValue", "subject"))
        published |= {name: item.entry.name, value: item.entry.value, subject: item.restored}
        now |= {name: item.restored, value: item.entry.value, subject: "; ".join(item.resolution.iris)}
        if item.ranking.subject == "Town":
            published[item.iri, "within"] = item.restored
            now[item.iri, "within"] = f"place/{curated.towns[item.source.edition, item.entry.key]['host']}"
    for source in sources:
        for ranking in source.lists:
            key = f"ranking/{source.edition}/{ranking.id}", "publishedHeading"
            published[key] = ranking.heading
            now[key] = restorer.restore(source, *key, ranking.heading)
    return published, now


def _check_subjects(entries: list[Identified]) -> None:
    """A thing stands once in a list. Raises NameUnresolved for two entries about one thing."""
    seen: dict[tuple[str, str, str], Identified] = {}
    for item in entries:
        for iri in item.resolution.iris:
            first = seen.setdefault((item.source.edition, item.ranking.id, iri), item)
            if first is not item:
                raise NameUnresolved("two entries of one list are about the same thing", file=item.source.file,
                                     line=f"source line {item.entry.line}", column=f"name in list {item.ranking.id}",
                                     value=item.restored, hint=f"{iri} stands at {first.entry.key} already")


def _build_tables(project: Project, target: Path, summary: Summary, clock: _Clock) -> None:
    clock("reading the published rows")
    sources = read_sources(project)
    curated = Curated(project.curated)
    clock("restoring and identifying names")
    entries, restorer = identify_all(sources, curated)
    clock("cross-checking the source")
    check_ledger(Evidence(sources, entries, curated, restorer))
    summary.lists, summary.entries = sum(len(source.lists) for source in sources), len(entries)
    clock("writing tables")
    target.mkdir()
    write_tables(make_tables(sources, entries, curated, restorer), curated, target)
    shutil.copyfile(project.metadata, target / project.metadata.name)


def _build_rdf(project: Project, tables: Path, target: Path, summary: Summary, clock: _Clock) -> None:
    clock("compiling tables to triples")
    try:
        triples = b"".join(ntriples(tables / project.metadata.name))
    except (MetadataError, TableError) as error:
        raise _at_home(error, tables, project) from None
    clock("writing Turtle")
    target.mkdir()
    summary.triples = write_turtle(triples, target)
    if not summary.entries:
        summary.lists = len(list(target.glob("ranking-*.ttl")))
        summary.entries = triples.count(b"#type> <https://w3id.org/smilekg/ontology/RankingEntry>")
    summary.findings = validate(sorted(target.glob("*.ttl")), project.shapes, project.vocabulary(),
                                lambda name: clock(f"validating: {name}"))


def _at_home(error: SmileError, tables: Path, project: Project) -> SmileError:
    """The error with the file that a person can mend in the stead of its copy in the staging folder."""
    if tables == project.tables or error.file is None:
        return error
    name = Path(error.file).name
    folder = project.curated if name.removesuffix(".csv") in AS_KEPT else project.tables
    return type(error)(error.problem, file=relative(folder / name), line=error.line, column=error.column,
                       value=error.value, hint=error.hint.replace(relative(tables), relative(project.tables)))
