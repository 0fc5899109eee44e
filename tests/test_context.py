"""A part of the graph is checked alone: what it names is looked up in the shipped graph, and not judged there."""

from pathlib import Path

import pytest
import rdflib

from smilekg.build.report import findings_turtle
from smilekg.build.validate import validate
from smilekg.paths import Project

ROOT = Path(__file__).parents[1]
PROJECT = Project(ROOT)
SHIPPED = sorted(PROJECT.rdf.glob("*.ttl"))
LIVABILITY = PROJECT.rdf / "ranking-2019-2020-livability.ttl"


def check(file: Path):
    return validate([file], PROJECT.shapes, PROJECT.vocabulary(), context=SHIPPED)


@pytest.mark.parametrize("name", ["ranking-2019-2020-livability", "towns", "apps", "corrections"])
def test_a_shipped_file_conforms_alone(name):
    assert check(PROJECT.rdf / f"{name}.ttl") == []


def test_without_context_what_is_named_is_missing():
    found = validate([LIVABILITY], PROJECT.shapes, PROJECT.vocabulary())
    assert {finding.subject for finding in found} >= {"entry/2019-2020/livability/1"}


@pytest.mark.parametrize(("old", "new", "subject"), [
    ("smile:rank 7 ;", "", "ranking/2019-2020/livability"),  # the shape is about the ordered ranking
    ("smile:score 0.792", "smile:score 0.999", "entry/2019-2020/livability/7"),
    ("<place/430600>", "<place/999999>", "entry/2019-2020/livability/6"),
    ("<place/430600>", "<ranking/2019-2020/tourism>", "entry/2019-2020/livability/6"),
])
def test_a_slip_in_one_file_is_found(tmp_path, old, new, subject):
    text = LIVABILITY.read_text("utf-8")
    assert old in text
    (tmp_path / "x.ttl").write_text(text.replace(old, new), "utf-8")
    assert subject in {finding.subject for finding in check(tmp_path / "x.ttl")}


def test_nothing_is_found_about_what_is_lent(tmp_path):
    (tmp_path / "x.ttl").write_text("""
        @base <https://w3id.org/smilekg/id/> . @prefix smile: <https://w3id.org/smilekg/ontology/> .
        <place/320583> smile:within <place/320500> .""", "utf-8")
    assert {finding.subject for finding in check(tmp_path / "x.ttl")} == set()


def test_a_blank_node_is_never_taken_for_an_iri(tmp_path):
    (tmp_path / "x.ttl").write_text('''@prefix smile: <https://w3id.org/smilekg/ontology/> .
        [] a smile:Method ; smile:sourceLine "x"^^<http://www.w3.org/2001/XMLSchema#integer> .''', "utf-8")
    found = check(tmp_path / "x.ttl")
    assert len({finding.code for finding in found}) > 1 and len({finding.subject for finding in found}) == 1
    assert found[0].subject.startswith("_:")
    report = rdflib.Graph().parse(data=findings_turtle(found), format="turtle")
    assert {type(node) for node in report.objects(None, rdflib.SH.focusNode)} == {rdflib.BNode}
