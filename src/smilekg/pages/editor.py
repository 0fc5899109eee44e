"""The page for SPARQL of one's own."""

from ..terms import PREFIXES
from .page import Page, Visit


def view(visit: Visit) -> Page:
    """The editor, with what it completes and the questions as examples; `?query=` is the text to begin with."""
    examples = [{"name": query.name, "title": visit.say(query.summary_zh, query.summary), "sparql": query.sparql}
                for query in visit.graph.queries.values()]
    terms = [{"iri": f"{PREFIXES['smile']}{name}", "label": label}
             for (name, language), label in visit.renderer.terms.items() if language == visit.language]
    data = {"endpoint": f"{visit.base}/sparql", "prefixes": PREFIXES, "terms": terms, "examples": examples,
            "query": visit.value("query")}
    return visit.render("sparql.html", data=data)
