"""Speed and memory on the shipped graph: `make bench`.

Each figure is the median of whole processes, run in turn with its peer (A B A B …) on one machine, so that the ratio
holds when the machine's speed drifts. Peers: a bare script that loads the same Turtle with pyoxigraph and runs the same
query; the same script on rdflib; `python -c pass`.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 9
BIN = Path(sys.executable).parent
SMILEKG = [str(BIN / "smilekg")]
QUERY = ["query", "top-in-both", "--format", "csv"]

FILES = "import smilekg; print(*smilekg.load().project.graph_files(), sep='\\n')"
VERSIONS = """
from importlib.metadata import version
print(', '.join(f'{p} {version(p)}' for p in ('smilekg', 'pyoxigraph', 'rdflib', 'pyshacl')))
"""
BARE_OXIGRAPH = """
import sys, pyoxigraph
store = pyoxigraph.Store()
for file in sys.argv[2:]:
    store.bulk_load(path=file, format=pyoxigraph.RdfFormat.TURTLE)
answer = store.query(sys.argv[1])
print(','.join(v.value for v in answer.variables))
for row in answer:
    print(','.join('' if t is None else t.value for t in row))
"""
BARE_RDFLIB = """
import sys, rdflib
graph = rdflib.Graph()
for file in sys.argv[2:]:
    graph.parse(file, format="turtle")
answer = graph.query(sys.argv[1])
print(','.join(str(v) for v in answer.vars))
for row in answer:
    print(','.join('' if t is None else str(t) for t in row))
"""


def output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def measure(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of one run of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"failed: {' '.join(command[:3])} …")
    process.returncode = 0
    return seconds, usage.ru_maxrss / 1024


def paired(name: str, ours: list[str], peer_name: str, peer: list[str], runs: int = RUNS) -> None:
    """Print medians of both and the median of the ratios, pair by pair; one warm-up of each goes first."""
    measure(ours), measure(peer)
    pairs = [(measure(ours), measure(peer)) for _ in range(runs)]
    seconds = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    memory = [statistics.median(pair[side][1] for pair in pairs) for side in (0, 1)]
    ratio = statistics.median(a[0] / b[0] for a, b in pairs)
    print(f"| {name} | {seconds[0]:.3f} s, {memory[0]:.0f} MB | {peer_name} | {seconds[1]:.3f} s, {memory[1]:.0f} MB "
          f"| {ratio:.2f} | {memory[0] / memory[1]:.2f} |")


def main() -> None:
    # Asked of another process: what this one holds in memory would count as its children's.
    files = output([sys.executable, "-c", FILES]).split("\n")
    text = output([*SMILEKG, "query", "top-in-both", "--show"])
    packages = output([sys.executable, "-c", VERSIONS])
    print(f"Python {platform.python_version()}, {packages}; medians of {RUNS} whole processes, pair by pair\n")
    print("| smilekg | time, memory | peer | time, memory | time ratio | memory ratio |")
    print("|---|---|---|---|---|---|")
    ours = SMILEKG + QUERY
    paired("canned query, cold", ours, "bare pyoxigraph script", [sys.executable, "-c", BARE_OXIGRAPH, text, *files])
    paired("canned query, cold", ours, "bare rdflib script", [sys.executable, "-c", BARE_RDFLIB, text, *files])
    paired("--help", [*SMILEKG, "--help"], "python -c pass", [sys.executable, "-c", "pass"])
    paired("build with validation", [*SMILEKG, "build"], "python -c pass", [sys.executable, "-c", "pass"], 5)
    print("\nWhere the time of a build goes:\n", flush=True)
    subprocess.run([*SMILEKG, "build", "--timings"], check=True)


if __name__ == "__main__":
    main()
