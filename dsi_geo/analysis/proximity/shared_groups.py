"""Groups of records under one roof."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.comparison import Flags
from dsi_geo.addresses.joins import Integers
from dsi_geo.analysis.proximity.points import MEASURABLE, NEAR_ENOUGH, points_of, rank_of
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, side_by_side
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.geography.sphere import unit_sphere
from dsi_geo.schema import LINKS, LIST, Entity


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
        `address` (as its first record writes it), `postcode`, `city`, `country`; `size` (records); `unaware` (pairs
        that share no organisation or project; records that may be duplicates count like others); `confidence` (of the
        weakest pair that holds the group together); `chained` (bool: some members share the address only through
        others, as 12 and 16 do through 12-16); `latitude`, `longitude` (median of the points of precision `street` or
        finer, degrees; missing where there is none); `members` (`schema.LIST` of ids, in the order of the table).
    """
    member = _group_of_record(shared, table)
    sizes = np.bincount(member, minlength=1)
    rows = np.flatnonzero(sizes[member] > 1)
    if not len(rows):
        return _described(table.iloc[rows], np.zeros(0, dtype=np.int64), pd.DataFrame())
    number, _ = pd.factorize(member[rows])
    facts = pd.DataFrame({"size": np.bincount(number)})
    facts["unaware"] = facts["size"] * (facts["size"] - 1) // 2 - _linked_in(table, entity, rows, number)
    bonds = _bonds(shared, member)
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


def _edges(shared: SharedAddresses, table: gpd.GeoDataFrame) -> joins.Pairs:
    """Pairs of different addresses that are the same; those but for a letter only where points confirm it."""
    different = shared.matches[shared.matches["a"].ne(shared.matches["b"])]
    letters = different["letters"].to_numpy(dtype=bool)
    confirmed = ~letters
    confirmed[letters] = _side_by_side(shared, points_of(table), different[letters])
    return different["a"].to_numpy()[confirmed], different["b"].to_numpy()[confirmed]


def _side_by_side(shared: SharedAddresses, points: pd.DataFrame, matches: pd.DataFrame) -> Flags:
    """
    Whether any records at the two addresses of each match have exact points side by side.

    The nearest of the other address is looked for, since thousands may be at house 4 and at house 4a.
    """
    from scipy.spatial import cKDTree

    record = shared.addresses.of_record.to_numpy()
    exact = points["precision"].ge(rank_of(NEAR_ENOUGH)) & points["latitude"].notna()
    rows = np.flatnonzero(exact.to_numpy() & np.isin(record, matches[["a", "b"]].to_numpy()))
    place = unit_sphere(points["latitude"].to_numpy()[rows], points["longitude"].to_numpy()[rows])
    of_address = pd.Series(np.arange(len(rows))).groupby(record[rows]).indices
    trees: dict[int, Any] = {}
    found = np.zeros(len(matches), dtype=bool)
    for at, pair in enumerate(matches[["a", "b"]].itertuples(index=False, name=None)):
        if not all(address in of_address for address in pair):
            continue
        few, many = sorted(pair, key=lambda address: len(of_address[address]))
        if many not in trees:
            trees[many] = cKDTree(place[of_address[many]])
        _, nearest = trees[many].query(place[of_address[few]])
        one, other = rows[of_address[few]], rows[of_address[many][nearest]]
        found[at] = side_by_side(points, one, other).any()
    return found


def _bonds(shared: SharedAddresses, member: Integers) -> pd.DataFrame:
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
    told["members"] = pd.Series(_ids_by_group(members["id"], number))
    order = ["unaware", "size"]
    return told.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _ids_by_group(ids: pd.Series, number: Integers) -> pd.api.extensions.ExtensionArray:
    """The ids of each group in the order of the table, as `schema.LIST`."""
    if not len(ids):
        return pd.array([], dtype=LIST)
    sorted_ids = ids.to_numpy(object)[np.argsort(number, kind="stable")]
    ends = np.cumsum(np.bincount(number))[:-1]
    return pd.array([part.tolist() for part in np.split(sorted_ids, ends)], dtype=LIST)
