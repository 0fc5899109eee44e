"""The places as GeoJSON and the graph as a network, read back by other programs."""

import csv
import json
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter

import igraph
import networkx
import pytest
from conftest import ROOT, golden
from readers import needs

ID = "https://w3id.org/smilekg/id/"
ENTRIES = golden("entries")


@pytest.fixture(scope="module")
def features(exported) -> dict[str, dict]:
    collection = json.loads((exported / "places.geojson").read_text("utf-8"))
    return {feature["id"]: feature for feature in collection["features"]}


def points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each place and town of the tables that has a point."""
    found = {}
    for name in ("places", "towns"):
        with open(ROOT / f"data/tables/{name}.csv", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                iri = f"{ID}place/{row['place']}" if name == "places" else f"{ID}town/{row['edition']}/{row['number']}"
                found |= {iri: (float(row["long"]), float(row["lat"]))} if row["lat"] else {}
    return found


def test_every_place_with_a_point_is_on_the_map(features):
    assert {iri: tuple(feature["geometry"]["coordinates"]) for iri, feature in features.items()} == points()


def test_places_bear_their_ranks_and_values(features):
    ranks = {(iri, name): value for iri, feature in features.items() for name, value in feature["properties"].items()
             if name.startswith(("rank ", "value ", "position "))}
    wanted = {}
    for row in ENTRIES:
        if row["entity"] in features:
            order = "position" if row["list"] == "towns" else "rank"
            name = f"{row['edition']}/{row['list']}"
            wanted[row["entity"], f"{order} {name}"] = int(row[order])
            if row["score"] or row["grade"]:
                wanted[row["entity"], f"value {name}"] = row["score"] or row["grade"]
    assert ranks == wanted and len(wanted) > 600
    lists = Counter(row["entity"] for row in ENTRIES)
    assert {iri: feature["properties"]["lists"] for iri, feature in features.items()} == {iri: lists[iri] for iri in features}
    best = {row["entity"]: min(int(r["rank"]) for r in ENTRIES if r["entity"] == row["entity"] and r["rank"])
            for row in ENTRIES if row["rank"] and row["entity"] in features}
    assert {iri: f["properties"]["best_rank"] for iri, f in features.items() if "best_rank" in f["properties"]} == best


@needs("ogrinfo")
def test_gdal_reads_the_map(exported, features):
    done = subprocess.run(["ogrinfo", "-so", "-al", str(exported / "places.geojson")], capture_output=True, text=True, check=True)
    assert f"Feature Count: {len(features)}" in done.stdout and "Geometry: Point" in done.stdout
    assert "rank 2019-2020/livability: Integer" in done.stdout and "adcode: String" in done.stdout


@pytest.mark.parametrize(("ending", "read"), [("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)])
def test_network_holds_every_entry_as_an_edge(exported, ending, read):
    graph = read(exported / f"smilekg.{ending}")
    edges = [(start, end, cells) for start, end, cells in graph.edges(data=True) if cells["relation"] == "on list"]
    found = Counter((f"{ID}{start}", end, str(cells.get("rank", "")), cells.get("value", "")) for start, end, cells in edges)
    assert found == Counter((row["entity"], f"ranking/{row['edition']}/{row['list']}", row["rank"], row["score"] or row["grade"])
                            for row in ENTRIES)
    assert {cells["score"] for *_, cells in edges if "score" in cells} == {float(r["score"]) for r in ENTRIES if r["score"]}
    assert graph.nodes["place/320500"]["label"] == "苏州市" and graph.nodes["place/320500"]["kind"] == "City"
    assert graph.has_edge("place/320500", "place/320000") and not [n for n, c in graph.nodes(data=True) if "kind" not in c]


def test_igraph_reads_the_graphml(exported):
    graph = igraph.Graph.Read_GraphML(str(exported / "smilekg.graphml"))
    assert Counter(graph.vs["kind"])["Ranking"] == 17 and len(graph.es.select(relation="on list")) == 699
    ranks = Counter(int(rank) for rank in graph.es.select(relation="on list")["rank"] if rank == rank)
    assert ranks == Counter(int(row["rank"]) for row in ENTRIES if row["rank"])


def test_networks_are_the_same_and_name_no_day(exported):
    text = (exported / "smilekg.gexf").read_text("utf-8")
    assert "lastmodifieddate" not in text
    counts = []
    for ending in ("graphml", "gexf"):
        tags = Counter(node.tag.rsplit("}", 1)[1] for node in ElementTree.parse(exported / f"smilekg.{ending}").iter())
        counts.append((tags["node"], tags["edge"]))
    assert counts[0] == counts[1] and counts[0][1] > 699
