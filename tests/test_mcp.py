"""The tools for language models, asked by the SDK's own client over the standard input and output of `smilekg mcp`."""

import contextlib
import csv
import io
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import PROGRAM, golden, one_message, run

pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
import anyio.from_thread
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

DEADLINE = 2
Call = Callable[..., Any]


@pytest.fixture(scope="module")
def client() -> Iterator[Call]:
    """Calls a method of a connected client: `client("call_tool", "look_up", {...})`."""
    options = ["--deadline", str(DEADLINE), "--rows", "500"]
    server = StdioServerParameters(command=PROGRAM[0], args=[*PROGRAM[1:], "mcp", *options], env=dict(os.environ))
    with anyio.from_thread.start_blocking_portal() as portal, contextlib.ExitStack() as stack:
        made = stack.enter_context(portal.wrap_async_context_manager(Client(stdio_client(server))))
        yield lambda method, *given: portal.call(getattr(made, method), *given)


def told(client: Call, tool: str, **given: Any) -> dict[str, Any]:
    """What a tool answers; the text of it is the same as its structure."""
    answer = client("call_tool", tool, given)
    assert not answer.is_error, answer.content[0].text
    assert json.loads(answer.content[0].text) == answer.structured_content
    return answer.structured_content


def refused(client: Call, tool: str, **given: Any) -> str:
    answer = client("call_tool", tool, given)
    assert answer.is_error and "Traceback" not in answer.content[0].text and '.py"' not in answer.content[0].text
    return answer.content[0].text


def test_tools_say_what_they_are_for(client):
    tools = {tool.name: tool for tool in client("list_tools").tools}
    assert set(tools) == {"list_questions", "ask_question", "describe_term", "look_up", "run_sparql"}
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools.values())
    schema = tools["ask_question"].input_schema
    assert set(schema["properties"]) == {"name", "parameters", "language", "format", "limit"}
    assert schema["required"] == ["name"]


def test_questions_come_with_their_parameters(client, kg):
    answer = told(client, "list_questions")
    assert {one["name"] for one in answer["questions"]} == set(kg.queries) and answer["rows"] == len(kg.queries)
    ranking = next(one for one in answer["questions"] if one["name"] == "ranking")
    assert ranking["question"].endswith("?") and ranking["question_zh"].endswith("？")
    assert {one["name"]: one["default"] for one in ranking["parameters"]} == {"list": "livability", "lang": "zh"}


def test_a_question_is_answered_with_count_corrections_and_citation(client):
    answer = told(client, "ask_question", name="ranking", parameters={"list": "innovation"})
    assert answer["rows"] == answer["shown"] == 10 and "note" not in answer
    assert "'ranking', list=innovation, lang=zh" in answer["citation"]
    # The document prints 海口, the seventh of this list, as ???/p>.
    mended = [row for row in answer["corrections"] if row["target"].endswith("entry/2019-2020/innovation/7")]
    assert [(row["published"], row["now"], row["action"]) for row in mended] == [("???/p>", "海口", "restore")]
    assert answer["answer"][6]["published"] == "???/p>" and answer["answer"][6]["name"] == "海口市"
    other = told(client, "ask_question", name="ranking")  # of livability: 重慶 | 0.895 | stands first
    assert (other["answer"][0]["name"], other["answer"][0]["value"]) == ("重庆市", "0.895")
    assert not [row for row in other["corrections"] if "innovation" in row["target"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_language_and_format(client, language):
    answer = told(client, "ask_question", name="top-in-both", parameters={"a": "influence", "b": "investment", "n": 10},
                  language=language, format="csv")
    rows = list(csv.DictReader(io.StringIO(answer["answer"])))
    assert len(rows) == answer["rows"] and answer["columns"] == list(rows[0])
    assert rows[0]["name"] == {"zh": "上海市", "en": "Shanghai"}[language]
    table = told(client, "ask_question", name="ranking", language=language, format="markdown")["answer"]
    assert table.startswith("| position |") and table.count("\n") == 12


def test_a_part_of_the_rows_is_called_a_part(client):
    answer = told(client, "ask_question", name="entries", limit=7)
    assert answer["shown"] == len(answer["answer"]) == 7 and answer["rows"] == len(golden("entries"))
    assert f"first 7 of {answer['rows']}" in answer["note"]
    for limit in (0, -1, 1001):
        assert "limit" in refused(client, "ask_question", name="entries", limit=limit)


def test_an_empty_answer_says_why(client):
    asked = {"a": "tourism", "b": "service-providers", "n": 1}
    answer = told(client, "ask_question", name="top-in-both", parameters=asked)
    assert answer["rows"] == 0 and answer["answer"] == [] and answer["empty_because"] and answer["citation"]
    answer = told(client, "run_sparql", query="SELECT ?a { ?a smile:rnak ?b }")
    assert answer["rows"] == 0 and answer["empty_because"]


@pytest.mark.parametrize(("given", "words"), [
    ({"name": "livabilty"}, ["no such query", "livabilty"]),
    ({"name": "entrys"}, ["entries"]),
    ({"name": "../corrections"}, ["no such query"]),
    ({"name": "ranking", "parameters": {"list": "nolist"}}, ["nolist", "livability"]),
    ({"name": "ranking", "parameters": {"city": "x"}}, ["--city", "--list"]),
    ({"name": "profile", "parameters": {"place": "\"} DROP ALL #"}}, ["DROP ALL"]),
    ({"name": "ranking", "language": "de"}, ["'zh' or 'en'"]),
    ({}, ["name"]),
])
def test_a_wrong_question_is_an_error_that_helps(client, given, words):
    text = refused(client, "ask_question", **given)
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("term", ["rank", "smile:rank", "https://w3id.org/smilekg/ontology/rank", "名次"])
def test_a_term_is_described(client, term):
    answer = told(client, "describe_term", term=term)
    assert answer["term"] == "smile:rank" and answer["kind"] == "DatatypeProperty"
    assert answer["label"] == {"en": "rank", "zh": "名次"} and answer["definition"]["en"] and answer["uses"] > 500


def test_classes_and_the_list_of_terms(client):
    city = told(client, "describe_term", term="City")
    assert city["kind"] == "Class" and city["relations"]["subClassOf"] == ["https://w3id.org/smilekg/ontology/Place"]
    every = told(client, "describe_term")
    assert every["rows"] == len(every["terms"]) > 60 and {"term", "kind", "label"} == set(every["terms"][0])
    assert "near ones: rank" in refused(client, "describe_term", term="rnak")


@pytest.mark.parametrize("name", ["苏州", "Suzhou", "320500", "https://w3id.org/smilekg/id/place/320500"])
def test_a_name_is_looked_up(client, name):
    answer = told(client, "look_up", name=name)
    assert answer["answer"]["iri"] == "https://w3id.org/smilekg/id/place/320500" and answer["answer"]["in"] == "江苏省"
    assert not answer["ambiguous"] and "320500" not in answer["answer"]["names"] and answer["answer"]["lists"]
    assert "Name looked up" in answer["citation"] and isinstance(answer["corrections"], list)


def test_an_ambiguous_name_gives_its_candidates(client):
    answer = told(client, "look_up", name="鼓楼区")
    assert answer["ambiguous"] and answer["rows"] == len(answer["candidates"]) > 1
    assert {"南京市", "福州市"} <= {one["in"] for one in answer["candidates"]}
    one = told(client, "look_up", name=answer["candidates"][0]["ask_for"])
    assert one["answer"]["iri"] == answer["candidates"][0]["iri"]


def test_a_name_of_nothing(client):
    assert "near ones" in refused(client, "look_up", name="Suzhuo")
    assert "no such app" in refused(client, "look_up", name="苏州", kind="app")
    assert "place, company or app" in refused(client, "look_up", name="\x00'; DROP ALL")


def test_sparql_rows_and_triples(client):
    editions = "SELECT ?e ?n { ?e a smile:Evaluation ; skos:prefLabel ?n FILTER(LANG(?n) = 'en') }"
    answer = told(client, "run_sparql", query=editions)
    assert answer["rows"] == 2 and answer["columns"] == ["e", "n"] and "SHA-256" in answer["citation"]
    answer = told(client, "run_sparql", query="CONSTRUCT WHERE { ?e a smile:Evaluation }")
    assert answer["rows"] == 2 and "evaluation/2019-2020" in answer["turtle"] and answer["citation"]


@pytest.mark.parametrize(("query", "words"), [
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ("DROP ALL", "read only"),
    ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", f"longer than {DEADLINE} seconds"),
    ("SELECT * { ?s ?p ?o }", "more than 500 rows"),
    ("SELECT * " + "{" * 3000 + "}" * 3000, "brackets"),
    ("SELEC", "not valid SPARQL"),
])
def test_hostile_sparql_is_an_error_and_the_server_lives_on(client, query, words):
    began = time.monotonic()
    assert words in refused(client, "run_sparql", query=query)
    assert time.monotonic() - began < DEADLINE + 4
    assert told(client, "run_sparql", query="ASK { ?s a smile:City }")["answer"] == [{"answer": True}]


def test_an_unknown_tool(client):
    assert "Unknown tool" in refused(client, "rm")


def test_the_server_ends_when_its_client_goes():
    done = subprocess.run([*PROGRAM, "mcp"], input=b"", capture_output=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)


def test_without_the_sdk_the_command_says_what_to_install(tmp_path):
    (tmp_path / "mcp.py").write_text("raise ImportError('hidden by a test')\n", "utf-8")
    text = one_message(run("mcp", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])))
    assert "pip install 'smilekg[mcp]'" in text
