"""What stands above the chart of launches and closures: periods, groups, vague dates, what else is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dsi_geo.analysis.timeline.period_counts import Vague
from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.app import loaders
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.schema import PROJECTS

PERIODS: Final[dict[str, Frequency]] = {"Month": "month", "Quarter": "quarter", "Year": "year"}
NO_SPLIT: Final = "nothing"
SPLITS: Final = {
    NO_SPLIT: "",
    "thematic cluster": "cluster",
    "theme": "theme",
    "region": "partition",
    "kind of organisation": "kind",
}
VAGUE_DATES: Final[dict[str, Vague]] = {"spread over it": "spread", "drawn apart": "apart"}
AVERAGES: Final = {"none": 0, "of 3 periods": 3, "of 5 periods": 5, "of 13 periods": 13}


@dataclass(frozen=True)
class HistoryOptions:
    """What of the history is shown, and how.

    Attributes
    ----------
    frequency
        Length of the periods.
    by
        What the records are split by; "" for nothing.
    vague
        What becomes of dates that are not known to the period.
    average
        Periods of the moving average; 0 for none.
    cumulative
        Whether everything up to each period is counted.
    phases
        Whether phases and events are drawn.
    """

    frequency: Frequency
    by: str
    vague: Vague
    average: int
    cumulative: bool
    phases: bool


def controls(visit: Visit) -> HistoryOptions:
    """Ask what is to be shown; the URL carries the answers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = st.segmented_control(
            "By", list(PERIODS), default="Quarter", required=True, key="by", bind=URL
        )
        split = st.selectbox("Split by", _splits(visit), key="split", bind=URL, width=200)
        with st.popover("More", icon=":material/tune:"):
            vague = st.segmented_control(
                "Dates known to the year only are",
                list(VAGUE_DATES),
                default="spread over it",
                required=True,
                key="vague",
                bind=URL,
            )
            average = st.selectbox("Moving average", list(AVERAGES), key="average", bind=URL)
            cumulative = st.toggle("Cumulative", key="cumulative", bind=URL)
            phases = st.toggle("Phases and events", value=True, key="phases", bind=URL)
    return HistoryOptions(
        PERIODS[period],
        SPLITS[split],
        VAGUE_DATES[vague],
        AVERAGES[average] if not cumulative else 0,
        cumulative,
        phases,
    )


def _splits(visit: Visit) -> list[str]:
    """What tells the records of this database apart."""
    values = loaders.filter_options(visit.loaded, visit.entity)
    own = ("cluster", "theme") if visit.entity == PROJECTS else ()
    fields = {"thematic cluster": "cluster", "theme": "theme", "kind of organisation": "kind"}
    there = {
        name: len(values[field]) > 1 for name, field in fields.items() if field in own or field == "kind"
    }
    there["region"] = bool(values["country"])
    return [name for name in SPLITS if name == NO_SPLIT or there.get(name)]
