"""Pairs of addresses while they are judged: both sides of every column, and comparisons of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class AddressPairs:
    """Pairs of rows of one table of addresses.

    Attributes
    ----------
    addresses
        `Addresses.distinct`.
    first, second
        Rows of both sides (int64), one a pair.
    """

    addresses: pd.DataFrame
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]

    def of(self, column: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """The values of a column on both sides."""
        cells = self.addresses[column]
        values: npt.NDArray[Any] = cells.to_numpy(object if cells.dtype == "str" else None)
        return values[self.first], values[self.second]

    def only(self, kept: Flags) -> AddressPairs:
        """Some of the pairs."""
        return AddressPairs(self.addresses, self.first[kept], self.second[kept])


@dataclass(frozen=True)
class Comparison:
    """What one kind of evidence says about each pair: confidence (0 to 1) and a code for the reason."""

    confidence: Floats
    why: npt.NDArray[np.object_]

    def only(self, kept: Flags) -> Comparison:
        """The verdict about some of the pairs."""
        return Comparison(self.confidence[kept], self.why[kept])


def first_that_holds(rules: Sequence[tuple[Flags, str]], otherwise: str) -> npt.NDArray[np.object_]:
    """For each pair the code of the first rule whose condition holds."""
    conditions = [condition for condition, _ in rules]
    return np.asarray(np.select(conditions, [code for _, code in rules], otherwise), dtype=object)


def weighed(why: npt.NDArray[np.object_], worth: Mapping[str, float]) -> Floats:
    """The confidence that belongs to each code."""
    known: Floats = np.array([*worth.values()])
    return np.asarray(known[pd.Index([*worth], dtype=object).get_indexer(pd.Index(why, dtype=object))])
