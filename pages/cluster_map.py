"""Cluster map: circles that part as one goes in, the records of a place, and those without a place."""

from __future__ import annotations

import streamlit as st

from dsi_geo.analysis.map_circles import inside
from dsi_geo.analysis.summary import without_point
from dsi_geo.app import frame
from dsi_geo.app.map_view import draw_map
from dsi_geo.app.records import record_table, show_record
from dsi_geo.app.settings import settings

visit = frame.begin("Cluster map", "Drag and zoom; click a circle to go in, a point to see its record.")
located = visit.table[visit.table.geometry.notna()]
missing = without_point(visit.table)

st.toggle(
    "Street map",
    value=settings().street_map,
    key="street_map",
    help="Asks OpenStreetMap’s servers for map tiles; they then see your address. Off, nothing leaves this server.",
)


@st.fragment
def map_and_list() -> None:
    """Redraw the circles and the list alone when the map is moved or clicked."""
    left, right = st.columns([5, 3], gap="medium")
    with left:
        shown = draw_map(visit, "cluster_map", 620, street_map=st.session_state["street_map"], in_url=True)
    with right:
        here = located if shown.clicked is None else inside(located, shown.clicked)
        noun = visit.noun(len(here))
        if shown.clicked is None or here.empty:
            here = located
            st.markdown(f"**{len(here):,} {visit.noun(len(here))}** on the map")
        elif len(here) > 1:
            st.markdown(f"**{len(here):,} {noun}** share this place")
        if len(here) == 1:
            show_record(here.iloc[0], visit)
        else:
            row = record_table(here, "map_list", 420)
            if row is not None:
                show_record(here.iloc[row], visit)


map_and_list()
st.caption(
    "Filled circles: several places, or one exact place. Dashed circles: records known to their town only."
)

share = f"{len(located):,} of {len(visit.table):,} {visit.noun(len(visit.table))} are on the map"
if missing.empty:
    st.caption(f"{share}.")
else:
    st.caption(f"{share}; {len(missing):,} have no place that could be drawn and are listed here.")
    with st.expander(f"Without a place on the map ({len(missing):,})", icon=":material/location_off:"):
        row = record_table(missing, "missing_list", 300)
        if row is not None:
            show_record(missing.iloc[row], visit)
frame.source_line(visit)
