"""The points of a table with their precision, and what is measured between them."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.schema import ORDERED_PLACE

NEAR_ENOUGH: Final = "address"
"""Points of this location precision are near one another; coarser ones never."""
MEASURABLE: Final = "street"
"""From this location precision on, a distance between two points is given."""
MOST_PAIRS: Final = 2_000_000
"""More pairs than this are counted, not listed: nobody reads them, and they fill the memory."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def points_of(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """The points of a table by position: `latitude`, `longitude` (degrees, NaN for none), `precision` (code)."""
    precision = table["location_precision"].astype(ORDERED_PLACE).cat.codes.to_numpy()
    geometry = table.geometry
    return pd.DataFrame(
        {"latitude": geometry.y.to_numpy(), "longitude": geometry.x.to_numpy(), "precision": precision}
    )


def rank_of(precision: str) -> int:
    """The code of a location precision; finer ones have larger codes."""
    return int(ORDERED_PLACE.categories.get_loc(precision))


def distance_m(points: pd.DataFrame, first: Integers, second: Integers) -> Floats:
    """Metres between the points at two positions each; NaN where one is missing."""
    lat, lon = points["latitude"].to_numpy(), points["longitude"].to_numpy()
    return great_circle_m(lat[first], lon[first], lat[second], lon[second])
