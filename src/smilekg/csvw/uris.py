"""URI references: resolution and normalisation (RFC 3986, sections 5.2 and 6.2.2).

Python's `urljoin` knows a list of schemes and drops an empty `#`, so it cannot be used here.
"""

import re
from urllib.parse import quote

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_TRIPLET = re.compile("%([0-9A-Fa-f]{2})")
_NOT_IN_AN_IRI = re.compile(r"[\x00-\x20\x7F-\x9F<>\"{}|\\^`]")
_NOT_IN_A_URI = re.compile(r"[^\x21-\x7E]+|[<>\"{}|\\^`]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PORTS = {"http": ":80", "https": ":443"}


def is_absolute(text: str) -> bool:
    """Whether `text` begins with a scheme."""
    return bool(_ABSOLUTE.match(text))


def split(uri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    """Scheme, authority, path, query, fragment; None is a part that is not there, `""` one that is empty."""
    return _PARTS.fullmatch(uri).groups()  # type: ignore[union-attr, return-value]


def join(scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None) -> str:
    """The URI of these parts."""
    before = ("" if scheme is None else f"{scheme}:") + ("" if authority is None else f"//{authority}")
    return before + path + ("" if query is None else f"?{query}") + ("" if fragment is None else f"#{fragment}")


def resolve(reference: str, base: str) -> str:
    """The URI that `reference` stands for in a document at `base`; an absolute one stays as it is written."""
    scheme, authority, path, query, fragment = split(reference)
    if scheme is not None:
        return reference
    base_scheme, base_authority, base_path, base_query, _ = split(base)
    if authority is not None:
        return join(base_scheme, authority, without_dots(path), query, fragment)
    if not path:
        return join(base_scheme, base_authority, base_path, base_query if query is None else query, fragment)
    if not path.startswith("/"):
        path = "/" + path if base_authority is not None and not base_path else _folder(base_path) + path
    return join(base_scheme, base_authority, without_dots(path), query, fragment)


def _folder(path: str) -> str:
    return path[:path.rfind("/") + 1]


def without_dots(path: str) -> str:
    """`path` with its `.` and `..` steps taken."""
    if "." not in path:
        return path
    steps: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(steps) > 1 or (steps and steps[0] != ""):
                steps.pop()
        elif segment != ".":
            steps.append(segment)
    # What ends in a step is a folder.
    return "/".join(steps) + ("/" if segments[-1] in (".", "..") and steps != [] else "")


def escape_brackets(uri: str) -> str:
    """`uri` with brackets percent-encoded where an IRI may not have them: everywhere but in the authority."""
    scheme, authority, *others = split(uri)
    path, query, fragment = (part and part.replace("[", "%5B").replace("]", "%5D") for part in others)
    return join(scheme, authority, path or "", query, fragment)


def normalise(uri: str) -> str:
    """A form in which two ways to write one URL are equal: case, escapes, dots, default port, no empty path."""
    scheme, authority, path, query, fragment = split(_TRIPLET.sub(_plain, _NOT_IN_A_URI.sub(_escaped, uri)))
    scheme = scheme and scheme.lower()
    if authority is not None:
        authority = authority.lower().removesuffix(_PORTS.get(scheme or "", " "))
        path = without_dots(path) or "/"
    return join(scheme, authority, path, query, fragment)


def without_blanks(uri: str) -> str:
    """`uri` with the characters that no IRI may have percent-encoded; letters of any script stay."""
    return _NOT_IN_AN_IRI.sub(_escaped, uri)


def _escaped(match: re.Match[str]) -> str:
    return quote(match[0], safe="")


def _plain(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
