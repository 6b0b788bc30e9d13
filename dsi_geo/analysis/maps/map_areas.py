"""Totals of countries and first-level regions, for a map that fills them."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Level = Literal["countries", "regions"]

REGIONS_FROM_ZOOM: Final = 5
_COLUMN: Final = {"countries": "country", "regions": "region"}


def level_at(zoom: int) -> Level:
    """Which areas a zoom level shows."""
    return "regions" if zoom >= REGIONS_FROM_ZOOM else "countries"


def area_totals(table: pd.DataFrame, level: Level, chosen: npt.NDArray[np.bool_]) -> pd.Series:
    """Records by country or region, also of those that have no point.

    Parameters
    ----------
    table
        Canonical table with `country` and `region` (categories of ISO codes).
    level
        Countries or first-level regions.
    chosen
        Which records count.

    Returns
    -------
    Series of int by code, largest first, without areas that have none; the missing code (NaN)
    counts the records whose area is not known, so that the totals add up to those chosen.
    """
    column = table[_COLUMN[level]].astype("category")
    codes = column.cat.codes.to_numpy()[chosen]
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=len(column.cat.categories) + 1)
    index = pd.Index([None, *column.cat.categories], dtype="str")
    totals = pd.Series(counts, index=index).sort_values(ascending=False, kind="stable")
    return totals[totals > 0]
