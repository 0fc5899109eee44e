"""Measured runs -> tables in Markdown: medians, ratios, targets."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from .measuring import Run
from .programs import Program

TRIPLES_PER_ROW = 9
SLOW = 120  # seconds; what takes longer runs once
# (ours, factor, theirs): ours takes at most 1/factor of their time at a million rows.
TARGETS = (
    ("smilekg-1", 5, "morph-kgc"), ("smilekg-1", 6, "maplib"), ("smilekg-1", 20, "rdfizer"),
    ("smilekg-1", 60, "rdflib"), ("smilekg-2", 10, "morph-kgc"), ("smilekg-2", 1 / 2.5, "c"),
)


@dataclass
class Result:
    """All runs of one program over one table, and what it wrote: how many triples, and their hash."""

    program: Program
    runs: list[Run] = field(default_factory=list)
    triples: int = 0
    hash: str = ""
    wrong: str = ""  # what it wrote otherwise than the C program

    @property
    def fault(self) -> str:
        """Why it gave no result."""
        return next((run.fault for run in self.runs if run.fault), "")

    @property
    def done(self) -> bool:
        """Whether another round would tell no more, or take too long."""
        return bool(self.fault) or any(run.seconds > SLOW for run in self.runs)

    def median(self, what: str) -> float:
        return float(statistics.median(getattr(run, what) for run in self.runs))


def megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def report(rows: int, results: list[Result], rounds: int) -> Iterator[str]:
    """One table in Markdown: a line a program."""
    ours = {result.program.name: result for result in results if not result.fault}
    yield f"\n### {rows:,} rows, {rows * TRIPLES_PER_ROW:,} triples\n"
    yield "| program | time | over smilekg, 1 worker | over 2 workers | largest process | all | triples, hash |"
    yield "|---|--:|--:|--:|--:|--:|---|"
    for result in results:
        if result.fault:
            yield f"| {result.program.title} | – | – | – | – | – | {cell(result.fault)} |"
            continue
        time_ = result.median("seconds")
        over = [f"{time_ / ours[name].median('seconds'):.2f}" if name in ours else "–"
                for name in ("smilekg-1", "smilekg-2")]
        once = " (once)" * (len(result.runs) < rounds)
        memory = [megabytes(result.median(which)) for which in ("largest", "all")]
        yield (f"| {result.program.title} | {seconds(time_)}{once} | {' | '.join(over + memory)} "
               f"| {result.triples:,}, {cell(result.wrong) or f'`{result.hash}`'} |")


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def time_of(name: str, results: list[Result]) -> float | None:
    """The median of the program, or of the fastest whose name begins so."""
    times = [result.median("seconds") for result in results
             if result.program.name.startswith(name) and not result.fault]
    return min(times, default=None)


def targets(measured: dict[int, list[Result]]) -> Iterator[str]:
    """What is asked of smilekg, and what came out, as a table; only where a million rows were measured."""
    million, ten_million = measured.get(1_000_000, []), measured.get(10_000_000, [])
    if million:
        yield "\n### Targets\n"
        yield "| target | measured | |"
        yield "|---|--:|---|"
        yield from speed_targets(million)
        yield from memory_targets(measured)
        yield from growth_targets(million, ten_million)


def speed_targets(million: list[Result]) -> Iterator[str]:
    for ours, factor, theirs in TARGETS:
        mine, other = time_of(ours, million), time_of(theirs, million)
        if mine and other:
            asked, got = f"{theirs} takes at least {factor} times as long", other / mine
            if factor < 1:
                asked, got = f"at most {1 / factor:g} times the time of the C program", mine / other
            yield f"| 1,000,000 rows, {ours}: {asked} | {got:.1f} | {verdict(other / mine >= factor)} |"


def memory_targets(measured: dict[int, list[Result]]) -> Iterator[str]:
    for rows, results in measured.items():
        for result in results:
            name, place = result.program.name, f"{rows:,} rows, {result.program.title}"
            if name in ("smilekg-1", "smilekg-2") and not result.fault:
                got = result.median("largest")
                yield f"| {place}: at most 40 MB a process | {megabytes(got)} | {verdict(got <= 40)} |"
            elif name.startswith("smilekg-keys") and rows == 10_000_000 and not result.fault:
                got = result.median("all")
                yield f"| {place}: within 1 GB in all | {megabytes(got)} | {verdict(got <= 1024)} |"


def growth_targets(million: list[Result], ten_million: list[Result]) -> Iterator[str]:
    for name in ("smilekg-1", "smilekg-2", "c"):
        small, large = time_of(name, million), time_of(name, ten_million)
        if small and large:
            growth = large / small / 10
            asked, met = ("", "") if name == "c" else (", at most 1.15", verdict(growth <= 1.15))
            yield f"| {name}: seconds a row at 10,000,000 rows over those at 1,000,000{asked} | {growth:.2f} | {met} |"


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"
