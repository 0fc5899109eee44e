"""The shapes in ontology/shapes.ttl, held to the fixtures in tests/shapes.

A fixture is a small Turtle file. Its nodes that bear a label are on trial; a node without a label is there only so
that something can point to it. `valid.<class>.ttl` conforms. `invalid.<reason>.ttl` breaks one constraint, and its
first line names the shape that must report it and the focus node:

    # expects: RankingEntryShape-rank id:entry/2019-2020/livability/1

`[]` stands for a blank node. Where one mistake cannot but break two constraints, there are two such lines.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Namespace, URIRef

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
FIXTURES = ROOT / "tests" / "shapes"
DATA = sorted((ROOT / "data" / "rdf").glob("*.ttl"))
VALID = sorted(FIXTURES.glob("valid.*.ttl"))
INVALID = sorted(FIXTURES.glob("invalid.*.ttl"))

SMILE = Namespace("https://w3id.org/smilekg/ontology/")
PREFIXES = {"id": "https://w3id.org/smilekg/id/", "smile": str(SMILE)}
VOCABULARY = Graph().parse(ONTOLOGY / "smile.ttl").parse(ONTOLOGY / "schemes.ttl")
SHAPES = Graph().parse(ONTOLOGY / "shapes.ttl")

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)
TARGETED = {shape for target in TARGETS for shape in SHAPES.subjects(target)}
# Nodes of the ontology that shapes are aimed at; a fixture may put them on trial without describing them.
TARGET_NODES = set(SHAPES.objects(None, SH.targetNode))


def local(term):
    return str(term).rsplit("/", 1)[1]


def kebab(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def named(path):
    return path.name.split(".")[1]


# ---- one fixture ----


def surroundings(fixture):
    """What the ontology says of the terms that a fixture names, and of the rest only the hierarchy and the schemes."""
    terms = set(fixture.objects())
    skeleton = (RDFS.subClassOf, SKOS.inScheme, SMILE.gradeOrder)
    return (triple for triple in VOCABULARY if triple[0] in terms or triple[1] in skeleton)


@cache
def findings(path):
    """The results of validating a fixture: triples of shape name, constraint component and focus node."""
    graph = Graph().parse(path)
    on_trial = set(graph.subjects(SKOS.prefLabel)) | TARGET_NODES
    for triple in surroundings(graph):
        graph.add(triple)
    _, report, _ = validate(graph, shacl_graph=SHAPES, inplace=True)
    parts = (SH.sourceShape, SH.sourceConstraintComponent, SH.focusNode)
    rows = [[report.value(result, part) for part in parts] for result in report.objects(None, SH.result)]
    return [(local(s), c, "[]" if isinstance(n, BNode) else n) for s, c, n in rows if n in on_trial]


def iri(text):
    if text == "[]":
        return text
    if text.startswith("<"):
        return URIRef(text[1:-1])
    prefix, name = text.split(":", 1)
    return URIRef(PREFIXES[prefix] + name)


def expected(path):
    lines = re.findall(r"^# expects: (\S+) (\S+)$", path.read_text(encoding="utf-8"), flags=re.M)
    return {(shape, iri(node)) for shape, node in lines}


@pytest.mark.parametrize("path", VALID, ids=named)
def test_valid_fixture_conforms(path):
    assert findings(path) == []


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_invalid_fixture_gives_the_expected_result(path):
    assert expected(path), f"{path.name}: the first line must read `# expects: <shape> <focus node>`"
    assert {(shape, node) for shape, _, node in findings(path)} == expected(path)


# ---- all fixtures together ----


def test_every_expected_shape_exists():
    wanted = {shape for path in INVALID for shape, _ in expected(path)}
    assert wanted <= {local(shape) for shape in TARGETED}


def test_every_shape_has_an_invalid_fixture():
    tried = {shape for path in INVALID for shape, _ in expected(path)}
    assert {local(shape) for shape in TARGETED} - tried == set()


def constraints():
    """(shape, component) for every constraint of a targeted shape; the parameter's name gives the component's."""
    for shape, parameter, _ in SHAPES:
        name = str(parameter).removeprefix(str(SH))
        stem = "SPARQL" if name == "sparql" else name[:1].upper() + name[1:]
        component = URIRef(f"{SH}{stem}ConstraintComponent")
        if shape in TARGETED and component in SH:
            yield local(shape), component


def test_every_constraint_is_tried_by_a_fixture():
    tried = {(shape, component) for path in INVALID for shape, component, _ in findings(path)}
    assert set(constraints()) - tried == set()
    assert len(set(constraints())) > 200  # or the names above no longer match anything


def target_classes():
    return sorted(set(SHAPES.objects(None, SH.targetClass)))


def has_instance(graph, target):
    return any((None, RDF.type, kind) in graph for kind in VOCABULARY.transitive_subjects(RDFS.subClassOf, target))


@cache
def classes_tried(path):
    """The classes, with those above them, of the focus nodes that an invalid fixture names."""
    graph = Graph().parse(path)
    kinds = {kind for _, node in expected(path) for kind in graph.objects(node, RDF.type)}
    return {above for kind in kinds for above in VOCABULARY.transitive_objects(kind, RDFS.subClassOf)}


@pytest.mark.parametrize("target", target_classes(), ids=lambda target: local(target).split("#")[-1])
def test_every_class_has_a_valid_and_an_invalid_fixture(target):
    if target != SMILE.Place:  # a place is always of one of the five kinds
        assert FIXTURES / f"valid.{kebab(re.split('[/#]', target)[-1])}.ttl" in VALID
    assert any(target in classes_tried(path) for path in INVALID)


@pytest.mark.skipif(not DATA, reason="data/rdf is not built")
def test_every_target_class_has_focus_nodes():
    """A target class without instances conforms silently."""
    graph = Graph() + VOCABULARY
    for path in DATA:
        graph.parse(path)
    assert [target for target in target_classes() if not has_instance(graph, target)] == []


# ---- the shapes themselves: a misspelt constraint conforms silently ----


def test_shapes_are_well_formed_shacl():
    conforms, _, text = validate(Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


def test_only_known_shacl_terms_are_used():
    used = {term for triple in SHAPES for term in triple if str(term).startswith(str(SH))}
    assert {term for term in used if term not in SH} == set()


def test_every_term_named_is_declared():
    """Classes, properties and concepts that the shapes speak of are those of the ontology."""
    objects = {o for o in SHAPES.objects() if isinstance(o, URIRef) and o.startswith(str(SMILE))}
    queries = " ".join(SHAPES.objects(None, SH.select))
    in_queries = {SMILE[name] for name in re.findall(r"\bsmile:([\w-]+)", queries)}
    assert (objects - set(SHAPES.subjects()) | in_queries) - set(VOCABULARY.subjects()) == set()


def test_every_class_and_property_is_covered():
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {term for kind in kinds for term in VOCABULARY.subjects(RDF.type, kind) if term.startswith(str(SMILE))}
    assert len(terms) > 80
    assert terms - set(SHAPES.objects()) == set()


def test_every_shape_says_what_to_mend_in_both_languages():
    for shape in TARGETED:
        wanted = [SH.message] + [SH.name] * ((shape, RDF.type, SH.PropertyShape) in SHAPES)
        for predicate in wanted:
            texts = {text.language: str(text) for text in SHAPES.objects(shape, predicate)}
            assert set(texts) == {"en", "zh"}, (shape, predicate)
            assert texts["en"] != texts["zh"]


def test_other_shapes_are_referred_to():
    """A shape that has no target and that nothing refers to checks nothing."""
    shapes = set(SHAPES.subjects(RDF.type, SH.NodeShape)) | set(SHAPES.subjects(RDF.type, SH.PropertyShape))
    assert (shapes - TARGETED) - set(SHAPES.objects()) == set()


def test_blank_nodes_are_lists_and_paths_only():
    def is_list_or_path(node):
        path = any(SHAPES.subjects(SH.path, node)) or (node, SH.inversePath, None) in SHAPES
        return path or (node, RDF.first, None) in SHAPES

    assert [node for node in set(SHAPES.subjects()) if isinstance(node, BNode) and not is_list_or_path(node)] == []


def closed_shapes():
    return sorted(shape for shape, _ in SHAPES.subject_objects(SH.closed))


@pytest.mark.parametrize("shape", closed_shapes(), ids=local)
def test_a_closed_shape_allows_what_the_property_shapes_check(shape):
    allowed = set(SHAPES.items(SHAPES.value(shape, SH.ignoredProperties))) - {RDF.type}
    target = SHAPES.value(shape, SH.targetClass)
    checked = {SHAPES.value(s, SH.path) for s in SHAPES.subjects(SH.targetClass, target)}
    for_anything = {SHAPES.value(s, SH.path) for s in SHAPES.subjects(SH.targetSubjectsOf)}
    assert {path for path in checked if isinstance(path, URIRef)} - {RDF.type} <= allowed
    assert allowed <= checked | for_anything
