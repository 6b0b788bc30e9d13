"""Cluster map: circles that split up as one zooms in, the records in view beside it, those without a place below."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame, link, messages
from dsi_geo.app.charts import show_legend
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import draw_map
from dsi_geo.app.map_page.destination import MAP
from dsi_geo.app.map_page.listing import follow_choice, map_downloads, map_list
from dsi_geo.app.map_page.tools import map_switches, map_tools
from dsi_geo.app.record_lists import chosen_point, chosen_row, record_list, show_record

HEIGHT_PX = 620

visit = frame.begin("Cluster map", "Drag and zoom; click a circle to go in, a point to see its record.")


@fragment
def map_and_list() -> None:
    """Redraw only the map's layer and the list when the map is moved, clicked or shown differently."""
    follow_choice(visit, MAP)
    look = map_tools(visit)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        street_map, spot = map_switches(MAP, chosen_point(visit))
        state = draw_map(
            visit,
            MAP,
            HEIGHT_PX,
            look,
            street_map=street_map,
            in_url=True,
            spot=spot,
            chosen=chosen_point(visit),
        )
        show_legend(state.legend)
        map_downloads(visit, look, state)
    with right:
        if said := link.left_out(visit):
            messages.lacking([said], key="left_out")
        map_list(visit, look, state, spot)


map_and_list()

located, missing, total = visit.located, len(visit.without_point), visit.size
said = f"{located:,} of {total:,} {visit.noun(total)} are on the map"
if not missing:
    st.caption(f"{said}.")
else:
    st.caption(f"{said}; {missing:,} have no place that could be drawn and are listed here.")
    with st.expander(f"Without a place on the map ({missing:,})", icon=":material/location_off:"):
        record_list(visit, visit.without_point, "missing_list")
        choice = chosen_row("missing_list")
        if choice and choice.row is not None:
            show_record(visit.database.table(visit.entity).iloc[choice.row], visit)
frame.source_line(visit)
