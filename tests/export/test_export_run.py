"""`smilekg export`: what it writes, lists and refuses; the same graph gives the same bytes."""

import hashlib
import json
import subprocess
import sys

import pytest
from conftest import ROOT, edit, one_message, run

from smilekg.cli import main
from smilekg.cli.export import export as command
from smilekg.errors import BuildError
from smilekg.export.formats import FORMATS, chosen
from smilekg.export.run import export
from smilekg.paths import Project


def files_of(folder) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out"


SHIPPED = Project(ROOT)


def test_manifest_lists_each_file_with_its_digest(exported):
    manifest = json.loads((exported / "manifest.json").read_text("utf-8"))
    found = files_of(exported)
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == found.keys()
    for file in manifest["files"]:
        body = found[file["path"]]
        assert (file["bytes"], file["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        assert "/" in file["mediaType"] and file["about"]
    assert [file["path"] for file in manifest["files"] if not file.get("reproducible", True)] == ["smilekg.duckdb"]
    assert manifest["leftOut"] == [] and manifest["version"] == "0.1.0"


def test_every_format_writes_something_and_the_command_offers_each():
    options = {option.name: option for option in command.params}
    assert list(options["formats"].type.choices) == list(FORMATS)
    assert "export" in main.commands


def test_two_exports_are_the_same_but_for_duckdb(exported, tmp_path):
    formats = [name for name in FORMATS if name != "duckdb"]
    first = export(SHIPPED, tmp_path / "one", formats)
    assert first.changed and not export(SHIPPED, tmp_path / "one", formats).changed
    found, whole = files_of(tmp_path / "one"), files_of(exported)
    described = {"manifest.json", "README.md", "dcat.ttl", "dataset.jsonld", "ro-crate-metadata.json"}  # these list all files
    assert {name for name in whole if whole[name] != found.get(name)} == described | {"smilekg.duckdb"}


def test_duckdb_differs_in_its_bytes_alone(exported, tmp_path):
    export(SHIPPED, tmp_path / "one", ["duckdb"])
    digests = []
    for folder in (exported, tmp_path / "one"):
        listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        digests += [file["contentsSha256"] for file in listed if file["path"] == "smilekg.duckdb"]
    assert len(digests) == 2 and len(set(digests)) == 1


def test_chosen_formats_alone_are_written(target):
    done = run("export", target, "--format", "nt", "--format", "geojson")
    assert done.returncode == 0
    data = {path for path in files_of(target) if path.startswith(("rdf/", "tables/", "views/", "parquet/", "smilekg", "places"))}
    assert data == {"rdf/smilekg.nt", "rdf/smilekg.nt.gz", "places.geojson"}
    lines = done.stdout.decode("utf-8").splitlines()
    assert any(line.endswith("places.geojson, 476 rows") for line in lines)
    # A later export replaces the folder as a whole.
    assert run("export", target, "--format", "csv").returncode == 0
    assert "tables/entries.csv" in files_of(target) and "places.geojson" not in files_of(target)


def test_folder_with_other_files_is_left_alone(target):
    target.mkdir()
    (target / "thesis.docx").write_text("years of work")
    message = one_message(run("export", target, "--format", "nt"))
    assert "thesis.docx" in message and "not of an export" in message
    assert files_of(target) == {"thesis.docx": b"years of work"}


@pytest.mark.parametrize("text", ["{}", "not json", '{"kind": "smilekg export"}', '{"kind": "smilekg export", "files": [1]}', "[]"])
def test_manifest_of_something_else_gives_no_leave_to_remove(target, text):
    target.mkdir()
    (target / "manifest.json").write_text(text)
    (target / "mine.txt").write_text("x")
    with pytest.raises(BuildError, match="not of an export"):
        export(SHIPPED, target, ["geojson"])
    assert sorted(files_of(target)) == ["manifest.json", "mine.txt"]


def test_file_added_to_an_export_stops_the_next(target):
    export(SHIPPED, target, ["geojson"])
    (target / "notes.txt").write_text("mine")
    with pytest.raises(BuildError, match="notes.txt"):
        export(SHIPPED, target, ["geojson"])
    (target / "notes.txt").unlink()
    export(SHIPPED, target, ["geojson"])


def test_empty_folder_is_taken_and_a_file_is_not(target):
    target.mkdir()
    assert export(SHIPPED, target, ["geojson"]).changed
    (target.parent / "file").write_text("x")
    with pytest.raises(BuildError, match="no folder"):
        export(SHIPPED, target.parent / "file", ["geojson"])


def test_link_to_an_export_stays_one(target, tmp_path):
    export(SHIPPED, target, ["geojson"])
    (tmp_path / "link").symlink_to(target)
    export(SHIPPED, tmp_path / "link", ["csv"])
    assert (tmp_path / "link").is_symlink() and (target / "tables/entries.csv").is_file()


def test_missing_library_is_named_or_left_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name in ("duckdb", "networkx") else object())
    with pytest.raises(BuildError, match=r"smilekg\[files\]"):
        chosen(["duckdb"])
    written, left_out = chosen([])
    assert left_out.keys() == {"duckdb", "graphml", "gexf"} and "smilekg[network]" in left_out["gexf"]
    assert {"ttl", "csv", "sqlite", "geojson", "cube"} <= written.keys()


def test_unknown_format_is_named():
    with pytest.raises(BuildError, match="one of: ttl"):
        chosen(["pdf"])


def test_formats_without_extras_run_without_them(tmp_path):
    """In a process where the extras cannot be imported, all that needs none is written and the rest is named."""
    absent = ["pandas", "polars", "pyarrow", "duckdb", "networkx", "xlsxwriter", "openpyxl", "rdflib"]
    code = f"""import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {absent}: raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in {absent} else real(name, package)
from smilekg.cli import main
main()"""
    done = subprocess.run([sys.executable, "-c", code, "export", str(tmp_path / "out")], capture_output=True, timeout=100)
    errors = done.stderr.decode("utf-8")
    assert done.returncode == 0, errors
    assert sorted(line.split()[2] for line in errors.splitlines() if line.startswith("Left out")) == [
        "duckdb", "gexf", "graphml", "parquet", "xlsx"]
    left = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["leftOut"]
    assert {one["format"] for one in left} == {"duckdb", "gexf", "graphml", "parquet", "xlsx"}


def test_broken_description_is_named(project, target):
    edit(project / "data/curated/dataset.toml", 'version = "0.1.0"\n', "")
    message = one_message(run("export", target, "--root", project, "--format", "nt"))
    assert "dataset.toml" in message and "'version'" in message and not target.exists()


def test_broken_table_is_named(project, target):
    edit(project / "data/tables/entries.csv", "2019-2020,influence,1,influence/1,1,1,", "2019-2020,influence,1,influence/1,one,1,")
    message = one_message(run("export", target, "--root", project, "--format", "sqlite"))
    assert "entries.csv:2" in message and "'position'" in message and "'one'" in message and not target.exists()


def test_folder_that_is_no_project_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    message = one_message(run("export", tmp_path / "out", "--root", tmp_path / "empty"))
    assert "data/rdf" in message and "--root" in message and sorted(f.name for f in tmp_path.iterdir()) == ["empty"]


def test_place_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    assert "name another place" in one_message(run("export", tmp_path / "file/below/out", "--format", "geojson"))
