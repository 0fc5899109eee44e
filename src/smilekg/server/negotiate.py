"""Which of several forms a client gets, by its `Accept` and `Accept-Language` (RFC 9110, section 12.5)."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z", re.ASCII)
_RANGE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+\Z", re.ASCII)
_LANGUAGE = re.compile(r"(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\Z", re.ASCII)
_CODING = re.compile(r"[\w!#$%&'*+.^`|~-]+\Z", re.ASCII)
_MOST = 64  # ranges that are read; no honest client sends more
_LONGEST = 1024  # characters of a header; what comes of a longer one is not kept, since many would fill the memory
_Reader = TypeVar("_Reader", bound=Callable[..., Any])


def _remembered(function: _Reader) -> _Reader:
    """Keeps what a function of a header found for the last headers of ordinary length."""
    known = lru_cache(256)(function)

    @wraps(function)
    def found(header: str, *others: Any) -> Any:
        return (known if len(header) <= _LONGEST else function)(header, *others)

    return cast(_Reader, found)


@_remembered
def media_type(accept: str, offers: tuple[str, ...]) -> str | None:
    """The best of `offers` (such as `text/turtle`), the server's favourite first; None where none is acceptable.

    An offer has the quality of the most specific range that fits it. Where two offers are equally good the earlier one
    is taken. Parameters of a range (`;charset=utf-8`) are not looked at. No header, or one that says nothing, accepts all.
    """
    wanted = dict(_read(accept, _RANGE))
    if not wanted:
        return offers[0]
    best = max(offers, key=lambda offer: _media_quality(offer, wanted))
    return best if _media_quality(best, wanted) > 0 else None


@_remembered
def takes_gzip(accept: str) -> bool:
    """Whether an `Accept-Encoding` allows gzip, and does not like the plain bytes better."""
    wanted = dict(_read(accept, _CODING))
    quality = wanted.get("gzip", wanted.get("*", 0.0))
    return quality > 0 and quality >= wanted.get("identity", 0.0)


@_remembered
def language(accept: str, offers: tuple[str, ...], default: str) -> str:
    """The best of `offers` (primary tags, such as `zh`); `default` where none is wanted.

    `zh-Hant-TW` asks for `zh`. Of two languages that are wanted alike, the one named first is taken.
    """
    wanted = _read(accept, _LANGUAGE)
    named: dict[str, float] = {}
    for tag, quality in wanted:
        primary = tag.partition("-")[0]
        named[primary] = max(quality, named.get(primary, 0))
    others = named.pop("*", 0.0)
    order = [*(tag for tag in named if tag in offers), *(tag for tag in (default, *offers) if tag not in named)]
    best = max(order, key=lambda tag: named.get(tag, others), default=default)
    return best if named.get(best, others) > 0 else default


def _read(header: str, form: re.Pattern[str]) -> Sequence[tuple[str, float]]:
    """Each range of a header with its quality, in lower case, in order; what is malformed is left out."""
    found: dict[str, float] = {}
    for part in header.split(",")[:_MOST]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        values = [p.partition("=")[2].strip() for p in parameters if p[:1] in ("q", "Q") and p[1:].lstrip()[:1] == "="]
        if form.match(name) and all(map(_QUALITY.match, values[:1])):
            quality = float(values[0]) if values else 1.0
            found[name.lower()] = max(quality, found.get(name.lower(), 0.0))
    return list(found.items())


def _media_quality(offer: str, wanted: dict[str, float]) -> float:
    for fits in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if fits in wanted:
            return wanted[fits]
    return 0.0
