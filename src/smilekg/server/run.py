"""From options to a running server."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TextIO

import uvicorn

from ..errors import QueryError
from ..graph import Graph
from ..pages.site import Site
from ..sandbox.parent import Settings
from ..sandbox.pool import Plan, Pool
from ..store import LocalStore
from .app import make_app
from .cache import Cache
from .connection import Connection, connection
from .endpoint import Endpoint
from .front import Front
from .health import State
from .limits import Limits
from .log import Log
from .metrics import Metrics
from .served import Served
from .service import description

_GRACE = 2     # seconds that requests have to end once the server is told to
_FILES = 65_536  # open files; each child closes all that there may be, so that there are not millions
_TICK = 0.5    # seconds between two looks at the connections, and two writes of the log


@dataclass(frozen=True)
class Options:
    """How to serve. `base` is the address of the root as clients know it, where that is not `host` and `port`."""

    host: str = "127.0.0.1"
    port: int = 8000
    base: str = ""
    is_behind_proxy: bool = False
    log: TextIO | None = None
    log_queries: bool = False
    limits: Limits = Limits()


def run(graph: Graph, options: Options, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serves until a signal ends it; `ready` gets the address. Raises QueryError where the address cannot be had,
    RdfError for broken data."""
    limits = options.limits
    _allow_files()
    with listen(options.host, options.port) as listening, _pool(graph, limits) as (pool, triples):
        address = options.base.rstrip("/") or _address(listening)
        front = assemble(graph, pool, triples, address, options)
        config = uvicorn.Config(
            front, http=connection(front, limits), ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=_GRACE, timeout_keep_alive=3600)
        sys.setswitchinterval(0.001)  # a page that is being made holds up an answer for 1 ms, not for 5
        ready(address)
        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, front, pool).run([listening])


def assemble(graph: Graph, pool: Pool, triples: int, address: str, options: Options) -> Front:
    """The application with all that stands before it."""
    cache, metrics = Cache(options.limits.cache), Metrics()
    base = options.base.rstrip("/")
    app = make_app(Served(graph, Site(graph, base=base), base, options.limits), State(pool, cache, metrics, triples))
    store = graph.store
    assert isinstance(store, LocalStore)  # there is no option for another one
    service = description(store, f"{address}/sparql")
    endpoint = Endpoint(pool, cache, f"{address}/sparql", base, service, options.limits.body)
    return Front(endpoint, app, cache, metrics, Log(options.log, options.log_queries), pages=options.limits.pages,
                 is_behind_proxy=options.is_behind_proxy)


def _allow_files() -> None:
    """As many open files as the system allows: connections and the queries' processes need them."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if most == resource.RLIM_INFINITY else min(most, _FILES)
        if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def listen(host: str, port: int) -> socket.socket:
    """The socket of an address. Raises QueryError where it cannot be had."""
    try:
        kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=kind, backlog=1024)
    except OSError as error:
        raise QueryError(f"the address cannot be served: {error.strerror or error}", value=f"{host}:{port}",
                         hint="is another server there? choose another --port") from None


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def _pool(graph: Graph, limits: Limits) -> Iterator[tuple[Pool, int]]:
    """The pool, and how many triples there are. The graph is read here and there at once."""
    store = graph.store
    assert isinstance(store, LocalStore)  # there is no option for another one
    settings = Settings(tuple(store.files), store.folder, limits.deadline, limits.memory, limits.rows, limits.size // 2**20)
    with ThreadPoolExecutor(1) as executor:
        making = executor.submit(Pool, settings, Plan(limits.workers, limits.long, limits.waiting))
        try:
            triples = len(store.store)
            yield making.result(), triples
        finally:
            if making.exception() is None:
                making.result().nursery.end()


class _Server(uvicorn.Server):
    """uvicorn's, with what lives as long as it."""

    def __init__(self, config: uvicorn.Config, front: Front, pool: Pool):
        super().__init__(config)
        self._front, self._pool = front, pool

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._pool.start()
        self._ticking = asyncio.create_task(self._tick())
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        self._ticking.cancel()
        await self._pool.close()
        self._front.log.write()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            now = asyncio.get_running_loop().time()
            for one in list(self.server_state.connections):
                assert isinstance(one, Connection)  # there is no other kind here
                one.check(now)
            self._front.log.write()
