"""What a page is, and a visit to one: who asks for what, in which language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ..errors import SmileError
from ..terms import ONTOLOGY, local
from ..things.entities import Entity
from .render import Renderer
from .words import PROPERTIES

if TYPE_CHECKING:
    from ..graph import Graph
    from ..result import Result

HTML = "text/html; charset=utf-8"
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "md": "text/markdown; charset=utf-8"}
LANGUAGES = ("zh", "en")
# The forms in which a thing is had as RDF; a static site has the first two.
RDF_FORMS = (("ttl", "text/turtle", "Turtle"), ("jsonld", "application/ld+json", "JSON-LD"),
             ("nt", "application/n-triples", "N-Triples"), ("rdf", "application/rdf+xml", "RDF/XML"))


@dataclass(frozen=True)
class Page:
    """The bytes of a page or of a file beside it. `status` is that of HTTP; `filename` a name to save it under."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    filename: str | None = None


@dataclass(frozen=True)
class Near:
    """What somebody may have meant: the path of a page without its language, its title, and the place on the page."""

    path: str
    title: str
    anchor: str = ""


class NoSuchPage(SmileError):
    """There is no page of this address. `near` are pages that may have been meant."""

    def __init__(self, problem: str, near: Sequence[Near] = (), **place: Any):
        super().__init__(problem, **place)
        self.near = tuple(near)


@dataclass(frozen=True)
class Visit:
    """One page as it is asked for: its path without language and ending, the language (`zh`, `en`), the values of its
    query string, and the form (`html`, or `csv`, `json`, `md` for the same as data)."""

    renderer: Renderer
    path: str
    language: str = "zh"
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: str = "html"
    base: str = ""
    is_static: bool = False  # a file in a folder: every page is `index.html` of its own, and nobody answers questions
    home: str = ""  # the whole address of the site, for texts that name it; empty where it is not known

    @property
    def graph(self) -> "Graph":
        return self.renderer.graph

    @property
    def forms(self) -> tuple[tuple[str, str, str], ...]:
        """The forms in which the thing is had as RDF: ending, media type, name."""
        return RDF_FORMS[:2] if self.is_static else RDF_FORMS

    def say(self, zh: str, en: str) -> str:
        """The one of two texts that is in the language of the page."""
        return zh if self.language == "zh" else en

    def value(self, name: str, default: str = "") -> str:
        """The first value of a field of the query string, without blanks around it."""
        return next(iter(self.query.get(name, ())), default).strip()

    def href(self, path: str, **values: Any) -> str:
        """The address of a page in the language of this one. Values that are empty are left out."""
        given = {name: one for name, one in values.items() if one not in ("", None)}
        return address(self.base, self.language, path, given, self.is_static)

    def of(self, iri: str) -> str:
        """The address of the page of a thing or term of ours; of any other IRI the IRI itself, if it is of the web."""
        name = local(iri)
        if name == iri:
            return iri if iri.startswith(("http://", "https://")) else ""
        return self.href(name) if "/" in name else f"{self.href('ontology')}#{quote(name)}"

    def name(self, thing: Entity) -> str:
        """The name of a thing in the language of the page, else the one it has."""
        return thing.name if self.language == "zh" else thing.name_en or thing.name

    def other_name(self, thing: Entity) -> str:
        """Its name in the other language, or nothing where there is no other."""
        other = thing.name_en if self.language == "zh" else thing.name
        return other if other and other != self.name(thing) else ""

    def term(self, iri: str) -> str:
        """The name of a class, property or concept, by its IRI or local name; of a foreign one the end of its IRI."""
        full = iri if ":" in iri else ONTOLOGY + iri
        return self.label(full) or self.say(*_foreign(full))

    def label(self, iri: str) -> str | None:
        """The name of a thing or term in the language of the page, else in the other one, else none."""
        labels = self.renderer.labels
        return next((name for one in (self.language, *LANGUAGES) if (name := labels.get((iri, one)))), None)

    def render(self, template: str, *, status: int = 200, **context: Any) -> Page:
        """A page of HTML from a template. A context with an `iri` makes it the page of that thing."""
        return Page(self.renderer.html(template, {**self._common(context.get("iri")), **context}), status=status)

    def _common(self, iri: str | None) -> dict[str, Any]:
        """What every template can use."""
        other = next(one for one in LANGUAGES if one != self.language)
        values = {name: list(given) for name, given in self.query.items()}
        document = f"{self.base}/id/{self.path}"
        return {
            "visit": self, "language": self.language, "path": self.path, "base": self.base, "say": self.say,
            "href": self.href, "of": self.of, "term": self.term, "name": self.name, "other_name": self.other_name,
            "static": lambda file: f"{self.base}/static/{self.renderer.assets.get(file, file)}",
            "active": self.path.partition("/")[0] or "home", "description": "", "canonical": iri,
            "jsonld": self.renderer.told(iri, self.language) if iri else None,
            "alternates": [(f"{document}.{ending}", media_type) for ending, media_type, _ in self.forms] if iri else [],
            "other_language_href": address(self.base, other, self.path, values, self.is_static),
            "search_href": f"{self.base}/search.json" + ("" if self.is_static else f"?lang={self.language}"),
            "is_static": self.is_static}

    def file(self, rows: "Result") -> Page:
        """The same as data, to be saved under the end of the path."""
        text = {"csv": rows.to_csv, "json": rows.to_json, "md": rows.to_markdown}[self.form]()
        return Page(text.encode("utf-8"), FORMS[self.form], filename=f"{self.path.rpartition('/')[2]}.{self.form}")


@lru_cache(1024)
def _foreign(iri: str) -> tuple[str, str]:
    """The name of a term of another vocabulary in Chinese and English."""
    last = re.split("[/#]", iri)[-1]
    return PROPERTIES.get(last, (last, last))


def address(base: str, language: str, path: str, values: Mapping[str, Any] | None = None, is_folder: bool = False) -> str:
    """The address of a page: `/zh/questions/peers?n=3`; with a slash at its end where each page is a folder."""
    query = f"?{urlencode(values, doseq=True)}" if values else ""
    slash = "/" if is_folder and path and path.rpartition(".")[2] not in FORMS else ""
    return f"{base}/{language}/{quote(path)}{slash}{query}"
