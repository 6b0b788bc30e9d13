"""The map as it was at each period: sent once, played in the browser."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from dsi_geo.analysis.timeline.spans import has_launched
from dsi_geo.analysis.timeline.standing import Standing
from dsi_geo.analysis.timeline.timeline import in_whole_numbers
from dsi_geo.app.cluster_map.layers import Legend
from dsi_geo.app.cluster_map.view import ASSETS
from dsi_geo.app.legend import show_legend
from dsi_geo.app.loaders import coordinates, timeline
from dsi_geo.app.looks import current_theme
from dsi_geo.app.timeline.controls import HistoryOptions
from dsi_geo.app.timeline.period_choice import choose_period
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.maps import base_map, fit, view_layer
from dsi_geo.drawing.palette import STANDING
from dsi_geo.drawing.time_map import time_rows
from dsi_geo.schema import BEGINNINGS, PROJECTS

HEIGHT_PX: Final = 560
WIDTH_PX: Final = 900
MOST_PLAYED: Final = 50_000
FEW: Final = 50


def show_on_the_map(visit: Visit, options: HistoryOptions) -> None:
    """The section: the chosen period, the map that is played, and how it is to be read."""
    axis = timeline.axis(visit, options.frequency)
    assert axis is not None  # the page ends before where nothing is dated
    chosen = choose_period(visit, options.frequency)
    spans = timeline.spans(visit)
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
            f"{drawn:,} records are too many to be played in a browser; {MOST_PLAYED:,} are not. Choose a cluster, a "
            "country or a period in the sidebar."
        )
        return
    counts = in_whole_numbers(timeline.counts(visit, options.frequency, "spread"))
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
    # The view stays until the page is left: another one would be another map, to be loaded anew.
    slot = f"_time_map_{hash((visit.loaded.version, visit.entity, visit.entered))}"
    if slot not in st.session_state:
        st.session_state[slot] = fit(latitude[launched], longitude[launched], WIDTH_PX, HEIGHT_PX, few=FEW)
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
