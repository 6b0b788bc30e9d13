"""Density: records counted in hexagons that cover equal areas on the ground."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.crs import (
    EARTH_RADIUS_M,
    azimuthal_equal_area,
    cylindrical_equal_area,
    from_azimuthal_equal_area,
    from_cylindrical_equal_area,
)
from dsi_geo.geography.web_mercator import TILE_PX, Bounds

SIDE_PX: Final = 18.0
"""Length of a hexagon's side on the screen, about."""
STEP_DEGREES: Final = 10.0
LARGEST_LATITUDE: Final = 70.0
WORLD_PARALLEL: Final = 35.0
PART_FROM_ZOOM: Final = 3
_ROWS: Final = 2**31

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Hexagons(NamedTuple):
    """Hexagons with something in them.

    Attributes
    ----------
    count
        DataFrame, fullest first: `count` and the centre's `latitude` and `longitude`.
    corners
        Shape (n, 6, 2): latitude and longitude of the corners, in the order of `count`.
    area_km2
        Area of each hexagon on the ground.
    """

    count: pd.DataFrame
    corners: Floats
    area_km2: float


def hexagons(
    latitude: Floats, longitude: Floats, bounds: Bounds, zoom: int, weight: npt.ArrayLike | None = None
) -> Hexagons:
    """Count points in the hexagons of a lattice.

    The lattice is regular in an equal-area projection with true shapes near the middle of the view:
    azimuthal for a part of the world, cylindrical for all of it. It moves with the view in large
    steps only, so that a hexagon mostly keeps its count while one pans.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), finite.
    bounds
        The view, which decides where shapes are true.
    zoom
        Zoom level of the view, which decides the projection and the size.
    weight
        How much each point counts; None for one each.
    """
    lattice = _Lattice.of(bounds, zoom)
    x, y = lattice.project(latitude, longitude)
    side_m = lattice.side_m
    number, first = pd.factorize(_paired(*_cell(x / side_m, y / side_m)))
    sums = np.bincount(number, weights=None if weight is None else np.asarray(weight), minlength=len(first))
    fullest = np.argsort(-sums, kind="stable")
    centre_x, centre_y = _centre(first[fullest], side_m)
    turn = np.radians(np.arange(6) * 60 + 30)
    corner_latitude, corner_longitude = lattice.unproject(
        centre_x[:, None] + side_m * np.cos(turn), centre_y[:, None] + side_m * np.sin(turn)
    )
    middle_latitude, middle_longitude = lattice.unproject(centre_x, centre_y)
    counted = pd.DataFrame(
        {"count": sums[fullest], "latitude": middle_latitude, "longitude": middle_longitude}
    )
    area_km2 = 1.5 * np.sqrt(3) * side_m**2 / 1e6
    return Hexagons(counted, np.stack([corner_latitude, corner_longitude], axis=-1), float(area_km2))


class _Lattice(NamedTuple):
    """Where shapes are true, and how long a hexagon's side is; a missing centre is the whole world."""

    centre: tuple[float, float] | None
    side_m: float

    @classmethod
    def of(cls, bounds: Bounds, zoom: int) -> _Lattice:
        north, east = (bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2
        centre = (
            float(np.clip(round(north / STEP_DEGREES) * STEP_DEGREES, -LARGEST_LATITUDE, LARGEST_LATITUDE)),
            float(round(east / STEP_DEGREES) * STEP_DEGREES),
        )
        parallel = centre[0] if zoom >= PART_FROM_ZOOM else WORLD_PARALLEL
        pixel_m = 2 * np.pi * EARTH_RADIUS_M * np.cos(np.radians(parallel)) / (TILE_PX * 2**zoom)
        return cls(centre if zoom >= PART_FROM_ZOOM else None, float(SIDE_PX * pixel_m))

    def project(self, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
        if self.centre is None:
            return cylindrical_equal_area(latitude, longitude, WORLD_PARALLEL)
        return azimuthal_equal_area(latitude, longitude, self.centre)

    def unproject(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if self.centre is None:
            return from_cylindrical_equal_area(x, y, WORLD_PARALLEL)
        return from_azimuthal_equal_area(x, y, self.centre)


def _cell(x: Floats, y: Floats) -> tuple[Integers, Integers]:
    """Axial coordinates of the hexagon (side 1, a corner on top) in which each point lies."""
    column, row = x / np.sqrt(3) - y / 3, 2 * y / 3
    third = -column - row
    rounded = [np.rint(part) for part in (column, row, third)]
    off = np.abs([rounded[0] - column, rounded[1] - row, rounded[2] - third])
    worst = off.argmax(axis=0)
    column = np.where(worst == 0, -rounded[1] - rounded[2], rounded[0])
    row = np.where(worst == 1, -rounded[0] - rounded[2], rounded[1])
    return column.astype(np.int64), row.astype(np.int64)


def _paired(column: Integers, row: Integers) -> Integers:
    """Both coordinates of a cell in one number."""
    return column * _ROWS + row


def _centre(cells: Integers, side_m: float) -> tuple[Floats, Floats]:
    row = (cells + _ROWS // 2) % _ROWS - _ROWS // 2
    column = (cells - row) // _ROWS
    return float(np.sqrt(3)) * side_m * (column + row / 2), 1.5 * side_m * row.astype(np.float64)
