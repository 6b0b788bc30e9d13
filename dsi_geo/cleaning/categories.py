"""Columns of categories or tags: their values, how often each occurs, and spellings of one value counted as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dsi_geo.cleaning.alike import groups_of
from dsi_geo.cleaning.findings import Findings
from dsi_geo.errors import quoted
from dsi_geo.schema import CATEGORY, LABELS, LIST, ORGANISATIONS, PROJECTS, Entity, extra_columns, list_array

OWN_COLUMNS: Final[dict[Entity, tuple[str, ...]]] = {
    PROJECTS: ("cluster", "themes", "technologies", "focus"),
    ORGANISATIONS: ("kind", "size", "networks"),
}
"""Canonical columns of categories or tags. Status, country and the like have a vocabulary of their own."""

ALIKE: Final = "values_alike"
MERGED: Final = "values_merged"

_UNREAD_STATUS: Final = "status_as_given"
_SEPARATORS: Final = (";", "|")
_MOST_VALUES: Final = 2_000
_LONGEST: Final = 60
"""Characters of a category on the average; texts are longer."""

_SAMPLE: Final = 1_000
_MOST_NAMED: Final = 20

Integers = npt.NDArray[np.int64]


class Labels(NamedTuple):
    """The values of a column: record `rows[i]` has the value `values[codes[i]]`."""

    rows: Integers
    codes: Integers
    values: list[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many times each value occurs, without those that do not."""
        number = np.bincount(self.codes, minlength=len(self.values)).tolist()
        return {value: count for value, count in zip(self.values, number, strict=True) if count}


def labels_of(column: pd.Series) -> Labels:
    """The values of a column of categories, of lists, or of text in which “;” or “|” separates them."""
    if isinstance(column.dtype, pd.ArrowDtype):
        lists = list_array(column)
    else:
        codes, values = pd.factorize(column)
        lists = _split([str(value) for value in values])
        if lists is None:
            rows = np.flatnonzero(codes >= 0)
            return Labels(rows, codes[rows].astype(np.int64), [str(value) for value in values])
        lists = lists.take(pa.array(codes, mask=codes < 0))
    words = pc.dictionary_encode(pc.list_flatten(lists))
    words = words.combine_chunks() if isinstance(words, pa.ChunkedArray) else words
    rows = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    return Labels(rows, words.indices.to_numpy().astype(np.int64), words.dictionary.to_pylist())


def _split(values: list[str]) -> pa.ListArray | None:
    """Every value cut at the column's separator, each part once; None where there is no separator."""
    separator = next((mark for mark in _SEPARATORS if any(mark in value for value in values)), None)
    if separator is None:
        return None
    parts = [[part.strip() for part in value.split(separator)] for value in values]
    return pa.array([[*dict.fromkeys(filter(None, some))] for some in parts], pa.list_(pa.string()))


def category_columns(table: pd.DataFrame, entity: Entity) -> list[str]:
    """The columns of categories or tags: the canonical ones, then those of the file that look like them."""
    own = [column for column in OWN_COLUMNS[entity] if column in table]
    return own + [column for column in extra_columns(table, entity) if _looks_like_one(table[column])]


def _looks_like_one(column: pd.Series) -> bool:
    """Whether a column that was not recognised has words, few of them, and each of them often."""
    name = str(column.name)
    if name != _UNREAD_STATUS and name.endswith(("_as_given", "_precision")):
        return False
    if not isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype) and column.dtype != LIST:
        return False
    return all(_few_words(part) for part in (column.iloc[:_SAMPLE], column))


def _few_words(column: pd.Series) -> bool:
    found = labels_of(column)
    words = [value for value in found.values if any(map(str.isalpha, value))]
    return (
        0 < len(found.values) <= _MOST_VALUES
        and 4 * len(found.values) <= 3 * len(found.rows)
        and 2 * len(words) >= len(found.values)
        and sum(map(len, found.values)) <= _LONGEST * len(found.values)
    )


def alike_values(table: pd.DataFrame, entity: Entity) -> dict[str, list[dict[str, int]]]:
    """Column -> its groups of values that are one in different spellings (`alike.groups_of`)."""
    found = {column: groups_of(labels_of(table[column]).counts) for column in category_columns(table, entity)}
    return {column: groups for column, groups in found.items() if groups}


def report_alike(table: pd.DataFrame, entity: Entity, findings: Findings) -> None:
    """Report values that are one in different spellings, once for each column."""
    for column, groups in alike_values(table, entity).items():
        findings.add_for_file(ALIKE, entity, column, _sentence(column, groups))


def _sentence(column: str, groups: list[dict[str, int]]) -> str:
    spellings = sum(map(len, groups))
    values = "one value" if len(groups) == 1 else f"{len(groups):,} values"
    return f"{column_words(column)}: {spellings:,} spellings of {values}: {_named(groups)}."


def _named(groups: list[dict[str, int]]) -> str:
    named = "; ".join(
        " = ".join(f"{quoted(value)} ({count:,})" for value, count in group.items())
        for group in groups[:_MOST_NAMED]
    )
    more = len(groups) - _MOST_NAMED
    return named if more <= 0 else f"{named}; and {more:,} more"


def column_words(column: str) -> str:
    """What pages call a column: ours by its label, one of the file by its name."""
    return LABELS.get(column) or quoted(column)


def merged(table: gpd.GeoDataFrame, entity: Entity, findings: Findings) -> gpd.GeoDataFrame:
    """Count spellings of one value as one, under the most frequent; every group is reported.

    Parameters
    ----------
    table
        Canonical table.

    Returns
    -------
    GeoDataFrame
        The same table where no values are alike. Otherwise a table with the same records, index and dtypes; a record
        that has two spellings of one value has it once.
    """
    found = alike_values(table, entity)
    for column, groups in found.items():
        findings.add_for_file(MERGED, entity, column, _sentence(column, groups))
    columns = {
        column: renamed(table[column], {other: next(iter(group)) for group in groups for other in group})
        for column, groups in found.items()
    }
    return table.assign(**columns) if columns else table


def renamed(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """A column of categories, lists or text, as for `labels_of`, some of whose values have other names.

    Parameters
    ----------
    names
        Value -> name; a value without one stays as it is.
    """
    if isinstance(column.dtype, pd.ArrowDtype):
        return _per_distinct(column, lambda words: [*dict.fromkeys(names.get(word, word) for word in words)])
    codes, values = pd.factorize(column)
    split = _split([str(value) for value in values])
    if split is None:
        fresh = [names.get(value, value) for value in values]
    else:
        fresh = [
            "; ".join(dict.fromkeys(names.get(word, word) for word in words))
            if names.keys() & set(words)
            else value
            for value, words in zip(values, split.to_pylist(), strict=True)
        ]
    text = pd.array([*fresh], dtype="str").take(codes, allow_fill=True)
    fresh_column = pd.Series(text, index=column.index, name=column.name)
    return fresh_column.astype(CATEGORY if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype)


def _per_distinct(column: pd.Series, change: Callable[[list[str]], list[str]]) -> pd.Series:
    """A column of lists in which every distinct list is changed once."""
    lists = list_array(column)
    codes, distinct = pd.factorize(pc.binary_join(lists, "\x1f").to_numpy(zero_copy_only=False))
    first = np.zeros(len(distinct), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    fresh = pa.array(
        [change(words) for words in lists.take(pa.array(first)).to_pylist()], pa.list_(pa.string())
    )
    return pd.Series(pd.array(fresh.take(pa.array(codes)), dtype=LIST), index=column.index, name=column.name)
