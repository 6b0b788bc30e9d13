"""Inhabitants of areas, and what kind of figure each is."""

from __future__ import annotations

from functools import cache
from typing import Final

import pandas as pd

from dsi_geo.analysis.shares.areas import FEWEST_TO_TRUST, REST_OF_WORLD, Level
from dsi_geo.geography.population import country_population, region_population, town_population

COLUMNS: Final = ("population", "population_year", "population_kind", "population_note")
OFFICIAL, ESTIMATE, APPROXIMATION, GAZETTEER = "official", "estimate", "approximation", "gazetteer"

_DTYPES: Final = dict(zip(COLUMNS, ("Int64", "Int16", "str", "str"), strict=True))
_DIFFERENCE: Final = "Difference of two figures, possibly of different years"
_OF_TOWN: Final = "GeoNames, population of the town; the year is not known"


@cache
def world_population() -> int:
    """Sum of the populations of all countries."""
    return int(country_population()["population"].sum())


def populations(areas: pd.DataFrame, level: Level) -> pd.DataFrame:
    """Population of each area.

    Parameters
    ----------
    areas
        From `areas.area_counts`: `area`, `country`, `known`.
    level
        The level they are of.

    Returns
    -------
    DataFrame with the index of `areas`
        `population` (Int64), `population_year` (Int16), `population_kind` (str: `official`;
        `estimate`, of a country; `approximation`, of a region; `gazetteer`, of a town) and
        `population_note` (str); all missing where the area is not known or has no figure.
    """
    figures = _of_towns() if level == "city" else _of_countries_and_regions()
    if level == "partition":
        focus = areas["area"].iloc[0]
        figures = pd.concat([figures.reindex([focus]), _of_rests(focus, figures)])
    return figures.reindex(areas["area"].where(areas["known"])).set_axis(areas.index)


@cache
def _of_countries_and_regions() -> pd.DataFrame:
    return _figures(pd.concat([_of_countries(), region_population()[list(COLUMNS)]]))


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """A table of populations without the areas that have none."""
    return table[table["population"].notna()].astype(_DTYPES)


def _of_countries() -> pd.DataFrame:
    table = country_population()
    return pd.DataFrame(
        {
            "population": table["population"].astype("Int64").where(table["population"] > 0),
            "population_year": table["population_year"],
            "population_kind": ESTIMATE,
            "population_note": table["population_source"],
        }
    )


def _of_rests(focus: str, figures: pd.DataFrame) -> pd.DataFrame:
    """What is left of the country without the focus, and of the world without the country."""
    of_focus, of_country = (figures["population"].get(area, pd.NA) for area in (focus, focus[:2]))
    kind = figures["population_kind"].get(focus)
    rests = {f"rest of {focus[:2]}": of_country - of_focus, REST_OF_WORLD: world_population() - of_country}
    return _figures(
        pd.DataFrame(
            {
                "population": pd.Series(rests, dtype="Int64"),
                "population_year": pd.Series(pd.NA, index=list(rests), dtype="Int16"),
                "population_kind": [kind if kind == APPROXIMATION else ESTIMATE, ESTIMATE],
                "population_note": _DIFFERENCE,
            }
        )
    )


@cache
def _of_towns() -> pd.DataFrame:
    population = town_population()
    return _figures(
        pd.DataFrame(
            {
                "population": population,
                "population_year": pd.Series(pd.NA, index=population.index, dtype="Int16"),
                "population_kind": GAZETTEER,
                "population_note": _OF_TOWN,
            }
        )
    )


def reference_regions(places: pd.DataFrame, fewest: int = FEWEST_TO_TRUST) -> pd.DataFrame:
    """All regions of the countries that the records cover well enough to compare their regions.

    Without the others, so that a lone record in a large country does not decide a test: most regions of such a
    country are empty because the records do not reach there.

    Parameters
    ----------
    places
        From `place_counts`.
    fewest
        Records that a country must have.

    Returns
    -------
    DataFrame indexed by ISO 3166-2 code
        `country`, `name`, `count` (0 where there is no record), `population` (Int64, may be missing),
        `population_kind`.
    """
    table = region_population()
    in_country = places.groupby("country")["count"].sum()
    there = table[table["country"].isin(in_country.index[in_country >= fewest])]
    count = places.groupby("region")["count"].sum().reindex(there.index).fillna(0)
    columns = ["country", "name", "count", "population", "population_kind"]
    return there.assign(count=count.astype(places["count"].dtype))[columns]
