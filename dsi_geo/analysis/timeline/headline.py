"""What a timeline tells first: how much of it is dated, when launches surged, how many have closed."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.timeline.phases import Phases
from dsi_geo.analysis.timeline.spans import closure_is, has_closed, has_launched, launch_is
from dsi_geo.schema import BEGINNINGS, Entity

ENOUGH: Final = 0.5
"""Where fewer of the beginnings are dated, this is said before anything else."""


def coverage_sentence(spans: pd.DataFrame, entity: Entity) -> str:
    """How few records have a launch date; "" where at least half of them do.

    Parameters
    ----------
    spans
        What `life_spans` gives.
    entity
        `projects` or `organisations`.
    """
    dated, total = len(spans) - int(launch_is(spans, "unknown").sum()), len(spans)
    if not total or dated >= ENOUGH * total:
        return ""
    event = BEGINNINGS[entity].event
    if not dated and total == 1:
        return f"This {entity.removesuffix('s')} has no {event} date."
    if not dated:
        return f"None of the {total:,} {entity} has a {event} date."
    planned = int(launch_is(spans, "planned").sum())
    ahead = f", {planned:,} of them planned" if planned else ""
    return (
        f"Only {dated:,} of {total:,} {entity} have a {event} date{ahead} ({dated / total:.0%}): what follows "
        "tells of these, and nothing of when the others started."
    )


def headline(spans: pd.DataFrame, phases: Phases, entity: Entity) -> str:
    """The story in a sentence or three: the surge and what followed, or the year of most launches; then the ends.

    Parameters
    ----------
    spans, phases
        What `life_spans` and `launch_phases` give.
    entity
        `projects` or `organisations`.

    Returns
    -------
    "" where nothing has been launched or closed at a known time.
    """
    events = BEGINNINGS[entity].events
    return " ".join(
        filter(None, [_surge(phases.table, events) or _busiest_year(spans, events), _ends(spans, entity)])
    )


def strongest_surge(phases: pd.DataFrame) -> pd.Series | None:
    """The surge with the highest rate of launches; None where there is none."""
    surges = phases[phases["kind"] == "surge"]
    return None if surges.empty else surges.loc[surges["rate"].idxmax()]


def _surge(phases: pd.DataFrame, events: str) -> str:
    surge = strongest_surge(phases)
    if surge is None:
        return ""
    months = f"{surge['start']:%B %Y} to {surge['end']:%B %Y}"
    told = f"{events.capitalize()} surged from {months}, to {surge['rate']:.1f} a month"
    if pd.notna(surge["times_before"]):
        told += f", {surge['times_before']:.1f} times the rate before"
    later = phases[phases["start"] > surge["end"]]
    if later.empty:
        return f"{told}."
    after = later.iloc[0]
    if not after["launches"]:
        return f"{told}; from then to {after['end']:%B %Y} none is recorded."
    fell = "below 0.1" if after["rate"] < 0.1 else f"{after['rate']:.1f}"
    return f"{told}; then they fell to {fell} a month."


def _busiest_year(spans: pd.DataFrame, events: str) -> str:
    launched = spans[has_launched(spans)]
    years = launched["launched_from"].dt.year.value_counts()
    if years.empty:
        return ""
    most = sorted(years.index[years == years.max()])
    if len(most) > 1:
        return f"{len(launched):,} {events} are dated, from {years.index.min()} to {years.index.max()}."
    return f"Of {len(launched):,} dated {events} the most, {years.max():,}, were in {most[0]}."


def _ends(spans: pd.DataFrame, entity: str) -> str:
    closed, announced = int(has_closed(spans).sum()), int(closure_is(spans, "announced").sum())
    if not closed and not announced:
        return ""
    told = f"{closed:,} {entity.removesuffix('s') if closed == 1 else entity} closed"
    return f"{told}, {announced:,} announced the end." if announced else f"{told}."
