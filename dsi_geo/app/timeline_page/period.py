"""Periods of the timeline: the controls above the chart, the choice of a period, and the map through time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from dsi_geo.analysis.timeline.launches import in_whole_numbers
from dsi_geo.analysis.timeline.periods import (
    Axis,
    Frequency,
    Vague,
    period_labels,
    period_numbers,
    period_starts,
)
from dsi_geo.analysis.timeline.phases import strongest_surge
from dsi_geo.analysis.timeline.spans import Standing, has_launched
from dsi_geo.app import databases, link, messages, results, url
from dsi_geo.app.charts import show_legend
from dsi_geo.app.databases import coordinates
from dsi_geo.app.looks import current_theme
from dsi_geo.app.map_page.component import ASSETS
from dsi_geo.app.map_page.layers import Legend
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.palette import STANDING
from dsi_geo.drawing.web_map import base_map, extent, fit, time_rows, view_layer
from dsi_geo.schema import BEGINNINGS, PROJECTS

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
    """How the history is shown.

    Attributes
    ----------
    frequency
        Length of the periods.
    by
        What the records are split by; "" for nothing.
    vague
        How dates are counted that are not known to the period.
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
    """Ask how the history is to be shown; the URL carries the answers."""
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
    """The splits that divide the records of this database."""
    values = databases.filter_options(visit.loaded, visit.entity)
    own = ("cluster", "theme") if visit.entity == PROJECTS else ()
    fields = {"thematic cluster": "cluster", "theme": "theme", "kind of organisation": "kind"}
    there = {
        name: len(values[field]) > 1 for name, field in fields.items() if field in own or field == "kind"
    }
    there["region"] = bool(values["country"])
    return [name for name in SPLITS if name == NO_SPLIT or there.get(name)]


SECTION: Final = "closer"
SLIDER_PX: Final = 620
_CLICK: Final = "_timeline_click"


class Chosen(NamedTuple):
    """A span of periods, and its first and last day.

    Attributes
    ----------
    first, last
        Numbers of the periods (`period_numbers`).
    words
        “2015-Q4”, or “2015-Q3 to 2016-Q2”.
    start, end
        First and last day.
    """

    first: int
    last: int
    words: str
    start: pd.Timestamp
    end: pd.Timestamp


def take_clicked_period(event: Any) -> None:
    """Choose the period of a bar that was just clicked; call it before `choose_period`."""
    points = event["selection"]["points"] if event else []
    clicked = str(points[0].get("customdata") or "") if points else ""
    if clicked == st.session_state.get(_CLICK, ""):
        return
    st.session_state[_CLICK] = clicked
    if clicked:
        url.put_period(clicked, clicked)
        st.session_state[SECTION] = "Projects"


def choose_period(visit: Visit, frequency: Frequency) -> Chosen:
    """Ask for a period, by default the surge or the last year, and offer to keep it for all pages."""
    axis = results.time_axis(visit, frequency)
    assert axis is not None  # the page stops earlier if nothing is dated
    labels = period_labels(np.arange(axis.first, axis.last + 1), frequency)
    if said := link.other_period(labels):
        messages.lacking([said], key="period")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = _as_chosen(_ask(visit, frequency, labels), labels, axis, frequency)
        _keep_button(visit, chosen)
    return chosen


def _ask(visit: Visit, frequency: Frequency, labels: list[str]) -> tuple[str, str]:
    named = url.period()
    value = named if named and set(named) <= set(labels) else _usual(visit, frequency, labels)
    if len(labels) == 1:
        return value
    # A separate slider for each default: a click on a bar moves it, and so does another selection.
    key = f"_period_{labels[0]}_{labels[-1]}_{st.session_state.get(_CLICK, '')}"
    first, last = st.select_slider(
        "Period",
        labels,
        value=value,
        key=key,
        on_change=lambda: url.put_period(*st.session_state[key]),
        width=SLIDER_PX,
    )
    return first, last


def _as_chosen(names: tuple[str, str], labels: list[str], axis: Axis, frequency: Frequency) -> Chosen:
    first, last = (axis.first + labels.index(name) for name in names)
    start, after = period_starts(np.array([first, last + 1]), frequency).astype("datetime64[s]")
    words = names[0] if first == last else f"{names[0]} to {names[1]}"
    return Chosen(first, last, words, pd.Timestamp(start), pd.Timestamp(after) - pd.Timedelta("1D"))


def _keep_button(visit: Visit, chosen: Chosen) -> None:
    launched = visit.database.projects["launched"]
    inside = launched.between(chosen.start, chosen.end).any()
    kept = st.button(
        "Keep for all pages",
        icon=":material/filter_alt:",
        help="Selects the projects launched in this period, on every page. “Reset filters” undoes it.",
        on_click=_keep,
        args=(chosen, launched.min(), launched.max()),
        disabled=not inside,
    )
    if kept:
        st.rerun()  # the page and the sidebar, not only this section


def _keep(chosen: Chosen, earliest: pd.Timestamp, latest: pd.Timestamp) -> None:
    """Set the sidebar's launch dates to the period, within the limits of its fields."""
    st.session_state["launched_from"] = max(chosen.start, earliest).date()
    st.session_state["launched_to"] = min(chosen.end, latest).date()


def _usual(visit: Visit, frequency: Frequency, labels: list[str]) -> tuple[str, str]:
    """The default: the surge; without one, the twelve months up to the as-of date, or the last period."""
    surge, now = strongest_surge(results.phases(visit).table), visit.database.as_of
    if surge is None and pd.isna(now):
        return labels[-1], labels[-1]
    days = [now - pd.DateOffset(months=11), now] if surge is None else [surge["start"], surge["end"]]
    start, end = period_labels(period_numbers(np.array(days, dtype="datetime64[s]"), frequency), frequency)
    return min(max(start, labels[0]), labels[-1]), min(max(end, labels[0]), labels[-1])


HEIGHT_PX: Final = 560
WIDTH_PX: Final = 900
MOST_PLAYED: Final = 50_000
FEW: Final = 50


def show_on_the_map(visit: Visit, options: HistoryOptions) -> None:
    """The section with the map through time: the period, the map, and how to read it."""
    axis = results.time_axis(visit, options.frequency)
    assert axis is not None  # the page stops earlier if nothing is dated
    chosen = choose_period(visit, options.frequency)
    spans = results.spans(visit)
    latitude, longitude = (of_all[visit.mask] for of_all in coordinates(visit.loaded, visit.entity))
    words = BEGINNINGS[visit.entity]
    launched = has_launched(spans)
    drawn = int((launched & np.isfinite(latitude)).sum())
    if not drawn:
        st.info(
            f"None of the selected records has both a place and a known {words.event}, so there is nothing to play. "
            "Remove a filter."
        )
        return
    if drawn > MOST_PLAYED:
        st.info(
            f"{drawn:,} records are too many to be played in a browser; it can play {MOST_PLAYED:,}. Choose a cluster, "
            "a country or a period in the sidebar."
        )
        return
    counts = in_whole_numbers(results.period_counts(visit, options.frequency, "spread"))
    rows = time_rows(
        Standing(spans, options.frequency),
        latitude,
        longitude,
        counts,
        axis,
        options.frequency,
        chosen.last,
        visit.entity,
    )
    theme = current_theme()
    colours = STANDING[theme]
    # The view stays the same until the page is left: with another one, the map would be loaded anew.
    slot = f"_time_map_{hash((visit.loaded.version, visit.entity, visit.entered))}"
    if slot not in st.session_state:
        st.session_state[slot] = fit(
            extent(latitude[launched], longitude[launched], few=FEW), WIDTH_PX, HEIGHT_PX
        )
    st_folium(
        base_map(st.session_state[slot], ASSETS, played=True),
        key=f"map{slot}",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=view_layer(theme, time=rows | {"colours": colours}),
    )
    open_end = " and not closed" if visit.entity == PROJECTS else ""
    show_legend(
        Legend(
            f"{words.done.capitalize()}{open_end} by the end of the period",
            tuple(zip(colours, ("for certain", "perhaps: its dates are vague"), strict=True)),
            "A circle’s area is the number of records around it. The map begins at the end of the period above.",
        )
    )
    st.caption(_left_out(visit, launched, latitude))


def _left_out(visit: Visit, launched: np.ndarray, latitude: np.ndarray) -> str:
    undated, placeless = int((~launched).sum()), int((launched & ~np.isfinite(latitude)).sum())
    return (
        f"Of {visit.size:,} {visit.noun(visit.size)}, {undated:,} cannot be shown because no "
        f"{BEGINNINGS[visit.entity].event} is known, {placeless:,} because no place is."
    )
