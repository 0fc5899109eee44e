"""Pages and documents of the site, one at a time."""

from collections.abc import Iterator
from pathlib import Path

from ...linked.addresses import document_path, page_path
from ...linked.forms import FORMS
from ...pages.ontology import anchors
from ...pages.page import LANGUAGES, RDF_FORMS, Page
from ...pages.site import Site
from ..files import File, write

_DATA = {"questions": ("csv", "json", "md"), "ranking": ("csv", "json"), "corrections": ("csv", "json", "md")}


def pages(site: Site, folder: Path, path: str) -> Iterator[File]:
    """A page in each language: one after the other, since much of what the graph was asked is still known then."""
    for language in LANGUAGES:
        yield from _page(site, folder, path, language)


def _page(site: Site, folder: Path, path: str, language: str) -> Iterator[File]:
    """A page in one language, and the same as data where it is had so."""
    where = f"{language}/{path}" if path else language
    yield _written(folder, f"{where}/index.html", site.page(path, language))
    kind, _, rest = path.partition("/")
    for form in _DATA.get(kind, ()) if rest or kind == "corrections" else ():
        yield _written(folder, f"{where}.{form}", site.page(f"{path}.{form}", language))


def _written(folder: Path, path: str, made: Page) -> File:
    write(folder, path, made.body)
    return File(path, made.media_type, "a page" if path.endswith("index.html") else "what a page shows, as data")


def document(site: Site, folder: Path, iri: str) -> Iterator[File]:
    """What an IRI gives: a folder that leads to its page, and its documents beside the folder."""
    said = site.renderer.linked.document(iri)
    for form in (FORMS[ending] for ending, *_ in RDF_FORMS[:2]):
        path = document_path(iri, form.suffix)
        write(folder, path, form.write(said))
        yield File(path, form.media_type, "what the graph says about a thing or term", triples=len(set(said.triples)))
    target, anchor = page_path(iri)
    path = f"{document_path(iri).strip('/')}/index.html"
    there = anchor if anchor in anchors(site.renderer.graph) else ""  # of a part of a shape the page as a whole
    yield _written(folder, path, site.gate(path, target, there, iri))
