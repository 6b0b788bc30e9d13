"""The only module that converts coordinates from one reference system to another."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import CRSError, ProjError

from dsi_geo.errors import InputError, quoted
from dsi_geo.schema import CRS

MAX_DEFINITION: Final = 100_000
"""Longest definition in WKT that is parsed, in characters."""

_UNDEFINED: Final = "undefined"
"""Beginning of the names of undefined reference systems, which every GeoPackage lists."""

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid in metres (IUGG)."""
MAX_LATITUDE: Final = 85.051129
"""Latitude at which the square of Web Mercator ends."""


def is_wgs84(reference: object) -> bool:
    """Whether a reference system (anything pyproj understands) is WGS84 in degrees, whatever its axis order."""
    try:
        system = pyproj.CRS.from_user_input(reference)
    except CRSError:
        return False
    return bool(system.equals(CRS, ignore_axis_order=True))


def is_known(reference: str) -> bool:
    """Whether a reference system is in PROJ's own list, by authority and code: "EPSG:25832"."""
    authority, _, code = reference.partition(":")
    try:
        pyproj.CRS.from_authority(authority, code)
    except CRSError:
        return False
    return True


def crs_of(authority: str, code: str, definition: str) -> pyproj.CRS | None:
    """A reference system from PROJ's own list, or from its definition in WKT; None if neither works, or if undefined.

    Parameters
    ----------
    authority, code
        "EPSG", "25832".
    definition
        WKT; anything else is ignored.
    """
    if is_known(f"{authority}:{code}"):
        return pyproj.CRS.from_authority(authority, code)
    try:
        system = pyproj.CRS.from_wkt(definition) if len(definition) <= MAX_DEFINITION else None
    except CRSError:
        return None
    return None if system is not None and system.name.lower().startswith(_UNDEFINED) else system


def crs_described(reference: object) -> pyproj.CRS | None:
    """A reference system from its description in GeoParquet; None if there is none or it is not understood.

    Parameters
    ----------
    reference
        A PROJJSON object, or WKT; anything else is ignored, and nothing is looked up.
    """
    if isinstance(reference, str):
        return crs_of("", "", reference)
    try:
        return pyproj.CRS.from_json_dict(reference) if isinstance(reference, dict) else None
    except (CRSError, RecursionError):
        return None


def to_wgs84(geometry: gpd.GeoSeries, source: str) -> gpd.GeoSeries:
    """Convert the shapes of a foreign file to WGS84 (EPSG:4326, degrees, longitude first).

    Parameters
    ----------
    geometry
        Shapes in any reference system; missing ones stay missing.
    source
        Name of the file, for the message.

    Returns
    -------
    GeoSeries
        In EPSG:4326, with the index of `geometry`. A shape outside the area of use of its reference
        system may get infinite coordinates.

    Raises
    ------
    InputError
        The reference system is missing or cannot be converted.
    """
    if geometry.crs is None:
        raise InputError(
            f"{quoted(source)} does not say in which coordinate reference system its coordinates are. "
            "Save it again with its reference system (a Shapefile needs its .prj file), or as GeoJSON in WGS84."
        )
    if is_wgs84(geometry.crs):
        return geometry.set_crs(CRS, allow_override=True)
    try:
        return geometry.to_crs(CRS)
    except (CRSError, ProjError) as error:
        raise InputError(
            f"{quoted(source)}: its coordinate reference system {quoted(geometry.crs.name)} cannot be converted "
            "to WGS84. Save it again in WGS84 (EPSG:4326)."
        ) from error


def web_mercator(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Web Mercator (EPSG:3857) in units of the world's width.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326); missing gives NaN. Latitudes beyond the edge of the map are clipped to it.

    Returns
    -------
    x, y : ndarray of float64
        From 0 in the west and north to 1; x is outside this range for longitudes beyond ±180.
    """
    degrees = np.clip(np.asarray(latitude, dtype=np.float64), -MAX_LATITUDE, MAX_LATITUDE)
    y = 0.5 - np.arcsinh(np.tan(np.radians(degrees))) / (2 * np.pi)
    return np.asarray(longitude, dtype=np.float64) / 360 + 0.5, np.clip(y, 0, 1)


def from_web_mercator(
    x: npt.ArrayLike, y: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude and longitude in degrees of points from `web_mercator`."""
    turned = (0.5 - np.asarray(y, dtype=np.float64)) * 2 * np.pi
    return np.degrees(np.arctan(np.sinh(turned))), (np.asarray(x, dtype=np.float64) - 0.5) * 360


def cylindrical_equal_area(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, standard_parallel: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lambert’s cylindrical equal-area projection of the sphere, with true shapes at two parallels.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326); missing gives NaN.
    standard_parallel
        Degrees north and south at which shapes are true; less than 90.

    Returns
    -------
    x, y : ndarray of float64
        Metres.

    Notes
    -----
    J. P. Snyder, Map Projections: A Working Manual (1987), equations 10-1 and 10-2.
    """
    scale = np.cos(np.radians(standard_parallel))
    x = EARTH_RADIUS_M * np.radians(np.asarray(longitude, dtype=np.float64)) * scale
    return x, EARTH_RADIUS_M * np.sin(np.radians(np.asarray(latitude, dtype=np.float64))) / scale


def from_cylindrical_equal_area(
    x: npt.ArrayLike, y: npt.ArrayLike, standard_parallel: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude and longitude in degrees of points from `cylindrical_equal_area`; beyond a pole, the pole."""
    scale = np.cos(np.radians(standard_parallel))
    sine = np.clip(np.asarray(y, dtype=np.float64) * scale / EARTH_RADIUS_M, -1, 1)
    return np.degrees(np.arcsin(sine)), np.degrees(np.asarray(x, dtype=np.float64) / (EARTH_RADIUS_M * scale))


def azimuthal_equal_area(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, centre: tuple[float, float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lambert’s azimuthal equal-area projection of the sphere: shapes are true around the centre.

    Parameters
    ----------
    latitude, longitude
        Degrees (EPSG:4326); missing gives NaN. The antipode of the centre, whose image is the entire
        rim, is placed somewhere on it.
    centre
        Latitude and longitude in degrees.

    Returns
    -------
    x, y : ndarray of float64
        Metres from the centre, eastward and northward.

    Notes
    -----
    J. P. Snyder, Map Projections: A Working Manual (1987), equations 24-2, 22-4 and 22-5.
    """
    phi, middle = np.radians(np.asarray(latitude, dtype=np.float64)), np.radians(centre[0])
    away = np.radians(np.asarray(longitude, dtype=np.float64) - centre[1])
    nearness = np.sin(middle) * np.sin(phi) + np.cos(middle) * np.cos(phi) * np.cos(away)
    scale = EARTH_RADIUS_M * np.sqrt(2 / np.maximum(1 + nearness, 1e-15))
    northward = np.cos(middle) * np.sin(phi) - np.sin(middle) * np.cos(phi) * np.cos(away)
    return scale * np.cos(phi) * np.sin(away), scale * northward


def from_azimuthal_equal_area(
    x: npt.ArrayLike, y: npt.ArrayLike, centre: tuple[float, float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude and longitude in degrees of points from `azimuthal_equal_area`; beyond the rim, the antipode.

    Notes
    -----
    Snyder (1987), equations 20-14, 20-15, 20-18 and 24-16.
    """
    east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    middle, distance = np.radians(centre[0]), np.hypot(east, north)
    angle = 2 * np.arcsin(np.minimum(distance / (2 * EARTH_RADIUS_M), 1))
    sine = np.divide(
        np.sin(angle), distance, out=np.full_like(distance, 1 / EARTH_RADIUS_M), where=distance > 0
    )
    phi = np.arcsin(np.clip(np.cos(angle) * np.sin(middle) + north * sine * np.cos(middle), -1, 1))
    away = np.arctan2(east * sine, np.cos(middle) * np.cos(angle) - north * sine * np.sin(middle))
    return np.degrees(phi), centre[1] + np.degrees(away)


def projected_to_degrees(
    easting: npt.ArrayLike, northing: npt.ArrayLike, code: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitude and longitude (EPSG:4326) of points in a projected system of EPSG.

    Parameters
    ----------
    easting, northing
        In the units of the system.
    code
        Its number, such as 25832.

    Returns
    -------
    latitude, longitude : ndarray of float64
        Degrees; infinite where the projection has no such point.
    """
    longitude, latitude = pyproj.Transformer.from_crs(code, 4326, always_xy=True).transform(
        np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    )
    return np.asarray(latitude), np.asarray(longitude)


def crs_name(code: int) -> str:
    """What a system of EPSG is called: "ETRS89 / UTM zone 32N"."""
    return str(pyproj.CRS.from_epsg(code).name)
