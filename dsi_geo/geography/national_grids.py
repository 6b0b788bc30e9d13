"""Projected reference systems in use in each country, as candidates for metres of which no system is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LOCAL: Final = {
    "AT": (31287, 31254, 31255, 31256, 31257, 31258, 31259),
    "BE": (31370, 3812),
    "BG": (7801,),
    "CH": (2056, 21781),
    "CY": (6312,),
    "CZ": (5514,),
    "DE": (31466, 31467, 31468, 31469),
    "DK": (2196, 2197),
    "EE": (3301,),
    "FI": (3067, 2393),
    "FR": (2154, 27572, *range(3942, 3951)),
    "GB": (27700, 29902),
    "GR": (2100,),
    "HR": (3765,),
    "HU": (23700,),
    "IE": (2157, 29902),
    "IL": (2039, 28193),
    "IS": (3057,),
    "IT": (3003, 3004, 6707, 6708),
    "LI": (2056, 21781),
    "LT": (3346,),
    "LU": (2169,),
    "LV": (3059,),
    "NL": (28992,),
    "NZ": (2193, 27200),
    "PL": (2180, 2176, 2177, 2178, 2179),
    "PT": (3763, 27493, 20790),
    "RO": (3844,),
    "SI": (3794, 3912),
    "SK": (5514,),
    "TW": (3826,),
}
"""EPSG codes by country (alpha-2)."""

_ANYWHERE: Final = (3857, 3035)
_NORTH, _SOUTH = 32600, 32700
_ETRS89: Final = 25800
_ZONES_OF_ETRS89: Final = range(28, 39)
_DEGREES_A_ZONE: Final = 6


def grids_of(country: str, west: float, east: float, latitude: float) -> Sequence[int]:
    """EPSG codes of the systems in which a country's maps are, national ones first.

    Parameters
    ----------
    country
        Alpha-2 code.
    west, east
        Longitudes between which its records lie, degrees; zones of UTM that touch them, and their neighbours, count.
    latitude
        A latitude of theirs, degrees: zones of UTM are of one hemisphere.
    """
    first, last = (int((longitude + 180) // _DEGREES_A_ZONE) + 1 for longitude in (west, east))
    zones = [(zone - 1) % 60 + 1 for zone in range(first - 1, last + 2)]
    return (*_LOCAL.get(country, ()), *(_utm(zone, latitude) for zone in zones), *_ANYWHERE)


def _utm(zone: int, latitude: float) -> int:
    if latitude < 0:
        return _SOUTH + zone
    return (_ETRS89 if zone in _ZONES_OF_ETRS89 and latitude > 27 else _NORTH) + zone
