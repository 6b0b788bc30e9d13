"""Great-circle distance on the sphere of the Earth's mean radius."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
