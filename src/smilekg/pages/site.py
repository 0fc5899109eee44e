"""The site: which view makes the page of an address, and how it becomes HTML."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import QueryError, SmileError
from ..graph import Graph
from . import compare, corrections, editor, home, maps, questions, rankings, search, things
from .asked import terms
from .page import FORMS, LANGUAGES, NoSuchPage, Page, Visit, address

if TYPE_CHECKING:
    import jinja2

# By the first part of the path. Any other path is that of a thing.
VIEWS: dict[str, Callable[[Visit], Page]] = {
    "": home.view, "map": maps.view, "lists": rankings.index, "ranking": rankings.view, "compare": compare.view,
    "questions": questions.view, "search": search.view, "sparql": editor.view, "corrections": corrections.view,
}


ALTERNATES = (("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("nt", "application/n-triples"),
              ("rdf", "application/rdf+xml"))


class Site:
    """Every page of a graph. `base` is what stands before each address: nothing, a path or a whole address."""

    def __init__(self, graph: Graph, *, base: str = ""):
        self.graph, self.base = graph, base.rstrip("/")

    def page(self, path: str, language: str, query: Mapping[str, Sequence[str]] | None = None) -> Page:
        """The page of a path without its language, such as `place/320500` or `questions/peers.csv`.

        Raises NoSuchPage where there is none, and QueryError for a question that is wrongly asked.
        """
        path, form = _form_of(path.strip("/"))
        visit = Visit(self, path, language, query or {}, form, self.base)
        view = VIEWS.get(path.partition("/")[0], things.view)
        return view(visit)

    def trouble(self, status: int, language: str, path: str, error: SmileError) -> Page:
        """The page that says what went wrong."""
        visit = Visit(self, path, language, {}, "html", self.base)
        near = getattr(error, "near", ())
        return Page(self.render(visit, "trouble.html", {"status": status, "error": error, "near": near}), status=status)

    def paths(self) -> Iterator[str]:
        """The path of every page but those that a query string makes, and but the things' own."""
        yield from (path for path in VIEWS if path not in ("ranking", "search"))
        yield from (f"questions/{name}" for name in self.graph.queries)

    def render(self, visit: Visit, template: str, context: Mapping[str, Any]) -> bytes:
        """A template, filled. What every template can use beside its own context is told in `templates/base.html`."""
        other = next(one for one in LANGUAGES if one != visit.language)
        values = {name: list(given) for name, given in visit.query.items()}
        form = f"{visit.base}/id/{visit.path}"
        common = {"active": visit.path.partition("/")[0] or "home", "description": "", "canonical": None, "jsonld": None,
                  "search_href": f"{visit.base}/search.json?lang={visit.language}",
                  "alternates": [(f"{form}.{ending}", kind) for ending, kind in ALTERNATES] if "iri" in context else [],
                  "visit": visit, "language": visit.language, "say": visit.say, "href": visit.href, "of": visit.of, "term": visit.term,
                  "name": visit.name, "other_name": visit.other_name, "path": visit.path, "base": visit.base,
                  "other_language": other, "other_language_href": address(visit.base, other, visit.path, values),
                  "static": lambda file: f"{visit.base}/static/{self.assets.get(file, file)}"}
        return self.templates.get_template(template).render({**common, **context}).encode("utf-8")

    @cached_property
    def terms(self) -> Mapping[tuple[str, str], str]:
        """The names of our terms by local name and language."""
        return terms(self.graph)

    @cached_property
    def templates(self) -> "jinja2.Environment":
        """The templates. Raises QueryError where Jinja is not installed."""
        from .render import environment

        return environment()

    @cached_property
    def assets(self) -> Mapping[str, str]:
        """The names of the built files, which bear a hash of their content, by their names without it."""
        from .render import manifest

        return manifest()


def _form_of(path: str) -> tuple[str, str]:
    """`questions/peers.csv` as `questions/peers` and `csv`."""
    start, dot, ending = path.rpartition(".")
    return (start, ending) if dot and ending in FORMS else (path, "html")
