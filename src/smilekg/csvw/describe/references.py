"""Foreign keys: the columns and tables that they name (Metadata Vocabulary, section 5.5.2.1)."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from ..model import ForeignKey, Table
from ..uris import normalise
from . import properties as p
from .document import Place


@dataclass(frozen=True)
class RawKey:
    """A foreign key whose table is not looked up yet: `resource` or `schema` is its url."""

    columns: tuple[str, ...]
    referenced: tuple[str, ...]
    resource: str | None
    schema: str | None
    place: Place


class Described(Protocol):
    """What is known of a table: its keys as they are written, its schema's `@id`, the names that columns are given."""

    table: Table
    keys: list[RawKey]
    schema_id: str | None
    named: frozenset[str]


def read_keys(nodes: Any) -> list[RawKey]:
    """The foreign keys of a schema. Raises MetadataError for what is not as the standard has it."""
    return [_key(node, place) for node, place in nodes]


def _key(node: dict[str, Any], place: Place) -> RawKey:
    _known(node, place, {"columnReference", "reference"})
    reference, at = node.get("reference"), place.at("reference")
    if not isinstance(reference, dict):
        raise at.error("an object is expected", reference)
    _known(reference, at, {"resource", "schemaReference", "columnReference"})
    if ("resource" in reference) == ("schemaReference" in reference):
        raise at.error("either `resource` or `schemaReference` names the other table", reference)
    return RawKey(_columns(node, place), _columns(reference, at), _url(reference, "resource", at),
                  _url(reference, "schemaReference", at), place)


def _known(node: dict[str, Any], place: Place, allowed: set[str]) -> None:
    for key in node:
        if key not in allowed:
            raise place.at(key).error("a foreign key cannot have this property", node[key])


def _columns(node: dict[str, Any], place: Place) -> tuple[str, ...]:
    value = node.get("columnReference")
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise place.at("columnReference").error("a column name, or a list of them, is expected", value)
    return tuple(names)


def _url(reference: dict[str, Any], key: str, place: Place) -> str | None:
    if key not in reference:
        return None
    if not isinstance(reference[key], str):
        raise place.at(key).error("a url is expected", reference[key])
    return normalise(p.link(reference[key], place.at(key)))


def link_keys(tables: list[Any]) -> None:
    """Give each table its foreign keys. Raises MetadataError for one whose table or column is not there."""
    for described in tables:
        keys = tuple(_linked(key, described, tables) for key in described.keys)
        described.table = replace(described.table, foreign_keys=keys)


def _linked(key: RawKey, described: Described, tables: list[Described]) -> ForeignKey:
    found = [other for other in tables if key.resource == normalise(other.table.url)
             or (key.schema is not None and other.schema_id and key.schema == normalise(other.schema_id))]
    if len(found) != 1:
        raise key.place.at("reference").error(
            f"a foreign key names {'no table' if not found else 'more than one table'} of this document",
            key.resource or key.schema)
    for names, there in ((key.columns, described), (key.referenced, found[0])):
        for name in names:
            if name not in there.named:
                raise key.place.error("a foreign key names a column that is not there", name,
                                      f"the columns of {there.table.file.name} that have a name: {sorted(there.named)}")
    if len(key.columns) != len(key.referenced):
        raise key.place.error("a foreign key has not as many columns as it refers to", list(key.referenced))
    return ForeignKey(key.columns, found[0].table.url, key.referenced)
