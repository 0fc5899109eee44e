"""Lexical forms against XML Schema 1.1 part 2: its examples, its grammar, and Python's numbers as a second opinion."""

import re
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smilekg.lexical import PATTERNS, datatype_name, is_valid

# Per datatype: forms that belong to its lexical space, and forms that do not.
FORMS = {
    "boolean": (["true", "false", "1", "0"], ["TRUE", "True", "yes", "", "01", " 1", "1 ", "true\n"]),
    "decimal": (["-1.23", "12678967.543233", "+100000.00", "210", ".5", "5.", "-0", "+.5", "000.10"],
                ["1e5", "NaN", "INF", "1,5", "1_000", "１２", "٣", ".", "", "+", "--1", "1.2.3", " 1", "1\n", "0x1",
                 "½"]),
    "integer": (["-1", "0", "12678967543233", "+100000", "-0", "007"],
                ["1.0", "1_000", "１２", "+-1", "", "1e3", "²", "1 ", "1\n", "−1"]),
    "nonPositiveInteger": (["-1", "0", "-12678967543233", "-100000", "+0", "-0", "000"], ["1", "+1", "", "-"]),
    "negativeInteger": (["-1", "-12678967543233", "-100000", "-01"], ["0", "-0", "1", "+1", "--1"]),
    "nonNegativeInteger": (["1", "0", "12678967543233", "100000", "+1", "-0", "-00"], ["-1", "-01", "", "1.0"]),
    "positiveInteger": (["1", "12678967543233", "100000", "+1", "01"], ["0", "-1", "+0", "000", "-0"]),
    "long": (["-9223372036854775808", "9223372036854775807"], ["-9223372036854775809", "9223372036854775808"]),
    "int": (["-2147483648", "+2147483647", "126789675", "0" * 30 + "5", "-" + "0" * 30 + "5"],
            ["-2147483649", "2147483648", "1" * 40]),
    "short": (["-32768", "32767", "+10000"], ["-32769", "32768", "1.0"]),
    "byte": (["-128", "127", "+100", "-0"], ["-129", "128", "1_0"]),
    "unsignedLong": (["0", "18446744073709551615", "-0"], ["18446744073709551616", "-1"]),
    "unsignedInt": (["4294967295", "+1"], ["4294967296", "-1"]),
    "unsignedShort": (["65535", "-0"], ["65536", "-1"]),
    "unsignedByte": (["126", "255"], ["256", "-1", "１"]),
    "double": (["-1E4", "1267.43233E12", "12.78e-2", "12", "-0", "0", "INF", "+INF", "-INF", "NaN", ".5", "5.", "1e+5"],
               ["+NaN", "-NaN", "inf", "nan", "Infinity", "1e", "e5", "1E5.0", "1_0e1", "0x1p3", "", " 1", "１e5"]),
    "float": (["-1E4", "INF", "+INF", "NaN", "-0"], ["-NaN", "Inf", "1 e5", "1e5 "]),
    "date": (["2002-10-10", "2002-10-10+13:00", "2002-10-10Z", "2000-02-29", "2020-02-29", "-0044-03-15", "12004-02-29",
              "0000-02-29", "-0004-02-29", "2020-12-31-14:00", "2020-12-31+14:00", "2020-04-30", "2020-10-31",
              "1" * 5000 + "-02-01", "2" * 4999 + "4-02-29"],
             ["2020-02-30", "1900-02-29", "2021-02-29", "-0001-02-29", "2020-04-31", "2020-06-31", "2020-09-31",
              "2020-11-31", "2020-13-01",
              "2020-00-10", "2020-01-00", "2020-1-1", "20200101", "2020-01-01+14:01", "2020-01-01+15:00",
              "2020-01-01+1:00", "02020-01-01", "200-01-01", "+2020-01-01", "２０２０-01-01", "2020-01-01 ", ""]),
    "dateTime": (["2002-10-10T12:00:00-05:00", "2002-10-10T17:00:00Z", "2002-10-10T24:00:00", "2002-10-10T24:00:00.00",
                  "2002-10-10T12:00:00.5", "-0001-10-10T00:00:00", "2000-02-29T23:59:59.999+14:00"],
                 ["2002-10-10T24:00:01", "2002-10-10T24:00:00.1", "2002-10-10T24:01:00", "2002-10-10", "12:00:00",
                  "2002-10-10T25:00:00", "2002-10-10T12:60:00", "2002-10-10T12:00:60", "2002-10-10T12:00",
                  "2002-10-10 12:00:00", "2002-10-10t12:00:00z", "2002-10-10T12:00:00.", "1900-02-29T12:00:00",
                  "2002-10-10T12:00:00+14:01", "2002-10-10T12:00:00-24:00"]),
    "dateTimeStamp": (["2002-10-10T12:00:00Z", "2002-10-10T12:00:00+14:00"],
                      ["2002-10-10T12:00:00", "2002-02-30T12:00:00Z"]),
    "time": (["13:20:00-05:00", "13:20:00", "24:00:00", "00:00:00.123"],
             ["24:00:01", "1:00:00", "12:00", "12:00:60", "24:30:00", "13:20:00 Z"]),
    "gYear": (["2020", "-0044", "0000", "0001", "12345", "2020Z", "2020+14:00", "2020-14:00"],
              ["20", "020", "012345", "+2020", "2020+14:01", "２０２０", "2020-", "2020z", ""]),
    "gYearMonth": (["2020-10", "-0044-03Z"], ["2020-13", "2020-1", "202010", "2020-00"]),
    "gMonth": (["--10", "--05Z"], ["--13", "--00", "--5", "--10--", "10"]),
    "gDay": (["---01", "---31+01:00"], ["---00", "---32", "--01", "---1"]),
    "gMonthDay": (["--02-29", "--12-31Z", "--04-30"],
                  ["--13-01", "--12-32", "12-31", "--1-01", "--02-30", "--04-31", "--02-30Z"]),
    "duration": (["P1Y2M3DT10H30M", "-P120D", "P1347Y", "P1347M", "P1Y2MT2H", "P0Y1347M", "P0Y1347M0D", "-P1347M",
                  "PT1S", "PT0.5S", "P0D"],
                 ["P-1347M", "P1Y2MT", "P", "PT", "1Y", "P1S", "P1H", "PT1Y", "P1.5D", "P1M1Y", "P１D", "+P1D", "-P"]),
    "dayTimeDuration": (["P3DT10H", "-P120D", "PT0.5S", "P0D", "PT1H1S"],
                        ["P1Y", "P1M", "P1Y1D", "P", "PT", "P1DT", "P1H", "-P1M", "P1D2D"]),
    "yearMonthDuration": (["P1Y", "P1M", "-P1Y20M", "P0M"], ["P1D", "PT1M", "P1YT", "P", "P1M1Y", "P1Y1D", "P1.5Y"]),
    "hexBinary": (["0FB7", "0fb8", "", "DEADbeef"], ["0FB", "0", "0G", " 0F", "0x0F", "０F"]),
    # The valid ones are the test vectors of RFC 4648, and white space where the Schema allows it.
    "base64Binary": (["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "Z m 9 v", "Zg = ="],
                     ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=", "====", "Zm9v!", "Zm-_", "Z  m9v", "Zm9v "]),
    "language": (["en", "zh-Hans", "x-klingon", "de-CH-1996"], ["", "en_GB", "abcdefghi", "-en", "zh-", "é"]),
    "normalizedString": ([" a  b ", "", "汉"], ["a\tb", "a\nb", "a\rb"]),
    "token": (["", "a b", "汉 字"], [" a", "a ", "a  b", "a\tb", "a\nb"]),
    "Name": (["a:b", "_x-1.", "名前", "é·"], ["1a", "", "a b", "-a"]),
    "NMTOKEN": (["1a", "-a", "a:b.", "·é"], ["a b", "", "a/b", "a×b"]),
    "QName": (["a", "a:b", "é:名"], [":a", "a:b:c", "1a:b", "a:"]),
    "anyURI": (["http://www.example.com/", "../x#y", "urn:a:b", "", "http://例え.jp/é"], ["a\nb"]),
    "string": (["", " a\n\t\"", "😀"], []),
    "noSuchDatatype": (["", "anything"], []),
}


@pytest.mark.parametrize("datatype", FORMS)
def test_forms(datatype):
    valid, invalid = FORMS[datatype]
    assert [form for form in valid if not is_valid(form, datatype)] == []
    assert [form for form in invalid if is_valid(form, datatype)] == []


def test_every_datatype_with_a_rule_is_in_the_table():
    assert set(PATTERNS) <= set(FORMS)


def number(text: str, parse, allowed: str):
    """What Python reads, where the text holds nothing but the ASCII signs that the Schema allows; else None."""
    if not re.fullmatch(f"[{allowed}]*", text):
        return None
    try:
        return parse(text)
    except (ValueError, InvalidOperation):
        return None


DIGITS = st.text("0123456789+-._eE １٣²\n", max_size=20)


@settings(deadline=None, derandomize=True, max_examples=1000)
@given(DIGITS)
@example("1_000")
@example("１２")
@example("1\n")
def test_integers_and_decimals_agree_with_python(text):
    integer = number(text, int, r"0-9+\-")
    assert is_valid(text, "decimal") == (number(text, Decimal, r"0-9+\-.") is not None)
    assert is_valid(text, "integer") == (integer is not None)
    assert is_valid(text, "nonNegativeInteger") == (integer is not None and integer >= 0)
    assert is_valid(text, "negativeInteger") == (integer is not None and integer < 0)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(st.sampled_from([("byte", 8, True), ("short", 16, True), ("int", 32, True), ("long", 64, True),
                        ("unsignedByte", 8, False), ("unsignedShort", 16, False), ("unsignedInt", 32, False),
                        ("unsignedLong", 64, False)]), st.integers(-3, 3), st.booleans())
def test_bounded_integers_end_at_the_bound(kind, offset, upper):
    name, bits, signed = kind
    low, high = (-2**(bits - 1), 2**(bits - 1) - 1) if signed else (0, 2**bits - 1)
    value = (high if upper else low) + offset
    assert is_valid(str(value), name) == (low <= value <= high)


def test_datatype_name():
    assert datatype_name("http://www.w3.org/2001/XMLSchema#gYear") == "gYear"
    assert datatype_name("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString") is None
