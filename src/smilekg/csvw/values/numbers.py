"""Numbers written for people: patterns such as `#,##0.00`, decimal and group characters, per cent and per mille.

Source: Model for Tabular Data, section 6.4.2; UAX #35 part 3, Number Format Patterns.
"""

import re
from collections.abc import Callable

from .formats import IgnoredFormat

Parser = Callable[[str], str]
_MARKS = {"%": 2, "‰": 3}  # by how many places each moves the decimal point
# Without a format: thousands in groups, per cent, per mille. Any other comma could be a decimal point.
_UNFORMATTED = re.compile(r"(?:[+-]?[0-9]{1,3}(?:,[0-9]{3})+|[+-]?[0-9]+)(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+|[%‰])?")
_NOT_A_SEPARATOR = re.compile("[0-9A-Za-z+%‰#-]")


def parser(pattern: str | None, decimal_char: str | None, group_char: str | None, native: Parser) -> Parser:
    """A function from a formatted number to its lexical form, which `native` must accept.

    The digits stay as they are written, leading and trailing zeros among them; per cent and per mille move the
    decimal point. An exponent is written with `e`, as in the results of W3C's test 158. Raises IgnoredFormat for a
    pattern that is none, ValueError for unusable characters.
    """
    point = "." if decimal_char is None else decimal_char
    group = group_char
    if group is None and pattern is not None and point != ",":
        group = ","
    _check_characters(point, group)
    if pattern is None:
        source = _free(point, group)
        rule = f"it is no number with {point!r} as decimal point" + (f" and {group!r} between digits" if group else "")
    else:
        source, rule = _Pattern(pattern, point, group).source(), f"it must match {pattern}"
    plain = _plain(re.compile(source).fullmatch, rule, point, group)
    # Marks are looked for only where the format can have them.
    places = [(mark, _MARKS[mark]) for mark in _MARKS if pattern is None or mark in pattern]
    return _marked(plain, places, native) if places else lambda text: native(plain(text))


def implicit(rule: str, native: Parser) -> Parser:
    """A function from a number without a format that is no lexical form to one that is.

    The tests of W3C (168, 170, 171) want 123,456.789 and 25% to be read, though the standard says that without a
    format the forms are those of XML Schema.
    """
    return _marked(_plain(_UNFORMATTED.fullmatch, rule, ".", ","), list(_MARKS.items()), native)


def _check_characters(point: str, group: str | None) -> None:
    for name, text in (("decimalChar", point), ("groupChar", group)):
        if text is not None and (not text or _NOT_A_SEPARATOR.search(text)):
            raise ValueError(f"the {name} {text!r} cannot be told from the number")
    if group is not None and (point in group or group in point):
        raise ValueError(f"the groupChar {group!r} cannot be told from the decimalChar {point!r}")


def _plain(match: Callable[[str], object], rule: str, point: str, group: str | None) -> Parser:
    """A number that matches, without its group characters, with a dot for a decimal point and `e` for an exponent."""
    if group is None:
        def parse(text: str) -> str:
            if match(text):
                return text.replace(point, ".").replace("E", "e")
            raise ValueError(rule)
        return parse

    def parse_grouped(text: str) -> str:
        if match(text):
            return text.replace(group, "").replace(point, ".").replace("E", "e")
        raise ValueError(rule)
    return parse_grouped


def _marked(plain: Parser, places: list[tuple[str, int]], native: Parser) -> Parser:
    def parse(text: str) -> str:
        text = plain(text)
        for mark, count in places:
            if mark in text:
                return native(shifted(text.replace(mark, ""), count))
        return native(text)
    return parse


def shifted(text: str, places: int) -> str:
    """A decimal with its point moved to the left, exactly: 25, 2 -> 0.25; 100, 2 -> 1."""
    mantissa, exponent = (text[:at], text[at:]) if (at := text.find("e")) >= 0 else (text, "")
    sign = mantissa[:1] if mantissa[:1] in ("+", "-") else ""
    whole, _, part = mantissa[len(sign):].partition(".")
    whole = whole.rjust(places + 1, "0")
    part = (whole[-places:] + part).rstrip("0")
    return sign + (whole[:-places].lstrip("0") or "0") + (f".{part}" if part else "") + exponent


def _free(point: str, group: str | None) -> str:
    """Any number, in the terms of the standard, where there is no pattern."""
    between = f"(?:{re.escape(group)})?" if group else ""
    return (f"[+-]?[0-9](?:{between}[0-9])*{between}(?:{re.escape(point)}[0-9]+)?(?:[Ee][+-]?[0-9]+|[%‰])?"
            "|NaN|-?INF")


class _Pattern:
    """A number pattern, and the expression of the numbers that it describes."""

    def __init__(self, pattern: str, point: str, group: str | None):
        self.pattern, self.group = pattern, group
        digits = f"(?:[0#]|{re.escape(group)})" if group else "[0#]"
        shape = re.compile(rf"([+%‰-]*)({digits}*)(?:({re.escape(point)})({digits}+))?(?:E(\+?)(#*0+))?([%‰]?)")
        match = shape.fullmatch(pattern)
        if not match:
            raise self.broken()
        self.prefix, whole, self.point, fraction, self.plus, self.exponent, self.suffix = match.groups()
        self.whole, self.fraction = self.groups(whole), self.groups(fraction or "")
        self.check()

    def broken(self) -> IgnoredFormat:
        return IgnoredFormat(f"the format {self.pattern!r} is no number pattern that is known")

    def groups(self, digits: str) -> list[str]:
        return digits.split(self.group) if self.group else [digits]

    def check(self) -> None:
        whole, fraction = "".join(self.whole), "".join(self.fraction)
        even = all(len(part) == len(self.fraction[0]) for part in self.fraction[:-1])
        if (not re.fullmatch("#*0*", whole) or not re.fullmatch("0*#*", fraction) or not whole + fraction or not even
                or len(self.fraction[-1]) > len(self.fraction[0])
                or any(len(parts) > 1 and "" in parts for parts in (self.whole, self.fraction))
                or sum(sign in self.prefix for sign in "+-") > 1 or len(re.findall("[%‰]", self.marks)) > 1
                or any(self.prefix.count(sign) > 1 for sign in "+-")):
            raise self.broken()

    @property
    def marks(self) -> str:
        return self.prefix + self.suffix

    def source(self) -> str:
        tail = ""
        if self.exponent:
            tail = f"[Ee][+-]{'' if self.plus else '?'}[0-9]{{{self.exponent.count('0')},}}"
        point = f"(?:{re.escape(self.point)})?" if self.point else ""
        # Where no digit is required, a lone point or nothing at all is still no number.
        return f"{self.sign()}(?={point}[0-9]){self.integer()}{self.part()}{tail}{self.suffix}"

    def sign(self) -> str:
        """The prefix. A pattern without a sign takes one of either kind, before or behind a per cent sign."""
        if "+" in self.prefix or "-" in self.prefix or not self.prefix:
            return re.escape(self.prefix) or "[+-]?"
        return f"(?:[+-]?{self.prefix}|{self.prefix}[+-])"

    def integer(self) -> str:
        least = "".join(self.whole).count("0")
        if len(self.whole) == 1:
            return f"[0-9]{{{least},}}"
        group, last = re.escape(self.group or ""), len(self.whole[-1])
        other = len(self.whole[-2]) if len(self.whole) > 2 else last
        enough = f"(?=(?:[0-9](?:{group})?){{{least}}})" if least else ""
        grouped = f"(?:[0-9]{{1,{other}}}(?:{group}[0-9]{{{other}}})*{group}[0-9]{{{last}}}|[0-9]{{1,{last}}})"
        return enough + (grouped if least else f"{grouped}?")

    def part(self) -> str:
        """The fraction: groups are counted from the decimal point on."""
        digits = "".join(self.fraction)
        least, most = digits.count("0"), len(digits)
        if not digits:
            return ""
        inside = f"[0-9]{{{max(least, 1)},{most}}}"
        if len(self.fraction) > 1:
            group, size = re.escape(self.group or ""), len(self.fraction[0])
            count = f"(?=(?:[0-9](?:{group})?){{{max(least, 1)},{most}}}(?!(?:{group})?[0-9]))"
            inside = f"{count}(?:[0-9]{{{size}}}{group})*[0-9]{{1,{size}}}"
        return f"(?:{re.escape(self.point)}{inside})" + ("" if least else "?")
