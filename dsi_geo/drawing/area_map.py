"""Choropleth map of countries or regions in an equal-area projection fitted to the records (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dsi_geo.crs import EARTH_RADIUS_M, azimuthal_equal_area, cylindrical_equal_area
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import plain
from dsi_geo.drawing.map_figure import LAND
from dsi_geo.drawing.palette import Theme
from dsi_geo.geography.boundaries import countries, regions
from dsi_geo.geography.sphere import great_circle_m

if TYPE_CHECKING:
    import plotly.graph_objects as go


AreaLevel = Literal["country", "region"]

BULK: Final = 0.9
"""Share of the records whose areas a map around the records shows in full."""
WIDEST_M: Final = 9_000_000.0
"""Instead of a wider map, the world is shown."""
NARROWEST_M: Final = 300_000.0
ASPECT: Final = 1.3
DETAIL: Final = 1_500
"""Outlines are simplified to the width of the map divided by this: less than a pixel."""
PICKS: Final = (64, 48)
"""Columns and rows of the grid of points that find the area under the pointer."""
COARSE_FROM_M: Final = 1_500_000.0
COARSE_DEGREES: Final = 0.03
"""Maps wider than `COARSE_FROM_M` are drawn from outlines simplified to about 3 km beforehand."""
TRUE_PARALLEL: Final = 37.5
_SOUTH, _NORTH = -56.5, 83.7
_FAR: Final = 1.9

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Outlines:
    """Areas as they are drawn, in metres of an equal-area projection.

    Attributes
    ----------
    paths
        Code -> x and y of all rings of the area, separated by NaN; only areas in the frame.
    borders
        x and y of the countries' rings, to be drawn over regions.
    frame
        West, south, east and north edge.
    picks
        `code`, `x`, `y`: points inside the areas with records, so that a click anywhere finds its area.
    """

    paths: dict[str, tuple[Floats, Floats]]
    borders: tuple[Floats, Floats]
    frame: Box
    picks: pd.DataFrame


def outlines(level: AreaLevel, counts: pd.Series, *, world: bool) -> Outlines:
    """Outlines for a map of areas.

    Parameters
    ----------
    level
        Countries, or first-level regions of the countries with records, among the other countries.
    counts
        Records by code of the area; codes without an outline are left out.
    world
        Whether to show the world; otherwise the smallest map of the areas nearest to the middle that hold 90% of
        the records.

    Notes
    -----
    The world is in Lambert's cylindrical equal-area projection, a part of it in Lambert's azimuthal equal-area
    projection around the area that is nearest to all records.
    """
    counts = counts[counts > 0]
    counts = counts.reindex(counts.index.intersection(_anchors(level).index))
    middle = None if world or counts.empty else _middle(level, counts)
    frame = None if middle is None else _frame(level, counts, middle)
    if frame is None:
        middle, frame = None, _world_frame()
    drawn = nations = _placed(_parts("country", frame), middle, frame)
    if level == "region":
        parts = _parts("region", frame)
        own = parts.index.str.slice(0, 2).isin(counts.index.str.slice(0, 2))
        inner = _placed(parts[own], middle, frame)
        drawn = pd.concat([inner, nations[~nations.index.isin(inner.index.str.slice(0, 2))]])
    return Outlines(
        dict(zip(drawn.index, _paths(drawn), strict=True)),
        _joined(_paths(nations)),
        frame,
        _picks(drawn[drawn.index.isin(counts.index)], frame),
    )


@cache
def _shapes(level: AreaLevel, *, coarse: bool) -> pd.Series:
    """Single polygons by the code of their area."""
    found = (countries() if level == "country" else regions()).geometry.dropna()
    parts, owner = shapely.get_parts(found.to_numpy(), return_index=True)
    if coarse:
        parts = shapely.simplify(parts, COARSE_DEGREES)
    return pd.Series(parts, index=found.index[owner].astype("str"), dtype=object)


def _parts(level: AreaLevel, frame: Box) -> pd.Series:
    return _shapes(level, coarse=frame[2] - frame[0] > COARSE_FROM_M)


@cache
def _anchors(level: AreaLevel) -> pd.DataFrame:
    """The largest part of each area (France without its overseas islands), and a point inside it."""
    parts = _shapes(level, coarse=False)
    order = np.argsort(shapely.area(parts.to_numpy()), kind="stable")
    largest = parts.iloc[order].groupby(level=0).last()
    inside = shapely.point_on_surface(largest.to_numpy())
    return pd.DataFrame(
        {"part": largest, "latitude": shapely.get_y(inside), "longitude": shapely.get_x(inside)}
    )


def _middle(level: AreaLevel, counts: pd.Series) -> tuple[float, float]:
    """A point in the one of the hundred areas with the most records that is nearest to all their records."""
    most = counts.nlargest(100)
    latitude, longitude = _anchors(level).loc[most.index, ["latitude", "longitude"]].to_numpy().T
    away = great_circle_m(latitude[:, None], longitude[:, None], latitude[None], longitude[None])
    nearest = int((away @ most.to_numpy(np.float64)).argmin())
    return float(latitude[nearest]), float(longitude[nearest])


def _frame(level: AreaLevel, counts: pd.Series, middle: tuple[float, float]) -> Box | None:
    """The map around the middle; None if it would be too wide."""
    found = _anchors(level).loc[counts.index]
    away = great_circle_m(found["latitude"], found["longitude"], *middle)
    order = np.argsort(away, kind="stable")
    held = counts.to_numpy(np.float64)[order].cumsum()
    kept = order[: int(np.searchsorted(held, BULK * held[-1] * (1 - 1e-9))) + 1]
    if away[kept].max() > WIDEST_M:
        return None
    west, south, east, north = shapely.total_bounds(_projected(found["part"].to_numpy()[kept], middle))
    width = max(east - west, (north - south) * ASPECT, NARROWEST_M) * 1.06
    if width > WIDEST_M:
        return None
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - width / ASPECT / 2, x + width / 2, y + width / ASPECT / 2


def _world_frame() -> Box:
    (west, east), (south, north) = cylindrical_equal_area([_SOUTH, _NORTH], [-180, 180], TRUE_PARALLEL)
    return float(west), float(south), float(east), float(north)


def _projected(
    shapes: npt.NDArray[np.object_], middle: tuple[float, float] | None
) -> npt.NDArray[np.object_]:
    def plane(longitude_latitude: Floats) -> Floats:
        longitude, latitude = longitude_latitude.T
        if middle is None:
            return np.column_stack(cylindrical_equal_area(latitude, longitude, TRUE_PARALLEL))
        return np.column_stack(azimuthal_equal_area(latitude, longitude, middle))

    projected: npt.NDArray[np.object_] = shapely.transform(shapes, plane)
    return projected


def _placed(parts: pd.Series, middle: tuple[float, float] | None, frame: Box) -> pd.Series:
    """The parts of the areas inside the frame, projected and simplified, as one multipolygon per area."""
    shapes = parts.to_numpy()
    near = np.ones(len(shapes), dtype=bool)
    if middle is not None:  # so that most of the world need not be projected
        west, south, east, north = shapely.bounds(shapes).T
        reach_m = np.hypot(max(frame[2], -frame[0]), max(frame[3], -frame[1])) * 1.2
        nearest_y = np.clip(middle[0], south, north)
        nearest_x = np.clip(middle[1], west, east)
        across = (west <= -179) | (east >= 179)
        near = (great_circle_m(nearest_y, nearest_x, *middle) < reach_m) | across
    shapes, codes = _projected(shapes[near], middle), parts.index[near]
    west, south, east, north = shapely.bounds(shapes).T
    inside = (east >= frame[0]) & (west <= frame[2]) & (north >= frame[1]) & (south <= frame[3])
    if middle is not None:  # the projection tears polygons around the antipode of the middle
        inside &= np.maximum.reduce([abs(west), abs(east), abs(south), abs(north)]) < _FAR * EARTH_RADIUS_M
    simple = shapely.make_valid(shapely.simplify(shapes[inside], (frame[2] - frame[0]) / DETAIL))
    pieces, part = shapely.get_parts(shapely.clip_by_rect(simple, *_wider(frame)), return_index=True)
    polygons = shapely.area(pieces) > 0
    areas, area = np.unique(codes[inside][part[polygons]].to_numpy(object), return_inverse=True)
    order = np.argsort(area, kind="stable")
    return pd.Series(
        shapely.multipolygons(pieces[polygons][order], indices=area[order]),
        index=pd.Index(areas, dtype="str"),
        dtype=object,
    )


def _wider(frame: Box) -> Box:
    edge = 0.02 * (frame[2] - frame[0])
    return frame[0] - edge, frame[1] - edge, frame[2] + edge, frame[3] + edge


def _paths(shapes: pd.Series) -> list[tuple[Floats, Floats]]:
    """The rings of each area, inner ones wound the other way, with NaN after each ring."""
    parts, owner = shapely.get_parts(shapely.orient_polygons(shapes.to_numpy()), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.flatnonzero(np.diff(ring, append=-1)) + 1
    x, y = np.insert(corners.round(), ends, np.nan, axis=0).T
    area = np.insert(owner[part[ring]], ends, owner[part])
    stops = np.flatnonzero(np.diff(area)) + 1
    return list(zip(np.split(x, stops), np.split(y, stops), strict=True))


def _joined(paths: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    if not paths:
        return np.zeros(0), np.zeros(0)
    return np.concatenate([x for x, _ in paths]), np.concatenate([y for _, y in paths])


def _picks(shapes: pd.Series, frame: Box) -> pd.DataFrame:
    """A grid of points, each with the area that contains it, and a point inside every area, however small."""
    columns, rows = PICKS
    across, up = np.linspace(frame[0], frame[2], columns), np.linspace(frame[1], frame[3], rows)
    x, y = np.tile(across, rows), np.repeat(up, columns)
    areas = shapes.to_numpy()
    point, area = shapely.STRtree(areas).query(shapely.points(x, y), predicate="intersects")
    inside = shapely.point_on_surface(areas)
    return pd.DataFrame(
        {
            "code": np.concatenate([shapes.index[area], shapes.index]),
            "x": np.concatenate([x[point], shapely.get_x(inside)]).round(),
            "y": np.concatenate([y[point], shapely.get_y(inside)]).round(),
        }
    )


WIDTH_PX: Final = 520
LEGEND_PX: Final = 78
_SILENT: Final[dict[str, Any]] = {"hoverinfo": "skip", "showlegend": False}

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
        From `outlines`.
    areas
        Indexed by code: `class` (position in `classes`), `few` (bool: drawn hatched) and `tooltip` (text, including
        the name). Outlines without a row are drawn as plain land.
    classes
        Words and colour (“#rrggbb”) of each class, lowest first.
    hatched
        What hatching means, for the legend; "" if nothing is hatched.

    Returns
    -------
    Figure
        Its last trace holds points with the area's code as `customdata`; a click anywhere on an area chooses the
        nearest of them.
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
    # Shapes, not traces: a trace of lines adds an element to the page for each ring, a shape only one.
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
    """Stripes in the colour of the class on the colour of the land."""
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
        text=[plain(tooltip) for tooltip in here["tooltip"].reindex(picks["code"])],
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
