"""The built files of the browser. Their names bear a hash of their content, so they may be kept for a year."""

import mimetypes
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

FOLDER = Path(__file__).resolve().parents[1] / "pages" / "static"
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml",
          ".woff2": "font/woff2", ".map": "application/json", ".ico": "image/x-icon"}
_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}


def routes(folder: Path = FOLDER) -> list[BaseRoute]:
    """Each file that was there when the server started; no other name finds anything."""
    files = {file.name: file for file in folder.iterdir() if file.is_file()} if folder.is_dir() else {}

    async def static(request: Request) -> Response:
        return _file(files.get(request.path_params["name"]))

    async def icon(request: Request) -> Response:
        return _file(next((file for name, file in files.items() if name.startswith("favicon")), None))

    return [Route("/static/{name}", static), Route("/favicon.ico", icon), Route("/favicon.svg", icon)]


def _file(file: Path | None) -> Response:
    if file is None:
        raise HTTPException(404)
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Response(file.read_bytes(), 200, _YEAR, kind)
