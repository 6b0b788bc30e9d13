"""A column of a table: its name, what its cells are, what they mean, how it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import pyarrow as pa

from dsi_geo.schema.vocabulary import (
    DATE_PRECISIONS,
    LOCATION_PRECISIONS,
    LOCATION_SOURCES,
    SEVERITIES,
    STATUSES,
)

LIST: Final = pd.ArrowDtype(pa.list_(pa.string()))
"""Lists of words or ids in one cell; an absent list is empty, never missing."""

TEXT: Final = "str"
CATEGORY: Final = "category"
DATE: Final = "datetime64[ms]"
ORDERED_PLACE: Final = pd.CategoricalDtype(LOCATION_PRECISIONS, ordered=True)
ORDERED_DATE: Final = pd.CategoricalDtype(DATE_PRECISIONS, ordered=True)
SOURCE: Final = pd.CategoricalDtype(LOCATION_SOURCES)
STATUS: Final = pd.CategoricalDtype(STATUSES)
SEVERITY: Final = pd.CategoricalDtype(SEVERITIES, ordered=True)
GEOMETRY: Final = "geometry"

DAY: Final = "datetime64[s]"
"""A day that was computed, as the first or last on which something may have taken place."""
TRUTH: Final = "bool"
WHOLE: Final = "int64"
NUMBER: Final = "float64"
SOME_WHOLE: Final = "Int64"
"""Whole numbers, of which some may be missing."""
COUNT: Final = "count"
"""Numbers of records: int64; float64 where a record counts in parts, as divided among its partners."""


@dataclass(frozen=True)
class Column:
    """A column of a table that leaves the product, or that readers look for in the tables of others.

    Attributes
    ----------
    name
        In the table and in every file of it. It may mean something else in another table.
    dtype
        Of its cells: a dtype of pandas, “geometry” for points, or `COUNT`. Categories become text where tables with
        different ones are put together.
    meaning
        What a cell tells, in words for those who did not make the table: unit, range, and what a missing one means.
    label
        Its heading where a page shows it to people; "" where none does.
    aliases
        Names that it has in other people's tables: those that it has in tables of this kind, then those that it has
        in any table, each the better first. Readers ask for the former of all columns before the latter. Empty for a
        column that only we make.
    """

    name: str
    dtype: object
    meaning: str
    label: str = ""
    aliases: tuple[tuple[str, ...], ...] = ()


def names(columns: Iterable[Column]) -> tuple[str, ...]:
    """Names of columns, in order."""
    return tuple(column.name for column in columns)


def labels(columns: Iterable[Column]) -> dict[str, str]:
    """Name -> heading of those columns that pages show."""
    return {column.name: column.label for column in columns if column.label}


def renamed(columns: Iterable[Column], **others: str) -> tuple[Column, ...]:
    """The same columns, some under another name: a table may be headed by what was chosen on a page."""
    return tuple(replace(column, name=others.get(column.name, column.name)) for column in columns)
