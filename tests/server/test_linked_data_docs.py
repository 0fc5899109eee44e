"""Every command of docs/linked-data.md prints what the page says."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from conftest import ROOT
from servers import Server, smilekg_server

PAGE = (ROOT / "docs/linked-data.md").read_text("utf-8")
RUNS = re.findall(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", "\n".join(re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)), re.MULTILINE)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with smilekg_server("--no-access-log") as running:
        yield running


def test_there_are_commands():
    assert len(RUNS) >= 8


@pytest.mark.parametrize(("command", "printed"), RUNS)
def test_command_prints_what_is_said(server, command, printed):
    here = command.replace("http://localhost:8000", server.url).replace("curl ", "curl --noproxy '*' ")
    done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=60)
    assert done.stdout.replace(server.url, "http://localhost:8000").rstrip("\n") == printed.rstrip("\n")
