"""The program as a person meets it: processes, exit codes, messages, formats."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from conftest import PROGRAM, ROOT, one_message, rows_of, run

from smilekg.cli import main
from smilekg.queries import load_queries

SKOS = rdflib.namespace.SKOS
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"


def lines_of(done: subprocess.CompletedProcess) -> list[str]:
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return done.stdout.decode("utf-8").splitlines()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of files that are not what they should be."""
    for name, content in {
        "gbk.rq": "SELECT (\"北京\" AS ?x) {}".encode("gbk"), "broken.rq": b"SELECT ?x WHERE {\n?x ?y\n}",
        "good.rq": 'SELECT ("北京" AS ?x) {}'.encode(), "broken.ttl": b"@prefix a: <urn:a/> .\n\na:b a:c [ .\n",
        "gbk.ttl": '<urn:a> <urn:b> "北京" .'.encode("gbk"), "what.foo": b"", "broken.jsonld": b"{",
        "broken.nt": b"<urn:a> <urn:b> .\n", "star.ttl": b"<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.ttl").mkdir()
    return tmp_path


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["query", "nosuch"], 1, ["'nosuch'", "cities-on-most-lists"]),
    (["query", "profil"], 1, ["'profil'", "profile"]),
    (["query", "profile", "--city", "x"], 1, ["--city", "--place"]),
    (["query", "profile", "--place"], 2, ["--place", "value"]),
    (["query", "profile", "extra"], 2, ["'extra'"]),
    (["query", "ranking", "--list", "nolist"], 1, ["nolist", "livability"]),
    (["query", "top-in-both", "--n", "ten"], 1, ["--n", "'ten'"]),
    (["query", "ranking", "--format", "xml"], 2, ["'xml'", "csv", "json", "md", "ttl"]),
    (["query", "--file", "missing.rq"], 1, ["missing.rq"]),
    (["query", "--file", "gbk.rq"], 1, ["gbk.rq", "utf-8"]),
    (["query", "--file", "folder.ttl"], 1, ["folder.ttl"]),
    (["query", "--file", "broken.rq"], 1, ["SPARQL", "3:"]),
    (["query", "--sparql", "SELEC ?x"], 1, ["SPARQL"]),
    (["query", "--sparql", ""], 1, ["SPARQL"]),
    (["query", "--sparql", "INSERT DATA { <urn:a> <urn:b> 1 }"], 1, ["SPARQL"]),
    (["query", "--sparql", CONSTRUCT, "--format", "csv"], 1, ["triples", "--format ttl"]),
    (["query", "--sparql", "ASK {}", "--format", "ttl"], 1, ["ASK"]),
    (["query", "entries", "--sparql", "ASK {}"], 2, ["--file", "--sparql"]),
    (["query", "--file", "good.rq", "--sparql", "ASK {}"], 2, ["--file", "--sparql"]),
    (["query", "--sparql", "ASK {}", "--lang", "en"], 2, ["parameters"]),
    (["validate", "missing.ttl"], 1, ["missing.ttl"]),
    (["validate", "broken.ttl"], 1, ["broken.ttl:3", "Turtle"]),
    (["validate", "broken.nt"], 1, ["broken.nt:1"]),
    (["validate", "broken.jsonld"], 1, ["broken.jsonld"]),
    (["validate", "gbk.ttl"], 1, ["gbk.ttl"]),
    (["validate", "what.foo"], 1, ["what.foo", ".foo", ".ttl"]),
    (["validate", "folder.ttl"], 1, ["folder.ttl"]),
    (["validate", "."], 1, ["."]),
    (["validate", "star.ttl"], 1, ["star.ttl"]),
    (["validate", "--format", "xml"], 2, ["'xml'", "json", "ttl"]),
    (["build", "everything"], 2, ["'everything'", "tables", "rdf"]),
    (["build", "--root", "nowhere"], 2, ["nowhere"]),
    (["build", "--root", "folder.ttl"], 1, ["folder.ttl", "--root"]),
    (["nosuch"], 2, ["nosuch"]),
    (["query", "ranking", "--list", "towns", "--list=apps"], 2, ["--list", "twice"]),
])
def test_mistake_gets_one_message(files, arguments, code, words):
    done = run(*arguments, cwd=files)
    message = one_message(done)
    assert (done.returncode, done.stdout) == (code, b"")
    assert [word for word in words if word not in message] == []


def test_answer_that_cannot_be_written_gets_one_message():
    for form in ("csv", "table"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([*PROGRAM, "query", "entries", "--format", form], stdout=full, stderr=subprocess.PIPE)
        one_message(done)


@pytest.mark.parametrize("name", ["ranking", "province-league", "districts-against-city"])
def test_formats_hold_the_same_rows(name):
    text = {form: run("query", name, "--format", form).stdout.decode("utf-8") for form in ("csv", "json", "md", "ttl")}
    rows = rows_of(text["csv"])
    from_json = [{k: "" if v is None else v for k, v in row.items()} for row in json.loads(text["json"])]
    assert [list(row) for row in from_json] == [list(row) for row in rows]
    assert [{k: str(v) for k, v in row.items()} for row in from_json] == rows
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text["md"].splitlines()]
    assert cells[0] == list(rows[0]) and set(cells[1]) == {"---"}
    assert cells[2:] == [list(row.values()) for row in rows]
    graph = rdflib.Graph().parse(data=text["ttl"], format="turtle")
    assert {str(s) for s in graph.subjects()} == {row["entity"] for row in rows}
    assert all(rdflib.Literal(row["name"], lang="zh") in graph.objects(rdflib.URIRef(row["entity"]), SKOS.prefLabel)
               for row in rows)


def test_construct_gives_turtle():
    text = run("query", "--sparql", CONSTRUCT, "--format", "ttl").stdout.decode("utf-8")
    assert len(rdflib.Graph().parse(data=text, format="turtle")) == 3


def test_table_shows_cells_as_they_are():
    value = "a :smile: b [red]c[/red] [d] \\ e \\[f] | 北京"
    literal = '"' + value.replace("\\", "\\\\") + '"'
    assert value in run("query", "--sparql", f"SELECT ({literal} AS ?v) {{}}").stdout.decode("utf-8")


@pytest.mark.parametrize(("query", "yes"), [("ASK { ?s ?p ?o }", "true"), ("ASK { <urn:a> ?p ?o }", "false")])
def test_ask(query, yes):
    assert lines_of(run("query", "--sparql", query, "--format", "csv")) == ["answer", yes]


def test_file_is_read_and_show_prints_the_text_with_its_values(files):
    assert lines_of(run("query", "--file", "good.rq", "--format", "csv", cwd=files)) == ["x", "北京"]
    text = "\n".join(lines_of(run("query", "ranking", "--list=towns", "--show")))
    assert 'VALUES ?list { "towns" }' in text and 'VALUES ?lang { "zh" }' in text and '"livability" }' not in text
    (files / "shown.rq").write_text(text, "utf-8")
    shown = run("query", "--file", "shown.rq", "--format", "csv", cwd=files)
    assert shown.stdout == run("query", "ranking", "--list", "towns", "--format", "csv").stdout


def test_list_of_queries_names_each_with_its_questions_and_parameters():
    text = "\n".join(lines_of(run("query")))
    for query in load_queries(ROOT / "queries").values():
        wanted = [query.name, query.summary, query.summary_zh, *(f"--{p.name}" for p in query.parameters)]
        assert [word for word in wanted if word not in text] == []


def test_lang_en_gives_english_names():
    rows = rows_of(run("query", "ranking", "--lang", "en", "--format", "csv").stdout.decode("utf-8"))
    assert [row["name"] for row in rows] == ["Chongqing", "Quanzhou", "Changzhou", "Taizhou", "Sanya", "Yueyang", "Weihai",
                                             "Qinhuangdao", "Yichang", "Guilin"]
    english = rows_of(run("query", "entries", "--lang", "en", "--format", "csv").stdout.decode("utf-8"))
    assert not [row["name"] for row in english if any("一" <= letter <= "鿿" for letter in row["name"])]


@pytest.mark.parametrize("environment", [
    {"LC_ALL": "C"}, {"LANG": "C", "LC_ALL": ""}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"NO_COLOR": "1", "LC_ALL": "C.UTF-8"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"}],
    ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items()))
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_chinese_comes_out_whatever_the_locale(environment, form):
    done = run("query", "profile", "--format", form, **environment)
    text = done.stdout.decode("utf-8")
    assert (done.returncode, "Traceback" in done.stderr.decode()) == (0, False), done.stderr.decode()
    assert "\x1b" not in text and ("昆山市" in text or "PYTHONIOENCODING" in environment)


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "ttl"])
def test_reader_that_has_seen_enough_ends_it_quietly(form):
    with subprocess.Popen([*PROGRAM, "query", "entries", "--format", form], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read().decode("utf-8")
    assert errors in ("", "699 rows\n") and process.returncode in (0, 1, 141)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["query", "--help"], ["build", "-h"], ["validate", "-h"]])
def test_help(arguments):
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0 and done.output.startswith("Usage: ")


def test_version_is_that_of_the_package():
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert lines_of(run("--version"))[0].endswith(version)


def test_shipped_graph_is_valid():
    done = run("validate", cwd=Path(os.sep))
    assert lines_of(done) == ["No findings: the graph conforms."]


@pytest.mark.parametrize("form", ["table", "json", "ttl"])
def test_finding_is_told_with_its_published_line(tmp_path, form):
    (tmp_path / "a.ttl").write_text(
        "@prefix smile: <https://w3id.org/smilekg/ontology/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<https://w3id.org/smilekg/id/entry/2019-2020/x/1> smile:rank "1_000"^^xsd:integer ; smile:sourceLine 37 ;\n'
        ' smile:sourceText "北京 | 0.910 |" .', "utf-8")
    done = run("validate", "a.ttl", "--format", form, cwd=tmp_path)
    text = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (1, b"")
    parts = ["lexical-form", "1_000", "entry/2019-2020/x/1", "37: 北京 | 0.910 |", "integer"]
    assert [part for part in parts if part not in text] == []
