"""Life spans: the days between which a record began and ended, how well they are known, and what is active when."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import Axis, Days, Frequency, first_and_last_days, period_numbers
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

LAUNCHES: Final = ("known", "planned", "unknown")
CLOSURES: Final = ("none", "known", "undated", "announced", "planned", "contradictory")
"""What is known of an end: nothing, so that the project counts as running; its date; that it came, but not
when; when it was announced (status `ending`); a date after the as-of date; a date before the launch."""

DAYS: Final = ("launched_from", "launched_to", "closed_from", "closed_to")

Mask = npt.NDArray[np.bool_]


def life_spans(records: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Give each record the days between which it was launched and closed.

    A date known to the month or year may be any day of it except those that contradict the record's
    other date or the as-of date: no project is launched after it closed, and no past event is later
    than `as_of`.

    Parameters
    ----------
    records
        Canonical projects; or organisations, whose launch is their foundation and which have no closure.
    as_of
        The day the data describe. Missing (NaT): nothing counts as planned.

    Returns
    -------
    DataFrame
        With the index of `records`: `launch` (category, `LAUNCHES`), `closure` (category, `CLOSURES`), and the
        first and last possible day of each (datetime64[s], `DAYS`), missing where nothing is known. A planned
        or announced event, or a contradictory end, has days too, although it has not taken place.

    Notes
    -----
    Whether a date is planned is decided as in cleaning: by the first day of its period. A project whose
    status is closed, but without a date, closed at some time between its launch and the as-of date.
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
    """Which projects have this kind of launch (see `LAUNCHES`)."""
    return _is(spans["launch"], LAUNCHES.index(name))


def closure_is(spans: pd.DataFrame, name: str) -> Mask:
    """Which projects have this kind of end (see `CLOSURES`)."""
    return _is(spans["closure"], CLOSURES.index(name))


def has_launched(spans: pd.DataFrame) -> Mask:
    """Which projects have been launched at a time that is known, at least vaguely."""
    return launch_is(spans, "known")


def has_closed(spans: pd.DataFrame) -> Mask:
    """Which projects have closed, even at an unknown time or after an unknown launch."""
    return closure_is(spans, "known") | closure_is(spans, "undated")


def possible_periods(
    spans: pd.DataFrame, event: str, rows: Mask, frequency: Frequency
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last period in which an event (`launched` or `closed`) of the chosen rows can have taken place."""
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


Event = Literal["launched", "closed"]

_MEANINGS: Final = {
    ("launched", "dated"): "{done} in a known {period}",
    ("launched", "vague"): "{done} in a known year, {period} not known",
    ("launched", "outside"): "{done} so far from all others that the axis leaves them out",
    ("launched", "planned"): "to be {done} after the as-of date",
    ("launched", "undated"): "without a {event} date",
    ("closed", "dated"): "closed in a known {period}",
    ("closed", "vague"): "closed, {period} not known",
    ("closed", "outside"): "closed so far from all others that the axis leaves them out",
    ("closed", "planned"): "to be closed after the as-of date",
    ("closed", "announced"): "with an announced end",
    ("closed", "contradictory"): "with an end before their {event}, which is not used",
    ("closed", "undated"): "closed, but without any date",
    ("closed", "none"): "without a known end",
}


def dating(
    spans: pd.DataFrame, frequency: Frequency, axis: Axis | None, entity: Entity = PROJECTS
) -> pd.DataFrame:
    """Count the records by what is known of their launch and of their closure.

    Parameters
    ----------
    spans
        From `life_spans`.
    frequency
        Length of the periods to which a date is known or not.
    axis
        The periods shown (`time_axis`); None where nothing is dated.
    entity
        Decides the words of `meaning`.

    Returns
    -------
    DataFrame
        `event` (`launched`, `closed`), `counted`, `records` (int64), `meaning` (words). The records of each
        event add up to the rows of `spans`. `counted` is `dated`, `vague` (not to the period), `outside` (the
        axis), `planned`, `undated`; for closures also `announced`, `contradictory` and `none`.
    """
    launched = _by_time(spans, "launched", has_launched(spans), frequency, axis)
    launched |= {"planned": launch_is(spans, "planned").sum(), "undated": launch_is(spans, "unknown").sum()}
    ended = has_closed(spans)
    dated = ended & spans["closed_from"].notna().to_numpy()
    closed = _by_time(spans, "closed", dated, frequency, axis)
    closed |= {name: closure_is(spans, name).sum() for name in ("planned", "announced", "contradictory")}
    closed |= {"undated": (ended & ~dated).sum(), "none": closure_is(spans, "none").sum()}
    words = BEGINNINGS[entity]
    rows = [
        (
            event,
            name,
            int(records),
            _MEANINGS[event, name].format(period=frequency, done=words.done, event=words.event),
        )
        for event, counted in (("launched", launched), ("closed", closed))
        for name, records in counted.items()
    ]
    return pd.DataFrame(rows, columns=["event", "counted", "records", "meaning"])


def dating_sentence(counted: pd.DataFrame, event: Event, entity: str = "projects") -> str:
    """The counts of one event as a sentence, for captions and messages.

    Examples
    --------
    >>> counted = pd.DataFrame({"event": ["launched"] * 2, "records": [3, 1], "meaning": ["dated", "undated"]})
    >>> dating_sentence(counted, "launched")
    'Of 4 projects: 3 dated; 1 undated.'
    """
    rows = counted[counted["event"] == event]
    parts = [
        f"{records:,} {meaning}"
        for records, meaning in zip(rows["records"], rows["meaning"], strict=True)
        if records
    ]
    if not parts:
        return f"There are no {entity}."
    total = rows["records"].sum()
    return f"Of {total:,} {entity.removesuffix('s') if total == 1 else entity}: {'; '.join(parts)}."


def _by_time(
    spans: pd.DataFrame, event: Event, rows: Mask, frequency: Frequency, axis: Axis | None
) -> dict[str, np.int64]:
    """How many rows are dated to the period, how many are not, and how many lie outside the axis."""
    first, last = possible_periods(spans, event, rows, frequency)
    inside = np.full(len(first), axis is not None)
    if axis is not None:
        inside = (last >= axis.first) & (first <= axis.last)
    exact = first == last
    return {"dated": (exact & inside).sum(), "vague": (~exact & inside).sum(), "outside": (~inside).sum()}


ABSENT: Final = 0
PERHAPS: Final = 1
ACTIVE: Final = 2

NEVER: Final = np.iinfo(np.int32).max
"""Period number of an event that has not taken place."""

Numbers = npt.NDArray[np.int32]


class Standing:
    """The state of every project at the end of any period.

    Parameters
    ----------
    spans
        From `life_spans`.
    frequency
        Length of the periods.

    Attributes
    ----------
    launched_from, launched_to, closed_from, closed_to
        First and last period in which each project can have been launched and closed (int32, in the order of
        `spans`, `NEVER` where it was not): 16 bytes per project, so that a browser can do the same comparison.
    """

    def __init__(self, spans: pd.DataFrame, frequency: Frequency) -> None:
        launched = has_launched(spans)
        self.launched_from, self.launched_to = _numbers(spans, "launched", launched, frequency)
        closed = launched & has_closed(spans)
        self.closed_from, self.closed_to = _numbers(spans, "closed", closed, frequency)

    def at(self, period: int) -> npt.NDArray[np.uint8]:
        """State of each project at the end of a period.

        Returns
        -------
        ndarray of uint8
            `ACTIVE`: launched by then and not closed; `PERHAPS`: active by some readings of its vague dates;
            `ABSENT`. The stock `active` of `by_period` lies between the number of `ACTIVE` ones and the number of
            those and the `PERHAPS`.
        """
        possible = (self.launched_from <= period) & (period < self.closed_to)
        certain = (self.launched_to <= period) & (period < self.closed_from)
        return possible.astype(np.uint8) + (possible & certain)


def _numbers(spans: pd.DataFrame, event: str, rows: Mask, frequency: Frequency) -> tuple[Numbers, Numbers]:
    numbers = []
    for known in possible_periods(spans, event, rows, frequency):
        every = np.full(len(spans), NEVER, dtype=np.int32)
        every[rows] = known
        numbers.append(every)
    return numbers[0], numbers[1]
