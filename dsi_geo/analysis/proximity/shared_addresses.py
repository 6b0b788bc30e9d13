"""The records of a table by address: which of them share one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses.joins import Integers
from dsi_geo.addresses.matching import same_addresses, unchanged_addresses
from dsi_geo.addresses.table import Addresses, parse_addresses
from dsi_geo.analysis.proximity import nearby
from dsi_geo.analysis.proximity.points import NEAR_ENOUGH, distance_m, rank_of
from dsi_geo.errors import InputError

SIDE_BY_SIDE_M: Final = 50.0
"""Points of house 4 and house 4a this near to one another speak for one address."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class SharedAddresses:
    """The records of a table by address; the slow part, which no radius and no filter of pairs changes.

    Attributes
    ----------
    addresses
        The addresses read.
    matches
        Pairs of distinct addresses that are the same, see `same_addresses`; where they are too many to be compared,
        each address with itself alone.
    refused
        Why addresses that are written differently were not compared; None where they were.
    """

    addresses: Addresses
    matches: pd.DataFrame
    refused: InputError | None = None

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
        Called with the share that is done, 0 to 1.
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
            "fewer records. The groups under one roof can still be told."
        )
    pairs = _expanded(matches, record[rows], rows)
    letters = shared.matches["letters"].to_numpy(dtype=bool)[pairs["match"].to_numpy()]
    certain = ~letters | side_by_side(points, pairs["first"].to_numpy(), pairs["second"].to_numpy())
    return pairs[certain].reset_index(drop=True)


def side_by_side(points: pd.DataFrame, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the points at two positions each are exact, and so near that house 4 and 4a may be one address."""
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
