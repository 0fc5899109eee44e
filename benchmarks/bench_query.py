"""Questions through our API, next to other ways to ask them: `make bench-query`.

Warm processes, one an engine, each with the same graph, asked in turn: median and 95th percentile of every question.
The rows of all of them are compared before a time counts. `--write` puts the tables into docs/benchmarks.md, which
says what is compared.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import smilekg
from convert.programs import machine
from query.graphs import make, openings, questions
from query.race import ENGINES, Engine, Limits, Question, race, server
from query.report import Measured, report, targets

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
MARKERS = "<!-- questions: written by bench_query.py -->", "<!-- end of questions -->"
LIBRARIES = ("pyoxigraph", "oxigraph", "oxrdflib", "rdflib")


def shipped(engines: list[Engine], limits: Limits, only: list[str] | None) -> Measured:
    """Every canned query with its default values, on the shipped graph, in memory."""
    graph = smilekg.load()
    canned = [Question(name, graph.bind(name), canned=True) for name in chosen(list(graph.queries), only)]
    files = [str(file) for file in graph.project.graph_files()]
    sources = {engine.name: files if engine.name != "smilekg" else [] for engine in engines}
    with contextlib.ExitStack() as stack:
        if "server" in sources:
            sources["server"] = [stack.enter_context(server(graph.project.graph_files(), None))]
        print("the shipped graph", file=sys.stderr, flush=True)
        return Measured("The shipped graph", race(engines, sources, canned, limits))


def generated(triples: int, engines: list[Engine], limits: Limits, only: list[str] | None, scratch: Path) -> Measured:
    """A handful of questions on a generated graph: on disk, but for rdflib, which has it in memory."""
    made = make(triples, scratch)
    opened = tuple(openings(made.store, limits.openings))
    sources = {engine.name: [str(made.file if engine.name == "rdflib" else made.store)] for engine in engines}
    names = chosen([question.name for question in questions()], only)
    with contextlib.ExitStack() as stack:
        if "server" in sources:
            sources["server"] = [stack.enter_context(server([], made.store))]
        times = race(engines, sources, [question for question in questions() if question.name in names], limits)
    return Measured(f"{made.triples:,} generated triples", times, opened, made.triples)


def chosen(names: list[str], only: list[str] | None) -> list[str]:
    return [name for name in names if not only or name in only]


def write_document(text: str) -> None:
    """Put the tables between their markers in docs/benchmarks.md."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(MARKERS[0])
    _, _, after = rest.partition(MARKERS[1])
    DOCUMENT.write_text(f"{before}{MARKERS[0]}\n{text.strip()}\n{MARKERS[1]}{after}", "utf-8")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, nargs="*", default=[1_000_000, 10_000_000],
                        help="sizes of the generated graphs; none: the shipped graph alone (default: 1M and 10M)")
    parser.add_argument("--no-shipped", action="store_true", help="the generated graphs alone")
    parser.add_argument("--rounds", type=int, default=50, help="times that each question is asked (default: 50)")
    parser.add_argument("--limit", type=float, default=60, help="seconds that one answer may take (default: 60)")
    parser.add_argument("--budget", type=float, default=20,
                        help="seconds after which an engine is not asked a question again (default: 20)")
    parser.add_argument("--only", nargs="+", metavar="NAME",
                        help="engines; all: " + " ".join(engine.name for engine in ENGINES))
    parser.add_argument("--questions", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--folder", type=Path, help="where the generated graphs are kept meanwhile")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    return parser.parse_args()


def main() -> None:
    asked = options()
    engines = [engine for engine in ENGINES if not asked.only or engine.name in asked.only]
    limits = Limits(asked.rounds, asked.limit, asked.budget)
    arguments = f' ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [f"`make bench-query{arguments}`, {time.strftime('%Y-%m-%d')}. {machine()}. Python "
             f"{sys.version.split()[0]}, smilekg {smilekg.__version__}, {libraries}.",
             f"{limits.rounds} times each, in turn; fewer in brackets."]
    everything = [] if asked.no_shipped else [shipped(engines, limits, asked.questions)]
    for triples in asked.triples:
        # Removed before the next is made: one of 10,000,000 triples takes some GB.
        with tempfile.TemporaryDirectory(prefix="bench-query-", dir=asked.folder) as scratch:
            everything.append(generated(triples, engines, limits, asked.questions, Path(scratch)))
    for measured in everything:
        lines += report(measured, engines, limits)
    lines += targets(everything)
    text = "\n".join(lines)
    print(text)
    if asked.write:
        write_document(text)


if __name__ == "__main__":
    main()
