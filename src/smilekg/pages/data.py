"""The files to take home, their licences, and how to cite and use the graph."""

import json
from collections.abc import Iterable

from ..answers.cite import cite_whole
from ..linked.downloads import Download, downloads
from ..terms import DATASET
from .page import Page, Visit

PARTS = ("graph", "rdf", "tables", "ontology", "questions")
USE = """import smilekg

kg = smilekg.load()
kg.place("苏州").rank("innovation")          # 2
answer = kg.query("top-in-both", a="influence", b="investment")
print(answer.to_csv())                      # or to_pandas(), to_json(), to_geojson()
"""
USE_FILE = """import gzip, rdflib

graph = rdflib.Graph().parse(gzip.open("smilekg.nt.gz"), format="nt")
"""
USE_TABLE = """import pandas

entries = pandas.read_csv("{root}/data/tables/entries.csv", dtype=str)
"""


def view(visit: Visit) -> Page:
    """The one page of files, licences and citations."""
    files = downloads(visit.graph).values()
    citation = cite_whole()
    root = _root(visit)
    return visit.render("data.html", parts_of={part: _table(visit, files, part) for part in PARTS},
                        totals={part: [file for file in files if file.part == part] for part in PARTS},
                        citation=citation, csl=json.dumps([citation.csl], ensure_ascii=False, indent=1),
                        use=USE, use_file=USE_FILE, use_table=USE_TABLE.format(root=root), canonical=DATASET, root=root,
                        size=size)


def _root(visit: Visit) -> str:
    """What stands before an address that is shown in full: that of the site, else of the permanent IRIs or of a server here."""
    unknown = DATASET.rstrip("/") if visit.is_static else "http://localhost:8000"
    return visit.home or (visit.base if visit.base.startswith("http") else unknown)


def _table(visit: Visit, files: Iterable[Download], part: str) -> list[list[object]]:
    """The files of a part as rows of cells: name, what it holds, size in bytes, checksum."""
    return [[{"text": file.name, "href": f"{visit.base}/{file.path}"}, file.holds,
             {"text": size(file.size), "sort": file.size}, {"text": file.sha256}]
            for file in files if file.part == part]


def size(count: int) -> str:
    """A number of bytes for people: `27 kB`."""
    return f"{count} B" if count < 1000 else f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"
