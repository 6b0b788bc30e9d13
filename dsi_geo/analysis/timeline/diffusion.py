"""Diffusion: where a theme or technology appeared first and later, and where it has not arrived."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.memberships import memberships
from dsi_geo.analysis.timeline.spans import has_launched

STATES: Final = ("dated", "undated", "absent")
"""Present since a known time; present since an unknown time; not there."""

_NEVER: Final = np.iinfo(np.int64).max

Integers = npt.NDArray[np.int64]


def first_appearances(records: pd.DataFrame, spans: pd.DataFrame, column: str) -> pd.DataFrame:
    """First launch of a project with each value of a column, by country.

    Parameters
    ----------
    records
        Canonical projects.
    spans
        Their `life_spans`.
    column
        `themes`, `technologies`, `focus`, or a column with one value per record, such as `cluster`.

    Returns
    -------
    DataFrame
        One row for each value and each country that has any project, sorted by value and time: `value`, `country`
        (str), `state` (category, `STATES`), `first_from`, `first_to` (datetime64[s]: the first launch took place
        between these days), `order` (Int64: 1 plus the number of countries that were certainly earlier, so that
        vague dates make ties), `projects` (int64: launched up to the as-of date), `undated` (int64: launched at an
        unknown time, or planned). Projects without a country are left out.
    """
    rows, value, values = memberships(records[column])
    code, countries = pd.factorize(records["country"], sort=True)
    shape = len(values), len(countries)
    size = len(values) * len(countries)
    cell = value * len(countries) + code[rows]
    dated = has_launched(spans)[rows]
    placed = code[rows] >= 0
    launched, launched_cell = rows[placed & dated], cell[placed & dated]
    first, last = (
        _earliest(spans[f"launched_{end}"].to_numpy()[launched], launched_cell, size)
        for end in ("from", "to")
    )
    projects = np.bincount(launched_cell, minlength=size)
    undated = np.bincount(cell[placed & ~dated], minlength=size)
    table = pd.DataFrame(
        {
            "value": pd.array(values, dtype="str").take(np.repeat(np.arange(len(values)), len(countries))),
            "country": np.tile(np.asarray(countries, dtype=object), len(values)),
            "state": pd.Categorical.from_codes(np.select([projects > 0, undated > 0], [0, 1], 2), STATES),
            "first_from": _as_days(first),
            "first_to": _as_days(last),
            "order": _certain_order(first.reshape(shape), last.reshape(shape)),
            "projects": projects,
            "undated": undated,
        }
    ).astype({"country": "str"})
    return table.sort_values(["value", "first_from", "first_to", "country"], kind="stable", ignore_index=True)


def not_arrived(appearances: pd.DataFrame) -> pd.DataFrame:
    """Where each value began, and the countries that it has not reached.

    Returns
    -------
    DataFrame
        One row per value: `value`, `began` (of the countries with a date, those that may have been first),
        `first_from`, `first_to`, `countries` (int64: how many have it), `absent` (int64), `absent_countries` (text,
        joined by ", ").
    """
    rows = []
    for value, group in appearances.groupby("value", sort=True):
        first = group[group["order"] == 1]
        absent = group.loc[group["state"] == "absent", "country"]
        rows.append(
            {
                "value": value,
                "began": ", ".join(first["country"]),
                "first_from": first["first_from"].min(),
                "first_to": first["first_to"].min(),
                "countries": len(group) - len(absent),
                "absent": len(absent),
                "absent_countries": ", ".join(absent),
            }
        )
    columns = ["value", "began", "first_from", "first_to", "countries", "absent", "absent_countries"]
    return pd.DataFrame(rows, columns=columns)


def _earliest(days: npt.NDArray[np.datetime64], cell: Integers, size: int) -> Integers:
    earliest = np.full(size, _NEVER, dtype=np.int64)
    np.minimum.at(earliest, cell, days.astype("datetime64[s]").astype(np.int64))
    return earliest


def _as_days(seconds: Integers) -> npt.NDArray[np.datetime64]:
    days = seconds.astype("datetime64[s]")
    days[seconds == _NEVER] = np.datetime64("NaT")
    return days


def _certain_order(first: Integers, last: Integers) -> pd.arrays.IntegerArray:
    """For each value and country, 1 plus the number of countries whose last possible day is before its first."""
    earlier = [np.searchsorted(np.sort(ends), starts) for starts, ends in zip(first, last, strict=True)]
    order = np.array(earlier, dtype=np.int64).ravel() + 1
    return pd.arrays.IntegerArray(order, mask=first.ravel() == _NEVER)
