"""A second, slow and simple, reading of Generating RDF from Tabular Data (minimal mode), written from the standard alone.

It knows the datatypes, templates and properties that `test_agreement` hands it, and tables that the csv module reads.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

RDF, XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
RESERVED = ":/?#[]@!$&'()*+,;=%"
FORMS = {"integer": r"[+-]?[0-9]+", "boolean": "true|false", "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
         "date": "([0-9]{4})-([0-9]{2})-([0-9]{2})"}


class Invalid(Exception):
    """The row is to be left out."""


def graph(description: dict, url: str, data: str) -> set[Triple]:
    """The triples of all rows that have no error."""
    dialect = description["dialect"]
    rows = csv.reader(io.StringIO(data, newline=""), delimiter=dialect["delimiter"], strict=True)
    found: set[Triple] = set()
    for number, cells in enumerate(rows, 1):
        try:
            found |= set(row_triples(description, url, number, [cell.strip(" \t\r\n") for cell in cells]))
        except Invalid:
            pass
    return found


def row_triples(description: dict, url: str, number: int, cells: list[str]) -> Iterator[Triple]:
    schema = description["tableSchema"]
    columns = [{"aboutUrl": schema["aboutUrl"], **column} if "aboutUrl" in schema else column
               for column in schema["columns"]]
    physical = [column for column in columns if not column.get("virtual")]
    if len(cells) != len(physical):
        raise Invalid
    values = {column["name"]: value_of(column, cell) for column, cell in zip(physical, cells, strict=True)}
    texts = {name: [t for t, _ in value] if isinstance(value, list) else value and value[0] for name, value in values.items()}
    default = BlankNode()
    for position, column in enumerate(columns, 1):
        known = texts | {"_row": str(number), "_sourceRow": str(number), "_column": str(position), "_name": column["name"]}
        yield from cell_triples(column, values.get(column["name"]), known, url, default)


def cell_triples(column: dict, value, known: dict, url: str, default: BlankNode) -> Iterator[Triple]:
    if column.get("suppressOutput"):
        return
    subject = iri(column["aboutUrl"], known, url) if "aboutUrl" in column else default
    predicate = iri(column["propertyUrl"], known, url) if "propertyUrl" in column else NamedNode(f"{url}#{column['name']}")
    if "valueUrl" in column:
        target = None if value is None and not column.get("virtual") else iri(column["valueUrl"], known, url)
        if target:
            yield Triple(subject, predicate, target)
    elif isinstance(value, list) and column.get("ordered"):
        yield from listed(subject, predicate, [literal(column, *part) for part in value])
    elif value is not None:
        for part in value if isinstance(value, list) else [value]:
            yield Triple(subject, predicate, literal(column, *part))


def listed(subject, predicate, items: list[Literal]) -> Iterator[Triple]:
    for item in items:
        node = BlankNode()
        yield Triple(subject, predicate, node)
        yield Triple(node, NamedNode(RDF + "first"), item)
        subject, predicate = node, NamedNode(RDF + "rest")
    yield Triple(subject, predicate, NamedNode(RDF + "nil"))


def literal(column: dict, text: str, base: str) -> Literal:
    lang = column.get("lang", "und")
    if base == "string":
        return Literal(text, language=lang) if lang != "und" else Literal(text)
    return Literal(text, datatype=NamedNode(XSD + base))


def value_of(column: dict, cell: str):
    """(text, datatype), a list of them, or None for null. Model for Tabular Data, section 6.4."""
    base = column.get("datatype", "string")
    nulls = column.get("null", [""])
    nulls = [nulls] if isinstance(nulls, str) else nulls
    cell = normalised(cell, base) or column.get("default", "")
    if "separator" in column:
        if cell in nulls or not cell:
            if column.get("required"):
                raise Invalid
            return None
        parts = [part if base == "string" else part.strip(" ") for part in cell.split(column["separator"])]
        return [checked(part, base) for part in (part or column.get("default", "") for part in parts) if part not in nulls]
    if cell in nulls:
        if column.get("required"):
            raise Invalid
        return None
    return checked(cell, base)


def normalised(text: str, base: str) -> str:
    return text if base == "string" else re.sub(" +", " ", re.sub("[\t\n\r]", " ", text)).strip(" ")


def checked(text: str, base: str) -> tuple[str, str]:
    if base == "boolean":
        text = {"1": "true", "0": "false"}.get(text, text)
    if base != "string":
        match = re.fullmatch(FORMS[base], text)
        if not match:
            raise Invalid
        if base == "date":
            try:
                date(*map(int, match.groups()))
            except ValueError:
                raise Invalid from None
    return text, base


def iri(template: str, known: dict, url: str) -> NamedNode:
    """RFC 6570, sections 3.2.2 to 3.2.4, and resolution against the table."""
    text = re.sub(r"\{([+#]?)(\w+)\}", lambda match: expanded(match[1], known[match[2]]), template)
    text = re.sub("^schema:", "http://schema.org/", text)
    try:
        whole = re.match("[A-Za-z][A-Za-z0-9+.-]*:", text)
        found = NamedNode(text if whole else urljoin(url, text) + "#" * (text == "#"))  # urljoin drops an empty fragment
    except ValueError:
        raise Invalid from None
    if re.search(r"[\[\]]|#.*#", found.value):
        raise Invalid
    return found


def expanded(operator: str, value) -> str:
    if value is None or value == []:
        return ""
    values = value if isinstance(value, list) else [value]
    if operator:
        texts = [quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", text), safe=RESERVED + "~") for text in values]
    else:
        texts = [quote(text, safe="~") for text in values]
    return ("#" if operator == "#" else "") + ",".join(texts)
