"""What stands above the map: how records are shown and coloured, where to go, what is around."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.cluster_map.layers import COLOURED, LAYERS
from dsi_geo.app.cluster_map.place_search import search_box
from dsi_geo.app.cluster_map.view import Look, go_to, turned, zoom_of
from dsi_geo.app.loaders.settings import settings
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.colouring import FIELDS, colour_fields

RADII_M: Final = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000)
USUAL_RADIUS_M: Final = 2_000
AROUND: Final = "_around"
RADIUS: Final = "_radius"
_TAKEN: Final = "_spot_click"
_AROUND_HELP: Final = (
    "Lists what lies within a radius of the middle of the map; click on the map to move the spot."
)
_STREET_MAP_HELP: Final = (
    "Asks OpenStreetMap’s servers for map tiles; they then see your address. Off, nothing leaves this server."
)


def map_tools(visit: Visit, key: str) -> Look:
    """Ask how the map is to look, and where to go; a place or record that was found is gone to."""
    fields = colour_fields(visit.database.table(visit.entity), visit.entity)
    field = fields[0]
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=300):
            hit = search_box(visit)
        layer = st.segmented_control(
            "Show as", list(LAYERS), default=COLOURED, required=True, key="layer", bind=URL
        )
        if layer == COLOURED:
            field = st.selectbox(
                "Colours", fields, format_func=FIELDS.__getitem__, key="colours", bind=URL, width=220
            )
    if hit is not None:
        go_to(key, hit.latitude, hit.longitude, max(hit.zoom, zoom_of(key) if hit.record else 0))
        url.put_record(hit.record)
    return Look(layer, field)


def map_switches(key: str) -> tuple[bool, url.Spot | None]:
    """Ask whether streets lie below, and what is around a spot: the middle of the map, then wherever it is clicked.

    Only the spot is in the URL: whoever opens a link shall not ask an outside host by that.
    """
    named = url.spot()
    st.session_state.setdefault(AROUND, named is not None)
    st.session_state.setdefault(RADIUS, _nearest_radius(named.radius_m) if named else USUAL_RADIUS_M)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        street_map = st.toggle("Street map", settings().street_map, key="street_map", help=_STREET_MAP_HELP)
        around = st.toggle("Around here", key=AROUND, help=_AROUND_HELP)
        if around:
            radius_m = st.selectbox(
                "Radius",
                RADII_M,
                format_func=distance_words,
                key=RADIUS,
                width=120,
                label_visibility="collapsed",
            )
    middle = (_newly_clicked(key) or (named and named[:2]) or _middle(key)) if around else None
    spot = url.Spot(*middle, radius_m) if middle else None
    url.put_spot(spot)
    return street_map, spot


def _newly_clicked(key: str) -> tuple[float, float] | None:
    """The last click on the map, if it was not taken before."""
    click = (st.session_state.get(key) or {}).get("last_clicked")
    if click is None or click == st.session_state.get(_TAKEN):
        return None
    st.session_state[_TAKEN] = click
    return click["lat"], turned(click["lng"])


def _middle(key: str) -> tuple[float, float] | None:
    centre = (st.session_state.get(key) or {}).get("center")
    return (centre["lat"], turned(centre["lng"])) if centre else None


def _nearest_radius(radius_m: float) -> int:
    return min(RADII_M, key=lambda offered: abs(offered - radius_m))


def distance_words(metres: float) -> str:
    """A distance as people say it."""
    return f"{metres:,.0f} m" if metres < 1_000 else f"{metres / 1_000:,.3g} km"
