"""The routes of everything but the SPARQL endpoint."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ..pages.page import LANGUAGES
from . import dereference, downloads, static
from .health import State, health, metrics
from .pages import completion, home, not_found, page, to_home
from .served import Served

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /*/search\nDisallow: /*/compare\n"


def make_app(served: Served, state: State) -> Starlette:
    """The application. Handlers find what is served in `request.app.state.served`."""
    routes = [Route("/", home), Route("/health", health), Route("/metrics", metrics), Route("/robots.txt", robots),
              Route("/search.json", completion), *static.routes(),
              *dereference.routes(), *downloads.routes(),
              *(Route(f"/{language}", to_home) for language in LANGUAGES),
              *(Route(f"/{language}/{{path:path}}", page, name=language) for language in LANGUAGES)]
    app = Starlette(routes=routes, exception_handlers={404: not_found})
    app.router.redirect_slashes = False  # it would lead to whatever the Host header says
    app.state.served, app.state.state = served, state
    return app


async def robots(request: Request) -> Response:
    """What crawlers need not ask for."""
    return PlainTextResponse(ROBOTS)
