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
from .lexical import PATTERNS, is_valid

CONTEXT = "http://www.w3.org/ns/csvw"
# The CSVW initial context: the prefixes of RDFa 1.1 (www.w3.org/2011/rdfa-context/rdfa-1.1) and `csvw`.
INITIAL = {
    "as": "https://www.w3.org/ns/activitystreams#", "cc": "http://creativecommons.org/ns#",
    "csvw": "http://www.w3.org/ns/csvw#", "ctag": "http://commontag.org/ns#", "dc": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/", "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/", "dqv": "http://www.w3.org/ns/dqv#", "duv": "https://www.w3.org/ns/duv#",
    "foaf": "http://xmlns.com/foaf/0.1/", "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#", "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "jsonld": "http://www.w3.org/ns/json-ld#", "ldp": "http://www.w3.org/ns/ldp#", "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#", "odrl": "http://www.w3.org/ns/odrl/2/", "og": "http://ogp.me/ns#",
    "org": "http://www.w3.org/ns/org#", "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfa": "http://www.w3.org/ns/rdfa#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rev": "http://purl.org/stuff/rev#", "rif": "http://www.w3.org/2007/rif#", "rr": "http://www.w3.org/ns/r2rml#",
    "schema": "http://schema.org/", "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#", "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#", "sosa": "http://www.w3.org/ns/sosa/",
    "ssn": "http://www.w3.org/ns/ssn/", "time": "http://www.w3.org/2006/time#",
    "v": "http://rdf.data-vocabulary.org/#", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#", "wdr": "http://www.w3.org/2007/05/powder#",
    "wdrs": "http://www.w3.org/2007/05/powder-s#", "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xml": "http://www.w3.org/XML/1998/namespace", "xsd": XSD,
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
_VARIABLE = re.compile(r"\w+(\.\w+)*", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_NOT_IN_AN_IRI = re.compile(r"[\x00-\x20\x7F-\x9F<>\"{}|\\^`\[\]\uE000-\uF8FF\uFFF0-\uFFFF]|%(?![0-9A-Fa-f]{2})")
# What a property's value must be. Lists and objects in lists are looked at where they are read.
_KINDS: dict[str, type | tuple[type, ...]] = {
    "aboutUrl": str, "propertyUrl": str, "valueUrl": str, "lang": str, "default": str, "name": str, "url": str,
    "datatype": (str, dict), "null": (str, list), "titles": (str, list, dict), "required": bool, "virtual": bool,
    "suppressOutput": bool, "tables": list, "columns": list, "foreignKeys": list, "primaryKey": (str, list),
    "tableSchema": (dict, str), "columnReference": (str, list), "reference": dict, "resource": str,
}


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
    property: Template | None
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
        for extra in group["@context"][1:] if isinstance(group["@context"], list) else ():
            if not isinstance(extra, dict) or set(extra) - {"@language"}:
                raise self.error("a context with more than a language is not supported", "@context", extra,
                                 "write IRIs in full")
        if "tables" not in group:
            group = {"@context": CONTEXT, "tables": [{k: v for k, v in group.items() if k != "@context"}]}
        self.known(group, _GROUP, "group")
        if not group["tables"]:
            raise self.error("there is no table", "tables")
        tables = [self.table(t, f"tables[{n}]", _inherited(group)) for n, t in enumerate(group["tables"])]
        urls = {table.url for table in tables}
        for table in tables:
            for key in table.foreign_keys:
                if key.table not in urls:
                    raise self.error("a foreign key names a table that is not there", table.url, key.table)
                there = {column.name for other in tables if other.url == key.table for column in other.physical}
                if len(key.columns) != len(key.referenced) or not there.issuperset(key.referenced):
                    raise self.error("a foreign key and the columns that it refers to do not match", table.url,
                                     f"{', '.join(key.columns)} -> {key.table}: {', '.join(key.referenced)}")
        return tables

    def known(self, node: Any, allowed: set[str], where: str) -> None:
        """`node` is an object whose properties are all supported, and of the right kind."""
        if not isinstance(node, dict):
            raise self.error("an object is expected", where, node)
        for key in node:
            if not isinstance(node[key], _KINDS.get(key, object)):
                raise self.error("a property has a value of the wrong kind", f"{where}.{key}", node[key])
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
        if not any(not column.virtual for column in columns):
            raise self.error("a table has no column", f"{where}.tableSchema.columns")
        table = Table(node["url"], self.file.parent / node["url"], columns, _names(schema.get("primaryKey", ())),
                      tuple(self.foreign_key(k, where) for k in schema.get("foreignKeys", ())),
                      bool(node.get("suppressOutput", False)), relative(self.file))
        self.check_names(table, where)
        return table

    def check_names(self, table: Table, where: str) -> None:
        names = [column.name for column in table.columns]
        physical = {column.name for column in table.physical}
        known = physical | {"_row", "_sourceRow"}
        for name in names:
            if names.count(name) > 1:
                raise self.error("two columns have one name", where, name)
        for key in (table.primary_key, *(k.columns for k in table.foreign_keys)):
            for name in set(key) - physical:
                raise self.error("a key names a column that is not there", where, name)
        for column in table.columns:
            for template in (column.about, column.property, column.value):
                for name in (template.variables if template else set()) - known:
                    raise self.error("a template names a column that is not there", f"{where}.{column.name}", name)

    def column(self, node: dict, number: int, where: str, inherited: dict, url: str) -> Column:
        self.known(node, _COLUMN, where)
        all_of = inherited | _inherited(node)
        name = node.get("name") or f"_col.{number}"
        suppressed = bool(node.get("suppressOutput", False))
        if "lang" in all_of and not _LANGUAGE.fullmatch(all_of["lang"]):
            raise self.error("a language is no language tag", f"{where}.lang", all_of["lang"], "such as en or zh")
        datatype, pattern = self.datatype(all_of.get("datatype", "string"), where)
        default = all_of.get("default")
        if node.get("virtual") and default is not None and not _has_form(default, datatype, pattern):
            raise self.error("a default has not the form of its datatype", f"{where}.default", default)
        null = all_of.get("null", "")
        iri = {key: self.template(all_of.get(key), f"{where}.{key}") for key in ("aboutUrl", "propertyUrl", "valueUrl")}
        if not suppressed:
            for key in ("aboutUrl", "propertyUrl"):
                if iri[key] is None:
                    raise self.error(f"a column needs a {key}, or `suppressOutput`", f"{where}.{key}", name)
        return Column(
            name=name, titles=self.titles(node.get("titles", name), where),
            about=iri["aboutUrl"], property=iri["propertyUrl"], value=iri["valueUrl"],
            datatype=datatype, pattern=pattern, lang=all_of.get("lang", "und"),
            null=tuple([null] if isinstance(null, str) else null), default=all_of.get("default", ""),
            required=all_of.get("required", False), virtual=node.get("virtual", False), suppressed=suppressed)

    def datatype(self, node: Any, where: str) -> tuple[str, str | None]:
        node = {"base": node} if isinstance(node, str) else node
        for key in set(node) - {"base", "format"}:
            raise self.error("a datatype property is not supported", f"{where}.datatype.{key}", node[key])
        base, form = node.get("base", "string"), node.get("format")
        if not isinstance(base, str) or base not in _DATATYPES:
            raise self.error("a datatype is not supported", f"{where}.datatype", base)
        if form is not None and base not in ("string", "normalizedString", "token", "anyURI"):
            raise self.error(f"a format for {base} is not supported", f"{where}.datatype.format", form)
        try:
            re.compile("" if form is None else form)
        except (re.error, TypeError):
            raise self.error("a format is no regular expression", f"{where}.datatype.format", form) from None
        return _DATATYPES[base], form

    def titles(self, value: Any, where: str) -> tuple[str, ...]:
        """The titles of a column, whatever their language."""
        lists = value.values() if isinstance(value, dict) else [value]
        found = [title for titles in lists for title in (titles if isinstance(titles, list) else [titles])]
        if not all(isinstance(title, str) for title in found):
            raise self.error("a title is no text", f"{where}.titles", value)
        return tuple(found)

    def foreign_key(self, node: dict, where: str) -> ForeignKey:
        self.known(node, {"columnReference", "reference"}, f"{where}.foreignKeys")
        reference = node.get("reference", {})
        self.known(reference, {"resource", "columnReference", "schemaReference"}, f"{where}.foreignKeys.reference")
        if "resource" not in reference:
            raise self.error("a foreign key must name a table by `resource`", f"{where}.foreignKeys", reference)
        if "columnReference" not in node or "columnReference" not in reference:
            raise self.error("a foreign key names no columns", f"{where}.foreignKeys", node)
        return ForeignKey(_names(node["columnReference"]), reference["resource"], _names(reference["columnReference"]))

    def template(self, text: str | None, where: str) -> Template | None:
        """A template that makes absolute IRIs. Raises MetadataError for any other."""
        if text is None:
            return None
        text = _expand(text)
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
        if any(isinstance(part, str) and _NOT_IN_AN_IRI.search(part) for part in parts):
            raise self.error("a template has a character that no IRI may have", where, text)
        if not _ABSOLUTE.match(text) and (not parts or parts[0][0] != "+"):
            raise self.error("a template makes no absolute IRI", where, text, "write the IRI in full")
        return Template(text, tuple(parts))


def _context(node: dict) -> Any:
    context = node.get("@context")
    return context[0] if isinstance(context, list) and context else context


def _has_form(text: str, datatype: str, pattern: str | None) -> bool:
    """Whether a constant has the form of its datatype; any text is a string."""
    if pattern is not None:
        return bool(re.fullmatch(pattern, text))
    return datatype == XSD + "string" or is_valid(text, datatype.removeprefix(XSD))


def _inherited(node: dict) -> dict:
    return {key: node[key] for key in _INHERITED if key in node}


def _names(value: str | list[str] | tuple) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _expand(text: str) -> str:
    """A prefixed name of the initial context as a full IRI; anything else as it is."""
    prefix, colon, rest = text.partition(":")
    return INITIAL[prefix] + rest if colon and prefix in INITIAL and not rest.startswith("//") else text
