"""Populations of countries and regions, and what they claim to be."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.population import country_population, region_population, town_population

GERMANY_AT_END_OF_2017 = 82_792_351


def test_german_laender_are_official_and_add_up() -> None:
    german = region_population().query("country == 'DE'")
    assert len(german) == 16
    assert german["population"].sum() == GERMANY_AT_END_OF_2017
    assert german.loc["DE-BE", "population"] == 3_613_495
    assert german.loc["DE-NW", "population"] == 17_912_134
    assert german["population_year"].eq(2017).all()
    assert german["population_kind"].eq("official").all()
    assert german["population_note"].str.contains("Destatis").all()


@pytest.mark.parametrize("country", ["FR", "GB", "IT", "ES", "NL", "PL", "US", "RU", "TR", "JP"])
def test_approximations_add_up_to_the_country_and_say_what_they_are(country: str) -> None:
    parts = region_population().query("country == @country")
    assert parts["population"].sum() == country_population().loc[country, "population"]
    assert parts["population_kind"].eq("approximation").all()
    assert parts["population_note"].str.startswith("Approximation").all()


def test_approximations_are_of_the_right_size() -> None:
    population = region_population()["population"]
    # In millions at about that time, from the national statistical offices.
    known = {
        "ES-MD": 6.6,
        "ES-CT": 7.5,
        "AT-9": 1.9,
        "CZ-10": 1.3,
        "GB-SCT": 5.4,
        "IT-25": 10.0,
        "NL-ZH": 3.7,
    }
    for code, millions in known.items():
        assert population[code] / 1e6 == pytest.approx(millions, rel=0.15), code


def test_every_region_with_a_boundary_has_a_row() -> None:
    table, polygons = region_population(), regions()
    assert table.index.equals(polygons.index)
    assert set(table["population_kind"]) == {"official", "approximation"}
    assert (table["population"].dropna() > 0).all()


@pytest.mark.parametrize(
    ("country", "number"),
    [
        ("DE", 16), ("FR", 13), ("IT", 20), ("ES", 19), ("GB", 4), ("IE", 4), ("BE", 3), ("NL", 12), ("PL", 16),
        ("AT", 9), ("CH", 26), ("DK", 5), ("SE", 21), ("FI", 18), ("CZ", 14), ("PT", 20), ("UA", 27), ("US", 51),
        ("CA", 13), ("AU", 8), ("BR", 27), ("CN", 31), ("JP", 47), ("KR", 17), ("TR", 81), ("RU", 83), ("MX", 32),
    ],
)  # fmt: skip
def test_countries_have_all_their_regions(country: str, number: int) -> None:
    codes = region_population().query("country == @country").index
    assert len(codes) == number
    assert codes.str.startswith(f"{country}-").all()


def test_tables_handed_out_are_copies() -> None:
    of_regions, of_countries = region_population(), country_population()
    of_regions.loc["DE-BE", "population"] = of_countries.loc["DE", "population"] = 0
    assert region_population().loc["DE-BE", "population"] == 3_613_495
    assert country_population().loc["DE", "population"] > 0
    assert pd.api.types.is_integer_dtype(country_population()["population"])


def test_towns_are_known_by_region_and_name() -> None:
    towns = town_population()
    assert towns.index.is_unique
    assert (towns > 0).all()
    assert 3e6 < towns["DE-BE/Berlin"] < 4e6
    assert towns["KE/Nairobi"] > 1e6
