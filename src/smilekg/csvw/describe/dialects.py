"""Dialect descriptions: how a table's bytes are cut into cells (Metadata Vocabulary, section 5.9)."""

import re
from dataclasses import replace
from typing import Any

from ..model import Dialect
from . import properties as p
from .document import Place

_TABS = re.compile(r"\.(tsv|tab)(\.(gz|zst))?$")


def _is_encoding(value: Any) -> bool:
    try:
        return isinstance(value, str) and "".encode(value) is not None
    except (LookupError, ValueError):
        return False


def _encoding(value: Any, place: Place) -> Any:
    return value if _is_encoding(value) else p.ignore(place, value, "the name of an encoding", "utf-8 is used")


def _one_character(value: Any, place: Place) -> Any:
    return value if isinstance(value, str) and len(value) == 1 else p.ignore(place, value, "one character")


def _quote(value: Any, place: Place) -> Any:
    return value if value is None else _one_character(value, place)


def _comment(value: Any, place: Place) -> Any:
    if isinstance(value, str) and len(value) > 1:
        place.warn(f"{value!r} has more than one character, which other programs may refuse.")
    return value if value is None else p.text(value, place)


def _terminators(value: Any, place: Place) -> Any:
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and values and all(isinstance(item, str) and item for item in values):
        return tuple(values)
    return p.ignore(place, value, "a line end or a list of line ends")


def _trim(value: Any, place: Place) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return p.one_of("true", "false", "start", "end")(value, place)


_CHECKS: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("Dialect"), "commentPrefix": _comment, "delimiter": _one_character,
    "doubleQuote": p.truth, "encoding": _encoding, "header": p.truth, "headerRowCount": p.count,
    "lineTerminators": _terminators, "quoteChar": _quote, "skipBlankRows": p.truth, "skipColumns": p.count,
    "skipInitialSpace": p.truth, "skipRows": p.count, "trim": _trim,
}
_FIELDS = {
    "commentPrefix": "comment_prefix", "delimiter": "delimiter", "doubleQuote": "double_quote", "encoding": "encoding",
    "headerRowCount": "header_row_count", "lineTerminators": "line_terminators", "quoteChar": "quote_char",
    "skipBlankRows": "skip_blank_rows", "skipColumns": "skip_columns", "skipRows": "skip_rows", "trim": "trim",
}


def read_dialect(node: dict[str, Any], place: Place) -> Dialect:
    """The dialect that a description gives."""
    found, _ = p.read(node, place, _CHECKS)
    if "header" in found:
        found.setdefault("headerRowCount", int(found["header"]))
    if "skipInitialSpace" in found:
        found.setdefault("trim", "start" if found["skipInitialSpace"] else "false")
    # An empty comment prefix would make each row a comment.
    found["commentPrefix"] = found.get("commentPrefix", Dialect.comment_prefix) or None
    return Dialect(**{_FIELDS[name]: value for name, value in found.items() if name in _FIELDS})


def of_content_type(content_type: str | None, name: str = "") -> Dialect:
    """The default dialect for what a server says of a file (Model, section 6.1), or for the file's name."""
    from email.message import Message  # here, because it takes 8 ms

    message = Message()
    message["Content-Type"] = content_type or ("text/tab-separated-values" if _TABS.search(name) else "text/csv")
    dialect = Dialect()
    if message.get_content_type() == "text/tab-separated-values":
        dialect = replace(dialect, delimiter="\t")
    if str(message.get_param("header")).lower() == "absent":
        dialect = replace(dialect, header_row_count=0)
    charset = message.get_param("charset")
    return replace(dialect, encoding=str(charset)) if _is_encoding(charset) else dialect
