"""Rank agreement of two columns of an answer: Spearman's rho and Kendall's tau-b, both with ties."""

import re
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt, sqrt
from typing import Any

from ..errors import QueryError

Number = Decimal | Fraction | int
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Agreement:
    """How far two columns order the same rows alike: 1 the same, -1 the reverse, near 0 neither.

    `n` rows have both numbers; `left_out` lack one. `spearman` is the correlation of the average ranks, `kendall` is
    tau-b. Each is an exact Fraction where it is a rational number, else a float. Both are None where they mean nothing,
    and `reason` says why.
    """

    a: str
    b: str
    n: int
    left_out: int
    spearman: Fraction | float | None
    kendall: Fraction | float | None
    reason: str = ""

    def __repr__(self) -> str:
        if self.spearman is None or self.kendall is None:
            found = f"none: {self.reason}"
        else:
            found = f"Spearman's rho {float(self.spearman):.3f}, Kendall's tau-b {float(self.kendall):.3f}"
        left_out = f", {self.left_out} left out" if self.left_out else ""
        return f"Agreement of {self.a} and {self.b}: {found} (n = {self.n}{left_out})"

    def __str__(self) -> str:
        return repr(self)


def agreement(result: Any, a: str = "rank_a", b: str = "rank_b") -> Agreement:
    """The agreement of columns `a` and `b` of an answer, such as that to `rank-pairs`.

    A cell is a number or the text of one; a row without one of the two is left out. Ranks grow as scores fall, so the
    agreement of a rank with a score is negative. Raises QueryError for a column that is not there or holds other text.
    """
    pairs = [(x, y) for x, y in zip(_numbers(result, a), _numbers(result, b)) if x is not None and y is not None]
    first, second = [x for x, _ in pairs], [y for _, y in pairs]
    reason = _without_meaning(a, first) or _without_meaning(b, second)
    rho = None if reason else _spearman(first, second)
    tau = None if reason else _kendall(first, second)
    return Agreement(a, b, len(pairs), len(result.rows) - len(pairs), rho, tau, reason)


def _numbers(result: Any, column: str) -> list[Number | None]:
    if column not in result.columns:
        raise QueryError("the answer has no such column", value=column, hint=f"it has: {', '.join(result.columns)}")
    place = result.columns.index(column)
    return [_number(row[place], column) for row in result.rows]


def _number(cell: Any, column: str) -> Number | None:
    if cell is None or (isinstance(cell, (int, Decimal)) and not isinstance(cell, bool)):
        return cell
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return Decimal(cell)
    raise QueryError("only numbers can be put in order", column=column, value=cell,
                     hint="choose a column of ranks or scores")


def _without_meaning(name: str, values: Sequence[Number]) -> str:
    if len(values) < 2:
        return "fewer than two rows have both numbers"
    return f"{name} is the same in every row" if len(set(values)) == 1 else ""


def _spearman(first: Sequence[Number], second: Sequence[Number]) -> Fraction | float:
    x, y = _ranks(first), _ranks(second)
    middle = Fraction(len(x) + 1, 2)  # the mean of average ranks, whatever the ties
    shared = sum(((p - middle) * (q - middle) for p, q in zip(x, y)), Fraction(0))
    return _ratio(shared, sum((p - middle) ** 2 for p in x) * sum((q - middle) ** 2 for q in y))


def _ranks(values: Sequence[Number]) -> list[Fraction]:
    """Ranks from 1; equal values share the mean of their ranks."""
    rank_of: dict[Number, Fraction] = {}
    before = 0
    for value, times in sorted(Counter(values).items()):
        rank_of[value] = before + Fraction(times + 1, 2)
        before += times
    return [rank_of[value] for value in values]


def _kendall(first: Sequence[Number], second: Sequence[Number]) -> Fraction | float:
    """Tau-b by Knight's method: pairs in sorted order, of which those in the wrong order are counted."""
    pairs = sorted(zip(first, second))
    wrong, seen = 0, list[Number]()
    for _, value in pairs:
        wrong += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    every = len(pairs) * (len(pairs) - 1) // 2
    tied_a, tied_b, tied_both = _tied(first), _tied(second), _tied(pairs)
    return _ratio(Fraction(every - tied_a - tied_b + tied_both - 2 * wrong),
                  Fraction((every - tied_a) * (every - tied_b)))


def _tied(values: Iterable[Hashable]) -> int:
    return sum(times * (times - 1) // 2 for times in Counter(values).values())


def _ratio(above: Fraction, below_squared: Fraction | int) -> Fraction | float:
    """`above` over the root of `below_squared`: exact where the root is rational."""
    below = Fraction(below_squared)
    top, bottom = isqrt(below.numerator), isqrt(below.denominator)
    if top * top == below.numerator and bottom * bottom == below.denominator:
        return above / Fraction(top, bottom)
    return float(above) / sqrt(below)
