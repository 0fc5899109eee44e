"""The routes of everything but the SPARQL endpoint."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from . import dereference, downloads
from .pages import home, not_found, page
from .served import Served

STATIC = Path(__file__).resolve().parents[1] / "pages" / "static"
ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /*/search\nDisallow: /*/compare\n"


def make_app(served: Served) -> Starlette:
    """The application. Handlers find what is served in `request.app.state.served`."""
    routes = [Route("/", home), Route("/health", health), Route("/robots.txt", robots), *_static(), *_linked(),
              *(Route(f"/{language}/{{path:path}}", page, name=language) for language in ("zh", "en"))]
    app = Starlette(routes=routes, exception_handlers={404: not_found})
    app.state.served = served
    return app


async def health(request: Request) -> Response:
    """That the server is there."""
    return PlainTextResponse("ok\n")


async def robots(request: Request) -> Response:
    """What crawlers need not ask for."""
    return PlainTextResponse(ROBOTS)


def _static() -> list[BaseRoute]:
    """The built files of the browser, where they were built."""
    return [Mount("/static", StaticFiles(directory=STATIC))] if STATIC.is_dir() else []


def _linked() -> list[BaseRoute]:
    """The IRIs of things and terms: `/id/…` and `/ontology/…`; the files of the graph: `/data/…`."""
    return [*dereference.routes(), *downloads.routes()]
