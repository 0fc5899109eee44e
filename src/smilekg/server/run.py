"""From options to a running server."""

import socket
from pathlib import Path

import uvicorn

from ..errors import QueryError
from ..graph import Graph, load
from .app import make_app
from .limits import Limits
from .served import Served

_GRACE = 2  # seconds that requests have to end once the server is told to


def run(graph: Graph, *, host: str, port: int, base: str = "", limits: Limits = Limits()) -> None:
    """Serves until a signal ends it. Raises QueryError where the address cannot be had, RdfError for broken data."""
    with listen(host, port) as listening:
        app = make_app(Served(graph, base.rstrip("/"), limits, _site(graph, base)))
        config = uvicorn.Config(app, http="httptools", ws="none", lifespan="off", log_config=None, access_log=False,
                                server_header=False, proxy_headers=False, timeout_graceful_shutdown=_GRACE)
        uvicorn.Server(config).run([listening])


def listen(host: str, port: int) -> socket.socket:
    """The socket of an address."""
    try:
        kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=kind, backlog=1024)
    except OSError as error:
        raise QueryError(f"the address cannot be served: {error.strerror or error}", value=f"{host}:{port}",
                         hint="is another server there? choose another --port") from None


def _site(graph: Graph, base: str) -> object:
    try:
        from ..pages.site import Site
    except ImportError:
        return None
    return Site(graph, base=base)
