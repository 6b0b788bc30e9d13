"""The period that the lists and the map start from: chosen with a slider or a click, kept for all pages if wanted."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.timeline.headline import strongest_surge
from dsi_geo.analysis.timeline.period_counts import Axis
from dsi_geo.analysis.timeline.periods import Frequency, period_labels, period_numbers, period_starts
from dsi_geo.app import link, messages, url
from dsi_geo.app.loaders import timeline
from dsi_geo.app.visit import Visit

SECTION: Final = "closer"
SLIDER_PX: Final = 620
_CLICK: Final = "_timeline_click"


class Chosen(NamedTuple):
    """Periods from one to another, and their first and last day.

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
    """Choose the period of a bar that was just clicked; to be called before `choose_period`."""
    points = event["selection"]["points"] if event else []
    clicked = str(points[0].get("customdata") or "") if points else ""
    if clicked == st.session_state.get(_CLICK, ""):
        return
    st.session_state[_CLICK] = clicked
    if clicked:
        url.put_period(clicked, clicked)
        st.session_state[SECTION] = "Projects"


def choose_period(visit: Visit, frequency: Frequency) -> Chosen:
    """Ask for a period, at first the surge or the last year, and offer to keep it for all pages."""
    axis = timeline.axis(visit, frequency)
    assert axis is not None  # the page ends before where nothing is dated
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
    # A slider of its own for each default: a click on a bar moves it, and so does another selection.
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
        st.rerun()  # all of the page and the sidebar, not this section alone


def _keep(chosen: Chosen, earliest: pd.Timestamp, latest: pd.Timestamp) -> None:
    """Make the period the sidebar's, no wider than its fields allow."""
    st.session_state["launched_from"] = max(chosen.start, earliest).date()
    st.session_state["launched_to"] = min(chosen.end, latest).date()


def _usual(visit: Visit, frequency: Frequency, labels: list[str]) -> tuple[str, str]:
    """The surge; without one the twelve months before the as-of date, or the last period."""
    surge, now = strongest_surge(timeline.phases(visit).table), visit.database.as_of
    if surge is None and pd.isna(now):
        return labels[-1], labels[-1]
    days = [now - pd.DateOffset(months=11), now] if surge is None else [surge["start"], surge["end"]]
    start, end = period_labels(period_numbers(np.array(days, dtype="datetime64[s]"), frequency), frequency)
    return min(max(start, labels[0]), labels[-1]), min(max(end, labels[0]), labels[-1])
