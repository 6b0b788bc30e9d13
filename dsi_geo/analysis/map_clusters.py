"""Map clusters: points drawn as one circle at a zoom level."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

TILE_PX: Final = 256
RADIUS_PX: Final = 32
"""Points nearer than this to the middle of a circle join it, as far as the first pass sees them."""
MAX_ZOOM: Final = 18
MAX_LATITUDE: Final = 85.051129
"""Where the square of Web Mercator ends; points beyond are drawn on its edge."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Bounds(NamedTuple):
    """A box in degrees; `west` may be greater than `east` across the date line."""

    south: float
    west: float
    north: float
    east: float


WORLD: Final = Bounds(-90, -180, 90, 180)


class ClusterIndex:
    """Spatial index that cuts the map clusters of a view out of many points.

    Points are kept in Morton order of Web Mercator, so that at every zoom the points of one grid
    cell stand together and are summed in one pass. A second pass joins the cells' circles that
    would overlap, largest first, which also hides the grid.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), finite, one per point; the order is the identity of the points.
    """

    def __init__(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> None:
        x, y = to_mercator(latitude, longitude)
        code = _morton(x, y)
        self._order = np.argsort(code, kind="stable")
        self._code, self._x, self._y = code[self._order], x[self._order], y[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def clusters(
        self, bounds: Bounds, zoom: int, chosen: npt.NDArray[np.bool_] | None = None
    ) -> pd.DataFrame:
        """Map clusters and single points of a view.

        Parameters
        ----------
        bounds
            The view.
        zoom
            Web map zoom level; brought into 0 to 18.
        chosen
            Selection as a mask over the points in their original order; None for all.

        Returns
        -------
        DataFrame, largest first
            `count`; mean `latitude`, `longitude`; `south`, `west`, `north`, `east` of its points;
            `point` (original position of one of its points); `spot` (bool: all on one coordinate).
            The counts add up to the chosen points inside the bounds.
        """
        zoom = int(np.clip(zoom, 0, MAX_ZOOM))
        inside = self._inside(bounds)
        if chosen is not None:
            inside &= chosen[self._order]
        cells = self._cells(np.flatnonzero(inside), zoom)
        return _as_degrees(_join_overlapping(cells, RADIUS_PX / (TILE_PX * 2**zoom)))

    def inside(self, bounds: Bounds) -> npt.NDArray[np.bool_]:
        """Which points, in their original order, lie inside the bounds."""
        found = np.empty(len(self), dtype=bool)
        found[self._order] = self._inside(bounds)
        return found

    def _inside(self, bounds: Bounds) -> npt.NDArray[np.bool_]:
        if bounds.east - bounds.west >= 360:
            bounds = Bounds(bounds.south, -180, bounds.north, 180)
        (west, east), (south, north) = to_mercator([bounds.south, bounds.north], [bounds.west, bounds.east])
        rows: npt.NDArray[np.bool_] = (self._y <= south) & (self._y >= north)
        after, before = self._x >= west, self._x <= east
        columns: npt.NDArray[np.bool_] = after & before if west <= east else after | before
        return rows & columns

    def _cells(self, points: Integers, zoom: int) -> pd.DataFrame:
        """Sums of the points over the cells of a grid half a circle wide."""
        shift = np.uint64(2 * max(_BITS - zoom - _CELL_BITS, 0))
        cell = self._code[points] >> shift
        starts = (
            np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(points) else np.zeros(0, dtype=np.int64)
        )
        x, y = self._x[points], self._y[points]
        counts = np.diff(np.r_[starts, len(points)])

        def reduce(how: np.ufunc, values: Floats) -> Floats:
            return how.reduceat(values, starts) if len(starts) else np.zeros(0)

        return pd.DataFrame(
            {
                "count": counts,
                "x": reduce(np.add, x),
                "y": reduce(np.add, y),
                "west": reduce(np.minimum, x),
                "east": reduce(np.maximum, x),
                "north": reduce(np.minimum, y),
                "south": reduce(np.maximum, y),
                "point": self._order[points[starts]],
            }
        )


_BITS: Final = 31
_CELL_BITS: Final = 3  # cells of 32 pixels


def to_mercator(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Web Mercator as x, y in the unit square, y growing southward; longitudes are wrapped."""
    phi = np.radians(np.clip(np.asarray(latitude, dtype=np.float64), -MAX_LATITUDE, MAX_LATITUDE))
    degrees = np.asarray(longitude, dtype=np.float64)
    x = np.where(np.abs(degrees) == 180, degrees / 360 + 0.5, np.mod(degrees / 360 + 0.5, 1.0))
    return x, np.clip(0.5 - np.log(np.tan(np.pi / 4 + phi / 2)) / (2 * np.pi), 0, 1)


def _to_degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return np.degrees(2 * np.arctan(np.exp((0.5 - y) * 2 * np.pi)) - np.pi / 2), (x - 0.5) * 360


def _morton(x: Floats, y: Floats) -> npt.NDArray[np.uint64]:
    """Interleave the bits of x and y, so that neighbours in the plane are mostly neighbours in order."""
    scale = 2**_BITS
    return _spread(x, scale) | (_spread(y, scale) << np.uint64(1))


def _spread(values: Floats, scale: int) -> npt.NDArray[np.uint64]:
    bits = np.minimum(values * scale, scale - 1).astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


def _join_overlapping(cells: pd.DataFrame, radius: float) -> pd.DataFrame:
    """Join cells whose means lie within two radii of a larger one; sums stay sums."""
    cells = cells.sort_values("count", ascending=False, kind="stable", ignore_index=True)
    x, y = (cells[axis].to_numpy() / cells["count"].to_numpy() for axis in ("x", "y"))
    owner = np.full(len(cells), -1, dtype=np.int64)
    for largest in range(len(cells)):
        if owner[largest] < 0:
            near = (np.abs(x - x[largest]) < 2 * radius) & (np.abs(y - y[largest]) < 2 * radius) & (owner < 0)
            near &= (x - x[largest]) ** 2 + (y - y[largest]) ** 2 < (2 * radius) ** 2
            owner[near] = largest
    sums = {
        "count": "sum",
        "x": "sum",
        "y": "sum",
        "west": "min",
        "east": "max",
        "north": "min",
        "south": "max",
    }
    return (
        cells.groupby(owner, sort=False)
        .agg({**sums, "point": "first"})
        .sort_values("count", ascending=False, kind="stable")
    )


def _as_degrees(sums: pd.DataFrame) -> pd.DataFrame:
    count = sums["count"].to_numpy()
    latitude, longitude = _to_degrees(sums["x"].to_numpy() / count, sums["y"].to_numpy() / count)
    north, west = _to_degrees(sums["west"].to_numpy(), sums["north"].to_numpy())
    south, east = _to_degrees(sums["east"].to_numpy(), sums["south"].to_numpy())
    spot = (sums["west"].to_numpy() == sums["east"].to_numpy()) & (
        sums["north"].to_numpy() == sums["south"].to_numpy()
    )
    columns = {"count": count, "latitude": latitude, "longitude": longitude}
    extent = {"south": south, "west": west, "north": north, "east": east}
    return pd.DataFrame({**columns, **extent, "point": sums["point"].to_numpy(), "spot": spot})
