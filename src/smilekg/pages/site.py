"""The site: which view makes the page of an address."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..errors import SmileError
from ..graph import Graph
from ..linked.addresses import document_path, page_path
from ..terms import local
from . import compare, corrections, data, editor, home, maps, ontology, questions, rankings, search, things
from .page import FORMS, Near, NoSuchPage, Page, Visit
from .render import Renderer

# By the first part of the path. Any other path is that of a thing.
VIEWS: dict[str, Callable[[Visit], Page]] = {
    "": home.view, "map": maps.view, "lists": rankings.index, "ranking": rankings.view, "compare": compare.view,
    "questions": questions.view, "search": search.view, "sparql": editor.view, "corrections": corrections.view,
    "ontology": ontology.view, "data": data.view,
}


# The views whose paths have more parts, and what is had as data too.
_WITH_PARTS = {"map", "ranking", "questions"}
_AS_DATA = re.compile(r"compare|corrections|(questions|ranking)/.+")


class Site:
    """Every page of a graph. `base` is what stands before each address: nothing, a path or a whole address.

    With `is_static` the pages are files: their links are relative, and `base` is the address that the site will have.
    """

    def __init__(self, graph: Graph, *, base: str = "", is_static: bool = False):
        self.renderer, self.base, self.is_static = Renderer(graph), base.rstrip("/"), is_static

    def page(self, path: str, language: str, query: Mapping[str, Sequence[str]] | None = None) -> Page:
        """The page of a path without its language, such as `place/320500` or `questions/peers.csv`.

        Raises NoSuchPage where there is none; QueryError or NameUnresolved for a file that is wrongly asked for.
        """
        path, form = _form_of(path.strip("/"))
        visit = Visit(self.renderer, path, language, query or {}, form, self._root(path), self.is_static,
                      self.base if self.is_static else "")
        first, slash, _ = path.partition("/")
        if slash and first in VIEWS and first not in _WITH_PARTS or form != "html" and not _AS_DATA.fullmatch(path):
            raise NoSuchPage("there is no page of this address", [Near(first, first)] if first in VIEWS else (), value=path)
        return VIEWS.get(first, things.view)(visit)

    def _root(self, path: str) -> str:
        """The root as a page sees it: in a folder, as many steps up as its path has parts."""
        return "/".join([".."] * (path.count("/") + (2 if path else 1))) if self.is_static else self.base

    def complete(self, language: str, query: Mapping[str, Sequence[str]]) -> Page:
        """What completes the text of `?q=`, as JSON: see `search.complete`."""
        return search.complete(Visit(self.renderer, "search", language, query, "json", self.base))

    def gate(self, file: str, path: str, anchor: str, iri: str) -> Page:
        """The page at an IRI in a folder of files: it leads on to the page of that path in both languages."""
        visit = Visit(self.renderer, path, "en", {}, "html", "/".join([".."] * file.count("/")) or ".", True)
        return visit.render("gate.html", target=path, anchor=anchor, thing=iri, document=document_path(iri))

    def trouble(self, status: int, language: str, path: str, error: SmileError) -> Page:
        """The page that says what went wrong."""
        visit = Visit(self.renderer, path, language, {}, "html", self.base)
        near = getattr(error, "near", ())
        return visit.render("trouble.html", status=status, code=status, error=error, near=near)

    def paths(self) -> Iterator[str]:
        """The path of every page that needs no query string, the things' own among them."""
        yield from (path for path in VIEWS if path != "ranking")
        yield from (f"questions/{name}" for name in self.renderer.graph.queries)
        yield from (f"map/{one.edition}/{one.id}" for one in self.renderer.graph.rankings())
        yield from (local(iri) for iri in sorted(self.renderer.linked.iris) if page_path(iri) == (local(iri), ""))


def _form_of(path: str) -> tuple[str, str]:
    """`questions/peers.csv` as `questions/peers` and `csv`."""
    start, dot, ending = path.rpartition(".")
    return (start, ending) if dot and ending in FORMS else (path, "html")
