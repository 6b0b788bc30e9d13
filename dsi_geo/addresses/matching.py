"""Which addresses are the same, with what confidence and on what evidence."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses.candidates import candidates, check_count
from dsi_geo.addresses.comparison import (
    DOUBTFUL,
    ENOUGH_FOR,
    AddressPairs,
    both_rare,
    compare_codes,
    compare_houses,
    compare_places,
    compare_streets,
    without_number,
)
from dsi_geo.addresses.table import Addresses, parse_addresses
from dsi_geo.errors import InputError

LEAST_CONFIDENCE: Final = 0.5
"""Least confidence of a pair that is taken to be one address."""
ONE_OF_SEVERAL: Final = 0.95
"""Factor for a confidence if a record has several addresses and only one of them agrees."""


def same_addresses(addresses: Addresses) -> pd.DataFrame:
    """The pairs of addresses that are the same, including each usable one with itself.

    Parameters
    ----------
    addresses
        From `parse_addresses`.

    Returns
    -------
    DataFrame
        `a`, `b` (rows of `Addresses.distinct`, a <= b); `confidence` (0.5 to 1): the product of the worths of street,
        house and place, an estimate of the share of pairs with such evidence that are one address; `street`, `house`,
        `place` (codes of the evidence, see `compare_streets`, `compare_houses`, `compare_places`); `letters` (bool: the
        houses differ only by a letter, as "4" and "4a" do, and are the same only if their points confirm it); `read_a`,
        `read_b` (rows of `Addresses.distinct`): what was compared, the address itself or one of its alternatives.

    Raises
    ------
    InputError
        Too many addresses share keys to be compared.
    """
    distinct = addresses.distinct
    usable = distinct[distinct["usable"]]
    first, second = candidates(usable)
    itself = usable.index.to_numpy(dtype=np.int64)
    judged = _judged(
        AddressPairs(distinct, np.concatenate([itself, first]), np.concatenate([itself, second]))
    )
    judged = _without_ambiguous(judged[judged["confidence"] >= LEAST_CONFIDENCE], distinct)
    judged = _without_unplaceable(judged, distinct)
    return _with_alternatives(judged, addresses)


def address_groups(table: pd.DataFrame) -> pd.Series:
    """Group the rows of a table whose addresses may be one; matches of matches are in one group.

    Parameters
    ----------
    table
        As for `parse_addresses`; the rows are assumed to be so near to one another that house 4 and house 4a are one.

    Returns
    -------
    Series
        Group (int64), with the index of `table`; different where the addresses are clearly different. An address
        without a house number is in the group of a house in its street.
    """
    addresses = parse_addresses(table)
    try:
        pairs = same_addresses(addresses)
    except InputError:  # too many to compare
        pairs = unchanged_addresses(addresses)
    matched = pd.concat([pairs[["a", "b"]], _beside_numbers(addresses.distinct)])
    group = _one_address(matched, len(addresses.distinct))
    return pd.Series(group[addresses.of_record.to_numpy()], index=table.index, dtype="int64")


def _beside_numbers(distinct: pd.DataFrame) -> pd.DataFrame:
    """Pairs of an address with a house number and one in the same street without.

    Only one house of each street is used; otherwise an address without a number would join all houses of its street.
    """
    street = distinct[["name", "town"]].reset_index(names="row")
    numbered = (distinct["low"].gt(0) | distinct["literal"].ne("")).to_numpy()
    named = street["name"].ne("").to_numpy()
    one_house = street[named & numbered].drop_duplicates(["name", "town"])
    both = one_house.merge(street[named & ~numbered], on=["name", "town"])
    return both[["row_x", "row_y"]].set_axis(["a", "b"], axis=1)


def unchanged_addresses(addresses: Addresses) -> pd.DataFrame:
    """The result of `same_addresses` for each address with itself only."""
    itself = np.flatnonzero(addresses.distinct["usable"]).astype(np.int64)
    judged = _judged(AddressPairs(addresses.distinct, itself, itself))
    return judged.assign(read_a=itself, read_b=itself)


def _with_alternatives(judged: pd.DataFrame, addresses: Addresses) -> pd.DataFrame:
    """Pairs of complete addresses, including those of which only an alternative matches the other."""
    judged = judged.assign(read_a=judged["a"], read_b=judged["b"])
    parts = addresses.alternatives
    if parts.empty:
        return judged.reset_index(drop=True)
    of_alone = parts.set_index("alone")["whole"]
    wholes = np.bincount(parts["alone"], minlength=len(addresses.distinct))
    one, other = wholes[judged["a"]], wholes[judged["b"]]
    check_count(int((one + other + 2 * one * other).sum()))
    swapped = judged.rename(columns={"a": "b", "b": "a", "read_a": "read_b", "read_b": "read_a"})
    either = pd.concat([judged, swapped[swapped["a"].ne(swapped["b"])]])[judged.columns]
    by_first = either.join(of_alone, on="a", how="inner").assign(a=lambda pairs: pairs["whole"])
    by_second = by_first.drop(columns="whole").join(of_alone, on="b", how="inner")
    found = pd.concat([by_first, by_second.assign(b=by_second["whole"])]).drop(columns="whole")
    found = found.assign(confidence=(found["confidence"] * ONE_OF_SEVERAL).round(3))
    backwards = found["a"].gt(found["b"])
    found.loc[backwards, ["a", "b", "read_a", "read_b"]] = found.loc[
        backwards, ["b", "a", "read_b", "read_a"]
    ].to_numpy()
    every = pd.concat([judged, found[found["confidence"] >= LEAST_CONFIDENCE]])
    every = every[every["a"].isin(addresses.of_record) & every["b"].isin(addresses.of_record)]
    return every.sort_values("confidence", ascending=False, kind="stable").drop_duplicates(
        ["a", "b"], ignore_index=True
    )


def _judged(pairs: AddressPairs) -> pd.DataFrame:
    """All pairs with confidence and evidence; expensive comparisons come last, for the remaining pairs only."""
    house = compare_houses(pairs)
    possible = house.confidence > 0
    pairs, house = pairs.only(possible), house.only(possible)
    street = compare_streets(pairs)
    no_number = house.why == "none"
    possible = (street.confidence > 0) | no_number
    pairs, house, street, no_number = (
        pairs.only(possible),
        house.only(possible),
        street.only(possible),
        no_number[possible],
    )
    place = compare_places(pairs)
    by_name = np.where(no_number, without_number(pairs, street), house.confidence * street.confidence)
    not_enough = np.isin(place.why.astype(str), DOUBTFUL) & ~both_rare(pairs)
    for evidence_of_place, streets in ENOUGH_FOR.items():
        not_enough |= (place.why == evidence_of_place) & ~np.isin(street.why.astype(str), streets)
    confidence = np.where(not_enough, 0.0, by_name * place.confidence)
    evidence = {
        "street": street.why,
        "house": house.why,
        "place": place.why,
        "letters": house.why == "letter",
    }
    return pd.DataFrame({"a": pairs.first, "b": pairs.second, "confidence": confidence.round(3), **evidence})


def _without_ambiguous(judged: pd.DataFrame, addresses: pd.DataFrame) -> pd.DataFrame:
    """Without the pairs of an address that matches several places that contradict one another.

    "Hauptstraße 5, Berlin" matches Hauptstraße 5 in every postcode of Berlin; nobody can know which one it is.
    """
    weak = judged["place"].isin(("town", "nothing")) & judged["a"].ne(judged["b"])
    if not weak.any():
        return judged
    code, town = addresses["postcode"].to_numpy(object), addresses["town"].to_numpy(object)
    there = judged.loc[weak, ["a", "b"]]
    both = pd.concat([there, there[["b", "a"]].set_axis(["a", "b"], axis=1)]).reset_index(names="pair")
    a, b = both["a"].to_numpy(), both["b"].to_numpy()
    one_of_many = _one_address(judged[~weak], len(addresses))[b]
    both["fits"] = np.where(code[b] != "", code[one_of_many], town[one_of_many])
    both["by"] = np.where(code[b] != "", "code", "town")
    asked = both[((code[a] == "") | (town[a] == "")) & both["fits"].ne("")]
    two = asked[asked.groupby(["a", "by"])["fits"].transform("nunique").gt(1)]
    several = two.groupby(["a", "by"])["fits"].transform(_contradict)
    return judged.drop(index=two.loc[several.astype(bool), "pair"].unique())


def _without_unplaceable(judged: pd.DataFrame, addresses: pd.DataFrame) -> pd.DataFrame:
    """Without the pairs of an address without a place if the data have its street in several towns.

    If neither side has a place, both need a word for street, even if they are the same text: otherwise "Team 5" would
    be an address.
    """
    unplaced = judged[judged["place"].eq("unplaced")]
    if unplaced.empty:
        return judged
    a, b = unplaced["a"].to_numpy(), unplaced["b"].to_numpy()
    placed = (addresses["town"].ne("") | addresses["postcode"].ne("")).to_numpy()
    kind = addresses["kind"].ne("").to_numpy()
    country = addresses["country"].to_numpy(object)
    within = np.where(placed[a], country[b], np.where(placed[b] | (country[a] == ""), country[a], country[b]))
    towns = [_count_towns(addresses, side, within) for side in (a, b)]
    in_one_town = (towns[0] <= 1) & (towns[1] <= 1)
    sure = in_one_town & (placed[a] | placed[b] | (kind[a] & kind[b]))
    return judged.drop(index=unplaced.index[~sure])


def _count_towns(
    addresses: pd.DataFrame, rows: npt.NDArray[np.int64], within: npt.NDArray[np.object_]
) -> npt.NDArray[np.int64]:
    """The number of towns of a country ("": of the world) in which the data have the street of each row.

    A street without its word for street may be any of that name.
    """
    street = addresses.iloc[rows][["name", "kind"]].assign(country=within)
    placed = addresses.loc[addresses["town"].ne(""), ["name", "kind", "country", "town"]]
    placed = placed[placed["name"].isin(street["name"])]
    placed = pd.concat([placed, placed.assign(country="")]).drop_duplicates()
    known = street.drop_duplicates().merge(placed, on=["name", "country"], suffixes=("", "_known"))
    alike = known["kind"].eq(known["kind_known"]) | known["kind"].eq("") | known["kind_known"].eq("")
    towns = known[alike].groupby(["name", "kind", "country"])["town"].nunique()
    return np.asarray(towns.reindex(pd.MultiIndex.from_frame(street), fill_value=0), dtype=np.int64)


def _one_address(judged: pd.DataFrame, count: int) -> npt.NDArray[np.int64]:
    """For each address the first of those that are the same, including itself."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    a, b = judged["a"].to_numpy(), judged["b"].to_numpy()
    graph = coo_array((np.ones(len(a), dtype=bool), (a, b)), shape=(count, count))
    group = connected_components(graph, directed=False)[1]
    first = np.unique(group, return_index=True)[1]
    return first[group]


def _contradict(codes: pd.Series) -> bool:
    """Whether any of some postcodes, or towns, does not begin with the shortest."""
    shortest, *others = sorted(set(codes), key=len)
    return any(compare_codes(shortest, other, "") != "shorter" for other in others)
