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
