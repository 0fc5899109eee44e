"""Datatypes of cells. Expected values are those of the Model for Tabular Data and of XML Schema part 2; the fast
expressions are held against the careful parser by texts near each lexical space."""

import random
import re

import pytest

from smilekg.csvw.values.datatype import (
    BASES,
    BINARY,
    DURATIONS,
    NUMERIC,
    TEXT,
    TIMES,
    IgnoredFormat,
    check,
    normalise,
    parser,
    plain,
)
from smilekg.csvw.model import Datatype


def parse(text: str, base: str, **rest):
    return parser(Datatype(base, **rest))(text)


VERBATIM = {
    "integer": ["007", "+5", "-0", "12345678901234567890123"], "decimal": ["83.50", ".5", "5.", "-1.230"],
    "double": ["1e5", "INF", "-INF", "NaN", "1.50E+03"], "boolean": ["true", "false"],
    "date": ["2020-02-29", "2015-03-22Z", "-0044-03-15", "2015-03-22+14:00"], "time": ["24:00:00", "15:02:37.143"],
    "dateTime": ["2015-03-15T15:02:37"], "gMonthDay": ["--02-29"], "duration": ["P1Y2M3DT10H30M", "-P60D"],
    "dayTimeDuration": ["P1DT2H"], "yearMonthDuration": ["P0Y20M"], "token": ["a b", "汉 字"], "string": ["", " a\n "],
    "anyURI": ["http://例え.jp/é?a=b#c"], "json": ['{"a": [1, 2]}'], "html": ["<b>x"], "QName": ["a:b"],
    "base64Binary": ["Zm9v", "Zg==", "Z m 9 v"], "hexBinary": ["0fB7"], "byte": ["-128", "127"],
}


@pytest.mark.parametrize("base", VERBATIM)
def test_without_a_format_a_valid_text_stays_as_it_is(base):
    assert [parse(text, base) for text in VERBATIM[base]] == VERBATIM[base]


@pytest.mark.parametrize(("text", "base"), [
    ("1_000", "integer"), ("1.0", "integer"), ("１２", "integer"), ("12,34", "decimal"), ("25%%", "decimal"),
    ("1E6", "decimal"), ("NaN", "decimal"), ("yes", "boolean"), ("TRUE", "boolean"), ("2015-02-29", "date"),
    ("3/22/2015", "date"), ("128", "byte"), ("-1", "unsignedInt"), ("2015-03-15T15:02:37", "dateTimeStamp"),
    ("P1Y", "dayTimeDuration"), ("P1D", "yearMonthDuration"), ("0FB", "hexBinary"), ("Zg", "base64Binary"),
    ("a b", "anyURI"), ("a b", "NMTOKEN"), ("en_GB", "language")])
def test_an_invalid_text_is_refused_in_plain_words(text, base):
    with pytest.raises(ValueError, match=f"^it is no {base} of XML Schema$"):
        parse(text, base)


def test_any_text_but_nul_is_a_string():
    with pytest.raises(ValueError, match="NUL"):
        parse("a\0", "string")


@pytest.mark.parametrize(("base", "expected"), [
    ("string", "\t a  b\r\n"), ("json", "\t a  b\r\n"), ("xml", "\t a  b\r\n"), ("html", "\t a  b\r\n"),
    ("anyAtomicType", "\t a  b\r\n"), ("normalizedString", "  a  b  "), ("token", "a b"), ("anyURI", "a b"),
    ("integer", "a b"), ("date", "a b"), ("boolean", "a b"), ("duration", "a b")])
def test_white_space(base, expected):
    assert normalise("\t a  b\r\n", base) == expected


def test_white_space_is_that_of_xml_alone():
    assert [normalise(text, "token") for text in ("\u00a0a\u3000", " ", "", "a", "a\tb", "a ", " a")] == [
        "\u00a0a\u3000", "", "", "a", "a b", "a", "a"]


BROKEN = {
    "length on a date": ("date", {"length": 5}, "cannot have a length"),
    "length on a number": ("integer", {"max_length": 5}, "cannot have a maxLength"),
    "length on a URI": ("anyURI", {"min_length": 5}, "cannot have a minLength"),
    "length on anything": ("anyAtomicType", {"length": 5}, "cannot have a length"),
    "length below minLength": ("string", {"length": 5, "min_length": 6}, "minLength is greater than length"),
    "length above maxLength": ("string", {"length": 5, "max_length": 4}, "length is greater than maxLength"),
    "minLength above maxLength": ("hexBinary", {"min_length": 5, "max_length": 4}, "minLength is greater"),
    "negative length": ("string", {"length": -1}, "less than 0"),
    "minimum of a string": ("string", {"min_inclusive": "5"}, "cannot have a minimum"),
    "maximum of a boolean": ("boolean", {"max_exclusive": "1"}, "cannot have a minimum or maximum"),
    "limit that is no value": ("integer", {"min_inclusive": "five"}, "minInclusive 'five' is no integer"),
    "limit that is no day": ("date", {"max_inclusive": "2015-02-29"}, "is no date"),
    "limit that is no number": ("double", {"max_inclusive": "NaN"}, "is no double"),
    "two lower limits": ("float", {"min_inclusive": "1", "min_exclusive": "0"}, "are both given"),
    "two upper limits": ("float", {"max_inclusive": "1", "max_exclusive": "2"}, "are both given"),
    "maxInclusive < minInclusive": ("float", {"min_inclusive": "2", "max_inclusive": "1.5"}, "leaves no room"),
    "maxExclusive = minInclusive": ("float", {"min_inclusive": "2", "max_exclusive": "2.0"}, "leaves no room"),
    "maxExclusive < minExclusive": ("date", {"min_exclusive": "2015-01-02", "max_exclusive": "2015-01-01"}, "no room"),
    "maxInclusive = minExclusive": ("duration", {"min_exclusive": "P12M", "max_inclusive": "P1Y"}, "leaves no room"),
    "unknown datatype": ("number", {}, "is no datatype"),
    "expression that Python lacks": ("string", {"format": r"\p{L}"}, "not supported"),
    "zone that must be there": ("dateTimeStamp", {"format": "yyyy-MM-ddTHH:mm"}, "no time zone"),
    "one sign for two things": ("decimal", {"decimal_char": ",", "group_char": ","}, "cannot be told"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_does_not_fit_the_base_is_refused(case):
    base, rest, message = BROKEN[case]
    with pytest.raises(ValueError, match=message) as caught:
        check(Datatype(base, **rest))
    assert not isinstance(caught.value, IgnoredFormat)


@pytest.mark.parametrize(("base", "form"), [
    ("integer", "foo"), ("date", "yyyy-mm-dd"), ("boolean", "Y"), ("string", "(a"), ("duration", "[b-a]"),
    ("json", "*"), ("anyURI", "a**")])
def test_a_broken_format_alone_is_told_apart(base, form):
    with pytest.raises(IgnoredFormat):
        check(Datatype(base, format=form))
    check(Datatype(base))


def test_a_broken_limit_outweighs_a_broken_format():
    with pytest.raises(ValueError, match="cannot have") as caught:
        check(Datatype("string", format="(", min_inclusive="1"))
    assert not isinstance(caught.value, IgnoredFormat)


@pytest.mark.parametrize(("base", "rest"), [
    ("string", {"length": 5, "min_length": 5, "max_length": 5}), ("xml", {"max_length": 5}),
    ("float", {"min_exclusive": "1", "max_exclusive": "1"}), ("integer", {"min_inclusive": "1E3"}),
    ("double", {"min_inclusive": "-INF", "max_inclusive": "INF"}), ("gYear", {"max_inclusive": "2020"}),
    ("date", {"format": "d.M.yyyy", "min_inclusive": "2015-01-01", "max_inclusive": "2015-12-31"})])
def test_what_fits_the_base_passes(base, rest):
    check(Datatype(base, **rest))


@pytest.mark.parametrize(("text", "base", "rest", "rule"), [
    ("abc", "string", {"length": 3}, None), ("汉字😀", "string", {"length": 3}, None),
    ("ab", "string", {"length": 3}, "it is shorter than 3 characters"),
    ("abcd", "token", {"max_length": 3}, "it is longer than 3 characters"),
    ("", "string", {"min_length": 1}, "it is shorter than 1 characters"),
    ("0FB7", "hexBinary", {"length": 2}, None), ("0FB7", "hexBinary", {"length": 4}, "it is shorter than 4 bytes"),
    # RFC 4648: f, fo, foo, foob
    ("Zg==", "base64Binary", {"length": 1}, None), ("Zm8=", "base64Binary", {"length": 2}, None),
    ("Zm9v", "base64Binary", {"length": 3}, None), ("Zm9v Yg = =", "base64Binary", {"length": 4}, None),
    ("Zm9v", "base64Binary", {"max_length": 2}, "it is longer than 2 bytes")])
def test_lengths(text, base, rest, rule):
    check(Datatype(base, **rest))
    if rule is None:
        assert parse(text, base, **rest) == text
    else:
        with pytest.raises(ValueError, match=f"^{rule}$"):
            parse(text, base, **rest)


def test_a_boolean_has_two_words():
    assert [parse(text, "boolean") for text in ("true", "false", "1", "0")] == ["true", "false", "true", "false"]
    assert [parse(text, "boolean", format="Y|N") for text in "YN"] == ["true", "false"]
    for text in ("true", "1", "y", ""):
        with pytest.raises(ValueError, match="it must be Y or N"):
            parse(text, "boolean", format="Y|N")


def test_an_expression_and_the_datatype_both_hold():
    assert parse("P5D", "duration", format="P[0-9]+D") == "P5D"
    assert parse("ab", "json", format="a.") == "ab"
    for text, rule in (("P5Y", "it must match"), ("Px", "it is no duration")):
        with pytest.raises(ValueError, match=rule):
            parse(text, "duration", format="P[0-9]+D|Px")


# A text of each datatype that is not text; mistakes near these are then made at random.
SEEDS = {
    **{base: ["0", "-1", "+12", "999", "128", "255", "32768", "2147483648", "9999999999", "-9223372036854775809",
              "18446744073709551616", "1.5", "-.5", "1E5", "1.5e-3", "INF", "NaN", "007"] for base in NUMERIC},
    **{base: ["2020-02-29", "2019-12-31Z", "2021-04-30+13:59", "13:20:00.5", "24:00:00", "2020-02-28T23:59:59-14:00",
              "2020-10-31T00:00:00.25Z", "--02-29", "---31Z", "--12", "2020", "2020-10Z",
              "-0044-03-15"] for base in TIMES},
    **{base: ["P1Y2M3DT4H5M6.7S", "-P1D", "PT1S", "P1M", "PT0.5S"] for base in DURATIONS},
    "boolean": ["true", "false", "1", "0"], "hexBinary": ["0FB7", "ab"], "base64Binary": ["Zg==", "Zm8=", "Zm9vYmFy"],
    "anyURI": ["http://a.b/c?d=e#f", "urn:x"], "token": ["a b", "a-b c_d"], "language": ["en", "zh-Hans", "x-klingon"],
    "Name": ["a.b", "_x"], "NMTOKEN": ["1a", "-a"], "QName": ["a:b", "c"],
}
NOISE = "0123456789-+:.TZPYMDHSEe/ ,\"\\'\t\n\0aéZ=%"


def spoilt(seed: str, chance: random.Random) -> str:
    """`seed` with up to two characters put in, left out, or put for another."""
    for _ in range(chance.randint(0, 2)):
        at = chance.randint(0, len(seed))
        seed = seed[:at] + chance.choice([chance.choice(NOISE), ""]) + seed[at + chance.randint(0, 1):]
    return seed


@pytest.mark.parametrize("base", sorted(SEEDS))
def test_a_plain_text_is_one_that_the_parser_takes_as_it_is(base):
    chance, found = random.Random(base), set()
    matches, accept = re.compile(plain(Datatype(base))).fullmatch, parser(Datatype(base))
    in_bytes = re.compile(plain(Datatype(base)).encode("ascii")).fullmatch
    for _ in range(6000):
        text = spoilt(chance.choice(SEEDS[base]), chance)
        assert bool(matches(text)) == bool(in_bytes(text.encode("utf-8")))
        if matches(text):
            assert accept(text) == text == normalise(text, base) and text
            found |= set(text)
    assert found and not found & set(",;|'\"\\\t\n\0"), "a plain text breaks no row"


def test_every_day_that_is_plain_exists():
    matches = re.compile(plain(Datatype("date"))).fullmatch
    days = [f"{year}-{month:02}-{day:02}" for year in (2019, 2020, 1900) for month in range(14) for day in range(33)]
    # 365 days a year; the leap day of 2020 is left to the parser.
    assert sum(bool(matches(day)) for day in days) == 3 * 365
    assert all(parse(day, "date") == day for day in days if matches(day))


def test_which_datatypes_are_plain():
    assert set(SEEDS) | {"string", "normalizedString", "anyAtomicType", "json", "xml", "html"} == BASES
    assert {base for base in BASES if plain(Datatype(base)) == TEXT} == BASES - set(SEEDS)
    assert all(re.compile(plain(Datatype(base))).groups == 0 for base in SEEDS)
    assert BINARY < BASES


@pytest.mark.parametrize("rest", [{"format": "Y|N"}, {"length": 3}, {"max_length": 3}, {"min_inclusive": "1"},
                                  {"max_exclusive": "1"}, {"group_char": ","}, {"decimal_char": ","}])
def test_rules_of_its_own_make_a_datatype_careful(rest):
    assert plain(Datatype("integer", **rest)) is None


def test_the_format_of_iso_8601_is_plain():
    matches = re.compile(plain(Datatype("date", format="yyyy-MM-dd"))).fullmatch
    assert matches("2015-03-22") and not matches("2015-03-22Z") and not matches("2015-02-29")
    assert plain(Datatype("date", format="yyyy-MM-dd", min_inclusive="2015-01-01")) is None


def test_a_datatype_of_another_name_is_as_plain_as_its_base():
    assert plain(Datatype("integer", "http://example.org/count")) == plain(Datatype("integer"))
