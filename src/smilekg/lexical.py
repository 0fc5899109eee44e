"""The lexical forms of XML Schema datatypes, as regular expressions over the whole text.

RDF libraries quietly accept or rewrite ill-typed literals (rdflib reads `1_000` as 1000), so every typed value is held
against these before it becomes a triple, and every literal of a file before SHACL looks at it. Source: XML Schema 1.1
part 2, section 3.
"""

import re
from functools import cache

from .terms import XSD

_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12][0-9]|3[01])"
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_FLOAT = r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN)"
_DAYS = r"([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?"
_INTEGER = r"[+-]?[0-9]+"
_DATE = re.compile(r"-?(\d*)-(\d\d)-(\d\d)")
# XML 1.0, productions [4] and [4a], without the colon.
_NAME_START = ("A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
               "\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF")
_NAME = _NAME_START + "\\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"

PATTERNS = {
    "boolean": r"true|false|1|0",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "integer": _INTEGER,
    "long": _INTEGER, "int": _INTEGER, "short": _INTEGER, "byte": _INTEGER,
    "nonNegativeInteger": r"\+?[0-9]+|-0+",
    "positiveInteger": r"\+?0*[1-9][0-9]*",
    "nonPositiveInteger": r"-[0-9]+|\+?0+",
    "negativeInteger": r"-0*[1-9][0-9]*",
    "unsignedLong": r"\+?[0-9]+|-0+", "unsignedInt": r"\+?[0-9]+|-0+",
    "unsignedShort": r"\+?[0-9]+|-0+", "unsignedByte": r"\+?[0-9]+|-0+",
    "double": _FLOAT, "float": _FLOAT,
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}",
    "time": f"{_TIME}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "duration": f"-?P(?=[0-9]|T)([0-9]+Y)?([0-9]+M)?{_DAYS}",
    "dayTimeDuration": f"-?P(?=[0-9]|T){_DAYS}", "yearMonthDuration": "-?P(?=[0-9])([0-9]+Y)?([0-9]+M)?",
    "hexBinary": r"([0-9A-Fa-f]{2})*",
    "base64Binary": (r"((([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
                     r"|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=))?"),
    "anyURI": r"[^\x00-\x20<>\"{}|\\^`]*",
    "string": r"[^\x00]*",
    "normalizedString": r"[^\x00\t\n\r]*",
    "token": r"([^\x00\t\n\r ]+( [^\x00\t\n\r ]+)*)?",
    "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "Name": f"[{_NAME_START}:][{_NAME}:]*", "NMTOKEN": f"[{_NAME}:]+",
    "QName": f"([{_NAME_START}][{_NAME}]*:)?[{_NAME_START}][{_NAME}]*",
}
BOUNDS = {
    "long": (-2**63, 2**63 - 1), "int": (-2**31, 2**31 - 1), "short": (-2**15, 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 65535),
    "unsignedByte": (0, 255),
}


@cache
def _compiled(datatype: str) -> re.Pattern[str] | None:
    """The expression of a datatype; compiled when it is asked for, since all together take 20 ms."""
    return re.compile(PATTERNS[datatype]) if datatype in PATTERNS else None


def is_valid(value: str, datatype: str) -> bool:
    """Whether `value` is a lexical form of the XSD `datatype` (its local name, such as `decimal`).

    A date's day must exist in its month. A datatype that is not listed here is not judged: the answer is True.
    """
    pattern = _compiled(datatype)
    if pattern is None:
        return True
    if not pattern.fullmatch(value) or (datatype == "base64Binary" and value.endswith(" ")):
        return False
    if datatype in BOUNDS:
        low, high = BOUNDS[datatype]
        digits = value.lstrip("+-0")
        return len(digits) < 25 and low <= int(f"{'-' * value.startswith('-')}{digits or '0'}") <= high
    return datatype not in ("date", "dateTime", "dateTimeStamp", "gMonthDay") or _day_exists(value)


def _day_exists(value: str) -> bool:
    """Whether the month of a date, or of a `--MM-DD`, has the day."""
    found = _DATE.match(value)
    assert found is not None  # its form is checked before
    year, month, day = found.groups()
    if month == "02":
        # Whether a year is a leap year shows in its last four digits; a `--02-29` exists in some year.
        last = int((year or "2000")[-4:])
        leap = last % 4 == 0 and (last % 100 != 0 or last % 400 == 0)
        return int(day) <= (29 if leap else 28)
    return int(day) <= (30 if month in ("04", "06", "09", "11") else 31)


def datatype_name(iri: str) -> str | None:
    """The local name of an XSD datatype; None for any other IRI."""
    return iri.removeprefix(XSD) if iri.startswith(XSD) else None


def is_text(value: str) -> bool:
    """Whether it can be written as UTF-8: half of a surrogate pair cannot."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
