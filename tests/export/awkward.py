"""A small project whose names are all that a format may trip over, and its export."""

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
from conftest import ROOT

from smilekg.tabular import csv_text

NAMES = {
    "quotes": 'say "hi" and \'ho\'', "lines": "two\nlines", "windows": "two\r\nlines", "return": "a\rb", "tab": "a\tb",
    "arabic": "مدينة ذكية", "mixed": "שלום 你好 \u202eturned\u202c", "family": "👩‍👩‍👧 🇨🇳", "zero-width": "a\u200bb\ufeffc",
    "formula": '=HYPERLINK("https://example.org/","x")', "plus": "+1+1", "minus": "-2+3", "at": "@SUM(A1)",
    "markup": "<b>&amp; ]]> <!--", "commas": "a,b;c|d", "backslash": "C:\\new \\u0041", "blank": "  edges  ",
    "line-separator": "a\u2028b\u0085c", "number": "007", "null": "NULL", "empty-like": "NA", "apostrophe": "'=1",
    "escape": "_x0041_", "composed": "e\u0301 é"}
CONTROL = {"bell": "ding\x07dong"}
ID, SMILE = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
SKOS = "http://www.w3.org/2004/02/skos/core#"


def project(root: Path, names: dict[str, str]) -> Path:
    """A project with one list; each name is that of a place, and what was published about it."""
    for folder in ("ontology", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    for folder in ("curated", "rdf", "tables"):
        (root / "data" / folder).mkdir(parents=True)
    shutil.copyfile(ROOT / "data/curated/dataset.toml", root / "data/curated/dataset.toml")
    ox.serialize(list(_triples(names)), str(root / "data/rdf/all.ttl"), ox.RdfFormat.TURTLE)
    (root / "data/tables/names.csv").write_bytes(csv_text(("key", "name"), names.items()).encode("utf-8"))
    (root / "data/tables/sources.csv").write_text("source\ns\n", "utf-8")
    tables = [_table("names.csv", "key", ["key", "name"]), _table("sources.csv", "source", ["source"])]
    metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": tables}
    (root / "data/tables/csv-metadata.json").write_text(json.dumps(metadata), "utf-8")
    return root


def _table(url: str, key: str, columns: list[str]) -> dict:
    return {"url": url, "tableSchema": {"primaryKey": key, "columns": [
        {"name": name, "titles": name, "required": True} for name in columns]}}


def _triples(names: dict[str, str]):
    a, label = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(SKOS + "prefLabel")
    say = {name: ox.NamedNode(SMILE + name) for name in (
        "inRanking", "position", "publishedName", "restoredName", "sourceLine", "subject", "evaluation", "sequence", "rank")}
    identifier = ox.NamedNode("http://purl.org/dc/terms/identifier")
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    source, ranking, edition = (ox.NamedNode(ID + path) for path in ("source/s", "ranking/e/l", "evaluation/e"))
    for thing, kind, text in ((ranking, "Ranking", "l"), (edition, "Evaluation", "e"), (source, "Source", "s")):
        yield ox.Triple(thing, a, ox.NamedNode(SMILE + kind))
        yield ox.Triple(thing, identifier, ox.Literal(text))
        yield from (ox.Triple(thing, label, ox.Literal(text, language=language)) for language in ("en", "zh"))
    yield ox.Triple(ranking, say["evaluation"], edition)
    yield ox.Triple(ranking, say["sequence"], ox.Literal(1))
    for number, (key, name) in enumerate(names.items(), start=1):
        place, entry = ox.NamedNode(f"{ID}place/{key}"), ox.NamedNode(f"{ID}entry/e/l/{number}")
        yield ox.Triple(place, a, ox.NamedNode(SMILE + "City"))
        yield from (ox.Triple(place, label, ox.Literal(name, language=language)) for language in ("en", "zh"))
        for axis in ("lat", "long"):
            yield ox.Triple(place, ox.NamedNode("http://www.w3.org/2003/01/geo/wgs84_pos#" + axis), ox.Literal(
                "30.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))
        yield ox.Triple(entry, a, ox.NamedNode(SMILE + "RankingEntry"))
        yield ox.Triple(entry, derived, source)
        for property, value in (("inRanking", ranking), ("subject", place), ("position", ox.Literal(number)),
                                ("rank", ox.Literal(number)), ("publishedName", ox.Literal(name)),
                                ("restoredName", ox.Literal(name)), ("sourceLine", ox.Literal(number))):
            yield ox.Triple(entry, say[property], value)
