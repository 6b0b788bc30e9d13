"""Groups of records that are one, or of one organisation, directly or through others; and what stewards decided."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.proximity.pairs import OF_ONE, RELATIONS, SAME_ADDRESS
from dsi_geo.schema import LIST

CONFIRMED: Final = "confirmed"
NOT_THE_SAME: Final = "not_the_same"
DIFFERENT: Final = "different"
INTRODUCED: Final = "introduced"
TELLS_APART: Final = (NOT_THE_SAME, DIFFERENT, INTRODUCED)
"""Verdicts by which two records are not of one organisation: nobody introduces one to itself."""


def settled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs as stewards decided: what was told apart is no longer listed as one.

    Parameters
    ----------
    pairs
        From `pairs.neighbours`, with `verdict` (`pairs.with_verdicts`).

    Returns
    -------
    DataFrame
        The pairs, with `found_as` (the relation before decisions). Two records that were told apart are a pair at the
        same address if they are at one, unless just that was denied; otherwise they are no pair.
    """
    relation = pairs["relation"].astype("str")
    apart = relation.isin(OF_ONE) & pairs["verdict"].isin(TELLS_APART)
    neighbours = apart & pairs["address_confidence"].notna() & pairs["verdict"].ne(NOT_THE_SAME)
    found = pairs.assign(
        found_as=pairs["relation"],
        relation=pd.Categorical(relation.mask(neighbours, SAME_ADDRESS), categories=RELATIONS, ordered=True),
        confidence=pairs["confidence"].mask(neighbours, pairs["address_confidence"]),
    )
    return found[~apart | neighbours]


def told_apart(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that were of one organisation until a steward told them apart, to be looked at again."""
    return pairs[pairs["relation"].isin(OF_ONE) & pairs["verdict"].isin(TELLS_APART)]


def ids_told_apart(verdicts: pd.DataFrame | None) -> tuple[tuple[str, str], ...]:
    """Ids of the pairs that stewards told apart, the lower first; none if there are no verdicts."""
    if verdicts is None:
        return ()
    apart = verdicts[verdicts["verdict"].isin(TELLS_APART)]
    return tuple(zip(apart["id_a"].astype("str"), apart["id_b"].astype("str"), strict=True))


def record_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """All records that pairs connect, as groups.

    Parameters
    ----------
    pairs
        From `settled`, of the relations that are to make a group.

    Returns
    -------
    DataFrame
        Undecided groups first, then the surest: `members` (`schema.LIST` of ids, in the order in which the pairs name
        them), `names` (the same as names, missing where a record has none), `size`, `relation` (the first of
        `RELATIONS` among its pairs), `confidence` (the least of its pairs), `confirmed` and `undecided` (pairs that
        were confirmed, and that nothing was decided about), `group` (its number in `numbers_of_groups`).
    """
    number = numbers_of_groups(pairs)
    sides = [
        pd.DataFrame({"group": number, "id": pairs[f"id_{side}"].array, "name": pairs[f"name_{side}"].array})
        for side in "ab"
    ]
    members = pd.concat(sides).drop_duplicates(["group", "id"]).groupby("group", sort=True)
    judged = pd.DataFrame(
        {
            "relation": pairs["relation"].cat.codes.to_numpy(),
            "confidence": pairs["confidence"].to_numpy(),
            "confirmed": pairs["verdict"].eq(CONFIRMED).to_numpy(),
            "undecided": pairs["verdict"].eq("").to_numpy(),
        }
    ).groupby(number)
    found = judged.agg({"relation": "min", "confidence": "min", "confirmed": "sum", "undecided": "sum"})
    found["relation"] = pd.Categorical.from_codes(found["relation"].astype("int64"), RELATIONS, ordered=True)
    for column, of in (("members", "id"), ("names", "name")):
        found[column] = pd.Series(pd.array(members[of].agg(list).tolist(), dtype=LIST), index=found.index)
    found["size"] = members.size()
    found = found.rename_axis("group").reset_index()
    ranked = found.assign(decided=found["undecided"].eq(0)).sort_values(
        ["decided", "relation", "confidence"], ascending=[True, True, False], kind="stable"
    )
    return ranked.drop(columns="decided").reset_index(drop=True)


def numbers_of_groups(pairs: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The group of each pair, numbered as they come."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    codes, ids = pd.factorize(pd.concat([pairs["id_a"], pairs["id_b"]], ignore_index=True))
    first, second = codes[: len(pairs)], codes[len(pairs) :]
    size = (len(ids), len(ids))
    _, component = connected_components(
        coo_array((np.ones(len(pairs)), (first, second)), shape=size), directed=False
    )
    return np.asarray(pd.factorize(component[first])[0], dtype=np.int64)
