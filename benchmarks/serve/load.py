"""Runs of wrk: so many connections ask for so long, each as soon as it has its answer."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import time
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_suffix(".lua")
_starts = count(int(time()) % 1_000_000 * 1_000_000, 10_000_000)  # no two runs ask with the same numbers


@dataclass(frozen=True)
class Load:
    """What came of a run: answers a second, times in milliseconds, answers that were no success."""

    rate: float
    p50: float
    p99: float
    worst: float
    faults: int


def run(address: str, paths: list[str], seconds: float, connections: int = 16, accept: str = "application/sparql-results+json") -> Load:
    """Asks for each of `paths` in turn."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        parts = urlsplit(address)
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s", "--latency", "-H", f"Accept: {accept}", "-s", SCRIPT,
             f"{parts.scheme}://{parts.netloc}", "--", file.name, str(next(_starts))],
            check=True, capture_output=True, text=True, timeout=seconds + 60)
    told = json.loads(done.stdout.partition("RESULT ")[2])
    return Load(told["requests"] / told["seconds"], told["p50"], told["p99"], told["max"], told["status"] + told["failed"])
