"""The routes of everything but the SPARQL endpoint."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from . import static
from .health import State, health, metrics
from .pages import home, not_found, page
from .served import LANGUAGES, Served

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /*/search\nDisallow: /*/compare\n"


def make_app(served: Served, state: State) -> Starlette:
    """The application. Handlers find what is served in `request.app.state.served`."""
    routes = [Route("/", home), Route("/health", health), Route("/metrics", metrics), Route("/robots.txt", robots),
              *static.routes(), *_linked(),
              *(Route(f"/{language}/{{path:path}}", page, name=language) for language in LANGUAGES)]
    app = Starlette(routes=routes, exception_handlers={404: not_found})
    app.state.served, app.state.state = served, state
    return app


async def robots(request: Request) -> Response:
    """What crawlers need not ask for."""
    return PlainTextResponse(ROBOTS)


def _linked() -> list[BaseRoute]:
    """The IRIs of things and terms: `/id/…` and `/ontology/…`."""
    try:
        from .dereference import routes
    except ImportError:
        return []
    return list(routes())
