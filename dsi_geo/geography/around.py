"""The points around a spot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.crs import EARTH_RADIUS_M
from dsi_geo.geography.distance import great_circle_m


def around(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, centre: tuple[float, float], radius_m: float
) -> pd.Series:
    """Points within a great-circle distance of a spot.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326), one per point; missing ones are never near.
    centre
        Latitude and longitude of the spot in degrees.
    radius_m
        In metres; a point at exactly this distance is in.

    Returns
    -------
    Series of float64
        `distance_m` by the position of the point, nearest first; empty if nothing is near.
    """
    north, east = np.asarray(latitude, dtype=np.float64), np.asarray(longitude, dtype=np.float64)
    band = np.degrees(radius_m / EARTH_RADIUS_M) + 1e-9
    possible = np.flatnonzero(np.abs(north - centre[0]) <= band)
    metres = great_circle_m(north[possible], east[possible], centre[0], centre[1])
    near = metres <= radius_m
    return pd.Series(metres[near], index=possible[near], name="distance_m").sort_values(kind="stable")
