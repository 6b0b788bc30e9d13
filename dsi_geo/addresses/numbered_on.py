"""Streets numbered on through one side and then back, as in Berlin: their ranges of houses have every number."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from dsi_geo import bundled
from dsi_geo.addresses.country_words import ENGLISH
from dsi_geo.addresses.street_names import street

SQUARES: Final = ("square", "place", "largo", "piazzale", "piazzetta", "glorieta", "campo")
"""Street words of squares, which are numbered all around outside the English-speaking countries."""
NEXT_DOOR: Final = (1, 3)
"""Differences within a range that tell that its houses stand side by side: "12/13", "12-15"."""
_STREET: Final = ["name", "kind", "town", "country"]


def with_every_number(read: pd.DataFrame) -> pd.DataFrame:
    """The addresses with the step of their ranges 1 in streets that are numbered on.

    A range such as "12-14" has the houses of one side only, 12 and 14, unless the street is a square, is known for it
    (`data/addresses/numbered_on.csv`), or another address in the data has a range in it from even to odd ("12/13").

    Parameters
    ----------
    read
        With `name`, `kind`, `town`, `country`, `postcode` (str), `low`, `high`, `step` (int64).
    """
    ranges = read["step"].eq(2)
    if not ranges.any():
        return read
    told = read.loc[read["step"].eq(1) & (read["high"] - read["low"]).isin(NEXT_DOOR) & read["town"].ne("")]
    asked = read.loc[ranges, [*_STREET, "postcode"]]
    in_data = asked.merge(told[_STREET].drop_duplicates().assign(told=True), "left", on=_STREET)["told"].eq(
        True
    )
    square = asked["kind"].isin(SQUARES) & ~asked["country"].isin(ENGLISH)
    known = [_is_known(*one) for one in asked.itertuples(index=False, name=None)]
    every = in_data.to_numpy(bool) | square.to_numpy(bool) | pd.Series(known, dtype="bool").to_numpy()
    step = read["step"].copy()
    step[asked.index[every]] = 1
    return read.assign(step=step)


def _is_known(name: str, kind: str, town: str, country: str, postcode: str) -> bool:
    codes = _known_streets().get((country, town, name, kind), ())
    return bool(codes) and postcode.startswith(codes)


@cache
def _known_streets() -> dict[tuple[str, str, str, str], tuple[str, ...]]:
    """How the postcodes of each known street begin, by country, town, and name and kind of the street."""
    with Path(bundled.ADDRESSES / "numbered_on.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    known = {}
    for row in rows:
        name, kind, *_ = street(tuple(row["street"].split()), row["country"])
        known[row["country"], row["town"], name, kind] = tuple(row["postcodes"].split())
    return known
