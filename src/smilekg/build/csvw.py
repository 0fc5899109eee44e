"""CSVW metadata -> table descriptions (W3C Metadata Vocabulary for Tabular Data, minimal mode).

Whatever is not supported is refused with its place in the metadata, never ignored.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import MetadataError
from ..paths import relative
from ..terms import XSD
from .announcement import read_utf8
from .lexical import PATTERNS

CONTEXT = "http://www.w3.org/ns/csvw"
# Prefixes of the CSVW initial context that may stand in a propertyUrl.
INITIAL = {
    "dc": "http://purl.org/dc/terms/", "dcterms": "http://purl.org/dc/terms/", "dcat": "http://www.w3.org/ns/dcat#",
    "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/", "skos": "http://www.w3.org/2004/02/skos/core#", "xsd": XSD,
}
_DATATYPES = {name: XSD + name for name in PATTERNS} | {
    "any": XSD + "anyAtomicType", "number": XSD + "double", "binary": XSD + "base64Binary",
    "datetime": XSD + "dateTime"}
_INHERITED = ("aboutUrl", "propertyUrl", "valueUrl", "lang", "null", "default", "datatype", "required")
_GROUP = {"@context", "@id", "@type", "tables", "dialect", *_INHERITED}
_TABLE = {"@id", "@type", "url", "tableSchema", "suppressOutput", "dialect", "notes", *_INHERITED}
_SCHEMA = {"@id", "@type", "columns", "primaryKey", "foreignKeys", *_INHERITED}
_COLUMN = {"@id", "@type", "name", "titles", "virtual", "suppressOutput", *_INHERITED}
_EXPRESSION = re.compile(r"\{([^}]*)\}")
_VARIABLE = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Template:
    """A URI template (RFC 6570) as its parts: literal text, or (operator, variable)."""

    text: str
    parts: tuple[str | tuple[str, str], ...]

    @property
    def variables(self) -> set[str]:
        return {part[1] for part in self.parts if isinstance(part, tuple)}


@dataclass(frozen=True)
class Column:
    """One column, physical or virtual, with what makes its triple."""

    name: str
    titles: tuple[str, ...]
    about: Template | None
    property: Template
    value: Template | None
    datatype: str  # IRI
    pattern: str | None
    lang: str
    null: tuple[str, ...]
    default: str
    required: bool
    virtual: bool
    suppressed: bool


@dataclass(frozen=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: where it is, its columns, its keys."""

    url: str
    file: Path
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    suppressed: bool
    metadata: str = field(repr=False)

    @property
    def physical(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.virtual)


def read_metadata(file: Path) -> list[Table]:
    """The tables that a metadata file describes. Raises MetadataError for what is broken or not supported."""
    text = read_utf8(file)
    try:
        group = json.loads(text)
    except json.JSONDecodeError as error:
        raise MetadataError(f"is not JSON: {error.msg}", file=relative(file), line=error.lineno,
                            column=error.colno) from None
    return _Reader(file).group(group)


class _Reader:
    def __init__(self, file: Path):
        self.file = file

    def error(self, problem: str, where: str, value: Any = None, hint: str = "") -> MetadataError:
        return MetadataError(problem, file=relative(self.file), column=where, value=value, hint=hint)

    def group(self, group: Any) -> list[Table]:
        if not isinstance(group, dict) or _context(group) != CONTEXT:
            raise self.error("is no CSVW metadata", "@context", hint=f'it must have "@context": "{CONTEXT}"')
        if "tables" not in group:
            group = {"@context": CONTEXT, "tables": [{k: v for k, v in group.items() if k != "@context"}]}
        self.known(group, _GROUP, "group")
        tables = [self.table(t, f"tables[{n}]", _inherited(group)) for n, t in enumerate(group["tables"])]
        urls = {table.url for table in tables}
        for table in tables:
            for key in table.foreign_keys:
                if key.table not in urls:
                    raise self.error("a foreign key names a table that is not there", table.url, key.table)
        return tables

    def known(self, node: dict, allowed: set[str], where: str) -> None:
        for key in node:
            # A name with a colon is a common property: a note about the table that minimal mode does not put out.
            if key not in allowed and ":" not in key:
                raise self.error("a property is not supported", f"{where}.{key}", node[key],
                                 "see docs/csvw.md for what is")
        if node.get("dialect"):
            raise self.error("a dialect other than the default is not supported", f"{where}.dialect", node["dialect"])

    def table(self, node: dict, where: str, inherited: dict) -> Table:
        self.known(node, _TABLE, where)
        if not isinstance(node.get("url"), str):
            raise self.error("a table has no url", f"{where}.url", node.get("url"))
        schema = node.get("tableSchema", {})
        if not isinstance(schema, dict):
            raise self.error("a schema in a file of its own is not supported", f"{where}.tableSchema", schema)
        self.known(schema, _SCHEMA, f"{where}.tableSchema")
        inherited = inherited | _inherited(node) | _inherited(schema)
        columns = tuple(self.column(c, n, f"{where}.tableSchema.columns[{n - 1}]", inherited, node["url"])
                        for n, c in enumerate(schema.get("columns", []), 1))
        table = Table(node["url"], self.file.parent / node["url"], columns, _names(schema.get("primaryKey", ())),
                      tuple(self.foreign_key(k, where) for k in schema.get("foreignKeys", ())),
                      bool(node.get("suppressOutput", False)), relative(self.file))
        self.check_names(table, where)
        return table

    def check_names(self, table: Table, where: str) -> None:
        names = [column.name for column in table.columns]
        known = set(names) | {"_row", "_sourceRow"}
        for name in names:
            if names.count(name) > 1:
                raise self.error("two columns have one name", where, name)
        for key in (table.primary_key, *(k.columns for k in table.foreign_keys)):
            for name in set(key) - known:
                raise self.error("a key names a column that is not there", where, name)
        for column in table.columns:
            for template in (column.about, column.property, column.value):
                for name in (template.variables if template else set()) - known:
                    raise self.error("a template names a column that is not there", f"{where}.{column.name}", name)

    def column(self, node: dict, number: int, where: str, inherited: dict, url: str) -> Column:
        self.known(node, _COLUMN, where)
        all_of = inherited | _inherited(node)
        name = node.get("name") or f"_col.{number}"
        datatype, pattern = self.datatype(all_of.get("datatype", "string"), where)
        null = all_of.get("null", "")
        return Column(
            name=name, titles=_titles(node.get("titles", name)),
            about=self.template(all_of.get("aboutUrl"), f"{where}.aboutUrl"),
            property=self.template(_expand(all_of.get("propertyUrl", f"{url}#{name}")), f"{where}.propertyUrl"),
            value=self.template(all_of.get("valueUrl"), f"{where}.valueUrl"),
            datatype=datatype, pattern=pattern, lang=all_of.get("lang", "und"),
            null=tuple([null] if isinstance(null, str) else null), default=all_of.get("default", ""),
            required=bool(all_of.get("required", False)), virtual=bool(node.get("virtual", False)),
            suppressed=bool(node.get("suppressOutput", False)))

    def datatype(self, node: Any, where: str) -> tuple[str, str | None]:
        node = {"base": node} if isinstance(node, str) else node
        for key in set(node) - {"base", "format"}:
            raise self.error("a datatype property is not supported", f"{where}.datatype.{key}", node[key])
        base, form = node.get("base", "string"), node.get("format")
        if base not in _DATATYPES:
            raise self.error("a datatype is not supported", f"{where}.datatype", base)
        if form is not None and base not in ("string", "normalizedString", "token", "anyURI"):
            raise self.error(f"a format for {base} is not supported", f"{where}.datatype.format", form)
        return _DATATYPES[base], form

    def foreign_key(self, node: dict, where: str) -> ForeignKey:
        reference = node.get("reference", {})
        if "resource" not in reference:
            raise self.error("a foreign key must name a table by `resource`", f"{where}.foreignKeys", reference)
        return ForeignKey(_names(node["columnReference"]), reference["resource"], _names(reference["columnReference"]))

    def template(self, text: str | None, where: str) -> Template | None:
        if text is None:
            return None
        parts: list[str | tuple[str, str]] = []
        position = 0
        for match in _EXPRESSION.finditer(text):
            if match.start() > position:
                parts.append(text[position:match.start()])
            operator, variable = match[1][:1], match[1][1:]
            if operator not in ("+", "#"):
                operator, variable = "", match[1]
            if not _VARIABLE.fullmatch(variable):
                raise self.error("a template expression is not supported", where, match[0],
                                 "use {name}, {+name} or {#name}")
            parts.append((operator, variable))
            position = match.end()
        if position < len(text):
            parts.append(text[position:])
        return Template(text, tuple(parts))


def _context(node: dict) -> Any:
    context = node.get("@context")
    return context[0] if isinstance(context, list) and context else context


def _inherited(node: dict) -> dict:
    return {key: node[key] for key in _INHERITED if key in node}


def _names(value: str | list[str] | tuple) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _titles(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(title for titles in value.values() for title in _names(titles))
    return _names(value)


def _expand(text: str) -> str:
    """A prefixed name of the initial context as a full IRI; anything else as it is."""
    prefix, colon, rest = text.partition(":")
    return INITIAL[prefix] + rest if colon and prefix in INITIAL and not rest.startswith("//") else text
