"""Great-circle distance, points on the unit sphere where the nearest are found, and those around a spot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.crs import EARTH_RADIUS_M


def great_circle_m(
    latitude_a: npt.ArrayLike,
    longitude_a: npt.ArrayLike,
    latitude_b: npt.ArrayLike,
    longitude_b: npt.ArrayLike,
) -> npt.NDArray[np.float64]:
    """Great-circle distances in metres by the haversine formula.

    Parameters
    ----------
    latitude_a, longitude_a, latitude_b, longitude_b
        Degrees (EPSG:4326), broadcast against one another; missing gives NaN.
    """
    phi_a, lambda_a, phi_b, lambda_b = (
        np.radians(np.asarray(degrees, dtype=np.float64))
        for degrees in (latitude_a, longitude_a, latitude_b, longitude_b)
    )
    haversine = (
        np.sin((phi_b - phi_a) / 2) ** 2
        + np.cos(phi_a) * np.cos(phi_b) * np.sin((lambda_b - lambda_a) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(haversine, 0, 1))))


Floats = npt.NDArray[np.float64]


def unit_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """
    Cartesian coordinates of points on the unit sphere.

    Parameters
    ----------
    latitude, longitude : numpy.ndarray
        float64 degrees, shape (n,); NaN gives NaN.

    Returns
    -------
    numpy.ndarray
        float64, shape (n, 3).
    """
    phi, lam = np.radians(latitude), np.radians(longitude)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def metres_of_chord(chord: Floats) -> Floats:
    """
    Great-circle distance in metres from the straight distance between two points on the unit sphere.

    Parameters
    ----------
    chord : numpy.ndarray
        float64, any shape, 0 to 2.

    Returns
    -------
    numpy.ndarray
        float64 metres, the shape of `chord`.
    """
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1))


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
