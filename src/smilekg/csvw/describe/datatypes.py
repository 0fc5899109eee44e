"""Datatype descriptions (Metadata Vocabulary, section 5.11): built-in names, derived datatypes, their limits."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..context import DATATYPES, datatype_iri
from ..model import Datatype
from ..values.datatype import NUMERIC, IgnoredFormat, check
from . import properties as p
from .document import Place

_BUILT_IN = {datatype_iri(name) for name in DATATYPES}


def _identifier(value: Any, place: Place) -> str:
    iri = p.identifier(value, place)
    if iri in _BUILT_IN:
        raise place.error("the @id of a datatype cannot be that of a built-in one", value, "write it as the base")
    return iri


def _limit(value: Any, place: Place) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return p.ignore(place, value, "a number or text")
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


_CHECKS: dict[str, p.Check] = {
    "@id": _identifier, "@type": p.kind("Datatype"), "base": p.anything, "format": p.anything, "length": p.count,
    "minLength": p.count, "maxLength": p.count, "minimum": _limit, "maximum": _limit, "minInclusive": _limit,
    "maxInclusive": _limit, "minExclusive": _limit, "maxExclusive": _limit,
}
_NUMBER_FORMAT: dict[str, p.Check] = {"pattern": p.text, "decimalChar": p.text, "groupChar": p.text}


def datatype(value: Any, place: Place) -> Any:
    """A check of the `datatype` property: the Datatype. Raises MetadataError for limits that contradict."""
    if isinstance(value, dict):
        return _derived(value, place)
    if not isinstance(value, str):
        return p.ignore(place, value, "a datatype")
    name = _name(value, place)
    return Datatype(base=DATATYPES[name], iri=datatype_iri(name))


def _name(value: Any, place: Place) -> str:
    if isinstance(value, str) and value in DATATYPES:
        return value
    p.ignore(place, value, "a built-in datatype", "string is used")
    return "string"


def _derived(node: dict[str, Any], place: Place) -> Datatype:
    found, _ = p.read(node, place, _CHECKS)
    name = _name(*found["base"]) if "base" in found else "string"
    base = DATATYPES[name]
    described = Datatype(
        base=base, iri=found.get("@id", datatype_iri(name)), length=found.get("length"),
        min_length=found.get("minLength"), max_length=found.get("maxLength"),
        min_inclusive=_either(found, "minInclusive", "minimum", place), min_exclusive=found.get("minExclusive"),
        max_inclusive=_either(found, "maxInclusive", "maximum", place), max_exclusive=found.get("maxExclusive"),
        **_format(found.get("format"), base))
    return _checked(described, place)


def _either(found: dict[str, Any], name: str, synonym: str, place: Place) -> str | None:
    if name in found and synonym in found and found[name] != found[synonym]:
        raise place.error(f"{name} and {synonym} are one property and differ here", [found[name], found[synonym]])
    return found.get(name, found.get(synonym))


def _format(said: tuple[Any, Place] | None, base: str) -> dict[str, str]:
    """The fields of Datatype that a format gives."""
    if said is None:
        return {}
    value, place = said
    if base in NUMERIC and isinstance(value, dict):
        found, _ = p.read(value, place, _NUMBER_FORMAT)
        names = {"pattern": "format", "decimalChar": "decimal_char", "groupChar": "group_char"}
        return {names[name]: text for name, text in found.items()}
    return {} if p.text(value, place) is p.IGNORED else {"format": value}


def _checked(described: Datatype, place: Place) -> Datatype:
    try:
        check(described)
    except IgnoredFormat as error:
        place.at("format").warn(f"{error}; it is ignored.")
        return _checked(replace(described, format=None), place)
    except ValueError as error:
        raise place.error(str(error)) from None
    return described
