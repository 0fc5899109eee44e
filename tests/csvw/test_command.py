"""`smilekg convert` as a stranger meets it: exit codes, one message for each mistake, and no traceback."""

import ast
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import PROGRAM, one_message
from conftest import run as program
from csvw_tables import CONTEXT, EX, table, triples, write

T = "id,x\n1,a\n2,b\n"
ID, X = {"name": "id"}, {"name": "x", "propertyUrl": EX + "x"}


def schema(**more) -> dict:
    return table([ID, X], **more)


def column(**more) -> dict:
    return table([ID, X | more])


def key(**reference) -> dict:
    return schema(foreignKeys=[{"columnReference": "x", "reference": reference}])


# name: (metadata as an object or as text, the table or None, words of the message)
BAD: dict[str, tuple] = {
    "no JSON": ('{"a"', T, ["JSON", ":1"]), "an empty file": ("", T, ["JSON"]), "a list": ("[]", T, ["object"]),
    "not UTF-8": (b'{"\xff": 1}', T, ["UTF-8"]), "no context": ('{"url": "t.csv"}', T, ["@context"]),
    "a key twice": ('{"@context": "http://www.w3.org/ns/csvw", "url": "t.csv", "url": "t.csv"}', T, ["'url'", "twice"]),
    "no url": ({"tableSchema": {}}, T, ["url"]), "no table": ({"tables": []}, T, ["no table"]),
    "a table elsewhere": ({"url": "http://example.com/t.csv"}, T, ["elsewhere"]),
    "no such table": ({"url": "u.csv"}, T, ["not there", "u.csv"]), "a wrong @type": ({"@type": "Column", "url": "t.csv"}, T, ["@type"]),
    "an open brace": (column(valueUrl="{x"), T, ["columns[1].valueUrl", "{x"]),
    "an unknown variable": (column(valueUrl="{y}"), T, ["'y'"]),
    "limits upside down": (column(datatype={"base": "integer", "minimum": 5, "maximum": 1}), T, ["minInclusive"]),
    "a limit of text": (column(datatype={"base": "string", "minimum": "5"}), T, ["string"]),
    "a length of a number": (column(datatype={"base": "integer", "length": 5}), T, ["length"]),
    "two columns of one name": (table([ID, ID]), T, ["two columns", "'id'"]),
    "virtual before physical": (table([{"name": "v", "virtual": True}, ID]), T, ["virtual"]),
    "a key to no table": (key(resource="u.csv", columnReference="id"), T, ["no table", "u.csv"]),
    "a key to no column": (key(resource="t.csv", columnReference="y"), T, ["'y'"]),
    "a key of unlike length": (key(resource="t.csv", columnReference=["id", "x"]), T, ["as many columns"]),
    "a blank @id": (schema() | {"@id": "_:a"}, T, ["@id"]), "a @list": (schema() | {"dc:title": {"@list": []}}, T, ["@list"]),
    "another title": (column(titles="y"), T, ["'x'", "'y'", "renamed"]), "too few columns": (table([ID]), T, ["2 columns", "describes 1"]),
    "a short row": (schema(), T + "3\n", ["t.csv:4", "1 cells", "2"]), "a long row": (schema(), T + "3,4,5\n", ["t.csv:4", "3 cells"]),
    "a stray quote": (schema(), T + '3,4"\n', ["t.csv:4", "quote"]), "an open quote": (schema(), T + '3,"4\n', ["t.csv:4", "quote"]),
    "a wrong number": (column(datatype="integer"), T, ["t.csv:2", "'x'", "'a'", "integer"]),
    "a wrong pattern": (column(datatype={"format": "[0-9]+"}), T, ["t.csv:2", "[0-9]+"]),
    "nothing where something must be": (column(required=True), T + "3,\n", ["t.csv:4", "required"]),
    "no IRI": (column(valueUrl="urn:{+x}"), "id,x\n1,//[\n", ["t.csv:2", "absolute IRI"]),
    "a key twice in the table": (schema(primaryKey="id"), T + "1,c\n", ["t.csv:4", "stands twice"]),
    "a key that points nowhere": (key(resource="t.csv", columnReference="id"), T, ["t.csv:2", "points at no row"]),
    "other bytes": (schema(), T.encode() + b"3,\xff\n", ["t.csv:4", "UTF-8"]),
    "a broken encoding": (schema() | {"dialect": {"encoding": "utf-16"}}, T, ["t.csv", "utf-16"]),
    "broken gzip": (schema(), b"\x1f\x8b\x08\x00\x00", ["t.csv", "cannot be read"]),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> dict:
    """What the program says of each, run two at a time."""
    folders = {name: tmp_path_factory.mktemp("bad") for name in BAD}

    def one(name: str):
        metadata, content, _ = BAD[name]
        file = write(folders[name], metadata if isinstance(metadata, dict) else {}, t=content)
        if not isinstance(metadata, dict):
            file.write_bytes(metadata if isinstance(metadata, bytes) else metadata.encode())
        return name, program("convert", file, "-o", folders[name] / "o.nt"), sorted(os.listdir(folders[name]))
    with ThreadPoolExecutor(2) as pool:
        return {name: (done, files) for name, done, files in pool.map(one, BAD)}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_one_message(refused, name):
    done, files = refused[name]
    message = one_message(done)
    assert done.returncode == 1 and done.stdout == b"" and files == ["csv-metadata.json", "t.csv"]
    assert [word for word in BAD[name][2] if word not in message] == [], message
    assert len(message.splitlines()) <= 4


def test_a_run_that_succeeds(tmp_path):
    file = write(tmp_path, schema(aboutUrl=EX + "{id}"), t=T)
    done = program("convert", file)
    assert done.returncode == 0 and len(triples(done.stdout)) == 4
    assert b"2 rows = 2 converted + 0 rejected; 4 triples" in done.stderr
    done = program("convert", "csv-metadata.json", "-o", "o.ttl", "--mode", "standard", "--workers", "2", "--base", EX, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert EX.encode() + b"t.csv#row=2" in (tmp_path / "o.ttl").read_bytes()


def test_rejected_rows_give_exit_code_1_and_their_place(tmp_path):
    file = write(tmp_path, column(datatype="integer"), t="id,x\n1,5\n2,b\n3,c\n")
    done = program("convert", file, "-o", tmp_path / "o.nt", "--on-error", "report")
    assert done.returncode == 1 and b"3 rows = 1 converted + 2 rejected" in done.stderr and b"o.rejected.csv" in done.stderr
    assert b"2  x: it is no integer" in done.stderr
    done = program("convert", file, "-o", tmp_path / "o.nt", "--on-error", "keep")
    assert done.returncode == 0 and b"3 rows = 3 converted + 0 rejected" in done.stderr


def test_a_warning_is_told(tmp_path):
    done = program("convert", write(tmp_path, schema() | {"nonsense": 1}, t=T), "-o", tmp_path / "o.nt")
    assert done.returncode == 0 and b"Warning: " in done.stderr and b"'nonsense'" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help(arguments):
    done = program("convert", *arguments)
    assert done.returncode == 0 and all(word in done.stdout.decode() for word in (
        "--output", "--workers", "--on-error", "--mode", "--engine", "--show-code", "--base"))


@pytest.mark.parametrize("arguments", [[], ["x.json", "--workers", "0"], ["x.json", "--mode", "max"], ["x.json", "--nothing"],
                                       ["x.json", "--on-error", "panic"], ["x.json", "--master", "local[1]"]])
def test_wrong_arguments_are_a_question_of_usage(arguments, tmp_path):
    done = program("convert", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr.decode() and done.stdout == b""


@pytest.mark.parametrize("arguments", [["no.json"], ["no.csv"], ["."], ["no.json", "--show-code"]])
def test_metadata_that_is_not_there(arguments, tmp_path):
    assert one_message(program("convert", *arguments, cwd=tmp_path))


def test_the_code_can_be_read_by_python(tmp_path):
    tables = [column(separator=";", valueUrl=EX + "{x}", datatype="integer"),
              table([{"name": "it%27s", "default": "{'\"\\\n"}], url="u.csv", aboutUrl=EX + "it's%7B{_row}")]
    file = write(tmp_path, tables, t=T, u="a\n1\n")
    for mode in ("minimal", "standard"):
        done = program("convert", file, "--show-code", "--mode", mode)
        names = [node.name for node in ast.walk(ast.parse(done.stdout)) if isinstance(node, ast.FunctionDef)]
        assert done.returncode == 0 and names.count("convert") == 2 and not (tmp_path / "smilekg.nt").exists()


def test_a_reader_that_has_seen_enough_ends_the_run(tmp_path):
    file = write(tmp_path, schema(), t="id,x\n" + "1,abc\n" * 200_000)
    process = subprocess.Popen([*PROGRAM, "convert", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.read(10)
    process.stdout.close()
    assert "Traceback" not in process.stderr.read().decode() and process.wait(20) in (0, 1)


@pytest.mark.parametrize("code", ["__import__('os').system('touch {file}')", "'+__import__('os').system('touch {file}')+'",
                                  "{{__import__(\"os\").system(\"touch {file}\")}}", "\"\"\"\\n__import__('os')"])
def test_metadata_is_never_run(tmp_path, code):
    """Names, templates, texts and urls become part of generated Python."""
    code = code.format(file=tmp_path / "made")
    columns = [{"titles": code, "default": code, "null": code, "separator": code, "lang": code, "propertyUrl": code},
               {"titles": "x", "aboutUrl": code, "valueUrl": code, "datatype": {"base": "string", "@id": code, "format": code}}]
    for wanted in ({}, {"titles", "default"}, {"titles", "null", "separator"}, {"titles", "propertyUrl"}, {"titles", "datatype"}):
        chosen = [{key: value for key, value in column.items() if key in wanted} for column in columns] if wanted else columns
        file = write(tmp_path, {"@context": [CONTEXT, {"@base": EX}], "url": "t.csv", "@id": code, "tableSchema": {"columns": chosen}}, t=T)
        for mode in ("standard", "minimal"):
            done = program("convert", file, "--on-error", "keep", "--mode", mode)
            assert "Traceback" not in done.stderr.decode()
    assert not (tmp_path / "made").exists()
