"""Rows and cells of an answer: a row is read by name, an IRI knows its label."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..terms import local


class Labels:
    """Labels of the IRIs of one answer: asked for all together, when the first is wanted."""

    def __init__(self, ask: Callable[[], dict[str, str]]):
        self._ask = ask
        self._known: dict[str, str] | None = None

    def of(self, iri: str) -> str | None:
        if self._known is None:
            self._known = self._ask()
        return self._known.get(iri)


class Iri(str):
    """An IRI: text, with the label that the graph has for it.

    `Iri` is a `str` in every way; `label` asks the graph once for the whole answer that the IRI came with.
    """

    __slots__ = ("_labels",)
    _labels: Labels | None

    def __new__(cls, value: str, labels: Labels | None = None) -> "Iri":
        iri = super().__new__(cls, value)
        iri._labels = labels
        return iri

    @property
    def label(self) -> str | None:
        """Its name, in the language of the question (Chinese where it has none), or None. Raises QueryError where
        a remote store gives no answer."""
        return self._labels.of(self) if self._labels else None

    @property
    def local(self) -> str:
        """An IRI of ours without its namespace, such as `place/320500`; any other IRI as it is."""
        return local(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Iri, (str(self),)  # without the graph


class Row(Mapping[str, Any]):
    """One row: `row["name"]` and `row.name`; a mapping that cannot be changed, equal to a dict with the same cells.

    A column that bears the name of a method (`keys`, `items`, `values`, `get`) is read with brackets alone.
    """

    __slots__ = ("_columns", "_cells")
    _columns: tuple[str, ...]
    _cells: tuple[Any, ...]

    def __init__(self, columns: tuple[str, ...], cells: tuple[Any, ...]):
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_cells", cells)

    def __getitem__(self, column: str) -> Any:
        try:
            return self._cells[self._columns.index(column)]
        except ValueError:
            raise KeyError(f"{column!r} is no column; there are: {', '.join(self._columns)}") from None

    def __getattr__(self, column: str) -> Any:
        if not column.startswith("__") and column in self._columns:
            return self[column]
        raise AttributeError(f"{column!r} is no column; there are: {', '.join(self._columns)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a row cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a row cannot be changed")

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __hash__(self) -> int:
        return hash(frozenset(zip(self._columns, self._cells)))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._columns})

    def __reduce__(self) -> tuple[Any, ...]:
        return Row, (self._columns, self._cells)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{column}={short(cell)}' for column, cell in self.items())})"


def short(cell: Any) -> str:
    """A cell as it is read in a repr: an IRI of ours without its namespace, a Decimal without its class."""
    if isinstance(cell, Iri):
        return f"<{cell.local}>"
    return text(cell) if isinstance(cell, Decimal) else repr(cell)


def text(cell: Any) -> str:
    """A cell as text: nothing for None, `true` and `false`, numbers without an exponent."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
