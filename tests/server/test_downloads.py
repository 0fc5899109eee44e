"""The files of the Data page over HTTP: those of the list byte by byte, and no other file of the disk."""

import gzip
import hashlib
from collections.abc import Iterator

import pytest
import rdflib
from conftest import ROOT
from servers import smilekg_server
from test_dereference import Client

import smilekg
from smilekg.linked.downloads import DUMP, downloads

FILES = {f"/data/{file.relative_to(ROOT / 'data')}": file for file in (
    *ROOT.glob("data/rdf/*.ttl"), *ROOT.glob("data/tables/*"), *ROOT.glob("data/catalogue/*.ttl"))} | {
    f"/data/ontology/{file.name}": file for file in ROOT.glob("ontology/*") if file.suffix != ".svg"} | {
    "/logo.svg": ROOT / "ontology/logo.svg"}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with smilekg_server("--no-access-log") as server:
        yield Client(server.url.removeprefix("http://"))


def test_every_file_is_given_as_it_is(client, kg):
    assert {f"/{path}" for path in downloads(kg)} == {*FILES, f"/{DUMP}"} and len(FILES) > 60
    for path, file in FILES.items():
        answer = client.ask(path)
        assert answer.status == 200 and answer.body == file.read_bytes(), path
        assert f'filename="{file.name}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(("path", "media"), [
    ("/data/rdf/places.ttl", "text/turtle"), ("/data/tables/places.csv", "text/csv; charset=utf-8"),
    ("/data/tables/csv-metadata.json", "application/csvm+json"), ("/data/ontology/context.jsonld", "application/ld+json"),
    ("/data/smilekg.nt.gz", "application/gzip"), ("/logo.svg", "image/svg+xml")])
def test_file_has_its_type(client, path, media):
    assert client.ask(path).type == media


def test_table_says_where_its_description_is(client):
    assert client.ask("/data/tables/places.csv").links == {"describedby": [("/data/tables/csv-metadata.json", "application/csvm+json")]}


def test_dump_is_the_whole_graph(client):
    answer = client.ask(f"/{DUMP}", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] is None
    dump = rdflib.Graph().parse(data=gzip.decompress(answer.body), format="nt")
    whole = rdflib.Graph()
    for file in (*ROOT.glob("data/rdf/*.ttl"), ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"):
        whole.parse(file)
    assert set(dump) == set(whole)
    lines = gzip.decompress(answer.body).splitlines()
    assert len(lines) == len(set(lines)) == len(whole)


@pytest.mark.parametrize("path", [
    "/data", "/data/", "/data/rdf", "/data/rdf/", "/data/rdf/../rdf/places.ttl", "/data/../pyproject.toml", "/data/%2e%2e/pyproject.toml",
    "/data/..%2fpyproject.toml", "/data/curated/gazetteer.csv", "/data/published/2019-2020/tables.txt", "/data//etc/passwd",
    "/data/rdf/places.ttl/", "/data/rdf//places.ttl", "/data/rdf/PLACES.TTL", "/data/rdf/places.ttl%00.csv", "/data/ontology/../../README.md",
    "/data/tables/.csv", "/data/tables/*.csv", "/data/rdf/places", "/data/ontology/smile.ttl%0d%0aX:1", "/data/" + "../" * 40 + "etc/passwd"])
def test_no_other_file_is_given(client, path):
    answer = client.ask(path)
    assert answer.status == 404 and b"root:" not in answer.body


def test_counts_and_sums_are_those_of_the_files(kg):
    found = downloads(kg)
    for path, file in FILES.items():
        one = found[path.removeprefix("/")]
        assert one.size == file.stat().st_size and one.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        if file.suffix == ".ttl":
            assert one.holds == len(rdflib.Graph().parse(file)), path
    assert found["data/tables/entries.csv"].holds == 698 and found["data/tables/apps.csv"].holds == 137
    assert found["data/ontology/context.jsonld"].holds is None


def test_of_other_data_only_the_whole_is_offered(tmp_path):
    file = tmp_path / "other.ttl"
    file.write_text('@prefix e: <http://example.org/> . e:a e:p 007 , [ e:q "x" ] .', "utf-8")
    [(path, dump)] = downloads(smilekg.load(file)).items()
    assert path == DUMP and dump.holds == 3 and b'"007"' in gzip.decompress(dump.body)
