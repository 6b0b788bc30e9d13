"""Timeline: when projects were launched and closed, how long they live, where they were, how themes spread."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame, results, url
from dsi_geo.app.fragments import fragment
from dsi_geo.app.sidebar import URL
from dsi_geo.app.timeline_page import SECTIONS
from dsi_geo.app.timeline_page.history import nothing_dated, show_headline, show_history
from dsi_geo.app.timeline_page.period import SECTION, controls

visit = frame.begin(
    "Timeline",
    "When they started, when they stopped, how long they live; and how well that is known.",
    reads=(url.PERIOD,),
)

if results.time_axis(visit, "year") is None:
    nothing_dated(visit)
    frame.source_line(visit)
    st.stop()

show_headline(visit)
options = controls(visit)
show_history(visit, options)


@fragment
def closer() -> None:
    """One section at a time, computed when it is opened; changes in it rerun only the section."""
    section = st.segmented_control(
        "Look closer", list(SECTIONS), default="Projects", required=True, key=SECTION, bind=URL
    )
    SECTIONS[section](visit, options)


st.divider()
closer()
frame.source_line(visit)
