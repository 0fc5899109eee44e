"""Answers as frames, GeoJSON and networks: every row and every number comes back as it went in."""

import json
import sys
from decimal import Decimal

import pytest
from conftest import ROOT, rows_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smilekg.errors import QueryError
from smilekg.result import Result
from smilekg.answers.rows import Iri

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
arrow = pytest.importorskip("pyarrow")
networkx = pytest.importorskip("networkx")

MIXED = Result(("n", "d", "b", "t", "none", "both", "iri", "odd"), (
    (1, Decimal("0.910"), True, "北京", None, 0, Iri("urn:a"), 1),
    (None, Decimal("83.5"), None, None, None, Decimal("2.76"), None, "x"),
    (-2**63, Decimal("-1E+3"), False, "", None, None, Iri("urn:b"), Decimal("1.50"))))
CELLS = {"n": [1, None, -2**63], "d": [Decimal("0.910"), Decimal("83.5"), Decimal(-1000)], "b": [True, None, False],
         "t": ["北京", None, ""], "none": [None] * 3, "both": [Decimal(0), Decimal("2.76"), None],
         "iri": ["urn:a", None, "urn:b"], "odd": ["1", "x", "1.50"]}
NUMBERS = st.integers(-2**70, 2**70) | st.decimals(allow_nan=False, allow_infinity=False) | st.none()


def plain(cells) -> list:
    return [None if cell is None or cell is pandas.NA else cell for cell in cells]


def test_pandas_types_and_values():
    frame = MIXED.to_pandas()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "n": "Int64", "d": "object", "b": "boolean", "t": "string", "none": "string", "both": "object", "iri": "string",
        "odd": "string"}
    assert {name: plain(frame[name]) for name in frame} == CELLS and len(frame) == 3
    assert all(type(cell) is Decimal for cell in frame["d"])
    assert frame["d"].sum() == Decimal("-915.59")


def test_polars_types_and_values():
    frame = MIXED.to_polars()
    assert dict(frame.schema) == {
        "n": polars.Int64, "d": polars.Decimal(38, 3), "b": polars.Boolean, "t": polars.String, "none": polars.String,
        "both": polars.Decimal(38, 2), "iri": polars.String, "odd": polars.String}
    assert frame.to_dict(as_series=False) == CELLS


def test_arrow_types_and_values_through_a_parquet_file(tmp_path):
    import pyarrow.parquet

    table = MIXED.to_arrow()
    assert {field.name: str(field.type) for field in table.schema} == {
        "n": "int64", "d": "decimal128(38, 3)", "b": "bool", "t": "string", "none": "string",
        "both": "decimal128(38, 2)", "iri": "string", "odd": "string"}
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pydict() == CELLS


def test_decimals_as_floats():
    frame = MIXED.to_pandas(decimals="float")
    assert str(frame["d"].dtype) == "float64" and frame["d"].tolist() == [0.91, 83.5, -1000.0]
    assert frame["both"].isna().tolist() == [False, False, True]
    assert MIXED.to_polars("float")["d"].dtype == polars.Float64
    assert str(MIXED.to_arrow("float").schema.field("d").type) == "double"
    with pytest.raises(QueryError, match="exact, float"):
        MIXED.to_pandas("double")


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=5))
@example([2**63 - 1, None, 2**53 + 1])
@example([2**63, 1])
@example([Decimal("0.1234567890123456789012345678901234567"), 12])
@example([Decimal("9" * 38), Decimal("0.1")])
def test_no_number_changes(cells):
    result = Result(("x",), tuple((cell,) for cell in cells))
    for column in (plain(result.to_pandas()["x"]), result.to_polars()["x"].to_list(),
                   result.to_arrow()["x"].to_pylist()):
        assert [None if cell is None else Decimal(str(cell)) for cell in column] == [
            None if cell is None else Decimal(cell) for cell in cells]


@pytest.mark.parametrize("form", ["to_pandas", "to_polars", "to_arrow"])
def test_an_answer_without_rows_keeps_its_columns(form):
    frame = getattr(Result(("a", "b"), ()), form)()
    assert len(frame) == 0 and list(getattr(frame, "column_names", None) or frame.columns) == ["a", "b"]


def test_every_entry_is_in_every_frame(kg):
    """Against the published tables: 698 entries, one of which has two subjects."""
    result = kg.query("entries")
    published = [row["value"] for row in rows_of((ROOT / "data/tables/entries.csv").read_text("utf-8")) if row["score"]]
    frame = result.to_pandas()
    assert len(frame) == result.to_polars().height == result.to_arrow().num_rows == 699
    assert sorted(frame["score"].dropna()) == sorted(published)
    assert sorted(result.to_polars()["score"].drop_nulls()) == sorted(published)
    scores = kg.sparql("SELECT ?s { ?e <https://w3id.org/smilekg/ontology/score> ?s }").to_pandas()["s"]
    assert sorted(scores) == sorted(map(Decimal, published))


@pytest.mark.parametrize(("library", "form", "extra"), [
    ("pandas", "to_pandas", "frames"), ("polars", "to_polars", "frames"), ("pyarrow", "to_arrow", "frames"),
    ("networkx", "to_networkx", "network")])
def test_a_missing_library_is_told_with_its_extra(monkeypatch, library, form, extra):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(QueryError, match=rf"needs {library}\n  pip install 'smilekg\[{extra}\]'"):
        getattr(MIXED, form)()


# --- GeoJSON


def points() -> dict[str, dict[str, str]]:
    return {f"https://w3id.org/smilekg/id/place/{row['place']}": row
            for row in rows_of((ROOT / "data/tables/places.csv").read_text("utf-8"))}


def test_geojson_has_the_points_of_the_table(kg):
    """RFC 7946: longitude first. The table of places is the reference."""
    result, known = kg.query("ranking", list="major-city-districts"), points()
    made = json.loads(result.to_geojson())
    assert made["type"] == "FeatureCollection" and len(made["features"]) == len(result) == 50
    for feature, row in zip(made["features"], result):
        place = known[row.entity]
        assert feature["geometry"] == {"type": "Point", "coordinates": [float(place["long"]), float(place["lat"])]}
        assert feature["properties"] == {**row, "point_basis": place["point"]}
    assert {feature["properties"]["point_basis"] for feature in made["features"]} == {"seat", "parent"}


def test_geojson_keeps_rows_without_a_point(kg):
    made = json.loads(kg.query("ranking", list="service-providers").to_geojson())
    assert len(made["features"]) == 100 and {str(feature["geometry"]) for feature in made["features"]} == {"None"}


def test_geojson_of_columns_and_of_decimals():
    row = (Decimal("31.30408"), Decimal("120.59538"), Decimal("0.910"), Decimal("0.1234567890123456789"))
    [feature] = json.loads(Result(("lat", "long", "score", "long_score"), (row,)).to_geojson())["features"]
    assert feature["geometry"]["coordinates"] == [120.59538, 31.30408]
    assert feature["properties"] == {"lat": 31.30408, "long": 120.59538, "score": 0.91,
                                     "long_score": "0.1234567890123456789"}


def test_geojson_without_a_place_is_an_error():
    with pytest.raises(QueryError, match="no column says where"):
        Result(("a",), ((1,),)).to_geojson()


# --- networks


def test_two_columns_of_iris_make_an_edge_a_row(kg):
    text = """SELECT ?place ?around ?code { ?place <https://w3id.org/smilekg/ontology/within> ?around ;
                                            <https://w3id.org/smilekg/ontology/adcode> ?code }"""
    made = kg.sparql(text).to_networkx()
    within = {(row["place"], row["within"]) for row in rows_of((ROOT / "data/tables/places.csv").read_text("utf-8"))
              if row["within"] and row["adcode"]}
    start = "https://w3id.org/smilekg/id/place/"
    assert {(a.removeprefix(start), b.removeprefix(start)) for a, b in made.edges()} == within
    assert made.number_of_edges() == len(within)
    assert made.nodes[f"{start}320500"]["label"] == "苏州市"
    assert made.edges[f"{start}320500", f"{start}320000", 0] == {"code": "320500"}


def test_a_column_of_lists_makes_a_network_of_things_and_lists(kg):
    result = kg.query("entries", lang="en")
    made = result.to_networkx()
    assert made.number_of_edges() == len(result) == 699 and made.in_degree("counties") == 100
    beijing = "https://w3id.org/smilekg/id/place/110000"
    assert made.edges[beijing, "influence", 0]["score"] == "0.910" and made.nodes[beijing]["label"] == "Beijing"


def test_else_a_thing_leads_to_the_place_around(kg):
    made = kg.query("ranking", list="livability").to_networkx()
    start = "https://w3id.org/smilekg/id/place/"
    assert made.has_edge(f"{start}350500", f"{start}350000")  # Quanzhou, Fujian
    assert made.nodes[f"{start}500000"]["rows"][0]["value"] == "0.895"  # Chongqing lies in nothing
    assert made.number_of_edges() + sum(len(node.get("rows", ())) for _, node in made.nodes(data=True)) == 10


def test_odd_names_and_parallel_rows_do_not_collide():
    rows = ((Iri("urn:a"), Iri("urn:b"), 1, 2), (Iri("urn:a"), Iri("urn:b"), 3, 4), (Iri("urn:c"), None, 5, 6))
    made = Result(("s", "t", "key", "u_for_edge"), rows).to_networkx()
    assert [cells for _, _, cells in made.edges(data=True)] == [{"key": 1, "u_for_edge": 2},
                                                                {"key": 3, "u_for_edge": 4}]
    assert made.nodes["urn:c"]["rows"] == [{"key": 5, "u_for_edge": 6}]


def test_network_without_iris():
    with pytest.raises(QueryError, match="no column has the IRIs"):
        Result(("a",), (("x",),)).to_networkx()
    assert len(Result(("a",), ()).to_networkx()) == 0


def test_the_frames_are_not_imported_with_the_package():
    import subprocess

    code = "import smilekg, sys; smilekg.load().query('ranking'); sys.exit(sum(m in sys.modules for m in " \
           "('pandas', 'polars', 'pyarrow', 'networkx', 'rdflib', 'pyparsing')))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
