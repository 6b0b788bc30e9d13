"""Web Mercator, the projection of web maps, and boxes in degrees on any turn of the world."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from dsi_geo.crs import from_web_mercator, web_mercator

TILE_PX: Final = 256
MAX_ZOOM: Final = 18

Floats = npt.NDArray[np.float64]


class Bounds(NamedTuple):
    """A box in degrees; `west` may be greater than `east` across the date line."""

    south: float
    west: float
    north: float
    east: float


WORLD: Final = Bounds(-90, -180, 90, 180)


def to_mercator(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Web Mercator as x, y in the unit square, y growing southward; longitudes are wrapped."""
    x, y = web_mercator(latitude, longitude)
    return np.where((x == 0) | (x == 1), x, np.mod(x, 1.0)), y


def to_latitude(y: Floats) -> Floats:
    """Latitude in degrees of a y in the unit square."""
    return from_web_mercator(0, y)[0]


def wrapped(longitude: Floats) -> Floats:
    """Longitudes from -180 up to, not including, 180; those that are there already stay as they are."""
    beyond = (longitude < -180) | (longitude >= 180)
    return np.where(beyond, np.mod(longitude + 180, 360) - 180, longitude)


def bounds_of(west: float, north: float, east: float, south: float) -> Bounds:
    """Degrees of a box in the unit square, y growing southward; one as wide as the world is the whole of it."""
    if east - west >= 1:
        west, east = 0.0, 1.0
    latitudes, longitudes = from_web_mercator([west, east], [max(north, 0.0), min(south, 1.0)])
    return Bounds(float(latitudes[1]), float(longitudes[0]), float(latitudes[0]), float(longitudes[1]))


def degrees_wide(bounds: Bounds) -> float:
    """Width of a box; across the date line it is counted from `west` on to `east`."""
    wide = bounds.east - bounds.west
    return wide if wide >= 0 else wide + 360 * float(np.ceil(-wide / 360))


def turns(bounds: Bounds) -> list[tuple[int, Bounds]]:
    """The parts of a box from -180 to 180 degrees, and on which turn of the world each of them is.

    Together they hold every longitude of the box once. Of a box wider than the world the middle is
    taken; one that is upside down or not finite has no parts.
    """
    south, west, north, _ = bounds
    if not (all(map(math.isfinite, bounds)) and south <= north):
        return []
    wide = degrees_wide(bounds)
    around = wide >= 360
    west += wide / 2 - 180 if around else 0
    turn = _turn(west)
    west -= 360 * turn
    if around and west == -180:
        return [(turn, Bounds(south, -180, north, 180))]
    east = float(np.nextafter(west, -360)) if around else bounds.east - 360 * _turn(bounds.east)
    if west <= east and not around:
        return [(turn, Bounds(south, west, north, east))]
    return [(turn, Bounds(south, west, north, 180)), (turn + 1, Bounds(south, -180, north, east))]


def _turn(longitude: float) -> int:
    return int((longitude + 180) // 360)
