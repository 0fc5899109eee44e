"""The shipped data: complete, verbatim, named, connected. The published rows are read here by a reader of its own."""

import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT, golden, rows_of

PUBLISHED = sorted((ROOT / "data/published").iterdir())
ID, SMILE = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS = "http://www.w3.org/2004/02/skos/core#"

# The seventeen lists with their numbers of entries, from the design's table of the two documents.
LISTS = {("2019-2020", name): count for name, count in {
    "influence": 10, "innovation": 10, "investment": 10, "potential": 10, "livability": 10, "tourism": 10, "towns": 100,
    "apps": 137, "service-providers": 100, "digital-economy": 34, "major-cities": 19, "provincial-capitals": 18,
    "prefecture-cities": 50, "municipality-districts": 20, "major-city-districts": 50, "counties": 100}.items()}
LISTS["2021-2022", "top-cities"] = 10


@pytest.fixture(scope="module")
def about() -> dict[str, dict[str, list]]:
    """Subject -> predicate -> terms, of all that data/rdf says; and a subject stands in one file alone."""
    found: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    home: dict[str, Path] = {}
    for file in sorted((ROOT / "data/rdf").glob("*.ttl")):
        for quad in pyoxigraph.parse(path=str(file)):
            assert isinstance(quad.subject, pyoxigraph.NamedNode), f"{file.name}: {quad.subject} is no IRI"
            assert not isinstance(quad.object, pyoxigraph.BlankNode), f"{file.name}: {quad}"
            assert home.setdefault(quad.subject.value, file) == file, quad.subject
            found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def of_class(about, name: str) -> list[str]:
    return [s for s, said in about.items() if SMILE + name in [t.value for t in said[RDF_TYPE]]]


def test_every_list_has_its_entries(about):
    entries = [iri.removeprefix(f"{ID}entry/").split("/") for iri in of_class(about, "RankingEntry")]
    assert Counter((edition, name) for edition, name, _ in entries) == LISTS
    assert (len(LISTS), len(entries)) == (17, 698)


@pytest.mark.parametrize(("kind", "count"), [("App", 137), ("Town", 100), ("Province", 34), ("Evaluation", 2),
                                             ("Series", 7), ("Ranking", 17), ("Method", 6), ("Source", 2)])
def test_things_are_as_many_as_the_documents_name(about, kind, count):
    assert len(of_class(about, kind)) == count


def test_a_hundred_providers_stand_on_the_list(about):
    entries = [said for iri, said in about.items() if iri.startswith(f"{ID}entry/2019-2020/service-providers/")]
    assert len({said[SMILE + "subject"][0].value for said in entries}) == 100


def test_entries_are_the_golden_ones(kg):
    rows = rows_of(kg.query("entries").to_csv())
    assert rows == golden("entries") and len(rows) == 699
    assert [r["entity"] for r in rows if (r["list"], r["rank"]) == ("digital-economy", "29")] == [
        f"{ID}organization/xpcc", f"{ID}place/650000"]


def published_names() -> dict[tuple[str, str], list[str]]:
    """(edition, list) -> the names in their order, cut from the published rows."""
    names = {}
    for folder in PUBLISHED:
        source = tomllib.loads((folder / "source.toml").read_text("utf-8"))
        rows = [row.split("\t", 1) for row in (folder / "tables.txt").read_text("utf-8").splitlines()]
        for spec in source["list"]:
            texts = [text for line, text in rows if spec["first"] <= int(line) <= spec["last"] and text != spec["heading"]]
            cells = [text.split("|")[spec["name_cell"] - 1].strip() if "|" in text else text for text in texts]
            parts = [cell.split(spec["split"]) if "split" in spec else [cell] for cell in cells]
            names[source["edition"], spec["id"]] = [name for line in parts for name in line]
    return names


def test_each_published_name_and_value_stands_verbatim_in_the_graph(about, kg):
    names = published_names()
    assert {key: len(found) for key, found in names.items()} == LISTS
    stated = defaultdict(dict)
    for iri in of_class(about, "RankingEntry"):
        edition, name, _ = iri.removeprefix(f"{ID}entry/").split("/")
        position = int(about[iri][SMILE + "position"][0].value)
        stated[edition, name][position] = [t.value for t in about[iri][SMILE + "publishedName"]]
    assert {key: [found[p] for p in sorted(found)] for key, found in stated.items()} == {
        key: [[name] for name in found] for key, found in names.items()}


def test_each_entry_leads_back_to_its_published_line(about):
    for folder in PUBLISHED:
        edition = folder.name
        rows = {tuple(row.split("\t", 1)) for row in (folder / "tables.txt").read_text("utf-8").splitlines()}
        whole = [text for _, text in rows]
        for iri in (iri for iri in about if iri.startswith(f"{ID}entry/{edition}/")):
            said = about[iri]
            line, text = said[SMILE + "sourceLine"][0].value, said[SMILE + "sourceText"][0].value
            assert (line, text) in rows or any(text in row for row in whole if "、" in row), iri
            assert all(value.value in text for value in (*said[SMILE + "publishedName"], *said[SMILE + "publishedValue"]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_subject_has_one_name_in_each_language(about, language):
    counts = {s: [t.language for t in said[SKOS + "prefLabel"]].count(language) for s, said in about.items()}
    assert {s: n for s, n in counts.items() if n != 1} == {}


def test_every_subject_has_a_kind_of_the_ontology(about):
    defined = {quad.subject.value for quad in pyoxigraph.parse(path=str(ROOT / "ontology/smile.ttl"))}
    assert [s for s, said in about.items() if not any(t.value in defined for t in said[RDF_TYPE])] == []


def test_every_link_inside_the_data_arrives(about):
    links = {t.value for said in about.values() for terms in said.values() for t in terms
             if isinstance(t, pyoxigraph.NamedNode) and t.value.startswith(ID)}
    assert sorted(links - about.keys()) == []


def test_every_place_reaches_a_province(about):
    provinces = set(of_class(about, "Province"))
    places = {s for kind in ("City", "District", "FunctionalArea", "Town") for s in of_class(about, kind)}
    assert len(places) > 400
    for start in places:
        place, path = start, [start]
        while place not in provinces:
            parents = [t.value for t in about[place][SMILE + "within"]]
            assert len(parents) == 1 and parents[0] not in path, f"{start}: {path} -> {parents}"
            place = parents[0]
            path.append(place)


@pytest.mark.parametrize(("names", "entity"), [
    (("北京", "北京市", "Beijing"), "place/110000"), (("上海", "上海市"), "place/310000"), (("苏州", "苏州市"), "place/320500"),
    (("香港",), "place/810000"), (("海口", "海口市", "海南海口市"), "place/460100"), (("昆山市", "江苏苏州市昆山市"), "place/320583")])
def test_one_node_for_a_place_whichever_way_it_is_written(about, names, entity):
    for name in names:
        bearers = {s.removeprefix(ID) for s, said in about.items() if s.startswith((f"{ID}place/", f"{ID}town/"))
                   for label in ("prefLabel", "altLabel") if name in [t.value for t in said[SKOS + label]]}
        assert bearers == {entity}, name


def test_excerpts_hold_no_prose():
    for folder in PUBLISHED:
        rows = (folder / "tables.txt").read_text("utf-8").splitlines()
        assert [row for row in rows if len(row) > 300 and "、" not in row] == []
        assert not [row for row in rows if "。" in row]
