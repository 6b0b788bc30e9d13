"""Months, quarters and years as consecutive numbers, and their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Frequency = Literal["month", "quarter", "year"]
FREQUENCIES: Final[tuple[Frequency, ...]] = ("month", "quarter", "year")
MONTHS: Final[dict[Frequency, int]] = {"month": 1, "quarter": 3, "year": 12}

Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


def period_numbers(days: npt.ArrayLike, frequency: Frequency) -> Integers:
    """Number of the period that each day lies in, 0 being the one that begins on 1970-01-01.

    Parameters
    ----------
    days
        Datetimes, none missing.
    frequency
        Length of the periods.
    """
    months = _by_calendar(np.asarray(days).astype("datetime64[D]"), lambda day: day.astype("datetime64[M]"))
    numbers: Integers = months.astype(np.int64) // MONTHS[frequency]
    return numbers


def period_starts(numbers: npt.ArrayLike, frequency: Frequency) -> Days:
    """First day of each period (datetime64[D])."""
    months = np.asarray(numbers, dtype=np.int64) * MONTHS[frequency]
    return months.astype("datetime64[M]").astype("datetime64[D]")


def period_labels(numbers: npt.ArrayLike, frequency: Frequency) -> list[str]:
    """Name of each period: “2015-10”, “2015-Q4” or “2015”.

    Examples
    --------
    >>> period_labels([551], "month"), period_labels([183], "quarter"), period_labels([45], "year")
    (['2015-12'], ['2015-Q4'], ['2015'])
    """
    starts = period_starts(numbers, frequency)
    if frequency == "month":
        return [str(name) for name in np.datetime_as_string(starts, unit="M")]
    years = [str(name) for name in np.datetime_as_string(starts, unit="Y")]
    if frequency == "year":
        return years
    quarters = (np.asarray(numbers, dtype=np.int64) % 4 + 1).tolist()
    return [f"{year}-Q{quarter}" for year, quarter in zip(years, quarters, strict=True)]


def days_told(first: pd.Series, last: pd.Series) -> pd.Series:
    """What lies between two days, as exactly as they say.

    Parameters
    ----------
    first, last
        Datetimes of one index.

    Returns
    -------
    “2016-05-03”, “2016-05” for a whole month, “2016” for a whole year, otherwise “2016-05-03 to 2016-06-09”; “not
    known” where a day is missing.
    """
    day = first.dt.strftime("%Y-%m-%d")
    words = day.where(first == last, day + " to " + last.dt.strftime("%Y-%m-%d"))
    for shape, begins, end in (
        ("%Y-%m", first.dt.is_month_start, first + pd.offsets.MonthEnd(0)),
        ("%Y", first.dt.is_year_start, first + pd.offsets.YearEnd(0)),
    ):
        words = words.mask(begins & (last == end) & (first != last), first.dt.strftime(shape))
    return words.fillna("not known").astype("str")


def first_and_last_days(dates: pd.Series, precision: pd.Series | None) -> tuple[Days, Days]:
    """First and last day that each date can mean, by its precision; missing stays missing.

    Parameters
    ----------
    dates
        Datetimes.
    precision
        `day`, `month` or `year`; without one a date is exact.

    Returns
    -------
    Two arrays of datetime64[D], aligned with `dates`.
    """
    first: Days = dates.to_numpy().astype("datetime64[D]")
    last = first.copy()
    if precision is None:
        return first, last
    for name, unit in (("month", "M"), ("year", "Y")):
        vague = precision.eq(name).to_numpy(dtype=bool) & ~np.isnat(first)
        days = first[vague]
        first[vague] = _by_calendar(days, partial(_first_day, unit=unit))
        last[vague] = _by_calendar(days, partial(_last_day, unit=unit))
    return first, last


def _first_day(days: Days, unit: str) -> Days:
    return days.astype(f"datetime64[{unit}]").astype("datetime64[D]")


def _last_day(days: Days, unit: str) -> Days:
    last: Days = (days.astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]") - 1
    return last


def _by_calendar(days: Days, calendar: Callable[[Days], Days]) -> Days:
    """Apply a function of the calendar, which is slow, once to each day between the first and the last."""
    numbers = days.astype(np.int64)
    low, high = (numbers.min(), numbers.max()) if len(numbers) else (0, 0)
    if high - low >= len(numbers):
        return calendar(days)
    return calendar(np.arange(low, high + 1).astype("datetime64[D]"))[numbers - low]
