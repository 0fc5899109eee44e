"""rdflib over entries.csv: a graph in memory, then N-Triples. `python with_rdflib.py OUT`."""

import csv
import sys

from rdflib import RDF, XSD, Graph, Literal, Namespace

ID = "https://w3id.org/smilekg/id/"
SMILE = Namespace("https://w3id.org/smilekg/ontology/")
DATE = Namespace("http://purl.org/dc/terms/").date


def main(out: str) -> None:
    entries, rankings, places = (Namespace(ID + kind) for kind in ("entry/", "ranking/", "place/"))
    graph = Graph()
    with open("entries.csv", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        for id_, list_, position, name, restored, score, value, date, adcode in rows:
            entry = entries[id_]
            # normalize=False: rdflib would else write 83.50 as 83.5.
            graph.add((entry, RDF.type, SMILE.RankingEntry))
            graph.add((entry, SMILE.inRanking, rankings[list_]))
            graph.add((entry, SMILE.position, Literal(position, datatype=XSD.integer, normalize=False)))
            graph.add((entry, SMILE.publishedName, Literal(name)))
            graph.add((entry, SMILE.restoredName, Literal(restored, lang="zh")))
            graph.add((entry, SMILE.score, Literal(score, datatype=XSD.decimal, normalize=False)))
            graph.add((entry, SMILE.publishedValue, Literal(value)))
            graph.add((entry, DATE, Literal(date, datatype=XSD.date, normalize=False)))
            graph.add((entry, SMILE.subject, places[adcode]))
    graph.serialize(out, format="nt", encoding="utf-8")


main(sys.argv[1])
