"""Answers: what is sent, and what stands on every one of them."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from http import HTTPStatus

Headers = tuple[tuple[bytes, bytes], ...]
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # would end a header, or be refused when it is sent
SAFE: Headers = (
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"), (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"))
# Data: nothing in it is to be run or shown in a frame, whoever asks may read it.
OPEN: Headers = (
    (b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"cross-origin"))
# Pages: what they need is ours, and stands in files of its own.
CLOSED: Headers = (
    (b"content-security-policy",
     b"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
     b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"), (b"cross-origin-resource-policy", b"same-origin"))


@dataclass(eq=False)
class Reply:
    """A whole answer. `is_kept` says that the same request gets the same answer as long as the server runs.

    Raises ValueError for a header with a control character.
    """

    status: int
    body: bytes = b""
    headers: Headers = ()
    is_kept: bool = False

    def __post_init__(self) -> None:
        if _CONTROL.search(b"".join([value for _, value in self.headers])):
            raise ValueError(f"a header has a control character: {self.headers}")

    @cached_property
    def etag(self) -> bytes:
        """A name for these bytes, of this type and encoding."""
        return b'"%b"' % blake2b(self.body, digest_size=12, key=_about(self.headers)).hexdigest().encode("ascii")

    @cached_property
    def full_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers with the length and, where the answer stays the same, its name."""
        length = (b"content-length", b"%d" % len(self.body))
        return [*self.headers, length, *([(b"etag", self.etag)] if self.is_kept else [])]

    @cached_property
    def wire(self) -> tuple[bytes, bytes]:
        """The answer as HTTP/1.1: what stands before the date, and what behind it."""
        own = b"\r\ncontent-length: %d\r\n\r\n" % len(self.body)
        tag = b"\r\netag: " + self.etag if self.is_kept else b""
        return _first_line(self.status), b"".join((_lines(self.headers), tag, own, self.body))

    def unchanged(self) -> "Reply":
        """What somebody gets who has the answer already."""
        kept = tuple(pair for pair in self.headers if pair[0] not in (b"content-type", b"content-encoding"))
        return Reply(304, b"", (*kept, (b"etag", self.etag)))


# Few headers differ from answer to answer, so what they come to is kept.
@lru_cache(256)
def _about(headers: Headers) -> bytes:
    """What tells apart two forms of the same bytes, as a key of at most 64 bytes."""
    about = b"\n".join(value for name, value in headers if name in (b"content-type", b"content-encoding"))
    return blake2b(about, digest_size=16).digest()


@lru_cache(256)
def _lines(headers: Headers) -> bytes:
    return b"".join(b"\r\n%b: %b" % pair for pair in headers)


@lru_cache(64)
def _first_line(status: int) -> bytes:
    return b"HTTP/1.1 %d %b\r\ndate: " % (status, HTTPStatus(status).phrase.encode("ascii"))


def plain(status: int, text: str, *headers: tuple[bytes, bytes]) -> Reply:
    """A line of text. It is not kept."""
    return Reply(status, text.encode("utf-8"), (
        (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *OPEN, *SAFE, *headers))
