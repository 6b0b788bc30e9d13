"""Work done once for each distinct value of a column, or each distinct row of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

FEW: Final = 1_000
"""Rows of which fewer are worked on as they are: to tell the distinct ones would take as long."""


def distinct_rows(*columns: pd.Series) -> tuple[npt.NDArray[np.intp], list[pd.Series]]:
    """Number the distinct rows of columns.

    Parameters
    ----------
    columns
        Of one length; missing values count as one value.

    Returns
    -------
    The number of each row, and the columns of the distinct rows in order of their first appearance (RangeIndex, dtypes
    kept).
    """
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(column)
        number, _ = pd.factorize(number * (len(values) + 1) + codes) if len(columns) > 1 else (codes, None)
    first = _first_rows(number)
    if (number < 0).any():  # of one column, its missing values
        first = np.append(first, np.flatnonzero(number < 0)[0])
        number = np.where(number < 0, len(first) - 1, number)
    return number, [column.take(first).reset_index(drop=True) for column in columns]


def each_once(work: Callable[..., pd.Series], *columns: pd.Series) -> pd.Series:
    """What a function makes of columns row by row, computed for each distinct row only, unless there are few rows.

    Parameters
    ----------
    work
        Takes such columns, gives a Series of as many rows with their index; each depends on its row alone.
    columns
        Of one length and index.

    Returns
    -------
    Series with the index of the columns.

    Examples
    --------
    >>> towns = pd.Series(["Berlin", None, "Berlin"], index=[3, 4, 5], dtype="str")
    >>> each_once(lambda distinct: distinct.str.upper(), towns).tolist()
    ['BERLIN', nan, 'BERLIN']
    """
    if len(columns[0]) < FEW:
        return work(*columns)
    number, distinct = distinct_rows(*columns)
    return work(*distinct).take(number).set_axis(columns[0].index)


def of_each_object(work: Callable[[Any], object], objects: pd.Series, dtype: str) -> pd.Series:
    """What a function makes of the objects of a column, computed once for each, by its identity and not its value.

    Parameters
    ----------
    work
        Takes one object.
    objects
        Column of Python objects, many of them in several rows.
    dtype
        Of the result.

    Returns
    -------
    Series with the index of the column.
    """
    cells = objects.to_numpy(object)
    number, first = numbered_objects(cells)
    values = pd.Series([work(one) for one in cells[first]], dtype=dtype)
    return values.take(number).set_axis(objects.index)


def numbered_objects(cells: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The number of each cell's object, and the first row of each object."""
    number, _ = pd.factorize(np.fromiter(map(id, cells), dtype=np.int64, count=len(cells)))
    return number, _first_rows(number)


def _first_rows(number: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The first row of each number from 0 on, each of which is one more than the largest before it."""
    known = np.maximum.accumulate(number) if len(number) else number
    return np.flatnonzero(np.diff(known, prepend=-1) > 0)
