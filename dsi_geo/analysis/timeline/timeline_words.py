"""What is said about a chart of beginnings and closures: how to read it, what it leaves out, what it tells."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dsi_geo.analysis.timeline.dating import dating, dating_sentence
from dsi_geo.analysis.timeline.period_counts import Axis, Vague
from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

KINDS: Final = {
    "first": "Beginning",
    "surge": "Surge",
    "consolidation": "Consolidation",
    "rise": "Rise",
    "decline": "Decline",
}
"""Kinds of phases, as people call them."""


def loose_phases(entity: Entity) -> str:
    """How loosely the phases are to be taken."""
    return (
        f"Phases are found in the {BEGINNINGS[entity].events} known to the month (change points of their rate, most "
        "likely with a penalty for each); growth that was steady in truth is told as a staircase of rises."
    )


def how_to_read(
    table: pd.DataFrame,
    frequency: Frequency,
    vague: Vague,
    phases: bool,
    entity: Entity = PROJECTS,
    *,
    split: bool = False,
) -> str:
    """How the signs of the chart are to be read: only of those that are there.

    Parameters
    ----------
    table
        What is drawn, from `timeline.by_period`.
    frequency, vague
        As it was counted.
    phases
        Whether phases are drawn.
    entity
        What was counted.
    split
        Whether there is a row for each group; then neither phases nor dates apart are drawn.
    """
    words = BEGINNINGS[entity]
    parts, table = [], table[table["start"].notna()]
    if table[["launched_vague", "closed_vague"]].to_numpy().any() and vague == "spread":
        parts.append("Pale: dates known to the year only, spread evenly over it.")
    if table[["planned_launched", "planned_closed"]].to_numpy().any():
        parts.append("Hatched: planned, after the day that the data describe.")
    if vague == "apart" and frequency != "year" and not split:
        parts.append(
            f"The line of those {words.standing} steps at the end of a year by what is known to the year only."
        )
    if phases and not split:
        parts.append(
            f"1, 2, …: phases of the rate of {words.events}; the thick bar at the foot of one tells when it "
            "began (95% interval)."
        )
    return " ".join(parts)


def left_out(spans: pd.DataFrame, frequency: Frequency, axis: Axis | None, entity: Entity) -> str:
    """How many records the chart can show, and where the others are, in sentences.

    Parameters
    ----------
    spans, frequency, axis
        As `dating.dating` takes them.
    entity
        What was counted.
    """
    counted = dating(spans, frequency, axis, entity)
    if entity == PROJECTS:
        return f"{dating_sentence(counted, 'launched', entity)} Ends: {dating_sentence(counted, 'closed', entity)}"
    return (
        f"{dating_sentence(counted, 'launched', entity)} Of the end of an organisation nothing is recorded."
    )


def alternative(numbers: pd.DataFrame, frequency: Frequency, entity: Entity = PROJECTS) -> str:
    """What the chart tells, for those who cannot see it.

    Parameters
    ----------
    numbers
        From `timeline.whole`, at least one row.
    frequency, entity
        What was counted, by what.
    """
    words = BEGINNINGS[entity]
    bars = f"{words.events} and closures" if entity == PROJECTS else words.events
    top = numbers.loc[numbers["launched"].idxmax()]
    return (
        f"Bars of {bars} by {frequency}, and as a line those {words.standing}. The most {words.events}, "
        f"{top['launched']:,}, are in {top['period']}; {numbers['active'].iloc[-1]:,} are {words.standing} in the end."
    )
