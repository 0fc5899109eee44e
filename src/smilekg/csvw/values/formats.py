"""Formats of everything but numbers and dates: the two words of a boolean, and regular expressions.

The expressions are ECMAScript's, which Python reads otherwise in places (`$`, `\\d`, `[^]`, `a*+`). So each is taken
apart and written anew for `re`; what would not mean the same there is refused. It must match the whole text, and a
character beyond U+FFFF counts as one (ECMAScript's `u` mode). Source: ECMA-262, Pattern, with
annex B; Model for Tabular Data, sections 6.4.3, 6.4.5 and 6.4.6.
"""

import re
from collections.abc import Callable

Match = Callable[[str], object]


class IgnoredFormat(ValueError):
    """A format that is broken. The standard wants a warning, and then to go on as if there were none."""


def words(form: str) -> tuple[str, str]:
    """The words for true and false of a boolean format such as `Y|N`. Raises IgnoredFormat."""
    found = form.split("|")
    if len(found) != 2 or not all(found) or found[0] == found[1]:
        raise IgnoredFormat(f"the format {form!r} is not of the form Y|N")
    return found[0], found[1]


def expression(form: str) -> Match:
    """A function that tells whether a whole text matches the ECMAScript expression `form`.

    Raises IgnoredFormat for a broken expression, ValueError for a sound one that Python has no equal of.
    """
    try:
        source = _Translation(form).whole()
        return re.compile(source, re.ASCII).fullmatch
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the format {form!r} is not supported: {error}") from None


# What ECMAScript's \s is, as the inside of a class; and all that it is not.
_BLANK = "\\t-\\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"
_NOT_BLANK = ("\\x00-\\x08\\x0E-\\x1F!-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E"
              "\u2060-\u2FFF\u3001-\uFEFE\uFF00-\U0010FFFF")
_CLASSES = {"d": "0-9", "D": r"\D", "w": r"\w", "W": r"\W", "s": _BLANK, "S": _NOT_BLANK}
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})\??")
_OPENING = re.compile(r"\((?:\?(?:[:=!]|<[A-Za-z_$][A-Za-z0-9_$]*>))?")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|c([A-Za-z])")


class _Translation:
    """Reads an expression from left to right; each method takes one construct and gives it as `re` writes it."""

    def __init__(self, form: str):
        self.form, self.at = form, 0
        self.names: set[str] = set()

    def whole(self) -> str:
        source = self.alternatives()
        if self.at < len(self.form):
            raise self.broken("a `)` closes nothing")
        return source

    def broken(self, why: str) -> IgnoredFormat:
        return IgnoredFormat(f"the format {self.form!r} is no regular expression: {why}")

    def unsupported(self, what: str) -> ValueError:
        return ValueError(f"the format {self.form!r} is not supported: it has {what}")

    def alternatives(self) -> str:
        parts: list[str] = []
        while self.at < len(self.form) and self.form[self.at] != ")":
            if self.form[self.at] == "|":
                self.at += 1
                parts.append("|")
            else:
                parts.append(self.term())
        return "".join(parts)

    def term(self) -> str:
        sign = self.form[self.at]
        if _QUANTIFIER.match(self.form, self.at):
            raise self.broken(f"there is nothing for {sign!r} to repeat")
        if sign in "^$" or self.form[self.at:self.at + 2] in ("\\b", "\\B"):
            return self.assertion()
        atom = self.group() if sign == "(" else self.set() if sign == "[" else self.single()
        return atom + self.quantifier(atom)

    def assertion(self) -> str:
        sign = self.form[self.at:self.at + 2] if self.form[self.at] == "\\" else self.form[self.at]
        self.at += len(sign)
        if _QUANTIFIER.match(self.form, self.at):
            raise self.broken("an assertion cannot be repeated")
        # Python's own \B differs in an empty text.
        return {"^": r"\A", "$": r"\Z", "\\B": r"(?!\b)"}.get(sign, sign)

    def quantifier(self, atom: str) -> str:
        match = _QUANTIFIER.match(self.form, self.at)
        if not match:
            return ""
        if atom.startswith(("(?=", "(?!")):
            raise self.unsupported("a repeated look-ahead")
        low, _, high = match.groups()
        if high and int(high) < int(low):
            raise self.broken(f"{match[0]!r} ends before it begins")
        self.at = match.end()
        return match[0]

    def group(self) -> str:
        match = _OPENING.match(self.form, self.at)
        assert match is not None  # a `(` stands here
        if self.form.startswith(("(?<=", "(?<!"), self.at):
            raise self.unsupported("a look-behind")
        if self.form.startswith("(?", self.at) and match[0] == "(":
            raise self.broken("`(?` begins nothing that is known")
        if "<" in match[0] and match[0] in self.names:
            raise self.broken(f"the name in {match[0]!r} is there twice")
        self.names.add(match[0])
        self.at = match.end()
        inside = self.alternatives()
        if self.at == len(self.form):
            raise self.broken("a `(` is not closed")
        self.at += 1
        return (match[0] if match[0] in ("(?=", "(?!") else "(?:") + inside + ")"

    def single(self) -> str:
        sign = self.form[self.at]
        if sign == "\\":
            kind, text = self.escape()
            return f"[{text}]" if kind == "class" else re.escape(text)
        self.at += 1
        return "[^\\n\\r\u2028\u2029]" if sign == "." else re.escape(sign)

    def escape(self, in_set: bool = False) -> tuple[str, str]:
        """What stands behind a backslash: ("class", inside of a class) or ("character", the character)."""
        self.at += 1
        sign = self.form[self.at:self.at + 1]
        code = _CODE.match(self.form, self.at)
        if code:
            self.at = code.end()
            return "character", self.coded(code)
        self.at += 1
        if sign in _CLASSES and sign:
            return "class", _CLASSES[sign]
        if sign in _CONTROLS and sign:
            return "character", _CONTROLS[sign]
        if sign == "b" and in_set:
            return "character", "\b"
        if sign == "0" and not self.form[self.at:self.at + 1].isdigit():
            return "character", "\0"
        return "character", self.itself(sign)

    def coded(self, code: re.Match[str]) -> str:
        number = ord(code[3]) % 32 if code[3] else int(code[1] or code[2], 16)
        if 0xD800 <= number <= 0xDFFF:
            raise self.unsupported("half a surrogate pair; write the character itself")
        return chr(number)

    def itself(self, sign: str) -> str:
        """An escaped character that stands for itself. Letters and digits do not: too many dialects differ there."""
        if not sign:
            raise self.broken("nothing follows the last backslash")
        if sign.isalnum():
            raise self.unsupported(f"the escape \\{sign}")
        return sign

    def set(self) -> str:
        self.at += 1
        negated = self.form.startswith("^", self.at)
        self.at += negated
        members: list[str] = []
        while not self.form.startswith("]", self.at):
            members.append(self.members())
        self.at += 1
        if not members:
            return "(?s:.)" if negated else "(?!)"
        return f"[{'^' * negated}{''.join(members)}]"

    def members(self) -> str:
        """One member of a class, or a range."""
        kind, low = self.member()
        if not self.form.startswith("-", self.at) or self.form.startswith("-]", self.at):
            return low if kind == "class" else re.escape(low)
        self.at += 1
        other, high = self.member()
        if "class" in (kind, other):
            raise self.unsupported("a range from or to a class")
        if high < low:
            raise self.broken(f"the range {low}-{high} ends before it begins")
        return f"{re.escape(low)}-{re.escape(high)}"

    def member(self) -> tuple[str, str]:
        if self.at >= len(self.form):
            raise self.broken("a `[` is not closed")
        if self.form[self.at] == "\\":
            return self.escape(in_set=True)
        self.at += 1
        return "character", self.form[self.at - 1]
