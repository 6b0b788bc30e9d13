"""Beside the map: the records in view, at the place that was clicked, or around a spot, and one in full."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.maps.map_circles import PRECISE
from dsi_geo.app import loaders, url
from dsi_geo.app.cluster_map.tools import distance_words
from dsi_geo.app.cluster_map.view import Look, MapState, go_to, zoom_of
from dsi_geo.app.record_list import Integers, chosen_row, record_list
from dsi_geo.app.records import position_of, show_record
from dsi_geo.app.visit import Visit
from dsi_geo.geography.around import around
from dsi_geo.geography.web_mercator import Bounds

LIST: Final = "map_list"
RECORD_ZOOM: Final = 13
SLACK_DEGREES: Final = 1e-6
"""What a coordinate may lose on its way to the browser and back: about ten centimetres."""
_DISMISSED: Final = "_dismissed_place"
_CHOSEN: Final = "_chosen_row"


def follow_choice(visit: Visit, key: str) -> None:
    """Take a row that was just chosen in the list: name its record in the URL, and let the map go there.

    To be called before the map is drawn. That a row is no longer chosen closes its record only if the
    list is still the same: the list changes with every move of the map.
    """
    choice = chosen_row(LIST)
    before = st.session_state.get(_CHOSEN)
    if choice == before:
        return
    st.session_state[_CHOSEN] = choice
    if choice is None or choice.row is None:
        if choice and before and choice.table == before.table:
            url.put_record("")
        return
    record = visit.database.table(visit.entity).iloc[choice.row]
    url.put_record(str(record["id"]))
    if record.geometry is not None:
        go_to(key, record.geometry.y, record.geometry.x, max(zoom_of(key), RECORD_ZOOM))


def map_list(visit: Visit, look: Look, state: MapState, spot: url.Spot | None) -> None:
    """List the records that the map shows; a chosen one is told in full."""
    extra = None
    at_place = None if spot else _at_place(visit, look, state)
    if spot is not None:
        rows, distances = _around(visit, spot)
        extra = {"Distance": distances}
    elif at_place is None:
        rows = _in_view(visit, look, state.bounds)
    else:
        rows = at_place
    if at_place is not None and len(rows) == 1:
        url.put_record(str(visit.database.table(visit.entity)["id"].iloc[rows[0]]))
    if len(rows) > 1 or not url.record():
        record_list(visit, rows, LIST, extra)
    position = position_of(visit, url.record())
    if position is not None:
        show_record(visit.database.table(visit.entity).iloc[position], visit)
        st.button(
            "Close the record",
            type="tertiary",
            icon=":material/close:",
            on_click=_close,
            args=(state.clicks,),
        )


def _close(clicks: int) -> None:
    """Close the record, and leave the place whose click opened it."""
    url.put_record("")
    st.session_state[_DISMISSED] = clicks


def _in_view(visit: Visit, look: Look, bounds: Bounds) -> Integers:
    index = loaders.cluster_index(visit.loaded, visit.entity, visit.selection, look.field)
    rows = np.flatnonzero(index.inside(bounds))
    st.markdown(f"**{len(rows):,}** in view, of {visit.located:,} {visit.noun(visit.located)} on the map")
    if not len(rows):
        st.caption("Zoom out or drag the map to see more.")
    return rows


def _at_place(visit: Visit, look: Look, state: MapState) -> Integers | None:
    """The selected records at the place that was clicked; None if none is, or the visitor left it."""
    if state.place is None or st.session_state.get(_DISMISSED) == state.clicks:
        return None
    rows = records_at(visit, look, state.place)
    if not len(rows):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(rows) > 1:
            st.markdown(f"**{len(rows):,} {visit.noun(len(rows))}** share this place")
        st.button(
            "All in view",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=st.session_state.__setitem__,
            args=(_DISMISSED, state.clicks),
        )
    return rows


def records_at(visit: Visit, look: Look, place: Bounds) -> Integers:
    """Positions of the selected records at a place that was clicked (`MapState.place`)."""
    (south, west, north, east), slack = place, SLACK_DEGREES
    index = loaders.cluster_index(visit.loaded, visit.entity, visit.selection, look.field)
    return np.flatnonzero(index.inside(Bounds(south - slack, west - slack, north + slack, east + slack)))


def _around(visit: Visit, spot: url.Spot) -> tuple[Integers, pd.Series]:
    latitude, longitude = loaders.coordinates(visit.loaded, visit.entity)
    near = around(np.where(visit.mask, latitude, np.nan), longitude, spot[:2], spot.radius_m)
    rows = near.index.to_numpy()
    precise = visit.database.table(visit.entity)["location_precision"].iloc[rows].isin(PRECISE).to_numpy()
    words = [
        ("" if exact else "about ") + distance_words(metres)
        for metres, exact in zip(near, precise, strict=True)
    ]
    st.markdown(
        f"**{len(rows):,} {visit.noun(len(rows))}** within {distance_words(spot.radius_m)} of the spot"
    )
    if vague := int((~precise).sum()):
        st.caption(f"{vague:,} of them are known to their town only: their distance is that of its centre.")
    return rows, pd.Series(words, index=near.index, dtype="str")
