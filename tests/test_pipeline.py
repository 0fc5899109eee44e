"""The build on the real announcements: the same bytes on every run, and nothing changed when the input is bad."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, contents, edit, one_message, rename_a_list, run

from smilekg.build.pipeline import build
from smilekg.errors import SmileError
from smilekg.paths import Project

TABLES, SOURCE = "data/published/2019-2020/tables.txt", "data/published/2019-2020/source.toml"
METADATA = "data/tables/csv-metadata.json"


def kept(name: str) -> str:
    return f"data/curated/{name}.csv"


def forget(root: Path) -> None:
    """Take away all that a build makes."""
    shutil.rmtree(root / "data/rdf")
    for table in (root / "data/tables").glob("*.csv"):
        table.unlink()


def test_build_gives_the_committed_files_and_no_finding(full_project):
    forget(full_project)
    done = run("build", "--root", full_project, "--timings")
    assert done.returncode == 0, done.stderr.decode() or done.stdout.decode()[:3000]
    assert contents(full_project) == contents(ROOT)
    summary = done.stdout.decode("utf-8").splitlines()[-1]
    assert summary.startswith("17 lists, 698 entries, ") and ", 0 findings, " in summary
    again = run("build", "tables", "--root", full_project)
    assert again.stdout.decode("utf-8").rstrip().endswith("no file changed")


@pytest.mark.parametrize("environment", [
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "POSIX", "TZ": "America/New_York", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8", "TZ": "America/New_York"},
], ids=lambda e: " ".join(e.values()))
def test_bytes_do_not_depend_on_the_surroundings(project, environment):
    forget(project)
    done = run("build", "--root", ".", cwd=project, **environment)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert contents(project) == contents(ROOT)


def test_each_part_alone(project):
    before = contents(project)
    rename_a_list(project)
    assert build(Project(project), rdf=False).changed
    after = contents(project)
    assert {name for name in after if after[name] != before[name]} == {"tables/rankings.csv", "tables/entries.csv"}
    assert build(Project(project), tables=False).changed
    last = contents(project)
    assert {name for name in last if last[name] != after[name]} == {"rdf/ranking-2019-2020-influence.ttl"}
    assert b"Renamed in a test" in last["rdf/ranking-2019-2020-influence.ttl"]


def test_summary_counts_what_was_built(project):
    steps: list[str] = []
    summary = build(Project(project), step=steps.append)
    triples = sum(line.endswith((b" ;", b" .", b" ,")) for line in b"".join(contents(project).values()).splitlines())
    assert (summary.lists, summary.entries, summary.changed, summary.findings) == (17, 698, False, [])
    assert 10_000 < summary.triples < triples * 3 and list(summary.seconds) == steps


def test_command_tells_a_finding_and_changes_nothing(full_project):
    before = contents(full_project)
    edit(full_project / kept("apps"), "\nqq,QQ,QQ,official,messaging,", "\nqq,QQ,QQ,official,nosuch,")
    edit(full_project / SOURCE, 'criterion = "influence"', 'criterion = "nosuch"')
    done = run("build", "--root", full_project)
    told = done.stdout.decode("utf-8")
    assert done.returncode == 1 and one_message(done) == "Error: the graph has findings; nothing was changed\n"
    wanted = ["app/qq ", "use-nosuch", "ranking/2019-2020/influence", "criterion-nosuch"]
    assert [word for word in wanted if word not in told] == []
    assert contents(full_project) == before


def gbk(text: str) -> bytes:
    return text.encode("gbk", "replace")


def bom(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def without_last_line(text: str) -> bytes:
    return text.removesuffix("\n").rpartition("\n")[0].encode("utf-8") + b"\n"


def header_only(text: str) -> bytes:
    return text.partition("\n")[0].encode("utf-8") + b"\n"


# file, what is changed in it (old, new; or a function; None takes it away), words of the message
BAD = [
    (TABLES, ("| 87.98 |", "| 78,3 |"), ["tables.txt", "243", "value", "'78,3'"]),
    (TABLES, ("| 87.98 |", "| ８７.９ |"), ["tables.txt", "243", "value", "'８７.９'"]),
    (TABLES, ("| 87.98 |", "| NaN |"), ["tables.txt", "243", "'NaN'"]),
    (TABLES, ("| 87.98 |", "|  |"), ["tables.txt", "243"]),
    (TABLES, ("\t2 | 廣州市 |", "\t1 | 廣州市 |"), ["tables.txt", "244", "rank", "'1'"]),
    (TABLES, ("\t2 | 廣州市 |", "\t２ | 廣州市 |"), ["tables.txt", "244", "rank", "'２'"]),
    (TABLES, ("\t2 | 廣州市 |", "\t3 | 廣州市 |"), ["tables.txt", "rank"]),
    (TABLES, ("城市 | Tahaoo SMILE最具影響力", "Tahaoo SMILE最具影響力"), ["tables.txt", "18", "columns"]),
    (TABLES, ("廣州 | 0.892 |", "廣洲 | 0.892 |"), ["influence", "'广洲'", "candidates", "aliases.csv"]),
    (TABLES, ("江蘇蘇州市昆山市", "朝陽區(qū)"), ["counties", "'朝阳区'", "110105", "aliases.csv"]),
    (TABLES, ("???/p>", "海口"), ["corrections.csv"]),
    (TABLES, ("???/p>", "????/p>"), ["corrections.csv", "????/p>"]),
    (TABLES, without_last_line, ["tables.txt", "counties", "99", "100"]),
    (TABLES, header_only, ["tables.txt", "influence"]),
    (TABLES, gbk, ["tables.txt", "UTF-8", "GBK"]),
    (TABLES, bom, ["tables.txt", "byte order mark"]),
    (TABLES, None, ["tables.txt"]),
    (SOURCE, ("rows = 10\n", "rows = \n"), ["source.toml", "line 45"]),
    (SOURCE, ("rows = 10\n", ""), ["source.toml", "rows", "influence"]),
    (SOURCE, ("rows = 10\n", 'rows = "10"\n'), ["source.toml", "rows"]),
    (SOURCE, ('value = "index"', 'value = "indexx"'), ["source.toml", "'indexx'"]),
    (SOURCE, ("name_cell = 1", "name_cell = 9"), ["name_cell"]),
    (SOURCE, ("title_en =", "titel_en ="), ["source.toml", "title_en"]),
    (SOURCE, ('id = "influence"', 'id = "influenza"'), ["influenza"]),
    (SOURCE, None, ["2019-2020"]),
    (kept("rankings"), ("2019-2020,influence,", "2019-2020,influenza,"), ["rankings.csv", "influen"]),
    (kept("rankings"), lambda text: text.encode() + b"2019-2020,nosuch,x,y\n", ["rankings.csv", "'nosuch'"]),
    (kept("rankings"), lambda text: text.encode() + text.split("\n")[1].encode() + b"\n", ["rankings.csv", "twice"]),
    (kept("aliases"), lambda text: text.encode() + "天津,nosuch,1,place/120000,x\n".encode(), ["aliases.csv", "nosuch"]),
    (kept("aliases"), ("organization/xpcc", "organization/xpccc"), ["aliases.csv", "organization/xpccc"]),
    (kept("gazetteer"), ("110102,district", "110102,distrikt"), ["西城区"]),
    (kept("gazetteer"), ("name_en_source", "english_source"), ["gazetteer.csv:1", "name_en_source"]),
    (kept("corrections"), (",海口,restore", ",海日,restore"), ["corrections.csv:", "'海日'"]),
    (kept("corrections"), ("person/liu-chuncheng", "person/nobody"), ["corrections.csv:", "person/nobody"]),
    (kept("corrections"), (",restore,", ",restored,"), ["corrections.csv:", "action", "'restored'"]),
    (kept("series"), ("2019-2020,1,", "2018-2019,1,"), ["series.csv:2", "2018-2019"]),
    (kept("series"), (",15\n", ",14\n"), ["series.csv:2", "'14'"]),
    (kept("series"), (",15\n", ",x\n"), ["series.csv:2", "'x'"]),
    (kept("towns"), (",110114,", ",110115,"), ["towns.csv:2", "110115"]),
    (kept("towns"), lambda text: text.encode() + "2019-2020,101,x,x,x,romanisation,110114,,x\n".encode(), ["towns.csv", "101"]),
    (kept("companies"), ("\nalibaba,", "\ntencent,"), ["companies.csv:3", "tencent", "twice"]),
    (kept("companies"), (",440300,", ",449300,"), ["companies.csv", "449300"]),
    (kept("apps"), ("\nqq,QQ,", "\nqq,,"), ["QQ"]),
    (kept("roles"), ("name_en", "nome_en"), ["roles.csv", "name_en"]),
    (kept("roles"), (",ceirp,", ",nobody,"), ["roles.csv", "organization", "'nobody'"]),
    (kept("events"), ("2020-03-31", "2020-13-31"), ["events.csv", "date", "'2020-13-31'"]),
    (kept("events"), header_only, ["events.csv"]),
    (kept("events"), lambda text: b"", ["events.csv"]),
    (kept("people"), gbk, ["people.csv", "UTF-8"]),
    (kept("people"), bom, ["people.csv", "byte order mark"]),
    (kept("people"), lambda text: text.encode() + b'"open\n', ["people.csv"]),
    (kept("people"), None, ["people.csv"]),
    (METADATA, ('{"name": "published", "titles": "published"', '{"name": "publisht", "titles": "publisht"'),
     ["entries.csv", "publish"]),
    (METADATA, lambda text: text[:-9].encode(), ["csv-metadata.json", "JSON"]),
    (METADATA, lambda text: b'{"@context": "http://www.w3.org/ns/csvw", "tables": []}', ["csv-metadata.json"]),
    (METADATA, lambda text: b'{"@context": "http://www.w3.org/ns/csvw", "tables": ["a"]}', ["csv-metadata.json"]),
    (METADATA, ('"tableSchema"', '"tableSchemas"'), ["csv-metadata.json", "tableSchemas"]),
    (METADATA, None, ["csv-metadata.json", "missing|No such file|cannot be read"]),
    ("ontology/shapes.ttl", lambda text: text.encode() + b"<a", ["shapes.ttl"]),
    ("ontology/smile.ttl", None, ["smile.ttl"]),
]


def change(file: Path, how) -> None:
    if isinstance(how, tuple):
        edit(file, *how)
    elif how is None:
        file.unlink()
    else:
        file.write_bytes(how(file.read_text("utf-8")))


@pytest.mark.parametrize(("file", "how", "words"), BAD, ids=lambda value: Path(value).stem if isinstance(value, str) else "")
def test_bad_input_gets_one_message_and_changes_nothing(project, monkeypatch, file, how, words):
    monkeypatch.chdir(project)
    change(project / file, how)
    before = contents(project)
    with pytest.raises(SmileError) as error:
        build(Project(project))
    message = str(error.value)
    assert [word for word in words if not any(one in message for one in word.split("|"))] == [], message
    assert ".build-" not in message and "free some space" not in message, "the place that it names is gone"
    assert contents(project) == before and not list((project / "data").glob(".build-*"))


@pytest.mark.parametrize(("file", "old", "new"), [
    (TABLES, "| 87.98 |", "| 78,3 |"), (kept("rankings"), "2019-2020,influence,", "2019-2020,influenza,"),
    (kept("corrections"), ",???/p>,", ",??/p>,")])
def test_command_on_bad_input(project, file, old, new):
    edit(project / file, old, new)
    before = contents(project)
    done = run("build", "--root", project, cwd=Path(os.sep))
    assert (done.returncode, done.stdout) == (1, b"") and one_message(done).startswith("Error: ")
    assert contents(project) == before
