"""docs/use-with.md: every command and program on the page runs in an export and prints what the page says."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import PROGRAM, ROOT
from readers import JARS, class_path

PAGE = (ROOT / "docs/use-with.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PORT = "8765"
CHROMIUM = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --virtual-time-budget=8000")


def commands() -> list[tuple[str, str]]:
    """Each command of the page with what it prints."""
    texts = [text for kind, text in BLOCKS if kind == "console"]
    return [(command, said) for text in texts for command, said in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)]


def programs() -> list[tuple[str, str]]:
    """Each Python program of the page with what it prints."""
    return [(text, BLOCKS[number + 1][1]) for number, (kind, text) in enumerate(BLOCKS) if kind == "python"]


@pytest.fixture(scope="module")
def folder(exported, tmp_path_factory) -> Path:
    """A copy of the export called `graph`, with the page's other files beside it."""
    made = shutil.copytree(exported, tmp_path_factory.mktemp("use") / "graph")
    for kind, name in (("sparql", "top.rq"), ("html", "top.html")):
        [text] = [text for other, text in BLOCKS if other == kind]
        (made.parent / name).write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> str:
    """The programs of the page by the names that they have there."""
    places = tmp_path_factory.mktemp("bin")
    starts = {"python": sys.executable, "smilekg": f"{PROGRAM[0]} {PROGRAM[1]} '{PROGRAM[2]}'"}
    if (JARS / "jena-arq.jar").is_file() and shutil.which("java"):
        starts |= {name: f"java -cp {class_path()} {main}" for name, main in (("riot", "riotcmd.riot"), ("arq", "arq.arq"))}
    if shutil.which("chromium"):
        starts["chromium"] = f"{shutil.which('chromium')} {CHROMIUM} --user-data-dir={places}/profile"
    for name, start in starts.items():
        (places / name).write_text(f'#!/bin/sh\nexec {start} "$@"\n')
        (places / name).chmod(0o755)
    return f"{places}:{os.environ['PATH']}"


def as_said(printed: str, said: str) -> bool:
    """Whether a text is what the page says, where `...` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, said.split("..."))), printed) is not None


def is_server(command: str) -> bool:
    return "http.server" in command


@pytest.fixture(scope="module")
def port() -> str:
    """A port that is free now, to take the place of the page's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@contextlib.contextmanager
def server(folder: Path, path: str, port: str):
    [command] = [command.replace(PORT, port) for command, _ in commands() if is_server(command)]
    with subprocess.Popen(f"exec {command}", shell=True, cwd=folder, env=os.environ | {"PATH": path}, stderr=subprocess.DEVNULL) as running:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/top.html").close()
                break
            time.sleep(0.05)
        try:
            yield
        finally:
            running.terminate()


def ids(case) -> str:
    return case[0].split()[0]


@pytest.mark.parametrize("case", [case for case in commands() if not is_server(case[0])], ids=ids)
def test_command(folder, path, port, case):
    command, said = case[0].replace(PORT, port), case[1]
    missing = [name for name in re.findall(r"(?:^|\| )(\w+)", command) if not shutil.which(name, path=path)]
    if missing:
        pytest.skip(f"{missing[0]} is not installed")
    with server(folder, path, port) if "127.0.0.1" in command else contextlib.nullcontext():
        # A browser on a busy machine may end before its page has fetched anything.
        for _ in range(4 if "chromium" in command else 1):
            done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, timeout=120,
                                  env=os.environ | {"PATH": path, "no_proxy": "127.0.0.1"})
            if done.returncode == 0:
                break
    printed = (done.stdout if said else b"").decode("utf-8") or (done.stderr.decode("utf-8") if said else "")
    assert done.returncode == 0 and as_said(printed, said), (printed, done.stderr.decode("utf-8")[-2000:])


@pytest.mark.parametrize("case", programs(), ids=lambda case: case[0].split()[1])
def test_program(folder, case):
    text, said = case
    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0 and done.stdout.decode("utf-8").rstrip("\n") == said.rstrip("\n"), (done.stdout.decode(), done.stderr)


def test_each_kind_of_program_has_a_section():
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert {"A spreadsheet", "DuckDB", "QGIS", "Gephi", "Apache Jena", "A browser"} <= set(headings)
    assert len(commands()) >= 9 and len(programs()) == 5
