"""CSVW metadata -> the description of a group of tables (W3C Metadata Vocabulary for Tabular Data, 2015).

What the standard calls an error is a MetadataError, what it lets pass is in the group's `warnings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...errors import MetadataError
from ...paths import relative
from ..model import Column, Datatype, Dialect, Group, Table, Template
from ..template import parse
from ..uris import escape_brackets, normalise, resolve
from . import properties as p
from .datatypes import datatype
from .dialects import of_content_type, read_dialect
from .document import Document, Place, open_document, url_of
from .references import RawKey, link_keys, read_keys

_INHERITED: dict[str, p.Check] = {
    "aboutUrl": p.template, "propertyUrl": p.template, "valueUrl": p.template, "datatype": datatype,
    "default": p.text, "lang": p.language, "null": p.nulls, "ordered": p.truth, "required": p.truth,
    "separator": p.separator, "textDirection": p.one_of("ltr", "rtl", "auto", "inherit"),
}
_DIRECTION = p.one_of("rtl", "ltr", "auto")
_GROUP: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("TableGroup"), "tables": p.objects, "dialect": p.anything, "notes": p.notes,
    "tableDirection": _DIRECTION, "tableSchema": p.anything, "transformations": p.objects, **_INHERITED,
}
_TABLE: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("Table"), "url": p.link, "dialect": p.anything, "notes": p.notes,
    "suppressOutput": p.truth, "tableDirection": _DIRECTION, "tableSchema": p.anything, "transformations": p.objects,
    **_INHERITED,
}
_SCHEMA: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("Schema"), "columns": p.objects, "foreignKeys": p.objects,
    "primaryKey": p.anything, "rowTitles": p.anything, **_INHERITED,
}
_COLUMN: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("Column"), "name": p.column_name, "suppressOutput": p.truth,
    "titles": p.titles, "virtual": p.truth, **_INHERITED,
}
_TRANSFORMATION: dict[str, p.Check] = {
    "@id": p.identifier, "@type": p.kind("Template", "Transformation"), "url": p.link, "scriptFormat": p.link,
    "targetFormat": p.link, "source": p.one_of("json", "rdf", None), "titles": p.titles,
}
Values = dict[str, Any]


@dataclass
class _Described:
    """A table as far as it can be read without the other tables."""

    table: Table
    place: Place
    keys: list[RawKey] = field(default_factory=list)
    schema_id: str | None = None
    named: frozenset[str] = frozenset()


def read_metadata(file: Path, *, base: str | None = None, dialects: Mapping[str, Dialect] | None = None) -> Group:
    """The tables that a metadata document describes, with what is unusual about it in `warnings`.

    `base` is the url that stands for the folder of `file` (default: its own `file://` url). `dialects` are those of
    tables, by url, for which the document has none. Raises MetadataError for what is broken or not supported.
    """
    node, place = open_document(file, url_of(file, base))
    try:
        return _group(node, place, dialects or {})
    except MetadataError as error:
        # What was passed over before may be the cause: a misspelt property leaves something out.
        said = [error.hint, *(f"passed over: {warning}" for warning in place.document.warnings)]
        raise MetadataError(error.problem, file=error.file, line=error.line, column=error.column, value=error.value,
                            hint="\n  ".join(filter(None, said))) from None


def _group(node: dict[str, Any], place: Place, dialects: Mapping[str, Dialect]) -> Group:
    if "tables" in node or node.get("@type") == "TableGroup":
        found, common = p.read(node, place, _GROUP)
        at = place.at("tables")
        nodes = [(table, where) for table, where in found.get("tables", ())]
        if not nodes:
            raise at.error("there is no table", node.get("tables"))
    else:
        found, common, nodes = {}, (), [(node, place)]
    _check_transformations(found)
    tables = [_table(table, where, found, dialects) for table, where in nodes]
    link_keys(tables)
    return Group(tuple(d.table for d in tables), found.get("@id"), common, found.get("notes", ()),
                 tuple(dict.fromkeys(place.document.warnings)))


def _check_transformations(found: Values) -> None:
    """Transformations are checked, and not used."""
    for node, place in found.get("transformations", ()):
        said, _ = p.read(node, place, _TRANSFORMATION)
        for name in ("url", "scriptFormat", "targetFormat"):
            if name not in said:
                raise place.error(f"a transformation has no {name}")


def _table(node: dict[str, Any], place: Place, group: Values, dialects: Mapping[str, Dialect]) -> _Described:
    found, common = p.read(node, place, _TABLE)
    _check_transformations(found)
    if not isinstance(node.get("url"), str):
        raise place.at("url").error("a table has no url", node.get("url"))
    url = found["url"]
    path = place.document.path(url)
    url = escape_brackets(url)
    if path is None:
        raise place.at("url").error("tables are read from disk, and this is elsewhere", url,
                                    "download it first, or say which url the folder of the metadata stands for")
    schema, where = _object(found.get("tableSchema", group.get("tableSchema")), place.at("tableSchema"))
    table = Table(
        url, path, (), _dialect(found.get("dialect", group.get("dialect")), place, url, dialects), found.get("@id"),
        suppressed=found.get("suppressOutput", False), annotations=common, notes=found.get("notes", ()),
        metadata=relative(place.document.file))
    return _with_schema(_Described(table, place), schema, where, p.only(group, _INHERITED) | p.only(found, _INHERITED))


def _dialect(said: tuple[Any, Place] | None, place: Place, url: str, dialects: Mapping[str, Dialect]) -> Dialect:
    if said is None:
        return dialects.get(normalise(url)) or of_content_type(None, url)
    return read_dialect(*_object(said, place.at("dialect")))


def _object(said: tuple[Any, Place] | None, place: Place) -> tuple[dict[str, Any], Place]:
    """The object of an object property, here or in a file of its own."""
    value, place = said or ({}, place)
    if isinstance(value, dict):
        return value, place
    if not isinstance(value, str):
        p.ignore(place, value, "an object or a url", "an empty object is used")
        return {}, place
    url = resolve(value, place.document.base)
    path = place.document.path(url)
    url = escape_brackets(url)
    if path is None:
        raise place.error("a description is read from disk, and this is elsewhere", url, "download it first")
    node, there = open_document(path, url, place.document.warnings, inherited=place.document)
    return {"@id": url} | node, there


def _with_schema(described: _Described, schema: dict[str, Any], place: Place, inherited: Values) -> _Described:
    found, _ = p.read(schema, place, _SCHEMA)
    inherited = inherited | p.only(found, _INHERITED)
    url = described.table.url
    columns: list[Column] = []
    named: set[str] = set()
    for number, (node, where) in enumerate(found.get("columns", ()), 1):
        column, name = _column(node, number, where, inherited, url)
        if columns and columns[-1].virtual and not column.virtual:
            raise where.error("a virtual column stands before one that is not", columns[-1].name)
        columns.append(column)
        named |= {name} if name else set()
    described.table = replace(
        described.table, columns=tuple(columns), other=undescribed(inherited, place, url),
        primary_key=_columns_named(found, "primaryKey", named), row_titles=_columns_named(found, "rowTitles", named))
    check_names(described.table)
    described.keys = read_keys(found.get("foreignKeys", ()))
    described.schema_id, described.named = found.get("@id"), frozenset(named)
    return described


def _columns_named(found: Values, key: str, named: set[str]) -> tuple[str, ...]:
    """The columns that a column reference names, each by its `name`; none where one is not there."""
    if key not in found:
        return ()
    value, place = found[key]
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and names and all(isinstance(name, str) and name in named for name in names):
        return tuple(names)
    p.ignore(place, value, "the name of a column, or a list of such names")
    return ()


def _column(node: dict[str, Any], number: int, place: Place, inherited: Values, url: str) -> tuple[Column, str | None]:
    """A column, and its name where the metadata gives one."""
    found, _ = p.read(node, place, _COLUMN)
    titles = found.get("titles", ())
    name = found.get("name") or name_of(titles, place.document) or f"_col.{number}"
    column = replace(
        undescribed(inherited | p.only(found, _INHERITED), place, url), name=name, number=number, titles=titles,
        virtual=found.get("virtual", False), suppressed=found.get("suppressOutput", False))
    return column, found.get("name")


def name_of(titles: tuple[tuple[str, str], ...], document: Document | None = None) -> str | None:
    """The name that a column has from its first title in the default language."""
    wanted = ("und", document.language if document else "und")
    title = next((title for tag, title in titles if tag in wanted), None)
    return None if not title else "".join(_name_character(character) for character in title)


def _name_character(character: str) -> str:
    plain = character.isascii() and (character.isalnum() or character in "_.")
    return character if plain else quote(character, safe="") if character not in "-~" else f"%{ord(character):02X}"


def undescribed(inherited: Values, place: Place, url: str) -> Column:
    """A column of which nothing is said but what it inherits."""
    templates = {name: _template(inherited.get(name), url) for name in ("aboutUrl", "propertyUrl", "valueUrl")}
    return Column(
        "", 0, about=templates["aboutUrl"], property=templates["propertyUrl"], value=templates["valueUrl"],
        datatype=inherited.get("datatype", Datatype()), lang=inherited.get("lang", "und"),
        null=inherited.get("null", ("",)), default=inherited.get("default", ""), separator=inherited.get("separator"),
        ordered=inherited.get("ordered", False), required=inherited.get("required", False))


def _template(said: tuple[str, Place] | None, url: str) -> Template | None:
    if said is None:
        return None
    text, place = said
    try:
        return parse(text, url)
    except ValueError as error:
        raise place.error(str(error), text) from None


def check_names(table: Table) -> None:
    """Raise MetadataError where two columns have one name."""
    names = [column.name for column in table.columns]
    for name in names:
        if names.count(name) > 1:
            raise MetadataError("two columns have one name", file=table.metadata, value=name,
                                hint=f"give each column of {table.url} a name of its own in the metadata")
