"""Where the cluster map is sent from elsewhere: a place, an address, and what is around it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.map_page.component import go_to

MAP: Final = "cluster_map"
"""Key of the cluster map's widget."""
RADII_M: Final = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000)
USUAL_RADIUS_M: Final = 2_000
AROUND: Final = "_around"
RADIUS: Final = "_radius"
"""Keys of the widgets that ask whether to list what is around a spot, and within which radius."""
_STREET_ZOOM: Final = 14


def show_on_map(latitude: float, longitude: float, zoom: int, *, around: bool) -> url.Spot | None:
    """Have the cluster map fly to a point when it is next drawn.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326).
    zoom
        Zoom level; 0 for that of a street.
    around
        Whether to list what is around it, also if that is switched off at present.

    Returns
    -------
    The spot around which records are listed, for the URL; None if they are not.
    """
    go_to(MAP, latitude, longitude, zoom or _STREET_ZOOM)
    if around:
        st.session_state[AROUND] = True
    if not st.session_state.get(AROUND):
        return None
    return url.Spot(latitude, longitude, float(st.session_state.get(RADIUS) or USUAL_RADIUS_M))
