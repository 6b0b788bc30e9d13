"""What people write for a town beside its names: abbreviations, and postal districts in place of a postcode."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

import pandas as pd

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.spelling import fold

_DISTRICT: Final = re.compile(r"(\D+?) (\d{1,2})(?:er?|eme|[a-z])?(?: \D*)?$")

_NUMBERED: Final = r"\P{Nd}\p{Nd}{1,2}(?:\P{Nd}|$)"
"""What every town with such a number has, as RE2 reads it."""


@cache
def abbreviations() -> Mapping[tuple[str, str], str]:
    """
    The town's name for an abbreviation and the country it is used in ("sthlm", "SE"), both folded.

    Those that mean one town everywhere stand for records without a country, too: ("sf", "").
    """
    rows = pd.read_csv(GEOGRAPHY / "town_abbreviations.csv", dtype="str", keep_default_na=False)
    return {(row.abbreviation, row.country): row.town for row in rows.itertuples()}


@cache
def _districts() -> Mapping[tuple[str, str], str]:
    rows = pd.read_csv(GEOGRAPHY / "town_districts.csv", dtype="str", keep_default_na=False)
    return {(row.town, row.country): row.postcode for row in rows.itertuples()}


def postcodes_of_districts(city: pd.Series, country: pd.Series) -> pd.Series:
    """
    The postcodes (``str``) that towns with the number of a postal district tell; missing for all others.

    Parameters
    ----------
    city, country
        Towns as written, and alpha-2 codes with the same index; missing allowed.

    Examples
    --------
    >>> import pandas as pd
    >>> postcodes_of_districts(pd.Series(["Dublin 2", "Paris 11e", "Oslo 1"]), pd.Series(["IE", "FR", "NO"])).tolist()
    ['D02', '75011', nan]
    """
    numbered = city.astype("str").str.contains(_NUMBERED, na=False)
    asked = zip(fold(city[numbered]), country[numbered], strict=True)
    return pd.Series([_of_district(*one) for one in asked], index=city.index[numbered], dtype="str").reindex(
        city.index
    )


def _of_district(key: str, country: str) -> str | None:
    found = _DISTRICT.match(key)
    code = _districts().get((found[1], country)) if found else None
    return code.format(found[2]) if found and code else None
