"""The properties of the Metadata Vocabulary: what value each may have, and what happens to another.

The standard wants most wrong values ignored with a warning (section 5.1). A check gives back the value as it is used,
or IGNORED after a warning; it raises MetadataError for the few that are errors.
"""

from collections.abc import Callable, Iterable
from typing import Any

from ..template import VARIABLE
from ..uris import resolve, without_blanks
from .common import common_name, normalised
from .document import Place
from .language import is_language

IGNORED: Any = object()
Check = Callable[[Any, Place], Any]


def ignore(place: Place, value: Any, expected: str, instead: str = "it is ignored") -> Any:
    place.warn(f"{value!r} is not {expected}; {instead}.")
    return IGNORED


def one_of(*allowed: str | None) -> Check:
    def check(value: Any, place: Place) -> Any:
        return value if value in allowed else ignore(place, value, "one of " + ", ".join(filter(None, allowed)))
    return check


def text(value: Any, place: Place) -> Any:
    return value if isinstance(value, str) else ignore(place, value, "text")


def truth(value: Any, place: Place) -> Any:
    return value if isinstance(value, bool) else ignore(place, value, "true or false")


def count(value: Any, place: Place) -> Any:
    valid = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if valid else ignore(place, value, "a whole number from 0")


def language(value: Any, place: Place) -> Any:
    return value if is_language(value) else ignore(place, value, "a language tag, such as en or zh")


def column_name(value: Any, place: Place) -> Any:
    if isinstance(value, str) and VARIABLE.fullmatch(value) and not value.startswith("_"):
        return value
    return ignore(place, value, "a column name (letters, digits, `_` but not first, `.` between, %-escapes)")


def template(value: Any, place: Place) -> Any:
    """The text of a URI template, with its place, because its table's url is known later alone."""
    if not isinstance(value, str):
        ignore(place, value, "a URI template", "an empty one is used, which is the table's url")
        value = ""
    return value, place


def separator(value: Any, place: Place) -> Any:
    if value is None:
        return None
    if isinstance(value, str) and len(value) > 1:
        place.warn(f"{value!r} has more than one character, which other programs may refuse.")
    return value if isinstance(value, str) and value else ignore(place, value, "text")


def nulls(value: Any, place: Place) -> Any:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        return ignore(place, value, "text or a list of texts")
    return tuple(item for n, item in enumerate(value) if text(item, place.at(n)) is not IGNORED)


def link(value: Any, place: Place) -> str:
    """A url, resolved."""
    if not isinstance(value, str):
        ignore(place, value, "a url", "an empty one is used")
        value = ""
    return resolve(without_blanks(value), place.document.base)


def identifier(value: Any, place: Place) -> str:
    """An `@id`, resolved. Raises MetadataError for a blank node."""
    if isinstance(value, str) and value.startswith("_:"):
        raise place.error("an @id cannot be a blank node", value)
    return link(value, place)


def kind(*names: str) -> Check:
    """A `@type` that must be one of `names`."""
    def check(value: Any, place: Place) -> Any:
        if value not in names:
            raise place.error(f"the @type must be {names[0]}", value)
        return value
    return check


def titles(value: Any, place: Place) -> Any:
    """A natural language property: ((language, text), …)."""
    if not isinstance(value, dict):
        return _texts(value, place.document.language, place)
    found: list[tuple[str, str]] = []
    for tag, texts in value.items():
        if is_language(tag):
            found += _texts(texts, tag, place.at(tag))
        else:
            ignore(place, tag, "a language tag")
    return tuple(found)


def _texts(value: Any, tag: str, place: Place) -> tuple[tuple[str, str], ...]:
    values = value if isinstance(value, list) else [value]
    return tuple((tag, item) for item in values if text(item, place) is not IGNORED)


def array(value: Any, place: Place) -> list[Any]:
    if isinstance(value, list):
        return value
    ignore(place, value, "a list", "an empty one is used")
    return []


def objects(value: Any, place: Place) -> list[tuple[dict[str, Any], Place]]:
    """The objects of an array property, each with its place."""
    return [(item, place.at(n)) for n, item in enumerate(array(value, place))
            if isinstance(item, dict) or ignore(place.at(n), item, "an object") is not IGNORED]


def notes(value: Any, place: Place) -> tuple[Any, ...]:
    return tuple(normalised(item, at) for item, at in objects(value, place))


def anything(value: Any, place: Place) -> tuple[Any, Place]:
    """A value that is looked at later, with its place."""
    return value, place


def read(node: dict[str, Any], place: Place, checks: dict[str, Check]
         ) -> tuple[dict[str, Any], tuple[tuple[str, Any], ...]]:
    """The properties of `node` that `checks` knows and that are valid, and its common properties, normalised.

    A property that is neither is ignored with a warning.
    """
    found: dict[str, Any] = {}
    common: list[tuple[str, Any]] = []
    for key, value in node.items():
        if key in checks:
            found[key] = checks[key](value, place.at(key))
        elif name := common_name(key):
            common.append((name, normalised(value, place.at(key))))
        elif key != "@context" or place.path:
            place.at(key).warn(f"{key!r} is no property of this kind of description and is ignored.")
    return {key: value for key, value in found.items() if value is not IGNORED}, tuple(common)


def only(properties: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}
