"""Answers as frames: pandas, polars, Arrow. Each library is imported where it is used.

One rule for all three: a column of whole numbers is int64; of Decimals, or of both, decimal; of booleans, boolean; any
other is text. A column that no such type can hold (mixed kinds, whole numbers beyond 64 bits, more than 38 digits) is
text with all its digits, so no number is ever changed.
"""

import importlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import QueryError
from .rows import text

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_DIGITS = 38  # of a decimal in Arrow and polars

Columns = Sequence[str]
Cells = Sequence[Sequence[Any]]


def needed(library: str, extra: str) -> Any:
    """A library of an extra. Raises QueryError that says how to install it."""
    try:
        return importlib.import_module(library)
    except ImportError:
        raise QueryError(f"this form of an answer needs {library}", hint=f"pip install 'smilekg[{extra}]'") from None


def kind(cells: Sequence[Any]) -> str:
    """`int`, `decimal`, `bool`, `float` or `text`: what holds every value of a column unchanged."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "bool"
    if kinds == {int} and all(-2**63 <= cell < 2**63 for cell in cells if cell is not None):
        return "int"
    if Decimal in kinds and kinds <= {int, Decimal} and _fits(cells):
        return "decimal"
    return "float" if kinds == {float} else "text"


def _fits(cells: Sequence[Any]) -> bool:
    numbers = [Decimal(cell) for cell in cells if cell is not None]
    whole = max(number.adjusted() + 1 for number in numbers)
    return all(map(Decimal.is_finite, numbers)) and max(whole, 1) + _scale(cells) <= _DIGITS


def _scale(cells: Sequence[Any]) -> int:
    """Digits behind the point of the number that has most."""
    exponents = [Decimal(cell).as_tuple().exponent for cell in cells if cell is not None]
    return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))


def _typed(columns: Columns, rows: Cells, decimals: str) -> list[tuple[str, str, list[Any]]]:
    """Name, kind and cells of each column, the cells in that kind."""
    if decimals not in ("exact", "float"):
        raise QueryError("Decimals leave in one of two forms", column="--decimals", value=decimals,
                         hint="one of: exact, float")
    whole = zip(*rows) if rows else ([] for _ in columns)
    return [(name, *_column(list(cells), decimals)) for name, cells in zip(columns, whole)]


def _column(cells: list[Any], decimals: str) -> tuple[str, list[Any]]:
    found = kind(cells)
    if found == "decimal" and decimals == "float":
        found = "float"
    make: dict[str, Callable[[Any], Any]] = {"text": lambda cell: str(text(cell)), "decimal": Decimal, "float": float}
    return found, [cell if cell is None or found not in make else make[found](cell) for cell in cells]


def to_pandas(columns: Columns, rows: Cells, decimals: str) -> "pandas.DataFrame":
    pandas = needed("pandas", "frames")
    kinds = {"int": "Int64", "bool": "boolean", "text": "string", "decimal": "object", "float": "float64"}
    made = {name: pandas.Series(cells, dtype=kinds[of]) for name, of, cells in _typed(columns, rows, decimals)}
    return pandas.DataFrame(made, index=pandas.RangeIndex(len(rows)), columns=list(columns))


def to_polars(columns: Columns, rows: Cells, decimals: str) -> "polars.DataFrame":
    library = needed("polars", "frames")
    kinds = {"int": library.Int64, "bool": library.Boolean, "text": library.String, "float": library.Float64}
    made: polars.DataFrame = library.DataFrame(
        [library.Series(name, cells, dtype=kinds.get(of) or library.Decimal(_DIGITS, _scale(cells)))
         for name, of, cells in _typed(columns, rows, decimals)])
    return made


def to_arrow(columns: Columns, rows: Cells, decimals: str) -> "pyarrow.Table":
    arrow = needed("pyarrow", "frames")
    kinds = {"int": arrow.int64(), "bool": arrow.bool_(), "text": arrow.string(), "float": arrow.float64()}
    typed = _typed(columns, rows, decimals)
    arrays = [arrow.array(cells, kinds.get(of) or arrow.decimal128(_DIGITS, _scale(cells))) for _, of, cells in typed]
    return arrow.Table.from_arrays(arrays, names=list(columns))
