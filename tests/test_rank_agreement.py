"""Spearman and Kendall against SciPy 1.17.1, whose values stand here as numbers:

    from scipy.stats import spearmanr, kendalltau
    spearmanr(a, b)[0], kendalltau(a, b)[0]
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from conftest import golden
from hypothesis import given
from hypothesis import strategies as st

from smilekg.answers.agreement import agreement
from smilekg.errors import QueryError
from smilekg.result import Result

NUMBERS = st.lists(st.tuples(st.integers(-5, 5), st.decimals(-9, 9, places=1)), max_size=12)


def of(a, b) -> Result:
    return Result(("rank_a", "rank_b"), tuple(zip(a, b)))


@pytest.mark.parametrize(("a", "b", "spearman", "kendall"), [
    ([1, 2, 3, 4], [10, 20, 30, 40], 1.0, 1.0),
    ([1, 2, 3, 4, 5], [9, 7, 5, 3, 1], -0.9999999999999999, -0.9999999999999999),
    ([1, 2, 3, 4, 5, 6, 7], [3, 1, 2, 7, 5, 4, 6], 0.642857142857143, 0.4285714285714286),
    ([1, 2, 2, 3, 4, 4, 4], [1, 1, 2, 3, 3, 5, 4], 0.9051314215854633, 0.8346223261119857),
    ([1, 1, 1, 2, 3], [5, 3, 4, 1, 2], -0.7826237921249264, -0.5976143046671968),
    ([1, 2], [2, 1], -0.9999999999999999, -1.0),
    ([i * 37 % 101 for i in range(200)], [i * i % 53 for i in range(200)], 0.08347761725135602, 0.05762269863120971),
    ([Decimal(n) for n in ("0.91", "0.9", "0.888", "0.5", "0.5")], ["83.50", "83.49", "90", "70.1", "83.5"],
     0.23684210526315794, 0.2222222222222222),
    ([2, 5, 6, 8], [1, 4, 2, 3], 0.39999999999999997, 0.3333333333333334),  # golden rank-pairs
])
def test_same_as_scipy(a, b, spearman, kendall):
    found = agreement(of(a, b))
    assert (found.n, found.left_out, found.reason) == (len(a), 0, "")
    assert float(found.spearman) == pytest.approx(spearman, abs=1e-14)
    assert float(found.kendall) == pytest.approx(kendall, abs=1e-14)


def test_rational_values_are_exact_and_only_the_repr_is_rounded():
    found = agreement(of([1, 2, 3, 4, 5, 6, 7], [3, 1, 2, 7, 5, 4, 6]))
    assert (found.spearman, found.kendall) == (Fraction(9, 14), Fraction(3, 7))
    assert repr(found) == str(found) == (
        "Agreement of rank_a and rank_b: Spearman's rho 0.643, Kendall's tau-b 0.429 (n = 7)")


@pytest.mark.parametrize(("a", "b", "reason"), [
    ([], [], "fewer than two"), ([1], [1], "fewer than two"), ([1, None], [1, 2], "fewer than two"),
    ([1, 1, 1], [1, 2, 3], "rank_a is the same"), ([1, 2, 3], [7, 7, 7], "rank_b is the same")])
def test_without_meaning_there_is_none_and_a_reason(a, b, reason):
    found = agreement(of(a, b))
    assert (found.spearman, found.kendall) == (None, None)
    assert reason in found.reason and reason in repr(found)


def test_rows_without_a_number_are_left_out_and_counted():
    found = agreement(of([1, 2, None, 3], [1, 2, 3, None]))
    assert (found.n, found.left_out, found.spearman) == (2, 2, 1) and "2 left out" in repr(found)


@given(NUMBERS)
def test_bounds_symmetry_and_reversal(pairs):
    rows = of(*zip(*pairs)) if pairs else of([], [])
    found, turned = agreement(rows), agreement(rows, "rank_b", "rank_a")
    assert (found.spearman, found.kendall, found.n) == (turned.spearman, turned.kendall, len(pairs))
    if found.reason:
        return
    back = agreement(of([-a for a, _ in pairs], [b for _, b in pairs]))
    assert (back.spearman, back.kendall) == (-found.spearman, -found.kendall)
    assert -1.0000001 < found.spearman < 1.0000001 and -1.0000001 < found.kendall < 1.0000001


@pytest.mark.parametrize(("column", "cell"), [("nosuch", 1), ("rank_a", "AAAAA+"), ("rank_a", True), ("rank_a", "1e5")])
def test_what_is_no_number_is_an_error(column, cell):
    with pytest.raises(QueryError, match="no such column" if column == "nosuch" else "only numbers"):
        agreement(Result(("rank_a", "rank_b"), ((cell, 1),)), column)


def test_golden_pairs_of_two_lists():
    rows = golden("rank-pairs--major-cities")
    found = agreement(Result(tuple(rows[0]), tuple(tuple(row.values()) for row in rows)))
    assert float(found.spearman) == pytest.approx(0.9523809523809524)  # SciPy
    assert float(found.kendall) == pytest.approx(0.8571428571428571)
