"""Answers that a client may keep: a strong ETag, and 304 where it has the same bytes already (RFC 9110, section 13)."""

import hashlib
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

# The data do not change while a server runs, but a new release may come within the day.
CACHED = "public, max-age=3600"
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def etag_of(body: bytes) -> str:
    """A strong entity tag: the same for the same bytes, on every machine."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def conditional(request: Request, body: bytes, media_type: str, headers: Mapping[str, str], tag: str = "") -> Response:
    """The bytes with their tag; 304 and no bytes where the client names the tag in `If-None-Match`."""
    tag = tag or etag_of(body)
    fields = {"ETag": tag, "Cache-Control": CACHED, **headers}
    if _has(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=fields)
    return Response(body, 200, {**fields, "Content-Type": media_type})


def _has(header: str | None, tag: str) -> bool:
    return header is not None and (header.strip() == "*" or tag in _TAG.findall(header))
