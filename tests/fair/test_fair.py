"""`smilekg fair`: all that can pass without a host passes, and each check finds what it is for."""

import json
import shutil

import pytest
from conftest import one_message, run

from smilekg.fair import foops, fuji
from smilekg.fair.outcome import FAIL, HOSTING, PASS
from smilekg.fair.run import check
from smilekg.fair.subject import Exported

# The ids of FOOPS!'s catalogue of tests, and of the FAIRsFAIR metrics of F-UJI (version 0.5).
FOOPS = ("CN1 DOC1 FIND1 FIND2 FIND3 FIND_3_BIS HTTP1 OM1 OM2 OM3 OM4.1 OM4.2 OM5.1 OM5.2 PURL1 RDF1 URI1 URI2 VER1 VER2 "
         "VOC1 VOC2 VOC3 VOC4").split()
FUJI = ("FsF-F1-01D FsF-F1-02D FsF-F2-01M FsF-F3-01M FsF-F4-01M FsF-A1-01M FsF-A1-02M FsF-A1-03D FsF-A2-01M FsF-I1-01M "
        "FsF-I2-01M FsF-I3-01M FsF-R1-01MD FsF-R1.1-01M FsF-R1.2-01M FsF-R1.3-01M FsF-R1.3-02D").split()
# What nobody can pass whose files have no address: it must be followed, registered or archived.
NEED = set("CN1 DOC1 FIND2 FIND3 FIND_3_BIS OM3 URI1 VER2 FsF-F1-01D FsF-F1-02D FsF-F4-01M FsF-A1-03D FsF-A2-01M".split())


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fair") / "out"
    assert run("export", folder, "--format", "nt", "--format", "csv").returncode == 0
    return folder


@pytest.fixture
def copy(small, tmp_path):
    return shutil.copytree(small, tmp_path / "copy")


def outcomes(folder) -> dict[str, str]:
    return {one.code: one.outcome.status for one in check(folder)}


def test_the_checks_are_those_of_the_tools():
    assert list(foops.CHECKS) == FOOPS and list(fuji.CHECKS) == FUJI and (len(FOOPS), len(FUJI)) == (24, 17)


@pytest.mark.parametrize("code", [*FOOPS, *FUJI])
def test_all_that_can_pass_without_a_host_passes(small, code):
    assert outcomes(small)[code] == (HOSTING if code in NEED else PASS)


def test_a_whole_export_passes_as_well(exported):
    assert FAIL not in outcomes(exported).values()


@pytest.mark.parametrize(("old", "new", "failed"), [
    ('dct:title "The smilekg ontology"@en ;', "", None),  # the Chinese title is still there
    ("dct:license <https://creativecommons.org/licenses/by/4.0/> ;", "", {"OM1", "OM4.1", "OM4.2"}),
    ("dct:license <https://creativecommons.org/licenses/by/4.0/> ;", 'dct:license "ask us" ;', {"OM4.2"}),
    ("owl:versionIRI <https://w3id.org/smilekg/ontology/0.1.0> ;", "", {"OM1", "VER1"}),
    ("owl:versionIRI <https://w3id.org/smilekg/ontology/0.1.0> ;", "owl:versionIRI smile: ;", {"VER1"}),
    ('vann:preferredNamespacePrefix "smile" ;', "", {"FIND1", "OM2"}),
    ('vann:preferredNamespaceUri "https://w3id.org/smilekg/ontology/" ;', "", {"OM1", "URI2"}),
    ('dct:creator "The smilekg authors" ;', "", {"OM1", "OM5.1"}),
    ('dct:created "2026-11-20"^^xsd:date ;', "", {"OM2", "OM5.1"}),
    ('dct:publisher "The smilekg authors" ;', "", {"OM3", "OM5.2"}),
    ("bibo:status <http://purl.org/ontology/bibo/status/draft> ;", "", {"OM3"}),
    ('skos:prefLabel "app"@en ;\n    skos:prefLabel "应用"@zh ;', "", {"VOC3"}),
    ("    a owl:Ontology ;", "    a owl:Thing ;", {"HTTP1", "PURL1", "RDF1", "URI2", "FIND1", "OM1", "OM2", "OM3", "OM4.1", "OM4.2",
                                                  "OM5.1", "OM5.2", "VER1", "VOC1"}),
])
def test_what_an_ontology_lacks_fails_its_check(copy, old, new, failed):
    file = copy / "ontology/smile.ttl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    assert {code for code, status in outcomes(copy).items() if status == FAIL} == (failed or set())


def test_definition_of_each_term_is_looked_for(copy):
    file = copy / "ontology/smile.ttl"
    lines = [line for line in file.read_text("utf-8").splitlines() if "A mobile or desktop" not in line and "应用榜单列出的" not in line]
    file.write_text("\n".join(lines).replace("小镇”。\"@zh ;\n.", "小镇”。\"@zh\n.").replace('skos:prefLabel "应用"@zh ;', 'skos:prefLabel "应用"@zh', 1), "utf-8")
    assert outcomes(copy)["VOC4"] == FAIL and "ontology/App" in {o.code: o.outcome.reason for o in check(copy)}["VOC4"]


@pytest.mark.parametrize(("key", "value", "failed"), [
    ("keywords", [], {"FsF-F2-01M"}), ("creator", None, {"FsF-F2-01M"}), ("variableMeasured", [], {"FsF-R1-01MD"}),
    ("license", "ask us", {"FsF-R1.1-01M"}), ("isAccessibleForFree", False, {"FsF-A1-01M"}), ("url", "ftp://x", {"FsF-A1-02M"}),
    ("identifier", "smilekg", {"FsF-F1-01D", "FsF-F1-02D"}), ("identifier", "https://example.org/", {"FsF-F1-02D"}),
    ("@context", "x", {"FsF-F4-01M"}), ("distribution", [], {"FsF-F3-01M", "FsF-R1.3-02D"})])
def test_what_a_description_lacks_fails_its_metric(copy, key, value, failed):
    said = json.loads((copy / "dataset.jsonld").read_text("utf-8"))
    (copy / "dataset.jsonld").write_text(json.dumps({**said, key: value}), "utf-8")
    assert {code for code, status in outcomes(copy).items() if status == FAIL} == failed


def test_file_that_is_not_as_said_is_found(copy):
    with open(copy / "tables/entries.csv", "a") as file:
        file.write("x")
    assert outcomes(copy)["FsF-R1-01MD"] == FAIL
    said = {one.code: one.outcome.reason for one in check(copy)}["FsF-R1-01MD"]
    assert "tables/entries.csv" in said


@pytest.mark.parametrize(("file", "word", "failed"), [
    ("dcat.ttl", "prov#", {"FsF-I3-01M", "FsF-R1.2-01M"}), ("void.ttl", "void:Linkset", {"FsF-I3-01M"}),
    ("dcat.ttl", "PUBLIC", {"FsF-A1-01M"}), ("void.ttl", "void:uriSpace", set())])
def test_what_the_rdf_lacks_fails_its_metric(copy, file, word, failed):
    text = (copy / file).read_text("utf-8")
    assert word in text
    (copy / file).write_text(text.replace(word, "void:other" if ":" in word else "other"), "utf-8")
    assert {code for code, status in outcomes(copy).items() if status == FAIL} == failed


def test_command_prints_every_check_and_fails_where_one_does(copy):
    done = run("fair", copy)
    text = done.stdout.decode("utf-8")
    assert done.returncode == 0 and "28 pass, 0 fail, 13 need hosting" in text
    assert [code for code in (*FOOPS, *FUJI) if code not in text] == []
    (copy / "ontology/smile.ttl").write_text("", "utf-8")
    done = run("fair", copy, "--format", "json")
    rows = {row["code"]: row for row in json.loads(done.stdout)}
    assert done.returncode == 1 and rows["RDF1"]["status"] == "fail" and all(row["asks"] and row["reason"] for row in rows.values())


def test_command_makes_an_export_where_none_is_named():
    done = run("fair", "--format", "json")
    assert done.returncode == 0 and len(json.loads(done.stdout)) == 41


def test_folder_that_is_no_export_is_named(tmp_path):
    assert "smilekg export" in one_message(run("fair", tmp_path)) or "cannot be read" in one_message(run("fair", tmp_path))


def test_subject_reads_what_is_there(small):
    exported = Exported(small)
    assert exported.ontology.iri == "https://w3id.org/smilekg/ontology/" and len(exported.ontology.terms) == 97
