"""The map component: serves its files, keeps its view, redraws its circles without loading it again."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import streamlit as st
import streamlit.components.v1 as components
import xstatic.pkg.leaflet
from streamlit_folium import st_folium

from dsi_geo.analysis.map_circles import circles
from dsi_geo.analysis.map_clusters import WORLD, Bounds
from dsi_geo.analysis.map_labels import fitting_names
from dsi_geo.app import loaders
from dsi_geo.app.looks import current_theme
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.maps import Assets, View, base_map, circles_layer, fit
from dsi_geo.geography.places import largest_inside

_LEAFLET: Final = components.declare_component("leaflet", path=str(Path(xstatic.pkg.leaflet.BASE_DIR)))
_OWN: Final = components.declare_component("own", path=str(resources.files("dsi_geo.drawing") / "leaflet"))
ASSETS: Final = Assets(leaflet=f"../{_LEAFLET.name}", own=f"../{_OWN.name}")
"""The map's page asks Streamlit itself for these, so that no outside host is needed."""

RETURNED: Final = ("bounds", "zoom", "center", "last_active_drawing", "last_object_clicked_count")
FEW: Final = 50
TOWN_CANDIDATES: Final = 60
TOWN_NAMES: Final = 14
ASSUMED_WIDTH_PX: Final = 540
"""What a map gets beside a list; the browser tells the true width as soon as it has drawn."""


@dataclass(frozen=True)
class Shown:
    """What a map shows after it was drawn.

    Attributes
    ----------
    bounds
        The box in view, in degrees.
    zoom
        Its zoom level.
    clicked
        Bounds of the place that was clicked last; None if none was, or it was one to go into.
    """

    bounds: Bounds
    zoom: int
    clicked: Bounds | None


def draw_map(visit: Visit, key: str, height: int, *, street_map: bool, in_url: bool = False) -> Shown:
    """Draw the selected records as circles; call it inside a fragment.

    Parameters
    ----------
    key
        Names the map; it keeps its view under this name for the session.
    height
        In pixels.
    street_map
        Whether OpenStreetMap's tiles lie below, asked from the visitor's browser.
    in_url
        Whether the URL carries the view (`at=latitude,longitude,zoom`).
    """
    start = _starting_view(visit, key, height, in_url)
    seen = st.session_state.get(key) or {}
    bounds, zoom = _bounds(seen), seen.get("zoom")
    if bounds is None or zoom is None:
        bounds, zoom = WORLD if start.zoom <= 2 else _around(start, height), start.zoom
    theme = current_theme()
    index, rows = loaders.cluster_index(visit.loaded, visit.entity)
    found = index.clusters(_padded(bounds), zoom, visit.chosen.to_numpy()[rows])
    drawn = circles(found, rows, visit.database.table(visit.entity), zoom)
    names = fitting_names(largest_inside(*bounds, TOWN_CANDIDATES), drawn, zoom, TOWN_NAMES)
    answer = st_folium(
        base_map(start, ASSETS, street_map=street_map),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=list(RETURNED),
        feature_group_to_add=circles_layer(drawn, names, theme),
        wrap_longitude=False,
    )
    if in_url and seen.get("center"):
        centre = seen["center"]
        st.query_params["at"] = f"{centre['lat']:.5f},{centre['lng']:.5f},{zoom}"
    return Shown(bounds, zoom, _clicked(answer or {}))


def _starting_view(visit: Visit, key: str, height: int, in_url: bool) -> View:
    """The view with which the map appears: the URL's, else all selected records; fixed per database."""
    slot = f"_start_{key}"
    version = (visit.loaded.version, visit.entity)
    kept: tuple[object, View] | None = st.session_state.get(slot)
    if kept is not None and kept[0] == version:
        return kept[1]
    st.session_state.pop(key, None)
    view = (_from_url() if in_url and kept is None else None) or _fitting(visit, height)
    st.session_state[slot] = (version, view)
    return view


def _from_url() -> View | None:
    """The view that the URL names; None if it names none, or nonsense."""
    parts = st.query_params.get("at", "").split(",")
    try:
        latitude, longitude, zoom = float(parts[0]), float(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        return None
    return (
        View(latitude, longitude, zoom)
        if abs(latitude) <= 90 and abs(longitude) <= 180 and 1 <= zoom <= 18
        else None
    )


def _fitting(visit: Visit, height: int) -> View:
    located = visit.table.geometry.dropna()
    if located.empty:
        return View(30.0, 10.0, 2)
    edges = [0.0, 1.0] if len(located) < FEW else [0.08, 0.92]  # of many, the far ones can wait
    longitude, latitude = located.x.quantile(edges), located.y.quantile(edges)
    bounds = Bounds(latitude.iloc[0], longitude.iloc[0], latitude.iloc[1], longitude.iloc[1])
    return fit(bounds, ASSUMED_WIDTH_PX, height)


def _around(view: View, height: int) -> Bounds:
    """Roughly what a view shows before the browser has told its size."""
    degrees = 360 / 2**view.zoom / 256
    tall, wide = degrees * height * 0.7, degrees * ASSUMED_WIDTH_PX * 0.7
    return Bounds(view.latitude - tall, view.longitude - wide, view.latitude + tall, view.longitude + wide)


def _padded(bounds: Bounds) -> Bounds:
    """A little beyond the view, so that circles at its edge are whole."""
    tall, wide = (bounds.north - bounds.south) * 0.1, (bounds.east - bounds.west) * 0.1
    return Bounds(bounds.south - tall, bounds.west - wide, bounds.north + tall, bounds.east + wide)


def _bounds(seen: dict[str, Any]) -> Bounds | None:
    box = seen.get("bounds")
    if not box or box["_southWest"]["lat"] is None:
        return None
    south_west, north_east = box["_southWest"], box["_northEast"]
    return Bounds(south_west["lat"], south_west["lng"], north_east["lat"], north_east["lng"])


def _clicked(answer: dict[str, Any]) -> Bounds | None:
    properties = (answer.get("last_active_drawing") or {}).get("properties") or {}
    if not properties or properties.get("goesIn", True):
        return None
    (south, west), (north, east) = properties["bounds"]
    return Bounds(south, west, north, east)
