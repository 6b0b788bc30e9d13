"""A map that fills areas by class: filled polygons on an equal-area plane, no outside host asked (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.drawing.area_outlines import Outlines
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import plain
from dsi_geo.drawing.map_figure import LAND
from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

WIDTH_PX: Final = 520
LEGEND_PX: Final = 78
_SILENT: Final[dict[str, Any]] = {"hoverinfo": "skip", "showlegend": False}

Floats = npt.NDArray[np.float64]
Path = tuple[Floats, Floats]


def area_map(
    drawn: Outlines,
    areas: pd.DataFrame,
    classes: Sequence[tuple[str, str]],
    theme: Theme,
    hatched: str = "",
) -> go.Figure:
    """Fill areas by their class.

    Parameters
    ----------
    drawn
        From `area_outlines.outlines`.
    areas
        Indexed by code: `class` (position in `classes`), `few` (bool: drawn hatched) and `told` (what a pointer
        on the area is told, and its name). Areas that are drawn and not among them are plain land.
    classes
        Words and colour (“#rrggbb”) of each class, lowest first.
    hatched
        What hatching means, for the legend; "" if nothing is hatched.

    Returns
    -------
    Figure whose last trace holds points with the area's code as `customdata`: a click anywhere on an area
    chooses the nearest of them.
    """
    import plotly.graph_objects as go

    land, border, sea = LAND[theme]
    figure = go.Figure()
    here = areas[areas.index.isin(list(drawn.paths))]
    line = {"color": border, "width": 0.5}
    fills = {land: [path for code, path in drawn.paths.items() if code not in here.index]}
    for position, (words, colour) in enumerate(classes):
        own = here[here["class"] == position]
        fills[colour] = [drawn.paths[code] for code in own.index[~own["few"]]]
        _add_hatched(figure, [drawn.paths[code] for code in own.index[own["few"]]], colour, land, line)
        figure.add_scatter(**_key(words, {"color": colour}))
    if hatched and here["few"].any():
        figure.add_scatter(
            **_key(hatched, {"color": land, "line": {"color": border, "width": 1}}, "square-x")
        )
    # Shapes and not traces: a trace of lines is an element of the page for each ring, a shape is a single one.
    filled = [_shape(paths, "below", line, colour) for colour, paths in fills.items() if paths]
    borders = _shape([drawn.borders], "above", {"color": border, "width": 1})
    figure.update_layout(shapes=[*filled, borders])
    _add_picks(figure, drawn, here)
    west, south, east, north = drawn.frame
    height_px = round(WIDTH_PX * (north - south) / (east - west)) + LEGEND_PX
    return _framed(styled(figure, theme, height_px), drawn, sea)


def _shape(paths: Sequence[Path], layer: str, line: dict[str, Any], fill: str = "") -> dict[str, Any]:
    """All rings of some areas as one shape."""
    x, y = (np.concatenate([path[axis] for path in paths]) for axis in (0, 1))
    points = [f"{across:.0f},{up:.0f}L" for across, up in zip(x.tolist(), y.tolist(), strict=True)]
    rings = "".join(points).split("nan,nanL")
    path = "".join(f"M{ring[:-1]}Z" for ring in rings if ring)
    return {"type": "path", "path": path, "layer": layer, "line": line} | (
        {"fillcolor": fill} if fill else {}
    )


def _add_hatched(
    figure: go.Figure, paths: Sequence[Path], colour: str, land: str, line: dict[str, Any]
) -> None:
    if paths:  # a shape has no pattern
        x, y = (np.concatenate([path[axis] for path in paths]) for axis in (0, 1))
        look = {"line": line, "fillcolor": colour, **_hatching(colour, land), **_SILENT}
        figure.add_scatter(x=x, y=y, mode="lines", fill="toself", **look)


def _hatching(colour: str, land: str) -> dict[str, Any]:
    """Stripes in the colour of the class on the colour of land."""
    return {"fillpattern": {"shape": "/", "fgcolor": colour, "bgcolor": land, "size": 5, "solidity": 0.35}}


def _key(words: str, marker: dict[str, Any], symbol: str = "square") -> dict[str, Any]:
    """A legend entry without anything in the plot."""
    return {
        "x": [None], "y": [None], "mode": "markers", "name": plain(words),
        "marker": {"size": 12, "symbol": symbol, **marker},
    }  # fmt: skip


def _add_picks(figure: go.Figure, drawn: Outlines, here: pd.DataFrame) -> None:
    picks = drawn.picks[drawn.picks["code"].isin(here.index)]
    unseen = {"marker": {"opacity": 0}}
    figure.add_scatter(
        x=picks["x"],
        y=picks["y"],
        mode="markers",
        marker={"size": 14, "opacity": 0},
        selected=unseen,
        unselected=unseen,
        customdata=picks["code"].to_numpy(object),
        text=[plain(told) for told in here["told"].reindex(picks["code"])],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        name="areas",
    )


def _framed(figure: go.Figure, drawn: Outlines, sea: str) -> go.Figure:
    west, south, east, north = drawn.frame
    legend = LEGEND_PX / figure.layout.height
    axis = {"visible": False, "constrain": "domain", "constraintoward": "top"}
    figure.update_layout(
        plot_bgcolor=sea,
        hovermode="closest",
        xaxis={**axis, "range": [west, east], "constraintoward": "center"},
        yaxis={**axis, "range": [south, north], "scaleanchor": "x", "domain": [0, 1 - legend]},
        legend={"y": 1, "yanchor": "top", "itemsizing": "constant", "itemclick": False,
                "itemdoubleclick": False, "font": {"size": 11}},
    )  # fmt: skip
    return figure
