"""How the server is doing: for a supervisor, and for Prometheus."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..sandbox.pool import Pool
from .cache import Cache
from .metrics import MEDIA_TYPE, Metrics

_NOT_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class State:
    """What is looked at."""

    pool: Pool
    cache: Cache
    metrics: Metrics
    triples: int


async def health(request: Request) -> Response:
    """Whether queries can be answered: 200 or 503."""
    state: State = request.app.state.state
    is_well = state.pool.is_well
    told = {"status": "ok" if is_well else "starting", "triples": state.triples, "workers": state.pool.state}
    return JSONResponse(told, 200 if is_well else 503, _NOT_KEPT)


async def metrics(request: Request) -> Response:
    """Counts in Prometheus' text format."""
    state: State = request.app.state.state
    cache = state.cache
    kept = {"hits": cache.hits, "misses": cache.misses, "answers": len(cache), "bytes": cache.used}
    text = state.metrics.text(workers=state.pool.state, queries=state.pool.counts, cache=kept)
    return Response(text, 200, _NOT_KEPT, MEDIA_TYPE.decode("ascii"))
