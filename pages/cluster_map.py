"""Cluster map: it fills the window; beside it, or below on a phone, panels that fold away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dsi_geo.app import frame, link, messages
from dsi_geo.app.charts import show_legend
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import draw_map
from dsi_geo.app.map_page.destination import MAP
from dsi_geo.app.map_page.listing import map_downloads, map_list, without_a_place
from dsi_geo.app.map_page.tools import (
    area_buttons,
    map_switches,
    map_tools,
    panels_switch,
    take_drawn_area,
)
from dsi_geo.app.record_lists import chosen_point

visit = frame.begin("Cluster map", "Drag and zoom; click a circle to go in, a point to see its record.")


@fragment
def map_and_panels() -> None:
    """Redraw only the map's layer and the panels when the map is moved, clicked or shown differently."""
    with st.container(key="map_stage"):
        view = st.container(key="map_view")
        with view, st.container(key="map_fold", horizontal=True):
            downloads = st.container(width="content")
            open_panels = panels_switch()
        panels = st.container(key="map_panels" if open_panels else "map_panels_folded")
        with panels, st.expander("Layers and tools", expanded=True, icon=":material/layers:"):
            look = map_tools(visit)
            street_map, spot = map_switches(MAP, chosen_point(visit))
            area_buttons(MAP)
        with view:
            state = draw_map(
                visit,
                MAP,
                None,
                look,
                street_map=street_map,
                in_url=True,
                spot=spot,
                chosen=chosen_point(visit),
                on_change=partial(take_drawn_area, MAP),
            )
            with st.expander("What the colours mean", expanded=True, icon=":material/palette:"):
                show_legend(state.legend)
        with panels:
            if said := link.left_out(visit):
                messages.lacking([said], key="left_out")
            with st.expander("Records", expanded=True, icon=":material/list:"):
                map_list(visit, look, state, spot)
            without_a_place(visit)
        with downloads:
            map_downloads(visit, look, state)


map_and_panels()
frame.source_line(visit)
