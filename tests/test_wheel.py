"""The wheel, in an empty folder, away from the checkout and without network, answers with the shipped data."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import GOLDEN, ROOT, rows_of

QUESTION = ["query", "cities-on-most-lists", "--format", "csv"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [file] = folder.glob("*.whl")
    return file


def install(wheel: Path, target: Path) -> Path:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index",
               "--target", str(target), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    return install(wheel, tmp_path_factory.mktemp("empty") / "packages")


def ask(installed: Path, cwd: Path, code: str, *arguments: str, cut_off: bool = True) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", code, *arguments]
    can_cut = shutil.which("unshare") and subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0
    if cut_off and can_cut:  # a name space of its own, without any network
        command = ["unshare", "-n", *command]
    return subprocess.run(command, cwd=cwd, env=os.environ | {"PYTHONPATH": str(installed)}, capture_output=True, text=True)


MAIN = "from smilekg.cli import main; main()"
WHERE = "import smilekg, smilekg.paths; print(smilekg.__file__); print(smilekg.paths.shipped().root)"


def test_answer_is_the_golden_one(installed, tmp_path):
    done = ask(installed, tmp_path, MAIN, *QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows_of(done.stdout) == rows_of((GOLDEN / "cities-on-most-lists.csv").read_text("utf-8"))


def test_program_and_data_are_those_of_the_wheel(installed, tmp_path):
    lines = ask(installed, tmp_path, WHERE).stdout.splitlines()
    assert len(lines) == 2 and all(Path(line).is_relative_to(installed) for line in lines)


def test_folder_that_looks_like_a_project_is_not_taken_for_the_checkout(wheel, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'another'\n", "utf-8")
    packages = install(wheel, tmp_path / "packages")
    assert Path(ask(packages, tmp_path, WHERE).stdout.splitlines()[1]).is_relative_to(packages)
    assert ask(packages, tmp_path, MAIN, *QUESTION).stdout.count("\n") == 11


def test_wheel_holds_what_it_needs_and_no_more(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    shipped = {name.removeprefix("smilekg/shipped/") for name in names if name.startswith("smilekg/shipped/")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    wanted = {str(file.relative_to(ROOT)) for folder in included
              for file in (ROOT / folder, *(ROOT / folder).rglob("*")) if file.is_file()}
    assert shipped == wanted and {"data/rdf/places.ttl", "ontology/shapes.ttl", "queries/entries.rq"} < wanted
    code = {str(file.relative_to(ROOT / "src")) for file in (ROOT / "src").rglob("*")
            if file.is_file() and "__pycache__" not in file.parts}
    assert {name for name in names if not name.startswith(("smilekg/shipped/", "smilekg-"))} == code
    assert {name.rpartition("/")[2] for name in names if ".dist-info/" in name} >= {"METADATA", "LICENSE", "LICENSE-DATA"}


PAGE = """
import smilekg, smilekg.export.site.build
from smilekg.pages.site import Site
print(Site(smilekg.load(), base="https://smile.example", is_static=True).page("questions/peers", "en").body.decode("utf-8"))
"""


def test_a_page_of_the_static_site_is_made_from_the_wheel(installed, tmp_path):
    pytest.importorskip("jinja2", reason="Jinja is not installed: pip install 'smilekg[serve]'")
    done = ask(installed, tmp_path, PAGE)
    assert done.stderr == "" and 'data-root="../../.."' in done.stdout and "question-data" in done.stdout
    script = re.search(r'src="(?:../)*static/([^"]*)"', done.stdout)
    assert script and (installed / "smilekg/pages/static" / script[1]).is_file()


def test_validate_works_and_build_says_what_it_needs(installed, tmp_path):
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 1 .", "utf-8")
    assert ask(installed, tmp_path, MAIN, "validate", "a.ttl").returncode == 0
    done = ask(installed, tmp_path, MAIN, "build")
    assert done.returncode == 2 and "Traceback" not in done.stderr and "--root" in done.stderr


def test_exports_compares_and_judges_itself(installed, tmp_path):
    done = ask(installed, tmp_path, MAIN, "export", "out", "--format", "nt", "--format", "csv", "--format", "cube")
    assert done.returncode == 0 and "698 rows" in done.stdout and (tmp_path / "out/views/cube.ttl").is_file()
    assert ask(installed, tmp_path, MAIN, "diff", "out", "out").stdout == "No differences.\n"
    assert "0 fail" in ask(installed, tmp_path, MAIN, "fair", "out").stdout
