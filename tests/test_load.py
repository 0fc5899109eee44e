"""`smilekg load`: RDF files into an Oxigraph store on disk, whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT

from smilekg.errors import RdfError
from smilekg.store import load_on_disk

LINE = '<http://example.org/{}> <http://example.org/p> "苏州"@zh .\n'


def lines(numbers) -> str:
    return "".join(LINE.format(number) for number in numbers)


def smilekg(*words) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("smilekg"), *map(str, words)], capture_output=True, text=True)


def test_files_and_the_parts_of_a_folder_become_one_store(tmp_path):
    (tmp_path / "a.nt").write_text(lines(range(5)), "utf-8")
    parts = tmp_path / "parts"
    parts.mkdir()
    for part in range(2):
        (parts / f"part-0000{part}").write_text(lines(range(4, 8)), "utf-8")
    (parts / "_SUCCESS").touch()
    done = smilekg("load", tmp_path / "a.nt", parts, "--store", tmp_path / "new" / "store")
    assert (done.returncode, done.stdout) == (0, "") and done.stderr.startswith("8 triples in ")
    store = pyoxigraph.Store.read_only(str(tmp_path / "new" / "store"))
    assert len(store) == 8 and {quad.object.language for quad in store} == {"zh"}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["store"]


def test_the_shipped_graph_is_the_same_on_disk(tmp_path, kg):
    files = sorted((ROOT / "data/rdf").glob("*.ttl"))
    assert load_on_disk(files, tmp_path / "store") == sum(len(list(pyoxigraph.parse(path=str(f)))) for f in files)
    question = "SELECT (COUNT(*) AS ?n) { ?e a <https://w3id.org/smilekg/ontology/RankingEntry> }"
    (row,) = pyoxigraph.Store.read_only(str(tmp_path / "store")).query(question)
    assert int(row["n"].value) == 698


@pytest.mark.parametrize(("name", "text", "told"), [
    ("bad.nt", lines(range(3)) + "<a> <b> .\n", ["bad.nt:4", "not valid RDF"]),
    ("bad.csv", "a,b\n", ["'.csv'", "kind of RDF file"]),
])
def test_a_bad_file_leaves_no_store(tmp_path, name, text, told):
    (tmp_path / name).write_text(text, "utf-8")
    done = smilekg("load", tmp_path / name, "--store", tmp_path / "store")
    assert done.returncode == 1 and [part for part in told if part not in done.stderr] == []
    assert "Traceback" not in done.stderr and [path.name for path in tmp_path.iterdir()] == [name]


def test_a_store_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "a.nt").write_text(lines(range(5)), "utf-8")
    load_on_disk([tmp_path / "a.nt"], tmp_path / "store")
    with pytest.raises(RdfError, match="there already"):
        load_on_disk([tmp_path / "a.nt"], tmp_path / "store")
    assert len(pyoxigraph.Store.read_only(str(tmp_path / "store"))) == 5
