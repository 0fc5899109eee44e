"""Dates and times written for people: patterns such as `d.M.yyyy HH:mm X`.

Source: Model for Tabular Data, section 6.4.4, whose patterns are all known, and its field symbols for the parts of
dates too (`MM/yyyy` for a gYearMonth, say).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from .formats import IgnoredFormat

Parser = Callable[[str], str]

_DAYS_FIRST = [f"dd{sign}MM{sign}" for sign in "-/."] + [f"d{sign}M{sign}" for sign in "-/."]
_MONTHS_FIRST = [f"MM{sign}dd{sign}" for sign in "-/."] + [f"M{sign}d{sign}" for sign in "-/."]
_DATES = {"yyyy-MM-dd", "yyyyMMdd", *(f"{start}yyyy" for start in _DAYS_FIRST + _MONTHS_FIRST)}
_TIMES = {"HH:mm:ss", "HHmmss", "HH:mm", "HHmm"}
_PARTS = {
    "gYear": {"yyyy"}, "gMonth": {"MM", "M"}, "gDay": {"dd", "d"},
    "gYearMonth": {"yyyy-MM", "yyyyMM", *(f"{month}{sign}yyyy" for month in ("MM", "M") for sign in "-/.")},
    "gMonthDay": {start[:-1] for start in _DAYS_FIRST + _MONTHS_FIRST},
}
# How the lexical form of each datatype is put together.
_FORMS = {"date": "{year}-{month}-{day}", "time": "{hour}:{minute}:{second}",
          "dateTime": "{year}-{month}-{day}T{hour}:{minute}:{second}", "gYear": "{year}",
          "gYearMonth": "{year}-{month}", "gMonth": "--{month}", "gDay": "---{day}", "gMonthDay": "--{month}-{day}"}
_FORMS["dateTimeStamp"] = _FORMS["dateTime"]
_NAMES = {"yyyy": "year", "MM": "month", "M": "month", "dd": "day", "d": "day", "HH": "hour", "mm": "minute",
          "ss": "second"}
_FIELDS = {"yyyy": "([0-9]{4})", "MM": "(0[1-9]|1[0-2])", "M": "(1[0-2]|0?[1-9])",
           "dd": "(0[1-9]|[12][0-9]|3[01])", "d": "([12][0-9]|3[01]|0?[1-9])",
           "HH": "([01][0-9]|2[0-3])", "mm": "([0-5][0-9])", "ss": "([0-5][0-9]{fraction})"}
_OFFSET, _FURTHEST = "[+-](?:0[0-9]|1[0-3])", "[+-]14"
# A colon is not in the words of the standard for X and x, but in W3C's test 190.
_ZONES = {"X": f"{_OFFSET}(?::?[0-5][0-9])?|{_FURTHEST}(?::?00)?", "XX": f"{_OFFSET}[0-5][0-9]|{_FURTHEST}00",
          "XXX": f"{_OFFSET}:[0-5][0-9]|{_FURTHEST}:00"}
_FORMAT = re.compile(r"(?P<main>.*?)(?P<fraction>\.S+)?(?P<zone> ?(?:X{1,3}|x{1,3}))?", re.DOTALL)
_FIELD = re.compile("yyyy|MM?|dd?|HH|mm|ss")
_KEPT = 1 << 14  # days, which are the same in many rows; moments seldom are


def parser(base: str, form: str, native: Parser) -> Parser:
    """A function from a date or time written as `form` says to its lexical form as a `base`.

    `native` refuses days that do not exist. Raises IgnoredFormat for a pattern that is not known or does not make a
    `base`, ValueError for one without the zone that the base must have.
    """
    parts = _FORMAT.fullmatch(form)
    assert parts is not None  # it matches any text
    main, fraction, zone = parts.groups(default="")
    if not _is_known(base, main, fraction):
        raise IgnoredFormat(f"the format {form!r} is no pattern of a {base} that is known")
    if base == "dateTimeStamp" and not zone:
        raise ValueError(f"the format {form!r} has no time zone, which a dateTimeStamp must have")
    match = re.compile(_source(main, fraction) + _zone(zone)).fullmatch
    read = _reader(match, _template(base, main), f"it must match {form}", native, bool(zone))
    return read if "HH" in main else lru_cache(_KEPT)(read)


def _is_known(base: str, main: str, fraction: str) -> bool:
    if base == "date" or base in _PARTS:
        return not fraction and main in (_DATES if base == "date" else _PARTS[base])
    date, time = "", main
    if base != "time":
        # `T` stands in ISO 8601 alone, quoted (as UAX #35 has it) or not.
        parts = re.fullmatch("(.*?)( |T|'T'|$)(.*)", main, re.DOTALL)
        assert parts is not None  # it matches any text
        date, sign, time = parts.groups()
        if date not in _DATES or (sign != " " and date != "yyyy-MM-dd"):
            return False
    return time in _TIMES and (not fraction or time.endswith("ss"))


def _source(main: str, fraction: str) -> str:
    digits = rf"(?:\.[0-9]{{1,{len(fraction) - 1}}})?" if fraction else ""
    parts, end = [], 0
    for field in _FIELD.finditer(main):
        parts += [re.escape(main[end:field.start()].replace("'", "")), _FIELDS[field[0]]]
        end = field.end()
    return "".join(parts).replace("{fraction}", digits)


def _zone(zone: str) -> str:
    if not zone:
        return ""
    source = _ZONES[zone.strip().upper()]
    return " " * zone.startswith(" ") + (f"(Z|{source})" if zone.endswith("X") else f"({source})")


def _template(base: str, main: str) -> str:
    """The lexical form as a template of the groups that `_source` finds, in their order."""
    found = [_NAMES[field[0]] for field in _FIELD.finditer(main)]
    places = {name: f"{{{number}:0>2}}" for number, name in enumerate(found)}
    return _FORMS[base].format_map({"minute": "00", "second": "00"} | places)


def _reader(match: Callable[[str], re.Match[str] | None], template: str, rule: str, native: Parser, zoned: bool
            ) -> Parser:
    def read(text: str) -> str:
        found = match(text)
        if found is None:
            raise ValueError(rule)
        parts = found.groups()
        result = template.format(*parts)
        try:
            return native(result + _offset(parts[-1]) if zoned else result)
        except ValueError:
            raise ValueError("there is no such day") from None
    return read


def _offset(zone: str) -> str:
    """The zone as XML Schema writes it: -08, -0800 and -08:00 are -08:00."""
    return zone if zone == "Z" else f"{zone[:3]}:{zone[-2:] if len(zone) > 3 else '00'}"
