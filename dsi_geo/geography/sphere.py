"""Points on the unit sphere, where a k-d tree finds the nearest by great-circle distance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dsi_geo.crs import EARTH_RADIUS_M

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
