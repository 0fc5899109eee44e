"""The careful way for one record: the source of `row`, which takes the cells one by one, with every rule."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ..errors import MetadataError
from ..terms import XSD
from .keys import Key
from .model import Column, Expression, Table, Template
from .ntriples import escape
from .values.datatype import VERBATIM, normalise, parser
from .vocabulary import CSVW, RDF

INTEGER = f"^^<{XSD}integer>"
# The rule of a value that cannot be kept: its row is left out in any case.
NO_IRI = "it makes no absolute IRI"
# An `aboutUrl`, and the number of the column where it tells columns apart; None is the row's own blank node.
Subject = tuple[Template, int] | None


class RowWriter:
    """Writes the source. `c0`, `c1` … are the cells; `v0`, `v1` … their values, None for null, a list for a list."""

    def __init__(self, table: Table, keys: tuple[Key, ...], standard: bool, place: int):
        self.table = table
        self.keys = keys
        self.standard = standard and not table.suppressed
        self.place = place
        self.number = {column.name: number for number, column in enumerate(table.physical)}
        self.names: dict[str, Any] = {}
        self.node = f"<{table.id}>" if table.id else f"_:t{place}"

    def row(self) -> Iterator[str]:
        count = len(self.table.physical)
        yield f"if len(cells) != {count}:"
        yield f"    rule = f'the row has {{len(cells)}} cells, the table {count}'"
        yield "    report(line, '', record.rstrip('\\r\\n'), rule, record)"
        yield "    return ''"
        yield "bad = False"
        if count:
            yield "".join(f"c{n}, " for n in range(count)) + "= cells"
        for number, column in enumerate(self.table.physical):
            yield from self.value(number, column)
        subjects = self.subjects()
        yield from self.iris(subjects)
        yield "if bad:"
        yield "    return ''"
        for key_number, key in enumerate(self.keys):
            yield from self.key(key_number, key)
        yield "out = []"
        if not self.table.suppressed:
            yield from self.triples(subjects)
        yield "return ''.join(out)"

    def value(self, number: int, column: Column) -> Iterator[str]:
        """The value `v` of a cell `c`, and the end `d` of its literal, which a bad value has not."""
        cell, value, name = f"c{number}", f"v{number}", column.name
        if column.datatype.base not in VERBATIM:
            self.names["normalise"] = normalise
            yield f"{cell} = normalise({cell}, {column.datatype.base!r})"
        if column.default:
            yield f"{cell} = {cell} or {column.default!r}"
        yield f"d{number} = {self.ending(column)!r}"
        if column.separator:
            yield from self.list_value(number, column)
            return
        yield f"if {cell} in {column.null!r}:"
        yield f"    {value} = None"
        if column.required:
            yield f"    bad = report(line, {name!r}, '', 'a value is required', record) or bad"
        yield "else:"
        yield from _indent(self.parse(number, column, cell, value, f"d{number} = {self.kept(column)!r}"))

    def parse(self, number: int, column: Column, cell: str, value: str, otherwise: str) -> Iterator[str]:
        if self.is_text(column):
            yield f"{value} = {cell}"
            return
        self.names[f"parse{number}"] = parser(column.datatype)
        yield "try:"
        yield f"    {value} = parse{number}({cell})"
        yield "except ValueError as error:"
        yield f"    bad = report(line, {column.name!r}, {cell}, str(error), record) or bad"
        yield f"    {value} = {cell}; {otherwise}"

    @staticmethod
    def is_text(column: Column) -> bool:
        """Whether any text is a value, as it stands."""
        datatype = column.datatype
        limits = (datatype.format, datatype.length, datatype.min_length, datatype.max_length)
        return datatype.base in ("string", "anyAtomicType") and limits == (None,) * 4

    def list_value(self, number: int, column: Column) -> Iterator[str]:
        """A cell of several values: `v` is their list, `w` the same as (value, end of literal)."""
        cell, name = f"c{number}", column.name
        yield f"w{number} = []"
        yield f"if {cell} in {column.null!r} or {cell} == '':"
        if column.required:
            yield f"    bad = report(line, {name!r}, '', 'a value is required', record) or bad"
        yield f"    v{number} = None"
        yield "else:"
        yield f"    for part in {cell}.split({column.separator!r}):"
        if column.datatype.base not in VERBATIM:
            yield "        part = part.strip()"
        if column.default:
            yield f"        part = part or {column.default!r}"
        yield f"        if part in {column.null!r}:"
        yield "            continue"
        yield f"        end = d{number}"
        yield from _indent(self.parse(number, column, "part", "part", f"end = {self.kept(column)!r}"), 2)
        yield f"        w{number}.append((part, end))"
        yield f"    v{number} = [part for part, end in w{number}]"

    @staticmethod
    def ending(column: Column) -> str:
        """What stands behind the closing quote of the column's literals."""
        if column.datatype.iri == XSD + "string":
            return f"@{column.lang}" if column.lang != "und" else ""
        return f"^^<{column.datatype.iri}>"

    @staticmethod
    def kept(column: Column) -> str:
        """What stands behind the closing quote of a bad value: it is text, in a language if it was to be text."""
        return f"@{column.lang}" if column.datatype.base == "string" and column.lang != "und" else ""

    def subjects(self) -> dict[Subject, str]:
        """The variable of each `aboutUrl` of the table."""
        shown = [column for column in self.table.columns if not column.suppressed]
        return {about: f"s{n}" for n, about in enumerate(dict.fromkeys(map(_subject, shown)))}

    def iris(self, subjects: dict[Subject, str]) -> Iterator[str]:
        """Every IRI of the row as `s`, `p` and `o` variables, each checked where a value could break it."""
        if self.table.suppressed:
            return
        for about, variable in subjects.items():
            if about is None:
                yield f"{variable} = f'_:t{self.place}r{{number}}'"
            else:
                yield from self.iri(variable, about[0], next(c for c in self.table.columns if _subject(c) == about))
        for number, column in enumerate(self.table.columns):
            if column.suppressed:
                continue
            if column.property is not None:
                yield from self.iri(f"p{number}", column.property, column)
            if column.value is not None:
                guard = "" if column.virtual else f"if v{number} is not None:"
                lines = list(self.iri(f"o{number}", column.value, column))
                yield from ([guard, *_indent(lines)] if guard and lines else lines)

    def iri(self, variable: str, template: Template, column: Column) -> Iterator[str]:
        if not template.variables and not template.relative:
            self.names[variable] = f"<{template.parts[0]}>"  # the same in every row
            return
        text = self.expanded(template, column)
        yield f"{variable} = {text}"
        if _may_break(template):
            yield f"if not absolute({variable}):"
            yield f"    bad = report(line, {column.name!r}, {variable}, {NO_IRI!r}, record) or True"
        yield f"{variable} = '<' + {variable} + '>'"

    def expanded(self, template: Template, column: Column) -> str:
        """The Python expression of an expanded template."""
        if not all(isinstance(part, str) or self.is_simple(part) for part in template.parts):
            self.check_prefixes(template)
            name = f"template{len(self.names)}"
            self.names[name] = template
            values = {name: self.variable(name, column) for name in template.variables}
            return f"expand({name}, {{{', '.join(f'{k!r}: {v}' for k, v in values.items())}}})"
        text = "f'" + "".join(_constant(part) if isinstance(part, str) else self.part(part, column)
                              for part in template.parts) + "'"
        return f"resolve({text}, {template.base!r})" if template.relative else text

    def check_prefixes(self, template: Template) -> None:
        lists = {column.name for column in self.table.physical if column.separator}
        for part in template.parts:
            for name, _, length in part.variables if isinstance(part, Expression) else ():
                if length is not None and name in lists:
                    raise MetadataError("a template takes the first characters of a list", file=self.table.metadata,
                                        column=name, value=template.text, hint="column has a separator")

    def is_simple(self, part: Expression) -> bool:
        name, explode, length = part.variables[0]
        return (part.operator in ("", "+", "#") and len(part.variables) == 1 and not explode and length is None
                and not (name in self.number and self.table.physical[self.number[name]].separator))

    def part(self, part: Expression, column: Column) -> str:
        name = part.variables[0][0]
        value = self.variable(name, column)
        if name not in self.number:  # a number or a name, never null
            return ("#" if part.operator == "#" else "") + f"{{encode({value})}}"
        if part.operator == "#":
            return f"{{\"\" if {value} is None else \"#\" + encode_reserved({value})}}"
        return f"{{{'encode_reserved' if part.operator else 'encode'}({value} or \"\")}}"

    def variable(self, name: str, column: Column) -> str:
        """The Python expression of a template's variable."""
        if name in self.number:
            return f"v{self.number[name]}"
        skipped = self.table.dialect.skip_columns
        self.names[f"name{column.number}"] = unquote(column.name)
        known = {"_row": "str(number)", "_sourceRow": "str(source)", "_column": f'"{column.number}"',
                 "_sourceColumn": f'"{column.number + skipped}"', "_name": f"name{column.number}"}
        return known.get(name, "None")

    def key(self, number: int, key: Key) -> Iterator[str]:
        values = [f"v{self.number[name]}" for name in key.columns]
        texts = [f"canonical({value}, {key.kinds[n]!r})" for n, value in enumerate(values)]
        line = f"keys[{number}].append('\\t'.join(({', '.join(texts)},)).encode())"
        if key.skips_null:
            yield f"if None not in ({', '.join(values)},):"
            yield f"    {line}"
        else:
            yield line

    def triples(self, subjects: dict[Subject, str]) -> Iterator[str]:
        if self.standard:
            yield from self.row_triples(subjects)
        for number, column in enumerate(self.table.columns):
            if not column.suppressed:
                yield from self.column_triples(number, column, subjects[_subject(column)])

    def row_triples(self, subjects: dict[Subject, str]) -> Iterator[str]:
        yield f"r = f'_:t{self.place}row{{number}}'"
        yield f"out.append(f'{_constant(self.node)} <{CSVW}row> {{r}} .\\n{{r}} <{RDF}type> <{CSVW}Row> .\\n')"
        yield f"out.append(f'{{r}} <{CSVW}rownum> \"{{number}}\"{INTEGER} .\\n')"
        yield f"out.append(f'{{r}} <{CSVW}url> <{_constant(self.table.url)}#row={{source}}> .\\n')"
        for name in self.table.row_titles:
            number = self.number[name]
            column = self.table.physical[number]
            lang = f"@{column.lang}" if column.lang != "und" else ""
            titles = f"v{number} or ()" if column.separator else f"() if v{number} is None else (v{number},)"
            yield f"for title in {titles}:"
            yield f"    out.append(f'{{r}} <{CSVW}title> \"{{escape(title)}}\"{lang} .\\n')"
        yield f"for s in ({', '.join(subjects.values())},):" if subjects else "for s in ():"
        yield f"    out.append(f'{{r}} <{CSVW}describes> {{s}} .\\n')"

    def column_triples(self, number: int, column: Column, subject: str) -> Iterator[str]:
        default = f"<{self.table.url}#{column.name}>"  # a name is percent-encoded already
        start = f"{{{subject}}} " + (_constant(default) if column.property is None else f"{{p{number}}}")
        if column.value is not None:
            line = f"out.append(f'{start} {{o{number}}} .\\n')"
        elif column.virtual:
            if not column.default or column.default in column.null:
                return
            text = self.constant(column)
            line = f"out.append(f'{start} {_constant(chr(34) + escape(text) + chr(34) + self.ending(column))} .\\n')"
        elif column.separator:
            yield from self.list_triples(number, column, start)
            return
        else:
            line = f"out.append(f'{start} \"{{escape(v{number})}}\"{{d{number}}} .\\n')"
        if not column.virtual:
            yield f"if v{number} is not None:"
            line = "    " + line
        yield line

    def constant(self, column: Column) -> str:
        """The value of a virtual column that has a default and no `valueUrl`. Raises MetadataError."""
        try:
            return parser(column.datatype)(normalise(column.default, column.datatype.base))
        except ValueError as error:
            raise MetadataError("a default breaks its datatype", file=self.table.metadata, column=column.name,
                                value=column.default, hint=str(error)) from None

    def list_triples(self, number: int, column: Column, start: str) -> Iterator[str]:
        if not column.ordered:
            yield f"for part, end in dict.fromkeys(w{number}):"
            yield f"    out.append(f'{start} \"{{escape(part)}}\"{{end}} .\\n')"
            return
        node = f"_:t{self.place}r{{number}}c{number}i"
        yield f"if v{number} is not None:"
        yield f"    last = len(w{number})"
        yield f"    out.append(f'{start} {{f\"{node}0\" if last else \"<{RDF}nil>\"}} .\\n')"
        yield f"    for i, (part, end) in enumerate(w{number}, 1):"
        yield f"        out.append(f'{node}{{i - 1}} <{RDF}first> \"{{escape(part)}}\"{{end}} .\\n')"
        yield f"        rest = f'{node}{{i}}' if i < last else '<{RDF}nil>'"
        yield f"        out.append(f'{node}{{i - 1}} <{RDF}rest> {{rest}} .\\n')"


def _subject(column: Column) -> Subject:
    about = column.about
    if about is None:
        return None
    return about, column.number if about.variables & {"_name", "_column", "_sourceColumn"} else 0


def _may_break(template: Template) -> bool:
    """Whether a cell could make it no absolute IRI: by reserved characters, or by standing in front of the path."""
    before = template.parts[0] if isinstance(template.parts[0], str) else ""
    reserved = any(isinstance(part, Expression) and part.operator not in ("", "?", "&", ";") for part in template.parts)
    return template.relative or reserved or (len(template.parts) > 1 and before.count("/") < 3)


def _constant(text: str) -> str:
    """`text` as it must be written inside a single-quoted f-string."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("{", "{{").replace("}", "}}")


def _indent(lines: Iterator[str] | list[str], steps: int = 1) -> Iterator[str]:
    return ("    " * steps + line for line in lines)
