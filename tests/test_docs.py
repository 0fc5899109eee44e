"""Nothing public is undocumented: each command, option, query and parameter is named in README.md or docs."""

import re
import tomllib

import click
import pytest
from conftest import ROOT

from smilekg.cli import main
from smilekg.queries import load_queries

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
QUERIES = load_queries(ROOT / "queries")


@pytest.fixture(scope="module")
def text() -> str:
    return "\n".join(page.read_text("utf-8") for page in PAGES)


def named(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def options(command: click.Command) -> list[str]:
    return [name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts]


@pytest.mark.parametrize("name", main.commands)
def test_command_is_documented(text, name):
    command = main.commands[name]
    assert f"smilekg {name}" in text and command.help
    assert [option for option in options(command) if not named(option, text)] == []
    choices = [c for p in command.params if isinstance(p.type, click.Choice) for c in p.type.choices]
    assert [choice for choice in choices if not named(choice, text)] == []


@pytest.mark.parametrize("name", QUERIES)
def test_query_is_documented_with_its_parameters(text, name):
    assert named(name, text)
    assert [p.name for p in QUERIES[name].parameters if not named(f"--{p.name}", text)] == []


def test_each_file_format_of_the_python_face_is_documented(text):
    assert [word for word in ("smilekg.load()", ".query(", ".sparql(", ".graph") if word not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_names_only_what_is_there(page):
    said = page.read_text("utf-8")
    for command, word in re.findall(r"smilekg (build|validate|query)(?: ([a-z][a-z-]*))?", said):
        if word and command == "query" and "-" in word:
            assert word in QUERIES, f"smilekg query {word}"
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", said)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_readme_answers_a_question_within_ten_lines():
    top = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:10])
    assert "smilekg query" in top or "?" in top


@pytest.mark.parametrize("target", ["run", "test", "bench"])
def test_make_targets_are_there_and_named(text, target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) and f"make {target}" in text


def test_ci_calls_the_test_command_of_the_readme():
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"] == {"smilekg": "smilekg.cli:main"}
