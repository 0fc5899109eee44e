"""The pages of the ontology and of the data, held against the files as rdflib and hashlib read them."""

import html
import json
import re
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import combinations
from xml.etree import ElementTree

import pytest
import rdflib
from conftest import ROOT
from rdflib.namespace import RDF, RDFS, SH, SKOS
from reading import Read

from smilekg.linked.downloads import DUMP, downloads
from smilekg.pages import data, diagram
from smilekg.pages.diagram import Diagram
from smilekg.pages.site import Site
from smilekg.pages.vocabulary import Link, Term, Vocabulary, vocabulary

SMILE = rdflib.Namespace("https://w3id.org/smilekg/ontology/")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def site(kg) -> Site:
    return Site(kg)


@pytest.fixture(scope="module")
def terms() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology/smile.ttl").parse(ROOT / "ontology/schemes.ttl")


@pytest.fixture(scope="module")
def things() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in ROOT.glob("data/rdf/*.ttl"):
        graph.parse(file)
    return graph


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology/shapes.ttl")


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request, site) -> Read:
    read = Read(site.page("ontology", request.param).body)
    read.language, read.whole = request.param, site.page("ontology", request.param).body.decode("utf-8")
    return read


def names(graph: rdflib.Graph, *kinds: rdflib.URIRef) -> set[str]:
    found = {s for kind in kinds for s in graph.subjects(RDF.type, kind)} if kinds else set(graph.subjects())
    return {str(s).removeprefix(SMILE) for s in found if str(s).startswith(SMILE)} - {""}


def article(page: Read, name: str) -> str:
    """The text of the block about a term."""
    [found] = re.findall(rf'<article aria-labelledby="{name}">(.*?)</article>', page.whole, re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]*>", "", found)))


def test_every_term_is_there_in_both_languages(page, terms):
    said = re.sub(r"\s+", " ", page.text)
    known = names(terms)
    assert known <= set(page.ids) and len(known) > 200
    for property in (SKOS.prefLabel, SKOS.definition):
        texts = {re.sub(r"\s+", " ", str(o)) for s, o in terms.subject_objects(property) if str(s).startswith(SMILE)}
        assert [text for text in texts if text not in said] == []


def test_every_rule_is_there_in_the_language_of_the_page_once(page, shapes):
    said = page.text
    for shape, message in shapes.subject_objects(SH.message):
        if message.language == page.language:
            assert str(shape).removeprefix(SMILE) in page.ids and str(message) in said, shape
    assert len(page.ids) == len(set(page.ids))


def test_every_anchor_leads_somewhere(page):
    assert {link[1:] for link in page.links if link.startswith("#")} <= {*page.ids, "main"}


def test_things_are_counted_as_they_are(page, terms, things):
    below = {name: {SMILE[name]} for name in names(terms, rdflib.OWL.Class)}
    for narrow, wide in terms.subject_objects(RDFS.subClassOf):
        if str(wide).startswith(SMILE):
            below[str(wide).removeprefix(SMILE)].add(narrow)
    for name, classes in below.items():
        count = len({s for one in classes for s in things.subjects(RDF.type, one)})
        assert re.search(rf"(In the graph|图谱中) ?{count:,}\b", article(page, name)) or re.search(rf"(In the graph|图谱中) ?{count:,}，", article(page, name)), name


def test_uses_of_a_property_are_counted_by_class(page, things):
    of_class = {s: {str(o).removeprefix(SMILE) for o in things.objects(s, RDF.type)} for s in set(things.subjects())}
    counted = Counter(kind for s in set(things.subjects(SMILE.grade)) for kind in of_class[s])
    assert counted == {"RankingEntry": 34}
    label = {"zh": "榜单条目", "en": "ranking entry"}[page.language]
    assert re.search(rf"{label} 34\b", article(page, "grade"))
    assert counted != Counter(kind for s in set(things.subjects(SMILE.adcode)) for kind in of_class[s])


def test_superclass_and_subclasses_are_linked_both_ways(page):
    assert {"#Place", "#City", "#Town", "#Company"} <= set(page.links)
    label = {"zh": "下位类", "en": "Superclass of"}[page.language]
    assert label in article(page, "Place") and label not in article(page, "City")


@pytest.fixture(scope="module")
def drawing(page) -> ElementTree.Element:
    [text] = re.findall(r'<svg class="classes".*?</svg>', page.whole, re.DOTALL)
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def boxes(drawing: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each box."""
    found = []
    for box in drawing.iter(f"{SVG}rect"):
        x, y, wide, high = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + wide, y + high))
    return found


def test_drawing_shows_every_class_once_and_no_box_covers_another(drawing, terms):
    links = [link.get("href") for link in drawing.iter(f"{SVG}a")]
    assert sorted(links) == sorted(f"#{name}" for name in names(terms, rdflib.OWL.Class))
    _, _, width, height = map(float, drawing.get("viewBox").split())
    found = boxes(drawing)
    assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in found)
    for (a, b, c, d), (e, f, g, h) in combinations(found, 2):
        assert c <= e or g <= a or d <= f or h <= b


def test_no_line_runs_through_a_box_and_no_label_over_another(drawing):
    found, labels = boxes(drawing), []
    for line in drawing.iter(f"{SVG}path"):
        if line.get("class") == "link":
            x1, y1, x2, y2 = map(float, re.findall(r"[\d.]+", line.get("d")))
            for step in range(1, 40):
                x, y = x1 + (x2 - x1) * step / 40, y1 + (y2 - y1) * step / 40
                assert not any(left < x < right and top < y < bottom for left, top, right, bottom in found), line.get("d")
    labels = [(float(text.get("x")), float(text.get("y"))) for text in drawing.findall(f"{SVG}text")]
    assert len(labels) > 15 and all(abs(a - c) > 40 or abs(b - d) > 9 for (a, b), (c, d) in combinations(labels, 2))


def test_drawing_has_no_style_and_says_what_it_is(drawing):
    assert not [one for one in drawing.iter() if "style" in one.attrib or one.tag == f"{SVG}style"]
    assert drawing.find(f"{SVG}title").text and drawing.find(f"{SVG}desc").text
    assert drawing.get("aria-labelledby") == drawing.find(f"{SVG}title").get("id")


def test_drawing_and_its_table_say_what_the_data_link(kg, things):
    classes = {s: {o for o in things.objects(s, RDF.type)} for s in set(things.subjects())}
    counted = Counter((str(kind).removeprefix(SMILE), str(other).removeprefix(SMILE)) for s, o in things.subject_objects(SMILE.within)
                      for kind in classes[s] for other in classes.get(o, ()))
    assert {(link.source, link.target): link.links for link in vocabulary(kg).links if link.property == "within"} == counted


def test_class_that_nobody_has_placed_gets_a_box_and_markup_is_escaped():
    new = {name: Term(name, "class", labels={"en": f"<{name}> & co"}) for name in ("New", "Place")}
    drawn = Diagram(Vocabulary(new, {}, (Link("New", "p:<x>", "Place", 1),), ()), lambda term: term.labels["en"], lambda name: f"#{name}", "<t>", "<d>")
    svg = ElementTree.fromstring(drawn.svg().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert len(boxes(svg)) == 2 and "New" not in diagram.PLACES
    assert {text.text for text in svg.iter(f"{SVG}text")} == {"<New> & co", "<Place> & co", "p:<x>"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_data_page_lists_every_file_with_its_sum(site, kg, language):
    page = Read(site.page("data", language).body)
    for path, file in downloads(kg).items():
        assert f"/{path}" in page.links and file.sha256 in page.text
    places = (ROOT / "data/rdf/places.ttl").read_bytes()
    assert sha256(places).hexdigest() in page.text and "698" in page.text
    triples = len(vocabulary_and_data())
    assert f"{triples:,}" in page.text
    assert all(word in page.text for word in ("MIT", "CC BY 4.0", "GeoNames", "Wikidata, CC0"))


def vocabulary_and_data() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in (*ROOT.glob("data/rdf/*.ttl"), ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"):
        graph.parse(file)
    return graph


def test_data_page_says_how_to_cite_as_the_file_does(site):
    text = Read(site.page("data", "en").body).text
    cff = (ROOT / "CITATION.cff").read_text("utf-8")
    title, version, released = (re.search(rf'^{name}: *"?(.*?)"?$', cff, re.MULTILINE)[1] for name in ("title", "version", "date-released"))
    assert f"{title} (version {version}, released {released})" in text
    assert f"@misc{{smilekg-{version}," in text and "release" in text
    [csl] = json.loads(re.search(r"\[\n \{\n.*?\n\]", text, re.DOTALL)[0])
    assert (csl["type"], csl["title"], csl["version"]) == ("dataset", title, version)


def test_python_of_the_data_page_runs(kg, tmp_path):
    (tmp_path / "smilekg.nt.gz").write_bytes(downloads(kg)[DUMP].body)
    code = f"{data.USE}\n{data.USE_FILE}\nprint(len(graph), kg.place('苏州').rank('innovation'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=True,
                          env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"})
    assert done.stdout.startswith("name,") and "上海市" in done.stdout
    assert done.stdout.split()[-2:] == [str(len(vocabulary_and_data())), "2"]


def test_data_page_of_a_folder_of_files_names_no_endpoint(kg):
    page = Read(Site(kg, is_static=True).page("data", "en").body)
    assert page.faults == [] and "Endpoint" not in page.text and "localhost" not in page.text
    assert "Endpoint" in Read(Site(kg).page("data", "en").body).text


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (26_766, "27 kB"), (999_499, "999 kB"), (1_500_000, "1.5 MB")])
def test_size_for_people(count, text):
    assert data.size(count) == text


@pytest.mark.parametrize("path", ["ontology/City", "ontology.csv", "data/rdf/places.ttl", "data.json"])
def test_only_the_pages_themselves_are_there(site, path):
    from smilekg.pages.page import NoSuchPage

    with pytest.raises(NoSuchPage):
        site.page(path, "en")
