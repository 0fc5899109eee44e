"""Formatted numbers: the rules of section 6.4.2 of the Model, UAX #35, and Python's own formatting as a second hand."""

import random
from decimal import Decimal

import pytest

from smilekg.csvw.values.datatype import IgnoredFormat, check, parser
from smilekg.csvw.model import Datatype
from smilekg.csvw.values.numbers import shifted


def parse(text: str, base: str = "decimal", **rest) -> str:
    return parser(Datatype(base, **rest))(text)


def refused(texts, base: str = "decimal", **rest) -> list[str]:
    """Those of `texts` that are refused."""
    found = []
    for text in texts:
        try:
            parse(text, base, **rest)
        except ValueError:
            found.append(text)
    return found


# Per pattern: numbers in its format with their lexical form, and texts that are not in it.
PATTERNS = {
    "0": ({"1": "1", "-1": "-1", "+12": "+12", "0": "0"}, ["1.0", "1,234", "", "-", "1 ", "１", "1%", "1E1", "--1"]),
    "#": ({"1": "1", "12": "12"}, ["", "1.2"]),
    "00": ({"12": "12", "012": "012"}, ["1"]),
    "##0": ({"1": "1", "1234": "1234"}, ["1,234"]),
    "#,##0": ({"1": "1", "123": "123", "1,234": "1234", "1,234,567": "1234567"},
              ["1234", "12,34", ",123", "1,,234", "1,2345", "1,234,", "1,23", "1234,567"]),
    "#,#00": ({"01": "01", "12": "12", "1,234": "1234"}, ["1", "1234", "12,34", "12,34,567"]),
    "#,##,##0": ({"1": "1", "1,234": "1234", "12,34,567": "1234567", "1,23,45,678": "12345678"},
                 ["1,234,567", "123,45,678", "1234", "1,2,345"]),
    "0,000": ({"0,012": "0012", "1,234": "1234", "12,345": "12345"}, ["012", "12"]),
    "#0.#": ({"1": "1", "12.3": "12.3"}, ["12.34", "1,234.5", "1.", ".5"]),
    "#0.0": ({"1.5": "1.5", "1.0": "1.0"}, ["1", "12.34"]),
    "#0.0#": ({"1.5": "1.5", "12.34": "12.34"}, ["1", "12.345"]),
    "0.00": ({"1.50": "1.50", "-0.25": "-0.25"}, ["1.5", "1.500", ".50"]),
    "#.#": ({".5": ".5", "5": "5", "5.5": "5.5"}, [".", "5.", "5.55"]),
    "#,##0.00": ({"1,234.50": "1234.50", "-1,234,567.89": "-1234567.89"}, ["1234.50", "1,234.5", "1,234"]),
    "#0.0#,#": ({"1.5": "1.5", "1.23": "1.23", "1.23,4": "1.234"},
                ["1", "1.234", "1.23,45", "1.2,3", "1.23,", "12.34,567"]),
    "0.000,###": ({"1.234": "1.234", "1.234,5": "1.2345", "1.234,567": "1.234567"}, ["1.2345", "1.23", "1.234,567,8"]),
    "+0": ({"+1": "+1"}, ["1", "-1", "+-1"]),
    "-0": ({"-1": "-1"}, ["1", "+1", "--1"]),
    "0%": ({"25%": "0.25", "-25%": "-0.25", "100%": "1", "5%": "0.05"}, ["25", "%25", "25%%", "25 %", "25‰"]),
    "0.0%": ({"12.5%": "0.125", "0.0%": "0"}, ["12%"]),
    "%000": ({"%025": "0.25", "%-123": "-1.23", "-%123": "-1.23"}, ["%25", "123", "-%-123", "%%123"]),
    "0‰": ({"5‰": "0.005", "1000‰": "1", "1234‰": "1.234"}, ["5", "5%"]),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern(pattern):
    good, bad = PATTERNS[pattern]
    check(Datatype("decimal", format=pattern))
    assert {text: parse(text, format=pattern) for text in good} == good
    assert refused(bad, format=pattern) == bad


def test_exponents():
    assert parse("1.5E3", "double", format="0.0#E0") == "1.5e3"
    assert parse("-1.5E-03", "double", format="0.0#E00") == "-1.5e-03"
    assert parse("12E+3", "float", format="#0E+0") == "12e+3"
    bad = ["1.5", "1.5E", "1.5E+3", "1.5E3.0", "E3", "1E3"]
    assert refused(bad, "double", format="0.0E00") == bad
    assert refused(["1E3"], "double", format="0E+0") == ["1E3"]


def test_a_decimal_has_no_exponent_and_an_integer_no_point():
    assert refused(["1E6"], format="0E0") == ["1E6"] and refused(["1E6"], group_char=",") == ["1E6"]
    assert refused(["5.0"], "integer", format="0.0") == ["5.0"]
    assert refused(["5.0", "5,0"], "integer", decimal_char=",") == ["5.0", "5,0"]
    assert refused(["NaN", "INF", "-INF"], group_char=",") == ["NaN", "INF", "-INF"]
    assert refused(["128", "127"], "byte", format="0") == ["128"]


def test_per_cent_of_an_integer_must_be_whole():
    assert parse("300%", "integer", format="0%") == "3"
    with pytest.raises(ValueError, match="it is no integer"):
        parse("50%", "integer", format="0%")


def test_without_a_pattern():
    signs = {"group_char": ".", "decimal_char": ","}
    good = {"1.234.567,89": "1234567.89", "1234,5": "1234.5", "-25%": "-0.25", "20‰": "0.02", "+1": "+1",
            "1.2.3": "123",
            "0,10": "0.10"}
    assert {text: parse(text, **signs) for text in good} == good
    bad = ["1..2", ".5", ",5", "5,", "1,2,3", "1,234.5", "1 234", "", "5E", "1E2%", "%5", "NaN"]
    assert refused(bad, **signs) == bad
    assert [parse(text, "double", **signs) for text in ("1.000,5E6", "NaN", "INF", "-INF")] == [
        "1000.5e6", "NaN", "INF", "-INF"]
    assert refused(["+INF", "nan", "1,5"], "double", group_char=" ") == ["+INF", "nan", "1,5"]


def test_without_a_format():
    good = {"123,456.789": "123456.789", "1,234,567": "1234567", "123456.789%": "1234.56789", "-5‰": "-0.005",
            "007": "007"}
    assert {text: parse(text) for text in good} == good
    bad = ["1,23", "12,34,567", "1234,567", "1,,234", ",123", "123,", "123,,456.789", "1,234.", "1.5,000", "1E6",
           "1,234E5",
           "%5", "5 %", "5%‰", "1.234,5", "1 234"]
    assert refused(bad) == bad
    assert parse("1,234E5", "double") == "1234e5" and parse("1E5", "double") == "1E5"
    assert parse("1,234", "integer") == "1234" and parse("200%", "integer") == "2"
    assert refused(["1,234.5", "5%", "1,234"], "byte") == ["1,234.5", "5%", "1,234"]


@pytest.mark.parametrize(("rest", "text", "expected"), [
    ({"format": "#.##0,00", "decimal_char": ",", "group_char": "."}, "1.234,50", "1234.50"),
    ({"format": "# ##0,0", "decimal_char": ",", "group_char": " "}, "1 234,5", "1234.5"),
    ({"format": "#'##0.0", "group_char": "'"}, "1'234.5", "1234.5"),
    ({"format": "#\u00a0##0", "group_char": "\u00a0"}, "1\u00a0234", "1234"),
    ({"format": "0,00", "decimal_char": ","}, "5,25", "5.25"),
    ({"format": "0::00", "decimal_char": "::"}, "5::25", "5.25")])
def test_other_characters(rest, text, expected):
    check(Datatype("decimal", **rest))
    assert parse(text, **rest) == expected


@pytest.mark.parametrize("pattern",
                         ["", "foo", "0#", "#.#0", "0.", "#,", ",0", "0,,0", "0.0.0", "0;-0", "0E", "E0", "0%%",
                                     "%0%", "+-0", "0-", "¤0", "@@", "'x'0", "0.00,0,00", "0x", "*x0", "0.0##,####"])
def test_what_is_no_pattern_is_told_apart(pattern):
    with pytest.raises(IgnoredFormat):
        check(Datatype("decimal", format=pattern))


@pytest.mark.parametrize("rest", [{"decimal_char": ""}, {"group_char": "5"}, {"group_char": "E"}, {"group_char": "-"},
                                  {"group_char": "."}, {"decimal_char": "%"}, {"decimal_char": "#", "group_char": ","}])
def test_characters_that_a_number_has_already(rest):
    with pytest.raises(ValueError, match="cannot be told"):
        check(Datatype("decimal", **rest))


def test_what_python_writes_is_read():
    chance = random.Random(35)
    for _ in range(2000):
        number = Decimal(chance.randint(-10**9, 10**9)).scaleb(-2)
        assert Decimal(parse(f"{number:,.2f}", format="#,##0.00")) == number
        assert Decimal(parse(f"{number:.2f}%", format="0.00%")) == number.scaleb(-2)
        assert Decimal(parse(f"{number:.4E}", "double", format="0.0000E+0")) == Decimal(f"{number:.4E}")


def test_a_point_moves_exactly():
    chance = random.Random(36)
    assert [shifted(text, 2) for text in ("-0", "+7", "012.50", "1e3", ".5", "123456789012345678901234567890.1")] == [
        "-0", "+0.07", "0.125", "0.01e3", "0.005", "1234567890123456789012345678.901"]
    for _ in range(2000):
        text = f"{chance.randint(-10**chance.randint(0, 12), 10**12)}.{chance.randint(0, 9999)}"
        assert Decimal(shifted(text, 3)) == Decimal(text) / 1000
