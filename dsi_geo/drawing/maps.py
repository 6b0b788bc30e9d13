"""The map that people pan and zoom: own base map, and one layer of circles (folium)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import quote

import folium
import pandas as pd
from branca.element import MacroElement
from folium.utilities import JsCode
from jinja2 import Template

from dsi_geo.analysis.map_clusters import MAX_ZOOM, Bounds

Theme = Literal["light", "dark"]

STREET_MAP_TILES: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
STREET_MAP_ATTRIBUTION: Final = (
    '&copy; <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">'
    "OpenStreetMap</a> contributors"
)
DIAMETERS_PX: Final = (26, 64)
POINT_PX: Final = 16


@dataclass(frozen=True)
class View:
    """Where a map looks: centre in degrees (EPSG:4326) and zoom level."""

    latitude: float
    longitude: float
    zoom: int


@dataclass(frozen=True)
class Assets:
    """Addresses, relative to the map's own page, under which its files are served."""

    leaflet: str
    own: str


class _Outlines(MacroElement):
    """Countries and first-level regions, drawn from our own files."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dsiMap.outlines({{ this._parent.get_name() }}, {{ this.folder | tojson }}, {{ this.street_map | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, folder: str, street_map: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Outlines"
        self.folder = folder
        self.street_map = street_map


class _Theme(MacroElement):
    """Switch the base map's colours without loading it again."""

    _template = Template(
        "{% macro script(this, kwargs) %}dsiMap.setTheme(map_div, {{ this.theme | tojson }});{% endmacro %}"
    )

    def __init__(self, theme: Theme) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Theme"
        self.theme = theme


def base_map(view: View, assets: Assets, *, street_map: bool = False) -> folium.Map:
    """An empty map on its base, the same for every rerun of a page so that it is never loaded again.

    Parameters
    ----------
    view
        Where it looks when it first appears.
    assets
        Where Leaflet and our own script, style and outlines are served.
    street_map
        Add OpenStreetMap's tiles: the only thing here that asks an outside host.
    """
    drawn = folium.Map(
        location=(view.latitude, view.longitude),
        zoom_start=view.zoom,
        min_zoom=1,
        max_zoom=MAX_ZOOM,
        tiles=None,
        world_copy_jump=True,
        control_scale=True,
        attribution_control=False,
    )
    # Ours first: it asks for the outlines at once, while Leaflet is still being read.
    drawn.default_js = [("dsi_map", f"{assets.own}/dsi_map.js"), ("leaflet", f"{assets.leaflet}/leaflet.js")]
    drawn.default_css = [
        ("leaflet", f"{assets.leaflet}/leaflet.css"),
        ("dsi_map", f"{assets.own}/dsi_map.css"),
    ]
    if street_map:
        folium.TileLayer(STREET_MAP_TILES, attr=STREET_MAP_ATTRIBUTION, max_zoom=19).add_to(drawn)
    _Outlines(assets.own, street_map).add_to(drawn)
    return drawn


def circles_layer(circles: pd.DataFrame, towns: pd.DataFrame, theme: Theme) -> folium.FeatureGroup:
    """The circles of one view, and the names of some towns to read the map by.

    Parameters
    ----------
    circles
        One row a circle: `count`, `latitude`, `longitude`, `look` (`cluster`, `point`, `spot` or
        `town-centre`), `tooltip` (plain text), `goes_in` (a click zooms to `south`, `west`, `north`,
        `east`; else it only tells them).
    towns
        `name`, `latitude`, `longitude`.
    theme
        Colours of the base map.
    """
    group = folium.FeatureGroup(name="circles")
    features = [_circle(circle) for circle in circles.to_dict("records")]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        point_to_layer=JsCode("(feature, latlng) => dsiMap.circle(feature, latlng)"),
        on_each_feature=JsCode("(feature, layer) => dsiMap.prepare(feature, layer)"),
    ).add_to(group)
    names = [
        _feature(town["latitude"], town["longitude"], {"name": sealed(town["name"])})
        for town in towns.to_dict("records")
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": names},
        point_to_layer=JsCode("(feature, latlng) => dsiMap.town(feature, latlng)"),
    ).add_to(group)
    _Theme(theme).add_to(group)
    return group


def short_number(count: int) -> str:
    """A count that fits into a circle: 950, 1.2k, 34k, 1.5M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if count >= size:
            return (
                f"{count / size:.1f}".rstrip("0").rstrip(".") + unit
                if count < 10 * size
                else f"{count // size}{unit}"
            )
    return str(count)


def sealed(text: str) -> str:
    """Text in percent-encoding, which `dsiMap` takes off again in the browser.

    folium puts what it draws through a template engine, twice, and then into a script: text from a
    record must reach neither as it is, or a name like “{{ … }}” would be run on the server.
    """
    return quote(text, safe="")


def _circle(circle: dict[str, Any]) -> dict[str, Any]:
    count = int(circle["count"])
    properties = {
        "count": count,
        "label": short_number(count),
        "diameter": _diameter(count),
        "look": circle["look"],
        "tooltip": sealed(circle["tooltip"]),
        "goesIn": bool(circle["goes_in"]),
        "bounds": [[circle["south"], circle["west"]], [circle["north"], circle["east"]]],
    }
    return _feature(circle["latitude"], circle["longitude"], properties)


def _feature(latitude: float, longitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "properties": properties, "geometry": point}


def _diameter(count: int) -> int:
    """Diameter in pixels: area grows with the count up to the largest circle."""
    if count == 1:
        return POINT_PX
    smallest, largest = DIAMETERS_PX
    return int(min(largest, smallest + 3.2 * (count - 2) ** 0.5))


def fit(bounds: Bounds, width_px: int, height_px: int) -> View:
    """The closest view that shows all of the bounds."""
    from dsi_geo.analysis.map_clusters import TILE_PX, to_mercator

    (west, east), (south, north) = to_mercator([bounds.south, bounds.north], [bounds.west, bounds.east])
    zoom = 12
    while zoom > 1 and (
        (east - west) * TILE_PX * 2**zoom > 0.9 * width_px
        or (south - north) * TILE_PX * 2**zoom > 0.9 * height_px
    ):
        zoom -= 1
    return View((bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2, zoom)
