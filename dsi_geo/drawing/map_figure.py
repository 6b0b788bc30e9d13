"""The map as a vector figure for reports and pictures (Plotly)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.map_circles import Level, shares_of
from dsi_geo.crs import web_mercator
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, QUIET, plain, width_px
from dsi_geo.drawing.palette import NOT_KNOWN, Theme
from dsi_geo.drawing.web_map import View, short_number
from dsi_geo.geography.web_mercator import TILE_PX

if TYPE_CHECKING:
    import plotly.graph_objects as go

RING_PX: Final = 4.5
DASHES: Final = 13
KEY_PX: Final = 11
KEY_LINE_PX: Final = 20
SWATCH_PX: Final = 46
LAND: Final[dict[Theme, tuple[str, str, str]]] = {
    "light": ("#f6f5f1", "#b9b8b0", "#dfe7ea"),
    "dark": ("#262b31", "#57606a", "#14181d"),
}
"""Colours of land, borders and sea."""

Floats = npt.NDArray[np.float64]


def map_figure(
    circles: pd.DataFrame,
    towns: pd.DataFrame,
    labels: Sequence[str],
    colours: Sequence[str],
    view: View,
    map_px: tuple[int, int],
    theme: Theme = "light",
    shrunk: float = 1,
) -> go.Figure:
    """The circles of one view on the outlines of countries, with a legend below.

    Parameters
    ----------
    circles
        From `analysis.map_circles.circles`.
    towns
        `name`, `latitude`, `longitude` of the towns that are named for orientation.
    labels, colours
        Name and “#rrggbb” of each category.
    view, map_px
        Middle and zoom of the map; its width and height.
    shrunk
        Factor by which the map is smaller than at its zoom level, so that a narrow picture shows as much as a wide one.
    """
    pixels = _Pixels(view, map_px, shrunk)
    figure = _land(pixels, theme)
    _add_names(figure, towns, pixels, theme)
    _add_circles(figure, circles, pixels, [*labels, "not known"], [*colours, NOT_KNOWN], theme)
    return _framed(figure, labels, map_px, theme)


def filled_map_figure(
    parts: Mapping[str, Any],
    towns: pd.DataFrame,
    entries: Sequence[tuple[str, str]],
    view: View,
    map_px: tuple[int, int],
    theme: Theme = "light",
    shrunk: float = 1,
) -> go.Figure:
    """The hexagons or areas of one view on the outlines of countries, with a legend below.

    Parameters
    ----------
    parts
        `hexagons` (from `web_map.hexagon_rows`) or `areas` (from `web_map.area_values`).
    entries
        Colour and words of each entry of the legend.
    towns, view, map_px, shrunk
        As in `map_figure`.
    """
    pixels = _Pixels(view, map_px, shrunk)
    figure = _land(pixels, theme)
    for colour, rings in _fills(parts).items():
        x, y = pixels.outline(rings)
        line = {"color": LAND[theme][0], "width": 0.6}
        figure.add_scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=colour, line=line, **_SILENT)
    x, y = pixels.outline(chain.from_iterable(_rings("countries").values()))
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": LAND[theme][1], "width": 0.7}, **_SILENT)
    _add_names(figure, towns, pixels, theme)
    for colour, words in entries:
        _add_key(figure, words, colour)
    return _framed(figure, [words for _, words in entries], map_px, theme)


def _land(pixels: _Pixels, theme: Theme) -> go.Figure:
    import plotly.graph_objects as go

    land, border, _ = LAND[theme]
    x, y = pixels.outline(chain.from_iterable(_rings("countries").values()))
    line = {"color": border, "width": 0.7}
    return go.Figure(go.Scatter(x=x, y=y, mode="lines", fill="toself", fillcolor=land, line=line, **_SILENT))


def _add_names(figure: go.Figure, towns: pd.DataFrame, pixels: _Pixels, theme: Theme) -> None:
    x, y = pixels.at(towns["latitude"], towns["longitude"])
    around = ", ".join([f"0 0 2px {LAND[theme][0]}"] * 4)
    names = [plain(name) for name in towns["name"]]
    font = {"size": 10, "color": QUIET[theme], "shadow": around}
    figure.add_scatter(x=x, y=y, mode="text", text=names, textfont=font, **_SILENT)


def _add_key(figure: go.Figure, words: str, colour: str) -> None:
    marker = {"size": 10, "color": colour}
    figure.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=plain(words))


def _fills(parts: Mapping[str, Any]) -> dict[str, list[Floats]]:
    """Rings by their colour."""
    fills: dict[str, list[Floats]] = {}
    for corners, colour, _ in parts.get("hexagons", ()):
        fills.setdefault(colour, []).append(np.asarray(corners, dtype=np.float64)[:, ::-1])
    if areas := parts.get("areas"):
        rings = _rings(areas["level"])
        for code, (colour, _) in areas["values"].items():
            fills.setdefault(colour, []).extend(rings.get(code, ()))
    return fills


def _framed(figure: go.Figure, labels: Sequence[str], map_px: tuple[int, int], theme: Theme) -> go.Figure:
    sea = LAND[theme][2]
    axis = {"visible": False, "constrain": "domain"}
    figure.update_layout(
        plot_bgcolor=sea,
        xaxis={**axis, "range": [0, map_px[0]]},
        yaxis={**axis, "range": [map_px[1], 0], "scaleanchor": "x"},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 0, "yanchor": "top", "font": {"size": KEY_PX},
                "itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"},
    )  # fmt: skip
    styled(figure, theme, map_px[1] + legend_px(labels, map_px[0]))
    return figure.update_layout(
        width=map_px[0],
        margin={"l": 0, "r": 0, "t": 0, "b": legend_px(labels, map_px[0])},
        plot_bgcolor=sea,
        legend={"y": 0, "yanchor": "top"},
    )


def legend_px(labels: Sequence[str], room_px: float) -> int:
    """Height of a legend whose entries are side by side, each as wide as the widest."""
    widest = max((width_px(label, KEY_PX) for label in [*labels, "not known"]), default=0) + SWATCH_PX
    beside = max(int(room_px // widest), 1)
    return KEY_LINE_PX * -(-(len(labels) + 1) // beside) + 8


_SILENT: Final[dict[str, Any]] = {"hoverinfo": "skip", "showlegend": False}


class _Pixels:
    """Pixels of the picture, from its upper left corner."""

    def __init__(self, view: View, size_px: tuple[int, int], shrunk: float) -> None:
        self._scale = TILE_PX * 2.0**view.zoom / shrunk
        middle_x, middle_y = web_mercator(view.latitude, view.longitude)
        self._left = float(middle_x) * self._scale - size_px[0] / 2
        self._top = float(middle_y) * self._scale - size_px[1] / 2
        self._size = size_px

    def at(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        x, y = web_mercator(latitude, longitude)
        return x * self._scale - self._left, y * self._scale - self._top

    def outline(self, rings: Iterable[Floats]) -> tuple[Floats, Floats]:
        """The rings that reach into the picture, repeated across the date line, separated by NaN."""
        parts: list[tuple[Floats, Floats]] = []
        for ring in rings:
            ring_x, ring_y = self.at(ring[:, 1], ring[:, 0])
            for turn in (-1, 0, 1):
                x = ring_x + turn * self._scale
                if (
                    x.max() >= 0
                    and x.min() <= self._size[0]
                    and ring_y.max() >= 0
                    and ring_y.min() <= self._size[1]
                ):
                    parts.append((np.append(x, np.nan), np.append(ring_y, np.nan)))
        if not parts:
            return np.zeros(0), np.zeros(0)
        return np.concatenate([x for x, _ in parts]).round(1), np.concatenate([y for _, y in parts]).round(1)


@cache
def _rings(level: Level) -> dict[str, list[Floats]]:
    """Code of the area -> its outer and inner rings, each of shape (n, 2): longitude and latitude."""
    text = (resources.files("dsi_geo.drawing") / "leaflet" / f"{level}.json").read_text(encoding="utf-8")
    return {
        feature["properties"]["code"]: [
            np.asarray(ring, dtype=np.float64)
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        ]
        for feature in json.loads(text)["features"]
    }


def _add_circles(
    figure: go.Figure,
    circles: pd.DataFrame,
    pixels: _Pixels,
    labels: Sequence[str],
    colours: Sequence[str],
    theme: Theme,
) -> None:
    x, y = pixels.at(circles["latitude"], circles["longitude"])
    radius = circles["radius_px"].to_numpy(dtype=float)
    land, *_ = LAND[theme]
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"size": 2 * radius, "color": land, "line": {"width": 0}, "opacity": 1},
        **_SILENT,
    )
    shares = shares_of(circles, len(labels) - 1)
    for code, (label, colour) in enumerate(zip(labels, colours, strict=True)):
        paths = [
            sector
            for row in np.flatnonzero(shares[:, code])
            for sector in _sectors(
                x[row], y[row], radius[row], shares[row], code, str(circles["look"].iloc[row])
            )
        ]
        if paths:
            outline = np.concatenate(paths).round(2)
            figure.add_scatter(
                x=outline[:, 0], y=outline[:, 1], mode="lines", fill="toself", fillcolor=colour,
                line={"width": 0.8, "color": land}, **_SILENT,
            )  # fmt: skip
            _add_key(figure, label, colour)
    several = circles["count"].to_numpy() > 1
    figure.add_scatter(
        x=x[several], y=y[several], mode="text", text=[short_number(count) for count in circles["count"][several]],
        textfont={"size": 11, "color": INK[theme]}, **_SILENT,
    )  # fmt: skip


def _sectors(
    x: float, y: float, radius: float, shares: npt.NDArray[np.int64], code: int, look: str
) -> Iterator[Floats]:
    """The outline of a category's part of a ring, clockwise from the top; one per dash if the ring is dashed."""
    total = shares.sum()
    start, end = shares[:code].sum() / total, shares[: code + 1].sum() / total
    inner = 0.0 if look == "point" else max(radius - RING_PX, 0.0)
    if look != "town-centre":
        yield _sector(x, y, inner, radius, start, end)
        return
    for dash in range(DASHES):
        left, right = max(start, dash / DASHES), min(end, (dash + 0.6) / DASHES)
        if left < right:
            yield _sector(x, y, inner, radius, left, right)


def _sector(x: float, y: float, inner: float, outer: float, start: float, end: float) -> Floats:
    turn = 2 * np.pi * np.linspace(start, end, max(int((end - start) * 48), 2) + 1)
    arc = np.column_stack([np.sin(turn), -np.cos(turn)])
    path = np.concatenate([outer * arc, inner * arc[::-1], outer * arc[:1], [[np.nan, np.nan]]])
    placed: Floats = path + np.array([x, y])
    return placed
