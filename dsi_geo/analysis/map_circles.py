"""What the circles of a map stand for: one record, several at one place, or many that a click parts."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.map_clusters import MAX_ZOOM, Bounds
from dsi_geo.schema import PRECISION_WORDS

COORDINATE_SLACK_DEGREES: Final = 1e-7
"""About a centimetre: what a coordinate may lose on its way to the browser and back."""

PRECISE: Final = ("postcode", "street", "address")


def circles(
    clusters: pd.DataFrame, rows: npt.NDArray[np.int64], table: pd.DataFrame, zoom: int
) -> pd.DataFrame:
    """Say how each map cluster is drawn, what hovering tells, and what a click opens.

    Parameters
    ----------
    clusters
        From `ClusterIndex.clusters`.
    rows
        Row in `table` of each point of the index.
    table
        Canonical table with `id`, `name`, `city`, `location_precision`.
    zoom
        Zoom level of the view.

    Returns
    -------
    DataFrame
        `clusters` with `look` (`cluster`: many places; `point`: one record, precisely placed;
        `spot`: several at one precise place; `town-centre`: known to the town only), `tooltip`
        (plain text) and `goes_in` (bool: a click zooms to the bounds; else it lists the records
        inside them).
    """
    records = table.iloc[rows[clusters["point"].to_numpy()]]
    single = clusters["count"].eq(1).to_numpy()
    spot = clusters["spot"].to_numpy(dtype=bool)
    inert = spot | (zoom >= MAX_ZOOM)
    precise = records["location_precision"].isin(PRECISE).to_numpy()
    look = np.select([~inert, ~precise, single], ["cluster", "town-centre", "point"], default="spot")
    names = records["name"].fillna("(no name)").str.slice(0, 80).to_numpy(dtype=object)
    precision = records["location_precision"].astype("str").map(PRECISION_WORDS).to_numpy(dtype=object)
    town = records["city"].astype("str").fillna("one place").to_numpy(dtype=object)
    counted = np.array([f"{count:,} records" for count in clusters["count"]], dtype=object)
    tooltip = np.select(
        [~inert, single, ~precise],
        [
            counted + " · click to go in",
            names + " · " + precision,
            town + ": " + counted + ", known to the town only",
        ],
        default=counted + " at one place",
    )
    return clusters.assign(look=look, tooltip=tooltip, goes_in=~inert)


def inside(table: gpd.GeoDataFrame, bounds: Bounds) -> gpd.GeoDataFrame:
    """The located records of `table` within the bounds of a circle, edges included."""
    x, y = table.geometry.x, table.geometry.y
    slack = COORDINATE_SLACK_DEGREES
    within = y.between(bounds.south - slack, bounds.north + slack)
    return table[within & x.between(bounds.west - slack, bounds.east + slack)]
