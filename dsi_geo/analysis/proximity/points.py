"""The points of a table with their precision, and the distances between them."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.schema import ORDERED_PLACE

NEAR_ENOUGH: Final = "address"
"""The coarsest location precision at which two points can be near one another."""
MEASURABLE: Final = "street"
"""The coarsest location precision at which a distance between two points is given."""
MOST_PAIRS: Final = 2_000_000
"""More pairs than this are refused: nobody reads them, and they fill the memory."""

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def points_of(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per record, in order: `latitude`, `longitude` (degrees, NaN without a point), `precision` (code)."""
    precision = table["location_precision"].astype(ORDERED_PLACE).cat.codes.to_numpy()
    geometry = table.geometry
    return pd.DataFrame(
        {"latitude": geometry.y.to_numpy(), "longitude": geometry.x.to_numpy(), "precision": precision}
    )


def rank_of(precision: str) -> int:
    """The code of a location precision; finer ones have larger codes."""
    return int(ORDERED_PLACE.categories.get_loc(precision))


def distance_m(points: pd.DataFrame, first: Integers, second: Integers) -> Floats:
    """Metres between the points at pairs of positions; NaN where one is missing."""
    lat, lon = points["latitude"].to_numpy(), points["longitude"].to_numpy()
    return great_circle_m(lat[first], lon[first], lat[second], lon[second])
