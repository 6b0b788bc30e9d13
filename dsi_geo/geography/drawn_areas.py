"""Areas drawn on a map: how they are written, in words, and which points lie in them.

An area is written as its corners, each as latitude,longitude in degrees (EPSG:4326), with spaces between them; two
corners are those of a box. Its edges are straight on the map, which is Web Mercator, where they were drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from dsi_geo.crs import from_web_mercator, web_mercator
from dsi_geo.geography.web_mercator import wrapped

MOST_CORNERS: Final = 200
DECIMALS: Final = 4
"""Of a corner in degrees: eleven metres."""
FORM: Final = "52.3,13.1 52.7,13.8"
"""An example: the corners in the south-west and the north-east."""
_NUMBER: Final = r"-?\d{1,3}(?:\.\d{1,9})?"
_CORNER: Final = re.compile(rf"({_NUMBER}),({_NUMBER})")


def corners_of(text: str) -> list[tuple[float, float]] | None:
    """
    Corners of an area from its text.

    Returns
    -------
    list of tuple of float or None
        Latitude and longitude in degrees; longitudes may go beyond ±180 where the area crosses the date line. None if
        the text is no area: fewer than two corners or more than `MOST_CORNERS`, or none on the globe.
    """
    found = [_CORNER.fullmatch(one) for one in text.split()[: MOST_CORNERS + 1]]
    if not 2 <= len(found) <= MOST_CORNERS or None in found:
        return None
    corners = [(float(one[1]), float(one[2])) for one in found if one is not None]
    on_globe = all(abs(latitude) <= 90 and abs(longitude) <= 540 for latitude, longitude in corners)
    return corners if on_globe and not _shape(tuple(corners)).is_empty else None


def area_text(corners: Iterable[tuple[float, float]]) -> str:
    """An area as text, from the latitudes and longitudes of its corners."""
    return " ".join(f"{latitude:.{DECIMALS}f},{longitude:.{DECIMALS}f}" for latitude, longitude in corners)


def lies_within(
    text: str, latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """
    Which points lie in an area or on its edge.

    Parameters
    ----------
    text
        The area.
    latitude, longitude : numpy.ndarray
        float64 degrees, shape (n,); missing ones lie nowhere.

    Returns
    -------
    numpy.ndarray
        bool, shape (n,); none of them if the text is no area.
    """
    corners = corners_of(text)
    if corners is None:
        return np.zeros(len(latitude), dtype=bool)
    shape = _shape(tuple(corners))
    shapely.prepare(shape)
    west, _, east, _ = shape.bounds
    x, y = web_mercator(latitude, longitude)
    inside = np.zeros(len(x), dtype=bool)
    for turn in range(int(np.floor(west)), int(np.ceil(east))):
        inside |= shapely.intersects_xy(shape, x + turn, y)
    return inside


def area_words(text: str) -> str:
    """An area in words: its size and its middle; the text itself if it is no area."""
    corners = corners_of(text)
    if corners is None:
        return text
    shape = _shape(tuple(corners))
    middle_y, middle_x = from_web_mercator(*shape.centroid.coords[0])
    in_degrees = shapely.transform(
        shape, lambda points: np.column_stack(from_web_mercator(*points.T)[::-1]), include_z=False
    )
    square_metres, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(in_degrees, 1.0))
    digits = f"{abs(square_metres) / 1e6:.3g}"
    size = f"{float(digits):,.0f}" if abs(square_metres) > 1e8 else digits
    east = float(wrapped(np.array([float(middle_x)]))[0])
    return f"an area of {size} km² around {_degrees(float(middle_y), 'NS')}, {_degrees(east, 'EW')}"


def _degrees(value: float, signs: str) -> str:
    return f"{abs(value):.2f}° {signs[value < 0]}"


@lru_cache(maxsize=64)
def _shape(corners: tuple[tuple[float, float], ...]) -> BaseGeometry:
    """The shape of an area in Web Mercator, with the world as its unit; empty if it has no extent."""
    latitudes, longitudes = np.array(corners).T
    x, y = web_mercator(latitudes, longitudes)
    if len(corners) == 2:
        west, east = x if x[0] <= x[1] else (x[0], x[1] + 1)
        drawn: BaseGeometry = shapely.box(west, y.min(), east, y.max())
    else:
        drawn = shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))
    return drawn if drawn.area > 0 else shapely.Polygon()
