"""Answers: rows with named columns, what is known of them, and the forms in which they leave."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from .answers.rows import Iri, Labels, Row, text
from .tabular import csv_text

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import pyarrow

    from .answers.cite import Citation

__all__ = ["Iri", "Result", "Row", "text"]
_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, repr=False)
class Result:
    """The answer to a SELECT query, or one cell `answer` for an ASK query.

    `rows` are tuples in the order of `columns`. A cell is text, int, Decimal (scores), bool, or None where there is no
    value; an IRI is an `Iri`, a text with a `label`. Iterating gives a `Row` each: `row["name"]`, `row.name`; so does
    `answer[0]`, and `answer[:3]` a tuple of them.

    An answer knows the `graph` that gave it, the `question` (None for SPARQL of your own), the `parameters` that were
    set, and its `sparql` text. Two answers are equal when their columns and rows are.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    graph: Any = field(default=None, compare=False)
    question: str | None = field(default=None, compare=False)
    parameters: Mapping[str, Any] = field(default_factory=dict, compare=False)
    sparql: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.graph is not None:
            labels = Labels(self._ask_labels)
            for iri in self.iris:
                iri._labels = labels

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, row) for row in self.rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(Row(self.columns, row) for row in self.rows[place])
        return Row(self.columns, self.rows[place])

    def __reduce__(self) -> tuple[Any, ...]:
        # A store cannot be sent to another process: the copy has the rows and knows where they came from.
        return Result, (self.columns, self.rows, None, self.question, dict(self.parameters), self.sparql)

    def __repr__(self) -> str:
        from .answers.display import as_text

        return as_text(self.columns, self.rows, self.question)

    def _repr_html_(self) -> str:
        from .answers.display import as_html

        return as_html(self.columns, self.rows, self.question, self._count_corrections())

    @property
    def iris(self) -> list[Iri]:
        """Every cell that is an IRI, row by row."""
        return [cell for row in self.rows for cell in row if isinstance(cell, Iri)]

    @property
    def language(self) -> str:
        """The language of the names in it: `zh`, or what the question was asked with."""
        return str(self.parameters.get("lang", "zh"))

    def _ask_labels(self) -> dict[str, str]:
        from .answers import internal

        return internal.labels(self.graph, self.iris, self.language)

    def _count_corrections(self) -> int:
        from .errors import SmileError

        try:
            return len(self.corrections)
        except SmileError:  # a table must show even where the ledger cannot be asked
            return 0

    # --- what is known of the answer

    @property
    def citation(self) -> "Citation":
        """How to cite this answer: `str()` gives the text, `.bibtex`, `.csl` (a CSL-JSON item) other forms.

        The same on every run; `result.citation(accessed="2026-11-30")` adds a day. Source: CITATION.cff.
        """
        from .answers.cite import cite

        return cite(self.graph, self.question, self.parameters, self.sparql)

    @cached_property
    def corrections(self) -> "Result":
        """The rows of the ledger that touch the rows of this answer, by entry, subject or list.

        Columns: id, finding, target, published, now, action, reason, certainty, status, line. Raises QueryError where
        the answer has lost its graph.
        """
        from .answers.cite import CORRECTION_COLUMNS, touching

        rows = touching(self.graph, [row.values() for row in self], self.parameters)
        return Result(CORRECTION_COLUMNS, rows, self.graph, parameters=self.parameters)

    def why_empty(self, seconds: float = 5.0) -> str | None:
        """Why there are no rows, in a sentence or two; None where there are some.

        It says which value of the query exists nowhere, with near ones; else the smallest part of the query that
        nothing matches, or the FILTER that removes the last row. It takes `seconds` at most and raises nothing.
        """
        if self.rows:
            return None
        from .answers.empty import why_empty

        return why_empty(self.graph, self.sparql, seconds)

    # --- forms in which it leaves

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a row."""
        return [dict(zip(self.columns, row)) for row in self.rows]

    def to_csv(self) -> str:
        """RFC 4180 with a heading, lines ended by a line feed."""
        return csv_text(self.columns, (map(text, row) for row in self.rows))

    def to_json(self) -> str:
        """A JSON array of objects; a Decimal becomes a number with the digits it has."""
        return json.dumps(self.to_dicts(), ensure_ascii=False, indent=1, default=float) + "\n"

    def to_markdown(self) -> str:
        """A Markdown table; bars and line ends in cells are escaped."""
        lines = [self.columns, ["---"] * len(self.columns),
                 *([_LINE_ENDS.sub(" ", text(c).replace("\\", "\\\\").replace("|", "\\|")) for c in row]
                   for row in self.rows)]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def to_pandas(self, decimals: Literal["exact", "float"] = "exact") -> "pandas.DataFrame":
        """A DataFrame: Int64, boolean and string columns, and Decimal objects; `pd.NA` or None where there is no value.

        `decimals="float"` makes float64 of the Decimals, for plots and numpy. Needs pandas (extra `frames`).
        """
        from .answers import frames

        return frames.to_pandas(self.columns, self.rows, decimals)

    def to_polars(self, decimals: Literal["exact", "float"] = "exact") -> "polars.DataFrame":
        """A DataFrame: Int64, Boolean, String and Decimal(38, s). Needs polars (extra `frames`)."""
        from .answers import frames

        return frames.to_polars(self.columns, self.rows, decimals)

    def to_arrow(self, decimals: Literal["exact", "float"] = "exact") -> "pyarrow.Table":
        """A Table: int64, bool, string and decimal128(38, s). Needs pyarrow (extra `frames`)."""
        from .answers import frames

        return frames.to_arrow(self.columns, self.rows, decimals)

    def to_geojson(self, column: str = "entity") -> str:
        """A GeoJSON FeatureCollection, one Feature a row, its properties the cells of the row.

        The point (longitude, latitude, WGS 84) is that of columns `lat` and `long`, else that of the place in `column`,
        whose `point_basis` is `seat` or, for a point that is only that of the place around it, `parent`. A row
        without a point has a null geometry. Raises QueryError where there is neither.
        """
        from .answers import spatial

        return spatial.to_geojson(self.graph, self.columns, self.rows, column)

    def to_networkx(self) -> "networkx.MultiDiGraph":
        """A directed graph with an edge for each row, which carries the other cells.

        An edge leads from the first column of IRIs to the second; where there is one such column, to the column `list`;
        where there is no list, to the place around. Needs networkx (extra `network`). Raises QueryError where there
        is no IRI.
        """
        from .answers import network

        return network.to_networkx(self.graph, self.columns, self.rows, self.language)
