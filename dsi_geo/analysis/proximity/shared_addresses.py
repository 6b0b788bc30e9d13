"""Records at one address, as pairs and as groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.comparison import Flags
from dsi_geo.addresses.joins import Integers
from dsi_geo.addresses.matching import same_addresses, unchanged_addresses
from dsi_geo.addresses.table import Addresses, parse_addresses
from dsi_geo.analysis.proximity.linked_records import linked
from dsi_geo.analysis.proximity.points import (
    MEASURABLE,
    MOST_PAIRS,
    NEAR_ENOUGH,
    distance_m,
    points_of,
    rank_of,
)
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.errors import InputError
from dsi_geo.geography.sphere import unit_sphere
from dsi_geo.schema import LINKS, LIST, Entity

SIDE_BY_SIDE_M: Final = 50.0
"""Points of house 4 and house 4a this near to one another are evidence of one address."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class SharedAddresses:
    """The records of a table by address: the slow part, which does not depend on the radius or the filters of pairs.

    Attributes
    ----------
    addresses
        The parsed addresses.
    matches
        Pairs of distinct addresses that are the same, see `same_addresses`; if there are too many to compare, each
        address only with itself.
    refused
        Why differently written addresses were not compared; None if they were.
    """

    addresses: Addresses
    matches: pd.DataFrame
    refused: InputError | None = None

    @property
    def usable(self) -> int:
        """How many records have an address that can be compared."""
        return int(self.addresses.usable.sum())


def shared_addresses(table: pd.DataFrame, progress: Progress | None = None) -> SharedAddresses:
    """Read the addresses of a canonical table and find which are the same.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    progress
        Called with the share of the work done, 0 to 1.
    """
    addresses = parse_addresses(table, None if progress is None else lambda share: progress(0.7 * share))
    try:
        shared = SharedAddresses(addresses, same_addresses(addresses))
    except InputError as error:  # too many to be compared
        shared = SharedAddresses(addresses, unchanged_addresses(addresses), error)
    if progress:
        progress(1.0)
    return shared


def record_pairs(
    shared: SharedAddresses,
    points: pd.DataFrame,
    *,
    chosen: npt.NDArray[np.bool_] | None = None,
    judged: npt.NDArray[np.bool_] | None = None,
    most: int = MOST_PAIRS,
) -> pd.DataFrame:
    """Pairs of records at one address.

    Parameters
    ----------
    shared
        From `shared_addresses`.
    points
        From `points_of` for the same table.
    chosen
        Which rows of `shared.matches` count; None for all.
    judged
        Which records count; None for all.
    most
        Largest number of pairs.

    Returns
    -------
    DataFrame
        `first`, `second` (positions, first < second) and `match` (row of `shared.matches`).

    Raises
    ------
    InputError
        There are more pairs than `most`, or so many addresses that they were not compared.
    """
    if shared.refused is not None:
        raise shared.refused
    matches = shared.matches if chosen is None else shared.matches[chosen]
    record = shared.addresses.of_record.to_numpy()
    rows = np.arange(len(record), dtype=np.int64)
    rows = rows if judged is None else rows[judged]
    count = _count_pairs(matches, record[rows])
    if count > most:
        raise InputError(
            f"There are {count:,} pairs of records at one address, more than the {most:,} that can be listed: choose "
            "fewer records. The groups under one roof can still be listed."
        )
    pairs = _expanded(matches, record[rows], rows)
    letters = shared.matches["letters"].to_numpy(dtype=bool)[pairs["match"].to_numpy()]
    certain = ~letters | side_by_side(points, pairs["first"].to_numpy(), pairs["second"].to_numpy())
    return pairs[certain].reset_index(drop=True)


def side_by_side(points: pd.DataFrame, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the points at pairs of positions are exact, and so near that house 4 and 4a may be one address."""
    exact = points["precision"].to_numpy() >= rank_of(NEAR_ENOUGH)
    near = distance_m(points, first, second) <= SIDE_BY_SIDE_M
    return np.asarray(exact[first] & exact[second] & near)


def _count_pairs(matches: pd.DataFrame, record: Integers) -> int:
    sizes = np.bincount(record, minlength=int(matches[["a", "b"]].max().max()) + 1 if len(matches) else 1)
    a, b = matches["a"].to_numpy(), matches["b"].to_numpy()
    return int(np.where(a == b, sizes[a] * (sizes[a] - 1) // 2, sizes[a] * sizes[b]).sum())


def _expanded(matches: pd.DataFrame, record: Integers, rows: Integers) -> pd.DataFrame:
    """Positions of both records of each pair, and the row of `matches` that it comes from."""
    records = pd.DataFrame({"address": record, "row": rows})
    sizes = np.bincount(record, minlength=int(matches[["a", "b"]].max().max()) + 1 if len(matches) else 1)
    alone = matches["a"].eq(matches["b"]) & (sizes[matches["a"].to_numpy()] < 2)
    sized = matches.loc[~alone, ["a", "b"]].reset_index(names="match")
    pairs = sized.merge(records, left_on="a", right_on="address").merge(
        records, left_on="b", right_on="address", suffixes=("_a", "_b")
    )
    pairs = pairs[pairs["a"].ne(pairs["b"]) | pairs["row_a"].lt(pairs["row_b"])]
    one, other = pairs["row_a"].to_numpy(), pairs["row_b"].to_numpy()
    return pd.DataFrame(
        {
            "first": np.minimum(one, other),
            "second": np.maximum(one, other),
            "match": pairs["match"].to_numpy(),
        }
    )


class Figures(NamedTuple):
    """The figures at the top of the page: counts of records, of those with a usable address, of groups, of pairs."""

    records: int
    usable: int
    groups: int
    in_groups: int
    unaware_pairs: int


def groups(
    table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses, of_one: joins.Pairs | None = None
) -> pd.DataFrame:
    """Groups of records under one roof: all that share an address, directly or through others.

    Parameters
    ----------
    table
        Canonical table.
    entity
        What its records are.
    shared
        From `shared_addresses(table)`.
    of_one
        Positions of the pairs of records that are of one organisation (`pairs.of_one_organisation`): these are not
        unaware of one another. None if they are not known: then they count like others.

    Returns
    -------
    DataFrame
        Those with the most unaware pairs first: `address` (as its first record writes it), `postcode`, `city`,
        `country`; `size` (records); `unaware` (pairs that share no organisation or project, and are not of one
        organisation); `confidence` (the least of its pairs of addresses); `chained` (bool: some members share the
        address only through others, as 12 and 16 do through 12-16); `latitude`, `longitude` (median of the points of
        precision `street` or finer, degrees; missing where there is none); `members` (`schema.LIST` of ids, in the
        order of the table).
    """
    member = _group_of_record(shared, table)
    sizes = np.bincount(member, minlength=1)
    rows = np.flatnonzero(sizes[member] > 1)
    if not len(rows):
        return _described(table.iloc[rows], np.zeros(0, dtype=np.int64), pd.DataFrame())
    number, _ = pd.factorize(member[rows])
    of_row = np.full(len(table), -1, dtype=np.int64)
    of_row[rows] = number
    facts = pd.DataFrame({"size": np.bincount(number)})
    facts["unaware"] = facts["size"] * (facts["size"] - 1) // 2 - _linked_in(table, entity, rows, number)
    if of_one is not None:
        facts["unaware"] -= _unlinked_in(table, entity, of_one, of_row)
    bonds = _bonds(shared, member)
    group = pd.Series(number, index=rows).groupby(member[rows]).first()
    facts["confidence"] = bonds["confidence"].reindex(group.index).to_numpy()
    facts["chained"] = bonds["chained"].reindex(group.index).fillna(False).to_numpy(dtype=bool)
    return _described(table.iloc[rows], number, facts)


def figures(shared: SharedAddresses, groups: pd.DataFrame) -> Figures:
    """The counts at the top of the page, from `groups`."""
    return Figures(
        len(shared.addresses.of_record),
        shared.usable,
        len(groups),
        int(groups["size"].sum()),
        int(groups["unaware"].sum()),
    )


def _group_of_record(shared: SharedAddresses, table: gpd.GeoDataFrame) -> Integers:
    """The number of each record's group; a record whose address nobody shares is a group of its own."""
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
    """Pairs of differently written addresses that are the same; if they differ by a letter, points must confirm it."""
    different = shared.matches[shared.matches["a"].ne(shared.matches["b"])]
    letters = different["letters"].to_numpy(dtype=bool)
    confirmed = ~letters
    confirmed[letters] = _side_by_side(shared, points_of(table), different[letters])
    return different["a"].to_numpy()[confirmed], different["b"].to_numpy()[confirmed]


def _side_by_side(shared: SharedAddresses, points: pd.DataFrame, matches: pd.DataFrame) -> Flags:
    """Whether any records at the two addresses of each match have exact points side by side.

    Only the nearest point of the other address is looked up, since thousands may be at house 4 and at house 4a.
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
    """By group: least confidence of its pairs of addresses, and whether any two of its addresses are not a pair."""
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
    """How many pairs in each group share a record of the other entity.

    Records of a group with the same links are counted together, so that a thousand at one address are fast.
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


def _unlinked_in(table: gpd.GeoDataFrame, entity: Entity, pairs: joins.Pairs, of_row: Integers) -> Integers:
    """How many of the pairs without a link are in each group; `of_row` is the group of each record, -1 for none."""
    first, second = pairs
    inside = (of_row[first] == of_row[second]) & (of_row[first] >= 0)
    first, second = first[inside], second[inside]
    unlinked = ~linked(table, entity, first, second)
    return np.bincount(of_row[first[unlinked]], minlength=int(of_row.max()) + 1)


def _described(members: gpd.GeoDataFrame, number: Integers, facts: pd.DataFrame) -> pd.DataFrame:
    points = points_of(members)
    measured = points[["latitude", "longitude"]].where(points["precision"].ge(rank_of(MEASURABLE)))
    place = members[["address", "postcode", "city", "country"]].astype("str")
    found = place.groupby(number).first().reset_index(drop=True)
    columns = {"size": "int64", "unaware": "int64", "confidence": "float64", "chained": "bool"}
    found = found.assign(
        **{name: facts.get(name, pd.Series(dtype=dtype)).astype(dtype) for name, dtype in columns.items()}
    )
    found = found.join(measured.groupby(number).median().reset_index(drop=True))
    found["members"] = pd.Series(_ids_by_group(members["id"], number))
    order = ["unaware", "size"]
    return found.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)


def _ids_by_group(ids: pd.Series, number: Integers) -> pd.api.extensions.ExtensionArray:
    """The ids of each group in the order of the table, as `schema.LIST`."""
    if not len(ids):
        return pd.array([], dtype=LIST)
    sorted_ids = ids.to_numpy(object)[np.argsort(number, kind="stable")]
    ends = np.cumsum(np.bincount(number))[:-1]
    return pd.array([part.tolist() for part in np.split(sorted_ids, ends)], dtype=LIST)
