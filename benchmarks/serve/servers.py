"""The servers of `make bench-serve`: ours and two peers, each in processes of its own, on loopback."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from convert.programs import CACHE, install
from query.race import server as oxigraph
from query.race import wait_for

from smilekg.paths import shipped

PARTS = Path(__file__).resolve().parent
PEERS = CACHE / "serve"


@dataclass(frozen=True)
class Running:
    """A server: the address of its endpoint, its process, and the address of its root where that is asked for."""

    endpoint: str
    pid: int
    root: str = ""


@contextlib.contextmanager
def smilekg(*arguments: str) -> Iterator[Running]:
    """`smilekg serve` as it comes, its log written to a file."""
    command = [Path(sys.executable).parent / "smilekg", "serve", *arguments]
    with started(command) as (address, process):
        yield Running(f"http://{address}/sparql", process.pid, f"http://{address}")


@contextlib.contextmanager
def oxigraph_server() -> Iterator[Running]:
    """Oxigraph's own server, with the graph in memory, as ours has it."""
    before = set(below(os.getpid()))
    with oxigraph(shipped().graph_files(), None) as endpoint:
        yield Running(endpoint, min(set(below(os.getpid())) - before))


@contextlib.contextmanager
def rdflib_endpoint() -> Iterator[Running]:
    """rdflib-endpoint with rdflib's own store in memory."""
    install(PEERS, PARTS / "requirements.txt")
    with started([PEERS / "bin" / "rdflib-endpoint", "serve", "--host", "127.0.0.1", *shipped().graph_files()]) as (address, process):
        yield Running(f"http://{address}/", process.pid)


@contextlib.contextmanager
def started(command: list[object]) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A server on a free port, once it takes connections; its processes are ended at the end."""
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([*map(str, command[:2]), "--port", str(port), *map(str, command[2:])], stdout=said,
                                   stderr=said, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for(f"127.0.0.1:{port}", process)
            yield f"127.0.0.1:{port}", process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def memory(pid: int) -> float:
    """MB of a process and all below it; pages that they share count once (proportional set size)."""
    total = 0
    for one in below(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def processor(pid: int) -> float:
    """Seconds of the processor that a process and all below it have used, those that have ended with them."""
    ticks = 0
    for one in below(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def below(pid: int) -> list[int]:
    found = [pid]
    for entry in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
        with contextlib.suppress(OSError):
            if int(Path(f"/proc/{entry}/stat").read_text("utf-8").rpartition(")")[2].split()[1]) in found:
                found.append(entry)
    return found


def get(address: str) -> int:
    """The status of a GET; errors of HTTP are statuses."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
