"""Records that may have several values of a column, such as themes, or clusters that are chosen: counted in each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.cleaning.categories import labels_of

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def in_lists(column: pd.Series) -> bool:
    """Whether a record may have several values of a column: lists of words (`schema.LIST`)."""
    return isinstance(column.dtype, pd.ArrowDtype)


def number_of_values(column: pd.Series) -> int:
    """How many different values a column has, of categories or in lists."""
    return len(labels_of(column).counts) if in_lists(column) else int(column.nunique())


def share_known(column: pd.Series) -> float:
    """Share of the records of which a value of a column is known; "unknown" is no value. 0.0 for an empty column."""
    if not len(column):
        return 0.0
    known = column.list.len().gt(0) if in_lists(column) else column.notna() & column.ne("unknown")
    return float(known.mean())


def memberships(column: pd.Series) -> tuple[Integers, Integers, list[str]]:
    """The values of each record of a column, as pairs of record and value.

    Parameters
    ----------
    column
        Lists of words (`schema.LIST`), or one value per record.

    Returns
    -------
    rows, codes : ndarray of int64
        Position of the record and code of the value, one entry per pair.
    values : list of str
        The values in alphabetical order.
    """
    if in_lists(column):
        rows, codes, values = labels_of(column)
    else:
        every, found = pd.factorize(column)
        rows = np.flatnonzero(every >= 0)
        codes, values = every[rows].astype(np.int64), [str(value) for value in found]
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    return rows.astype(np.int64), rank[codes], [values[number] for number in order]


def joined(column: pd.Series) -> pd.Series:
    """The values of each record in one text; "" where there is none."""
    if in_lists(column):
        return column.map(", ".join).astype("str")
    return column.astype("str").fillna("")


def common(column: pd.Series, first: Integers, second: Integers) -> tuple[Mask, Mask]:
    """Which pairs of records have a value in common, and which have none although both have a value.

    Parameters
    ----------
    column
        Lists of words (`schema.LIST`), or one value per record.
    first, second
        Positions of the records of each pair.
    """
    rows, codes, _ = memberships(column)
    known = np.bincount(rows, minlength=len(column)) > 0
    own = pd.DataFrame({"record": rows, "code": codes})
    pairs = pd.DataFrame({"pair": np.arange(len(first)), "first": first, "second": second})
    one = pairs.merge(own, left_on="first", right_on="record")
    shared = one.merge(own, left_on=["second", "code"], right_on=["record", "code"])["pair"]
    same = np.zeros(len(first), dtype=np.bool_)
    same[shared.to_numpy()] = True
    return same, known[first] & known[second] & ~same


def split(table: pd.DataFrame, column: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Repeat the rows of a table once per value, to count them by a column with several values, such as themes.

    Parameters
    ----------
    table, column
        One row per record in both, such as the life spans and the themes of the same projects.

    Returns
    -------
    table : DataFrame
        A record with two themes has two rows, so that the groups add up to more than the total.
    values : Series
        The value of each row (category), missing for a record that has none.
    """
    rows, codes, values = memberships(column)
    alone = np.ones(len(column), dtype=bool)
    alone[rows] = False
    without = np.flatnonzero(alone)
    repeated = table.iloc[np.r_[rows, without]]
    codes = np.r_[codes, np.full(len(without), -1)]
    return repeated, pd.Series(pd.Categorical.from_codes(codes, values), index=repeated.index)
