"""Least and greatest values: what lexical forms stand for, and how those values compare.

Numbers compare as decimals of any length, never as binary floats. Dates and durations are ordered in part only: with
a time zone against without one, or a month against thirty days, it can be that neither comes first; such a value is
not within a limit. Source: XML Schema 1.1 part 2, sections 3.2.6, 3.3 and E.3.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from ...lexical import is_valid
from ..model import Datatype

# compare(a, b) is "<", "=" or ">"; "" where neither comes first.
Compare = Callable[[Any, Any], str]
Test = Callable[[str], None]

_DATE_TIME = re.compile(r"(?:(-?[0-9]{4,})(?:-([0-9]{2})(?:-([0-9]{2}))?)?|--([0-9]{2})?(?:-([0-9]{2}))?)?"
                        r"T?(?:([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_DURATION = re.compile(r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
                       r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9.]+)S)?)?")
_NOTHING = Fraction(0)
_ZONES = 14 * 3600  # seconds; no zone is further from Greenwich
# Months, counted from the year 0, from which two durations are tried against each other.
_STARTS = tuple(12 * year + month - 1 for year, month in ((1696, 9), (1697, 2), (1903, 3), (1903, 7)))
# Per limit: its name in the metadata, how a value may compare with it, and what is said of one that does not.
_LIMITS = {"min_inclusive": ("minInclusive", ">=", "less than"),
           "max_inclusive": ("maxInclusive", "<=", "greater than"),
           "min_exclusive": ("minExclusive", ">", "not greater than"),
           "max_exclusive": ("maxExclusive", "<", "not less than")}
# Per pair of a lower and an upper limit: how the upper may compare with the lower.
_PAIRS = {("min_inclusive", "max_inclusive"): ">=", ("min_inclusive", "max_exclusive"): ">",
          ("min_exclusive", "max_inclusive"): ">", ("min_exclusive", "max_exclusive"): ">="}


def check_limits(datatype: Datatype) -> None:
    """Raise ValueError where a limit is no value of the base, or where the limits contradict each other."""
    found = limits(datatype)
    for one, other in (("min_inclusive", "min_exclusive"), ("max_inclusive", "max_exclusive")):
        if one in found and other in found:
            raise ValueError(f"{_LIMITS[one][0]} and {_LIMITS[other][0]} are both given")
    _, compare = _kind(datatype.base)
    for (low, high), signs in _PAIRS.items():
        if low in found and high in found and compare(found[high], found[low]) not in ("", *signs):
            raise ValueError(f"{_LIMITS[high][0]} {getattr(datatype, high)} leaves no room above "
                             f"{_LIMITS[low][0]} {getattr(datatype, low)}")


def limits(datatype: Datatype) -> dict[str, Any]:
    """The limits that are given, as values. Raises ValueError for one that is no value of the base."""
    value, _ = _kind(datatype.base)
    given = {name: getattr(datatype, name) for name in _LIMITS if getattr(datatype, name) is not None}
    for name, text in given.items():
        # A limit may be written as a JSON number, so that 1E3 or 5.0 limits an integer too.
        form = "double" if value is number else datatype.base
        if not is_valid(text, form) or text == "NaN":
            raise ValueError(f"{_LIMITS[name][0]} {text!r} is no {datatype.base} of XML Schema")
    return {name: value(text) for name, text in given.items()}


def within(datatype: Datatype) -> Callable[[str], str | None]:
    """A function from a valid lexical form to the rule that it breaks; None where it is within the limits."""
    value, compare = _kind(datatype.base)
    tests = [(limit, _LIMITS[name][1], f"it is {_LIMITS[name][2]} {getattr(datatype, name)}",
              f"it cannot be compared with {getattr(datatype, name)}")
             for name, limit in limits(datatype).items()]

    def broken(text: str) -> str | None:
        found = value(text)
        for limit, signs, rule, unordered in tests:
            sign = compare(found, limit)
            if not sign:
                return unordered
            if sign not in signs:
                return rule
        return None
    return broken


def limited(parse: Callable[[str], str], broken: Callable[[str], str | None]) -> Callable[[str], str]:
    """`parse`, with its result held against the limits."""
    def parse_within(text: str) -> str:
        text = parse(text)
        rule = broken(text)
        if rule is None:
            return text
        raise ValueError(rule)
    return parse_within


def _kind(base: str) -> tuple[Callable[[str], Any], Compare]:
    if base.endswith("uration"):
        return duration, _compare_durations
    return (moment, _compare_moments) if base.startswith(("date", "time", "g")) else (number, _compare_numbers)


def number(text: str) -> Decimal:
    """The value of a number, INF and NaN among them, exactly. Raises ValueError for an exponent beyond all use."""
    try:
        return Decimal(text.replace("INF", "Infinity"))
    except InvalidOperation:
        raise ValueError("its exponent is too large to compare it with the limits") from None


def moment(text: str) -> tuple[int, Fraction, int | None]:
    """A date, a time or a part of one as (seconds, fraction of a second, zone in seconds or None).

    Seconds are of the local clock and count from the year 0. What the text does not say is taken from the year 1972
    (a leap year), January or the first; midnight at the end of a day is that of the next.
    """
    found = _DATE_TIME.fullmatch(text)
    assert found is not None  # its form is checked before
    year, month, day, only_month, only_day, hour, minute, second, fraction, zone = found.groups()
    clock = (int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second or 0)
    if year is None and hour:
        clock %= 86400
    days = _days(12 * int(year or 1972) + int(month or only_month or 1) - 1) + int(day or only_day or 1)
    return days * 86400 + clock, Fraction(f"0{fraction}") if fraction else _NOTHING, _offset(zone)


def _offset(zone: str | None) -> int | None:
    if zone is None or zone == "Z":
        return None if zone is None else 0
    seconds = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
    return -seconds if zone[0] == "-" else seconds


def _days(months: int) -> int:
    """Days from the year 0 to the first of a month, which counts from there too (Gregorian, before 1582 as well)."""
    year, month = divmod(months, 12)
    # The year is made to begin in March, so that its last day is the leap day.
    year, month = (year, month - 2) if month > 1 else (year - 1, month + 10)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5


def duration(text: str) -> tuple[int, Fraction]:
    """A duration as (months, seconds)."""
    found = _DURATION.fullmatch(text)
    assert found is not None  # its form is checked before
    sign, years, months, days, hours, minutes, seconds = found.groups(default="0")
    factor = -1 if sign == "-" else 1
    clock = (int(days) * 24 + int(hours)) * 60 + int(minutes)
    return factor * (12 * int(years) + int(months)), factor * (60 * clock + Fraction(seconds))


def _compare_numbers(one: Decimal, other: Decimal) -> str:
    if one.is_nan():
        return ""
    return _sign(one, other)


def _sign(one: Any, other: Any) -> str:
    return "<" if one < other else ">" if one > other else "="


def _compare_moments(one: tuple[int, Fraction, int | None], other: tuple[int, Fraction, int | None]) -> str:
    """Where one has no zone, it may be up to 14 hours to either side."""
    (a, a_part, a_zone), (b, b_part, b_zone) = one, other
    if (a_zone is None) == (b_zone is None):
        return _sign((a - (a_zone or 0), a_part), (b - (b_zone or 0), b_part))
    a, b = a - (a_zone or 0), b - (b_zone or 0)
    if (a + _ZONES, a_part) < (b, b_part):
        return "<"
    return ">" if (a - _ZONES, a_part) > (b, b_part) else ""


def _compare_durations(one: tuple[int, Fraction], other: tuple[int, Fraction]) -> str:
    """A duration is less than another if it ends sooner from each of four starts."""
    signs = {_sign(_days(start + one[0]) * 86400 + one[1], _days(start + other[0]) * 86400 + other[1])
             for start in _STARTS}
    return signs.pop() if len(signs) == 1 else ""
