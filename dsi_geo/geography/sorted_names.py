"""Tables of names in order, in which the rows of a name are found without making an index of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import methodcaller
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_AS_TEXT: Final = methodcaller("as_py")
_Numbers = npt.NDArray[np.integer]

SCANNED_FROM: Final = 500
"""So many names are looked for in one pass over all that are known; fewer by bisection, one after another."""


def _run(names: pa.Array, key: str) -> tuple[int, int]:
    """Where the rows of one name begin among sorted ones, and where they end."""
    first = bisect_left(names, key, key=_AS_TEXT)
    return first, bisect_right(names, key, lo=first, key=_AS_TEXT)


def runs(spellings: pa.ChunkedArray, keys: npt.NDArray[np.object_]) -> tuple[_Numbers, _Numbers]:
    """
    Where the rows of each name begin, and how many there are.

    Parameters
    ----------
    spellings
        Names in ascending order, in one chunk; a name may stand in several rows.
    keys
        Distinct names.

    Returns
    -------
    Two arrays of the length of `keys`: the first row, and the number of rows (0 for a name that is not known).
    """
    if len(keys) < SCANNED_FROM:
        one_array = spellings.chunk(0)
        found = [_run(one_array, key) for key in keys]
        first, behind = np.array(found, dtype=np.intp).reshape(-1, 2).T
        return first, behind - first
    number = pc.index_in(spellings, value_set=pa.array(keys, spellings.type)).fill_null(-1).to_numpy()
    rows = np.flatnonzero(number >= 0)
    first = np.zeros(len(keys), dtype=np.intp)
    first[number[rows[::-1]]] = rows[::-1]
    return first, np.bincount(number[rows], minlength=len(keys))


def expanded(first: _Numbers, count: _Numbers) -> tuple[_Numbers, _Numbers]:
    """The number of its run, and the place, of each row of runs that begin at `first`."""
    run = np.repeat(np.arange(len(first)), count)
    return run, np.arange(len(run)) + np.repeat(first - np.cumsum(count) + count, count)
