"""What several tests need: the checkout, the shipped graph, the program in a process, and copies of the project."""

import asyncio
import contextlib
import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import smilekg

ROOT = Path(__file__).resolve().parents[1]
SECRET = "the-secret-that-no-answer-may-hold"
GOLDEN = ROOT / "tests" / "golden"
# How hard the tests of faults try: few kills, sizes and builds at once, or with SMILEKG_FAULTS=full as many as are promised.
FULL = os.environ.get("SMILEKG_FAULTS") == "full"
PROGRAM = [sys.executable, "-c", "from smilekg.cli import main; main()"]

# One shape that the graph meets. SHACL over all shapes takes most of a build's time, and most tests of a build are
# about everything else.
SMALL_SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix smile: <https://w3id.org/smilekg/ontology/> .
smile:TestShape a sh:NodeShape ; sh:targetClass smile:Ranking ; sh:property smile:TestShape-sequence .
smile:TestShape-sequence a sh:PropertyShape ; sh:path smile:sequence ; sh:minCount 1 .
"""

def run(*arguments: str | Path, cwd: Path | None = None, seconds: int = 100, **environment: str
        ) -> subprocess.CompletedProcess:
    """The program in a process of its own, its output as bytes."""
    return subprocess.run([*PROGRAM, *map(str, arguments)], cwd=cwd, env=os.environ | environment, capture_output=True,
                          timeout=seconds)


def in_new_loop(work: Coroutine) -> object:
    """What a coroutine gives, run in a thread of its own: the browser's library keeps a loop running in the main one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, work).result()


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def golden(name: str) -> list[dict[str, str]]:
    return rows_of((GOLDEN / f"{name}.csv").read_text("utf-8"))


def one_message(done: subprocess.CompletedProcess) -> str:
    """The message of a run that failed, which must be one, and no traceback."""
    text = done.stderr.decode("utf-8")
    assert "Traceback" not in text and text.count("Error: ") == 1, text
    assert done.returncode in (1, 2), done.returncode
    return text


def contents(root: Path) -> dict[str, bytes]:
    """The built files below `root`, and whatever a build may have left beside them."""
    data = root / "data"
    kept = {data / "published", data / "curated"}
    return {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*")
            if file.is_file() and not kept & set(file.parents)}


def rename_a_list(root: Path, name: str = "Renamed in a test") -> None:
    """A change of the input that changes a table and a Turtle file."""
    edit(root / "data/curated/rankings.csv", "Most influential smart cities 2019-2020", name)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file.name} does not hold {old!r} any more: mend the test"
    file.write_bytes(text.replace(old, new, 1).encode("utf-8"))


@pytest.fixture(scope="session")
def kg() -> smilekg.Graph:
    """The shipped graph."""
    return smilekg.load()


def copy_project(root: Path, *, small: bool) -> Path:
    """A copy of the project's input and result; a small one has one shape only and builds in a second."""
    for folder in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".build-*"))
    if small:
        (root / "ontology/shapes.ttl").write_text(SMALL_SHAPES, "utf-8")
    return root


@pytest.fixture
def full_project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project", small=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project", small=True)


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system in memory of this size. Skips the test where none may be mounted."""
    folder.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root and `mount`")
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="session")
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that notes whoever calls."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def listen() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                calls.append(str(caller))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="session")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("secret") / "secret.ttl"
    file.write_text(f'<urn:a> <urn:b> "{SECRET}" .\n', "utf-8")
    return file.as_uri()


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> Path:
    """An export of the shipped graph in all formats, made by the program."""
    folder = tmp_path_factory.mktemp("exported") / "release"
    done = run("export", folder)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return folder
