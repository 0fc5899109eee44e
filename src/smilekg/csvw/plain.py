"""The quick way for plain records: one expression reads and checks all cells of one, one format writes its triples.

A record is plain when every cell is certainly valid, needs no escape and no percent-encoding, is no null but the empty
text, and stands without quotes. All else goes through `row`, which gives the same triples for a plain record too.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ..terms import XSD
from .grammar import Grammar
from .keys import Key, canonical
from .model import Column, Dialect, Expression, Table, Template
from .template import encode
from .values.datatype import TEXT, plain
from .vocabulary import CSVW, RDF

# What a template leaves as it is: `{name}` the unreserved characters, `{+name}` a whole address of the web.
_UNRESERVED = r"[A-Za-z0-9\-._~]++"
_ADDRESS = r"https?://[A-Za-z0-9\-._~]++(?:/[A-Za-z0-9\-._~/:@!$&'()*+;=?]*+)?"
_SAFE = r"[A-Za-z0-9\-._~/:@!$&'()*+;=]++"
# What the expressions of datatypes may take: a delimiter or quote among these would be read as part of a value.
_IN_VALUES = r"[A-Za-z0-9\-._~:/?#@!$&()*+=%]"
# A piece of a triple: text, or the number of a cell, or "row" or "source" for the number of the record.
Piece = str | int | tuple[str]


class NotPlain(Exception):
    """A table whose records all need the careful way, and why."""


def plain_lines(table: Table, keys: tuple[Key, ...], names: dict[str, Any], node: str, place: int) -> Iterator[str]:
    """The source of `convert`. `node` is the table in N-Triples where rows have triples of their own, else empty."""
    try:
        writer = _Plain(table, keys, node, place)
        lines = list(writer.lines())
    except NotPlain:
        yield from _careful_lines()
        return
    names["records"] = writer.pattern.findall  # cells and, where they are not plain, the record
    names["canonical_bytes"] = lambda value, kind: canonical(value.decode(), kind).encode()
    yield from lines


def _careful_lines() -> Iterator[str]:
    yield "def convert(data, line, number, source, report, keys):"
    yield "    out = []"
    yield "    first = number"
    yield "    for rest in Row.records(data):"
    yield from ("        " + text for text in _awkward("line", "number", "source", skipped="", read="number += 1"))
    yield "        source += 1"
    yield "        line += Row.grammar.lines(rest)"
    yield "    data = b''.join(out)"
    yield "    return data, number - first, data.count(b'\\n')"


def _awkward(line: str, number: str, source: str, *, skipped: str, read: str) -> Iterator[str]:
    """What happens to a record that is not plain."""
    yield "if Row.skips(rest):"
    yield f"    out.append(comment(rest, {line}, {source}))"
    yield from (f"    {text}" for text in (skipped,) if text)
    yield "else:"
    yield f"    cells = Row.cells(rest, {line}, report)"
    yield "    text = '' if cells is None else row("
    yield f"        cells, {line}, {number}, {source}, report, keys, rest.decode())"
    yield "    out.append(text.encode())"
    yield from (f"    {text}" for text in (read,) if text)


class _Plain:
    """The expression and the format of one table. Raises NotPlain."""

    def __init__(self, table: Table, keys: tuple[Key, ...], node: str, place: int):
        self.table, self.keys, self.node, self.place = table, keys, node, place
        self.physical = table.physical
        self.number = {column.name: number for number, column in enumerate(self.physical)}
        _check(table)
        self.text = _text(table.dialect)
        self.pattern = re.compile(self.expression().encode())

    def expression(self) -> str:
        grammar = Grammar(self.table.dialect)
        delimiter = re.escape(self.table.dialect.delimiter)
        cells = delimiter.join(f"({self.cell(column)})" for column in self.physical)
        end = r"\r?\n" if len(grammar.ends) == 2 else r"\n"
        rest = f"{grammar.record.decode()}|{grammar.line.decode()}"
        no_blank = f"(?!{delimiter}*+{end})" if self.table.dialect.skip_blank_rows else ""
        return f"{grammar.no_comment.decode()}{no_blank}{cells}{end}|({rest})"

    def cell(self, column: Column) -> str:
        """The expression of a plain cell of `column`, with the empty text where that is a null."""
        pattern = plain(column.datatype)
        if pattern is None:
            raise NotPlain(column.name)
        ahead = self.in_templates(column)
        if pattern == TEXT:
            pattern = ahead.pop() if len(ahead) == 1 else self.text
        behind = f"(?=[{re.escape(self.table.dialect.delimiter)}\r\n])"
        looks = "".join(f"(?={expression}{behind})" for expression in sorted(ahead))
        nulls = [re.escape(null) for null in column.null if null]
        looks += f"(?!(?:{'|'.join(nulls)}){behind})" if nulls else ""
        filled = f"{looks}(?:{pattern})"
        if self.may_be_empty(column):
            return f"(?:{filled})?+"
        # An empty cell that is a value, or that a default fills, goes the careful way.
        return filled if not re.fullmatch(pattern, "") else f"(?!{behind}){filled}"

    def may_be_empty(self, column: Column) -> bool:
        """Whether an empty cell is a null that only leaves out the column's own triples."""
        others = {name for other in self.table.columns if not other.suppressed
                  for template in (other.about, other.property, other.value if other is not column else None)
                  if template for name in template.variables}
        in_key = any(column.name in key.columns for key in self.keys)
        return ("" in column.null and not column.required and not column.default and not in_key
                and column.name not in others)

    def in_templates(self, column: Column) -> set[str]:
        """The expressions of the texts that the templates leave as they are."""
        found = set()
        for other in self.table.columns:
            for template in (other.about, other.property, other.value):
                for place, part in enumerate(template.parts if template and not other.suppressed else ()):
                    if isinstance(part, Expression) and part.variables[0][0] == column.name:
                        if part.operator and {self.table.dialect.delimiter, self.table.dialect.quote_char} & set(";'"):
                            raise NotPlain("delimiter")
                        found.add(_UNRESERVED if not part.operator else _ADDRESS if place == 0 else _SAFE)
        return found

    def lines(self) -> Iterator[str]:
        cells = [f"c{number}" for number in range(len(self.physical))]
        yield "def convert(data, line, number, source, report, keys):"
        # The expressions look at bytes; that these are UTF-8 is seen here, and a block that is not goes line by line.
        yield "    try:"
        yield "        found = records(data) if data.isascii() or data.decode() else ()"
        yield "    except UnicodeDecodeError:"
        yield "        found = [('',) * %d + (rest,) for rest in Row.records(data)]" % len(cells)
        yield "    out = []"
        yield "    add = out.append"
        yield from (f"    key{n} = keys[{n}].append" for n in range(len(self.keys)))
        # `number`, `line` and `source` count from the block's first record, `position` goes with the loop.
        # Every plain record without an empty cell has as many triples; those of the odd ones are counted.
        yield "    first, odd, more = number, 0, 0"
        yield f"    for position, ({', '.join(cells)}, rest) in enumerate(found):"
        yield "        if rest:"
        at = ("line + position", "number + position", "source + position")
        yield from ("            " + text for text in _awkward(*at, skipped="number -= 1", read=""))
        yield "            line += rest.count(b'\\n') - 1"
        yield "            odd += 1"
        yield "            more += out[-1].count(b'\\n')"
        yield "            continue"
        for number, key in enumerate(self.keys):
            yield f"        key{number}({self.key(key)})"
        yield from ("        " + text for text in self.outputs())
        yield f"    return b''.join(out), len(found) + number - first, {self.every} * (len(found) - odd) + more"

    def key(self, key: Key) -> str:
        values = [f"c{self.number[name]}" if kind == "text" else f"canonical_bytes(c{self.number[name]}, {kind!r})"
                  for name, kind in zip(key.columns, key.kinds)]
        return " + b'\\t' + ".join(values)

    @property
    def every(self) -> int:
        """How many triples a plain record without an empty cell has."""
        return sum(piece.count("\n") for _, pieces in self.runs() for piece in pieces if isinstance(piece, str))

    def runs(self) -> list[tuple[str, list[Piece]]]:
        """The pieces of a record's triples, each run with the cell that must not be empty for it, if there is one."""
        if self.table.suppressed:
            return []
        runs = [("", list(self.row_pieces()))]
        for column in self.table.columns:
            cell = "" if column.virtual or not self.may_be_empty(column) else f"c{self.number[column.name]}"
            runs.append((cell, list(self.triple(column))))
        return [run for run in runs if run[1]]

    def outputs(self) -> Iterator[str]:
        """The lines that add a record's triples: all at once where no cell is empty, else one by one."""
        runs = self.runs()
        every = [piece for _, pieces in runs for piece in pieces]
        empties = dict.fromkeys(cell for cell, _ in runs if cell)
        if not runs:
            return
        if not empties:
            yield f"add({_formatted(every)})"
            return
        yield f"if {' and '.join(empties)}:"
        yield f"    add({_formatted(every)})"
        yield "else:"
        yield "    odd += 1"
        for cell, pieces in runs:
            count = sum(piece.count("\n") for piece in pieces if isinstance(piece, str))
            yield f"    if {cell}:" if cell else "    if True:"
            yield f"        add({_formatted(pieces)}); more += {count}"

    def row_pieces(self) -> Iterator[Piece]:
        if not self.node:
            return
        row: list[Piece] = [f"_:t{self.place}row", ("number",)]
        yield from (f"{self.node} <{CSVW}row> ", *row, " .\n", *row, f" <{RDF}type> <{CSVW}Row> .\n",
                    *row, f" <{CSVW}rownum> \"", ("number",), f"\"^^<{XSD}integer> .\n",
                    *row, f" <{CSVW}url> <{self.table.url}#row=", ("source",), "> .\n")
        for about in dict.fromkeys(column.about for column in self.table.columns if not column.suppressed):
            yield from (*row, f" <{CSVW}describes> ", *self.subject(about), " .\n")

    def subject(self, about: Template | None) -> Iterator[Piece]:
        if about is None:
            yield from (f"_:t{self.place}r", ("number",))
        else:
            yield from self.iri(about, None)

    def triple(self, column: Column) -> Iterator[Piece]:
        if column.suppressed or (column.virtual and column.value is None and (
                not column.default or column.default in column.null)):
            return
        yield from self.subject(column.about)
        yield " "
        if column.property is None:
            yield f"<{self.table.url}#{column.name}>"
        else:
            yield from self.iri(column.property, column)
        yield " "
        yield from self.object(column)
        yield " .\n"

    def object(self, column: Column) -> Iterator[Piece]:
        if column.value is not None:
            yield from self.iri(column.value, column)
            return
        if column.virtual:
            raise NotPlain(column.name)  # a default value: rare, and `row` knows how
        text = column.datatype.iri == XSD + "string"
        lang = f"@{column.lang}" if text and column.lang != "und" else ""
        yield from ('"', self.number[column.name], '"' + ("" if text else f"^^<{column.datatype.iri}>") + lang)

    def iri(self, template: Template, column: Column | None) -> Iterator[Piece]:
        yield "<"
        for part in template.parts:
            if isinstance(part, str):
                yield part
                continue
            name = part.variables[0][0]
            yield ("#" if part.operator == "#" else "")
            yield self.number[name] if name in self.number else self.builtin(name, column)
        yield ">"

    def builtin(self, name: str, column: Column | None) -> Piece:
        skipped = self.table.dialect.skip_columns
        if name in ("_row", "_sourceRow"):
            return ("number",) if name == "_row" else ("source",)
        if column is None or name not in ("_name", "_column", "_sourceColumn"):
            raise NotPlain(name)
        return {"_name": encode(unquote(column.name)), "_column": str(column.number),
                "_sourceColumn": str(column.number + skipped)}[name]


def _check(table: Table) -> None:
    """Raises NotPlain for what the one expression cannot do."""
    if not table.physical:
        raise NotPlain("no columns")
    dialect = table.dialect
    marks = (dialect.delimiter, dialect.quote_char or '"')
    if any(len(mark) != 1 or not mark.isascii() or re.match(_IN_VALUES, mark) for mark in marks):
        raise NotPlain("delimiter or quoteChar")
    if dialect.skip_columns or table.row_titles:
        raise NotPlain("dialect")
    if set(dialect.line_terminators) not in ({"\r\n", "\n"}, {"\n"}):
        raise NotPlain("lineTerminators")
    for column in table.columns:
        if column.separator:
            raise NotPlain("separator")
        for template in (column.about, column.property, column.value):
            _check_template(template)


def _check_template(template: Template | None) -> None:
    if template is None:
        return
    for place, part in enumerate(template.parts):
        if isinstance(part, Expression):
            name, explode, length = part.variables[0]
            if len(part.variables) > 1 or explode or length or part.operator not in ("", "+", "#"):
                raise NotPlain(str(part))
            before = "".join(text for text in template.parts[:place] if isinstance(text, str))
            if part.operator and place and before.count("/") < 3:  # a value in a host can break the IRI
                raise NotPlain(template.text)
    hashes = [part for part in template.parts
              if (part.operator == "#" if isinstance(part, Expression) else "#" in part)]
    if len(hashes) > 1:
        raise NotPlain("two fragments")
    if template.relative:
        first = template.parts[0]
        if not isinstance(first, Expression) or first.operator != "+" or len(template.parts) > 1:
            raise NotPlain(template.text)


def _text(dialect: Dialect) -> str:
    """The expression of a text that needs no escape, no quotes and no trimming."""
    marks = {"\x7f", '"', "\\", dialect.delimiter, dialect.quote_char}
    # The characters that may stand, one by one: this is read quicker than those that may not.
    one = "[" + "".join(rf"\x{n:02x}" for n in range(0x20, 0x100) if chr(n) not in marks) + "]"
    start = "(?! )" if dialect.trim in ("true", "start") else ""
    end = "(?<! )" if dialect.trim in ("true", "end") else ""
    return f"{start}{one}++{end}"


def _formatted(pieces: list[Piece]) -> str:
    """`b'…%b…' % (c0, …)` of the pieces."""
    text, values = "", []
    for piece in pieces:
        if isinstance(piece, str):
            text += piece.replace("%", "%%")
        else:
            text += "%b" if isinstance(piece, int) else "%d"
            values.append(f"c{piece}" if isinstance(piece, int) else f"{piece[0]} + position")
    literal = repr(text.encode())
    return f"{literal} % ({', '.join(values)},)" if values else repr(text.replace("%%", "%").encode())
