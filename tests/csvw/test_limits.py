"""Limits of values: XML Schema part 2 and its tables of durations; Python's datetime as a second hand."""

import datetime
import random

import pytest

from smilekg.csvw.values.datatype import parser
from smilekg.csvw.values.limits import duration, moment, number
from smilekg.csvw.model import Datatype


def rule(text: str, base: str, **limits) -> str | None:
    """The rule that `text` breaks; None where it is within the limits."""
    try:
        assert parser(Datatype(base, **limits))(text) == text or "format" in limits
        return None
    except ValueError as error:
        return str(error)


def sign(one: str, other: str, base: str) -> str:
    """How two values compare, by what the limits say: <, =, > or nothing."""
    found = [name for name, limit in (("<", "max_exclusive"), (">", "min_exclusive"))
             if rule(one, base, **{limit: other}) is None]
    equal = all(rule(one, base, **{limit: other}) is None for limit in ("min_inclusive", "max_inclusive"))
    assert len(found) + equal <= 1
    return "=" if equal else "".join(found)


def test_numbers():
    assert rule("4", "integer", min_inclusive="5") == "it is less than 5"
    assert rule("5", "integer", min_inclusive="5") is None
    assert rule("5", "integer", min_exclusive="5.0") == "it is not greater than 5.0"
    assert rule("11", "integer", max_inclusive="1E1") == "it is greater than 1E1"
    assert rule("10", "byte", max_exclusive="10") == "it is not less than 10"
    assert rule("10", "integer", min_inclusive="5", max_inclusive="9") == "it is greater than 9"
    assert rule("x", "integer", min_inclusive="5") == "it is no integer of XML Schema"


@pytest.mark.parametrize(("one", "expected", "other", "base"), [
    ("0.1", ">", "0.09999999999999999999999999999999999", "decimal"), ("0.10", "=", "0.1", "decimal"),
    ("9007199254740993", ">", "9007199254740992", "integer"), ("-0", "=", "0", "double"),
    ("1E400", "<", "INF", "double"),
    ("INF", "=", "INF", "double"), ("-INF", "<", "-1E308", "double"), ("NaN", "", "0", "double"),
    ("NaN", "", "INF", "float"),
    ("10", ">", "9", "integer"), ("1e2", "=", "100", "double"), ("1" * 6000, ">", "9", "integer"),
    ("2015-03-22", ">", "2015-03-21", "date"), ("2015-03-22Z", "=", "2015-03-22+00:00", "date"),
    ("2015-03-22", "", "2015-03-22Z", "date"), ("2015-03-22", ">", "2015-03-21Z", "date"),
    ("2015-03-22", ">", "2015-03-20Z", "date"), ("2015-03-22", "<", "2015-03-24Z", "date"),
    ("-0001-01-01", "<", "0000-01-01", "date"), ("12015-01-01", ">", "9999-12-31", "date"),
    ("2015-01-01+14:00", "<", "2015-01-01-14:00", "date"),
    ("2000-01-20T12:00:00Z", "<", "2000-01-20T12:00:00.1Z", "dateTime"),
    ("2000-03-04T20:00:00Z", "=", "2000-03-04T23:00:00+03:00", "dateTime"),
    ("2000-12-31T24:00:00", "=", "2001-01-01T00:00:00", "dateTime"),
    ("2000-02-29T00:00:00", ">", "2000-02-28T23:59:59", "dateTime"),
    ("24:00:00", "=", "00:00:00", "time"), ("10:00:00+01:00", "<", "10:00:00Z", "time"),
    ("10:00:00.50", "=", "10:00:00.5", "time"),
    ("2015", "<", "2016", "gYear"), ("2015-12", "<", "2016-01", "gYearMonth"), ("--02-29", "<", "--03-01", "gMonthDay"),
    ("--02-29", ">", "--02-28", "gMonthDay"), ("---05", ">", "---04", "gDay"), ("--05", "<", "--12", "gMonth"),
    # XML Schema part 2, dateTime: the examples of its order relation
    ("2000-01-15T00:00:00", "<", "2000-02-15T00:00:00", "dateTime"),
    ("2000-01-15T12:00:00", "<", "2000-01-16T12:00:00Z", "dateTime"),
    ("2000-01-01T12:00:00", "", "1999-12-31T23:00:00Z", "dateTime"),
    ("2000-01-16T12:00:00", "", "2000-01-16T12:00:00Z", "dateTime"),
    ("2000-01-16T00:00:00", "", "2000-01-16T12:00:00Z", "dateTime"),
    # XML Schema part 2, duration: the table of its order relation
    ("P1Y", ">", "P364D", "duration"), ("P1Y", "", "P365D", "duration"), ("P1Y", "", "P366D", "duration"),
    ("P1Y", "<", "P367D", "duration"), ("P1M", ">", "P27D", "duration"), ("P1M", "", "P28D", "duration"),
    ("P1M", "", "P31D", "duration"), ("P1M", "<", "P32D", "duration"), ("P5M", ">", "P149D", "duration"),
    ("P5M", "", "P150D", "duration"), ("P5M", "", "P153D", "duration"), ("P5M", "<", "P154D", "duration"),
    ("P12M", "=", "P1Y", "duration"), ("PT24H", "=", "P1D", "duration"), ("PT0.1S", ">", "PT0.09S", "dayTimeDuration"),
    ("-P1D", "<", "PT0S", "dayTimeDuration"), ("-P13M", "<", "-P1Y", "yearMonthDuration")])
def test_order(one, expected, other, base):
    assert sign(one, other, base) == expected


def test_a_formatted_value_is_compared_by_what_it_means():
    limits = {"format": "d.M.yyyy", "min_inclusive": "2015-01-01", "max_exclusive": "2016-01-01"}
    assert [rule(text, "date", **limits) for text in ("31.12.2014", "1.1.2015", "31.12.2015", "1.1.2016")] == [
        "it is less than 2015-01-01", None, None, "it is not less than 2016-01-01"]
    assert rule("1,000%", "decimal", format="#,##0%", max_inclusive="9.99") == "it is greater than 9.99"
    assert rule("999%", "decimal", format="#,##0%", max_inclusive="9.99") is None


def test_what_cannot_be_compared_is_not_within():
    assert rule("2015-03-22", "date", min_inclusive="2015-03-22Z") == "it cannot be compared with 2015-03-22Z"


def test_moments_are_ordered_as_python_orders_them():
    chance, start = random.Random(14), datetime.datetime(1, 1, 2)
    moments = [start + datetime.timedelta(seconds=chance.randrange(9990 * 365 * 86400)) for _ in range(1500)]
    for one in moments:
        seconds = int((one - start).total_seconds())
        assert moment(one.isoformat())[0] - moment("0001-01-02T00:00:00")[0] == seconds


def test_values():
    assert str(number("-INF")) == "-Infinity" and duration("-P1Y2MT1.5S") == (-14, -1.5)
    with pytest.raises(ValueError, match="too large"):
        number("1E9999999999999999999999")
