"""The order of a list of records, and one page of it without sorting the rest."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.schema import PROJECTS, Entity

Integers = npt.NDArray[np.int64]

ORDERS: Final[dict[str, str]] = {
    "precision": "Best known place first",
    "name": "Name",
    "town": "Country and town",
    "newest": "Newest first",
}
"""The orders that are offered, in words."""


def ranks(table: pd.DataFrame, order: str, entity: Entity) -> Integers:
    """Rank of each record in an order of `ORDERS`: the record of rank 0 comes first.

    Records without what they are sorted by come last; among equals the order of the table stays.
    """
    if order == "precision":
        keys = pd.DataFrame({"key": -table["location_precision"].cat.codes.astype(np.int16)})
    elif order == "name":
        keys = pd.DataFrame({"key": table["name"].str.casefold()})
    elif order == "town":
        keys = table[["country", "city"]].astype("str")
    else:
        start = table["launched" if entity == PROJECTS else "founded"]
        keys = pd.DataFrame({"key": -start.astype("int64").where(start.notna())})
    keys = keys.reset_index(drop=True)
    found = np.empty(len(table), dtype=np.int64)
    found[keys.sort_values([*keys.columns], kind="stable").index] = np.arange(len(table))
    return found


def page_of(rows: Integers, rank: Integers, start: int, stop: int) -> Integers:
    """Those of `rows` that stand from `start` to before `stop` when sorted by their rank."""
    stop = min(stop, len(rows))
    if start >= stop:
        return np.zeros(0, dtype=np.int64)
    own = rank[rows]
    nearest = np.argpartition(own, stop - 1)[:stop] if stop < len(rows) else np.arange(len(rows))
    return rows[nearest[np.argsort(own[nearest])][start:]]
