"""Pairs of records at one address, near one another or entered twice: found, filtered and introduced."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses.joins import Pairs
from dsi_geo.analysis.memberships import common
from dsi_geo.analysis.proximity import duplicates, nearby
from dsi_geo.analysis.proximity.branches import UNCHAINED, Chains
from dsi_geo.analysis.proximity.duplicates import AlikeRecords
from dsi_geo.analysis.proximity.linked_records import linked
from dsi_geo.analysis.proximity.points import (
    MEASURABLE,
    MOST_PAIRS,
    NEAR_ENOUGH,
    distance_m,
    points_of,
    rank_of,
)
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, record_pairs, shared_addresses
from dsi_geo.schema import ORDERED_PLACE, Entity
from dsi_geo.schema.column import names
from dsi_geo.schema.exports import INTRODUCTIONS, NEIGHBOURS

SAME_ADDRESS: Final = "same_address"
NEARBY: Final = "nearby"
POSSIBLE_DUPLICATE: Final = "possible_duplicate"
SAME_BODY: Final = "same_body"
BRANCH: Final = "branch"
RELATIONS: Final = (SAME_ADDRESS, POSSIBLE_DUPLICATE, SAME_BODY, BRANCH, NEARBY)
OF_ONE: Final = (POSSIBLE_DUPLICATE, SAME_BODY, BRANCH)
"""Relations of records that are of one organisation, which need no introduction."""

_WORDS: Final = {
    SAME_ADDRESS: "at the same address",
    POSSIBLE_DUPLICATE: "perhaps entered twice",
    SAME_BODY: "perhaps one under two names",
    BRANCH: "branches of one organisation",
    NEARBY: "nearby",
}


COLUMNS: Final = names(NEIGHBOURS)


class AtAnyRadius(NamedTuple):
    """Pairs that do not depend on the radius: at one address (`same`), and of records that are alike."""

    same: pd.DataFrame
    alike: AlikeRecords


def at_any_radius(
    table: gpd.GeoDataFrame, entity: Entity, shared: SharedAddresses, most: int = MOST_PAIRS
) -> AtAnyRadius:
    """The pairs that `neighbours` finds without distances, to be reused while the radius changes.

    Parameters
    ----------
    table, entity, shared, most
        As given to `neighbours`.

    Raises
    ------
    InputError
        There are more pairs than `most`.
    """
    same = _same_address(shared, points_of(table), most)
    positions = (same["first"].to_numpy(), same["second"].to_numpy())
    return AtAnyRadius(same, duplicates.alike_records(table, entity, positions, shared.addresses, most))


def of_one_organisation(
    known: AtAnyRadius, ids: pd.Series, told_apart: Collection[tuple[str, str]] = ()
) -> Pairs:
    """Positions of the pairs of records that are of one organisation: `groups` does not count them as unaware.

    Parameters
    ----------
    known
        From `at_any_radius`.
    ids
        Of the table's records.
    told_apart
        Ids of pairs that a steward knows to be of two, the lower first.
    """
    alike = pd.concat([known.alike.twice, known.alike.bodies])
    first, second = (alike[side].to_numpy(dtype=np.int64) for side in ("first", "second"))
    one, other = ids.to_numpy(object)[first], ids.to_numpy(object)[second]
    apart = pd.MultiIndex.from_arrays([np.minimum(one, other), np.maximum(one, other)]).isin([*told_apart])
    return first[~apart], second[~apart]


def among(of_one: Pairs | None, chosen: npt.NDArray[np.bool_]) -> Pairs | None:
    """Those of the pairs of which both records are chosen, as positions among the chosen."""
    if of_one is None:
        return None
    first, second = of_one
    both, place = chosen[first] & chosen[second], np.cumsum(chosen) - 1
    return place[first[both]], place[second[both]]


def neighbours(
    table: gpd.GeoDataFrame,
    entity: Entity,
    *,
    within_m: float | None = None,
    shared: SharedAddresses | None = None,
    known: AtAnyRadius | None = None,
    most: int = MOST_PAIRS,
) -> pd.DataFrame:
    """All pairs of records that share an address, may be one record entered twice, or are near.

    Parameters
    ----------
    table
        Canonical table, or a selection of it.
    entity
        What its records are.
    within_m
        Radius in metres (10 to 5,000) within which two points of precision `address` are near; None for no such pairs.
    shared
        From `shared_addresses(table)`; computed if not given.
    known
        From `at_any_radius`; computed if not given. `shared` is not needed then.
    most
        Largest number of pairs of each relation.

    Returns
    -------
    DataFrame
        One row per pair of records: `id_a, name_a, id_b, name_b` (a before b in the table), `relation` (one of
        `RELATIONS`; the first that applies of possible_duplicate, same_body, branch, same_address, nearby),
        `confidence` (0 to 1: the share of pairs with such evidence that are what the relation says; 1 for nearby, which
        is measured),
        `distance_m` (metres; missing unless both points are at least of precision `street`), `linked` (bool: they share
        an organisation or a project), `why` (text), `distance_precision` (the coarser of both location
        precisions), `address_confidence` (confidence that they share an address; missing where they do not). Unlinked
        pairs first, then by relation, confidence and distance.

    Raises
    ------
    InputError
        The radius is out of range, or there are more pairs than `most`.
    """
    radius = None if within_m is None else nearby.check_radius(within_m)
    points = points_of(table)
    near = _near(points, radius, most)
    known = known or at_any_radius(table, entity, shared or shared_addresses(table), most)
    pairs = _one_relation_a_pair(known, _branches_near(known.alike.chains, near), near, len(table))
    pairs["linked"] = linked(table, entity, pairs["first"].to_numpy(), pairs["second"].to_numpy())
    return _described(pairs, table, points)


def _same_address(shared: SharedAddresses, points: pd.DataFrame, most: int) -> pd.DataFrame:
    """Pairs of records at one address: `first`, `second`, `confidence`, `why`."""
    pairs = record_pairs(shared, points, most=most)
    match = pairs.pop("match").to_numpy()
    distinct, of_pair = np.unique(match, return_inverse=True)
    # All pairs of two addresses share one string: millions of copies would fill the memory.
    why = duplicates.reasons(shared.matches.iloc[distinct], shared.addresses.distinct).to_numpy(object)
    confidence = shared.matches["confidence"].to_numpy()[match]
    return pairs.assign(confidence=confidence, why=pd.Series(why[of_pair], index=pairs.index, dtype=object))


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


def _branches_near(chains: Chains, near: pd.DataFrame) -> pd.DataFrame:
    """Those of the pairs that are near which are of one organisation: of a large chain, not all pairs are listed."""
    one, other = (chains.number[near[side].to_numpy()] for side in ("first", "second"))
    some = near[(one == other) & (one != UNCHAINED)]
    confidence = chains.confidence[some["first"].to_numpy()]
    return some.assign(confidence=confidence, why="same name at two places that are near one another")


def _one_relation_a_pair(
    known: AtAnyRadius, branches_near: pd.DataFrame, near: pd.DataFrame, records: int
) -> pd.DataFrame:
    """Each pair once, with the first relation that applies; one of an organisation at one address gets both reasons."""
    every = [
        part.assign(relation=relation, key=part["first"] * max(records, 1) + part["second"])
        for relation, part in (
            (POSSIBLE_DUPLICATE, known.alike.twice),
            (SAME_BODY, known.alike.bodies),
            (BRANCH, known.alike.branches),
            (BRANCH, branches_near),
            (SAME_ADDRESS, known.same),
            (NEARBY, near),
        )
    ]
    all_pairs = pd.concat(every, ignore_index=True)
    pairs = all_pairs.drop_duplicates("key", ignore_index=True)
    at_address = all_pairs[all_pairs["relation"].eq(SAME_ADDRESS)].drop_duplicates("key").set_index("key")
    pairs["address_confidence"] = pairs["key"].map(at_address["confidence"]).astype("float64")
    more = pairs["relation"].isin(OF_ONE) & pairs["key"].isin(at_address.index)
    pairs["why"] = pairs["why"].astype(object)
    reason = pairs.loc[more, "key"].map(at_address["why"]).astype("str")
    pairs.loc[more, "why"] = pairs.loc[more, "why"].astype("str") + "; " + reason
    return pairs


def _described(pairs: pd.DataFrame, table: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    relation = pd.Categorical(pairs["relation"], categories=RELATIONS, ordered=True)
    confidence = pairs["confidence"].astype("float64").round(2).to_numpy()
    first, second = pairs["first"].to_numpy(dtype=np.int64), pairs["second"].to_numpy(dtype=np.int64)
    precision = points["precision"].to_numpy()
    coarser = np.minimum(precision[first], precision[second])
    distance = np.where(coarser >= rank_of(MEASURABLE), distance_m(points, first, second).round(1), np.nan)
    linked_too = pairs["linked"].to_numpy(dtype=bool)
    order = np.lexsort((second, first, distance, -confidence, relation.codes, linked_too))
    first, second = first[order], second[order]
    ids, names = table["id"].to_numpy(object), table["name"].to_numpy(object)
    shown = pd.DataFrame(
        {
            "id_a": pd.array(ids[first], dtype="str"),
            "name_a": pd.array(names[first], dtype="str"),
            "id_b": pd.array(ids[second], dtype="str"),
            "name_b": pd.array(names[second], dtype="str"),
            "relation": relation[order],
            "confidence": confidence[order],
            "distance_m": distance[order],
            "linked": linked_too[order],
            "why": pairs["why"].astype("str").array[order],
            "distance_precision": pd.Categorical.from_codes(coarser[order], dtype=ORDERED_PLACE),
            "address_confidence": pairs["address_confidence"].round(2).to_numpy()[order],
        }
    )
    return shown[list(COLUMNS)]


def confidence_words(confidence: pd.Series) -> pd.Series:
    """A confidence in words, no finer than the figures justify: perhaps (to 0.7), quite (to 0.9), very."""
    return pd.cut(confidence, [0, 0.7, 0.9, 1], labels=["perhaps", "quite", "very"]).astype("str")


def pair_sentences(
    table: gpd.GeoDataFrame,
    entity: Entity,
    shared: SharedAddresses,
    pairs: pd.DataFrame,
    radius_m: float | None = None,
) -> list[str]:
    """What was compared and what was found, in sentences.

    Parameters
    ----------
    table, entity, shared
        As given to `neighbours`.
    pairs
        Its result.
    radius_m
        The radius asked for, if any.
    """
    rest = len(table) - shared.usable
    usable = f"{shared.usable:,} of {len(table):,} {entity} have an address that can be compared; "
    sentences = [usable + f"{rest:,} lack a street, a house number or a town."]
    if radius_m is not None:
        exact = int((table["location_precision"].ge(NEAR_ENOUGH) & table.geometry.notna()).sum())
        sentences.append(
            f"{exact:,} of {len(table):,} {entity} have a point of address level and can be near one another; "
            f"{len(table) - exact:,} are known less precisely or not at all."
        )
    counted = pairs.assign(unaware=are_unaware(pairs)).groupby("relation", observed=False)["unaware"]
    by_relation = ", ".join(
        f"{row['size']:,} {_WORDS[str(relation)]}"
        + ("" if relation in OF_ONE else f" ({row['sum']:,} of them unaware of each other)")
        for relation, row in counted.agg(["size", "sum"]).iterrows()
        if relation != NEARBY or radius_m is not None
    )
    listed = duplicates.most_listed_words(int(pairs["relation"].eq(POSSIBLE_DUPLICATE).sum()), len(table))
    return [*sentences, f"{len(pairs):,} pairs: {by_relation}.", *filter(None, [listed])]


TOPICS: Final = {"any": "any topics", "different": "different topics", "same": "the same topic"}
"""What two records may work on, by their thematic cluster."""

ENDED: Final = ("closed", "ending")


def choose_pairs(
    pairs: pd.DataFrame,
    table: pd.DataFrame,
    chosen: npt.NDArray[np.bool_],
    *,
    topics: str = "any",
    running: bool = False,
    unaware: bool = False,
) -> pd.DataFrame:
    """The pairs that fit and of which both records are chosen.

    Parameters
    ----------
    pairs
        From `pairs.neighbours`.
    table
        The canonical table that they come from.
    chosen
        One bool per record of the table.
    topics
        One of `TOPICS`. Topics are the same if the records have a cluster in common. A pair with a record without a
        thematic cluster is neither the same nor different.
    running
        Only pairs of which neither record has closed or announced its end; organisations always run.
    unaware
        Only pairs that share no organisation or project, and are not of one organisation (`OF_ONE`).
    """
    places = pd.Series(np.arange(len(table)), index=table["id"])
    places = places[~places.index.duplicated()]
    first, second = places.loc[pairs["id_a"]].to_numpy(), places.loc[pairs["id_b"]].to_numpy()
    fits = chosen[first] & chosen[second]
    if topics != "any" and "cluster" in table:
        same, different = common(table["cluster"], first, second)
        fits &= same if topics == "same" else different
    if running and "status" in table:
        ended = table["status"].isin(ENDED).to_numpy()
        fits &= ~ended[first] & ~ended[second]
    if unaware:
        fits &= are_unaware(pairs)
    return pairs[fits]


def are_unaware(pairs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which pairs are of two organisations or projects that share no record, as far as the records know."""
    return np.asarray(~pairs["linked"].to_numpy(dtype=bool) & ~pairs["relation"].isin(OF_ONE).to_numpy())


def with_verdicts(pairs: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a column `verdict`, "" where nothing was decided."""
    lower = np.minimum(pairs["id_a"].to_numpy(object), pairs["id_b"].to_numpy(object))
    upper = np.maximum(pairs["id_a"].to_numpy(object), pairs["id_b"].to_numpy(object))
    decided = pd.Series(
        verdicts["verdict"].to_numpy(), index=pd.MultiIndex.from_arrays([verdicts["id_a"], verdicts["id_b"]])
    )
    known = decided.reindex(pd.MultiIndex.from_arrays([lower, upper]))
    return pairs.assign(verdict=pd.Series(known.to_numpy(), index=pairs.index, dtype="str").fillna(""))


INTRODUCTION_COLUMNS: Final = names(INTRODUCTIONS)


def introductions(pairs: pd.DataFrame, table: pd.DataFrame, entity: Entity) -> pd.DataFrame:
    """The pairs that are not linked, each with a sentence that can be sent as it is.

    Parameters
    ----------
    pairs
        From `pairs.neighbours`; linked pairs and those of one organisation (`OF_ONE`) are left out.
    table
        The canonical table that they come from.
    entity
        What its records are.

    Returns
    -------
    DataFrame
        Columns `schema.exports.INTRODUCTIONS`, in the order of `pairs`: names, web addresses, the address as the first
        record writes it, and the sentence.
    """
    unaware = pairs[are_unaware(pairs)]
    records = table.set_index("id")
    first, second = (
        records.loc[unaware[side], ["address", "city", "website"]].reset_index(drop=True)
        for side in ("id_a", "id_b")
    )
    strangers = unaware.reset_index(drop=True)
    address = first["address"].astype("str").fillna(second["address"].astype("str")).fillna("")
    town = first["city"].astype("str").fillna(second["city"].astype("str")).fillna("")
    place = address.str.cat(town.mask(town == "", "").radd(", ").mask(town == "", ""))
    names = strangers["name_a"].fillna("(no name)") + " and " + strangers["name_b"].fillna("(no name)")
    metres = strangers["distance_m"].round().astype("Int64").astype("str")
    where = (" share an address, " + place).where(
        strangers["relation"] == SAME_ADDRESS, " are " + metres + " metres from one another, at " + place
    )
    other = "organisation" if entity == "projects" else "project"
    sentence = names + where + f"; our records know of no {other} that they have in common."
    return pd.DataFrame(
        {
            "name_a": strangers["name_a"],
            "website_a": first["website"],
            "name_b": strangers["name_b"],
            "website_b": second["website"],
            "address": address,
            "town": town,
            "sentence": sentence,
            "confidence": strangers["confidence"],
            "why": strangers["why"],
            "id_a": strangers["id_a"],
            "id_b": strangers["id_b"],
        }
    )[list(INTRODUCTION_COLUMNS)]
