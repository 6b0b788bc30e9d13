"""The map component: serves its files, keeps its view, and redraws its layers without loading the map again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import streamlit as st
import streamlit.components.v1 as components
import xstatic.pkg.leaflet
from streamlit_folium import st_folium

from dsi_geo.analysis.map_clusters import fitting_names
from dsi_geo.app import databases, url
from dsi_geo.app.looks import current_theme
from dsi_geo.app.map_page.layers import LAYERS, Legend, Mask, Request
from dsi_geo.app.visit import Visit
from dsi_geo.app.web_server import TILES
from dsi_geo.crs import web_mercator
from dsi_geo.drawing.web_map import Assets, View, base_map, box_around, extent, fit, town_rows, view_layer
from dsi_geo.geography.drawn_areas import area_text, corners_of
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.web_mercator import TILE_PX, Bounds, bounds_of

LEAFLET_FOLDER: Final = Path(xstatic.pkg.leaflet.BASE_DIR)
_LEAFLET: Final = components.declare_component("leaflet", path=str(LEAFLET_FOLDER))
_OWN: Final = components.declare_component("own", path=str(resources.files("dsi_geo.drawing") / "leaflet"))
ASSETS: Final = Assets(leaflet=f"../{_LEAFLET.name}", own=f"../{_OWN.name}", tiles=f"../../{TILES}")
"""The map's page loads these from Streamlit itself, so that no outside host is needed."""

RETURNED: Final = (
    *("bounds", "zoom", "center", "last_clicked"),
    *("last_active_drawing", "last_object_clicked_count"),
)
FEW: Final = 50
TOWN_CANDIDATES: Final = 60
TOWN_NAMES: Final = 14
ASSUMED_WIDTH_PX: Final = 640
"""Assumed width of a map, until the browser reports the true width."""
FILLED_PX: Final = (800, 640)
"""Assumed width and height of a map that fills the window."""
SNAP_PX: Final = 128


@dataclass(frozen=True)
class MapState:
    """The state of a map after it was drawn.

    Attributes
    ----------
    view, bounds
        Its view, and the box in view in degrees.
    place
        Bounds of the place clicked last; None if there is none, or if the click zoomed in.
    clicks
        Number of objects clicked so far: a new number is a new click.
    legend
        What its colours mean.
    """

    view: View
    bounds: Bounds
    place: Bounds | None
    clicks: int
    legend: Legend


@dataclass(frozen=True)
class Look:
    """How records are shown: one of the `LAYERS`, and the column that colours them."""

    layer: str
    field: str


def draw_map(
    visit: Visit,
    key: str,
    height: int | None,
    look: Look,
    *,
    street_map: bool = False,
    in_url: bool = False,
    spot: url.Spot | None = None,
    chosen: tuple[float, float] | None = None,
    only: Mask | None = None,
    fitted: Mask | None = None,
    on_change: Callable[[], None] | None = None,
) -> MapState:
    """Draw the selected records; call it inside a fragment.

    Parameters
    ----------
    visit
        The data and the selection.
    key
        Name of the map, under which it keeps its view for the session.
    height
        Height in pixels; None if the style of the page has it fill the window.
    look
        Layer and colours.
    street_map
        Whether the map has the operator's tiles below it or, without any, OpenStreetMap's.
    in_url
        Whether the URL carries the view.
    spot
        A spot and radius to draw.
    chosen
        Latitude and longitude of the record to mark.
    only
        If given, only these of the selected records, by position.
    fitted
        Records to which the map is fitted when it appears, so that several maps show the same part of the world;
        default: those drawn.
    on_change
        Called before the next run when the visitor has moved, clicked or drawn.
    """
    size = FILLED_PX if height is None else (ASSUMED_WIDTH_PX, height)
    drawn_rows = visit.mask if only is None else visit.mask & only
    start, box = _starting_view(visit, key, size, in_url, chosen, drawn_rows if fitted is None else fitted)
    seen = st.session_state.get(key) or {}
    bounds, zoom = _bounds(seen), seen.get("zoom")
    if bounds is None or zoom is None:
        bounds, zoom = box_around(start, size), start.zoom
    theme = current_theme()
    drawn = LAYERS[look.layer](Request(visit, look.field, snapped_box(bounds, zoom), zoom, theme, only))
    names = fitting_names(largest_inside(*bounds, TOWN_CANDIDATES), drawn.covered, zoom, TOWN_NAMES)
    parts = drawn.parts | {
        "towns": town_rows(names),
        "focus": st.session_state.get(_focus_slot(key)),
        "draw": st.session_state.get(_draw_slot(key)),
        "selected": [corners_of(one) for one in visit.selection.area],
    }
    if spot is not None:
        parts["around"] = {"lat": spot.latitude, "lng": spot.longitude, "radius": spot.radius_m}
    answer: dict[str, Any] = (
        st_folium(
            base_map(
                start,
                ASSETS,
                street_map=street_map,
                archive=databases.settings().tiles,
                view_parameter=url.VIEW if in_url else "",
                fit_to=box,
                fills=height is None,
            ),
            key=key,
            height=size[1],
            use_container_width=True,
            returned_objects=list(RETURNED),
            feature_group_to_add=view_layer(theme, chosen=chosen, **parts),
            wrap_longitude=False,
            on_change=on_change,
        )
        or {}
    )
    centre = seen.get("center")
    view = View(centre["lat"], turned(centre["lng"]), zoom) if centre else start
    if in_url:
        url.remember_view(view, visit.entered)
    return MapState(
        view,
        bounds,
        _clicked_place(answer),
        answer.get("last_object_clicked_count") or 0,
        drawn.legend,
    )


def go_to(key: str, latitude: float, longitude: float, zoom: int) -> None:
    """Have a map fly to a point when it is next drawn, once per call."""
    st.session_state[_focus_slot(key)] = {
        "lat": latitude,
        "lng": longitude,
        "zoom": zoom,
        "token": time.time_ns() // 1_000_000,
    }


class DrawnArea(NamedTuple):
    """An area drawn on a map, as text (`geography.drawn_areas`), and its number in this session."""

    text: str
    number: int


def ask_to_draw(key: str) -> None:
    """Have the visitor draw an area on a map when it is next drawn, once per call."""
    st.session_state[_draw_slot(key)] = time.time_ns() // 1_000_000


def drawn_area(key: str) -> DrawnArea | None:
    """The area drawn last on a map; None if there is none."""
    properties = ((st.session_state.get(key) or {}).get("last_active_drawing") or {}).get("properties") or {}
    corners = properties.get("corners")
    if not corners:
        return None
    text = area_text((float(latitude), float(longitude)) for latitude, longitude in corners)
    return DrawnArea(text, int(properties["number"])) if corners_of(text) else None


def view_area(key: str) -> str:
    """What a map shows, as the text of an area; "" before it has been drawn."""
    bounds = _bounds(st.session_state.get(key) or {})
    if bounds is None:
        return ""
    south, west, north, east = bounds
    if east - west >= 360:
        west, east = -180.0, 180.0
    text = area_text([(max(south, -90.0), west), (min(north, 90.0), east)])
    return text if corners_of(text) else ""


def zoom_of(key: str) -> int:
    """The zoom level that a map shows; 0 before it has been drawn."""
    return int((st.session_state.get(key) or {}).get("zoom") or 0)


def _focus_slot(key: str) -> str:
    return f"_focus_{key}"


def _draw_slot(key: str) -> str:
    return f"_draw_{key}"


def _starting_view(
    visit: Visit,
    key: str,
    size: tuple[int, int],
    in_url: bool,
    chosen: tuple[float, float] | None,
    mask: Mask,
) -> tuple[View, Bounds | None]:
    """The view in which the map appears, and the box to which the browser fits it; fixed until the page is left.

    It is the view last seen here, or else that of the URL, of the chosen record, or of all selected
    records: only then is there a box. Another database begins anew.
    """
    slot = f"_start_{key}"
    version = (visit.loaded.version, visit.entity)
    kept: tuple[object, int, View, Bounds | None] | None = st.session_state.get(slot)
    if kept is not None and kept[:2] == (version, visit.entered):
        return kept[2:]
    seen = st.session_state.get(key) or {}
    view = None
    if kept is not None and kept[0] == version and seen.get("center"):
        view = View(seen["center"]["lat"], turned(seen["center"]["lng"]), seen["zoom"])
    else:
        st.session_state.pop(key, None)
        if in_url and kept is None:
            view = url.view() or (View(*chosen, 13) if chosen else None)
    box = None
    if view is None:
        latitude, longitude = databases.coordinates(visit.loaded, visit.entity)
        box = extent(latitude[mask], longitude[mask], few=FEW)
        view = fit(box, *size)
    st.session_state[slot] = (version, visit.entered, view, box)
    return view, box


def snapped_box(bounds: Bounds, zoom: int) -> Bounds:
    """The box of a coarse grid around a view, so that circles at the edge are complete and stable during small pans."""
    (west, east), (south, north) = web_mercator([bounds.south, bounds.north], [bounds.west, bounds.east])
    cell = SNAP_PX / (TILE_PX * 2**zoom)
    if east - west >= 1 - 2 * cell:
        west, east = 0.0, 1.0
    return bounds_of(
        (west // cell - 1) * cell,
        (north // cell - 1) * cell,
        (east // cell + 2) * cell,
        (south // cell + 2) * cell,
    )


def _bounds(seen: dict[str, Any]) -> Bounds | None:
    box = seen.get("bounds")
    if not box or box["_southWest"]["lat"] is None:
        return None
    south_west, north_east = box["_southWest"], box["_northEast"]
    return Bounds(south_west["lat"], south_west["lng"], north_east["lat"], north_east["lng"])


def _clicked_place(answer: dict[str, Any]) -> Bounds | None:
    properties = (answer.get("last_active_drawing") or {}).get("properties") or {}
    if not properties or properties.get("goesIn", True):
        return None
    (south, west), (north, east) = properties["bounds"]
    return Bounds(south, west, north, east)


def turned(longitude: float) -> float:
    """A longitude brought into the range from -180 to 180."""
    return (longitude + 180) % 360 - 180
