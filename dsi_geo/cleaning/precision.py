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
from dsi_geo.cleaning.coordinates import as_points
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.text import as_text
from dsi_geo.cleaning.town_choice import FAR_FROM_TOWN_M
from dsi_geo.distinct import of_each_object
from dsi_geo.geography import boundaries, countries, places
from dsi_geo.geography.sphere import great_circle_m
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

HALF: Final = 0.5
"""Where so many records of a table state a town, a coordinate without one stands for a larger area."""

MIDDLE_M: Final = 60_000
"""A coordinate without a town this near to the middle of its country is that middle."""

NEAR_MIDDLE: Final = 0.2
"""A point lies near the middle of a country within this share of the root of its area: an eighth of it does."""

SHAPE_EXTENTS_M: Final = (150, 1_500, 6_000, 40_000, 500_000)
"""Up to these diagonals a shape tells the address, street, postcode area, town, region; beyond, the country."""

_JUDGED_BY: Final = (
    *("id", "address", "postcode", "city", "region", "country", "latitude", "longitude", "_decimals"),
    *("_outside_country", "_town_latitude", "_town_longitude", "_town_region", "_to_town_m", "_point_region"),
    *("location_precision", "shape_extent_m", "_place", "_postcode", "_city_given", "_names_area"),
    *("_trusted_point", "_region_stated", "_open_region"),
)


def add_precision(tables: dict[Entity, pd.DataFrame], findings: Findings) -> dict[Entity, pd.DataFrame]:
    """Judge how precisely each record's own place is known, and place those that name only a town.

    Both tables are judged together, because a pile of addresses on one coordinate unmasks a town's
    centre for all. Adds `location_precision` (of the point), `address_precision` (what the text would allow) and
    `geometry` (points in EPSG:4326).
    """
    names = [entity for entity in ENTITIES if entity in tables]
    judged = [tables[name].reindex(columns=list(_JUDGED_BY)) for name in names]
    everything = pd.concat(judged, keys=names, names=["entity", None])
    text = _text_precision(everything)
    precision = _own_precision(everything, text, findings)
    placed = precision.isna() & everything["_town_latitude"].notna()
    everything = everything.assign(
        latitude=everything["latitude"].mask(placed, everything["_town_latitude"]),
        longitude=everything["longitude"].mask(placed, everything["_town_longitude"]),
    )
    message = "No coordinate is given; it is placed at the centre of " + everything["city"][placed] + "."
    _report(findings, "placed_by_town", everything, placed, message)
    coarse = pd.Series("none", index=everything.index, dtype="str")
    coarse = coarse.mask(everything["country"].notna(), "country")
    coarse = coarse.mask(everything["region"].notna(), "region")
    precision = precision.mask(placed, "city").fillna(coarse).astype(ORDERED_PLACE)
    stated = everything["location_precision"].astype("str").astype(ORDERED_PLACE)
    precision = _coarser(precision, stated)
    points = as_points(everything)
    return {
        name: tables[name].assign(
            location_precision=precision.loc[name],
            address_precision=text.loc[name],
            geometry=points.loc[name],
        )
        for name in names
    }


def _text_precision(everything: pd.DataFrame) -> pd.Series:
    """What the text of each record would allow, whatever its coordinate: an ordered category."""
    address = as_text(everything["address"]).str.slice(0, LONGEST_ADDRESS)
    postcode = as_text(everything["postcode"])
    plain = without_districts(address, everything["city"], everything["country"])
    numbered = has_house_number(plain, postcode, everything["country"])
    vague = names_no_street(plain.mask(numbered), postcode, everything["city"], everything["country"])
    in_line = address.notna() & everything["_city_given"].isna()
    detailed = of_each_object(lambda place: getattr(place, "detail", False), everything["_place"], "bool")
    vague |= in_line & ~detailed & ~numbered
    # The number of a district, which is left out here, tells as much as a postcode.
    coded = (
        everything["_postcode"].notna() | postcode.notna() | (vague & address.str.contains(r"\d", na=False))
    )
    only_code = is_postcode_and_town(plain)
    coded |= only_code
    town = everything["_town_latitude"].notna() | (
        everything["_city_given"].notna() & everything["_names_area"].isna()
    )
    precision = pd.Series("none", index=everything.index, dtype="str")
    for word, rows in (
        ("country", everything["country"].notna()),
        ("region", everything["region"].notna()),
        ("city", town),
        ("postcode", coded),
        ("street", address.notna() & ~vague & ~only_code),
        ("address", numbered & ~only_code),
    ):
        precision = precision.mask(rows, word)
    return precision.astype(ORDERED_PLACE)


def _own_precision(everything: pd.DataFrame, text: pd.Series, findings: Findings) -> pd.Series:
    """Precision of the coordinates that the records bring; missing where there is none."""
    own = everything[everything["latitude"].notna()]
    if own.empty:
        return pd.Series(None, index=everything.index, dtype="str")
    address, postcode = as_text(own["address"]).str.slice(0, LONGEST_ADDRESS), as_text(own["postcode"])
    written = text[own.index]
    numbered = written.eq("address")
    to_town = own["_to_town_m"].mask(own["_trusted_point"].eq(True))
    centres = _town_centres(own, address, postcode, numbered, to_town, findings)
    coarse = own["_decimals"].le(2) & ~centres
    _report(
        findings,
        "coarse_coordinate",
        own,
        coarse,
        "The coordinate is given to no more than "
        + own["_decimals"][coarse].astype("str")
        + " decimal places.",
    )
    far = to_town.gt(FAR_FROM_TOWN_M)
    kilometres = to_town[far].div(1000).round().astype(int).astype("str")
    message = (
        "The coordinate lies "
        + kilometres
        + " km from "
        + own["city"][far].astype("str")
        + ", the town given."
    )
    in_region = own["_point_region"].eq(own["_town_region"])
    by_town = own["region"].eq(own["_town_region"]) & ~in_region
    kept = message + " The region is the town’s."
    message = message.mask(by_town[far], kept)
    neither = message + " Which is right cannot be told: only the country is taken."
    message = message.mask(own["region"].isna()[far], neither)
    _report(findings, "far_from_town", own, far, message)

    precision = _as_written(own, written)
    precision = precision.mask(centres | coarse, "city").mask(coarse & own["_decimals"].eq(0), "region")
    contradicted = own["_outside_country"].eq(True) & precision.isin(("address", "street", "postcode"))
    precision = _coarser(precision.mask(contradicted, "city").astype(ORDERED_PLACE), _of_shapes(own))
    precision = _coarser(precision, _agreed(far, in_region))
    open_region = pd.Series("country", index=own.index, dtype="str").where(own["_open_region"].eq(True))
    precision = _coarser(precision, open_region.astype(ORDERED_PLACE))
    near = precision.eq("address") & numbered & to_town.le(NEAR_CENTRE_M)
    town = own["city"][near]
    message = "The point lies within a kilometre of the centre of " + town + "; it may be just that."
    _report(findings, "near_centre", own, near, message)
    return precision.astype("str").reindex(everything.index)


def _as_written(own: pd.DataFrame, text: pd.Series) -> pd.Series:
    """
    What text and decimal places promise, if the coordinate is no town's centre.

    A coordinate whose record names no street, house or postcode is known to the town; one whose record, or whose town's
    cell, names no more than a region or country, to that, if others share it or the file names towns elsewhere.
    """
    precision = text.astype("str").mask(text.le("city"), "city")
    precision = precision.mask(text.eq("address") & own["_decimals"].lt(4), "street")
    bare = text.le("region") & own["_town_latitude"].isna()
    area = own["_names_area"].where(own["_names_area"].notna(), text.astype("str")).where(bare)
    named = own["_names_area"].notna() & bare
    return precision.mask(named, area).mask(bare & ~named & _at_centres(own, area), _coarse(own))


def _coarse(own: pd.DataFrame) -> pd.Series:
    """The area that a record without a town states: its region, else its country."""
    stated = own["_region_stated"].notna()
    return pd.Series(np.where(stated, "region", "country"), index=own.index, dtype="str")


def _at_centres(own: pd.DataFrame, area: pd.Series) -> pd.Series:
    """
    Whether coordinates of records without a town are the middles of their regions or countries.

    They are where the table states towns for most others; where records of one area share one coordinate; and near the
    middle of the country.
    """
    bare = area.notna()
    if not bare.any():
        return bare
    towns = own["_city_given"].notna()
    some = own[bare]
    spot = some["latitude"].round(4).astype("str") + "," + some["longitude"].round(4).astype("str")
    group = some["country"].astype("str").fillna("") + some["_region_stated"].astype("str").fillna("")
    several = spot.groupby(group).transform("size").ge(2)
    one_spot = spot.groupby(group).transform("nunique").eq(1)
    piled = (several & one_spot).reindex(own.index, fill_value=False)
    share = float(one_spot[several].mean()) if several.any() else 0.0
    by_area = bare & (share >= BY_TOWN_SHARE)
    near_middle = _near_middles(own)
    by_area |= bare & (bare.sum() >= BY_TOWN_RECORDS) & (near_middle[bare].mean() >= HALF)
    middle = countries.countries()[["label_latitude", "label_longitude"]]
    of_country = middle.reindex(own["country"].astype("str"))
    away = great_circle_m(
        own["latitude"],
        own["longitude"],
        of_country["label_latitude"].set_axis(own.index),
        of_country["label_longitude"].set_axis(own.index),
    )
    return bare & (piled | by_area | (towns.mean() >= HALF) | (away <= MIDDLE_M))


def _near_middles(own: pd.DataFrame) -> pd.Series:
    """Whether coordinates lie so near to the middle of their country that of points at random every eighth would."""
    middles = boundaries.middles_of_countries().reindex(own["country"].astype("str")).set_axis(own.index)
    away = great_circle_m(own["latitude"], own["longitude"], middles["latitude"], middles["longitude"])
    return pd.Series(away <= middles["extent_m"] * NEAR_MIDDLE, index=own.index)


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
    centres = shared | gazetteer | central | rest
    town = own["city"][centres].fillna(nearest["name"]).fillna("its town")
    taken = "it is taken for the centre of " + town + "."
    counts = piles[shared].astype("str")
    alike = (
        counts["records"]
        + " records with "
        + counts["addresses"]
        + " different addresses share this coordinate; "
    )
    evidence = (
        (shared & ~apart, alike + taken[shared]),
        (shared & apart, alike + "it therefore tells no address."),
        (
            gazetteer,
            "The coordinate is the gazetteer’s for "
            + nearest["name"][gazetteer]
            + "; it tells no more than the town.",
        ),
        (central, "Without an address and at the middle of the town; " + taken),
        (rest, "This file locates by town; " + taken),
    )
    for rows, message in evidence:
        _report(findings, "town_centroid", own, rows, message)
    if share >= BY_TOWN_SHARE:
        _report_by_town(findings, own, share)
    return centres


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
            text = messages if isinstance(messages, str) else messages.loc[chosen.index[chosen]]
            findings.add(code, entity, everything.loc[chosen, "id"], "geometry", text)
