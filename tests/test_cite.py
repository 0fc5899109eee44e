"""How an answer is cited, and which corrections touch it."""

import json
import re

import pytest
from conftest import ROOT, rows_of

import smilekg
from smilekg.answers.cite import Citation
from smilekg.errors import QueryError
from smilekg.result import Result

TABLES = ROOT / "data/tables"
START = "https://w3id.org/smilekg/id/"


def table(name: str) -> list[dict[str, str]]:
    return rows_of((TABLES / f"{name}.csv").read_text("utf-8"))


def cff(field: str) -> str:
    return re.search(rf'^{field}: "?([^"\n]+)', (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)[1]


def test_text_names_data_version_day_question_and_every_parameter(kg):
    said = str(kg.query("top-in-both", a="tourism").citation)
    for part in (cff("title"), f"version {cff('version')}", f"released {cff('date-released')}", cff("license"),
                 "The smilekg authors (2026).", "Question 'top-in-both', a=tourism, b=investment, n=10, lang=zh."):
        assert part in said
    assert "ccessed" not in said and "\n" not in said


def test_nothing_changes_between_runs_unless_asked(kg):
    one, two = kg.query("ranking").citation, kg.query("ranking").citation
    assert one == two and one.bibtex == two.bibtex and one.csl == two.csl
    assert one.key != kg.query("ranking", list="counties").citation.key
    dated = one(accessed="2026-11-30")
    assert "Accessed 2026-11-30." in dated.text and "Accessed 2026-11-30." in dated.bibtex
    assert dated.csl["accessed"] == {"date-parts": [[2026, 11, 30]]} and "accessed" not in one.csl
    assert dated(accessed="") == one


@pytest.mark.parametrize("day", ["today", "2026-13-01", "30.11.2026"])
def test_accessed_must_be_a_day(kg, day):
    with pytest.raises(QueryError, match="this is no day"):
        kg.query("ranking").citation(accessed=day)


def test_own_sparql_is_named_by_its_digest(kg):
    """SHA-256 by coreutils: printf 'ASK {}' | sha256sum"""
    assert "SPARQL query with SHA-256 819ea91e" in kg.sparql("ASK {}").citation.text


def test_bibtex_is_one_entry_with_balanced_braces(kg):
    entry = kg.query("ranking").citation(accessed="2026-11-30").bibtex
    assert re.fullmatch(r"@misc\{smilekg-[\w.-]+,\n(  [a-z]+ = \{.*\},\n)+\}\n", entry)
    assert entry.count("{") == entry.count("}") and "year = {2026}" in entry and "month = {11}" in entry


def test_bibtex_escapes_what_tex_reads_as_commands():
    odd = Citation(("A & B",), r"50% of $x_1 {y} \z ~ ^", "1", "2026-01-02", "CC", "#1", "0")
    assert r"title = {{50\% of \$x\_1 \{y\} \textbackslash{}z \textasciitilde{} \textasciicircum{}}}" in odd.bibtex
    assert r"A \& B" in odd.bibtex and r"\#1" in odd.bibtex


def test_csl_is_json_with_the_fields_of_a_data_set(kg):
    item = json.loads(json.dumps(kg.query("ranking").citation.csl))
    assert item["type"] == "dataset" and item["issued"] == {"date-parts": [[2026, 11, 20]]}
    assert (item["title"], item["version"], item["author"]) == (cff("title"), cff("version"),
                                                                 [{"literal": "The smilekg authors"}])


def test_an_answer_of_an_endpoint_names_it(kg):
    class Store:
        endpoint = "https://example.org/sparql"

    class Remote:
        store, queries = Store(), kg.queries

    citation = Result(("a",), (), Remote(), "ranking", {}, "x").citation
    assert "Asked at https://example.org/sparql." in citation.text and citation.csl["URL"] == "https://example.org/sparql"
    assert "https://example.org/sparql" in citation.bibtex


def test_an_answer_of_other_files_names_them(tmp_path):
    (tmp_path / "mine.ttl").write_text("<urn:a> <urn:b> 1 .", "utf-8")
    said = smilekg.load(tmp_path / "mine.ttl").sparql("SELECT * { ?s ?p ?o }").citation
    assert "Asked of a copy in 'mine.ttl'." in said.text and "mine.ttl" in said.bibtex and "mine.ttl" in said.csl["note"]


# --- corrections, against the tables of the ledger and of the subjects


def expected(subjects: set[str], lists: set[tuple[str, str]] | None, others: set[str] = frozenset()) -> list[str]:
    """Ids of the ledger rows on entries about `subjects` in `lists` (None for all), on these lists, or on `others`."""
    entries = {f"entry/{row['edition']}/{row['list']}/{row['key']}" for row in table("subjects")
               if row["subject"] in subjects and (lists is None or (row["edition"], row["list"]) in lists)}
    targets = entries | {f"ranking/{e}/{name}" for e, name in lists or ()} | subjects | others
    return sorted(row["id"] for row in table("corrections") if row["target"] in targets)


@pytest.mark.parametrize(("edition", "name"), [
    ("2019-2020", "counties"), ("2019-2020", "towns"), ("2019-2020", "apps"), ("2019-2020", "livability"),
    ("2019-2020", "digital-economy"), ("2021-2022", "top-cities")])
def test_corrections_of_a_list(kg, edition, name):
    subjects = {row["subject"] for row in table("subjects") if (row["edition"], row["list"]) == (edition, name)}
    found = kg.query("ranking", list=name).corrections
    assert [row.id for row in found] == expected(subjects, {(edition, name)})
    shown = {id for row in kg.query("ranking", list=name) for id in (row.corrections or "").split()}
    assert shown <= {row.id for row in found}


def test_corrections_of_every_entry(kg):
    """All that are about an entry, a list or a subject: not those on documents, people and organizations."""
    found = {row.id for row in kg.query("entries").corrections}
    about = ("entry/", "ranking/")
    assert found == {row["id"] for row in table("corrections") if row["target"].startswith(about)}


def test_corrections_of_own_sparql(kg):
    """Without a list in the row, those of all entries about the subject: 长乐区 was printed as 长乐市."""
    found = kg.sparql(f"SELECT (<{START}place/350112> AS ?x) {{}}").corrections
    assert [row.id for row in found] == expected({"place/350112"}, None) != []
    target = kg.sparql(f"SELECT (<{START}person/liu-chuncheng> AS ?x) {{}}").corrections
    assert [row.id for row in target] == ["003"]


def test_corrections_are_an_answer_with_the_words_of_the_ledger(kg):
    [ledger] = [row for row in table("corrections") if row["id"] == "003"]
    for language in ("zh", "en"):
        answer = Result(("x",), kg.sparql(f"SELECT (<{START}person/liu-chuncheng> AS ?x) {{}}").rows, kg, None,
                        {"lang": language})
        [row] = answer.corrections
        assert (row.reason, row.published, row.now) == (ledger[f"reason_{language}"], ledger["published"], ledger["now"])
        assert (row.action, row.finding, row.certainty, row.status, str(row.line)) == (
            ledger["action"], ledger["kind"], ledger["certainty"], ledger["status"], ledger["line"])
        assert row.target.local == "person/liu-chuncheng"


def test_corrections_of_nothing_and_without_a_graph(kg):
    assert len(kg.sparql("SELECT (1 AS ?a) {}").corrections) == 0
    assert len(kg.query("top-in-both", n=0).corrections) == 0
    with pytest.raises(QueryError, match="lost its graph"):
        Result(("a",), ((1,),)).corrections
