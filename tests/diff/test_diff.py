"""What changed between two releases: entries, identities and the rest, for people and for programs."""

import shutil
import subprocess

import pyoxigraph
import pytest
from conftest import ROOT, edit, one_message, rename_a_list, rows_of, run

from smilekg.build.pipeline import build
from smilekg.diff.compare import difference
from smilekg.diff.report import LISTED, markdown, to_csv, to_rdf
from smilekg.errors import RdfError
from smilekg.paths import Project

ID, SMILE = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
CS = "http://purl.org/vocab/changeset/schema#"
FIRST = "data/rdf/ranking-2019-2020-livability.ttl"


@pytest.fixture
def other(tmp_path):
    """A copy of the data, to be changed."""
    for folder in ("data/rdf", "ontology"):
        shutil.copytree(ROOT / folder, tmp_path / "other" / folder)
    return tmp_path / "other"


def rows(old, new) -> list[dict[str, str]]:
    return rows_of(to_csv(difference(old, new)))


@pytest.mark.parametrize("form", ["md", "csv", "ttl"])
def test_a_rebuild_differs_in_nothing(project, exported, form):
    build(Project(project))
    for old, new in ((ROOT, project), (project, exported), (exported / "rdf/smilekg.nq", exported / "rdf/smilekg.ttl")):
        done = run("diff", old, new, "--format", form)
        assert done.returncode == 0 and done.stderr == b""
        text = done.stdout.decode("utf-8")
        if form == "md":
            assert text == "No differences.\n"
        elif form == "csv":
            assert rows_of(text) == []
        else:
            assert list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)) == []


def test_changed_value_is_named_with_both(other):
    edit(other / FIRST, "smile:score 0.895", "smile:score 0.896")
    assert rows(ROOT, other) == [{
        "change": "changed", "class": "RankingEntry", "iri": f"{ID}entry/2019-2020/livability/1", "property": f"{SMILE}score",
        "label": "Chongqing: Most charming and livable smart cities 2019-2020, rank 1", "old": "0.895", "new": "0.896"}]
    text = markdown(difference(ROOT, other))
    assert "## Entries changed" in text and "RankingEntry, score (1)" in text and "`0.895` -> `0.896`" in text
    assert "| RankingEntry | 0 | 0 | 1 |" in text


def test_changed_identity_stands_apart(other):
    edit(other / FIRST, "smile:subject <place/500000>", "smile:subject <place/110000>")
    [row] = rows(ROOT, other)
    assert (row["change"], row["old"], row["new"]) == ("identity", "place/500000", "place/110000")
    text = markdown(difference(ROOT, other))
    assert "## Identities changed" in text and "`place/500000` -> `place/110000`" in text and "## Entries changed" not in text


def test_added_and_removed_things(other):
    text = (other / FIRST).read_text("utf-8")
    start = text.index("<entry/2019-2020/livability/10>")
    (other / FIRST).write_text(text[:start] + text[text.index("\n\n", start) + 2:], "utf-8")
    [row] = rows(ROOT, other)
    assert (row["change"], row["iri"]) == ("removed", f"{ID}entry/2019-2020/livability/10")
    [row] = rows(other, ROOT)
    assert (row["change"], row["class"]) == ("added", "RankingEntry")
    assert "## Added: 1 RankingEntry" in markdown(difference(other, ROOT))
    assert "## Removed: 1 RankingEntry" in markdown(difference(ROOT, other))


def test_a_build_with_another_input_shows_the_change_alone(project):
    rename_a_list(project)
    build(Project(project))
    found = rows(ROOT, project)
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert {row["property"] for row in found} == {label} and {row["class"] for row in found} == {"Ranking", "RankingEntry"}
    assert [(row["old"], row["new"]) for row in found if row["class"] == "Ranking"] == [
        ("Most influential smart cities 2019-2020", "Renamed in a test")]


def test_many_changes_of_a_kind_are_counted_for_people_and_listed_for_programs(other):
    for file in (other / "data/rdf").glob("ranking-*.ttl"):
        file.write_text(file.read_text("utf-8").replace("\tsmile:sourceLine ", "\tsmile:sourceLine 1"), "utf-8")
    found = difference(ROOT, other)
    assert len([change for change in found.changed if change.thing.kind == "RankingEntry"]) == 698
    text = markdown(found)
    assert "RankingEntry, sourceLine (698)" in text and "… and 695 more" in text and text.count("\n") < 6 * LISTED
    assert len(rows(ROOT, other)) == 698 + 17


def test_turtle_turns_the_old_into_the_new(other):
    edit(other / FIRST, "smile:score 0.895", "smile:score 0.896")
    edit(other / FIRST, '"重慶"', '"重慶\\"\\n?"')
    text = to_rdf(difference(ROOT, other))
    assert text == to_rdf(difference(ROOT, other))
    said = {}
    for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE):
        said.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    [change] = [values for values in said.values() if f"{CS}subjectOfChange" in values]

    def spoken(kind):
        return {tuple(str(said[node][rdf + part][0]) for part in ("subject", "predicate", "object")) for node in change[CS + kind]}

    def triples(file):
        return {tuple(map(str, quad.triple)) for quad in pyoxigraph.parse(path=str(file))}

    old, new = triples(ROOT / FIRST), triples(other / FIRST)
    assert (old - spoken("removal")) | spoken("addition") == new and spoken("removal") == old - new


@pytest.mark.parametrize("commit", ["414cc77", "e9bcdfb"])
def test_earlier_commits_of_this_repository(tmp_path, commit):
    """Real data of the past: what it lacked is found, and nothing else is said to be gone."""
    done = subprocess.run(["git", "archive", commit, "data/rdf"], cwd=ROOT, capture_output=True)
    if done.returncode:
        pytest.skip("the history is not there")
    subprocess.run(["tar", "-x", "-C", str(tmp_path)], input=done.stdout, check=True)
    shutil.copytree(ROOT / "data/rdf", tmp_path / "now/data/rdf")
    found = difference(tmp_path, tmp_path / "now")

    def iris(folder):
        return {quad.subject.value for file in (folder / "data/rdf").glob("*.ttl") for quad in pyoxigraph.parse(path=str(file))}

    before, after = iris(tmp_path), iris(tmp_path / "now")
    assert {thing.iri for thing in found.added} == after - before and {thing.iri for thing in found.removed} == before - after
    assert {change.thing.iri for change in found.changed} <= before & after
    assert not [thing for thing in (*found.added, *found.removed) if thing.kind == "RankingEntry"]
    assert 30 < markdown(found).count("\n") < 1000


def test_label_cannot_break_out_of_its_line(tmp_path):
    for name, value in (("old", "1"), ("new", "`x`\\n# heading")):
        (tmp_path / f"{name}.ttl").write_text(f'<urn:a> <urn:b> "{value}" .', "utf-8")
    text = markdown(difference(tmp_path / "old.ttl", tmp_path / "new.ttl"))
    assert "\n# heading" not in text and "`'x' # heading`" in text


def test_blank_nodes_and_what_is_no_rdf_are_refused(tmp_path):
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> [] .", "utf-8")
    with pytest.raises(RdfError, match="blank node"):
        difference(tmp_path / "a.ttl", tmp_path / "a.ttl")
    (tmp_path / "b.ttl").write_text("<urn:a> <urn:b>", "utf-8")
    assert "b.ttl" in one_message(run("diff", tmp_path / "b.ttl", ROOT))
    assert "no such file" in one_message(run("diff", ROOT, tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    assert "no RDF" in one_message(run("diff", ROOT, tmp_path / "empty"))


def test_export_without_rdf_is_named(tmp_path):
    assert run("export", tmp_path / "out", "--format", "geojson").returncode == 0
    assert "holds no RDF" in one_message(run("diff", tmp_path / "out", ROOT))
