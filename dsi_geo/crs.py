"""The only place where coordinates change their reference system."""

from __future__ import annotations

from typing import Final, TypeVar

import geopandas as gpd
import pyproj
from pyproj.exceptions import CRSError, ProjError

from dsi_geo.errors import InputError, quoted
from dsi_geo.schema import CRS

AREA_CRS: Final = "EPSG:3035"
"""ETRS89-extended / LAEA Europe: equal areas, units of metres; meant for Europe."""

Geography = TypeVar("Geography", gpd.GeoSeries, gpd.GeoDataFrame)


def is_wgs84(reference: object) -> bool:
    """Whether a reference system (anything pyproj understands) is WGS84 in degrees, whatever its axis order."""
    try:
        system = pyproj.CRS.from_user_input(reference)
    except CRSError:
        return False
    return bool(system.equals(CRS, ignore_axis_order=True))


def to_wgs84(geometry: gpd.GeoSeries, source: str) -> gpd.GeoSeries:
    """Bring shapes of a foreign file to WGS84 (EPSG:4326, degrees, longitude first).

    Parameters
    ----------
    geometry
        Shapes in any reference system; missing ones stay missing.
    source
        Name of the file, for the message.

    Returns
    -------
    GeoSeries in EPSG:4326 with the index of `geometry`. A shape outside of the area for which its
    reference system is made may get infinite coordinates.

    Raises
    ------
    InputError
        If the reference system is missing or cannot be converted.
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


def to_equal_area(geography: Geography) -> Geography:
    """Shapes in `AREA_CRS`, in which areas are true and the unit is the metre.

    Parameters
    ----------
    geography
        GeoSeries or GeoDataFrame whose reference system is set; index and columns are kept.
    """
    return geography.to_crs(AREA_CRS)
