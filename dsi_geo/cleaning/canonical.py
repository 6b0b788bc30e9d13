"""Checking of tables that are canonical already: the values are judged, not cleaned again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dsi_geo.cleaning.findings import Findings
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import countries
from dsi_geo.schema import PROJECTS, Entity

_REPORTED: Final = "invalid_value"


def check_canonical(table: gpd.GeoDataFrame, entity: Entity, findings: Findings) -> None:
    """Report values that a canonical table may not hold; nothing is changed.

    Parameters
    ----------
    table
        Canonical columns and dtypes (`schema.COLUMNS`).
    """
    for field, rows, reason in _faults(table, entity):
        if rows.any():
            findings.add(_REPORTED, entity, table.loc[rows, "id"].fillna(""), field, reason)


def _faults(table: gpd.GeoDataFrame, entity: Entity) -> Iterator[tuple[str, pd.Series, str]]:
    """Field, faulty rows, and what is wrong with them."""
    ids = table["id"]
    yield "id", ids.isna(), "The record has no identifier."
    yield "id", ids.duplicated() & ids.notna(), "The identifier is used before."
    for field, known in (("country", countries().index), ("region", regions().index)):
        invalid = [value for value in table[field].cat.categories if value not in known]
        yield field, table[field].isin(invalid), f"The {field} is not an ISO code that is known."
    points = table.geometry.to_numpy()
    located = ~shapely.is_missing(points)
    x, y = shapely.get_x(points), shapely.get_y(points)
    outside = located & ~((np.abs(y) <= 90) & (np.abs(x) <= 180))
    yield "geometry", pd.Series(outside, index=table.index), "The point lies outside the world."
    claimed = (table["location_precision"] >= "city").to_numpy(dtype=bool) & ~located
    yield (
        "location_precision",
        pd.Series(claimed, index=table.index),
        "The precision says that there is a point, but there is none.",
    )
    if entity == PROJECTS:
        yield "closed", table["closed"] < table["launched"], "The project ends before it starts."
