"""From when to when each project ran, as narrowly as its dates, the as-of date and one another allow."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import Days, Frequency, first_and_last_days, period_numbers

LAUNCHES: Final = ("known", "planned", "unknown")
CLOSURES: Final = ("none", "known", "undated", "announced", "planned", "contradictory")
"""What is known of an end: nothing, so that the project counts as running; its date; that it came, but not
when; the month it was announced in (status `ending`); a date after the as-of date; a date before the launch."""

DAYS: Final = ("launched_from", "launched_to", "closed_from", "closed_to")

Mask = npt.NDArray[np.bool_]


def life_spans(records: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Give each record the days between which it was launched and closed.

    A date that is known to the month or year is every day of it, less those that contradict the
    record's other date or the as-of date: no project is launched after it closed, and nothing that
    has happened did so after `as_of`.

    Parameters
    ----------
    records
        Canonical projects; or organisations, whose foundation is their launch and which know no closure.
    as_of
        The day the data describe. Missing (NaT): nothing counts as planned.

    Returns
    -------
    DataFrame with the index of `records`
        `launch` (category, `LAUNCHES`), `closure` (category, `CLOSURES`), and the first and last possible
        day of each (datetime64[s], `DAYS`), missing where nothing is known. The days of a planned or
        announced event, or of a contradictory end, are there, but no event has taken place.

    Notes
    -----
    Whether a date is planned is decided as cleaning does it: by the first day of its period. A project whose
    status is closed, without a date, closed at some time between its launch and the as-of date.
    """
    launched_from, launched_to = _days(records, "launched" if "launched" in records else "founded")
    closed_from, closed_to = _days(records, "closed")
    now = np.datetime64("NaT") if pd.isna(as_of) else as_of.to_datetime64().astype("datetime64[D]")
    launch = np.select([np.isnat(launched_from), launched_from > now], [2, 1], 0).astype(np.int8)
    closure = _closures(records, launched_from, closed_from, closed_to, now)
    happened, undated = closure == CLOSURES.index("known"), closure == CLOSURES.index("undated")
    closed_from[undated], closed_to[undated] = launched_from[undated], now
    launched_to = np.where(launch == 0, np.fmin(launched_to, now), launched_to)
    closed_to = np.where(happened, np.fmin(closed_to, now), closed_to)
    ended = happened | undated
    launched_to = np.where(ended & ~np.isnat(launched_to), np.fmin(launched_to, closed_to), launched_to)
    closed_from = np.where(ended, np.fmax(closed_from, launched_from), closed_from)
    days = dict(zip(DAYS, (launched_from, launched_to, closed_from, closed_to), strict=True))
    return pd.DataFrame(
        {
            "launch": pd.Categorical.from_codes(launch, LAUNCHES),
            "closure": pd.Categorical.from_codes(closure, CLOSURES),
            **{name: column.astype("datetime64[s]") for name, column in days.items()},
        },
        index=records.index,
    )


def launch_is(spans: pd.DataFrame, name: str) -> Mask:
    """Which projects' launch is of one kind (see `LAUNCHES`)."""
    return _is(spans["launch"], LAUNCHES.index(name))


def closure_is(spans: pd.DataFrame, name: str) -> Mask:
    """Which projects' end is of one kind (see `CLOSURES`)."""
    return _is(spans["closure"], CLOSURES.index(name))


def has_launched(spans: pd.DataFrame) -> Mask:
    """Which projects have been launched at a time that is known, vaguely at least."""
    return launch_is(spans, "known")


def has_closed(spans: pd.DataFrame) -> Mask:
    """Which projects have closed, be it at an unknown time; of their launch nothing need be known."""
    return closure_is(spans, "known") | closure_is(spans, "undated")


def possible_periods(
    spans: pd.DataFrame, event: str, rows: Mask, frequency: Frequency
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last period in which an event (`launched`, `closed`) of some rows can have taken place."""
    first, last = (
        period_numbers(spans[f"{event}_{end}"].to_numpy()[rows], frequency) for end in ("from", "to")
    )
    return first, last


def _is(kinds: pd.Series, code: int) -> Mask:
    same: Mask = kinds.cat.codes.to_numpy() == code
    return same


def _days(records: pd.DataFrame, field: str) -> tuple[Days, Days]:
    if field not in records:
        absent = np.full(len(records), "NaT", dtype="datetime64[D]")
        return absent, absent.copy()
    return first_and_last_days(records[field], records.get(f"{field}_precision"))


def _closures(
    records: pd.DataFrame, launched_from: Days, closed_from: Days, closed_to: Days, now: np.datetime64
) -> npt.NDArray[np.int8]:
    """Codes of `CLOSURES`."""
    status = records["status"] if "status" in records else pd.Series("", index=records.index)
    none = np.isnat(closed_from)
    said_closed = status.eq("closed").to_numpy(dtype=bool) & ~(launched_from > now) & ~np.isnat(now)
    kinds = {
        "undated": none & said_closed,
        "none": none,
        "contradictory": closed_to < launched_from,
        "planned": (closed_from > now) | (launched_from > now),
        "announced": status.eq("ending").to_numpy(dtype=bool),
    }
    codes = [CLOSURES.index(name) for name in kinds]
    return np.select(list(kinds.values()), codes, CLOSURES.index("known")).astype(np.int8)
