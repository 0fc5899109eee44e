"""Answers of the store as files in the standard formats, within a size."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pyoxigraph

from .rdf import to_rdfxml, to_turtle


class TooLarge(Exception):
    """An answer has more bytes than it may."""


class _Bounded(io.BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def write(self, piece: Any) -> int:
        if self.tell() + len(piece) > self._most:
            raise TooLarge
        return super().write(piece)


# How many rows a file has, by its media type.
_COUNTS: dict[str, Callable[[bytes], int]] = {
    "application/sparql-results+json": lambda body: len(json.loads(body).get("results", {}).get("bindings", ())),
    "application/sparql-results+xml": lambda body: body.count(b"<result>"),  # a `<` of the data is written `&lt;`
    "text/csv": lambda body: sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1,
    "text/tab-separated-values": lambda body: body.count(b"\n") - 1}  # a line end of the data is written `\n`


def rows_as(answer: Any, media_type: str, size: int, most: int) -> bytes | None:
    """Rows or a boolean as a file of at most `size` bytes; None where there are more rows than `most`.

    Raises TooLarge. Rows are counted in the file, which is quicker than one by one, and only where they can be too many.
    """
    form, body = pyoxigraph.QueryResultsFormat.from_media_type(media_type), _Bounded(size)
    answer.serialize(body, format=form)
    written = body.getvalue()
    return None if len(written) > 2 * most and _COUNTS[media_type](written) > most else written


def triples_as(triples: list[Any], media_type: str) -> bytes:
    """Triples as a file. Raises RdfError for what the format cannot carry."""
    if writer := {"text/turtle": to_turtle, "application/rdf+xml": to_rdfxml}.get(media_type):
        return writer(triples)
    body = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.from_media_type(media_type))
    assert body is not None  # it is None only where a file is written
    return body
