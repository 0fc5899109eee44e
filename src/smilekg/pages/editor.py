"""The page for SPARQL of one's own."""

from ..terms import ONTOLOGY, PREFIXES
from .page import Page, Visit


def view(visit: Visit) -> Page:
    """The editor, with what it completes and the questions as examples; `?query=` is the text to begin with."""
    examples = [{"name": query.name, "title": visit.say(query.summary_zh, query.summary), "sparql": query.sparql}
                for query in visit.graph.queries.values()]
    terms = [{"iri": iri, "label": label} for (iri, language), label in visit.renderer.labels.items()
             if language == visit.language and iri.startswith(ONTOLOGY)]
    data = {"endpoint": f"{visit.base}/sparql", "prefixes": PREFIXES, "terms": terms, "examples": examples,
            "query": visit.value("query")}
    return visit.render("sparql.html", data=data)
