"""Common properties and notes: the JSON-LD that metadata may carry, checked and normalised.

Source: Metadata Vocabulary, sections 5.8 and 6.1.
"""

import re
from typing import Any

from ..context import TERMS, expand
from ..uris import is_absolute, resolve
from .document import Place
from .language import is_language

_NOT_IN_AN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\uD800-\uDFFF]")


def common_name(key: str) -> str | None:
    """The IRI of a common property, whose key is a prefixed name or an absolute url; None for any other key."""
    if not is_absolute(key) or key.startswith("_:") or _NOT_IN_AN_IRI.search(key):
        return None
    return expand(key)


def normalised(value: Any, place: Place) -> Any:
    """A value with full IRIs, and texts as `{"@value": …}` in their language. Raises MetadataError for the rest."""
    if isinstance(value, list):
        return [normalised(item, place.at(n)) for n, item in enumerate(value)]
    if isinstance(value, str):
        language = place.document.language
        return {"@value": value} if language == "und" else {"@value": value, "@language": language}
    if not isinstance(value, dict):
        return value
    return _literal(value, place) if "@value" in value else _node(value, place)


def _literal(value: dict[str, Any], place: Place) -> dict[str, Any]:
    extra = set(value) - {"@value"}
    if extra not in (set(), {"@type"}, {"@language"}):
        raise place.error("a @value can have a @type or a @language beside it, and nothing else", sorted(extra))
    if isinstance(value["@value"], dict | list):
        raise place.error("a @value must be text, a number, true, false or null", value["@value"])
    if "@type" in value:
        return {"@value": value["@value"], "@type": _type(value["@type"], place.at("@type"))}
    if "@language" in value and not (is_language(value["@language"]) and isinstance(value["@value"], str)):
        raise place.error("a @language is no language tag, or not that of a text", value["@language"])
    return value


def _node(value: dict[str, Any], place: Place) -> dict[str, Any]:
    node: dict[str, Any] = {}
    for key, item in value.items():
        at = place.at(key)
        if key == "@id":
            node[key] = _id(item, at)
        elif key == "@type":
            node[key] = [_type(name, at) for name in (item if isinstance(item, list) else [item])]
        elif key.startswith("@"):
            raise at.error(f"{key} cannot be used here", item, "see Metadata Vocabulary, section 5.8")
        elif name := common_name(key):
            node.setdefault(name, [])
            node[name].append(normalised(item, at))
        elif key in TERMS:
            raise at.error("a term of CSVW inside a common property is not supported", item, f"write csvw:{key}")
        else:
            at.warn(f"{key!r} is no prefixed name and no IRI, and is ignored.")
    return node


def _id(value: Any, place: Place) -> str:
    if not isinstance(value, str) or value.startswith("_:"):
        raise place.error("an @id must be an IRI, and no blank node", value)
    iri = resolve(expand(value), place.document.base)
    if _NOT_IN_AN_IRI.search(iri):
        raise place.error("an @id has a character that no IRI may have", value)
    return iri


def _type(value: Any, place: Place) -> str:
    if isinstance(value, str) and value in TERMS:
        return TERMS[value]
    if not isinstance(value, str) or not common_name(value):
        raise place.error("a @type is no term of CSVW, prefixed name or absolute url", value)
    return expand(value)
