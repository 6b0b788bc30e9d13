"""Periods of a timeline, counts by period, and the groups that a timeline is split into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dsi_geo.schema import LIST

Frequency = Literal["month", "quarter", "year"]
FREQUENCIES: Final[tuple[Frequency, ...]] = ("month", "quarter", "year")
MONTHS: Final[dict[Frequency, int]] = {"month": 1, "quarter": 3, "year": 12}

Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]


def period_numbers(days: npt.ArrayLike, frequency: Frequency) -> Integers:
    """Number of the period that each day lies in; number 0 begins on 1970-01-01.

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


def days_between(first: pd.Series, last: pd.Series) -> pd.Series:
    """The span between two days, written as briefly as it allows.

    Parameters
    ----------
    first, last
        Datetimes with the same index.

    Returns
    -------
    Series
        Text: “2016-05-03”, “2016-05” for a full month, “2016” for a full year, otherwise “2016-05-03 to 2016-06-09”;
        “not known” where a day is missing.
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
        `day`, `month` or `year`; a date without one is exact.

    Returns
    -------
    first, last : ndarray of datetime64[D]
        Aligned with `dates`.
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
    """Apply a slow function of days; where many are equal, once to each day between the first and the last."""
    numbers = days.astype(np.int64)
    low, high = (numbers.min(), numbers.max()) if len(numbers) else (0, 0)
    if high - low >= len(numbers):
        return calendar(days)
    return calendar(np.arange(low, high + 1).astype("datetime64[D]"))[numbers - low]


Vague = Literal["spread", "apart"]
VAGUE: Final[tuple[Vague, ...]] = ("spread", "apart")

Floats = npt.NDArray[np.float64]

_SLOTS: Final = 3
"""Columns per period: events dated to it, events of which only the year is known, events of unknown year."""


class Axis(NamedTuple):
    """First and last period of a table, as numbers (see `period_numbers`)."""

    first: int
    last: int

    @property
    def periods(self) -> int:
        """Number of periods."""
        return self.last - self.first + 1


class PeriodCounts:
    """Columns in chronological order: before the axis, three for each of its periods (`_SLOTS`), after the axis.

    Parameters
    ----------
    axis
        The periods.
    frequency
        Their length.
    vague
        Whether vague events are `spread` evenly over the periods they can lie in, or counted `apart`
        after the last period of their year.
    """

    def __init__(self, axis: Axis, frequency: Frequency, vague: Vague) -> None:
        self.axis, self.frequency, self.vague = axis, frequency, vague
        self.width = _SLOTS * axis.periods + 2
        self._dated = 1 + _SLOTS * np.arange(axis.periods)

    def exact(self, periods: Integers, group: Integers, groups: int) -> Floats:
        """Count events by group (rows) and column, each in one period."""
        offset = np.clip(periods - self.axis.first, -1, self.axis.periods)
        return self._tally(np.clip(1 + _SLOTS * offset, 0, self.width - 1), group, groups)

    def between(self, first: Integers, last: Integers, group: Integers, groups: int) -> Floats:
        """Count events by group (rows) and column, each between two periods, inclusive."""
        if self.vague == "apart":
            return self._tally(self._column_apart(first, last), group, groups)
        if not len(first):
            return np.zeros((groups, self.width))
        least, most = first.min(), last.max() + 1
        number, pairs = pd.factorize((first - least) * (most - least) + last - least)
        start, end = (part + least for part in np.divmod(pairs, most - least))
        counts = np.bincount(group * len(pairs) + number, minlength=groups * len(pairs))
        counts = counts.reshape(groups, -1)
        ends = np.arange(self.axis.first - 1, self.axis.last + 1)
        elapsed = (ends - start[:, None] + 1) / (end - start + 1)[:, None]
        total = np.c_[counts @ np.clip(elapsed, 0, 1), counts.sum(axis=1)]
        spread = np.zeros((groups, self.width))
        spread[:, np.r_[0, self._dated, self.width - 1]] = np.diff(total, axis=1, prepend=0)
        return spread

    def labels(self) -> list[str]:
        """Name of each column."""
        numbers = np.arange(self.axis.first, self.axis.last + 1)
        names = period_labels(numbers, self.frequency)
        years = period_labels(numbers * MONTHS[self.frequency] // 12, "year")
        inside = [
            label
            for name, year in zip(names, years, strict=True)
            for label in (name, f"{year}, {self.frequency} not known", "year not known")
        ]
        return [f"before {names[0]}", *inside, f"after {names[-1]}"]

    def starts(self) -> npt.NDArray[np.datetime64]:
        """First day of the period of each column; missing for columns that are not a period."""
        starts = np.full(self.width, "NaT", dtype="datetime64[s]")
        numbers = np.arange(self.axis.first, self.axis.last + 1)
        starts[self._dated] = period_starts(numbers, self.frequency)
        return starts

    def _column_apart(self, first: Integers, last: Integers) -> Integers:
        year = 12 // MONTHS[self.frequency]
        year_end = np.minimum(last // year * year + year - 1, self.axis.last)
        column = 1 + _SLOTS * (year_end - self.axis.first) + np.where(first // year == last // year, 1, 2)
        outside = [last < self.axis.first, first > self.axis.last]
        return np.select(outside, [0, self.width - 1], column)

    def _tally(self, column: Integers, group: Integers, groups: int) -> Floats:
        tally = np.bincount(group * self.width + column, minlength=groups * self.width)
        return tally.reshape(groups, self.width).astype(np.float64)


UNKNOWN: Final = "unknown"


def group_codes(by: pd.Series) -> tuple[list[str], Integers]:
    """Names of the groups in order, and the number of each row's group.

    Parameters
    ----------
    by
        Group of each row; missing ones are the last group, “unknown”.
    """
    codes, groups = pd.factorize(by, sort=True)
    names = [str(group) for group in groups]
    missing = codes < 0
    if missing.any():
        names, codes = [*names, UNKNOWN], np.where(missing, len(names), codes)
    return names, codes.astype(np.int64)


def linked_kinds(projects: pd.DataFrame, organisations: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Kinds of the organisations behind each project, each kind once.

    Parameters
    ----------
    projects, organisations
        Canonical tables.
    links
        `project_id`, `organisation_id`, as `Database.links` gives them.

    Returns
    -------
    Series
        Lists (`schema.LIST`) with the index of `projects`; empty where no kind is known.
    """
    kind = organisations["kind"].astype("category").cat
    row = pd.Index(projects["id"]).get_indexer(links["project_id"])
    organisation = pd.Index(organisations["id"]).get_indexer(links["organisation_id"])
    code = np.where(organisation >= 0, kind.codes.to_numpy()[organisation], -1)
    known = (row >= 0) & (code >= 0)
    row, code = np.unique(np.column_stack([row[known], code[known]]), axis=0).reshape(-1, 2).T
    ends = np.searchsorted(row, np.arange(len(projects) + 1)).astype(np.int32)
    words = pa.array(kind.categories.tolist(), type=pa.string()).take(pa.array(code))
    return pd.Series(pd.array(pa.ListArray.from_arrays(ends, words), dtype=LIST), index=projects.index)
