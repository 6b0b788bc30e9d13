"""Points that contradict their own address, postcode or town."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.analysis.proximity.points import MEASURABLE, distance_m, points_of, rank_of
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, record_pairs
from dsi_geo.cleaning.findings import Findings
from dsi_geo.errors import InputError
from dsi_geo.geography.sphere import great_circle_m
from dsi_geo.schema import Entity

DISAGREE_M: Final = 500.0
"""Points of one address farther apart than this cannot both be right."""
OTHERS: Final = 4
"""Fewest other points with the same postcode or town that are evidence against one point."""
TIMES_FARTHER: Final = 6
"""A point is doubted if its distance from the middle is more than this many times the median distance, ..."""
LEAST_FARTHER_M: Final = {"postcode": 5_000.0, "city": 40_000.0}
"""... and more than this."""
MOST_DISAGREEMENTS: Final = 100_000
"""If more pairs of spots than this share an address, none is measured."""


def coordinate_doubts(table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses) -> pd.DataFrame:
    """Findings about points that contradict their own address, postcode or town.

    Parameters
    ----------
    table
        Canonical table. Only points of precision `street` or finer are judged.
    entity
        What its records are.
    shared
        From `shared_addresses(table)`.

    Returns
    -------
    DataFrame
        Columns `schema.FINDING_COLUMNS`, codes `coordinates_disagree` and `point_apart`. If more than
        `MOST_DISAGREEMENTS` pairs of spots share an address, one finding without a record says so.
    """
    findings = Findings()
    points = points_of(table)
    points = points.assign(judged=points["precision"].ge(rank_of(MEASURABLE)) & points["latitude"].notna())
    _report_disagreeing(table, entity, shared, points, findings)
    for column in ("postcode", "city"):
        _report_apart(table, entity, column, points, findings)
    return findings.table()


def _report_disagreeing(
    table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses, points: pd.DataFrame, findings: Findings
) -> None:
    """Report records of one address whose points lie far apart; of records at one point only one is compared."""
    address = shared.addresses.of_record.to_numpy()
    spot = joins.keys(address, points["latitude"], points["longitude"], points["judged"])
    one_a_spot = points["judged"].to_numpy() & ~pd.Series(spot).duplicated().to_numpy()
    if not one_a_spot.any():
        return
    try:
        pairs = record_pairs(shared, points, judged=one_a_spot, most=MOST_DISAGREEMENTS)
    except InputError as error:
        none, message = pd.Series([""], dtype="str"), f"Points at one address were not compared. {error}"
        findings.add("coordinates_disagree", entity, none, "geometry", pd.Series([message], dtype="str"))
        return
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    distance = distance_m(points, first, second)
    far = distance > DISAGREE_M
    both = pd.DataFrame(
        {
            "one": np.r_[first[far], second[far]],
            "other": np.r_[second[far], first[far]],
            "m": np.r_[distance[far], distance[far]],
        }
    )
    both = both.sort_values(["one", "m"], ascending=[True, False]).drop_duplicates("one")
    at_spot = pd.DataFrame({"spot": spot, "record": np.arange(len(spot))})
    both = both.assign(spot=spot[both["one"]]).merge(at_spot, on="spot").sort_values("record")
    ids = table["id"].to_numpy(object)
    kilometres = pd.Series(both["m"].div(1000).round(1).astype("str").to_numpy(), dtype="str")
    other = pd.Series(ids[both["other"].to_numpy()], dtype="str")
    message = (
        "The record “" + other + "” has the same address, but its point lies " + kilometres + " km away."
    )
    findings.add(
        "coordinates_disagree",
        entity,
        pd.Series(ids[both["record"].to_numpy()], dtype="str"),
        "geometry",
        message,
    )


def _report_apart(
    table: gpd.GeoDataFrame, entity: Entity, column: str, points: pd.DataFrame, findings: Findings
) -> None:
    """Report points far from the others of their postcode or town."""
    stated = pd.DataFrame(
        {
            "place": table[column].astype("str").reset_index(drop=True),
            "country": table["country"].astype("str").reset_index(drop=True),
        }
    )
    some = points.assign(place=stated["place"] + ", " + stated["country"].fillna(""))[points["judged"]]
    some = some[some["place"].notna()]
    by_place = some.groupby("place")
    some = some[by_place["latitude"].transform("size") > OTHERS]
    if some.empty:
        return
    middle = some.groupby("place")[["latitude", "longitude"]].transform("median")
    distance = pd.Series(
        great_circle_m(some["latitude"], some["longitude"], middle["latitude"], middle["longitude"]),
        index=some.index,
    )
    typical = distance.groupby(some["place"]).transform("median")
    apart = distance.gt(LEAST_FARTHER_M[column]) & distance.gt(TIMES_FARTHER * typical)
    ids = pd.Series(table["id"].to_numpy(object)[apart.index[apart]], dtype="str")
    kilometres = distance[apart].div(1000).round().astype("int64").astype("str").reset_index(drop=True)
    place = stated.loc[apart.index[apart], "place"].reset_index(drop=True)
    findings.add(
        "point_apart",
        entity,
        ids,
        "geometry",
        "The point lies " + kilometres + " km from the middle of the others in " + place + ".",
    )
