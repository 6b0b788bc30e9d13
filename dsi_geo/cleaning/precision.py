"""How precisely each place is known: what the evidence supports, never more."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.addresses.matching import address_groups
from dsi_geo.addresses.postcode_forms import LONGEST_ADDRESS, is_postcode_and_town
from dsi_geo.addresses.screening import (
    has_house_number,
    names_no_street,
    without_districts,
)
from dsi_geo.cleaning.coordinates import FAR_FROM_TOWN_M, as_points
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.geography import places
from dsi_geo.schema import ENTITIES, LOCATION_PRECISIONS, ORDERED_PLACE, Entity
from dsi_geo.spelling import fold

GAZETTEER_POINT_M: Final = 30
"""A coordinate this near to the gazetteer's for the town named, or for any if there is no house number, is a
town's centre, whatever the address says."""

TOWN_CENTRE_M: Final = 1_500
"""Without address and postcode, a coordinate this near to the centre of the town named says no more than the town."""

NEAR_CENTRE_M: Final = 1_000
"""An exact address this near to the centre of its town may be the town's centre after all: a doubt."""

BY_TOWN_SHARE: Final = 0.8
"""A file is located by town if at least this share of the records, in towns with several addresses,
lie on a coordinate that they share with another address."""

BY_TOWN_RECORDS: Final = 6
"""Fewer records than this in such towns are no evidence about the file."""

COMPARED_ON_A_SPOT: Final = 30
"""So many addresses on one coordinate are compared: if they are not one house, the coordinate is none's."""

SHAPE_EXTENTS_M: Final = (150, 1_500, 6_000, 40_000, 500_000)
"""Up to these diagonals a shape tells the address, street, postcode area, town, region; beyond, the country."""

_JUDGED_BY: Final = (
    *("id", "address", "postcode", "city", "region", "country", "latitude", "longitude", "_decimals"),
    *("_outside_country", "_town_latitude", "_town_longitude", "_to_town_m", "_point_region"),
    *("location_precision", "shape_extent_m"),
)


def add_precision(tables: dict[Entity, pd.DataFrame], findings: Findings) -> dict[Entity, pd.DataFrame]:
    """Judge how precisely each record's own place is known, and place those that name only a town.

    Both tables are judged together, because a pile of addresses on one coordinate unmasks a town's
    centre for all. Adds `location_precision` and `geometry` (points in EPSG:4326).
    """
    names = [entity for entity in ENTITIES if entity in tables]
    judged = [tables[name].reindex(columns=list(_JUDGED_BY)) for name in names]
    everything = pd.concat(judged, keys=names, names=["entity", None])
    precision = _own_precision(everything, findings)
    placed = precision.isna() & everything["_town_latitude"].notna()
    everything = everything.assign(
        latitude=everything["latitude"].mask(placed, everything["_town_latitude"]),
        longitude=everything["longitude"].mask(placed, everything["_town_longitude"]),
    )
    message = "No coordinate is given; it is placed at the centre of " + everything["city"] + "."
    _report(findings, "placed_by_town", everything, placed, message)
    coarse = pd.Series("none", index=everything.index, dtype="str")
    coarse = coarse.mask(everything["country"].notna(), "country")
    coarse = coarse.mask(everything["region"].notna(), "region")
    precision = precision.mask(placed, "city").fillna(coarse).astype(ORDERED_PLACE)
    stated = everything["location_precision"].astype("str").astype(ORDERED_PLACE)
    precision = _coarser(precision, stated)
    points = as_points(everything)
    return {
        name: tables[name].assign(location_precision=precision.loc[name], geometry=points.loc[name])
        for name in names
    }


def _own_precision(everything: pd.DataFrame, findings: Findings) -> pd.Series:
    """Precision of the coordinates that the records bring; missing where there is none."""
    own = everything[everything["latitude"].notna()]
    if own.empty:
        return pd.Series(None, index=everything.index, dtype="str")
    address, postcode = as_text(own["address"]).str.slice(0, LONGEST_ADDRESS), as_text(own["postcode"])
    plain = without_districts(address, own["city"], own["country"])
    numbered = has_house_number(plain, postcode, own["country"])
    to_town = own["_to_town_m"]
    centres = _town_centres(own, address, postcode, numbered, to_town, findings)
    coarse = own["_decimals"].le(2) & ~centres
    _report(
        findings,
        "coarse_coordinate",
        own,
        coarse,
        "The coordinate is given to no more than " + own["_decimals"].astype("str") + " decimal places.",
    )
    far = to_town.gt(FAR_FROM_TOWN_M)
    kilometres = to_town[far].div(1000).round().astype(int).astype("str")
    message = (
        "The coordinate lies "
        + kilometres
        + " km from "
        + own["city"][far]
        + ", the largest town of the name given."
    )
    in_region = own["_point_region"].eq(own["region"])
    trusted = ~in_region & own["region"].notna()
    message = message.mask(trusted[far], message + " The town is trusted, and so the region is the town’s.")
    _report(findings, "far_from_town", own, far, message)

    precision = _as_written(own, plain, postcode, numbered)
    precision = precision.mask(centres | coarse, "city").mask(coarse & own["_decimals"].eq(0), "region")
    contradicted = own["_outside_country"].eq(True) & precision.isin(("address", "street", "postcode"))
    precision = _coarser(precision.mask(contradicted, "city").astype(ORDERED_PLACE), _of_shapes(own))
    precision = _coarser(precision, _agreed(far, in_region))
    near = precision.eq("address") & numbered & to_town.le(NEAR_CENTRE_M)
    message = "The point lies within a kilometre of the centre of " + own["city"] + "; it may be just that."
    _report(findings, "near_centre", own, near, message)
    return precision.astype("str").reindex(everything.index)


def _as_written(own: pd.DataFrame, address: pd.Series, postcode: pd.Series, numbered: pd.Series) -> pd.Series:
    """What address (without districts), postcode and decimal places promise, if the coordinate is no town's centre."""
    precision = pd.Series("address", index=own.index, dtype="str")
    precision = precision.mask(own["_decimals"].lt(4), "street")
    precision = precision.mask(address.isna() & postcode.notna(), "postcode")
    precision = precision.mask(address.notna() & ~numbered, "street")
    precision = precision.mask(is_postcode_and_town(address), "postcode")
    # The number of a district, which is left out here, tells as much as a postcode.
    written = as_text(own["address"]).str.slice(0, LONGEST_ADDRESS)
    coded = postcode.notna() | written.str.contains(r"\d", na=False)
    vague = names_no_street(address.mask(numbered), postcode, own["city"], own["country"])
    return precision.mask(vague & coded, "postcode").mask(vague & ~coded, "city")


def _agreed(far: pd.Series, in_region: pd.Series) -> pd.Series:
    """What a point and the town far from it agree upon: the region, or the country; missing where it is not far."""
    agreed = in_region.map({True: "region", False: "country"}).astype("str")
    return agreed.where(far).astype(ORDERED_PLACE)


def _of_shapes(own: pd.DataFrame) -> pd.Series:
    """Coarsest precision that the extent of an area or line allows; missing for points."""
    extent = own["shape_extent_m"].astype(float)
    words = [*reversed(LOCATION_PRECISIONS[1:])]
    return pd.cut(extent, [-1, *SHAPE_EXTENTS_M, np.inf], labels=words).astype("str").astype(ORDERED_PLACE)


def _coarser(precision: pd.Series, limit: pd.Series) -> pd.Series:
    """The coarser of two precisions (ordered categories); `precision` where the limit is missing."""
    return limit.where(limit < precision, precision)


def _town_centres(
    own: pd.DataFrame,
    address: pd.Series,
    postcode: pd.Series,
    numbered: pd.Series,
    to_town: pd.Series,
    findings: Findings,
) -> pd.Series:
    """Which coordinates are a town's centre, each reported with the evidence."""
    nearest = places.nearest_places(own["latitude"], own["longitude"])
    piles = _piles(own, address, nearest)
    shared = piles["addresses"].ge(2)
    named = nearest["name"].eq(own["city"])
    gazetteer = nearest["distance_m"].le(GAZETTEER_POINT_M) & ~shared & (~numbered | named)
    central = address.isna() & postcode.isna() & to_town.le(TOWN_CENTRE_M) & ~shared & ~gazetteer
    share = _share_located_by_town(own, address, shared)
    rest = ~shared & ~gazetteer & ~central & (share >= BY_TOWN_SHARE)

    apart = to_town.gt(FAR_FROM_TOWN_M).groupby(piles["spot"]).transform("any")
    taken = "it is taken for the centre of " + own["city"].fillna(nearest["name"]).fillna("its town") + "."
    counts = piles["records"].astype("str") + " records with " + piles["addresses"].astype("str")
    evidence = (
        (shared & ~apart, counts + " different addresses share this coordinate; " + taken),
        (
            shared & apart,
            counts + " different addresses share this coordinate; it therefore tells no address.",
        ),
        (
            gazetteer,
            "The coordinate is the gazetteer’s for " + nearest["name"] + "; it tells no more than the town.",
        ),
        (central, "Without an address and at the middle of the town; " + taken),
        (rest, "This file locates by town; " + taken),
    )
    for rows, message in evidence:
        _report(findings, "town_centroid", own, rows, message)
    if share >= BY_TOWN_SHARE:
        _report_by_town(findings, own, share)
    return shared | gazetteer | central | rest


def _piles(own: pd.DataFrame, address: pd.Series, nearest: pd.DataFrame) -> pd.DataFrame:
    """For each record the number of records, and of different addresses, on its coordinate (`spot`)."""
    spot = own.groupby([own["latitude"].round(6), own["longitude"].round(6)]).ngroup()
    records = spot.groupby(spot).transform("size")
    key = _same_houses(own, address, nearest, spot)
    addresses = key.groupby(spot).transform("nunique")
    return pd.DataFrame({"records": records, "addresses": addresses, "spot": spot})


def _same_houses(own: pd.DataFrame, address: pd.Series, nearest: pd.DataFrame, spot: pd.Series) -> pd.Series:
    """A key for each address, the same for those on its coordinate that are one house; missing where there is none.

    The first `COMPARED_ON_A_SPOT` of a coordinate are compared; the others only where these are all one.
    """
    key = fold(address)
    written = pd.DataFrame({"spot": spot, "key": key}).dropna().drop_duplicates()
    several = written[written.groupby("spot")["key"].transform("size").ge(2)]
    if several.empty:
        return key
    first = several.groupby("spot").cumcount() < COMPARED_ON_A_SPOT
    found = _compared(own, address, nearest, several[first])
    alone = found.groupby(several["spot"][found.index]).transform("nunique").eq(1)
    one_house = several["spot"][found.index[alone]].unique()
    rest = several["spot"].isin(one_house) & several["spot"].isin(several["spot"][~first])
    more = _compared(own, address, nearest, several[rest]) if rest.any() else found[:0]
    same = pd.concat([more, found[found.index.difference(more.index)]])
    chosen = several.loc[same.index].assign(same=same)
    leader = chosen.groupby(["spot", "same"])["key"].transform("first")
    renamed = pd.Series(
        leader.to_numpy(), index=pd.MultiIndex.from_frame(chosen[["spot", "key"]]), dtype="str"
    )
    asked = pd.MultiIndex.from_arrays([spot, key])
    return pd.Series(renamed.reindex(asked).to_numpy(), index=own.index, dtype="str").fillna(key)


def _compared(own: pd.DataFrame, address: pd.Series, nearest: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The number of the address of some records, in the town that they name, else in the nearest."""
    there, near = own.loc[rows.index], nearest.loc[rows.index]
    return address_groups(
        there[["postcode", "region"]].assign(
            address=address[rows.index],
            city=there["city"].astype("str").fillna(near["name"]),
            country=there["country"].astype("str").fillna(near["country"]),
        )
    )


def _share_located_by_town(own: pd.DataFrame, address: pd.Series, shared: pd.Series) -> float:
    """Share of records on a shared coordinate, among those in towns where several addresses are known."""
    town = own.groupby([own["country"], own["city"]], observed=True).ngroup()
    stated = address.notna() & town.ge(0)
    several = fold(address[stated]).groupby(town[stated]).transform("nunique").ge(2)
    judged = several.index[several]
    return float(shared[judged].mean()) if len(judged) >= BY_TOWN_RECORDS else 0.0


def _report_by_town(findings: Findings, own: pd.DataFrame, share: float) -> None:
    for entity in own.index.get_level_values("entity").unique():
        findings.add_for_file(
            "located_by_town",
            entity,
            "geometry",
            f"In towns with several addresses, {share:.0%} of the records share one coordinate with a different "
            "address: the file locates by town, and so every coordinate in it is taken for a town’s centre.",
        )


def _report(
    findings: Findings, code: str, everything: pd.DataFrame, rows: pd.Series, messages: pd.Series | str
) -> None:
    for entity in ENTITIES:
        chosen = rows & (everything.index.get_level_values("entity") == entity)
        if chosen.any():
            text = messages if isinstance(messages, str) else messages[chosen]
            findings.add(code, entity, everything.loc[chosen, "id"], "geometry", text)
