"""A GET of the endpoint as nearly all programs send it, read at one go.

The HTTP parser, an ASGI scope and a task cost three times as much as the answer to a small query. So a request that is
whole, has no body, and says nothing out of the ordinary is read here; any other goes the usual way.
"""

import re

_REQUEST = re.compile(rb"GET /sparql\?(query=[!-%'-~]+) HTTP/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+)\r\n")
# What these say changes how the request or the answer is sent.
_SPECIAL = frozenset((b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"upgrade", b"expect", b"te",
                      b"trailer", b"proxy-connection", b"http2-settings", b"if-none-match", b"range"))


def read(data: bytes) -> tuple[bytes, dict[bytes, bytes]] | None:
    """The query string and the headers of a simple request; None for any other."""
    found = _REQUEST.fullmatch(data)
    if not found:
        return None
    fields, lines = {}, found[2].split(b"\r\n")
    for line in lines[:-1]:
        name, _, value = line.partition(b":")
        fields[name.lower()] = value.strip()
    if fields.get(b"connection", b"").lower() == b"keep-alive":
        del fields[b"connection"]
        lines.pop()
    is_simple = len(fields) == len(lines) - 1 and b"host" in fields and not _SPECIAL & fields.keys()
    return (found[1], fields) if is_simple else None
