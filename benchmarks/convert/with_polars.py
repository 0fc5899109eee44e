"""Polars over entries.csv: nine triples a row as one concatenation of strings, streamed. `python with_polars.py OUT`.

No value is checked; only names and published values are escaped.
"""

import sys

import polars as pl

ID = "https://w3id.org/smilekg/id/"
SMILE = "https://w3id.org/smilekg/ontology/"
XSD = "http://www.w3.org/2001/XMLSchema#"
# All of them in one pass (Aho-Corasick); control characters may stand as they are in N-Triples.
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}


def escaped(column: str) -> pl.Expr:
    text = pl.col(column)
    return pl.when(text.str.contains(r'["\\\n\r]')).then(text.str.replace_many(ESCAPES)).otherwise(text)


entry = "<" + ID + "entry/" + pl.col("id")
lines = pl.concat_str(
    entry, pl.lit(f"> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SMILE}RankingEntry> .\n"),
    entry, pl.lit(f"> <{SMILE}inRanking> <{ID}ranking/"), "list", pl.lit("> .\n"),
    entry, pl.lit(f'> <{SMILE}position> "'), "position", pl.lit(f'"^^<{XSD}integer> .\n'),
    entry, pl.lit(f'> <{SMILE}publishedName> "'), escaped("name"), pl.lit('" .\n'),
    entry, pl.lit(f'> <{SMILE}restoredName> "'), escaped("restored"), pl.lit('"@zh .\n'),
    entry, pl.lit(f'> <{SMILE}score> "'), "score", pl.lit(f'"^^<{XSD}decimal> .\n'),
    entry, pl.lit(f'> <{SMILE}publishedValue> "'), escaped("value"), pl.lit('" .\n'),
    entry, pl.lit('> <http://purl.org/dc/terms/date> "'), "date", pl.lit(f'"^^<{XSD}date> .\n'),
    entry, pl.lit(f"> <{SMILE}subject> <{ID}place/"), "adcode", pl.lit("> ."),
)
table = pl.scan_csv("entries.csv", infer_schema=False)
table.select(lines).sink_csv(sys.argv[1], include_header=False, quote_style="never")
