"""The files of the Data page; their tags, and 304, are the work of `front.py`.

Only the addresses on the list exist: no part of a path is looked up on the disk.
"""

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ..linked.downloads import CSV, Download, downloads
from .dereference import CACHED, CORS, PREFLIGHT
from .served import Served

METADATA = "data/tables/csv-metadata.json"


def routes() -> list[BaseRoute]:
    """The routes of `/data/…` and the logo, and of `/data`, so that it is not sent on to a folder."""
    return [Route(path, Downloads) for path in ("/data", "/data/{name:path}", "/logo.svg")]


class Downloads(HTTPEndpoint):
    """One file of the list."""

    async def get(self, request: Request) -> Response:
        served: Served = request.app.state.served
        return await served.in_thread(_answer, request, served)

    head = get

    async def options(self, request: Request) -> Response:
        return Response(status_code=204, headers={**CORS, **PREFLIGHT})

    async def method_not_allowed(self, request: Request) -> Response:
        return PlainTextResponse("Files are only read here: GET or HEAD.\n", 405, {**CORS, "Allow": PREFLIGHT["Allow"]})


def _answer(request: Request, served: Served) -> Response:
    path: str = request.scope["path"]
    file = downloads(served.graph).get(path.removeprefix("/"))
    if file is None:
        return PlainTextResponse(f"There is no such file. They are listed on {served.base}/en/data\n", 404, CORS)
    return Response(file.body, 200, {**_headers(file, served.base), "Content-Type": file.media_type, "Cache-Control": CACHED})


def _headers(file: Download, base: str) -> dict[str, str]:
    """A table says where its description is (W3C CSV on the Web); the packed graph is saved, never unpacked on the way."""
    described = {"Link": f'<{base}/{METADATA}>; rel="describedby"; type="application/csvm+json"'} if file.media_type == CSV else {}
    return {**CORS, **described, "Content-Disposition": f'attachment; filename="{file.name}"'}
