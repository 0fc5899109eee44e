"""IRIs of things and terms, followed: to the page or to the data, by what the client takes.

An address stands for an IRI letter by letter, once it is percent-decoded: there is no other spelling of one. The tags of
documents, and 304, are the work of `front.py`.
"""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ..errors import RdfError
from ..linked.addresses import document_path, iri_of, page_path
from ..linked.document import Linked, Unknown
from ..linked.forms import FORMS
from ..pages.page import LANGUAGES, Near, NoSuchPage
from .negotiate import language, media_type
from .served import DEFAULT_LANGUAGE, Served

HTML = "html"
CACHED = "public, max-age=3600"  # a new release may come within the day
CONTEXT = "ontology/context.jsonld"
# What a client may ask for, the favourite first, and the form that it gets.
OFFERS = {**{form.media_type: suffix for suffix, form in FORMS.items()}, "text/html": HTML,
          "application/xhtml+xml": HTML, "application/json": "jsonld", "application/x-turtle": "ttl"}
SUFFIXES = (*FORMS, HTML)
_PROBLEMS = ("text/plain", "text/html", "application/problem+json", "application/json")
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link, Location"}
SAFE = "/:@!$&'()*+,;=-._~"  # what may stand in a path as it is
PREFLIGHT = {"Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
             "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match", "Access-Control-Max-Age": "86400"}


def routes() -> list[BaseRoute]:
    """The routes of `/id/…`, `/ontology/…` and `/ontology.ttl`."""
    paths = ("/id", "/id/{name:path}", "/ontology/{name:path}", "/ontology.{suffix}")
    return [Route("/ontology", _to_ontology), *(Route(path, Dereference) for path in paths)]


async def _to_ontology(request: Request) -> Response:
    return RedirectResponse(f"{request.app.state.served.base}/ontology/", 301, CORS)


class Dereference(HTTPEndpoint):
    """One IRI, or a document about it."""

    async def get(self, request: Request) -> Response:
        served: Served = request.app.state.served
        return await served.in_thread(_answer, Visit(request, served, served.site.renderer.linked))

    head = get

    async def options(self, request: Request) -> Response:
        return Response(status_code=204, headers={**CORS, **PREFLIGHT})

    async def method_not_allowed(self, request: Request) -> Response:
        return PlainTextResponse("Linked data are only read here: GET or HEAD.\n", 405, {**CORS, "Allow": PREFLIGHT["Allow"]})


@dataclass(frozen=True)
class Visit:
    """A request, and what it is answered from."""

    request: Request
    served: Served
    linked: Linked

    @property
    def path(self) -> str:
        """The path below the root, percent-decoded."""
        path: str = self.request.scope["path"]
        return path.removeprefix("/")

    @property
    def spoken(self) -> str:
        return language(self.request.headers.get("accept-language", ""), LANGUAGES, DEFAULT_LANGUAGE)

    def takes(self, offers: tuple[str, ...]) -> str | None:
        return media_type(self.request.headers.get("accept", ""), offers)

    def href(self, path: str) -> str:
        return f"{self.served.base}/{quote(path, safe=SAFE)}"


def _answer(visit: Visit) -> Response:
    if visit.path == CONTEXT:
        return _given(visit.linked.project.context.read_bytes(), FORMS["jsonld"].media_type, CORS)
    try:
        iri, suffix = _asked(visit)
    except Unknown as error:
        return _unknown(visit, error)
    if suffix == HTML:
        return _page(visit, iri)
    return _document(visit, iri, suffix) if suffix else _redirect(visit, iri)


def _asked(visit: Visit) -> tuple[str, str | None]:
    """The IRI that an address stands for, and the form that it names. Raises Unknown.

    `…/apps/1.3` is an IRI and no document: only an ending that is a form is taken for one, and an IRI goes first.
    """
    stem, _, ending = visit.path.rpartition(".")
    iris = visit.linked.iris
    if iri_of(visit.path) in iris and visit.path != "ontology":
        return iri_of(visit.path), None
    if ending in SUFFIXES and stem[-1:] != "/" and iri_of(stem) in iris:
        return iri_of(stem), ending
    raise visit.linked.unknown(iri_of(stem if ending in SUFFIXES else visit.path))


def _links(visit: Visit, iri: str) -> str:
    """The `Link` header: every form, the IRI itself, and the Turtle that describes it."""
    forms = [(suffix, FORMS[suffix].media_type if suffix in FORMS else "text/html") for suffix in SUFFIXES]
    alternate = [f'<{visit.href(document_path(iri, suffix))}>; rel="alternate"; type="{media}"' for suffix, media in forms]
    return ", ".join([f'<{quote(iri, safe=SAFE)}>; rel="canonical"', *alternate,
                      f'<{visit.href(document_path(iri, "ttl"))}>; rel="describedby"; type="text/turtle"'])


def _redirect(visit: Visit, iri: str) -> Response:
    """303 to the page or to the document that the client likes best; 406 where it likes none."""
    best = visit.takes(tuple(OFFERS))
    headers = {**CORS, "Link": _links(visit, iri), "Vary": "Accept", "Cache-Control": CACHED}
    if best is None:
        forms = "".join(f"{visit.href(document_path(iri, suffix))}\n" for suffix in SUFFIXES)
        return PlainTextResponse(f"There is no such form of {iri}. There are:\n{forms}", 406, headers)
    if OFFERS[best] != HTML:
        return RedirectResponse(visit.href(document_path(iri, OFFERS[best])), 303, headers)
    path, anchor = page_path(iri)
    target = visit.href(f"{visit.spoken}/{path}") + (f"#{quote(anchor, safe=SAFE)}" if anchor else "")
    return RedirectResponse(target, 303, {**headers, "Vary": "Accept, Accept-Language"})


def _document(visit: Visit, iri: str, suffix: str) -> Response:
    try:
        body = FORMS[suffix].write(visit.linked.document(iri))
    except RdfError as error:
        return PlainTextResponse(f"{error}\n", 406, CORS)
    return _given(body, FORMS[suffix].media_type, {**CORS, "Link": _links(visit, iri)})


def _page(visit: Visit, iri: str) -> Response:
    """The page itself, in the language that the client likes best."""
    page = visit.served.site.page(page_path(iri)[0], visit.spoken)
    return _given(page.body, page.media_type, {**CORS, "Link": _links(visit, iri), "Vary": "Accept-Language",
                                               "Content-Language": visit.spoken})


def _given(body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    kind = f"{media_type}; charset=utf-8" if media_type == "text/turtle" else media_type
    return Response(body, 200, {**headers, "Cache-Control": CACHED, "Content-Type": kind})


def _unknown(visit: Visit, error: Unknown) -> Response:
    """404 with the IRIs that may have been meant, as a page, as JSON (RFC 9457) or as text."""
    best = visit.takes(_PROBLEMS) or "text/plain"
    headers = {**CORS, "Vary": "Accept"}
    near = [(visit.href(document_path(one.iri)), one) for one in error.near]
    if best == "text/html":
        return _trouble(visit, error, headers)
    if best.endswith("json"):
        problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": f"{error.problem}: {error.value}",
                   "near": [{"iri": one.iri, "href": href, "zh": one.zh, "en": one.en} for href, one in near]}
        return JSONResponse(problem, 404, headers, "application/problem+json")
    lines = "".join(f"  {href}  {one.zh} ({one.en})\n" for href, one in near)
    return PlainTextResponse(f"The graph says nothing of {error.value}\n{'Near ones:' if near else 'No IRI is near it.'}\n{lines}",
                             404, headers)


def _trouble(visit: Visit, error: Unknown, headers: dict[str, str]) -> Response:
    pages = [(page_path(one.iri), one.zh if visit.spoken == "zh" else one.en) for one in error.near]
    near = [Near(path, title, anchor) for (path, anchor), title in pages]
    page = visit.served.site.trouble(404, visit.spoken, "", NoSuchPage(error.problem, near, value=error.value))
    return Response(page.body, 404, {**headers, "Vary": "Accept, Accept-Language"}, page.media_type)
