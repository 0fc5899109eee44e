"""The ontology and its code lists: how they are written, and whether they and the data are sound OWL 2 DL.

Two judges besides the checks written here: the HermiT reasoner, which comes with owlready2, and the OWL 2 DL profile
checker of the OWL API, which comes inside HermiT's archive and is called by OwlDlProfile.java. Both need Java.
"""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, BNode, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
DATA = sorted((ROOT / "data" / "rdf").glob("*.ttl"))

SMILE = Namespace("https://w3id.org/smilekg/ontology/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
HEADER = URIRef(str(SMILE))
TERMS = Graph().parse(ONTOLOGY / "smile.ttl")
SCHEMES = Graph().parse(ONTOLOGY / "schemes.ttl")
BOTH = TERMS + SCHEMES

CLASS = (OWL.Class,)
PROPERTY = (OWL.AnnotationProperty, OWL.DatatypeProperty, OWL.ObjectProperty)


def own(graph, kinds):
    """The terms of those kinds that are this ontology's, not another vocabulary's."""
    return sorted(s for kind in kinds for s in graph.subjects(RDF.type, kind) if s.startswith(HEADER))


TERM_LIST = own(TERMS, CLASS + PROPERTY)
CODE_LIST = own(SCHEMES, (SKOS.Concept, SKOS.ConceptScheme))


def local(term):
    return str(term).removeprefix(HEADER)


def texts(term, predicate):
    return {text.language: str(text) for text in BOTH.objects(term, predicate)}


# ---- how the files are written ----


def test_header_says_who_what_and_when():
    for name in "bibliographicCitation created creator issued license modified publisher".split():
        assert TERMS.value(HEADER, DCTERMS[name]), name
    assert set(texts(HEADER, DCTERMS.title)) == set(texts(HEADER, DCTERMS.description)) == {"en", "zh"}
    assert str(TERMS.value(HEADER, OWL.versionIRI)) == f"{HEADER}{TERMS.value(HEADER, OWL.versionInfo)}"
    assert TERMS.value(HEADER, VANN.preferredNamespacePrefix) == Literal("smile")
    assert TERMS.value(HEADER, VANN.preferredNamespaceUri) == Literal(str(HEADER))


@pytest.mark.parametrize("term", TERM_LIST + CODE_LIST, ids=local)
def test_term_has_a_label_and_a_definition_in_both_languages(term):
    labels, definitions = texts(term, SKOS.prefLabel), texts(term, SKOS.definition)
    assert set(labels) == set(definitions) == {"en", "zh"}
    assert len(list(BOTH.objects(term, SKOS.prefLabel))) == len(list(BOTH.objects(term, SKOS.definition))) == 2
    assert not {*labels.values()} & {*definitions.values()}
    assert labels["en"] != labels["zh"] and definitions["en"] != definitions["zh"]
    assert BOTH.value(term, RDFS.isDefinedBy) == HEADER


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition], ids=["label", "definition"])
def test_no_two_terms_share_a_text(predicate):
    said = [(text.language, str(text)) for term in TERM_LIST for text in TERMS.objects(term, predicate)]
    assert len(said) == len(set(said))


def test_languages_are_what_their_tags_say():
    han = re.compile("[一-鿿]")
    tagged = [o for o in BOTH.objects() if isinstance(o, Literal) and o.language]
    assert [o for o in tagged if bool(han.search(o)) != (o.language == "zh")] == []


def test_one_label_scheme_only():
    assert list(BOTH.triples((None, RDFS.label, None))) == []


def written(name):
    """The terms of a file in the order in which their blocks stand."""
    return re.findall(r"^smile:([\w-]+)$", (ONTOLOGY / name).read_text(encoding="utf-8"), flags=re.M)


def test_classes_then_properties_each_from_a_to_z():
    classes = sorted((local(t) for t in own(TERMS, CLASS)), key=str.casefold)
    properties = sorted({local(t) for t in own(TERMS, PROPERTY)}, key=str.casefold)
    assert written("smile.ttl") == classes + properties


@pytest.mark.parametrize("name", ["smile.ttl", "schemes.ttl", "shapes.ttl"])
def test_one_term_per_block_with_the_final_dot_on_its_own_line(name):
    text = (ONTOLOGY / name).read_text(encoding="utf-8")
    blocks = [b for b in text.split("\n\n") if not b.startswith(("@prefix", "#"))]
    assert [b for b in blocks if not re.fullmatch(r"[\w-]+:[\w-]*\n    a .*\n\.", b.rstrip("\n"), flags=re.S)] == []
    subjects = [b.split("\n")[0] for b in blocks]
    assert len(subjects) == len(set(subjects))


@pytest.mark.parametrize("graph", [TERMS, SCHEMES], ids=["smile", "schemes"])
def test_no_blank_nodes(graph):
    assert [node for node in graph.all_nodes() if isinstance(node, BNode)] == []


# ---- the code lists ----

CONCEPTS = own(SCHEMES, (SKOS.Concept,))


@pytest.mark.parametrize("concept", CONCEPTS, ids=local)
def test_concept_is_named_after_its_scheme_and_notation(concept):
    (scheme,) = SCHEMES.objects(concept, SKOS.inScheme)
    (notation,) = SCHEMES.objects(concept, SKOS.notation)
    spelt = re.sub(r"\+$", "-plus", re.sub(r"-$", "-minus", notation))
    assert local(concept) == local(scheme).removesuffix("scheme") + spelt
    assert list(SCHEMES.objects(concept, SKOS.topConceptOf)) == [scheme]


def test_no_scheme_is_empty():
    assert set(SCHEMES.subjects(RDF.type, SKOS.ConceptScheme)) == set(SCHEMES.objects(None, SKOS.inScheme))


def test_grades_are_in_order():
    order = {str(SCHEMES.value(grade, SKOS.notation)): int(n) for grade, n in SCHEMES.subject_objects(SMILE.gradeOrder)}
    worth = {grade: 3 * grade.count("A") + {"+": 1, "-": -1}.get(grade[-1], 0) for grade in order}
    assert sorted(order, key=order.get) == sorted(order, key=worth.get, reverse=True)
    assert sorted(order.values()) == list(range(1, len(order) + 1))


# ---- the restrictions of OWL 2 DL that concern this ontology and its data ----

RESERVED = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, XSD))
BUILT_IN_TYPES = {OWL.Ontology, OWL.Class, OWL.FunctionalProperty, *PROPERTY}
BUILT_IN_ANNOTATIONS = {RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso, OWL.versionInfo}
BUILT_IN_AXIOMS = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith, OWL.versionIRI}
OWL_DATATYPES = {RDF.langString} | {
    XSD[name]
    for name in "anyURI boolean dateTime decimal double float integer nonNegativeInteger positiveInteger string".split()
}


def kinds_of(graph, term):
    return [kind for kind in PROPERTY if (term, RDF.type, kind) in graph]


def is_reserved(term):
    return str(term).startswith(RESERVED)  # rdflib's own startswith takes no tuple, and does not say so


def undeclared_property(graph):
    """Each property is declared, as exactly one of object, datatype and annotation property."""
    for p in set(graph.predicates()) - BUILT_IN_ANNOTATIONS - BUILT_IN_AXIOMS:
        if len(kinds_of(graph, p)) != 1:
            yield p


def mixed_property(graph):
    """A property declared but not used is of one kind too."""
    for p in {s for kind in PROPERTY for s in graph.subjects(RDF.type, kind)}:
        if len(kinds_of(graph, p)) > 1 or (p, RDF.type, OWL.Class) in graph:
            yield p


def undeclared_class(graph):
    """Each class is declared, and none is of the reserved vocabulary."""
    used = set(graph.objects(None, RDF.type)) - BUILT_IN_TYPES
    used |= {c for p in (RDFS.subClassOf, OWL.disjointWith) for pair in graph.subject_objects(p) for c in pair}
    for c in used:
        if is_reserved(c) or (c, RDF.type, OWL.Class) not in graph:
            yield c


def reserved_subject(graph):
    """Nothing is said about a term of the reserved vocabulary."""
    yield from filter(is_reserved, set(graph.subjects()))


def undeclared_term(graph):
    """Each term of this namespace that is named anywhere is described."""
    named = {t for triple in graph for t in triple if isinstance(t, URIRef) and t.startswith(HEADER)}
    yield from named - set(graph.subjects()) - set(graph.objects(HEADER, OWL.versionIRI))


def datatype(literal):
    return RDF.langString if literal.language else literal.datatype or XSD.string


def wrong_value(graph):
    """An object property has nodes for values; a datatype property has literals of the OWL 2 datatype map."""
    for s, p, o in graph:
        literal = isinstance(o, Literal)
        if (p, RDF.type, OWL.ObjectProperty) in graph and literal:
            yield s, p, o
        if (p, RDF.type, OWL.DatatypeProperty) in graph and not (literal and datatype(o) in OWL_DATATYPES):
            yield s, p, o


def counted_transitive_property(graph):
    """A transitive property is not functional."""
    for p in graph.subjects(RDF.type, OWL.TransitiveProperty):
        if (p, RDF.type, OWL.FunctionalProperty) in graph:
            yield p


CHECKS = (
    undeclared_property,
    mixed_property,
    undeclared_class,
    reserved_subject,
    undeclared_term,
    wrong_value,
    counted_transitive_property,
)


@pytest.fixture(scope="module")
def whole():
    """The ontology, the code lists and, where they are built, the data."""
    graph = BOTH + Graph()
    for path in DATA:
        graph.parse(path)
    return graph


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_ontology_and_data_keep_to_owl_2_dl(check, whole):
    assert list(check(whole)) == []


def with_triples(*triples):
    """The ontology and code lists with an addition that is meant to be wrong."""
    graph = BOTH + Graph()
    for triple in triples:
        graph.add(triple)
    return graph


NODE = URIRef("https://w3id.org/smilekg/id/app/x")
MISTAKES = {
    undeclared_property: (NODE, SMILE.opertor, NODE),
    mixed_property: (SMILE.operator, RDF.type, OWL.DatatypeProperty),
    undeclared_class: (NODE, RDF.type, RDFS.Resource),
    reserved_subject: (XSD.date, RDF.type, RDFS.Datatype),
    undeclared_term: (NODE, SMILE.use, SMILE["use-chess"]),
    wrong_value: (NODE, SMILE.score, Literal("2020-01-01", datatype=XSD.date)),
    counted_transitive_property: (SMILE.within, RDF.type, OWL.TransitiveProperty),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_check_finds_a_mistake(check):
    assert list(check(with_triples(MISTAKES[check]))) != []


def test_an_object_property_with_a_literal_is_found():
    assert list(wrong_value(with_triples((NODE, SMILE.operator, Literal("Tencent"))))) != []


# ---- the judges ----

owlready2 = pytest.importorskip("owlready2")
HERMIT = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
needs_java = pytest.mark.skipif(not shutil.which("java"), reason="no Java on this machine")
needs_javac = pytest.mark.skipif(not shutil.which("javac"), reason="no Java compiler on this machine")


def unsatisfiable_classes(graph):
    """Classifies in a world of its own. Raises OwlReadyInconsistentOntologyError where there is no model at all."""
    world = owlready2.World()
    triples = io.BytesIO(graph.serialize(format="nt", encoding="utf-8"))
    world.get_ontology("https://example.org/under-test#").load(fileobj=triples)
    owlready2.sync_reasoner_hermit(world, debug=0)
    return [c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing]


@needs_java
def test_hermit_finds_a_model_and_no_empty_class(whole):
    assert unsatisfiable_classes(whole) == []


@needs_java
def test_hermit_notices_a_place_that_is_an_app():
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable_classes(with_triples((NODE, RDF.type, SMILE.App), (NODE, RDF.type, SMILE.City)))


@needs_java
def test_hermit_notices_two_values_of_a_functional_property():
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable_classes(with_triples(*((NODE, SMILE.position, Literal(n)) for n in (1, 2))))


@needs_java
def test_hermit_notices_an_empty_class():
    assert unsatisfiable_classes(with_triples((SMILE.Town, RDFS.subClassOf, SMILE.App))) == [str(SMILE.Town)]


def departures_from_dl(graph, folder):
    """What the OWL API has to say. The file is RDF/XML, the one syntax that its old parser reads without fault."""
    file = folder / "under-test.owl"
    graph.serialize(file, format="xml")
    command = ["java", "-cp", str(HERMIT), str(Path(__file__).with_name("OwlDlProfile.java")), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


@needs_javac
def test_owl_api_finds_the_profile_kept(whole, tmp_path):
    assert departures_from_dl(whole, tmp_path) == []


@needs_javac
def test_owl_api_notices_a_departure(tmp_path):
    assert departures_from_dl(with_triples((NODE, SMILE.opertor, Literal("x"))), tmp_path) != []
