"""Launches, closures and active records by period, and those whose period is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import (
    MONTHS,
    Axis,
    Frequency,
    Integers,
    PeriodCounts,
    Vague,
    group_codes,
    period_labels,
    period_numbers,
)
from dsi_geo.analysis.timeline.spans import (
    Mask,
    closure_is,
    has_closed,
    has_launched,
    launch_is,
    possible_periods,
)
from dsi_geo.schema.column import names
from dsi_geo.schema.exports import PERIOD_COUNTS

COUNTS: Final = names(PERIOD_COUNTS)

QUARTILE_RANGES: Final = 3
LEAST_YEARS: Final = (20, 10)
"""Years before and after the middle half of all dates that the axis always covers."""
_YEAR_S: Final = 365.25 * 86_400

_NOISE: Final = 1e-9
"""Allowance for sums of fractions that rounding errors leave just below a half."""


def time_axis(spans: pd.DataFrame, frequency: Frequency, as_of: pd.Timestamp) -> Axis | None:
    """The periods to show: from the first event to the as-of date or the last planned event, without outliers.

    Dates beyond Tukey's outer fences (three interquartile ranges from the middle half, and at least 20 years
    before or 10 after it) do not stretch the axis: a launch in 1066 does not add a thousand years of empty months.

    Returns
    -------
    Axis or None
        None where nothing is dated.
    """
    events = list(_events(spans))
    starts, ends = (
        np.concatenate([spans[f"{event}_{end}"].to_numpy()[rows] for _, event, rows in events])
        for end in ("from", "to")
    )
    if not len(starts):
        return None
    low, high = _fences(starts)
    if not pd.isna(as_of):
        ends = np.append(ends, as_of.to_datetime64())
    first, last = period_numbers([starts[starts >= low].min(), ends[ends <= high].max()], frequency)
    return Axis(int(first), int(last))


def by_period(
    spans: pd.DataFrame,
    frequency: Frequency,
    as_of: pd.Timestamp,
    *,
    vague: Vague = "spread",
    by: pd.Series | None = None,
    axis: Axis | None = None,
) -> pd.DataFrame:
    """Count launches, closures and active projects by period.

    Parameters
    ----------
    spans
        From `life_spans`.
    frequency
        Length of the periods.
    as_of
        The day the data describe; missing (NaT) where nothing is dated.
    vague
        How an event is counted that is not known to the period: `spread` evenly over the periods it can
        lie in, so that counts are fractions; or `apart`, in a row of its own after its year.
    by
        Group of each row of `spans`, in their order; missing becomes “unknown”. Default: no groups. For columns with
        several values per record, such as themes, see `memberships.split`.
    axis
        Periods to show. Default: `time_axis`.

    Returns
    -------
    DataFrame
        One row per period, in chronological order within each group: `period` (name), `start` (datetime64[s], its
        first day; missing in a row that is not a period), `group` if `by` is given; then float64:

        - `launched`, and of these `closed`, up to `as_of`;
        - `active`, the stock at the end of the period: previous + launched - closed;
        - `active_in_period`: launched in or before it and not closed before it;
        - `launched_vague`, `closed_vague`: those among them that are not known to the period; `apart`, a
          closure is counted with a vague launch of the same year, so that the stock is never negative;
        - `closed_launch_unknown`: closures of projects that never counted as active, because no launch is known;
        - `announced`: announced ends that have not come yet, so that the project stays active;
        - `planned_launched`, `planned_closed`: after `as_of`.

        A row “before …” or “after …” holds what lies outside the axis, if anything does. Empty where
        nothing is dated.
    """
    names = ["period", "start", *(["group"] if by is not None else []), *COUNTS]
    axis = axis or time_axis(spans, frequency, as_of)
    if axis is None:
        return _no_rows(names)
    columns = PeriodCounts(axis, frequency, vague)
    groups, group = ([""], np.zeros(len(spans), dtype=np.int64)) if by is None else group_codes(by)
    counted = {name: np.zeros((len(groups), columns.width)) for name in COUNTS}
    for name, event, rows in _events(spans):
        first, last = possible_periods(spans, event, rows, frequency)
        unsure = first != last
        if name == "closed" and vague == "apart":
            unsure |= _goes_with_vague_launch(spans, rows, last, frequency)
        codes = group[rows]
        uncertain = columns.between(first[unsure], last[unsure], codes[unsure], len(groups))
        counted[name] = columns.exact(first[~unsure], codes[~unsure], len(groups)) + uncertain
        if f"{name}_vague" in counted:
            counted[f"{name}_vague"] = uncertain
    table = pd.DataFrame({name: counts.ravel() for name, counts in counted.items()})
    table["group"] = np.repeat(groups, columns.width)
    table["period"] = columns.labels() * len(groups)
    table["start"] = np.tile(columns.starts(), len(groups))
    return _with_stock(table[_filled(table, columns.width)].reset_index(drop=True))[names]


def in_whole_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Round a table of fractions to whole numbers that add up.

    The cumulative sum at the end of each period is rounded, halves up, so that no record is lost or
    counted twice and the stock remains previous + launched - closed.

    Parameters
    ----------
    table
        From `by_period` without groups.

    Returns
    -------
    DataFrame
        The same table, counts int64.
    """
    rounded = {
        name: np.diff(np.floor(table[name].cumsum() + 0.5 + _NOISE), prepend=0)
        for name in COUNTS
        if not name.startswith("active")
    }
    for name in ("launched", "closed"):
        certain = (table[name] - table[f"{name}_vague"]).round()
        rounded[name] = certain + rounded[f"{name}_vague"]
    exact = table.assign(**rounded).astype(dict.fromkeys(rounded, "int64"))
    return _with_stock(exact).astype(dict.fromkeys(COUNTS, "int64"))


HAPPENED: Final = tuple(
    name for name in COUNTS if name not in ("announced", "planned_launched", "planned_closed")
)
"""Counts of what has taken place, and of what is active."""
WHOLE, TO_COME = "whole", "to come"


def begun_period(frequency: Frequency, as_of: pd.Timestamp) -> str:
    """Name of the period that the as-of date lies in, if it does not end then; "" otherwise."""
    if pd.isna(as_of):
        return ""
    now, tomorrow = as_of.to_datetime64(), (as_of + pd.Timedelta("1D")).to_datetime64()
    number, following = period_numbers([now, tomorrow], frequency)
    return "" if number != following else period_labels([int(number)], frequency)[0]


def as_of_the_day(table: pd.DataFrame, frequency: Frequency, as_of: pd.Timestamp) -> pd.DataFrame:
    """A table as it is shown and exported: nothing is counted after the as-of date, and what has only begun says so.

    Parameters
    ----------
    table
        From `by_period` or `in_whole_numbers`.
    frequency, as_of
        As given to `by_period`.

    Returns
    -------
    DataFrame
        The same table with the counts of `HAPPENED` missing in periods after the as-of date (whole numbers become
        Int64), and `covered` (str): `whole`; `to come`, for periods after the as-of date; or in the period that it
        lies in “to 2018-01-31”.
    """
    begun = begun_period(frequency, as_of)
    to_come = _to_come(table, as_of)
    covered = pd.Series(WHOLE, index=table.index, dtype="str").mask(to_come, TO_COME)
    if begun:
        covered = covered.mask(table["period"].eq(begun), f"to {as_of:%Y-%m-%d}")
    told = table.astype({name: "Int64" for name in HAPPENED if pd.api.types.is_integer_dtype(table[name])})
    return told.assign(**{name: told[name].mask(to_come) for name in HAPPENED}, covered=covered)


def _to_come(table: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """Which rows are of a time after the as-of date."""
    if pd.isna(as_of):
        return pd.Series(False, index=table.index)
    year = pd.to_numeric(table["period"].str.slice(0, 4), errors="coerce")
    apart = table["start"].isna() & (year.gt(as_of.year) | table["period"].str.startswith("after "))
    return table["start"].gt(as_of) | apart


def cumulative(table: pd.DataFrame, as_of: pd.Timestamp = pd.NaT) -> pd.DataFrame:
    """A table of `by_period` with launches and closures accumulated up to the end of each period; 0 after `as_of`."""
    to_come = _to_come(table, as_of)
    return table.assign(
        **{name: _within_groups(table)[name].cumsum().mask(to_come, 0) for name in ("launched", "closed")},
    )


def moving_average(table: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Launches and closures as centred moving averages.

    Parameters
    ----------
    table
        From `by_period`, of periods that are whole (`as_of_the_day`): one that has only begun, or is to come, would
        bring the average down. Rows that are not periods are left out.
    periods
        Width of the window, at least 1; at the ends of the axis it is incomplete and the average missing.

    Returns
    -------
    DataFrame
        The rows that are periods, with `launched` and `closed` averaged.
    """
    dated = table[table["start"].notna()]
    groups = _within_groups(dated)
    averaged = {
        name: groups[name].transform(lambda counts: counts.rolling(periods, center=True).mean())
        for name in ("launched", "closed")
    }
    return dated.assign(**averaged)


def _events(spans: pd.DataFrame) -> Iterator[tuple[str, str, Mask]]:
    """Name of each count, the event whose days it counts, and the rows."""
    launched = has_launched(spans)
    yield "launched", "launched", launched
    yield "closed", "closed", launched & has_closed(spans)
    unknown = launch_is(spans, "unknown")
    yield "closed_launch_unknown", "closed", unknown & closure_is(spans, "known")
    yield "announced", "closed", closure_is(spans, "announced")
    yield "planned_launched", "launched", launch_is(spans, "planned")
    yield "planned_closed", "closed", closure_is(spans, "planned")


def _fences(days: npt.NDArray[np.datetime64]) -> tuple[np.datetime64, np.datetime64]:
    seconds = days.astype("datetime64[s]").astype(np.int64)
    lower, upper = np.quantile(seconds, [0.25, 0.75])
    before, after = (max(QUARTILE_RANGES * (upper - lower), years * _YEAR_S) for years in LEAST_YEARS)
    return np.datetime64(int(lower - before), "s"), np.datetime64(int(upper + after), "s")


def _goes_with_vague_launch(spans: pd.DataFrame, rows: Mask, last: Integers, frequency: Frequency) -> Mask:
    """Closures in the same year as a vague launch, which is counted apart, after that year."""
    earliest, latest = possible_periods(spans, "launched", rows, frequency)
    year = 12 // MONTHS[frequency]
    together: Mask = (earliest != latest) & (latest // year == last // year)
    return together


def _filled(table: pd.DataFrame, width: int) -> pd.Series:
    """Rows that are periods of the axis, or that count anything in any group."""
    something = table[list(COUNTS)].any(axis=1).groupby(table.index % width).transform("any")
    return table["start"].notna() | something


def _with_stock(table: pd.DataFrame) -> pd.DataFrame:
    change = table["launched"] - table["closed"]
    grouped = change.groupby(table["group"]) if "group" in table else change
    active = grouped.cumsum()
    return table.assign(active=active, active_in_period=active + table["closed"])


def _within_groups(table: pd.DataFrame) -> pd.api.typing.DataFrameGroupBy:
    return table.groupby(table["group"] if "group" in table else np.zeros(len(table)), sort=False)


def _no_rows(names: list[str]) -> pd.DataFrame:
    kinds = {"period": "str", "start": "datetime64[s]", "group": "str"} | dict.fromkeys(COUNTS, "float64")
    return pd.DataFrame({name: pd.Series(dtype=kinds[name]) for name in names})
