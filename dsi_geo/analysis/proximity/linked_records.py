"""Which pairs of records share a record of the other entity: projects an organisation, organisations a project."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.addresses import joins
from dsi_geo.addresses.joins import Integers
from dsi_geo.cleaning.links import link_pairs
from dsi_geo.schema import LINKS, Entity

LINKS_AT_ONCE: Final = 2_000_000
"""Links looked up at a time."""


def linked(table: pd.DataFrame, entity: Entity, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the records of each pair share a record of the other entity."""
    rows, place = np.unique(np.concatenate([first, second]), return_inverse=True)
    first, second = place[: len(first)], place[len(first) :]
    links = link_pairs(table.iloc[rows], LINKS[entity]).drop_duplicates().sort_values(["row", "other"])
    signature = links.groupby("row")["other"].agg("\x1f".join)
    kind = np.full(len(rows), -1, dtype=np.int64)
    kind[signature.index] = pd.factorize(signature)[0]
    found = np.zeros(len(first), dtype=bool)
    some = np.flatnonzero((kind[first] >= 0) & (kind[second] >= 0))
    if not len(some):
        return found
    one, other = np.minimum(kind[first], kind[second])[some], np.maximum(kind[first], kind[second])[some]
    width = int(kind.max()) + 1
    pairs, of_pair = np.unique(one * width + other, return_inverse=True)
    of_kind = links[links["row"].isin(signature.index[~signature.duplicated()])]
    found[some] = _meet(
        kind[of_kind["row"]], pd.factorize(of_kind["other"])[0], pairs // width, pairs % width
    )[of_pair]
    return found


def _meet(kind: Integers, named: Integers, first: Integers, second: Integers) -> npt.NDArray[np.bool_]:
    """Whether the kinds of records in each pair name a record in common.

    Parameters
    ----------
    kind, named
        One entry for each record that a kind names.
    first, second
        Kinds of both sides.
    """
    order = np.argsort(kind, kind="stable")
    kind, named = kind[order], named[order]
    counts = np.bincount(kind)
    starts = np.cumsum(counts) - counts
    fewer = np.where(counts[first] <= counts[second], first, second)
    more = first + second - fewer
    width = int(named.max()) + 1
    known = np.sort(kind * width + named)
    found = np.zeros(len(first), dtype=bool)
    block = np.cumsum(counts[fewer]) // LINKS_AT_ONCE
    for start, end in pairwise(np.r_[0, np.flatnonzero(np.diff(block)) + 1, len(block)]):
        position, inside = joins.runs(starts[fewer[start:end]], (starts + counts)[fewer[start:end]])
        asked = more[start + position] * width + named[inside]
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        found[start + position[known[at] == asked]] = True
    return found
