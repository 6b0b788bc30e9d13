"""Who is around one record."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from dsi_geo.addresses.joins import Integers
from dsi_geo.analysis.proximity.linked import linked
from dsi_geo.analysis.proximity.nearby import check_radius
from dsi_geo.analysis.proximity.points import MEASURABLE, distance_m, points_of, rank_of
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, side_by_side
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.around import around as points_around
from dsi_geo.schema import ORDERED_PLACE, Entity


def around(
    table: gpd.GeoDataFrame, entity: Entity, record_id: str, radius_m: float, shared: SharedAddresses
) -> pd.DataFrame:
    """
    Who is around one record: everybody within the radius, and everybody at its address.

    Parameters
    ----------
    table
        Canonical table.
    entity
        What its records are.
    record_id
        The record in the middle.
    radius_m
        Metres, 10 to 5,000. Points coarser than `street`, the record's own included, are around nothing.
    shared
        From `shared_addresses(table)`.

    Returns
    -------
    DataFrame, those at the address first, then the nearest
        `id`, `name`, `same_address` (bool), `confidence` (that it is; missing where it is not), `distance_m` (missing
        where a point is coarser than `street`), `distance_precision` (the coarser of both), `linked` (bool).

    Raises
    ------
    InputError
        There is no such record, or the radius makes no sense.
    """
    radius = check_radius(radius_m)
    found = np.flatnonzero(table["id"].eq(record_id))
    if not len(found):
        raise InputError(f"There is no record {quoted(record_id)} among the {entity}.")
    me, points = int(found[0]), points_of(table)
    confidence = _at_my_address(me, shared, points)
    measured = points["precision"].ge(rank_of(MEASURABLE)).to_numpy()
    lat, lon = (np.where(measured, points[axis], np.nan) for axis in ("latitude", "longitude"))
    near = points_around(lat, lon, (lat[me], lon[me]), radius)
    rows = np.union1d(near.index, [*confidence]).astype(np.int64)
    rows = rows[rows != me]
    ordered = _told_around(table, entity, me, rows, confidence, points)
    return ordered.sort_values(
        ["same_address", "distance_m"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _at_my_address(me: int, shared: SharedAddresses, points: pd.DataFrame) -> dict[int, float]:
    """Positions of the records at a record's address, with the confidence."""
    record = shared.addresses.of_record.to_numpy()
    matches = shared.matches[shared.matches["a"].eq(record[me]) | shared.matches["b"].eq(record[me])]
    address = np.where(matches["a"].eq(record[me]), matches["b"], matches["a"])
    there = pd.Series(np.arange(len(matches)), index=address).reindex(record)
    rows = np.flatnonzero(there.notna() & (np.arange(len(record)) != me))
    match = there.to_numpy()[rows].astype(np.int64)
    near = side_by_side(points, np.full(len(rows), me, dtype=np.int64), rows)
    kept = ~matches["letters"].to_numpy(dtype=bool)[match] | near
    confidence = matches["confidence"].to_numpy()[match]
    return dict(zip(rows[kept].tolist(), confidence[kept].tolist(), strict=True))


def _told_around(
    table: gpd.GeoDataFrame,
    entity: Entity,
    me: int,
    rows: Integers,
    confidence: dict[int, float],
    points: pd.DataFrame,
) -> pd.DataFrame:
    mine = np.full(len(rows), me, dtype=np.int64)
    precision = points["precision"].to_numpy()
    coarser = np.minimum(precision[rows], precision[me])
    distance = distance_m(points, mine, rows).round(1)
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(object)[rows],
            "name": table["name"].to_numpy(object)[rows],
            "same_address": np.isin(rows, [*confidence]),
            "confidence": [confidence.get(int(row), np.nan) for row in rows],
            "distance_m": np.where(coarser >= rank_of(MEASURABLE), distance, np.nan),
            "distance_precision": pd.Categorical.from_codes(coarser, dtype=ORDERED_PLACE),
            "linked": linked(table, entity, mine, rows),
        }
    ).astype({"id": "str", "name": "str"})
