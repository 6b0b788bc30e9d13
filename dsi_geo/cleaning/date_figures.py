"""Dates that are written in figures alone: what one text says, and what only its column can decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NamedTuple

Manner = Literal["", "swappable", "either", "rough", "unsure", "going_on", "no_end", "unknown", "none"]
"""How a text was read:

"": as it says. `swappable`: day and month could be swapped. `either`: the year is sure, the rest could be two things.
`rough`: it says more than year, month and day can hold, or less ("Q3 2015", "ca. 2014"). `unsure`: it could be two
dates, and is read as none. `going_on`, `no_end`, `unknown`: words that stand for no date. `none`: no date.
"""

Order = Literal["DMY", "MDY", "YMD"]


class Written(NamedTuple):
    """A date as its text gives it; month and day are 0 where it does not say, the year is 0 where it is no date."""

    year: int = 0
    month: int = 0
    day: int = 0
    manner: Manner = ""
    why: str = ""


AT_BEGINNING: Final = "its beginning"
AT_END: Final = "its end"
FIRST_OF_SEVERAL: Final = "the first of several dates"
LAST_OF_SEVERAL: Final = "the last of several dates"
WITHIN_YEAR: Final = "the year in which it lies"
"""What is said of a date that is kept roughly."""

NO_DATE: Final = Written(manner="none")


@dataclass(frozen=True)
class Habits:
    """How the dates of a column are written, which one of them alone does not show.

    Attributes
    ----------
    day_first
        Whether the day comes before the month in "02/03/2015".
    proven
        Whether that is proven.
    why
        What speaks for it, in words.
    dots_day_first
        Whether it does in "02.03.2015": always, unless dates of the column with dots can only have the month first.
    short_years
        Order of dates with a year of two figures, by the sign between their parts; none where it is not proven.
    latest_year
        A year of two figures is not later than this; 0 if they are not to be read.
    school_years
        Whether "2011/12" is a year from 2011 to 2012 (True), or December (False); None if that is open.
    seconds
        Whether the column counts seconds since 1970 (1) or milliseconds (1000); 0 if neither.
    languages
        Languages of its month names, where these are needed to tell which month is meant.
    is_end
        Whether it is the end of a span that is meant, not its beginning.
    """

    day_first: bool = True
    proven: bool = False
    why: str = ""
    dots_day_first: bool = True
    short_years: Mapping[str, Order] = field(default_factory=dict)
    latest_year: int = 0
    school_years: bool | None = None
    seconds: int = 0
    languages: frozenset[str] = frozenset()
    is_end: bool = False


THREE_NUMBERS: Final = r"^(\d{1,2})([-/. ])\s?(\d{1,2})([-/. ])\s?['’]?(\d{4}|\d{2})\.?$"
"""Day, month and year in this order, or month, day and year, or with a short year in the first place."""
YEAR_AND_NUMBER: Final = r"^(\d{4})\s?([-/])\s?(\d{2})$"
"""A year and its month, or a school year."""
STAMP: Final = r"^(\d{10}|\d{13})(?:\.0)?$"
"""Seconds or milliseconds since 1970."""

_ISO: Final = re.compile(
    r"(\d{4})[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})\.?(?:Z|[+-]\d{2}:?\d{2}|T\d{2}(?::?\d{2})?Z?)?$"
)
_THREE: Final = re.compile(THREE_NUMBERS)
_YEAR: Final = re.compile(r"(\d{4})(?:\.0*)?$")
_SHORT_YEAR: Final = re.compile(r"['’](\d{2})$")
_SCHOOL_YEAR: Final = re.compile(YEAR_AND_NUMBER)
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.]\s?(\d{1,2})\.?$")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{4})\.?$")
_COMPACT: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{4}(?:\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
_WEEK: Final = re.compile(r"(\d{4})[- /]?W(\d{1,2})(?:-?([1-7]))?$", re.IGNORECASE)
_TWO_YEARS: Final = re.compile(r"(\d{4})\s?[-/]\s?(\d{4})$")
_SERIAL: Final = re.compile(r"([2-6]\d{4})(?:\.\d+)?$")
_STAMP: Final = re.compile(STAMP)
_SERIAL_ORIGIN: Final = date(1899, 12, 30)


def read_figures(text: str, habits: Habits) -> Written | None:
    """The date that a text in figures says; None for a text of another form."""
    match = _ISO.match(text)
    if match:
        return Written(int(match[1]), int(match[2]), int(match[3]))
    match = _THREE.match(text)
    if match and match[2] == match[4]:
        return _of_three(match, habits) if len(match[5]) == 4 else _of_short_year(match, habits)
    match = _YEAR.match(text)
    if match:
        return Written(int(match[1]))
    return _of_rarer_form(text, habits)


def _of_rarer_form(text: str, habits: Habits) -> Written | None:
    for pattern, read in _FORMS:
        match = pattern.match(text)
        if match:
            return read(match, habits)
    return None


def _of_three(match: re.Match[str], habits: Habits) -> Written:
    first, second, year = int(match[1]), int(match[3]), int(match[5])
    dotted = match[2] == "."
    day_first = habits.dots_day_first if dotted else habits.day_first
    day, month = (first, second) if day_first else (second, first)
    if month > 12 >= day:
        day, month = month, day
    open_ = first <= 12 and second <= 12 and first != second and not (habits.proven or dotted)
    return Written(year, month, day, "swappable" if open_ else "")


def possible_orders(first: str, mark: str, second: str, last: str) -> list[Order]:
    """The orders in which three numbers of at most two figures can be a date."""
    found: list[Order] = []
    if 0 < int(second) <= 12 and 0 < int(first) <= 31:
        found.append("DMY")
    if 0 < int(first) <= 12 and 0 < int(second) <= 31 and mark != ".":
        found.append("MDY")
    if len(first) == 2 and 0 < int(second) <= 12 and 0 < int(last) <= 31:
        found.append("YMD")
    return found


def _of_short_year(match: re.Match[str], habits: Habits) -> Written:
    parts = match[1], match[3], match[5]
    possible = possible_orders(match[1], match[2], match[3], match[5])
    known = habits.short_years.get(match[2])
    if known in possible:
        possible = [known]
    elif match[2] != "-" and len(possible) > 1 and "YMD" in possible:
        possible.remove("YMD")  # years come first with hyphens, if at all
    readings = {_in_order(order, parts, habits) for order in possible}
    if not habits.latest_year or not readings:
        return NO_DATE
    if len(readings) == 1:
        return readings.pop()
    days = " or ".join(f"{one.year}-{one.month:02}-{one.day:02}" for one in sorted(readings))
    return Written(manner="unsure", why=f"it could be {days}, and nothing in the table proves which")


def _in_order(order: Order, parts: tuple[str, str, str], habits: Habits) -> Written:
    year, month, day = (parts[order.index(letter)] for letter in "YMD")
    return Written(full_year(year, habits), int(month), int(day))


def full_year(short: str, habits: Habits) -> int:
    """The last year with these two final figures that is not later than `latest_year`."""
    return habits.latest_year - (habits.latest_year - int(short)) % 100


def _short_year(match: re.Match[str], habits: Habits) -> Written:
    return Written(full_year(match[1], habits)) if habits.latest_year else NO_DATE


def _school_year(match: re.Match[str], habits: Habits) -> Written:
    """A year like "2014/15"; but "2014-05" is a month, and "2011/12" what the others of its column are."""
    year, number = int(match[1]), int(match[3])
    follows = number == (year + 1) % 100
    if number in range(1, 13) and not (follows and habits.school_years):
        if not follows or match[2] == "-" or habits.school_years is False:
            return Written(year, number)
        return Written(
            year, 0, 0, "either", f"it could be month {number} of {year}, or a year from {year} to {year + 1}"
        )
    last = year - year % 100 + number + (100 if number < year % 100 else 0)
    if not follows and not year < last <= year + 20:
        return NO_DATE
    if number <= 12 and not follows:
        return NO_DATE
    return two_years(year, last, habits)


def two_years(first: int, last: int, habits: Habits) -> Written:
    """The year in which a span of years begins or ends, whichever the column is about."""
    if not first < last:
        return NO_DATE
    return Written(last if habits.is_end else first, 0, 0, "rough", AT_END if habits.is_end else AT_BEGINNING)


def in_week(year: int, week: int, weekday: int = 0) -> Written:
    """A week of ISO 8601: its day, if that is said; its month, if it lies in one; else its year."""
    try:
        first = date.fromisocalendar(year, week, weekday or 1)
        last = date.fromisocalendar(year, week, weekday or 7)
    except ValueError:  # 53 weeks in a year of 52
        return NO_DATE
    if first == last:
        return Written(first.year, first.month, first.day)
    if (first.year, first.month) == (last.year, last.month):
        return Written(first.year, first.month, 0, "rough", "the month in which it lies")
    return Written(year, 0, 0, "rough", WITHIN_YEAR)


def _stamp(match: re.Match[str], habits: Habits) -> Written | None:
    if not habits.seconds:
        return None
    day = datetime.fromtimestamp(int(match[1]) / habits.seconds, tz=UTC)
    return Written(day.year, day.month, day.day)


def _serial(match: re.Match[str], habits: Habits) -> Written:  # noqa: ARG001
    day = _SERIAL_ORIGIN + timedelta(days=int(match[1]))
    return Written(day.year, day.month, day.day)


_FORMS: Final = (
    (_SCHOOL_YEAR, _school_year),
    (_YEAR_MONTH, lambda match, _: Written(int(match[1]), int(match[2]))),
    (_MONTH_YEAR, lambda match, _: Written(int(match[2]), int(match[1]))),
    (_SERIAL, _serial),
    (_COMPACT, lambda match, _: Written(int(match[1]), int(match[2]), int(match[3]))),
    (_TWO_YEARS, lambda match, habits: two_years(int(match[1]), int(match[2]), habits)),
    (_STAMP, _stamp),
    (_WEEK, lambda match, _: in_week(int(match[1]), int(match[2]), int(match[3] or 0))),
    (_SHORT_YEAR, _short_year),
)
