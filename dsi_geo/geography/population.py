"""Populations of countries and regions, with the year and the kind of figure that each is."""

from __future__ import annotations

from functools import cache

import pandas as pd

from dsi_geo.bundled import GEOGRAPHY
from dsi_geo.geography import countries

_COLUMNS = ["code", "country", "name", "population", "population_year", "population_kind", "population_note"]


@cache
def _regions() -> pd.DataFrame:
    return pd.read_parquet(GEOGRAPHY / "regions.parquet", columns=_COLUMNS).set_index("code")


def country_population() -> pd.DataFrame:
    """
    Population of every country.

    Returns
    -------
    pd.DataFrame
        Indexed by `code` (ISO 3166-1 alpha-2): `name`, `population` (int64), `population_year` (Int16, missing where
        the source does not say), `population_source`. A copy.
    """
    return countries.countries()[["name", "population", "population_year", "population_source"]]


def region_population() -> pd.DataFrame:
    """
    Population of every first-level region.

    Returns
    -------
    pd.DataFrame
        Indexed by `code` (ISO 3166-2): `country`, `name`, `population` (Int64, missing where no town is known),
        `population_year` (Int16), `population_kind` (``official`` or ``approximation``), `population_note` (a sentence
        to print beside the figure). A copy.
    """
    return _regions().copy()


@cache
def _towns() -> pd.Series:
    keys = ["country", "region", "name"]
    towns = pd.read_parquet(GEOGRAPHY / "places.parquet", columns=[*keys, "population"])
    towns = towns[towns["population"] > 0].astype(dict.fromkeys(keys, "str"))
    code = towns["region"].fillna(towns["country"]) + "/" + towns["name"]
    return towns.groupby(code.rename("code"))["population"].max()


def town_population() -> pd.Series:
    """
    Population of towns, by region and the gazetteer's main name.

    Returns
    -------
    pd.Series
        int64, indexed by `code`: ISO 3166-2 code of the region (where the gazetteer has none, alpha-2 code of the
        country), a slash and the name, as in ``DE-BE/Berlin``. Of several towns of one name in one region the largest
        counts; towns whose population is not known are left out. A copy.
    """
    return _towns().copy()
