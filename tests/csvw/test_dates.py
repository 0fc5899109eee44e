"""Formatted dates and times: the patterns and examples of section 6.4.4 of the Model; strftime as a second hand."""

import datetime
import random

import pytest

from smilekg.csvw.values.datatype import IgnoredFormat, check, parser
from smilekg.csvw.model import Datatype


def parse(text: str, base: str, form: str) -> str:
    check(Datatype(base, format=form))
    return parser(Datatype(base, format=form))(text)


# The table of the standard, each with its example of 22 March 2015.
DATES = {
    "yyyy-MM-dd": "2015-03-22", "yyyyMMdd": "20150322", "dd-MM-yyyy": "22-03-2015", "d-M-yyyy": "22-3-2015",
    "MM-dd-yyyy": "03-22-2015", "M-d-yyyy": "3-22-2015", "dd/MM/yyyy": "22/03/2015", "d/M/yyyy": "22/3/2015",
    "MM/dd/yyyy": "03/22/2015", "M/d/yyyy": "3/22/2015", "dd.MM.yyyy": "22.03.2015", "d.M.yyyy": "22.3.2015",
    "MM.dd.yyyy": "03.22.2015", "M.d.yyyy": "3.22.2015"}
TIMES = {"HH:mm:ss.S": ("15:02:37.1", "15:02:37.1"), "HH:mm:ss.SSS": ("15:02:37.143", "15:02:37.143"),
         "HH:mm:ss": ("15:02:37", "15:02:37"), "HHmmss": ("150237", "15:02:37"), "HH:mm": ("15:02", "15:02:00"),
         "HHmm": ("1502", "15:02:00")}
# Section 6.4.4; `+08:00` for X is in the tests of W3C.
ZONES = {"X": {"-08": "-08:00", "+0530": "+05:30", "Z": "Z", "+08:00": "+08:00"},
         "XX": {"-0800": "-08:00", "+0530": "+05:30", "Z": "Z"},
         "XXX": {"-08:00": "-08:00", "+05:30": "+05:30", "Z": "Z"}, "x": {"-08": "-08:00", "+0530": "+05:30"},
         "xx": {"-0800": "-08:00", "+0530": "+05:30"}, "xxx": {"-08:00": "-08:00", "+05:30": "+05:30"}}


@pytest.mark.parametrize("form", DATES)
def test_dates(form):
    assert parse(DATES[form], "date", form) == "2015-03-22"
    assert parse(f"{DATES[form]}Z", "date", f"{form}X") == "2015-03-22Z"


@pytest.mark.parametrize("form", TIMES)
def test_times(form):
    text, expected = TIMES[form]
    assert parse(text, "time", form) == expected


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("time", TIMES)
def test_a_date_a_blank_and_a_time(date, time):
    assert parse(f"{DATES[date]} {TIMES[time][0]}", "dateTime", f"{date} {time}") == f"2015-03-22T{TIMES[time][1]}"


@pytest.mark.parametrize("form", ["yyyy-MM-ddTHH:mm:ss.SSS", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm",
                                  "yyyy-MM-dd'T'HH:mm:ss"])
def test_a_date_t_and_a_time(form):
    text = "2015-03-15T15:02" + (":37" if "ss" in form else "") + (".143" if "S" in form else "")
    assert parse(text, "dateTime", form) == text + ("" if "ss" in form else ":00")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("blank", ["", " "])
def test_zones(zone, blank):
    for text, expected in ZONES[zone].items():
        assert parse(f"15:02{blank}{text}", "time", f"HH:mm{blank}{zone}") == f"15:02:00{expected}"
        assert parse(f"22.3.2015 15:02{blank}{text}", "dateTimeStamp", f"d.M.yyyy HH:mm{blank}{zone}") == (
            f"2015-03-22T15:02:00{expected}")


@pytest.mark.parametrize(("zone", "bad"), [
    ("x", ["Z", "", "-8", "-08:", "-08:0", "+15", "+1401", "0800"]), ("xx", ["Z", "-08", "-08:00"]),
    ("xxx", ["Z", "-0800", "-08"]),
    ("X", ["z", "", "-08:60", " -08"]), ("XX", ["-08", "+05:30"]), ("XXX", ["-0800", "+14:30"])])
def test_zones_that_do_not_match(zone, bad):
    for text in bad:
        with pytest.raises(ValueError, match=f"^it must match HH:mm{zone}$"):
            parse(f"15:02{text}", "time", f"HH:mm{zone}")


def test_the_furthest_zone():
    assert parse("15:02 +14", "time", "HH:mm X") == "15:02:00+14:00"


def test_fractions_of_a_second_have_a_greatest_length():
    assert [parse(f"15:02:37{part}", "time", "HH:mm:ss.SSS") for part in ("", ".1", ".100")] == [
        "15:02:37", "15:02:37.1", "15:02:37.100"]
    for part in (".", ".1234", ",1", ".1a"):
        with pytest.raises(ValueError, match="must match"):
            parse(f"15:02:37{part}", "time", "HH:mm:ss.SSS")
    assert parse("150237.5", "time", "HHmmss.S") == "15:02:37.5"


@pytest.mark.parametrize(("text", "form"), [
    ("13/22/2015", "M/d/yyyy"), ("3/32/2015", "M/d/yyyy"), ("0/1/2015", "M/d/yyyy"), ("3/22/15", "M/d/yyyy"),
    ("3-22-2015", "M/d/yyyy"), ("3/22/2015 ", "M/d/yyyy"), ("3/22/2015\n", "M/d/yyyy"), ("３/22/2015", "M/d/yyyy"),
    ("3/22/2015Z", "M/d/yyyy"), ("3/22/2015", "MM/dd/yyyy"), ("2015-03-22", "M/d/yyyy"), ("3x22x2015", "M.d.yyyy")])
def test_a_date_that_does_not_match(text, form):
    with pytest.raises(ValueError, match=f"^it must match {form}$"):
        parse(text, "date", form)


@pytest.mark.parametrize(("text", "form"),
                         [("2/29/2015", "M/d/yyyy"), ("31.4.2015", "d.M.yyyy"), ("19000229", "yyyyMMdd")])
def test_a_day_must_exist(text, form):
    with pytest.raises(ValueError, match="^there is no such day$"):
        parse(text, "date", form)


def test_a_leap_day_exists_and_a_zero_in_front_is_taken():
    assert parse("02/29/2016", "date", "M/d/yyyy") == "2016-02-29"


@pytest.mark.parametrize("text", ["24:00", "15:60", "1:02", "1502"])
def test_a_time_that_does_not_match(text):
    with pytest.raises(ValueError, match="must match"):
        parse(text, "time", "HH:mm")


@pytest.mark.parametrize(("base", "form", "text", "expected"), [
    ("gYear", "yyyy", "2015", "2015"), ("gYearMonth", "M/yyyy", "3/2015", "2015-03"), ("gMonth", "M", "3", "--03"),
    ("gYearMonth", "yyyyMM", "201503", "2015-03"), ("gDay", "dd", "05", "---05"), ("gYear", "yyyyX", "2015Z", "2015Z"),
    ("gMonthDay", "d.M", "29.2", "--02-29"), ("gMonthDay", "MM/dd", "12/24", "--12-24")])
def test_parts_of_dates(base, form, text, expected):
    assert parse(text, base, form) == expected


def test_a_day_that_no_year_has():
    with pytest.raises(ValueError, match="no such day"):
        parse("30.2", "gMonthDay", "d.M")


@pytest.mark.parametrize(("base", "form"), [
    ("date", ""), ("date", "yyyy-mm-dd"), ("date", "dd/MM-yyyy"), ("date", "yy-MM-dd"), ("date", "d MMM yyyy"),
    ("date", "HH:mm"), ("date", "yyyy-MM-dd HH:mm"), ("date", "yyyy-MM-dd XxX"), ("date", "yyyy-MM-dd  X"),
    ("date", "yyyy-MM-dd XXXX"), ("date", "yyyy-MM-dd.S"), ("date", "2012+12+12"), ("date", "(yyyy"),
    ("date", "yyyy\nMM"),
    ("time", "hh:mm"), ("time", "yyyy-MM-dd"), ("time", "HH:mm.S"), ("time", "HH:mm:ss.SGS"), ("time", "H:mm"),
    ("dateTime", "yyyy-MM-dd"), ("dateTime", "HH:mm"), ("dateTime", "M/d/yyyyTHH:mm"),
    ("dateTime", "yyyy-MM-dd  HH:mm"),
    ("dateTime", "yyyy-MM-ddHH:mm"), ("dateTime", "d.M.yyyy HH:mm:ss.SGS"), ("gYear", "yyyy-MM"), ("gMonth", "yyyy")])
def test_what_is_no_pattern_is_told_apart(base, form):
    with pytest.raises(IgnoredFormat):
        check(Datatype(base, format=form))


def test_what_strftime_writes_is_read():
    chance, start = random.Random(22), datetime.datetime(1000, 1, 1)
    forms = {"dd.MM.yyyy HH:mm:ss": "%d.%m.%Y %H:%M:%S", "M/d/yyyy HHmmss": "%m/%d/%Y %H%M%S",
             "yyyyMMdd HH:mm:ss": "%Y%m%d %H:%M:%S"}
    readers = {style: parser(Datatype("dateTime", format=form)) for form, style in forms.items()}
    for _ in range(1500):
        moment = start + datetime.timedelta(seconds=chance.randrange(8000 * 365 * 86400))
        assert all(read(moment.strftime(style)) == moment.isoformat() for style, read in readers.items())
