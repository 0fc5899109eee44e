"""Names that formats trip over: each format gives them back as they were, or refuses them by name."""

import csv
import json
import sqlite3
import subprocess

import awkward
import duckdb
import networkx
import openpyxl
import pandas
import pyoxigraph
import pytest
import rdflib
from conftest import one_message, run
from readers import needs, needs_riot, rapper, riot, serdi

from smilekg.errors import SmileError
from smilekg.export.contents import Contents
from smilekg.export.formats import FORMATS
from smilekg.export.run import export
from smilekg.paths import Project

REFUSE = {"rdfxml", "graphml", "gexf"}  # control characters, which XML has no way to write


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An export of the awkward names, without control characters, in every format."""
    root = awkward.project(tmp_path_factory.mktemp("awkward") / "project", awkward.NAMES)
    done = run("export", root.parent / "out", "--root", root)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return root.parent / "out"


@pytest.fixture(scope="module")
def controls(tmp_path_factory):
    """A project with a control character in a name."""
    return awkward.project(tmp_path_factory.mktemp("controls") / "project", awkward.NAMES | awkward.CONTROL)


def published(ntriples: bytes) -> list[str]:
    """The published names in N-Triples or N-Quads, by the position of their entries."""
    found = pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_QUADS)
    names = {q.subject.value: q.object.value for q in found if q.predicate.value == awkward.SMILE + "publishedName"}
    return [names[iri] for iri in sorted(names, key=lambda iri: int(iri.rsplit("/", 1)[1]))]


WANTED = list(awkward.NAMES.values())


@needs("rapper")
@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf"])
def test_rapper(folder, ending):
    assert published(rapper(folder / f"rdf/smilekg.{ending}")) == WANTED


@needs("serdi")
@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig"])
def test_serdi(folder, ending):
    assert published(serdi(folder / f"rdf/smilekg.{ending}")) == WANTED


@needs_riot
@pytest.mark.parametrize("ending", ["ttl", "nq", "rdf"])
def test_riot(folder, ending):
    assert published(riot(folder / f"rdf/smilekg.{ending}")) == WANTED


def test_json_ld(folder):
    graph = rdflib.Graph().parse(folder / "rdf/smilekg.jsonld")
    assert sorted(str(o) for o in graph.objects(None, rdflib.URIRef(awkward.SMILE + "publishedName"))) == sorted(WANTED)


def test_csv_is_verbatim(folder):
    with open(folder / "tables/names.csv", encoding="utf-8", newline="") as lines:
        assert [row["name"] for row in csv.DictReader(lines, strict=True)] == WANTED
    assert list(pandas.read_csv(folder / "tables/names.csv", dtype=str, keep_default_na=False)["name"]) == WANTED


def test_statements(folder):
    with open(folder / "statements.csv", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, strict=True) if row["property"] == "name"]
    assert [row["published"] for row in rows] == WANTED == [row["value"] for row in rows]


def test_workbook_and_no_formula_in_it(folder):
    sheet = openpyxl.load_workbook(folder / "smilekg.xlsx")["names"]
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    # openpyxl does not undo the workbook's own escape of an escape, nor of a carriage return.
    undone = [str(cell.value).replace("_x005F_", "_").replace("_x000D_", "\r") for cell in cells]
    assert undone == WANTED and {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_parquet(folder):
    assert list(pandas.read_parquet(folder / "parquet/names.parquet")["name"]) == WANTED


def test_duckdb(folder):
    with duckdb.connect(str(folder / "smilekg.duckdb"), read_only=True) as database:
        assert [name for name, in database.execute("SELECT name FROM names").fetchall()] == WANTED


def test_sqlite(folder):
    with sqlite3.connect(folder / "smilekg.sqlite") as database:
        assert [name for name, in database.execute("SELECT name FROM names ORDER BY rowid")] == WANTED
    database.close()


def test_geojson(folder):
    features = json.loads((folder / "places.geojson").read_text("utf-8"))["features"]
    assert {feature["id"].rsplit("/", 1)[1]: feature["properties"]["name_zh"] for feature in features} == awkward.NAMES


@pytest.mark.parametrize(("ending", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_networks(folder, ending, read):
    graph = read(folder / f"smilekg.{ending}")
    assert {key: graph.nodes[f"place/{key}"]["label"] for key in awkward.NAMES} == awkward.NAMES


@needs("rapper")
def test_views(folder):
    names = [pyoxigraph.Literal(name) for name in WANTED]
    found = pyoxigraph.parse(rapper(folder / "views/wikidata.ttl"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert sorted(map(str, names)) == sorted(str(q.object) for q in found if q.predicate.value.endswith("/P1810"))


@pytest.mark.parametrize("name", FORMATS)
def test_control_character_is_kept_or_refused_by_name(controls, tmp_path, name):
    if name not in REFUSE:
        assert export(Project(controls), tmp_path / "out", [name]).changed
        return
    with pytest.raises(SmileError, match="control character") as caught:
        export(Project(controls), tmp_path / "out", [name])
    assert "ding" in str(caught.value) and "another form" in str(caught.value) and list(tmp_path.iterdir()) == []


def test_refusal_is_one_message_and_leaves_nothing(controls, tmp_path):
    message = one_message(run("export", tmp_path / "out", "--root", controls))
    assert "control character" in message and list(tmp_path.iterdir()) == []


def test_control_characters_are_kept(controls, tmp_path):
    contents = Contents(Project(controls))
    for name in ("nt", "csv", "sqlite", "parquet", "duckdb", "geojson", "xlsx"):
        list(FORMATS[name].write(contents, tmp_path))
    want = awkward.CONTROL["bell"]
    assert want in published((tmp_path / "rdf/smilekg.nt").read_bytes())
    assert want in list(pandas.read_csv(tmp_path / "tables/names.csv", dtype=str, keep_default_na=False)["name"])
    assert want in list(pandas.read_parquet(tmp_path / "parquet/names.parquet")["name"])
    with duckdb.connect(str(tmp_path / "smilekg.duckdb"), read_only=True) as database:
        assert (want,) in database.execute("SELECT name FROM names").fetchall()
    database = sqlite3.connect(tmp_path / "smilekg.sqlite")
    assert (want,) in database.execute("SELECT name FROM names").fetchall()
    database.close()
    assert want in {f["properties"]["name_en"] for f in json.loads((tmp_path / "places.geojson").read_text("utf-8"))["features"]}
    sheet = openpyxl.load_workbook(tmp_path / "smilekg.xlsx")["names"]
    assert "ding_x0007_dong" in {row[1].value for row in sheet.iter_rows()}  # the workbook's own way to write it


@needs("ssconvert")
def test_a_spreadsheet_program_shows_no_formula(folder, tmp_path):
    subprocess.run(["ssconvert", "-S", str(folder / "smilekg.xlsx"), str(tmp_path / "%s.csv")], check=True, capture_output=True)
    text = (tmp_path / "names.csv").read_text("utf-8")
    assert "=HYPERLINK(" in text and "@SUM(A1)" in text and "+1+1" in text
