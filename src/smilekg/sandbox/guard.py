"""What is refused of a SPARQL text from outside before anything runs it.

SPARQL has no words for "do not fetch", so the words are read: `SERVICE` is refused, and so are updates, texts that are
too long, brackets that are too deep and paths with too many steps. Engines differ in when they decode an escape such as
`\\u0053ERVICE` (the standard: before all else; Oxigraph: in strings and IRIs alone), so both readings are checked. What
this lets through still runs in a process that can open no socket and no file: see `nursery`.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..errors import QueryError
from ..tokens import TOKEN, is_service

MAX_LENGTH = 20_000  # characters; the longest question of ours has 3,000
MAX_DEPTH = 100      # brackets in brackets; Oxigraph dies of 3,000 braces and of 5,000 parentheses
MAX_STEPS = 200      # `/` and `|` of property paths; 200 take 0.6 s to plan, 400 take 5 s

_READS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_WRITES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


class Refused(QueryError):
    """The text of a query asks for what is not allowed; it was not run."""


def check(text: str) -> None:
    """Raises Refused, with the line, for a text that must not be run. Gives no opinion on whether it is SPARQL."""
    if len(text) > MAX_LENGTH:
        raise Refused(f"the query is longer than {MAX_LENGTH:,} characters", value=f"{len(text):,} characters",
                      hint="ask for less at once")
    for reading in dict.fromkeys((text, _ESCAPE.sub(_decoded, text))) if "\\" in text else (text,):
        # Most texts cannot break a rule whatever their tokens are, which is quicker to see.
        if sum(map(reading.count, "{([")) > MAX_DEPTH or sum(map(reading.count, "/|")) > MAX_STEPS:
            _check_shape(reading)
        large = reading.upper()
        if any(word in large for word in _WRITES):
            _check_verb(reading)
        if "SERVICE" in large:
            _check_service(reading)


def _decoded(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]


def _check_shape(text: str) -> None:
    depth = steps = 0
    for token in TOKEN.finditer(text):
        if token.lastgroup == "mark":
            depth += (token[0] in "{([") - (token[0] in "})]")
            steps += token[0] in "/|"
        if depth > MAX_DEPTH:
            raise Refused(f"the query has more than {MAX_DEPTH} brackets in brackets", **_place(text, token))
        if steps > MAX_STEPS:
            raise Refused(f"the query has more than {MAX_STEPS} steps of paths", **_place(text, token),
                          hint="write `a+` or `a*` for a path of any length")


def _check_verb(text: str) -> None:
    """Refuses an update, which an engine that takes queries alone would call a mistake in writing."""
    for token in _words(text):
        word = token["word"].upper()
        if word in _WRITES and not token["local"]:
            raise Refused("the graph can be read only", **_place(text, token), value=token[0],
                          hint="use SELECT, ASK, CONSTRUCT or DESCRIBE")
        if word in _READS and not token["local"]:
            return


def _check_service(text: str) -> None:
    """Refuses `SERVICE`, also where it is glued to a neighbour (`1SERVICE`, `SERVICESILENT`, `SERVICEex:`)."""
    for token in TOKEN.finditer(text):
        if is_service(token):
            raise Refused("the query must not ask other servers: SERVICE is refused", **_place(text, token),
                          value=token[0], hint="a name whose prefix is called so is refused too: rename the prefix")
        if token["quote"] or _is_doubtful(token["iri"] or ""):
            raise Refused("it cannot be told whether the query asks other servers", **_place(text, token),
                          value=token[0], hint="put a space on both sides of `<` where it means less than")


def _is_doubtful(iri: str) -> bool:
    """Whether `<…>` could be a comparison with a comment or a string behind it: `1<2)SERVICE?s#>`.

    After `scheme://` it cannot: no expression has two slashes in a row.
    """
    return bool(iri) and not _ABSOLUTE.match(iri) and ("'" in iri or "#" in iri or "service" in iri.lower())


def _words(text: str) -> Iterator[re.Match[str]]:
    return (token for token in TOKEN.finditer(text) if token["word"] is not None)


def _place(text: str, token: re.Match[str]) -> dict[str, Any]:
    return {"file": "the query", "line": text.count("\n", 0, token.start()) + 1}
