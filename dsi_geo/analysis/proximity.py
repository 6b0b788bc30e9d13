"""Who shares an address, who is near, who may be entered twice, and who of them does not know of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis import duplicates, evidence, nearby
from dsi_geo.analysis.addresses import joins
from dsi_geo.analysis.addresses.joins import Integers, Pairs
from dsi_geo.analysis.addresses.matching import same_addresses
from dsi_geo.analysis.addresses.table import Addresses, read_addresses
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.distance import great_circle_m
from dsi_geo.schema import LINKS, ORDERED_PLACE, Entity

SAME_ADDRESS: Final = "same_address"
NEARBY: Final = "nearby"
POSSIBLE_DUPLICATE: Final = "possible_duplicate"
RELATIONS: Final = (SAME_ADDRESS, POSSIBLE_DUPLICATE, NEARBY)

_WORDS: Final = {
    SAME_ADDRESS: "at the same address",
    POSSIBLE_DUPLICATE: "perhaps entered twice",
    NEARBY: "nearby",
}

COLUMNS: Final = (
    *("id_a", "name_a", "id_b", "name_b", "relation", "confidence", "distance_m", "linked", "why"),
    *("distance_precision", "address_confidence"),
)
SIDE_BY_SIDE_M: Final = 50.0
"""Points of house 4 and house 4a this near to one another speak for one address."""
NEAR_ENOUGH: Final = "address"
"""Points of this location precision are near one another; coarser ones never."""
MEASURABLE: Final = "street"
"""From this location precision on a distance between two points is told."""

Floats = npt.NDArray[np.float64]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class SharedAddresses:
    """The records of a table by address; the slow part, which no radius and no filter of pairs changes.

    Attributes
    ----------
    addresses
        The addresses read.
    matches
        Pairs of distinct addresses that are the same, see `same_addresses`.
    """

    addresses: Addresses
    matches: pd.DataFrame

    @property
    def usable(self) -> int:
        """How many records have an address that can be compared."""
        return int(self.addresses.usable.sum())


def shared_addresses(table: pd.DataFrame, progress: Progress | None = None) -> SharedAddresses:
    """
    Read the addresses of a canonical table and find which are the same.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    progress
        Is told the share done, 0 to 1.
    """
    addresses = read_addresses(table, None if progress is None else lambda share: progress(0.7 * share))
    matches = same_addresses(addresses.distinct)
    if progress:
        progress(1.0)
    return SharedAddresses(addresses, matches)


def neighbours(
    table: gpd.GeoDataFrame,
    entity: Entity,
    *,
    within_m: float | None = None,
    shared: SharedAddresses | None = None,
    most: int = nearby.MOST_PAIRS,
) -> pd.DataFrame:
    """
    All pairs of records that share an address, may be one record entered twice, or are near.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    entity
        What its records are.
    within_m
        Radius in metres (10 to 5,000) within which two points of precision `address` are near; None for no such pairs.
    shared
        From `shared_addresses(table)`, where it is at hand.
    most
        How many pairs at most.

    Returns
    -------
    DataFrame
        One row a pair of records: `id_a, name_a, id_b, name_b` (a before b in the table), `relation` (one of
        `RELATIONS`, the first that holds of: possible_duplicate, same_address, nearby), `confidence` (0 to 1: the share
        of pairs with such evidence that are what the relation says; 1 for nearby, which is measured), `distance_m`
        (metres; missing unless both points are at least of precision `street`), `linked` (bool: they share an
        organisation or a project), `why` (a sentence), `distance_precision` (the coarser of both location
        precisions), `address_confidence` (confidence that they share an address; missing where they do not). Unlinked
        pairs first, then by relation, confidence and distance.

    Raises
    ------
    InputError
        The radius makes no sense, or there are more pairs than `most`.
    """
    radius = None if within_m is None else nearby.check_radius(within_m)
    shared = shared or shared_addresses(table)
    points = points_of(table)
    same = _same_address(shared, points, most)
    twice = duplicates.possible_duplicates(
        table, entity, (same["first"].to_numpy(), same["second"].to_numpy())
    )
    near = _near(points, radius, most)
    pairs = _one_relation_a_pair(same, twice, near, len(table))
    pairs["linked"] = _linked(table, entity, pairs["first"].to_numpy(), pairs["second"].to_numpy())
    return _as_told(pairs, table, points)


def told(
    table: gpd.GeoDataFrame,
    entity: Entity,
    shared: SharedAddresses,
    pairs: pd.DataFrame,
    radius_m: float | None = None,
) -> list[str]:
    """
    What was looked at and what was found, in sentences.

    Parameters
    ----------
    table, entity, shared
        As given to `neighbours`.
    pairs
        What it gave.
    radius_m
        The radius asked for, if any.
    """
    rest = len(table) - shared.usable
    sentences = [
        f"{shared.usable:,} of {len(table):,} {entity} have an address that can be compared; {rest:,} lack a street, a house "
        "number or a town."
    ]
    if radius_m is not None:
        exact = int((table["location_precision"].ge(NEAR_ENOUGH) & table.geometry.notna()).sum())
        sentences.append(
            f"{exact:,} of {len(table):,} {entity} have a point of address level and can be near one another; "
            f"{len(table) - exact:,} are known less precisely or not at all."
        )
    counted = pairs.groupby("relation", observed=False)["linked"].agg(["size", "sum"])
    told_counts = ", ".join(
        f"{row['size']:,} {_WORDS[str(relation)]} ({row['size'] - row['sum']:,} of them unaware of each other)"
        for relation, row in counted.iterrows()
        if relation != NEARBY or radius_m is not None
    )
    return [*sentences, f"{len(pairs):,} pairs: {told_counts}."]


def points_of(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """The points of a table: `latitude`, `longitude` (degrees) and `precision` (code, finer is larger) by position; NaN for no point."""
    precision = table["location_precision"].astype(ORDERED_PLACE).cat.codes.to_numpy()
    geometry = table.geometry
    return pd.DataFrame(
        {"latitude": geometry.y.to_numpy(), "longitude": geometry.x.to_numpy(), "precision": precision}
    )


def rank_of(precision: str) -> int:
    """The code of a location precision; finer ones have larger codes."""
    return int(ORDERED_PLACE.categories.get_loc(precision))


def _distance_m(points: pd.DataFrame, first: Integers, second: Integers) -> Floats:
    lat, lon = points["latitude"].to_numpy(), points["longitude"].to_numpy()
    return great_circle_m(lat[first], lon[first], lat[second], lon[second])


def record_pairs(
    shared: SharedAddresses,
    points: pd.DataFrame,
    *,
    chosen: npt.NDArray[np.bool_] | None = None,
    judged: npt.NDArray[np.bool_] | None = None,
    most: int = nearby.MOST_PAIRS,
) -> pd.DataFrame:
    """
    Pairs of records at one address.

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
        How many pairs at most.

    Returns
    -------
    DataFrame
        `first`, `second` (positions, first < second) and `match` (row of `shared.matches`).

    Raises
    ------
    InputError
        There are more pairs than `most`.
    """
    matches = shared.matches if chosen is None else shared.matches[chosen]
    record = shared.addresses.of_record.to_numpy()
    rows = np.arange(len(record), dtype=np.int64)
    rows = rows if judged is None else rows[judged]
    count = _count_pairs(matches, record[rows])
    if count > most:
        raise InputError(
            f"There are {count:,} pairs of records at one address, more than the {most:,} that can be listed: choose fewer "
            "records. The groups under one roof can still be told."
        )
    pairs = _expanded(matches, record[rows], rows)
    letters = shared.matches["letters"].to_numpy(dtype=bool)[pairs["match"].to_numpy()]
    exact = points["precision"].to_numpy() >= rank_of(NEAR_ENOUGH)
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    side_by_side = exact[first] & exact[second] & (_distance_m(points, first, second) <= SIDE_BY_SIDE_M)
    return pairs[~letters | side_by_side].reset_index(drop=True)


def _same_address(shared: SharedAddresses, points: pd.DataFrame, most: int) -> pd.DataFrame:
    """Pairs of records at one address: `first`, `second`, `confidence`, `why`."""
    pairs = record_pairs(shared, points, most=most)
    match = pairs.pop("match").to_numpy()
    shown = shared.matches.iloc[np.unique(match)]
    why = evidence.reasons(shown, shared.addresses.distinct).reindex(match)
    confidence = shared.matches["confidence"].to_numpy()[match]
    return pairs.assign(confidence=confidence, why=why.to_numpy(object))


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


def _near(points: pd.DataFrame, radius_m: float | None, most: int) -> pd.DataFrame:
    """Pairs of address-level points within the radius: `first`, `second`, `confidence`, `why`."""
    exact = np.flatnonzero(points["precision"].ge(rank_of(NEAR_ENOUGH)) & points["latitude"].notna())
    if radius_m is None or not len(exact):
        none = np.zeros(0, dtype=np.int64)
        return pd.DataFrame(
            {"first": none, "second": none, "confidence": np.zeros(0), "why": pd.Series(dtype="str")}
        )
    some = points.iloc[exact]
    first, second, distance = nearby.pairs_within(some["latitude"], some["longitude"], radius_m, most)
    metres = pd.Series(np.round(distance), dtype="int64").astype("str")
    why = "both points are of address level and lie " + metres + " m apart"
    return pd.DataFrame({"first": exact[first], "second": exact[second], "confidence": 1.0, "why": why})


def _one_relation_a_pair(
    same: pd.DataFrame, twice: pd.DataFrame, near: pd.DataFrame, records: int
) -> pd.DataFrame:
    """All pairs, each under the first relation that holds of it; a duplicate's reason is followed by the address's."""
    every = [
        part.assign(relation=relation, key=part["first"] * max(records, 1) + part["second"])
        for relation, part in ((POSSIBLE_DUPLICATE, twice), (SAME_ADDRESS, same), (NEARBY, near))
    ]
    pairs = pd.concat(every, ignore_index=True).drop_duplicates("key", ignore_index=True)
    at_address = every[1].drop_duplicates("key").set_index("key")
    pairs["address_confidence"] = pairs["key"].map(at_address["confidence"]).astype("float64")
    reason = pairs["key"].map(at_address["why"]).astype("str")
    more = pairs["relation"].eq(POSSIBLE_DUPLICATE) & reason.notna()
    pairs["why"] = pairs["why"].astype("str").mask(more, pairs["why"].astype("str") + "; " + reason)
    return pairs


def _linked(table: pd.DataFrame, entity: Entity, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the records of each pair share a record of the other entity."""
    links = link_pairs(table, LINKS[entity]).drop_duplicates()
    pairs = pd.DataFrame({"pair": np.arange(len(first)), "first": first, "second": second})
    some = pairs[pairs["first"].isin(links["row"]) & pairs["second"].isin(links["row"])]
    shared = some.merge(links, left_on="first", right_on="row").merge(
        links, left_on=["second", "other"], right_on=["row", "other"]
    )
    found = np.zeros(len(first), dtype=bool)
    found[shared["pair"].to_numpy()] = True
    return found


def _as_told(pairs: pd.DataFrame, table: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    first, second = pairs["first"].to_numpy(dtype=np.int64), pairs["second"].to_numpy(dtype=np.int64)
    precision = points["precision"].to_numpy()
    coarser = np.minimum(precision[first], precision[second])
    distance = _distance_m(points, first, second).round(1)
    ids, names = table["id"].to_numpy(object), table["name"].to_numpy(object)
    told = pd.DataFrame(
        {
            "id_a": pd.array(ids[first], dtype="str"),
            "name_a": pd.array(names[first], dtype="str"),
            "id_b": pd.array(ids[second], dtype="str"),
            "name_b": pd.array(names[second], dtype="str"),
            "relation": pd.Categorical(pairs["relation"], categories=RELATIONS, ordered=True),
            "confidence": pairs["confidence"].astype("float64").round(2),
            "distance_m": np.where(coarser >= rank_of(MEASURABLE), distance, np.nan),
            "linked": pairs["linked"].astype(bool),
            "why": pairs["why"].astype("str"),
            "distance_precision": pd.Categorical.from_codes(coarser, dtype=ORDERED_PLACE),
            "address_confidence": pairs["address_confidence"].round(2),
        }
    )
    order = told.assign(first=first, second=second)
    by = ["linked", "relation", "confidence", "distance_m", "first", "second"]
    order = order.sort_values(by, ascending=[True, True, False, True, True, True], kind="stable")
    return told.loc[order.index, list(COLUMNS)].reset_index(drop=True)


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
    radius = nearby.check_radius(radius_m)
    found = np.flatnonzero(table["id"].eq(record_id))
    if not len(found):
        raise InputError(f"There is no record {quoted(record_id)} among the {entity}.")
    me, points = int(found[0]), points_of(table)
    confidence = _at_my_address(me, shared, points)
    measured = points["precision"].ge(rank_of(MEASURABLE)).to_numpy()
    lat, lon = (np.where(measured, points[axis], np.nan) for axis in ("latitude", "longitude"))
    near, _ = nearby.around(lat, lon, (lat[me], lon[me]), radius)
    rows = np.union1d(near, [*confidence]).astype(np.int64)
    rows = rows[rows != me]
    ordered = _told_around(table, entity, me, rows, confidence, points)
    return ordered.sort_values(
        ["same_address", "distance_m"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _at_my_address(me: int, shared: SharedAddresses, points: pd.DataFrame) -> dict[int, float]:
    """Positions of the records at a record's address, with the confidence."""
    mine = shared.addresses.of_record.iloc[me]
    chosen = (shared.matches["a"].eq(mine) | shared.matches["b"].eq(mine)).to_numpy()
    pairs = record_pairs(shared, points, chosen=chosen)
    pairs = pairs[pairs["first"].eq(me) | pairs["second"].eq(me)]
    others = (pairs["first"] + pairs["second"] - me).to_numpy()
    return dict(zip(others.tolist(), shared.matches["confidence"].to_numpy()[pairs["match"]], strict=True))


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
    distance = _distance_m(points, mine, rows).round(1)
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(object)[rows],
            "name": table["name"].to_numpy(object)[rows],
            "same_address": np.isin(rows, [*confidence]),
            "confidence": [confidence.get(int(row), np.nan) for row in rows],
            "distance_m": np.where(coarser >= rank_of(MEASURABLE), distance, np.nan),
            "distance_precision": pd.Categorical.from_codes(coarser, dtype=ORDERED_PLACE),
            "linked": _linked(table, entity, mine, rows),
        }
    ).astype({"id": "str", "name": "str"})
