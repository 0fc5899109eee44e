"""Things in the terms of schema.org: held against the graph, and read by rdflib as JSON-LD."""

import json

import pytest
import rdflib
from conftest import ROOT

import smilekg
from smilekg.linked.schema import by_class, schema_org, script_safe

ID, ONTOLOGY = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
S = rdflib.Namespace("https://schema.org/")


@pytest.mark.parametrize(("thing", "kind"), [
    ("place/320500", "City"), ("place/110000", ["AdministrativeArea", "City"]), ("place/320583", "AdministrativeArea"),
    ("place/xiongan", "Place"), ("town/2019-2020/5", "Place"), ("company/tencent", "Organization"), ("app/wechat", "SoftwareApplication"),
    ("person/gao-wen", "Person"), ("organization/ceirp", "Organization"), ("ranking/2019-2020/livability", "ItemList"),
    ("entry/2019-2020/livability/1", "ListItem"), ("evaluation/2019-2020", "Dataset"), ("source/article-2021-2022", "CreativeWork"),
    ("event/committee-founding-2021", "Event")])
def test_kind_of_thing(kg, thing, kind):
    made = schema_org(kg, ID + thing, "en")
    assert made["@id"] == ID + thing and made["@type"] == kind and made["@context"] == {"@vocab": "https://schema.org/"}


def test_place(kg):
    made = schema_org(kg, ID + "place/320500", "en")
    assert made["name"] == "Suzhou" and set(made["alternateName"]) == {"苏州市", "江苏省苏州市", "苏州"}
    assert made["geo"] == {"@type": "GeoCoordinates", "latitude": 31.30408, "longitude": 120.59538}
    assert made["containedInPlace"] == {"@id": ID + "place/320000", "@type": "Place", "name": "Jiangsu", "alternateName": "江苏省"}
    assert made["identifier"] == {"@type": "PropertyValue", "propertyID": "adcode", "value": "320500"}
    assert made["sameAs"] == {"@id": "http://www.wikidata.org/entity/Q42622"}
    assert schema_org(kg, ID + "place/320500", "zh")["name"] == "苏州市"


def test_point_of_the_place_around_is_no_point(kg):
    assert "geo" not in schema_org(kg, ID + "town/2019-2020/5", "en")


def test_list_has_its_lines_in_order(kg):
    made = schema_org(kg, ID + "ranking/2019-2020/livability", "en")
    assert [one["position"] for one in made["itemListElement"]] == list(range(1, 11)) and made["numberOfItems"] == 10
    assert made["itemListElement"][0]["item"]["name"] == "Chongqing"
    assert made["itemListOrder"] == {"@id": "https://schema.org/ItemListOrderAscending"}
    unranked = schema_org(kg, ID + "ranking/2019-2020/towns", "en")
    assert unranked["itemListOrder"] == {"@id": "https://schema.org/ItemListUnordered"} and len(unranked["itemListElement"]) == 100


def test_kind_without_a_word_is_left_out(kg):
    assert schema_org(kg, ID + "statistic/aid-organizations", "en") is None
    assert schema_org(kg, ID + "nothing", "en") is None


def test_every_class_but_a_few_has_a_word():
    classes = set(rdflib.Graph().parse(ROOT / "ontology/smile.ttl").subjects(rdflib.RDF.type, rdflib.OWL.Class))
    ours = {str(one).removeprefix(ONTOLOGY) for one in classes if str(one).startswith(ONTOLOGY)}
    told = {iri.removeprefix(ONTOLOGY) for iri in by_class() if iri.startswith(ONTOLOGY)}
    assert ours - told == {"ClusterMembership", "Correction", "IndexModel", "Indicator", "Method", "Place", "Role", "Series", "Statistic"}
    assert told < ours


def test_view_of_the_whole_graph_says_the_same(kg):
    """The same file, asked for everything, is what an export writes."""
    text = (ROOT / "queries/views/schema-apps.rq").read_text("utf-8")
    whole = rdflib.Graph().parse(data=kg.turtle(text.replace("VALUES ?thing { <https://w3id.org/smilekg/id/app/wechat> }", "")), format="turtle")
    apps = set(whole.subjects(rdflib.RDF.type, S.SoftwareApplication))
    assert len(apps) == 137
    made = rdflib.Graph().parse(data=json.dumps(schema_org(kg, ID + "app/wechat", "en")), format="json-ld")
    wechat = rdflib.URIRef(ID + "app/wechat")
    assert {o for _, _, o in made.triples((wechat, S.provider, None))} == {o for _, _, o in whole.triples((wechat, S.provider, None))}
    assert (wechat, S.name, rdflib.Literal("WeChat", "en")) in whole


def test_every_thing_is_read_as_json_ld(kg):
    for thing in ("place/110000", "ranking/2019-2020/apps", "evaluation/2019-2020", "person/li-deren", "company/tencent"):
        made = schema_org(kg, ID + thing, "zh")
        graph = rdflib.Graph().parse(data=json.dumps(made), format="json-ld")
        assert all(str(p).startswith((str(S), str(rdflib.RDF))) for p in set(graph.predicates()))
        assert (rdflib.URIRef(ID + thing), S.name, rdflib.Literal(made["name"])) in graph


def test_nothing_ends_the_script(tmp_path):
    file = tmp_path / "bad.ttl"
    bad = '</script><script>alert(1)</script><!-- \u2028 & "'
    file.write_text(f'@prefix smile: <{ONTOLOGY}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n'
                    f"<{ID}person/x> a smile:Person ; skos:prefLabel {json.dumps(bad)}@en .", "utf-8")
    made = schema_org(smilekg.load(file), ID + "person/x", "en")
    text = script_safe(made)
    assert not set(text) & set("<>&\u2028") and json.loads(text) == made and made["name"] == bad
