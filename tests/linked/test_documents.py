"""Documents about IRIs: held against the files of the graph as rdflib reads them, and each form against the Turtle."""

import json
import subprocess
import sys

import pytest
import rdflib
from conftest import ROOT
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SH, SKOS

import smilekg
from smilekg.errors import QueryError, RdfError
from smilekg.linked.document import POINTING, Document, Linked, Unknown
from smilekg.linked.forms import FORMS
from smilekg.rdf import to_rdfxml, triple_of

ID, ONTOLOGY = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
SMILE = rdflib.Namespace(ONTOLOGY)
# One of each kind of thing and term, and those with something of their own: dots, blank nodes, a whole file.
SOME = [ID + name for name in (
    "place/320500", "place/110000", "place/xiongan", "town/2019-2020/38", "company/tencent", "app/wechat", "person/gao-wen",
    "role/gao-wen/1", "organization/ceirp", "evaluation/2019-2020", "series/2019-2020/7", "ranking/2019-2020/apps",
    "entry/2019-2020/apps/1.3", "entry/2019-2020/livability/7", "correction/001", "source/announcement-2019-2020",
    "statistic/aid-organizations", "event/committee-founding-2021", "cluster/yangtze-delta", "indicator/smile/S",
    "cluster-membership/bohai-rim/reply-2015/110000", "model/smile", "method/questionnaire", "query/peers",
    "query-prefixes", "query-prefix/smile")] + [ONTOLOGY + name for name in (
        "", "0.1.0", "shapes", "City", "RankingEntry", "rank", "grade-AAAAA", "grade-scheme", "AppShape",
        "ThingShape-corrections", "ThingShape-language-select")]


@pytest.fixture(scope="module")
def linked(kg) -> Linked:
    return Linked(kg)


@pytest.fixture(scope="module")
def files() -> rdflib.Graph:
    """Everything that has an IRI of ours, read by rdflib."""
    graph = rdflib.Graph()
    for file in (*ROOT.glob("data/rdf/*.ttl"), *ROOT.glob("ontology/*.ttl"), *ROOT.glob("data/catalogue/*.ttl")):
        graph.parse(file)
    return graph


def read(document: Document, suffix: str = "ttl") -> rdflib.Graph:
    return rdflib.Graph().parse(data=FORMS[suffix].write(document), format=PARSERS[suffix])


def test_every_iri_of_the_files_has_a_document(linked, files):
    ours = {str(s) for s in files.subjects() if str(s).startswith((ID, ONTOLOGY))}
    assert ours | {ONTOLOGY + "0.1.0"} == linked.iris and len(ours) > 2_000
    for iri in ours:
        assert linked._document(iri).triples


@pytest.mark.parametrize("iri", [iri for iri in SOME if not iri.endswith(("ontology/", "0.1.0", "shapes"))])
def test_document_says_all_that_the_files_say_of_the_thing(linked, files, iri):
    thing, document = rdflib.URIRef(iri), read(linked.document(iri))
    about = set(files.predicate_objects(thing))
    assert about and {(p, o) for p, o in about if not isinstance(o, rdflib.BNode)} <= set(document.predicate_objects(thing))
    assert len(set(document.predicate_objects(thing))) == len(about)


@pytest.mark.parametrize("iri", [ID + "ranking/2019-2020/apps", ID + "place/320000", ID + "company/tencent", ONTOLOGY + "City"])
def test_document_leads_on_to_what_points_here(linked, files, iri):
    thing, document = rdflib.URIRef(iri), read(linked.document(iri))
    pointing = {(s, p) for s, p in files.subject_predicates(thing) if isinstance(s, rdflib.URIRef)}
    assert len(pointing) > 5 and pointing | {(rdflib.URIRef(iri + ".ttl"), FOAF.primaryTopic)} == set(document.subject_predicates(thing))
    named = {s for s, _ in pointing if (s, SKOS.prefLabel, None) in files}
    assert all({o.language for o in document.objects(s, SKOS.prefLabel)} == {"en", "zh"} for s in named)


def test_what_it_points_at_has_its_names(linked):
    document = read(linked.document(ID + "entry/2019-2020/livability/1"))
    assert rdflib.Literal("Chongqing", "en") in set(document.objects(rdflib.URIRef(ID + "place/500000"), SKOS.prefLabel))
    assert rdflib.Literal("榜单条目", "zh") in set(document.objects(SMILE.RankingEntry, SKOS.prefLabel))


def test_too_many_links_are_counted_and_said(linked, files):
    iri = rdflib.URIRef(ID + "source/announcement-2019-2020")
    count = len(set(files.subjects(rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"), iri)))
    document = read(linked.document(str(iri)))
    assert count > POINTING
    assert not list(document.subjects(rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"), iri))
    said = list(document.objects(rdflib.URIRef(f"{iri}.ttl"), RDFS.comment))
    assert {one.language for one in said} == {"en", "zh"} and all(str(count) in one and "prov:wasDerivedFrom" in one for one in said)


def test_document_says_what_it_is(linked):
    document, url = read(linked.document(ID + "place/320500")), rdflib.URIRef(ID + "place/320500.ttl")
    assert set(document.predicate_objects(url)) == {
        (RDF.type, FOAF.Document), (FOAF.primaryTopic, rdflib.URIRef(ID + "place/320500")),
        (DCTERMS.isPartOf, rdflib.URIRef("https://w3id.org/smilekg/")),
        (DCTERMS.license, rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/"))}


@pytest.mark.parametrize("iri", [ONTOLOGY, ONTOLOGY + "0.1.0"])
def test_ontology_is_given_whole(linked, iri):
    whole = rdflib.Graph().parse(ROOT / "ontology/smile.ttl").parse(ROOT / "ontology/schemes.ttl")
    assert set(whole) < set(read(linked.document(iri)))


def test_shapes_are_given_whole(linked):
    document = read(linked.document(ONTOLOGY + "shapes"))
    url = rdflib.URIRef(ONTOLOGY + "shapes.ttl")
    document.remove((url, None, None))
    assert isomorphic(document, rdflib.Graph().parse(ROOT / "ontology/shapes.ttl"))


def test_shape_brings_its_blank_nodes(linked):
    document = read(linked.document(ONTOLOGY + "AppShape"))
    allowed = document.value(SMILE.AppShape, SH.ignoredProperties)
    assert {str(one).rpartition("/")[2] for one in document.items(allowed)} >= {"operator", "use", "englishNameSource"}


@pytest.mark.parametrize("iri", SOME)
def test_every_form_says_the_same(linked, iri):
    document = linked.document(iri)
    turtle = read(document)
    assert len(turtle) == len(document.triples)
    for suffix in ("jsonld", "nt", "rdf"):
        assert isomorphic(read(document, suffix), turtle), suffix


def test_bytes_are_the_same_in_another_process(linked):
    code = ("import hashlib, sys, smilekg; from smilekg.linked.document import Linked; from smilekg.linked.forms import FORMS\n"
            "linked = Linked(smilekg.load())\n"
            "print(hashlib.sha256(b''.join(f.write(linked.document(i)) for i in sys.argv[1:] for f in FORMS.values())).hexdigest())")
    iris = [ID + "place/320500", ONTOLOGY + "AppShape", ONTOLOGY + "shapes", ONTOLOGY, ID + "query-prefixes"]
    sums = {subprocess.run([sys.executable, "-c", code, *iris], capture_output=True, text=True, check=True, timeout=60,
                           env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}
    assert len(sums) == 1


def test_jsonld_needs_nothing_from_outside_and_reads_well(linked):
    made = json.loads(FORMS["jsonld"].write(linked.document(ID + "place/320500")))
    assert isinstance(made["@context"], dict) and all(isinstance(term, str | dict | float) for term in made["@context"].values())
    [first, *_] = made["@graph"]
    assert first["@id"] == "id:place/320500" and first["@type"] == "City" and first["within"] == "id:place/320000"
    assert first["prefLabel"] == {"en": "Suzhou", "zh": "苏州市"} and first["lat"] == "31.30408"
    entry = json.loads(FORMS["jsonld"].write(linked.document(ID + "entry/2019-2020/innovation/2")))["@graph"][0]
    assert entry["rank"] == 2 and entry["score"] == "0.868" and entry["publishedValue"] == "0.868"


def test_turtle_begins_with_the_thing(linked):
    text = FORMS["ttl"].write(linked.document(ID + "place/320500")).decode("utf-8")
    assert text.partition("\n\n")[2].startswith("<place/320500> a smile:City ;")


ODD = """@prefix ex: <https://w3id.org/smilekg/id/> . @prefix p: <http://example.org/p#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix smile: <https://w3id.org/smilekg/ontology/> .
ex:odd a "no class" , smile:City ; skos:prefLabel "plain" , "en\\n\\"<&>"@en , "عربي"@ar , 5 ; smile:rank 007 , true , "x"@en-GB , ex:odd ;
  smile:score "0.50"^^xsd:decimal , "no"^^xsd:decimal , 1.0e3 ; smile:within "text" , [ p:a ( 1 2 [ p:b "=HYPERLINK" ] ) ] ;
  p:many 1 , 12345678901234567890 , -0 , "1"^^xsd:integer , "true"^^xsd:boolean , "1"^^xsd:boolean , "@id:x" , "_:b0" , "a <//example.org/x> ;\\" <//y> ." , <https://example.org/z> , "😀\\u200b" .
"""


def test_odd_values_survive_in_every_form(tmp_path):
    file = tmp_path / "odd.nt"
    file.write_text(rdflib.Graph().parse(data=ODD, format="turtle").serialize(format="nt"), "utf-8")
    document = Linked(smilekg.load(file)).document(ID + "odd")
    plain = rdflib.Graph().parse(data=FORMS["nt"].write(document), format="nt")
    assert len(plain) == len(document.triples) and (None, None, rdflib.Literal("😀\u200b")) in plain
    for suffix in ("ttl", "jsonld", "rdf"):
        assert isomorphic(read(document, suffix), plain), suffix


def test_other_data_get_no_licence_of_ours(tmp_path):
    file = tmp_path / "other.ttl"
    file.write_text(f"<{ID}a> <{ID}p> <{ID}b> .", "utf-8")
    document = read(Linked(smilekg.load(file)).document(ID + "a"))
    assert not list(document.objects(None, DCTERMS.license)) and not list(document.objects(None, DCTERMS.isPartOf))


def test_text_that_xml_cannot_carry_is_refused_by_name():
    with pytest.raises(RdfError, match="control character"):
        to_rdfxml([triple_of(ID + "a", ONTOLOGY + "note", "bell\x07", "en")])


@pytest.mark.parametrize(("wanted", "first"), [
    (ID + "place/Suzhou", ID + "place/320500"), (ID + "place/苏州市", ID + "place/320500"), (ID + "Place/320500", ID + "place/320500"),
    (ID + "place//320500", ID + "place/320500"), (ID + "place/320500/", ID + "place/320500"), (ID + "city/320500", ID + "place/320500"),
    (ID + "place/Suzho", ID + "place/320500"), (ID + "company/tencen", ID + "company/tencent"), (ID + "entry/2019-2020/livability/77", ID + "entry/2019-2020/livability/7"),
    (ONTOLOGY + "city", ONTOLOGY + "City"), (ONTOLOGY + "Citys", ONTOLOGY + "City"), (ONTOLOGY + "ranks", ONTOLOGY + "rank")])
def test_unknown_iri_brings_near_ones(linked, wanted, first):
    with pytest.raises(Unknown) as raised:
        linked.document(wanted)
    assert raised.value.near[0].iri == first and len(raised.value.near) <= 5
    assert all(one.iri in linked.iris and one.zh and one.en for one in raised.value.near)


@pytest.mark.parametrize("wanted", [ID, ID + "/", ID + "x" * 5000, ID + "place/../place/320500", "https://w3id.org/smilekg/idea",
                                    ID + "place/\x00", ID + "place/320500 ", "urn:x", ID + "place/\ud800"])
def test_hopeless_iri_is_only_unknown(linked, wanted):
    with pytest.raises(Unknown):
        linked.document(wanted)


def test_remote_graph_is_refused():
    with pytest.raises(QueryError, match="remote graph"):
        Linked(smilekg.connect("http://127.0.0.1:9/sparql"))


def test_context_is_that_of_the_ontology_and_the_graph(tmp_path):
    made = tmp_path / "context.jsonld"
    subprocess.run([sys.executable, ROOT / "scripts/context.py", made], check=True, timeout=60, env={"PYTHONPATH": str(ROOT / "src")})
    assert made.read_bytes() == (ROOT / "ontology/context.jsonld").read_bytes(), "run scripts/context.py"


def test_context_means_the_ontology_to_another_reader(files):
    text = '{"@context": %s, "@id": "id:x", "@type": "City", "prefLabel": {"en": "X"}, "within": "id:y", "score": "0.5"}'
    context = json.dumps(json.loads((ROOT / "ontology/context.jsonld").read_text("utf-8"))["@context"])
    graph = rdflib.Graph().parse(data=text % context, format="json-ld")
    x = rdflib.URIRef(ID + "x")
    assert set(graph) == {(x, RDF.type, SMILE.City), (x, SKOS.prefLabel, rdflib.Literal("X", "en")),
                          (x, SMILE.within, rdflib.URIRef(ID + "y")),
                          (x, SMILE.score, rdflib.Literal("0.5", datatype=rdflib.XSD.decimal))}
