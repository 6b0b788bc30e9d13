"""Pairs of rows that share a key, without comparing all rows with all."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]
Pairs = tuple[Integers, Integers]

NO_PAIRS: Final[Pairs] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def keys(*columns: npt.ArrayLike) -> Integers:
    """One integer per row, the same for rows that are equal in all columns."""
    key = np.zeros(len(np.asarray(columns[0])), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(np.asarray(column))
        key, _ = pd.factorize(key * (len(values) + 1) + codes)
    return key


def pairs_within(key: Integers, rows: Integers, largest: int | None = None) -> Pairs:
    """All pairs of rows that share a key.

    Parameters
    ----------
    key
        Key of each entry.
    rows
        The row that each entry stands for; pairs of a row with itself are left out.
    largest
        Keys shared by more entries are skipped.

    Returns
    -------
    first, second : ndarray of int64
        Rows of each pair, first < second; a pair that shares several keys occurs once for each.
    """
    order = np.argsort(key, kind="stable")
    starts, sizes = _runs(key[order])
    wanted = sizes > 1 if largest is None else (sizes > 1) & (sizes <= largest)
    starts, sizes = starts[wanted], sizes[wanted]
    if not len(starts):
        return NO_PAIRS
    entries = np.repeat(starts, sizes) + _counts_up(sizes)
    ends = np.repeat(starts + sizes, sizes)
    partners = ends - entries - 1
    first = np.repeat(entries, partners)
    second = first + 1 + _counts_up(partners)
    return _ordered(rows[order[first]], rows[order[second]])


def pairs_between(
    key: Integers, rows: Integers, chosen: npt.NDArray[np.bool_], largest: int | None = None
) -> Pairs:
    """All pairs of rows that share a key, at least one of them chosen; see `pairs_within` for `largest`."""
    entries = pd.DataFrame({"key": key, "row": rows})
    if largest is not None:
        few = entries.groupby("key")["row"].transform("size").le(largest).to_numpy()
        entries, chosen = entries[few], chosen[few]
    mine = entries[chosen]
    both = mine.merge(entries[entries["key"].isin(mine["key"])], on="key", suffixes=("", "_other"))
    return _ordered(both["row"].to_numpy(), both["row_other"].to_numpy())


def count_within(key: Integers, largest: int | None = None) -> int:
    """Number of pairs of `pairs_within`, including those of a row with itself, without listing them."""
    sizes = np.bincount(key)
    if largest is not None:
        sizes = sizes[sizes <= largest]
    return int((sizes * (sizes - 1) // 2).sum())


def count_between(key: Integers, chosen: npt.NDArray[np.bool_], largest: int | None = None) -> int:
    """Number of pairs that `pairs_between` considers, without listing them."""
    sizes = np.bincount(key)
    mine = np.bincount(key[chosen], minlength=len(sizes))
    if largest is not None:
        sizes, mine = sizes[sizes <= largest], mine[sizes <= largest]
    return int((sizes * mine).sum())


def distinct(many: list[Pairs]) -> Pairs:
    """The pairs of several lists, each once, in ascending order."""
    first = np.concatenate([NO_PAIRS[0], *(one for one, _ in many)])
    second = np.concatenate([NO_PAIRS[1], *(other for _, other in many)])
    if not len(first):
        return NO_PAIRS
    width = int(second.max()) + 1
    both = once(first * width + second)
    return both // width, both % width


def are_among(first: Integers, second: Integers, pairs: Pairs, width: int) -> npt.NDArray[np.bool_]:
    """Which of the pairs are among others, whichever row comes first there; `width` is the number of rows."""
    return np.isin(first * width + second, np.minimum(*pairs) * width + np.maximum(*pairs))


def once(numbers: Integers) -> Integers:
    """The numbers in ascending order, each once; `np.unique` takes seconds for millions of neighbouring ones."""
    ordered = np.sort(numbers)
    return ordered[_runs(ordered)[0]]


def runs(starts: Integers, ends: Integers) -> Pairs:
    """For every position inside the runs, the number of its run, and the position."""
    sizes = ends - starts
    position = np.repeat(np.arange(len(sizes)), sizes)
    return position, _counts_up(sizes) + np.repeat(starts, sizes)


def _runs(ordered: Integers) -> Pairs:
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else NO_PAIRS[0]
    return starts, np.diff(np.r_[starts, len(ordered)])


def _counts_up(sizes: Integers) -> Integers:
    """0, 1, ... for each size in turn."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _ordered(first: Integers, second: Integers) -> Pairs:
    apart = first != second
    first, second = first[apart], second[apart]
    return np.minimum(first, second), np.maximum(first, second)
