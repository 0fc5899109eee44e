"""The access log: one line a request, without the query's text unless it is asked for."""

from functools import lru_cache
from time import gmtime, strftime, time
from typing import TextIO
from urllib.parse import quote_from_bytes

_LONGEST = 2000  # bytes of a path that are shown
_SAFE = "/?&=%:;,.+-_~!$'()*@[]"


@lru_cache(4)
def _stamp(second: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(second))


@lru_cache(1024)
def _shown(path: bytes) -> str:
    return quote_from_bytes(path, _SAFE)


class Log:
    """Lines are written together from time to time: `write`."""

    def __init__(self, stream: TextIO | None, with_queries: bool = False):
        self._stream, self._with_queries = stream, with_queries
        self._lines: list[str] = []

    def add(self, client: str, method: str, path: bytes, query: bytes, status: int, size: int, seconds: float) -> None:
        """A request that was answered; `query` is its query string or its body."""
        if self._stream is None:
            return
        shown = _shown(path[:_LONGEST])
        asked = f"?{quote_from_bytes(query, _SAFE)}" if query and self._with_queries else ""
        self._lines.append(f"{_stamp(int(time()))} {client} {method} "
                           f"{shown}{asked} {status} {size} {seconds * 1000:.1f} ms\n")

    def write(self) -> None:
        """Writes what has come together."""
        if self._lines and self._stream is not None:
            lines, self._lines = self._lines, []
            self._stream.write("".join(lines))
            self._stream.flush()
