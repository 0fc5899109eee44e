"""The ontology for people: every class, property, code list and concept in both languages, with a drawing."""

from functools import lru_cache

from ..graph import Graph
from ..linked.addresses import document_path
from ..terms import ONTOLOGY
from .diagram import Diagram
from .page import Page, Visit
from .vocabulary import Term, Vocabulary, vocabulary

_vocabulary = lru_cache(4)(vocabulary)


def view(visit: Visit) -> Page:
    """The one page of all terms; the anchor of each is its local name."""
    terms = _vocabulary(visit.graph)
    forms = [(ending, f"{visit.base}/{document_path(ONTOLOGY, ending)}") for ending, *_ in visit.forms]
    return visit.render(
        "ontology.html", vocabulary=terms, about=_about(visit, terms), diagram=_drawn(visit, terms), forms=forms,
        canonical=ONTOLOGY, alternates=[(f"{visit.base}/{document_path(ONTOLOGY, ending)}", kind) for ending, kind, _ in visit.forms],
        shapes=f"{visit.base}/ontology/shapes.ttl", context=f"{visit.base}/ontology/context.jsonld",
        form=lambda term: f"{visit.base}/{document_path(term.iri, 'ttl')}", links=_links(terms),
        other="en" if visit.language == "zh" else "zh")


def _about(visit: Visit, terms: Vocabulary) -> dict[str, str]:
    """What the ontology says of itself, in the language of the page where it is said in both."""
    return {name: next((text for text, language in values if language == visit.language), values[0][0])
            for name, values in terms.about.items()}


def _links(terms: Vocabulary) -> list[tuple[Term, Term, Term, int]]:
    """The lines of the drawing as text: class, property, class, and how often."""
    return [(terms.terms[link.source], terms.terms.get(link.property, Term(link.property)), terms.terms[link.target], link.links)
            for link in sorted(terms.links, key=lambda link: (link.source, link.property, link.target))]


def _drawn(visit: Visit, terms: Vocabulary) -> str:
    """The drawing; every text in it is escaped."""
    def words(term: Term) -> str:
        return term.labels.get(visit.language, term.name)

    title = visit.say("各类及其关联", "The classes and how they hang together")
    text = visit.say("方框是类，框内小字是其子类；带箭头的线是属性，由主语的类指向取值的类。同样的内容以表格列于图下。",
                     "Boxes are classes, with their subclasses inside; arrows are properties, from the class of the subject to "
                     "that of the value. The table below the drawing says the same.")
    return Diagram(terms, words, lambda name: f"#{name}", title, text).svg()


def anchors(graph: Graph) -> set[str]:
    """Every anchor of the page: the local names of terms and shapes."""
    terms = _vocabulary(graph)
    rules = [*terms.rules, *(rule for term in terms.terms.values() for rule in term.rules)]
    return {*terms.terms, *(rule.name for rule in rules)}
