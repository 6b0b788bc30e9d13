"""How many records a timeline can show, and where the others are: every record is counted once."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from dsi_geo.analysis.timeline.period_counts import Axis
from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.analysis.timeline.spans import (
    Mask,
    closure_is,
    has_closed,
    has_launched,
    launch_is,
    possible_periods,
)
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

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
    ("closed", "announced"): "of which the end is announced",
    ("closed", "contradictory"): "with an end before their {event}, which is not used",
    ("closed", "undated"): "closed, but without any date",
    ("closed", "none"): "of which no end is known",
}


def dating(
    spans: pd.DataFrame, frequency: Frequency, axis: Axis | None, entity: Entity = PROJECTS
) -> pd.DataFrame:
    """Count the records by what is known of their launch and of their closure.

    Parameters
    ----------
    spans
        What `life_spans` gives.
    frequency
        The periods to which a date is known or not.
    axis
        The periods that are shown (`time_axis`); None where nothing is dated.
    entity
        Whose words `meaning` uses.

    Returns
    -------
    DataFrame
        `event` (`launched`, `closed`), `counted`, `records` (int64), `meaning` (words). The records of each
        event add up to the rows of `spans`. `counted` is `dated`, `vague` (not to the period), `outside` (of
        the axis), `planned`, `undated`; for closures also `announced`, `contradictory` and `none`.
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
    """How many of the rows are dated to the period, how many are not, and how many lie outside of the axis."""
    first, last = possible_periods(spans, event, rows, frequency)
    inside = np.full(len(first), axis is not None)
    if axis is not None:
        inside = (last >= axis.first) & (first <= axis.last)
    exact = first == last
    return {"dated": (exact & inside).sum(), "vague": (~exact & inside).sum(), "outside": (~inside).sum()}
