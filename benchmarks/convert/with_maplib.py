"""maplib over entries.csv, read by Polars: `python with_maplib.py TEMPLATE OUT`."""

import sys
from pathlib import Path

import maplib
import polars as pl

# The column types that maplib asks for: a string with its language is a struct, a decimal has 38 digits.
LANG_STRING = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"
DECIMAL = pl.Decimal(38, 12)
ID = "https://w3id.org/smilekg/id/"
template, out = sys.argv[1:]

table = pl.read_csv("entries.csv", schema_overrides={"date": pl.Date, "position": pl.Int64}, infer_schema=False)
table = table.select(
    entry=ID + "entry/" + pl.col("id"),
    list=ID + "ranking/" + pl.col("list"),
    position="position",
    name="name",
    restored=pl.struct(pl.col("restored").alias(LANG_STRING), pl.lit("zh").alias("l")),
    score=pl.col("score").cast(DECIMAL),
    value="value",
    date="date",
    place=ID + "place/" + pl.col("adcode"),
)
model = maplib.Model()
model.add_template(Path(template).read_text())
model.map("https://w3id.org/smilekg/ontology/EntryTemplate", table)
model.write(out, format="ntriples")
