"""pyoxigraph's serializer over entries.csv, streaming, without a store: `python with_pyoxigraph.py OUT`."""

import csv
import sys
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

ID = "https://w3id.org/smilekg/id/"
SMILE = "https://w3id.org/smilekg/ontology/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def triples() -> Iterator[Triple]:
    is_a = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    kind, ranking, position_, subject = (
        NamedNode(SMILE + term) for term in ("RankingEntry", "inRanking", "position", "subject"))
    published_name, restored_name, score_, published_value = (
        NamedNode(SMILE + term) for term in ("publishedName", "restoredName", "score", "publishedValue"))
    dated = NamedNode("http://purl.org/dc/terms/date")
    integer, decimal, day = (NamedNode(XSD + name) for name in ("integer", "decimal", "date"))
    with open("entries.csv", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        for id_, list_, position, name, restored, score, value, date, adcode in rows:
            entry = NamedNode(ID + "entry/" + id_)
            yield Triple(entry, is_a, kind)
            yield Triple(entry, ranking, NamedNode(ID + "ranking/" + list_))
            yield Triple(entry, position_, Literal(position, datatype=integer))
            yield Triple(entry, published_name, Literal(name))
            yield Triple(entry, restored_name, Literal(restored, language="zh"))
            yield Triple(entry, score_, Literal(score, datatype=decimal))
            yield Triple(entry, published_value, Literal(value))
            yield Triple(entry, dated, Literal(date, datatype=day))
            yield Triple(entry, subject, NamedNode(ID + "place/" + adcode))


serialize(triples(), sys.argv[1], RdfFormat.N_TRIPLES)
