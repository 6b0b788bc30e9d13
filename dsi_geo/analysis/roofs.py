"""Groups of records under one roof, and what their points have to say about it."""

from __future__ import annotations

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from dsi_geo.analysis.addresses import joins
from dsi_geo.analysis.addresses.joins import Integers
from dsi_geo.analysis.proximity import MEASURABLE, SharedAddresses, points_of, rank_of, record_pairs
from dsi_geo.cleaning.findings import Findings
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.geography.distance import great_circle_m
from dsi_geo.schema import LINKS, LIST, Entity

DISAGREE_M: Final = 500.0
"""Points of one address farther apart than this cannot both be right."""
OTHERS: Final = 4
"""Fewer other points under a postcode or in a town are no evidence against one."""
TIMES_FARTHER: Final = 6
"""A point so many times as far from the middle of the others as half of these are is doubted, ..."""
LEAST_FARTHER_M: Final = {"postcode": 5_000.0, "city": 40_000.0}
"""... if it is this far from it at all."""
MOST_DISAGREEMENTS: Final = 100_000


class Figures(NamedTuple):
    """What stands at the top of the page: counts of records, of those with a usable address, of groups, of pairs."""

    records: int
    usable: int
    groups: int
    in_groups: int
    unaware_pairs: int


def groups(table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses) -> pd.DataFrame:
    """
    Groups of records under one roof: all that share an address, directly or through others.

    Parameters
    ----------
    table
        Canonical table.
    entity
        What its records are.
    shared
        From `shared_addresses(table)`.

    Returns
    -------
    DataFrame, most unaware pairs first
        `address` (as its first record writes it), `postcode`, `city`, `country`; `size` (records); `unaware` (pairs that
        share no organisation or project; records that may be duplicates count like others); `confidence` (of the weakest
        pair that holds the group together); `chained` (bool: some members share the address only through others, as
        12 and 16 do through 12-16); `latitude`, `longitude` (median of the points of precision `street` or finer,
        degrees; missing where there is none); `members` (`schema.LIST` of ids, in the order of the table).
    """
    member = _group_of_record(shared, table)
    sizes = np.bincount(member, minlength=1)
    rows = np.flatnonzero(sizes[member] > 1)
    if not len(rows):
        return _described(table.iloc[rows], np.zeros(0, dtype=np.int64), pd.DataFrame())
    number, _ = pd.factorize(member[rows])
    facts = pd.DataFrame({"size": np.bincount(number)})
    facts["unaware"] = facts["size"] * (facts["size"] - 1) // 2 - _linked_in(table, entity, rows, number)
    bonds = _bonds(shared, member, table)
    group = pd.Series(number, index=rows).groupby(member[rows]).first()
    facts["confidence"] = bonds["confidence"].reindex(group.index).to_numpy()
    facts["chained"] = bonds["chained"].reindex(group.index).fillna(False).to_numpy(dtype=bool)
    return _described(table.iloc[rows], number, facts)


def figures(shared: SharedAddresses, roofs: pd.DataFrame) -> Figures:
    """The counts at the top of the page, from `groups`."""
    return Figures(
        len(shared.addresses.of_record),
        shared.usable,
        len(roofs),
        int(roofs["size"].sum()),
        int(roofs["unaware"].sum()),
    )


def coordinate_doubts(table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses) -> pd.DataFrame:
    """
    Findings about points that contradict their own address, postcode or town.

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
        Columns `schema.FINDING_COLUMNS`, codes `coordinates_disagree` and `point_apart`.
    """
    findings = Findings()
    points = points_of(table)
    points = points.assign(judged=points["precision"].ge(rank_of(MEASURABLE)) & points["latitude"].notna())
    _report_disagreeing(table, entity, shared, points, findings)
    for column in ("postcode", "city"):
        _report_apart(table, entity, column, points, findings)
    return findings.table()


def _group_of_record(shared: SharedAddresses, table: gpd.GeoDataFrame) -> Integers:
    """The number of each record's group; a record whose address is shared by none is a group of its own."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = _edges(shared, table)
    count = len(shared.addresses.distinct)
    _, component = connected_components(
        coo_array((np.ones(len(a)), (a, b)), shape=(count, count)), directed=False
    )
    of_record = shared.addresses.of_record.to_numpy()
    comparable = shared.matches.loc[shared.matches["a"].eq(shared.matches["b"]), "a"]
    alone = ~np.isin(of_record, np.concatenate([comparable.to_numpy(), a, b]))
    group = component[of_record].astype(np.int64)
    group[alone] = count + np.flatnonzero(alone)
    return np.asarray(pd.factorize(group)[0], dtype=np.int64)


def _edges(shared: SharedAddresses, table: gpd.GeoDataFrame) -> tuple[Integers, Integers]:
    """Pairs of different addresses that are the same; those but for a letter only where points confirm it."""
    matches = shared.matches
    certain = matches[matches["a"].ne(matches["b"]) & ~matches["letters"]]
    by_letter = record_pairs(shared, points_of(table), chosen=matches["letters"].to_numpy(dtype=bool))
    of_record = shared.addresses.of_record.to_numpy()
    one, other = of_record[by_letter["first"].to_numpy()], of_record[by_letter["second"].to_numpy()]
    return np.concatenate([certain["a"].to_numpy(), one]), np.concatenate([certain["b"].to_numpy(), other])


def _bonds(shared: SharedAddresses, member: Integers, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """By group: least confidence of its pairs of addresses, and whether some of its addresses are no pair."""
    of_record = shared.addresses.of_record
    group = pd.Series(member).groupby(of_record.to_numpy()).first()
    matches = shared.matches.assign(
        group=shared.matches["a"].map(group), other=shared.matches["b"].map(group)
    )
    matches = matches[matches["group"].eq(matches["other"]) & matches["group"].notna()]
    repeated = np.bincount(of_record, minlength=1)[matches["a"].to_numpy()] > 1
    matters = matches[matches["a"].ne(matches["b"]) | repeated]
    addresses = group.groupby(group).size()
    pairs = (
        matches[matches["a"].ne(matches["b"])].groupby("group").size().reindex(addresses.index, fill_value=0)
    )
    return pd.DataFrame(
        {
            "confidence": matters.groupby("group")["confidence"].min().reindex(addresses.index),
            "chained": pairs < addresses * (addresses - 1) // 2,
        }
    )


def _linked_in(table: gpd.GeoDataFrame, entity: Entity, rows: Integers, number: Integers) -> Integers:
    """
    How many pairs in each group share a record of the other entity.

    Records of a group with the same links are counted together, so that a thousand at one address stay cheap.
    """
    links = link_pairs(table.iloc[rows], LINKS[entity]).drop_duplicates().sort_values(["row", "other"])
    signature = links.groupby("row")["other"].agg("\x1f".join).reindex(range(len(rows)))
    kinds = pd.DataFrame({"group": number, "signature": signature.to_numpy(object)}).dropna()
    kinds["kind"] = joins.keys(kinds["group"], kinds["signature"])
    counts = np.bincount(kinds["kind"], minlength=1).astype(np.int64)
    one_each = kinds.drop_duplicates("kind")
    group = one_each.set_index("kind")["group"].reindex(range(len(counts)), fill_value=0).to_numpy()
    inside = counts * (counts - 1) // 2
    named = links.assign(kind=kinds["kind"].reindex(links["row"]).to_numpy())
    named = named[named["row"].isin(one_each.index)]
    key = joins.keys(group[named["kind"].to_numpy(dtype=np.int64)], named["other"])
    a, b = joins.distinct([joins.pairs_within(key, named["kind"].to_numpy(dtype=np.int64))])
    total = np.zeros(int(number.max()) + 1, dtype=np.int64)
    np.add.at(total, group, inside)
    np.add.at(total, group[a], counts[a] * counts[b])
    return total


def _described(members: gpd.GeoDataFrame, number: Integers, facts: pd.DataFrame) -> pd.DataFrame:
    points = points_of(members)
    measured = points[["latitude", "longitude"]].where(points["precision"].ge(rank_of(MEASURABLE)))
    place = members[["address", "postcode", "city", "country"]].astype("str")
    told = place.groupby(number).first().reset_index(drop=True)
    columns = {"size": "int64", "unaware": "int64", "confidence": "float64", "chained": "bool"}
    told = told.assign(
        **{name: facts.get(name, pd.Series(dtype=dtype)).astype(dtype) for name, dtype in columns.items()}
    )
    told = told.join(measured.groupby(number).median().reset_index(drop=True))
    ids = members["id"].groupby(number).agg(list)
    told["members"] = pd.Series(pd.array([*ids], dtype=LIST) if len(ids) else pd.array([], dtype=LIST))
    order = ["unaware", "size"]
    return told.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _report_disagreeing(
    table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses, points: pd.DataFrame, findings: Findings
) -> None:
    """Report both records of one address whose points lie far apart."""
    pairs = record_pairs(shared, points, judged=points["judged"].to_numpy(), most=MOST_DISAGREEMENTS)
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    lat, lon = points["latitude"].to_numpy(), points["longitude"].to_numpy()
    distance = great_circle_m(lat[first], lon[first], lat[second], lon[second])
    far = distance > DISAGREE_M
    both = pd.DataFrame(
        {
            "one": np.r_[first[far], second[far]],
            "other": np.r_[second[far], first[far]],
            "m": np.r_[distance[far], distance[far]],
        }
    )
    both = both.sort_values(["one", "m"], ascending=[True, False]).drop_duplicates("one")
    ids = table["id"].to_numpy(object)
    kilometres = pd.Series(both["m"].div(1000).round(1).astype("str").to_numpy(), dtype="str")
    message = (
        "The record “" + pd.Series(ids[both["other"].to_numpy()], dtype="str") + "” has the same address, but its point lies "
        + kilometres + " km away."
    )  # fmt: skip
    findings.add(
        "coordinates_disagree",
        entity,
        pd.Series(ids[both["one"].to_numpy()], dtype="str"),
        "geometry",
        message,
    )


def _report_apart(
    table: gpd.GeoDataFrame, entity: Entity, column: str, points: pd.DataFrame, findings: Findings
) -> None:
    """Report points far from where the others of their postcode or town lie."""
    stated = pd.DataFrame(
        {
            "place": table[column].astype("str").to_numpy(),
            "country": table["country"].astype("str").to_numpy(),
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
