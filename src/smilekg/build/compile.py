"""Table description -> one Python function that turns rows into N-Triples.

The function is generated as source, with each template as an f-string and each check in line, because a loop over
column objects costs several times more per cell. `source(table)` shows it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ..terms import XSD
from .csvw import Column, Table, Template
from .lexical import COMPILED, datatype_name, is_valid

# report(line, column name, value, rule)
Report = Callable[[int, str, str, str], None]
RowFunction = Callable[[Iterable[tuple[int, list[str]]], Report], Iterator[str]]

# Characters that must be escaped in an N-Triples string; everything else may stand as it is.
ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
ESCAPES |= {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code not in ESCAPES}
_SAFE_IRI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]*")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# RFC 3987, a little stricter: no brackets (IPv6 hosts), one fragment at most, digits alone behind the host's colon.
_CHARACTER = r"(?:[^\x00-\x20\x7F-\x9F<>\"{}|\\^`\[\]#%\uE000-\uF8FF\uFFF0-\uFFFF]|%[0-9A-Fa-f]{2})"
_IN_HOST = _CHARACTER.replace("#%", "#%/?:@")
_AUTHORITY = rf"//(?:(?:{_IN_HOST}|:)*@)?{_IN_HOST}*(?::[0-9]*)?(?=[/?#]|\Z)"
_ABSOLUTE_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{_AUTHORITY}|(?!//)){_CHARACTER}*(?:#{_CHARACTER}*)?")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]*")
_RESERVED = ":/?#[]@!$&'()*+,;="


def escape(text: str) -> str:
    """`text` as it may stand between the quotes of an N-Triples literal."""
    return text.translate(ESCAPES)


def encode(text: str) -> str:
    """A value in a simple template expression: all but unreserved characters percent-encoded."""
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="-._~")


def encode_reserved(text: str) -> str:
    """A value in a `{+name}` expression: reserved characters stay, and what is percent-encoded already."""
    return text if _SAFE_IRI.fullmatch(text) else quote(_LONE_PERCENT.sub("%25", text), safe=_RESERVED + "%")


def fragment(text: str | None) -> str:
    """A value in a `{#name}` expression; nothing where there is no value."""
    return "" if text is None else "#" + encode_reserved(text)


def compile_table(table: Table) -> RowFunction:
    """The row function of `table`. It yields the triples of one row at a time, as N-Triples text."""
    names: dict[str, Any] = {"escape": escape, "encode": encode, "encode_reserved": encode_reserved,
                             "fragment": fragment, "valid": is_valid, "absolute": _ABSOLUTE_IRI.fullmatch}
    for number, column in enumerate(table.columns):
        if column.pattern is not None:
            names[f"pattern{number}"] = re.compile(column.pattern).fullmatch
    exec(compile(source(table), f"<{table.url}>", "exec"), names)
    return names["convert"]


def source(table: Table) -> str:
    """The Python source of the row function of `table`."""
    return "\n".join(_Writer(table).lines()) + "\n"


class _Writer:
    """Writes the source, column by column. `c0`, `c1` … are the cells; `None` is a null cell."""

    def __init__(self, table: Table):
        self.table = table
        self.cell = {column.name: f"c{number}" for number, column in enumerate(table.physical)}

    def lines(self) -> Iterator[str]:
        count = len(self.table.physical)
        yield "def convert(rows, report):"
        yield "    for number, (line, row) in enumerate(rows, 1):"
        yield f"        if len(row) != {count}:"
        yield f"            report(line, '', ','.join(row), f'the row has {{len(row)}} cells, the table {count}')"
        yield "            continue"
        yield "        ok = True"
        yield "        " + "".join(f"c{n}, " for n in range(count)) + "= row"
        for number, column in enumerate(self.table.physical):
            yield from self.checks(number, column)
        yield "        if not ok:"
        yield "            continue"
        yield "        out = []"
        if not self.table.suppressed:
            for column in self.table.columns:
                yield from self.triple(column)
        yield "        if ok:"
        yield "            yield ''.join(out)"

    def checks(self, number: int, column: Column) -> Iterator[str]:
        cell = f"c{number}"
        if column.default:
            yield f"        if {cell} == '':"
            yield f"            {cell} = {column.default!r}"
        yield f"        if {cell} in {column.null!r}:"
        yield f"            {cell} = None"
        if column.required:
            yield f"            report(line, {column.name!r}, '', 'a value is required'); ok = False"
        rule = self.rule(number, column, cell)
        if rule:
            test, message = rule
            yield f"        elif not {test}:"
            yield f"            report(line, {column.name!r}, {cell}, {message!r}); ok = False"

    def rule(self, number: int, column: Column, cell: str) -> tuple[str, str] | None:
        if column.pattern is not None:
            index = self.table.columns.index(column)
            return f"pattern{index}({cell})", f"it must match {column.pattern}"
        local = datatype_name(column.datatype)
        if local not in COMPILED or local == "string":
            return None
        return f"valid({cell}, {local!r})", f"it is no {local} of XML Schema"

    def triple(self, column: Column) -> Iterator[str]:
        if column.suppressed or (column.virtual and not column.value and not column.default):
            return
        subject, property = self.iri(column.about), self.iri(column.property)
        value = self.iri(column.value) if column.value else self.literal(column)
        indent = "        "
        if not column.virtual:
            yield f"{indent}if {self.cell[column.name]} is not None:"
            indent += "    "
        for template, text in ((column.about, subject), (column.property, property), (column.value, value)):
            if template and _may_break(template):
                yield f"{indent}if not absolute(iri := f'{text[1:-1]}'):"
                yield f"{indent}    report(line, {column.name!r}, iri, 'it makes no absolute IRI'); ok = False"
        yield f"{indent}out.append(f'{subject} {property} {value} .\\n')"

    def iri(self, template: Template) -> str:
        return "<" + "".join(self.part(part) for part in template.parts) + ">"

    def part(self, part: str | tuple[str, str]) -> str:
        if isinstance(part, str):
            return _constant(part)
        operator, name = part
        if name in ("_row", "_sourceRow"):
            return "{number}" if name == "_row" else "{number + 1}"
        if operator == "#":
            return f"{{fragment({self.cell[name]})}}"
        return f"{{{'encode_reserved' if operator else 'encode'}({self.cell[name]} or \"\")}}"

    def literal(self, column: Column) -> str:
        text = _constant(escape(column.default)) if column.virtual else f"{{escape({self.cell[column.name]})}}"
        if column.datatype != XSD + "string":
            return f'"{text}"^^<{column.datatype}>'
        return f'"{text}"@{column.lang}' if column.lang != "und" else f'"{text}"'


def _may_break(template: Template) -> bool:
    """Whether a cell could make it no absolute IRI: by reserved characters, or by standing in front of the path."""
    before = template.parts[0] if isinstance(template.parts[0], str) else ""
    reserved = any(isinstance(part, tuple) and part[0] for part in template.parts)
    return reserved or (len(template.parts) > 1 and before.count("/") < 3)


def _constant(text: str) -> str:
    """`text` as it must be written inside a single-quoted f-string."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("{", "{{").replace("}", "}}")
