"""How the circles of map clusters look and what they say, and counts by country or region for area maps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat, starmap
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.geography.web_mercator import MAX_ZOOM
from dsi_geo.schema import PRECISION_WORDS

PRECISE: Final = ("postcode", "street", "address")
MOST_NAMED: Final = 3

Integers = npt.NDArray[np.int64]


def coloured(
    index: ClusterIndex,
    category: npt.NDArray[np.int16] | npt.NDArray[np.bool_],
    table: pd.DataFrame,
    categories: int,
) -> ClusterIndex:
    """An index whose circles count the records of each category, and those that are placed precisely.

    Parameters
    ----------
    index
        Index of the points of `table`.
    category
        Code of each record: 0, 1, … or -1 where it is not known; or for each record (row) and category (column) whether
        it is of that category.
    table
        Canonical table with `location_precision`.
    categories
        Number of categories.
    """
    if category.ndim == 1:
        return index.coloured(with_precision(category, table), 2 * categories + 2)
    precise = table["location_precision"].isin(PRECISE).to_numpy()
    every = np.column_stack([~category.any(axis=1), category])
    codes = np.empty((len(every), 2 * categories + 3), dtype=np.bool_)
    codes[:, 0:-1:2], codes[:, 1:-1:2] = every & ~precise[:, None], every & precise[:, None]
    codes[:, -1] = ~precise  # once for each record, which its categories do not say
    return index.coloured(codes, codes.shape[1])


def with_precision(category: npt.ArrayLike, table: pd.DataFrame) -> npt.NDArray[np.int16]:
    """Combine category and precision into one code, so that a circle counts both.

    Parameters
    ----------
    category
        Code of each record: 0, 1, … or -1 where it is not known.
    table
        Canonical table with `location_precision`.

    Returns
    -------
    ndarray of int16
        2 (category + 1), plus 1 where the place is known more precisely than to its town.
    """
    precise = table["location_precision"].isin(PRECISE).to_numpy()
    return np.asarray(2 * (np.asarray(category, dtype=np.int16) + 1) + precise, dtype=np.int16)


def circles(
    clusters: pd.DataFrame, table: pd.DataFrame, zoom: int, labels: Sequence[str], noun: str
) -> pd.DataFrame:
    """Decide how each map cluster is drawn, what its tooltip says, and what a click opens.

    Parameters
    ----------
    clusters
        From a `ClusterIndex` of the table that is `coloured`.
    table
        Canonical table with `name`, `city`, `location_precision`.
    zoom
        Zoom level of the view.
    labels
        The categories in words.
    noun
        What is counted: “projects”.

    Returns
    -------
    DataFrame
        `clusters` without the counts by code, but with `look` (`cluster`: several places; `point`: one
        record, precisely placed; `spot`: several at one precise place; `town-centre`: known to the town only),
        `tooltip` (plain text), `goes_in` (bool: a click zooms to the bounds; otherwise it lists the
        records inside), and under 0, 1, … the counts by category, with unknown last. A record of several categories
        counts in each of them.
    """
    number = 2 * len(labels) + 2
    by_code = clusters[list(range(number))].to_numpy()
    shares = np.roll(by_code[:, 0::2] + by_code[:, 1::2], -1, axis=1)
    count = clusters["count"].to_numpy()
    vague = clusters[number].to_numpy() if number in clusters else by_code[:, 0::2].sum(axis=1)
    inert = clusters["spot"].to_numpy(dtype=bool) | (zoom >= MAX_ZOOM)
    look = np.select([~inert, vague > 0, count == 1], ["cluster", "town-centre", "point"], default="spot")
    records = table.iloc[clusters["point"].to_numpy()]
    tooltips = _tooltips(count, vague, look, records, _named_shares(shares, labels), noun)
    drawn = clusters.drop(columns=[column for column in clusters if isinstance(column, int)])
    drawn = drawn.assign(look=look, goes_in=~inert, tooltip=tooltips)
    return drawn.join(pd.DataFrame(shares, index=drawn.index))


def shares_of(drawn: pd.DataFrame, categories: int) -> Integers:
    """Counts by category of each circle, shape (n, `categories` + 1), with unknown last."""
    return np.asarray(drawn[list(range(categories + 1))], dtype=np.int64)


def _tooltips(
    count: Integers,
    vague: Integers,
    look: npt.NDArray[np.str_],
    records: pd.DataFrame,
    named: list[str],
    noun: str,
) -> list[str]:
    name = records["name"].fillna("(no name)").str.slice(0, 80)
    precision = records["location_precision"].astype("str").map(PRECISION_WORDS)
    town = records["city"].astype("str").fillna("One place")
    rows = zip(count, vague, look, name, precision, town, named, repeat(noun, len(count)), strict=True)
    return list(starmap(_tooltip, rows))


def _tooltip(
    count: int, vague: int, look: str, name: str, precision: str, town: str, named: str, noun: str
) -> str:
    if count == 1:
        return f"{name} · {precision}"
    if look == "town-centre":
        return f"{town}: {count:,} {noun}, {_vague(count, vague)} · {named} · click for the list"
    if look == "spot":
        return f"{count:,} {noun} at one place · {named} · click for the list"
    some = f" · {_vague(count, vague)}" if vague else ""
    return f"{count:,} {noun} · {named}{some} · click to go in"


def _vague(count: int, vague: int) -> str:
    return "known to the town only" if vague == count else f"{vague:,} of them known to their town only"


def _named_shares(shares: Integers, labels: Sequence[str]) -> list[str]:
    """The largest categories of each circle with their counts."""
    words = (*labels, "not known")
    largest = np.argsort(-shares, axis=1, kind="stable")[:, :MOST_NAMED]
    counts = np.take_along_axis(shares, largest, axis=1)
    others = (shares > 0).sum(axis=1) > MOST_NAMED
    return [
        ", ".join(f"{words[code]} {number:,}" for code, number in zip(codes, numbers, strict=True) if number)
        + (" …" if more else "")
        for codes, numbers, more in zip(largest, counts, others, strict=True)
    ]


Level = Literal["countries", "regions"]

REGIONS_FROM_ZOOM: Final = 5
_COLUMN: Final = {"countries": "country", "regions": "region"}


def level_at(zoom: int) -> Level:
    """Whether a zoom level shows countries or regions."""
    return "regions" if zoom >= REGIONS_FROM_ZOOM else "countries"


def area_totals(table: pd.DataFrame, level: Level, chosen: npt.NDArray[np.bool_]) -> pd.Series:
    """Count records by country or region, including those without a point.

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
    Series
        Counts (int) by code, largest first, without areas that have none; the missing code (NaN)
        counts the records whose area is not known, so that the totals add up to those chosen.
    """
    column = table[_COLUMN[level]].astype("category")
    codes = column.cat.codes.to_numpy()[chosen]
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=len(column.cat.categories) + 1)
    index = pd.Index([None, *column.cat.categories], dtype="str")
    totals = pd.Series(counts, index=index).sort_values(ascending=False, kind="stable")
    return totals[totals > 0]
