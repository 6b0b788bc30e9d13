"""Groups of records as numbers, for counting by them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.schema import LIST, list_array

UNKNOWN: Final = "unknown"

Integers = npt.NDArray[np.int64]


def group_codes(by: pd.Series) -> tuple[list[str], Integers]:
    """Names of the groups in order, and the number of each row's group.

    Parameters
    ----------
    by
        Group of each row; missing ones are the last group, “unknown”.
    """
    codes, groups = pd.factorize(by, sort=True)
    names = [str(group) for group in groups]
    missing = codes < 0
    if missing.any():
        names, codes = [*names, UNKNOWN], np.where(missing, len(names), codes)
    return names, codes.astype(np.int64)


def memberships(column: pd.Series) -> tuple[Integers, Integers, list[str]]:
    """Position and value of everything that the records of a column have.

    Parameters
    ----------
    column
        Lists of words (`schema.LIST`), or one value a record.

    Returns
    -------
    Position of the record and code of the value, one each a membership, and the values in alphabetical order.
    """
    if isinstance(column.dtype, pd.ArrowDtype):
        lists = list_array(column)
        words = pc.dictionary_encode(pc.list_flatten(lists))
        words = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
        rows, codes = pc.list_parent_indices(lists).to_numpy(), words.indices.to_numpy()
        values = words.dictionary.to_pylist()
    else:
        every, found = pd.factorize(column)
        rows = np.flatnonzero(every >= 0)
        codes, values = every[rows], [str(value) for value in found]
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    return rows.astype(np.int64), rank[codes.astype(np.int64)], [values[number] for number in order]


def linked_kinds(projects: pd.DataFrame, organisations: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Kinds of the organisations behind each project, each kind once.

    Parameters
    ----------
    projects, organisations
        Canonical tables.
    links
        `project_id`, `organisation_id`, as `Database.links` gives them.

    Returns
    -------
    Series of lists (`schema.LIST`) with the index of `projects`; empty where no kind is known.
    """
    kind = organisations["kind"].astype("category").cat
    row = pd.Index(projects["id"]).get_indexer(links["project_id"])
    organisation = pd.Index(organisations["id"]).get_indexer(links["organisation_id"])
    code = np.where(organisation >= 0, kind.codes.to_numpy()[organisation], -1)
    known = (row >= 0) & (code >= 0)
    row, code = np.unique(np.column_stack([row[known], code[known]]), axis=0).reshape(-1, 2).T
    ends = np.searchsorted(row, np.arange(len(projects) + 1)).astype(np.int32)
    words = pa.array(kind.categories.tolist(), type=pa.string()).take(pa.array(code))
    return pd.Series(pd.array(pa.ListArray.from_arrays(ends, words), dtype=LIST), index=projects.index)


def split(table: pd.DataFrame, column: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Repeat the rows of a table for each value that they have, to count them by themes and the like.

    Parameters
    ----------
    table, column
        One row a record in both, as the life spans and the themes of the same projects.

    Returns
    -------
    The table with a row for each membership, and the values (category), missing for a record that has none: a
    record with two themes counts in both, so that groups add up to more than the whole.
    """
    rows, codes, values = memberships(column)
    alone = np.ones(len(column), dtype=bool)
    alone[rows] = False
    without = np.flatnonzero(alone)
    repeated = table.iloc[np.r_[rows, without]]
    codes = np.r_[codes, np.full(len(without), -1)]
    return repeated, pd.Series(pd.Categorical.from_codes(codes, values), index=repeated.index)
