"""What a page is, and a visit to one: who asks for what, in which language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from ..errors import SmileError
from ..terms import local
from ..things.entities import Entity

if TYPE_CHECKING:
    from ..graph import Graph
    from ..result import Result
    from .site import Site

HTML = "text/html; charset=utf-8"
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "md": "text/markdown; charset=utf-8"}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Page:
    """The bytes of a page or of a file beside it. `status` is that of HTTP; `filename` a name to save it under."""

    body: bytes
    media_type: str = HTML
    status: int = 200
    filename: str | None = None


@dataclass(frozen=True)
class Near:
    """What somebody may have meant: the path of a page without its language, and its title."""

    path: str
    title: str


class NoSuchPage(SmileError):
    """There is no page of this address. `near` are pages that may have been meant."""

    def __init__(self, problem: str, near: Sequence[Near] = (), **place: Any):
        super().__init__(problem, **place)
        self.near = tuple(near)


@dataclass(frozen=True)
class Visit:
    """One page as it is asked for: its path without language and ending, the language (`zh`, `en`), the values of its
    query string, and the form (`html`, or `csv`, `json`, `md` for the same as data)."""

    site: "Site"
    path: str
    language: str = "zh"
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: str = "html"
    base: str = ""

    @property
    def graph(self) -> "Graph":
        return self.site.graph

    def say(self, zh: str, en: str) -> str:
        """The one of two texts that is in the language of the page."""
        return zh if self.language == "zh" else en

    def value(self, name: str, default: str = "") -> str:
        """The first value of a field of the query string, without blanks around it."""
        return next(iter(self.query.get(name, ())), default).strip()

    def href(self, path: str, **values: Any) -> str:
        """The address of a page in the language of this one. Values that are empty are left out."""
        return address(self.base, self.language, path, {name: one for name, one in values.items() if one not in ("", None)})

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
        """The name of a class, property or concept in the language of the page; of a foreign one the end of its IRI."""
        name = local(iri)
        return self.site.terms.get((name, self.language)) or re.split("[/#]", name)[-1]

    def render(self, template: str, **context: Any) -> Page:
        """A page of HTML from a template."""
        return Page(self.site.render(self, template, context))

    def file(self, rows: "Result") -> Page:
        """The same as data, to be saved under the end of the path."""
        text = {"csv": rows.to_csv, "json": rows.to_json, "md": rows.to_markdown}[self.form]()
        return Page(text.encode("utf-8"), FORMS[self.form], filename=f"{self.path.rpartition('/')[2]}.{self.form}")


def address(base: str, language: str, path: str, values: Mapping[str, Any] | None = None) -> str:
    """The address of a page: `/zh/questions/peers?n=3`."""
    query = f"?{urlencode(values, doseq=True)}" if values else ""
    return f"{base}/{language}/{quote(path)}{query}"
