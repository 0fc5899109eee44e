"""Tables to triples at any size, next to other programs: `make bench-convert`.

Whole processes, in turn (A B C … A B C …), on one machine: seconds, memory of the largest process and of all.
What each writes is counted and hashed as a set of triples and held against what the C program writes. `--write` puts
the tables into docs/benchmarks.md, which says what is compared and how each peer is set.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from convert.measuring import measure
from convert.programs import CACHE, PARTS, PROGRAMS, Program, chosen, machine, output, prepare, versions
from convert.report import Result, report, targets

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
MARKERS = "<!-- tables: written by bench_convert.py -->", "<!-- end of tables -->"
COMPARED = 1_000_000  # rows; of a larger table only the hash is compared


def write_table(folder: Path, rows: int) -> None:
    subprocess.run([sys.executable, PARTS / "table.py", str(rows), folder], check=True)
    for metadata in ("metadata.json", "metadata-keys.json"):
        shutil.copy(PARTS / metadata, folder)


def examine(result: Result, out: Path, expected: Path, hash_: str) -> None:
    """Count and hash an output; where it differs from the expected one, say how."""
    triples, invalid, result.hash = output([CACHE / "triples", out]).split("\t")
    result.triples = int(triples)
    said = [f"{int(invalid):,} lines are no N-Triples"] if int(invalid) else []
    if result.hash != hash_ and expected.exists():
        differences = output([CACHE / "triples", expected, out]).split("\n")
        print(f"\n{result.program.title}:", *differences, sep="\n  ", file=sys.stderr)
        said += [difference(line) for line in differences if line.startswith("property")]
    elif result.hash != hash_:
        said.append("the hash differs")
    result.wrong = "; ".join(said)


def difference(line: str) -> str:
    """`publishedName: 11 lost, 986 changed`, from a line of `triples`."""
    _, name, *counts = line.split("\t")
    kinds = zip(counts, ("lost", "changed", "added"), strict=True)
    said = ", ".join(f"{int(count):,} {what}" for count, what in kinds if int(count))
    return f"{name.strip('<>').replace('#', '/').rpartition('/')[2]}: {said}"


def race(programs: list[Program], rows: int, rounds: int, scratch: Path) -> list[Result]:
    """Every program over one table, `rounds` times in turn. The outputs of the first round are examined."""
    folder = scratch / str(rows)
    write_table(folder, rows)
    expected = folder / "expected.nt"
    subprocess.run([CACHE / "limit", "entries.csv", expected], cwd=folder, check=True)
    hash_ = output([CACHE / "triples", expected]).split("\t")[2]
    if rows > COMPARED:
        expected.unlink()
    results = [Result(program) for program in programs if rows <= program.largest]
    for number in range(rounds):
        for result in results:
            if result.done:
                continue
            out = folder / "out.nt"
            os.sync()  # what was written before must not be paid for by this one
            run = measure(result.program.command(out), folder)
            print(f"{rows:>10,} rows, round {number + 1}: {result.program.name:<14} {run.seconds:8.2f} s "
                  f"{run.largest:7.0f} MB {run.all:7.0f} MB {run.fault}", file=sys.stderr, flush=True)
            result.runs.append(run)
            if number == 0 and not run.fault:
                examine(result, out, expected, hash_)
            out.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return results


def write_document(text: str) -> None:
    """Put the tables between their markers in docs/benchmarks.md."""
    before, _, rest = DOCUMENT.read_text().partition(MARKERS[0])
    _, _, after = rest.partition(MARKERS[1])
    DOCUMENT.write_text(f"{before}{MARKERS[0]}\n{text.strip()}\n{MARKERS[1]}{after}")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="sizes of the table")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program, in turn (default: 3)")
    parser.add_argument("--only", nargs="+", metavar="NAME",
                        help="programs whose names begin so; all: " + " ".join(program.name for program in PROGRAMS))
    parser.add_argument("--folder", type=Path, help="where tables and outputs are kept meanwhile")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    return parser.parse_args()


def main() -> None:
    asked = options()
    programs = chosen(asked.only)
    prepare(programs)
    arguments = f' ARGS="{" ".join(sys.argv[1:])}"' if sys.argv[1:] else ""
    lines = [f"`make bench-convert{arguments}`, {time.strftime('%Y-%m-%d')}. {machine()}. {versions()}.",
             f"Median of {asked.rounds} round{'s' * (asked.rounds > 1)}."]
    measured: dict[int, list[Result]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-convert-", dir=asked.folder) as scratch:
        for rows in asked.rows:
            measured[rows] = race(programs, rows, asked.rounds, Path(scratch))
            lines += report(rows, measured[rows], asked.rounds)
    lines += targets(measured)
    text = "\n".join(lines)
    print(text)
    if asked.write:
        write_document(text)


if __name__ == "__main__":
    main()
