"""Small canonical tables for tests of neighbours."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely import Point

from dsi_geo.schema import ORGANISATIONS, PROJECTS, conform

BERLIN = (52.5, 13.4)


def organisations(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Organisations in Berlin, named and numbered, each with what is given; `at` is latitude and longitude."""
    return _table(ORGANISATIONS, rows)


def projects(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """The same as projects."""
    return _table(PROJECTS, rows)


def _table(entity, rows):
    records = []
    for number, row in enumerate(rows):
        at = row.get("at")
        place = {"city": "Berlin", "country": "DE", "postcode": "10999"}
        precision = "address" if at else "city"
        facts = {"id": f"R{number}", "name": f"Club {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26] * 3} {number}"}
        given = {key: value for key, value in row.items() if key != "at"}
        records.append(
            {
                "location_precision": precision,
                **facts,
                **place,
                **given,
                "geometry": Point(at[1], at[0]) if at else None,
            }
        )
    columns = None if records else ["id", "name", "geometry"]
    return conform(pd.DataFrame(records, columns=columns), entity)
