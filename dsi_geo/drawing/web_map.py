"""The interactive map: its base map, its layers, its playback through time, and the map as one file."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from string import Template as Page
from typing import TYPE_CHECKING, Any, Final

import folium
import numpy as np
import numpy.typing as npt
import pandas as pd
from branca.element import Element, MacroElement
from jinja2 import Template

from dsi_geo.analysis.map_circles import shares_of
from dsi_geo.analysis.timeline.periods import Axis, Frequency, period_labels
from dsi_geo.analysis.timeline.spans import Standing
from dsi_geo.crs import web_mercator
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.drawing.palette import NOT_KNOWN, Theme
from dsi_geo.drawing.tile_archive import VECTOR, TileArchive
from dsi_geo.geography.web_mercator import MAX_ZOOM, TILE_PX, Bounds, bounds_of
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

if TYPE_CHECKING:
    import folium


STREET_MAP_TILES: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
STREET_MAP_ATTRIBUTION: Final = (
    '&copy; <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">'
    "OpenStreetMap</a> contributors"
)
CLOSEST_FIT: Final = 12
NAME_PX: Final = (110, 24)
"""Width and height reserved for the name of a town."""


@dataclass(frozen=True)
class View:
    """Where a map looks: centre in degrees (EPSG:4326) and zoom level."""

    latitude: float
    longitude: float
    zoom: int


NO_POINTS: Final = View(30.0, 10.0, 2)


@dataclass(frozen=True)
class Assets:
    """URLs, relative to the map's own page, of the folders that it loads from."""

    leaflet: str
    own: str
    tiles: str = ""


class _Outlines(MacroElement):
    """Countries and first-level regions, drawn from our own files."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dsiMap.outlines("
        "{{ this._parent.get_name() }}, {{ this.street_map | tojson }}, {{ this.more | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, street_map: bool, **more: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Outlines"
        self.street_map = street_map
        self.more = more


class _Drawn(MacroElement):
    """The contents of one view, for `dsiMap.show`.

    folium passes everything it draws through a template engine, twice, and then into a script. Text from a
    record must reach neither unencoded, or a name like “{{ … }}” would be run on the server; hence base64.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dsiMap.show(map_div, {{ this._parent.get_name() }}, '{{ this.packed }}');"
        "{% endmacro %}"
    )

    def __init__(self, drawn: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Drawn"
        self.packed = packed(drawn)


def base_map(
    view: View,
    assets: Assets,
    *,
    street_map: bool = False,
    archive: TileArchive | None = None,
    played: bool = False,
    view_parameter: str = "",
    fit_to: Bounds | None = None,
    fills: bool = False,
) -> folium.Map:
    """An empty base map, the same for every rerun of a page so that it is never loaded again.

    Parameters
    ----------
    view
        The view in which it first appears.
    assets
        URLs of Leaflet and of our own script, style sheet and outlines.
    street_map
        Add the tiles of `archive`, or else OpenStreetMap's, the only part that is loaded from another host.
    archive
        The operator's own tiles; the outlines are seen where it has none.
    played
        Whether the layer is to be played through time (part `time` of `view_layer`).
    view_parameter
        Query parameter of the page around the map that holds its view as latitude,longitude,zoom; "" for none.
    fit_to
        A box that is to fill the map, whatever its size in the browser; None to keep to `view`.
    fills
        Whether the map fills its frame, whose size the style of the page around it decides.
    """
    tiles = archive if street_map else None
    drawn = bare_map(view, street_map=street_map and not tiles)
    # Ours first: it requests the outlines at once, while Leaflet is still being parsed.
    drawn.default_js = [("dsi_map", f"{assets.own}/dsi_map.js"), ("leaflet", f"{assets.leaflet}/leaflet.js")]
    if played:
        drawn.default_js.append(("dsi_time", f"{assets.own}/dsi_time.js"))
    if tiles and tiles.media_type == VECTOR:
        drawn.default_js.append(("protomaps", f"{assets.own}/protomaps/protomaps-leaflet.js"))
    drawn.default_css = [
        ("leaflet", f"{assets.leaflet}/leaflet.css"),
        ("dsi_map", f"{assets.own}/dsi_map.css"),
    ]
    _Outlines(
        street_map and not tiles,
        parameter=view_parameter,
        box=fit_to and _corners(fit_to),
        closest=CLOSEST_FIT,
        fills=fills,
        tiles=tiles and packed(_own_tiles(tiles, assets.tiles)),
    ).add_to(drawn)
    return drawn


def _own_tiles(archive: TileArchive, folder: str) -> dict[str, Any]:
    """What `dsiMap` has to know of the operator's tiles."""
    return {
        "url": f"{folder}/{{z}}/{{x}}/{{y}}?version={archive.version}",
        "vector": archive.media_type == VECTOR,
        "least": archive.least_zoom,
        "most": archive.most_zoom,
        "box": _corners(archive.bounds),
        "attribution": archive.attribution,
    }


def _corners(box: Bounds) -> list[list[float]]:
    return [[box.south, box.west], [box.north, box.east]]


def bare_map(view: View, *, deepest: int = MAX_ZOOM, street_map: bool = False) -> folium.Map:
    """A map with nothing but OpenStreetMap's tiles, if wanted; `deepest` is its last zoom level."""
    drawn = folium.Map(
        location=(view.latitude, view.longitude),
        zoom_start=view.zoom,
        min_zoom=1,
        max_zoom=deepest,
        tiles=None,
        world_copy_jump=True,
        control_scale=True,
        attribution_control=False,
    )
    if street_map:
        folium.TileLayer(STREET_MAP_TILES, attr=STREET_MAP_ATTRIBUTION, max_zoom=19).add_to(drawn)
    return drawn


def view_layer(theme: Theme, **parts: Any) -> folium.FeatureGroup:
    """The contents of one view as one layer.

    Parameters
    ----------
    theme
        Theme of the base map.
    **parts
        `circles` (from `circle_rows`), `hexagons` (`hexagon_rows`), `towns` (`town_rows`), `areas`
        (`area_values`), `around` (`lat`, `lng`, `radius` in metres), `chosen` (latitude and longitude of the
        chosen record), `time` (`time_rows`), `focus` (`lat`, `lng`, `zoom`, and a `token`: the map moves there
        once per token), `selected` (areas by which the records are selected, each a list of the latitudes and
        longitudes of its corners), `draw` (a number: once for each, the visitor is asked to draw an area).
    """
    empty: dict[str, Any] = {"theme": theme, "circles": [], "hexagons": [], "towns": []}
    group = folium.FeatureGroup(name="view")
    _Drawn(empty | parts).add_to(group)
    return group


def packed(drawn: Mapping[str, Any]) -> str:
    """JSON in base64, which `dsiMap` unpacks."""
    return b64encode(json.dumps(drawn, separators=(",", ":"), allow_nan=False).encode()).decode("ascii")


def circle_rows(circles: pd.DataFrame, colours: Sequence[str]) -> list[list[Any]]:
    """The circles of a view as rows for `dsiMap`.

    Parameters
    ----------
    circles
        From `analysis.map_circles.circles`: `count`, `latitude`, `longitude`, `radius_px`, `look`,
        `goes_in`, `south`, `west`, `north`, `east`, `tooltip`.
    colours
        Colour of each category; unknown is grey.
    """
    rings = _rings(shares_of(circles, len(colours)), (*colours, NOT_KNOWN))
    boxes = circles[["south", "west", "north", "east"]].round(6).to_numpy().tolist()
    columns = [
        circles[name]
        for name in ("latitude", "longitude", "radius_px", "count", "look", "goes_in", "tooltip")
    ]
    return [
        [
            *(round(latitude, 6), round(longitude, 6), round(2 * radius)),
            *(short_number(count) if count > 1 else "", look, ring),
            *([box[:2], box[2:]], bool(goes_in), tooltip),
        ]
        for latitude, longitude, radius, count, look, goes_in, tooltip, ring, box in zip(
            *columns, rings, boxes, strict=True
        )
    ]


def town_rows(towns: pd.DataFrame) -> list[list[Any]]:
    """Names of towns for orientation, from `name`, `latitude`, `longitude`."""
    places = towns[["latitude", "longitude"]].round(5).to_numpy().tolist()
    return [[*place, name] for place, name in zip(places, towns["name"], strict=True)]


def hexagon_rows(
    corners: npt.NDArray[np.float64], colours: Sequence[str], tooltips: Sequence[str]
) -> list[list[Any]]:
    """Hexagons: corners of shape (n, 6, 2) in degrees, with a colour and a plain text for each."""
    outlines = corners.round(5).tolist()
    return [list(row) for row in zip(outlines, colours, tooltips, strict=True)]


def area_values(
    level: str, codes: Sequence[str], colours: Sequence[str], tooltips: Sequence[str]
) -> dict[str, Any]:
    """Filled areas: `level` is `countries` or `regions`; each code has a colour and a plain text."""
    return {
        "level": level,
        "values": {code: row for code, *row in zip(codes, colours, tooltips, strict=True)},
    }


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


def _rings(shares: npt.NDArray[np.int64], colours: Sequence[str]) -> list[str]:
    """A ring of shares for each circle, as a colour or a gradient of CSS."""
    ends = np.cumsum(shares, axis=1) / np.maximum(shares.sum(axis=1, keepdims=True), 1) * 360
    return [_ring(own, stops, colours) for own, stops in zip(shares, ends.round(1), strict=True)]


def _ring(shares: npt.NDArray[np.int64], ends: npt.NDArray[np.float64], colours: Sequence[str]) -> str:
    there = np.flatnonzero(shares).tolist()
    if len(there) == 1:
        return colours[there[0]]
    starts = [0.0, *ends[there][:-1]]
    stops = [
        f"{colours[code]} {start:g}deg {end:g}deg"
        for code, start, end in zip(there, starts, ends[there], strict=True)
    ]
    return f"conic-gradient({','.join(stops)})"


def extent(
    latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64], few: int = 0
) -> Bounds | None:
    """The box that a map of the points shows; None if there are none.

    Parameters
    ----------
    latitude, longitude
        Degrees; missing ones are left out.
    few
        Fewer points than this are all in the box; of more, the outermost may lie outside.
    """
    placed = np.isfinite(latitude) & np.isfinite(longitude)
    if not placed.any():
        return None
    edges = [0.0, 1.0] if placed.sum() < few else [0.04, 0.96]
    (south, north), (west, east) = (np.quantile(axis[placed], edges) for axis in (latitude, longitude))
    return Bounds(float(south), float(west), float(north), float(east))


def fit(box: Bounds | None, width_px: int, height_px: int) -> View:
    """The closest view that shows a box on a map of this size; without a box, that of no points."""
    if box is None:
        return NO_POINTS
    south, west, north, east = box
    (left, right), (bottom, top) = web_mercator([south, north], [west, east])
    size = max((right - left) / (0.9 * width_px), (bottom - top) / (0.9 * height_px), 1e-12) * TILE_PX
    zoom = int(np.clip(np.floor(-np.log2(size)), 1, CLOSEST_FIT))
    return View(float((south + north) / 2), float((west + east) / 2), zoom)


def box_around(view: View, size_px: tuple[int, int]) -> Bounds:
    """The bounds that a view shows on a map of this width and height."""
    x, y = map(float, web_mercator(view.latitude, view.longitude))
    across, down = (pixels / 2 / (TILE_PX * 2**view.zoom) for pixels in size_px)
    return bounds_of(x - across, y - down, x + across, y + down)


def box_for_names(view: View, size_px: tuple[int, int]) -> Bounds:
    """The bounds within which the name of a town is not cut off at the edge of a picture."""
    return box_around(view, (size_px[0] - NAME_PX[0], size_px[1] - NAME_PX[1]))


Floats = npt.NDArray[np.float64]


def time_rows(
    standing: Standing,
    latitude: Floats,
    longitude: Floats,
    counts: pd.DataFrame,
    axis: Axis,
    frequency: Frequency,
    shown: int,
    entity: Entity = PROJECTS,
) -> dict[str, Any]:
    """When each located project was launched and closed, as input for `dsi_time.js`.

    Parameters
    ----------
    standing
        The state of the selected records over time.
    latitude, longitude
        Degrees, in the order of `standing`; NaN where there is no point.
    counts
        From `launches.in_whole_numbers` for the same records and axis.
    axis, frequency
        The periods that can be shown.
    shown
        Number of the period to begin with.
    entity
        Decides the words beside the running totals.

    Returns
    -------
    dict
        `words` (for those begun, those ended and the rest; "" where no end is recorded), `periods` (names),
        `frequency`, `shown` (position of the first to show); for each place `latitude`, `longitude`; for each
        located project launched by the end of the axis the position of its `place`, and `launchedFrom`,
        `launchedTo`, `closedFrom`, `closedTo` as positions of periods (-1: before the axis; the number of periods:
        never, or after it); for each period `launched` and `closed` up to its end, and `active`.
    """
    drawn = np.isfinite(latitude) & (standing.launched_from <= axis.last)
    points = np.column_stack([latitude, longitude])[drawn].round(5)
    places, place = np.unique(points, axis=0, return_inverse=True)
    periods = counts[counts["start"].notna()]
    totals = counts[["launched", "closed"]].cumsum().loc[periods.index]

    def positions(numbers: npt.NDArray[np.int32]) -> list[int]:
        offset = np.clip(numbers[drawn].astype(np.int64) - axis.first, -1, axis.periods)
        numbers_of_axis: list[int] = offset.tolist()
        return numbers_of_axis

    words = BEGINNINGS[entity]
    return {
        "words": [words.done, "closed", words.standing] if entity == PROJECTS else [words.done, "", ""],
        "periods": period_labels(np.arange(axis.first, axis.last + 1), frequency),
        "frequency": frequency,
        "shown": int(np.clip(shown - axis.first, 0, axis.periods - 1)),
        "latitude": places[:, 0].tolist(),
        "longitude": places[:, 1].tolist(),
        "place": place.ravel().tolist(),
        "launchedFrom": positions(standing.launched_from),
        "launchedTo": positions(standing.launched_to),
        "closedFrom": positions(standing.closed_from),
        "closedTo": positions(standing.closed_to),
        "launched": totals["launched"].tolist(),
        "closed": totals["closed"].tolist(),
        "active": periods["active"].tolist(),
    }


DEEPEST_ZOOM: Final = 16
MOST_CIRCLES: Final = 6_000
"""Most circles of a zoom level; levels with more are left out, so that the file stays small enough for a browser."""


def standalone_map(
    circles_at: Callable[[int], pd.DataFrame],
    labels: Sequence[str],
    colours: Sequence[str],
    view: View,
    imprint: Imprint,
    leaflet: Path,
    theme: Theme = "light",
) -> str:
    """A self-contained HTML page with the circles of the world at every zoom level with at most `MOST_CIRCLES`.

    Parameters
    ----------
    circles_at
        Returns the circles (`analysis.map_circles.circles`) of the world at a zoom level.
    labels, colours
        Name and colour of each category.
    view
        The view in which the map opens.
    imprint
        Title, filters and source of the page.
    leaflet
        Folder of Leaflet's files.
    """
    levels, legend = _levels(circles_at, labels, colours)
    start = [view.latitude, view.longitude, min(view.zoom, len(levels))]
    return Page(_own("standalone.html")).substitute(
        title=escape(imprint.title),
        records=escape(imprint.records + (f"; {imprint.filters}" if imprint.filters else "")),
        source=escape(imprint.source),
        deepest=_left_out(levels),
        legend="".join(
            f'<span><i style="background:{colour}"></i>{escape(label)}</span>' for colour, label in legend
        ),
        styles=(leaflet / "leaflet.css").read_text(encoding="utf-8") + _own("dsi_map.css"),
        leaflet=(leaflet / "leaflet.js").read_text(encoding="utf-8"),
        own=_own("dsi_map.js"),
        countries=_own("countries.json"),
        data=packed({"levels": levels, "view": start, "theme": theme}),
    )


def notebook_map(
    circles_at: Callable[[int], pd.DataFrame],
    labels: Sequence[str],
    colours: Sequence[str],
    view: View,
    imprint: Imprint,
    leaflet: Path,
    *,
    street_map: bool = False,
) -> folium.Map:
    """The same map as a folium map for a notebook, to be saved or extended; it loads no other file.

    Parameters
    ----------
    circles_at, labels, colours, view, leaflet
        As in `standalone_map`.
    imprint
        Its title is that of the legend.
    street_map
        Add OpenStreetMap's tiles, the only part that is loaded from another host.
    """
    levels, legend = _levels(circles_at, labels, colours)
    drawn = bare_map(
        replace(view, zoom=min(view.zoom, len(levels))), deepest=len(levels), street_map=street_map
    )
    drawn.default_js = drawn.default_css = []
    header = drawn.get_root().header  # type: ignore[attr-defined]  # a map's root is a figure
    shapes = f"window.dsiShapes = {{ countries: {_own('countries.json')} }};"
    styles = (leaflet / "leaflet.css").read_text(encoding="utf-8") + _own("dsi_map.css")
    scripts = (shapes, (leaflet / "leaflet.js").read_text(encoding="utf-8"), _own("dsi_map.js"))
    header.add_child(_Inline("style", styles), name="dsi_styles")
    for number, script in enumerate(scripts):
        header.add_child(_Inline("script", script), name=f"dsi_script_{number}")
    sentences = [imprint.records, imprint.filters, _left_out(levels), imprint.source]
    about = {"title": imprint.title, "entries": legend, "sentences": [*filter(None, sentences)]}
    _Within({"levels": levels, "theme": "light", "street": street_map, "about": about}).add_to(drawn)
    return drawn


class _Inline(Element):
    """A script or style sheet within the page; its contents are not interpreted as a template."""

    _template = Template("<{{ this.tag }}>{{ this.code }}</{{ this.tag }}>")

    def __init__(self, tag: str, code: str) -> None:
        super().__init__()
        self._name = "Inline"
        self.tag, self.code = tag, code


class _Within(MacroElement):
    """Circles of every zoom level and a legend, for `dsiMap.within`; in base64 as in `_Drawn`."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dsiMap.within({{ this._parent.get_name() }}, '{{ this.packed }}');"
        "{% endmacro %}"
    )

    def __init__(self, drawn: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Within"
        self.packed = packed(drawn)


def _levels(
    circles_at: Callable[[int], pd.DataFrame], labels: Sequence[str], colours: Sequence[str]
) -> tuple[list[list[list[Any]]], list[tuple[str, str]]]:
    """The circles of each zoom level with at most `MOST_CIRCLES`, and the legend of their colours."""
    levels: list[list[list[Any]]] = []
    unknown = False
    for zoom in range(1, DEEPEST_ZOOM + 1):
        circles = circles_at(zoom)
        if len(circles) > MOST_CIRCLES:
            break
        levels.append(circle_rows(circles, colours))
        unknown |= bool(circles[len(labels)].any())
    return levels, [*zip(colours, labels, strict=True), *([(NOT_KNOWN, "not known")] if unknown else [])]


def _left_out(levels: Sequence[object]) -> str:
    if len(levels) == DEEPEST_ZOOM:
        return ""
    return "The closest views are left out, because they hold too many records."


@cache
def _own(name: str) -> str:
    return (resources.files("dsi_geo.drawing") / "leaflet" / name).read_text(encoding="utf-8")
