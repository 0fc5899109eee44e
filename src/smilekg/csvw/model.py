"""What CSVW metadata says, once it is read, checked and normalised: groups, tables, columns, datatypes, dialects.

Names are those of the W3C Model for Tabular Data and Metadata on the Web and of the Metadata Vocabulary (2015).
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Expression:
    """`{+a,b*}` of a URI template (RFC 6570): its operator and its variables as (name, explode, prefix length)."""

    operator: str
    variables: tuple[tuple[str, bool, int | None], ...]


@dataclass(frozen=True)
class Template:
    """A URI template as its parts, literal text and expressions in turn.

    Prefixed names are expanded and a literal beginning is resolved against the table's url already. `relative` says
    that the text can begin with an expression, so that only a finished IRI can be resolved (against `base`).
    """

    text: str
    parts: tuple[str | Expression, ...]
    base: str = ""
    relative: bool = False

    @property
    def variables(self) -> set[str]:
        return {name for part in self.parts if isinstance(part, Expression) for name, _, _ in part.variables}


@dataclass(frozen=True)
class Datatype:
    """A datatype: the XML Schema type it rests on, the IRI that its literals carry, its format and its limits.

    `base` is a local name such as `integer` or `anyURI`; the CSVW names `xml`, `html` and `json` are kept as they are,
    `any`, `number`, `binary` and `datetime` are written as anyAtomicType, double, base64Binary and dateTime.
    `format` is a regular expression, a date or number pattern, or `true|false` words, as `base` has it. The limits are
    lexical forms of `base`, as the metadata gave them.
    """

    base: str = "string"
    iri: str = "http://www.w3.org/2001/XMLSchema#string"
    format: str | None = None
    decimal_char: str | None = None
    group_char: str | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a table are cut into rows and cells. `trim` is "true", "false", "start" or "end"."""

    encoding: str = "utf-8"
    line_terminators: tuple[str, ...] = ("\r\n", "\n")
    quote_char: str | None = '"'
    double_quote: bool = True
    delimiter: str = ","
    comment_prefix: str | None = "#"
    skip_rows: int = 0
    header_row_count: int = 1
    skip_columns: int = 0
    skip_blank_rows: bool = False
    trim: str = "false"


@dataclass(frozen=True)
class Column:
    """One column, physical or virtual, with what makes its triples. `about` None is the row's own blank node."""

    name: str
    number: int  # from 1
    titles: tuple[tuple[str, str], ...] = ()  # (language, title)
    about: Template | None = None
    property: Template | None = None  # None: the table's url, `#`, the percent-encoded name
    value: Template | None = None
    datatype: Datatype = Datatype()
    lang: str = "und"
    null: tuple[str, ...] = ("",)
    default: str = ""
    separator: str | None = None
    ordered: bool = False
    required: bool = False
    virtual: bool = False
    suppressed: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """Columns of one table whose values must be those of a row of another (`table` is its url)."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: where it is, how it is written, its columns, its keys, what is said about it."""

    url: str  # absolute
    file: Path
    columns: tuple[Column, ...]
    dialect: Dialect = Dialect()
    id: str | None = None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_titles: tuple[str, ...] = ()
    suppressed: bool = False
    # Common properties and notes: (property IRI, normalised JSON-LD value).
    annotations: tuple[tuple[str, Any], ...] = field(default=(), repr=False)
    notes: tuple[Any, ...] = field(default=(), repr=False)
    metadata: str = field(default="", repr=False)
    # What a column has that the file has and the metadata does not describe: the properties that it inherits.
    other: Column = field(default=Column("", 0), repr=False)

    @property
    def physical(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.virtual)


@dataclass(frozen=True)
class Group:
    """The tables of one metadata document. `warnings` are what the standard lets pass with a word."""

    tables: tuple[Table, ...]
    id: str | None = None
    annotations: tuple[tuple[str, Any], ...] = field(default=(), repr=False)
    notes: tuple[Any, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = field(default=(), repr=False)
