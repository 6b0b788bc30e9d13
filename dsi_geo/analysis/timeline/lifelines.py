"""Single projects in time: one bar each, cohorts where there are too many, and what happened in a period."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from dsi_geo.analysis.timeline.spans import (
    DAYS,
    Mask,
    closure_is,
    has_closed,
    has_launched,
    launch_is,
    possible_periods,
)
from dsi_geo.spelling import fold, fold_text

LEGIBLE: Final = 2_000
"""More bars than this are drawn as cohorts."""

_EPOCH_YEAR: Final = 1970
_YEARS: Final = 100_000

Order = Literal["launched", "closed", "name"]
ORDERS: Final[tuple[Order, ...]] = ("launched", "closed", "name")


def lifelines(
    records: pd.DataFrame, spans: pd.DataFrame, *, order: Order = "launched", search: str = ""
) -> pd.DataFrame:
    """One bar for each project that has any date.

    Parameters
    ----------
    records
        Canonical table.
    spans
        Its `life_spans`.
    order
        Sort by the earliest possible launch, by the earliest possible end (running ones last), or by name.
    search
        Text that names must contain, ignoring accents, case and punctuation; "" for all.

    Returns
    -------
    DataFrame
        Index kept. `id`, `name`, `launch` and `closure` (see `life_spans`), and the days between which the bar's ends
        lie: `launched_from`, `launched_to`, `closed_from`, `closed_to`; missing for an unknown launch or end.
    """
    dated = spans["launched_from"].notna() | spans["closed_from"].notna()
    if wanted := fold_text(search):
        dated &= fold(records["name"]).str.contains(wanted, regex=False, na=False)
    bars = pd.concat([records.loc[dated, ["id", "name"]], spans[dated]], axis=1)
    by = {"launched": [DAYS[0], DAYS[2], "name"], "closed": [DAYS[2], DAYS[0], "name"], "name": ["name"]}[
        order
    ]
    return bars.sort_values(by, kind="stable")


def cohorts(spans: pd.DataFrame) -> pd.DataFrame:
    """Count projects by the years in which they were launched and closed, where there are too many for a bar each.

    Returns
    -------
    DataFrame
        Sorted. `launched` (int64, year), `closed` (Int64; missing for those that run, or closed in an unknown year),
        `state` (`running`, `closed`), `projects` (int64). Only projects with a launch up to the as-of date.
    """
    launched = has_launched(spans)
    closed = launched & has_closed(spans)
    first, last = possible_periods(spans, "closed", closed, "year")
    end = np.zeros(len(spans), dtype=np.int64)
    end[closed] = np.where(first == last, first + _EPOCH_YEAR, 0)
    start = possible_periods(spans, "launched", launched, "year")[0] + _EPOCH_YEAR
    # Start, state and end in one number, since counting numbers is several times as fast as counting rows.
    number = (start * 2 + closed[launched]) * _YEARS + end[launched]
    counted = pd.Series(number).value_counts().sort_index()
    start_and_state, year = np.divmod(counted.index.to_numpy(), _YEARS)
    return pd.DataFrame(
        {
            "launched": start_and_state // 2,
            "closed": pd.Series(year, dtype="Int64").mask(year == 0),
            "state": pd.Series(np.where(start_and_state % 2, "closed", "running"), dtype="str"),
            "projects": counted.to_numpy(),
        }
    )


def events_between(
    records: pd.DataFrame,
    spans: pd.DataFrame,
    event: Literal["launched", "closed"],
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    """The projects launched or closed in a span of days, including planned and announced events.

    Parameters
    ----------
    records, spans
        Canonical table, and its `life_spans`.
    event
        Which event.
    first, last
        The span, both days included.

    Returns
    -------
    DataFrame
        Index kept; the certain events first, in chronological order. `id`, `name`, `from`, `to` (days between which
        it took place), `certain` (bool; False where a vague date lies only partly in the span), `kind` (`launch` or
        `closure` of `spans`).
    """
    start, end = spans[f"{event}_from"], spans[f"{event}_to"]
    found = _takes_place(spans, event) & (start <= last) & (end >= first)
    start, end = start[found], end[found]
    kind = spans.loc[found, "launch" if event == "launched" else "closure"].astype("str")
    listed = records.loc[found, ["id", "name"]].assign(
        **{"from": start, "to": end, "certain": (start >= first) & (end <= last), "kind": kind}
    )
    return listed.sort_values(["certain", "from", "to"], ascending=[False, True, True], kind="stable")


def _takes_place(spans: pd.DataFrame, event: str) -> Mask:
    if event == "launched":
        return has_launched(spans) | launch_is(spans, "planned")
    return has_closed(spans) | closure_is(spans, "planned") | closure_is(spans, "announced")
