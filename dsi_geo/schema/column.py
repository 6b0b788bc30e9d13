"""A column of a table: its name, dtype, meaning, label and aliases."""

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
"""A computed day, such as the first or last on which something may have taken place."""
TRUTH: Final = "bool"
WHOLE: Final = "int64"
NUMBER: Final = "float64"
SOME_WHOLE: Final = "Int64"
"""Integers, some of which may be missing."""
COUNT: Final = "count"
"""Numbers of records: int64; Int64 where some are missing, such as those of a time to come; float64 where a record is
divided, such as among its partners."""


@dataclass(frozen=True)
class Column:
    """A column of a table that leaves the product, or that readers look for in the tables of others.

    Attributes
    ----------
    name
        Its name in the table and in files. It may mean something else in another table.
    dtype
        A pandas dtype, “geometry” for points, or `COUNT`. Categories become text where tables with different
        categories are concatenated.
    meaning
        What a cell means, in words for those who did not make the table: unit, range, and what a missing value means.
    label
        Its heading on pages; "" if no page shows it.
    aliases
        Its names in other people's tables: those in tables of this entity, then those in any table, best first.
        Readers try the former for all columns before the latter. Empty for a column that only we make.
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
    """Name -> heading of the columns that pages show."""
    return {column.name: column.label for column in columns if column.label}


def renamed(columns: Iterable[Column], **others: str) -> tuple[Column, ...]:
    """The same columns, some of them renamed: a heading may depend on a choice on a page."""
    return tuple(replace(column, name=others.get(column.name, column.name)) for column in columns)
