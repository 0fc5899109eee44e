"""The descriptions of the data set: each is what its standard asks, and all say what dataset.toml says."""

import hashlib
import json
import sqlite3
import tomllib
from collections import Counter

import pytest
import rdflib
import yaml
from conftest import ROOT
from rdflib import DCTERMS, RDF, VOID, Namespace, URIRef

from smilekg.errors import CuratedError
from smilekg.export.contents import Contents
from smilekg.export.dataset import read_dataset
from smilekg.export.metadata import for_the_root
from smilekg.paths import Project

ABOUT = tomllib.loads((ROOT / "data/curated/dataset.toml").read_text("utf-8"))
IRI = URIRef(ABOUT["iri"])
DCAT, SPDX, PROV, SMILE = (Namespace(iri) for iri in (
    "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#", "http://www.w3.org/ns/prov#", "https://w3id.org/smilekg/ontology/"))
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")


@pytest.fixture(scope="module")
def files(exported) -> dict[str, bytes]:
    """The files of the data: all but the manifest and the descriptions themselves."""
    listed = json.loads((exported / "manifest.json").read_text("utf-8"))["files"]
    data = ("rdf/", "tables/", "parquet/", "views/", "smilekg.", "places.", "statements.")
    return {file["path"]: (exported / file["path"]).read_bytes() for file in listed if file["path"].startswith(data)}


@pytest.fixture(scope="module")
def dcat(exported) -> rdflib.Graph:
    return rdflib.Graph().parse(exported / "dcat.ttl")


@pytest.fixture(scope="module")
def void(exported) -> rdflib.Graph:
    return rdflib.Graph().parse(exported / "void.ttl")


def read(folder, path: str) -> dict:
    return json.loads((folder / path).read_text("utf-8"))


def test_dcat_has_a_distribution_for_each_file_with_its_size_and_digest(dcat, files):
    found = {str(iri).removeprefix(ABOUT["download"]): iri for iri in dcat.objects(IRI, DCAT.distribution)}
    assert found.keys() == files.keys()
    for path, iri in found.items():
        assert (iri, RDF.type, DCAT.Distribution) in dcat and dcat.value(iri, DCAT.downloadURL) == iri
        assert int(dcat.value(iri, DCAT.byteSize)) == len(files[path])
        assert str(dcat.value(dcat.value(iri, SPDX.checksum), SPDX.checksumValue)) == hashlib.sha256(files[path]).hexdigest()
        assert str(dcat.value(iri, DCAT.mediaType)).startswith("https://www.iana.org/assignments/media-types/")


def test_dcat_says_who_what_when_where_and_under_which_terms(dcat):
    assert {o.language for o in dcat.objects(IRI, DCTERMS.title)} == {"en", "zh"}
    needed = (DCTERMS.publisher, DCTERMS.creator, DCTERMS.license, DCTERMS.accessRights, DCTERMS.issued, DCTERMS.spatial,
              DCTERMS.temporal, DCAT.theme, DCAT.keyword, DCAT.version, DCTERMS.conformsTo, PROV.wasGeneratedBy)
    assert [name for name in needed if dcat.value(IRI, name, any=True) is None] == []
    assert {str(s).rsplit("/", 1)[1] for s in dcat.objects(IRI, PROV.wasDerivedFrom)} == {
        "announcement-2019-2020", "article-2021-2022"}
    # What is pointed at as #something is described.
    inner = {o for o in dcat.objects() if str(o).startswith(f"{IRI}#")}
    assert inner <= set(dcat.subjects())


def test_each_part_has_its_own_terms(dcat):
    parts = {str(dcat.value(part, DCTERMS.title)): part for part in dcat.objects(IRI, DCTERMS.hasPart)}
    assert parts.keys() == {part["name"] for part in ABOUT["part"]}
    assert str(dcat.value(parts["code"], DCTERMS.license)).endswith("/MIT")
    assert dcat.value(parts["points and GeoNames ids"], DCTERMS.license) == CC_BY
    assert "GeoNames" in str(dcat.value(dcat.value(parts["points and GeoNames ids"], DCTERMS.rightsHolder), rdflib.FOAF.name))
    assert dcat.value(parts["published rows"], DCTERMS.license) is None
    assert "rights in the documents stay with their publishers" in str(dcat.value(parts["published rows"], DCTERMS.description))


def test_void_counts_what_rdflib_counts(void, exported):
    graph = rdflib.Graph().parse(exported / "rdf/smilekg.ttl")
    said = {name: int(void.value(IRI, VOID[name])) for name in (
        "triples", "distinctSubjects", "distinctObjects", "properties", "classes", "entities")}
    ours = {s for s in graph.subjects() if str(s).startswith("https://w3id.org/smilekg/id/")}
    assert said == {"triples": len(graph), "distinctSubjects": len(set(graph.subjects())), "entities": len(ours),
                    "distinctObjects": len(set(graph.objects())), "properties": len(set(graph.predicates())),
                    "classes": len(set(graph.objects(None, RDF.type)))}
    for part in void.objects(IRI, VOID.classPartition):
        kind = void.value(part, VOID["class"])
        assert int(void.value(part, VOID.entities)) == len(set(graph.subjects(RDF.type, kind))), kind
    partitions = {void.value(part, VOID.property): part for part in void.objects(IRI, VOID.propertyPartition)}
    assert partitions.keys() == set(graph.predicates())
    for name, part in partitions.items():
        assert int(void.value(part, VOID.triples)) == len(list(graph.triples((None, name, None)))), name
        assert int(void.value(part, VOID.distinctObjects)) == len(set(graph.objects(None, name))), name


def test_void_links_dumps_and_examples_are_there(void, exported):
    graph = rdflib.Graph().parse(exported / "rdf/smilekg.ttl")
    found = {str(part).rsplit("#", 1)[1]: int(void.value(part, VOID.triples)) for part in void.objects(IRI, VOID.subset)}
    links = Counter()
    for _, name, value in graph:
        for key, start in (("wikidata", "http://www.wikidata.org/"), ("geonames", "https://sws.geonames.org/")):
            if str(value).startswith(start):
                links[f"links-{key}-{str(name).rsplit('#', 1)[1]}"] += 1
    assert found == links and min(links.values()) > 0
    for dump in void.objects(IRI, VOID.dataDump):
        assert (exported / str(dump).removeprefix(ABOUT["download"])).is_file()
    for example in void.objects(IRI, VOID.exampleResource):
        assert (example, None, None) in graph


def test_schema_org_has_what_search_engines_ask(exported, files):
    said = read(exported, "dataset.jsonld")
    assert said["@type"] == "Dataset" and 50 <= len(said["description"]) <= 5000
    assert {v["name"] for v in said["variableMeasured"]} == {"rank", "score", "grade", "position"}
    graph = rdflib.Graph().parse(ROOT / "ontology/smile.ttl")
    assert all((URIRef(v["propertyID"]), None, None) in graph for v in said["variableMeasured"])
    sizes = {one["contentUrl"].removeprefix(ABOUT["download"]): one["contentSize"] for one in said["distribution"]}
    assert sizes == {path: f"{len(body)} B" for path, body in files.items()}
    assert said["license"] == str(CC_BY) and said["temporalCoverage"] == "2019/2022"
    assert len(rdflib.Graph().parse(data=json.dumps({**said, "@context": {"@vocab": "https://schema.org/"}}), format="json-ld")) > 100


def test_croissant_describes_each_table(exported, files):
    said = read(exported, "croissant.json")
    tables = {path.removeprefix("tables/"): body for path, body in files.items() if path.endswith(".csv") and "tables/" in path}
    objects = {one["@id"]: one for one in said["distribution"]}
    assert objects.keys() == tables.keys()
    for name, one in objects.items():
        assert one["sha256"] == hashlib.sha256(tables[name]).hexdigest() and (exported / one["contentUrl"]).is_file()
    ids = {field["@id"] for one in said["recordSet"] for field in one["field"]}
    for record in said["recordSet"]:
        heading = tables[f"{record['name']}.csv"].decode("utf-8").split("\n", 1)[0].split(",")
        assert [field["source"]["extract"]["column"] for field in record["field"]] == heading
        assert {key["@id"] for key in record.get("key", [])} <= ids
        assert {field["references"]["field"]["@id"] for field in record["field"] if "references" in field} <= ids


def test_ro_crate_lists_every_file(exported, files):
    said = read(exported, "ro-crate-metadata.json")
    assert said["@context"] == "https://w3id.org/ro/crate/1.1/context"
    by_id = {node["@id"]: node for node in said["@graph"]}
    assert len(by_id) == len(said["@graph"])
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = by_id["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert [part["@id"] for part in root["hasPart"]] == list(files) and {part["@id"] for part in root["hasPart"]} <= by_id.keys()
    pointed = {value["@id"] for node in said["@graph"] for values in node.values()
               for value in (values if isinstance(values, list) else [values]) if isinstance(value, dict)}
    assert {iri for iri in pointed if iri not in by_id} <= {"https://w3id.org/ro/crate/1.1"}


@pytest.mark.parametrize("name", ["CITATION.cff", ".zenodo.json", "codemeta.json"])
def test_file_at_the_root_is_the_generated_one(exported, name):
    made = {file.path: body for file, body in for_the_root(Contents(Project(ROOT)))}
    assert (ROOT / name).read_bytes() == made[name] == (exported / name).read_bytes()


def test_citation_is_yaml_and_every_version_is_one(exported):
    said = yaml.safe_load((exported / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= said.keys() and said["type"] == "dataset"
    assert said["title"] == ABOUT["title"]["en"] and said["keywords"] == ABOUT["keywords"]
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    ontology = rdflib.Graph().parse(ROOT / "ontology/smile.ttl").value(URIRef(SMILE), rdflib.OWL.versionInfo)
    assert {str(said["version"]), package, str(ontology)} == {ABOUT["version"]}
    assert read(exported, ".zenodo.json")["version"] == read(exported, "codemeta.json")["version"] == ABOUT["version"]


def test_readme_names_every_file_and_the_rights(exported, files):
    text = (exported / "README.md").read_text("utf-8")
    assert [path for path in files if f"`{path}`" not in text] == []
    assert ABOUT["rights"]["en"].replace("\\\n", "") in text and ABOUT["message"] in text


def test_description_of_the_data_counts_right(exported):
    with sqlite3.connect(exported / "smilekg.sqlite") as database:
        counts = [database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in ("rankings", "entries")]
    database.close()
    assert f"{counts[0]} lists with {counts[1]} entries" in ABOUT["description"]["en"]
    assert f"{counts[0]}个榜单、{counts[1]}个条目" in ABOUT["description"]["zh"]


@pytest.mark.parametrize(("old", "new", "word"), [
    ('version = "0.1.0"\n', "", "version"), ('"CC0-1.0"', '"WTFPL"', "WTFPL"), ("[title]", "[title", "cannot be read")])
def test_broken_description_is_refused_by_name(tmp_path, old, new, word):
    file = tmp_path / "dataset.toml"
    text = (ROOT / "data/curated/dataset.toml").read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CuratedError, match=word):
        read_dataset(file)
