"""Turtle files: the same triples as the N-Triples they come from, sorted, and the same bytes on every run."""

import hashlib
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from smilekg.build.turtle import file_name, write_turtle
from smilekg.csvw.convert import ntriples

METADATA = Path(__file__).parents[1] / "data" / "tables" / "csv-metadata.json"
DATA, ONTOLOGY = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
XSD, SKOS = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(autouse=True)
def literals_untouched(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def triple(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> {value} .\n"


def sample() -> list[str]:
    """Lines that a sort, a prefix or an escape could get wrong."""
    rows = [triple(f"{DATA}entry/2019-2020/{name}/{key}", ONTOLOGY + "position", f'"{n}"^^<{XSD}integer>')
            for name in ("apps", "towns") for n, key in enumerate(("1.1", "1.9", "1.10", "2.1", "9", "10", "100"), 1)]
    place = DATA + "place/320500"
    rows += [triple(place, SKOS + "prefLabel", literal) for literal in (
        '"苏州市"@zh', '"Suzhou"@en', '"Suzhou"', r'"a\nb\r\t\"c\" \\ \u0000\u0001\u007F"',
        '"https://w3id.org/smilekg/id/"', '""', '"\'\'\'"', r'"\"\"\""', '"two # . ; , words"', '"\u2028\u0085"')]
    rows += [triple(place, ONTOLOGY + "score", f'"{number}"^^<{XSD}{kind}>') for number, kind in (
        ("83.50", "decimal"), ("5.", "decimal"), ("82", "integer"), ("1_000", "integer"), ("1", "boolean"),
        ("true", "boolean"), ("1e3", "double"), ("2020", "gYear"))]
    return rows + [
        triple(place, TYPE, f"<{ONTOLOGY}City>"), triple(place, ONTOLOGY + "within", f"<{DATA}place/320000>"),
        triple(place, SKOS + "exactMatch", "<http://example.org/a,b;c(d)'%20é>"),
        triple(place, "http://example.org/p", f"<{DATA}>"), triple(DATA + "company/a:b", TYPE, f"<{ONTOLOGY}Company>"),
        triple(DATA + "person/%E5%88%98", TYPE, f"<{DATA}x//y>")]


def written(lines: list[str], folder: Path) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    write_turtle("".join(lines).encode(), folder)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def read(files: dict[str, bytes]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for content in files.values():
        graph.parse(data=content, format="turtle")
    return graph


def test_awkward_triples_are_the_same_when_read_again(tmp_path):
    assert isomorphic(read(written(sample(), tmp_path)), rdflib.Graph().parse(data="".join(sample()), format="nt"))


@pytest.mark.parametrize("form, datatype", [
    (".5", "decimal"), ("0.910", "decimal"), ("5.", "decimal"), ("007", "integer"), ("+7", "integer"),
    ("-0", "integer"),
    ("1E3", "double"), ("1e3", "float"), ("INF", "double"), ("0", "boolean"), ("false", "boolean")])
def test_numbers_keep_their_lexical_form(tmp_path, form, datatype):
    """Read by pyoxigraph, because rdflib turns the short forms of Turtle into Python numbers."""
    files = written([triple(DATA + "place/1", ONTOLOGY + "score", f'"{form}"^^<{XSD}{datatype}>')], tmp_path)
    [quad] = pyoxigraph.parse(files["places.ttl"], format=pyoxigraph.RdfFormat.TURTLE)
    assert (quad.object.value, quad.object.datatype.value) == (form, XSD + datatype)


def test_the_shipped_tables_are_the_same_when_read_again(tmp_path):
    lines = b"".join(ntriples(METADATA)).decode().splitlines(keepends=True)
    source = rdflib.Graph().parse(data="".join(lines), format="nt")
    files = written(lines, tmp_path)
    assert len(source) > 5000 and not any(isinstance(term, rdflib.BNode) for spo in source for term in spo)
    assert set(read(files)) == set(source)
    assert sum(name.startswith("ranking-") for name in files) == 17


def test_subjects_stand_in_the_order_of_their_numbers(tmp_path):
    rows = sample()
    random.Random(7).shuffle(rows)
    text = written(rows, tmp_path)["ranking-2019-2020-apps.ttl"].decode()
    keys = re.findall(r"^<entry/2019-2020/apps/([0-9.]+)>", text, re.M)
    assert keys == ["1.1", "1.9", "1.10", "2.1", "9", "10", "100"]


def test_the_type_comes_first_and_then_the_properties_in_order(tmp_path):
    block = written(sample(), tmp_path)["places.ttl"].decode().partition("<place/320500> ")[2]
    assert re.findall(r"^\t?([a-z]+:?[A-Za-z]*|<[^>]*>) ", block, re.M) == [
        "a", "<http://example.org/p>", "skos:exactMatch", "skos:prefLabel", "smile:score", "smile:within"]


def test_the_bytes_depend_neither_on_the_order_nor_on_doubles(tmp_path):
    rows = sample()
    first = written(rows, tmp_path / "first")
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert written([*rows, rows[0]], tmp_path / str(seed)) == first
    assert all(content.endswith(b" .\n") and b"\r" not in content for content in first.values())


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path):
    (tmp_path / "in.nt").write_text("".join(sample()), "utf-8")
    program = ("import pathlib, sys\nfrom smilekg.build.turtle import write_turtle\nhere = pathlib.Path(sys.argv[1])\n"
               "here.joinpath(sys.argv[2]).mkdir()\n"
               "write_turtle(here.joinpath('in.nt').read_bytes(), here / sys.argv[2])")
    digests = set()
    for seed in ("0", "1", "4294967295"):
        subprocess.run([sys.executable, "-c", program, tmp_path, seed], check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed})
        files = sorted((tmp_path / seed).iterdir())
        assert len(files) == 5
        digests.add(hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest())
    assert len(digests) == 1


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "@zh", "@en", f"^^<{ONTOLOGY}t>"])), min_size=1, max_size=4))
def test_any_literal_comes_through(tmp_path_factory, literals):
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
    rows = [triple(DATA + "place/1", SKOS + "note", '"' + "".join(escapes.get(c, c) for c in text) + '"' + suffix)
            for text, suffix in literals]
    found = read(written(rows, tmp_path_factory.mktemp("turtle", numbered=True)))
    assert set(found) == set(rdflib.Graph().parse(data="".join(rows), format="nt"))
    assert {str(value) for value in found.objects()} == {text for text, _ in literals}


@pytest.mark.parametrize("path, name", [
    ("entry/2019-2020/apps/1.3", "ranking-2019-2020-apps"),
    ("ranking/2021-2022/top-cities", "ranking-2021-2022-top-cities"),
    ("place/320500", "places"), ("company/tencent", "companies"), ("person/zeng-yong", "people"),
    ("role/zeng-yong/1", "people"), ("series/2019-2020/7", "evaluations"), ("evaluation/2019-2020", "evaluations"),
    ("model/smile", "evaluations"), ("indicator/smile/S", "evaluations"), ("method/questionnaire", "evaluations"),
    ("source/x", "sources"), ("correction/001", "corrections"), ("event/x", "events"), ("town/2019-2020/1", "towns"),
])
def test_file_names(path, name):
    assert file_name(DATA + path) == name
