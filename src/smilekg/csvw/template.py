"""URI templates (RFC 6570, level 4), and what CSVW adds: prefixed names, and resolution against the table's url."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from .context import expand as expand_name
from .model import Expression, Template
from .uris import is_absolute, resolve

Value = str | list[str] | None


class _Operator(NamedTuple):
    """How an operator writes its values (RFC 6570, appendix A)."""

    first: str
    separator: str
    named: bool
    if_empty: str
    reserved: bool


_OPERATORS = {
    "": _Operator("", ",", False, "", False), "+": _Operator("", ",", False, "", True),
    "#": _Operator("#", ",", False, "", True), ".": _Operator(".", ".", False, "", False),
    "/": _Operator("/", "/", False, "", False), ";": _Operator(";", ";", True, "", False),
    "?": _Operator("?", "&", True, "=", False), "&": _Operator("&", "&", True, "=", False),
}
_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_CHARACTER = r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"
_NAME = rf"{_CHARACTER}(?:\.?{_CHARACTER})*"
VARIABLE = re.compile(_NAME)
_SPECIFICATION = re.compile(rf"({_NAME})(?::([1-9][0-9]{{0,3}})|(\*))?")
_NOT_LITERAL = re.compile(r"[\x00-\x20\x7F-\x9F\"<>\\^`{|}\uD800-\uDFFF]|%(?![0-9A-Fa-f]{2})")
_RESERVED = ":/?#[]@!$&'()*+,;="
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_CHARACTERS = re.compile("%[0-9A-Fa-f]{2}|.", re.DOTALL)


def parse(text: str, base: str) -> Template:
    """The template `text` of a table at the url `base`. Raises ValueError with what is malformed.

    A path that is relative to `base` is resolved here, so that a `..` in a cell's value stays in the path as it is,
    unless a `{+name}` could write a path of its own: then (`relative`) the finished text is resolved.
    """
    parts = tuple(_parts(text))
    if not any(isinstance(part, Expression) for part in parts):
        return Template(text, (resolve(expand_name("".join(map(str, parts))), base),), base)
    first = expand_name(parts[0]) if isinstance(parts[0], str) else ""
    if _stays_open(first, parts):
        return Template(text, parts, base, relative=True)
    return Template(text, (_resolve_beginning(first, base), *parts[1:]), base)


def _parts(text: str) -> Iterator[str | Expression]:
    position = 0
    for match in _EXPRESSION.finditer(text):
        if match.start() > position:
            yield _literal(text[position:match.start()])
        yield _expression(match[1])
        position = match.end()
    if position < len(text):
        yield _literal(text[position:])


def _literal(text: str) -> str:
    if found := _NOT_LITERAL.search(text):
        raise ValueError(f"a URI template cannot have {found[0]!r} outside an expression")
    return encode_reserved(text)


def _expression(inner: str) -> Expression:
    operator = inner[:1] if inner[:1] in _OPERATORS else ""
    variables = []
    for specification in inner[len(operator):].split(","):
        match = _SPECIFICATION.fullmatch(specification)
        if not match:
            raise ValueError(f"not an expression of a URI template: {{{inner}}}")
        variables.append((match[1], match[3] is not None, int(match[2]) if match[2] else None))
    return Expression(operator, tuple(variables))


def _stays_open(first: str, parts: tuple[str | Expression, ...]) -> bool:
    """Whether values can decide what the beginning means: a scheme, a host, a step up."""
    if is_absolute(first) or "?" in first or "#" in first:
        return False
    if first in ("", "/") or first.rpartition("/")[2] in (".", ".."):
        return True
    return any(isinstance(part, Expression) and part.operator == "+" for part in parts)


def _resolve_beginning(first: str, base: str) -> str:
    """The literal beginning of a template in front of an expression; the last step of a path may be unfinished."""
    if is_absolute(first) or "?" in first or "#" in first:
        return resolve(first, base)
    if first.startswith("//"):
        return f"{base.partition(':')[0]}:{first}"
    folder, slash, step = first.rpartition("/")
    return resolve((folder + slash) or "./", base) + step


def expand(template: Template, values: Mapping[str, Value]) -> str:
    """The IRI that `template` makes of `values`; None, an empty list or a missing name is an undefined variable.

    Raises ValueError for a prefix (`{name:3}`) of a list.
    """
    text = "".join(part if isinstance(part, str) else expand_expression(part, values) for part in template.parts)
    return resolve(expand_name(text), template.base) if template.relative else text


def expand_expression(expression: Expression, values: Mapping[str, Value]) -> str:
    """What one expression writes (RFC 6570, section 3.2)."""
    operator = _OPERATORS[expression.operator]
    written = [text for name, explode, length in expression.variables
               for text in _variable(operator, name, explode, length, values.get(name))]
    return operator.first + operator.separator.join(written) if written else ""


def _variable(operator: _Operator, name: str, explode: bool, length: int | None, value: Value) -> Iterator[str]:
    if value is None or value == []:
        return
    encoder = encode_reserved if operator.reserved else encode
    if isinstance(value, str):
        yield _named(operator, name, encoder(value if length is None else _beginning(value, length, operator)))
    elif length is not None:
        raise ValueError(f"a URI template asks for the first {length} characters of a list: {name}")
    elif explode:
        yield from (_named(operator, name, encoder(item)) for item in value)
    else:
        yield _named(operator, name, ",".join(map(encoder, value)))


def _named(operator: _Operator, name: str, text: str) -> str:
    if not operator.named:
        return text
    return f"{name}={text}" if text else name + operator.if_empty


def _beginning(text: str, length: int, operator: _Operator) -> str:
    """The first characters; where `%20` stays one, it is not cut in two."""
    return "".join(_CHARACTERS.findall(text)[:length]) if operator.reserved else text[:length]


def encode(text: str) -> str:
    """A value in a simple expression: all but unreserved characters percent-encoded as UTF-8."""
    return quote(text, safe="-._~")


def encode_reserved(text: str) -> str:
    """A value in a `{+name}` or `{#name}` expression: reserved characters stay, and what is percent-encoded already."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=_RESERVED + "%")
