"""Rules over whole lists, lexical forms, and the reports that findings leave in.

The fixtures in tests/rules are named valid.<code>.ttl and invalid.<code>.<reason>.ttl; their first line is a comment
with the subjects that the rule must name.
"""

import json
from pathlib import Path

import pytest
import rdflib
from conftest import ROOT, SMALL_SHAPES, edit, run

from smilekg.build.report import findings_turtle
from smilekg.build.rules import RULES
from smilekg.build.validate import Finding, validate
from smilekg.paths import Project

FIXTURES = sorted((ROOT / "tests/rules").glob("*.ttl"))
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
VOCABULARY = Project(ROOT).vocabulary()


@pytest.fixture(scope="module")
def shapes(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("shapes") / "shapes.ttl"
    file.write_text(SMALL_SHAPES, "utf-8")
    return file


def code_of(file: Path) -> str:
    return file.name.split(".")[1]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_fixture_gives_exactly_its_findings(file, shapes):
    first = file.read_text("utf-8").splitlines()[0].removeprefix("# ")
    subjects = [] if file.name.startswith("valid.") else first.split()
    found = validate([file], shapes, VOCABULARY)
    assert [(finding.code, finding.subject) for finding in found] == [(code_of(file), name) for name in subjects]
    assert all(finding.message and finding.value for finding in found)


@pytest.mark.parametrize("code", RULES)
def test_rule_has_a_message_and_fixtures_of_both_kinds(code):
    names = [file.name for file in FIXTURES if code_of(file) == code]
    assert f"valid.{code}.ttl" in names and any(name.startswith(f"invalid.{code}.") for name in names)
    message = " ".join(RULES[code].__doc__.split())
    assert message.endswith(".") and ": " in message, "what is wrong, a colon, what to do"


def test_fixtures_name_rules_that_are_there():
    assert {code_of(file) for file in FIXTURES} == set(RULES)


@pytest.mark.parametrize(("value", "datatype", "good"), [
    ("1_000", "integer", "1000"), ("１２", "integer", "12"), ("12.0", "integer", "-12"), ("", "integer", "+0"),
    ("2020-13-01", "date", "2020-12-01"), ("2021-02-29", "date", "2020-02-29"), ("1900-02-29", "date", "2000-02-29"),
    ("2020-1-01", "date", "2020-01-01Z"), ("2020-04-31", "dateTime", "2020-04-30T24:00:00"),
    ("abcd", "gYear", "2020"), ("20", "gYear", "-0044"), ("２０２０", "gYear", "2020+08:00"), ("2020-13", "gYearMonth", "2020-11"),
    ("1e3", "decimal", "1."), ("78,3", "decimal", "78.30"), ("NaN", "decimal", ".5"), ("INF", "decimal", "-0"),
    ("True", "boolean", "true"), ("yes", "boolean", "0"), ("nan", "double", "NaN"), ("1_0e5", "double", "-1.5E-7"),
    ("-1", "nonNegativeInteger", "-0"), ("0", "positiveInteger", "01"), ("128", "byte", "-128"), ("P", "duration", "P1DT2H"),
])
def test_lexical_form(tmp_path, shapes, value, datatype, good):
    file = tmp_path / "x.ttl"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    file.write_text(f'<urn:bad> <urn:p> "{value}"^^<{xsd}{datatype}> .\n<urn:good> <urn:p> "{good}"^^<{xsd}{datatype}> .\n', "utf-8")
    found = validate([file], shapes, VOCABULARY)
    assert [(f.code, f.subject, f.value) for f in found] == [("lexical-form", "urn:bad", value)]
    assert datatype in found[0].message


@pytest.mark.parametrize(("file", "old", "new", "code", "subject"), [
    ("ranking-2019-2020-livability.ttl", "smile:rank 7 ", "smile:rank 6 ", "rank-twice", "entry/2019-2020/livability/7"),
    ("ranking-2019-2020-livability.ttl", "smile:score 0.832 ", "smile:score 0.85 ", "score-rises",
     "entry/2019-2020/livability/4"),
    ("ranking-2019-2020-counties.ttl", "smile:rank 100 ", "smile:rank 101 ", "rank-gap", "entry/2019-2020/counties/100"),
])
def test_a_slip_in_the_shipped_data_is_found(tmp_path, shapes, file, old, new, code, subject):
    copy = tmp_path / file
    copy.write_bytes((ROOT / "data/rdf" / file).read_bytes())
    edit(copy, old, new)
    others = [other for other in (ROOT / "data/rdf").glob("*.ttl") if other.name != file]
    found = {(f.code, f.subject) for f in validate([copy, *others], shapes, VOCABULARY)}
    assert (code, subject) in found


NO_NUMBERS = [("rank", "NaN"), ("rank", "Infinity"), ("rank", "x"), ("rank", "1e9999999"), ("score", "NaN"), ("position", "sNaN")]


@pytest.mark.parametrize(("term", "value"), NO_NUMBERS)
def test_what_is_no_number_is_a_finding_and_no_crash(tmp_path, term, value):
    lines = [f"<urn:e{n}> a smile:RankingEntry ; smile:inRanking <urn:r> ; smile:position {n} ; smile:rank {n} ; "
             f"smile:score {n}.5 ." for n in (3, 2, 1)]
    bad = lines[1].replace(f"smile:{term} 2", f'smile:{term} "{value}"^^xsd:decimal').replace("decimal.5", "decimal")
    (tmp_path / "x.ttl").write_text("\n".join([
        "@prefix smile: <https://w3id.org/smilekg/ontology/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "<urn:r> a smile:Ranking .", lines[0], bad, lines[2]]), "utf-8")
    done = run("validate", "x.ttl", "--format", "json", cwd=tmp_path, seconds=6)
    assert (done.returncode, done.stderr.decode("utf-8")) == (1, "")
    assert ("lexical-form", "urn:e2", value) in [(f["code"], f["subject"], f["value"]) for f in json.loads(done.stdout)]


FINDINGS = [Finding("tie", "entry/e/x/2", 'a "message"\\', "73.18 twice", "440: 31 | 長沙縣 | 73.18 |"),
            Finding("rank-gap", "urn:other", "another"), Finding("lexical-form", "place/海口", "m", "１２\n")]


def test_turtle_report_says_what_the_findings_say():
    graph = rdflib.Graph().parse(data=findings_turtle(FINDINGS), format="turtle")
    report = graph.value(None, rdflib.RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    told = {(str(graph.value(r, rdflib.DCTERMS.identifier)), str(graph.value(r, SH.focusNode)),
             str(graph.value(r, SH.resultMessage)), str(graph.value(r, SH.value) or ""))
            for r in graph.objects(report, SH.result)}
    base = "https://w3id.org/smilekg/id/"
    assert told == {(f.code, f.subject if ":" in f.subject else base + f.subject, f.message, f.value) for f in FINDINGS}
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]


def test_turtle_report_of_no_findings_conforms():
    graph = rdflib.Graph().parse(data=findings_turtle([]), format="turtle")
    assert list(graph.objects(None, SH.conforms)) == [rdflib.Literal(True)]


def test_command_reports_in_json_and_turtle_what_the_table_shows():
    file = ROOT / "tests/rules/invalid.rank-gap.inside.ttl"
    done = {form: run("validate", file, "--format", form) for form in ("table", "json", "ttl")}
    assert {d.returncode for d in done.values()} == {1}
    found = json.loads(done["json"].stdout)
    assert all(set(f) == {"code", "subject", "message", "value", "line"} for f in found)
    mine = [f for f in found if f["code"] == "rank-gap"]
    assert [(f["subject"], f["value"]) for f in mine] == [("entry/e/x/4", "rank 4 where 3 is missing")]
    graph = rdflib.Graph().parse(data=done["ttl"].stdout, format="turtle")
    assert len(list(graph.objects(None, SH.result))) == len(found)
    table = done["table"].stdout.decode("utf-8")
    assert f"{len(found)} findings" in table and all(f["code"] in table for f in found)
