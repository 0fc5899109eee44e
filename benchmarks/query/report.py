"""Measured times -> tables in Markdown: medians, 95th percentiles, ratios, targets."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from convert.report import cell, verdict

from .graphs import Opening
from .race import Engine, Limits, Times

SMALL = 1_000  # rows; what the target for our own share is asked of
# (dividend, divisor) of the ratios: a figure above 1 says that the dividend takes longer.
PAIRS = (("smilekg", "pyoxigraph"), ("oxrdflib", "smilekg"), ("server", "smilekg"), ("rdflib", "smilekg"),
         ("rdflib", "pyoxigraph"))
SHARE, FASTER, OPEN = 1.3, 30, 0.1


@dataclass(frozen=True)
class Ratio:
    """Of two medians, for one question. `at_least`: the dividend went over its limit, which stands for its median."""

    question: str
    value: float
    at_least: bool = False


@dataclass(frozen=True)
class Measured:
    """All of one graph: times by question and engine, and how a store on disk opens."""

    title: str
    times: dict[str, dict[str, Times]]
    openings: tuple[Opening, ...] = ()
    triples: int = 0  # of a generated graph

    def row_count(self, question: str) -> int:
        return max((len(times.rows) for times in self.times[question].values() if not times.fault), default=0)

    def ratios(self, above: str, below: str, small: bool = False) -> list[Ratio]:
        """One for each question where both are known; `small`: only where there are at most 1,000 rows."""
        found = []
        for question, times in self.times.items():
            ours = times[below].median if below in times else None
            theirs = times.get(above)
            if ours and theirs and not (small and self.row_count(question) > SMALL):
                value = theirs.median or (0 if theirs.fault else theirs.over)
                if value:
                    found.append(Ratio(question, value / ours, theirs.median is None))
        return found


def report(measured: Measured, engines: list[Engine], limits: Limits) -> Iterator[str]:
    """The tables of one graph."""
    yield f"\n#### {measured.title}\n"
    yield f"| question | rows | {' | '.join(engine.title for engine in engines)} | smilekg over pyoxigraph |"
    yield f"|---|--:|{'--:|' * (len(engines) + 1)}"
    shares = {ratio.question: ratio for ratio in measured.ratios("smilekg", "pyoxigraph")}
    for question, times in measured.times.items():
        cells = [shown(times[engine.name], limits) for engine in engines]
        yield (f"| {question} | {measured.row_count(question):,} | {' | '.join(cells)} "
               f"| {of(shares[question]) if question in shares else '–'} |")
    yield from summary(measured, {engine.name: engine.title for engine in engines})
    yield from opening_table(measured.openings)


def shown(times: Times, limits: Limits) -> str:
    """`2.31, 2.90`: median and 95th percentile in ms; with the number of times, where it is smaller than asked."""
    if times.fault:
        return cell(times.fault)
    if times.median is None:
        return f"over {times.over:g} s"
    fewer = f" ({len(times.seconds)})" if len(times.seconds) < limits.rounds else ""
    return f"{milliseconds(times.median)}, {milliseconds(times.p95)}{fewer}"


def milliseconds(seconds: float) -> str:
    value = 1000 * seconds
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 1000 else f"{value:,.0f}"


def of(ratio: Ratio) -> str:
    number = f"{ratio.value:.2f}" if ratio.value < 10 else f"{ratio.value:,.0f}"
    return f"≥ {number}" if ratio.at_least else number


def middle(ratios: list[Ratio]) -> Ratio:
    """The median; as a lower bound, where a question that went over its limit stands at or below it."""
    value = statistics.median(ratio.value for ratio in ratios)
    return Ratio("", value, any(ratio.at_least and ratio.value <= value for ratio in ratios))


def summary(measured: Measured, titles: dict[str, str]) -> Iterator[str]:
    pairs = [(above, below) for above, below in PAIRS if measured.ratios(above, below)]
    if pairs:
        yield "\n| ratio of medians | questions | median | smallest | largest |"
        yield "|---|--:|--:|---|---|"
    for above, below in pairs:
        ratios = sorted(measured.ratios(above, below), key=lambda ratio: ratio.value)
        ends = (f"{of(ratio)} ({ratio.question})" for ratio in (ratios[0], ratios[-1]))
        yield f"| {titles[above]} over {titles[below]} | {len(ratios)} | {of(middle(ratios))} | {' | '.join(ends)} |"


def opening_table(openings: tuple[Opening, ...]) -> Iterator[str]:
    if openings:
        yield "\n| opening the store | in the page cache | imports | opening and first answer | whole process |"
        yield "|---|---|--:|--:|--:|"
    for opening in openings:
        times = " | ".join(f"{milliseconds(seconds)} ms" for seconds in
                           (opening.imports, opening.opening, opening.process))
        yield f"| {opening.engine} | {'yes' if opening.cached else 'no'} | {times} |"


def targets(all_measured: list[Measured]) -> Iterator[str]:
    """What is asked of smilekg, and what came out."""
    lines = [line for measured in all_measured for line in (*share(measured), *faster(measured), *open_(measured))]
    if lines:
        yield "\n#### Targets\n"
        yield "| target | measured | |"
        yield "|---|--:|---|"
        yield from lines


def share(measured: Measured) -> Iterator[str]:
    ratios = measured.ratios("smilekg", "pyoxigraph", small=True)
    if ratios:
        worst = max(ratios, key=lambda ratio: ratio.value)
        missed = sum(ratio.value > SHARE for ratio in ratios)
        said = (f"worst {worst.value:.2f} ({worst.question}), median {middle(ratios).value:.2f}, "
                f"{missed} of {len(ratios)} over")
        yield (f"| {measured.title}: every answer of up to {SMALL:,} rows at most {SHARE} times pyoxigraph's own "
               f"| {said} | {verdict(not missed)} |")


def faster(measured: Measured) -> Iterator[str]:
    ratios = measured.ratios("rdflib", "smilekg")
    if ratios:
        got = middle(ratios)
        yield (f"| {measured.title}: rdflib takes at least {FASTER} times as long, at the median "
               f"| {of(got)} | {verdict(got.value >= FASTER)} |")


def open_(measured: Measured) -> Iterator[str]:
    for opening in measured.openings:
        if opening.engine == "smilekg" and measured.triples >= 10_000_000:
            kept = "in the page cache" if opening.cached else "not in the page cache"
            yield (f"| {measured.title}, files {kept}: opened, with the first answer, in {OPEN} s or less "
                   f"| {opening.opening:.3f} s | {verdict(opening.opening <= OPEN)} |")
