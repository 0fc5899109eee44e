"""Datatypes of cells: what a cell's text must look like, and the lexical form that its literal carries.

Source: Model for Tabular Data and Metadata on the Web, sections 4.6 and 6.4; Metadata Vocabulary, section 5.11.2.
"""

import re
from collections.abc import Callable

from ...lexical import PATTERNS, is_valid
from ..model import Datatype
from . import dates, numbers
from .formats import IgnoredFormat as IgnoredFormat
from .formats import expression, words
from .limits import check_limits, limited, within

Parser = Callable[[str], str]
TEXT = "TEXT"  # what `plain` says of any text: the compiler knows which characters it may take

NUMERIC = frozenset((
    "decimal", "double", "float", "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"))
TIMES = frozenset(("date", "dateTime", "dateTimeStamp", "time", "gYear", "gYearMonth", "gMonth", "gDay", "gMonthDay"))
DURATIONS = frozenset(("duration", "dayTimeDuration", "yearMonthDuration"))
VERBATIM = frozenset(("string", "anyAtomicType", "json", "xml", "html"))  # white space counts, any text is valid
BINARY = frozenset(("base64Binary", "hexBinary"))
_STRINGS = frozenset(("string", "normalizedString", "token", "language", "Name", "NMTOKEN", "json", "xml", "html"))
BASES = frozenset(PATTERNS) | VERBATIM

_LINE = re.compile("[\t\n\r]")
_EVEN = re.compile("[^\t\n\r ]++(?: [^\t\n\r ]++)*+").fullmatch
_BLANKS = re.compile(" +")


def normalise(text: str, base: str) -> str:
    """The text of a cell with the white space that its datatype's base leaves (steps 1 and 2 of section 6.4)."""
    if base in VERBATIM or _EVEN(text):
        return text
    text = _LINE.sub(" ", text)
    return text if base == "normalizedString" else _BLANKS.sub(" ", text.strip(" "))


def check(datatype: Datatype) -> None:
    """Raise ValueError where the format, lengths or limits do not fit the base, IgnoredFormat where the format alone
    is broken and may be left out (`format=None`) with a warning."""
    if datatype.base not in BASES:
        raise ValueError(f"{datatype.base!r} is no datatype")
    _check_lengths(datatype)
    if _has_limits(datatype):
        if datatype.base not in NUMERIC | TIMES | DURATIONS:
            raise ValueError(f"a {datatype.base} cannot have a minimum or maximum")
        check_limits(datatype)
    _formatted(datatype)


def parser(datatype: Datatype) -> Parser:
    """A function from a cell's text, its white space normalised, to the lexical form of its literal.

    It raises ValueError with the rule that the text breaks. Without a format it gives back a lexical form as it is,
    but that a boolean 1 is true.
    """
    parse = _formatted(datatype)
    lengths = (datatype.length, datatype.min_length, datatype.max_length)
    if lengths != (None, None, None):
        parse = _of_length(parse, _measure(datatype.base), datatype)
    return limited(parse, within(datatype)) if _has_limits(datatype) else parse


def _has_limits(datatype: Datatype) -> bool:
    return any(limit is not None for limit in (datatype.min_inclusive, datatype.max_inclusive,
                                               datatype.min_exclusive, datatype.max_exclusive))


def _formatted(datatype: Datatype) -> Parser:
    base, form = datatype.base, datatype.format
    native = _native(base)
    if base in NUMERIC:
        if (form, datatype.decimal_char, datatype.group_char) == (None, None, None):
            return _native(base, numbers.implicit(f"it is no {base} of XML Schema", native))
        return numbers.parser(form, datatype.decimal_char, datatype.group_char, native)
    if base == "boolean":
        return _boolean(form)
    if form is None:
        return native
    return dates.parser(base, form, native) if base in TIMES else _matching(form, native)


def _native(base: str, otherwise: Parser | None = None) -> Parser:
    """The parser of a datatype without a format. Most texts are settled by the narrower expression alone.

    What is no lexical form goes to `otherwise`.
    """
    rule = f"it is no {base} of XML Schema"
    if base in VERBATIM:
        return _any_text
    source = _PLAIN[base] if _PLAIN[base] != TEXT else PATTERNS[base]
    quick = re.compile(source).fullmatch

    def parse(text: str) -> str:
        if quick(text) or is_valid(text, base):
            return text
        if otherwise:
            return otherwise(text)
        raise ValueError(rule)
    return parse


def _any_text(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has a NUL character")
    return text


def _boolean(form: str | None) -> Parser:
    """Booleans become true or false, 1 and 0 too: section 6.4.3, and the results of W3C's test 183."""
    true, false = words(form) if form is not None else ("true", "false")
    known = {true: "true", false: "false"} | ({"1": "true", "0": "false"} if form is None else {})
    rule = f"it must be {true} or {false}" if form is not None else "it is no boolean of XML Schema"

    def parse(text: str) -> str:
        try:
            return known[text]
        except KeyError:
            raise ValueError(rule) from None
    return parse


def _matching(form: str, native: Parser) -> Parser:
    matches = expression(form)

    def parse(text: str) -> str:
        if matches(text):
            return native(text)
        raise ValueError(f"it must match {form}")
    return parse


def _check_lengths(datatype: Datatype) -> None:
    given = {name: value for name, value in (("length", datatype.length), ("minLength", datatype.min_length),
                                             ("maxLength", datatype.max_length)) if value is not None}
    if given and datatype.base not in _STRINGS | BINARY:
        raise ValueError(f"a {datatype.base} cannot have a {next(iter(given))}")
    for name, value in given.items():
        if value < 0:
            raise ValueError(f"{name} is less than 0")
    for low, high in (("minLength", "length"), ("length", "maxLength"), ("minLength", "maxLength")):
        if low in given and high in given and given[low] > given[high]:
            raise ValueError(f"{low} is greater than {high}")


def _measure(base: str) -> Callable[[str], int]:
    """How long a value is: in bytes for a binary one, else in characters."""
    if base == "hexBinary":
        return lambda text: len(text) // 2
    if base == "base64Binary":
        return lambda text: len(text.replace(" ", "").rstrip("=")) * 3 // 4
    return len


def _of_length(parse: Parser, measure: Callable[[str], int], datatype: Datatype) -> Parser:
    exact = datatype.length
    low = max(number for number in (exact, datatype.min_length, 0) if number is not None)
    high = min(number for number in (exact, datatype.max_length, float("inf")) if number is not None)
    unit = "bytes" if datatype.base in BINARY else "characters"

    def parse_of_length(text: str) -> str:
        text = parse(text)
        if low <= measure(text) <= high:
            return text
        raise ValueError(f"it is shorter than {low} {unit}" if measure(text) < low else
                         f"it is longer than {high} {unit}")
    return parse_of_length


# Expressions of texts that are valid beyond doubt. Days are those that every such month has; leap days, expanded years
# and forms that are seldom seen are left to the parser. No text but those of TEXT has a blank, comma or quote.
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
_MONTH_DAY = (r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
              r"|(?:0[13578]|1[02])-31)")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]++)?+"
_DATE = f"[0-9]{{4}}-{_MONTH_DAY}"
_DIGITS = "[0-9]++"
_NUMBER = r"[+-]?+[0-9]++(?:\.[0-9]++)?+"
_DOUBLE = _NUMBER + "(?:[Ee][+-]?+[0-9]++)?+"
_NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*+"
_YEARS = "-?+P(?=[0-9])(?:[0-9]++Y)?+(?:[0-9]++M)?+"
_TIMES = r"(?:T(?=[0-9])(?:[0-9]++H)?+(?:[0-9]++M)?+(?:[0-9]++(?:\.[0-9]++)?+S)?+)"
_BYTES = "[A-Za-z0-9+/]"
_PLAIN = {
    "anyAtomicType": TEXT, "string": TEXT, "normalizedString": TEXT, "json": TEXT, "xml": TEXT, "html": TEXT,
    "boolean": "(?:true|false)",
    "decimal": _NUMBER, "double": _DOUBLE, "float": _DOUBLE, "integer": "[+-]?+" + _DIGITS,
    "long": "[+-]?+[0-9]{1,18}+", "int": "[+-]?+[0-9]{1,9}+", "short": "[+-]?+[0-9]{1,4}+",
    "byte": "[+-]?+[0-9]{1,2}+",
    "nonNegativeInteger": _DIGITS, "positiveInteger": "[1-9][0-9]*+",
    "nonPositiveInteger": "(?:-[0-9]++|0)", "negativeInteger": "-[1-9][0-9]*+",
    "unsignedLong": "[0-9]{1,19}+", "unsignedInt": "[0-9]{1,9}+", "unsignedShort": "[0-9]{1,4}+",
    "unsignedByte": "[0-9]{1,2}+",
    "date": f"{_DATE}{_ZONE}?+", "time": f"{_TIME}{_ZONE}?+", "dateTime": f"{_DATE}T{_TIME}{_ZONE}?+",
    "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE}",
    "gYear": f"[0-9]{{4}}{_ZONE}?+", "gYearMonth": f"[0-9]{{4}}-(?:0[1-9]|1[0-2]){_ZONE}?+",
    "gMonth": f"--(?:0[1-9]|1[0-2]){_ZONE}?+", "gDay": f"---(?:0[1-9]|[12][0-9]|3[01]){_ZONE}?+",
    "gMonthDay": f"--{_MONTH_DAY}{_ZONE}?+",
    "duration": f"(?:{_YEARS}(?:[0-9]++D)?+{_TIMES}?+|-?+P{_TIMES})",
    "dayTimeDuration": f"(?:-?+P[0-9]++D{_TIMES}?+|-?+P{_TIMES})", "yearMonthDuration": _YEARS,
    "hexBinary": "(?:[0-9A-Fa-f]{2})++",
    "base64Binary": (f"(?={_BYTES})(?:{_BYTES}{{4}})*+"
                     f"(?:{_BYTES}{{2}}[AEIMQUYcgkosw048]=|{_BYTES}[AQgw]==)?+"),
    "anyURI": r"[A-Za-z0-9\-._~:/?#@!$&()*+=%]++",
    "token": r"[A-Za-z0-9\-._~:/?#@!$&()*+=%]++(?: [A-Za-z0-9\-._~:/?#@!$&()*+=%]++)*+",
    "language": "[A-Za-z]{1,8}+(?:-[A-Za-z0-9]{1,8}+)*+",
    "Name": _NAME, "NMTOKEN": r"[A-Za-z0-9_.\-]++", "QName": f"{_NAME}(?::{_NAME})?+",
}


def plain(datatype: Datatype) -> str | None:
    """An expression, for `re` over bytes, of texts that are valid and whose literal is the text as it stands.

    It has no capture group. Its texts have ASCII letters, digits, single blanks within a token, and
    `-._~:/?#@!$&()*+=%` alone. TEXT stands for any text without control characters; None says that each cell must
    go through the parser.
    """
    if datatype.base == "date" and datatype.format == "yyyy-MM-dd" and not _has_limits(datatype):
        return _DATE
    if datatype != Datatype(datatype.base, datatype.iri):
        return None
    return _PLAIN[datatype.base]
