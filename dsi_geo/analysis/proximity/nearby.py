"""Points near one another: all pairs within a radius."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.errors import InputError
from dsi_geo.geography.distance import great_circle_m
from dsi_geo.geography.sphere import unit_sphere

LEAST_RADIUS_M: Final = 10.0
LARGEST_RADIUS_M: Final = 5_000.0
MOST_PAIRS: Final = 2_000_000
"""More pairs than this are counted, not listed: nobody reads them, and they fill the memory."""
CANDIDATES_A_PAIR: Final = 4
"""Pairs in a box are this many times as many as in a circle, at most, where points are spread evenly."""
SLACK: Final = 1e-8
"""Radians, about 6 cm: what rounding may take from the search. The exact distance decides afterwards."""
_STRIP: Final = 1_024.0
"""Degrees between one strip's longitudes and the next's: more than once round the Earth and half of it twice."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def check_radius(radius_m: float) -> float:
    """The radius, if it is one that makes sense.

    Raises
    ------
    InputError
        It is no number of metres from 10 to 5,000.
    """
    if not np.isfinite(radius_m) or not LEAST_RADIUS_M <= radius_m <= LARGEST_RADIUS_M:
        raise InputError(
            f"The radius of {radius_m:g} m cannot be used: "
            f"give {LEAST_RADIUS_M:,.0f} to {LARGEST_RADIUS_M:,.0f} metres."
        )
    return float(radius_m)


def pairs_within(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, radius_m: float, most: int = MOST_PAIRS
) -> tuple[Integers, Integers, Floats]:
    """
    All pairs of points that lie within a radius of one another.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), finite, shape (n,).
    radius_m
        Great-circle distance in metres, at most which two points are a pair.
    most
        How many pairs at most.

    Returns
    -------
    Positions of both points of each pair (int64, first < second) in ascending order, and their distance in metres.

    Raises
    ------
    InputError
        There are more pairs than `most`; the sentence says how many.
    """
    lat, lon = np.asarray(latitude, dtype=np.float64), np.asarray(longitude, dtype=np.float64)
    strips = _Strips(lat, lon, radius_m)
    if strips.candidates > CANDIDATES_A_PAIR * most:
        _refuse_if_too_many(lat, lon, radius_m, most)
    first, second = strips.pairs()
    distance = great_circle_m(lat[first], lon[first], lat[second], lon[second])
    near = distance <= radius_m
    if int(near.sum()) > most:
        raise _too_many(int(near.sum()), radius_m, most)
    first, second, distance = first[near], second[near], distance[near]
    _, once = np.unique(first * max(len(lat), 1) + second, return_index=True)
    return first[once], second[once], distance[once]


class _Strips:
    """
    Points in strips of latitude as high as the radius, ordered by longitude in each.

    A point's neighbours are then runs of its own strip and of the next: two binary searches find them, and their
    number is known before they are listed.
    """

    def __init__(self, latitude: Floats, longitude: Floats, radius_m: float) -> None:
        reach = min(radius_m / EARTH_RADIUS_M, np.pi) + SLACK
        degrees = np.degrees(reach)
        east = _reach_in_longitude(latitude, reach)
        lon = np.mod(longitude + 180, 360)
        beyond = np.flatnonzero(lon + east >= 360)  # seen again from the other side of the date line
        point = np.concatenate([np.arange(len(lon)), np.flatnonzero(lon <= east), beyond])
        shifted = np.concatenate([lon, lon[lon <= east] + 360, lon[beyond] - 360])
        strip = np.floor((latitude + 90) / degrees)[point]
        key = strip * _STRIP + shifted
        order = np.argsort(key)
        self.point, key, east = point[order], key[order], east[point[order]]
        start = np.arange(1, len(key) + 1)
        self.starts = [start, np.searchsorted(key, key + _STRIP - east)]
        self.ends = [
            np.searchsorted(key, key + east, side="right"),
            np.searchsorted(key, key + _STRIP + east, side="right"),
        ]

    @property
    def candidates(self) -> int:
        """How many pairs `pairs` gives."""
        return sum(int((ends - starts).sum()) for starts, ends in zip(self.starts, self.ends, strict=True))

    def pairs(self) -> tuple[Integers, Integers]:
        """Pairs that may be near: all that are, and some more; a few twice."""
        found = [_runs(starts, ends) for starts, ends in zip(self.starts, self.ends, strict=True)]
        one = self.point[np.concatenate([one for one, _ in found])]
        other = self.point[np.concatenate([other for _, other in found])]
        apart = one != other
        return np.minimum(one, other)[apart], np.maximum(one, other)[apart]


def _reach_in_longitude(latitude: Floats, reach: float) -> Floats:
    """Degrees of longitude that points of two neighbouring strips can lie apart and still be near."""
    farthest = np.minimum(np.abs(np.radians(latitude)) + reach, np.pi / 2)
    sine = np.sin(reach / 2) / np.maximum(np.cos(farthest), 1e-12)
    return np.asarray(np.where(sine < 1, np.degrees(2 * np.arcsin(np.minimum(sine, 1))), 180.0))


def _runs(starts: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Position of each run as often as it is long, and every position inside the runs."""
    sizes = ends - starts
    position = np.repeat(np.arange(len(sizes)), sizes)
    inside = np.arange(len(position)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts, sizes)
    return position, inside


def _refuse_if_too_many(latitude: Floats, longitude: Floats, radius_m: float, most: int) -> None:
    from scipy.spatial import cKDTree

    tree = cKDTree(unit_sphere(latitude, longitude))
    chord = 2 * np.sin(min(radius_m / (2 * EARTH_RADIUS_M), np.pi / 2))
    count = (int(tree.count_neighbors(tree, chord)) - tree.n) // 2
    if count > most:
        raise _too_many(count, radius_m, most)


def _too_many(count: int, radius_m: float, most: int) -> InputError:
    return InputError(
        f"Within {radius_m:,.0f} m there are {count:,} pairs of records, more than the {most:,} that can be listed: "
        "choose a smaller radius or fewer records."
    )
