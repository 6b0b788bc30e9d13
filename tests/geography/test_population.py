"""Populations of countries and regions, and what they claim to be."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.bundled import DATA
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.population import country_population, region_population, town_population

EUROPEAN = (
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
"""The European Union, EFTA and the United Kingdom."""

OF_COUNTRIES = {
    "AT": 8_858_775, "BE": 11_455_519, "BG": 6_664_177, "CH": 8_544_527, "CZ": 10_649_800, "DE": 83_019_213,
    "DK": 5_806_081, "EE": 1_324_820, "ES": 46_918_951, "GB": 66_647_112, "GR": 10_635_213, "HR": 3_968_676,
    "HU": 9_772_756, "IE": 4_761_865, "IS": 356_991, "IT": 59_816_673, "LI": 38_378, "LT": 2_812_200,
    "LV": 1_919_968, "MT": 493_559, "NL": 17_282_163, "NO": 5_328_212, "PL": 37_972_812, "PT": 10_295_909,
    "RO": 19_414_458, "SE": 10_230_185, "SI": 2_080_908, "SK": 5_450_421, "CY": 923_272,
    # Without Åland and without the overseas regions, which are countries of their own here.
    "FI": 5_517_919 - 29_789, "FR": 65_096_768,
}  # fmt: skip
"""The whole country, as the statistical offices have it for the year of its regions."""


@pytest.mark.parametrize("country", OF_COUNTRIES)
def test_official_figures_add_up_to_the_country(country: str) -> None:
    parts = region_population().query("country == @country")
    assert parts["population_kind"].eq("official").all()
    assert parts["population"].sum() == pytest.approx(OF_COUNTRIES[country], rel=0.0025)


def test_every_region_of_the_union_efta_and_the_united_kingdom_has_an_official_figure() -> None:
    table = region_population()
    european = table[table["country"].isin(EUROPEAN)]
    assert set(EUROPEAN) - set(european["country"]) == {"LU"}  # no boundaries
    assert european["population_kind"].eq("official").all()
    assert european["population"].notna().all()
    assert european["population_year"].between(2011, 2021).all()
    assert european.query("country not in ('IE', 'CY')").drop("GR-69")["population_year"].eq(2019).all()
    assert table.drop(european.index)["population_kind"].eq("approximation").all()


@pytest.mark.parametrize(
    ("code", "inhabitants"),
    [
        ("GB-NIR", 1_885_000), ("GB-ENG", 56_170_000), ("DE-BE", 3_645_000), ("DE-NW", 17_933_000), ("AT-9", 1_897_000),
        ("CH-ZH", 1_521_000), ("NO-03", 681_000), ("IS-1", 228_000), ("LI-11", 5_600), ("FR-IDF", 12_260_000),
        ("FR-20R", 341_000), ("IT-25", 10_010_000), ("IT-32", 1_074_000), ("ES-CE", 84_800), ("PT-11", 2_289_000),
        ("IE-L", 2_634_000), ("HU-BU", 1_752_000), ("HU-SD", 160_800), ("EE-37", 598_000), ("LV-RIX", 632_600),
        ("LV-DGV", 82_600), ("MT-60", 5_830), ("SI-061", 293_000), ("RO-B", 1_830_000),
        ("CZ-72", 583_000), ("CZ-80", 1_203_000), ("PL-14", 5_411_000), ("CY-01", 350_800),
        ("DK-84", 1_835_000), ("FI-18", 1_671_000), ("SE-AB", 2_344_000), ("BE-BRU", 1_215_000),
    ],
)  # fmt: skip
def test_single_regions_are_within_one_per_cent_of_the_statistical_offices(
    code: str, inhabitants: int
) -> None:
    assert region_population().loc[code, "population"] == pytest.approx(inhabitants, rel=0.01)


def test_an_official_figure_names_its_source_and_year() -> None:
    berlin, leinster = (region_population().loc[code] for code in ("DE-BE", "IE-L"))
    assert berlin["population"] == 3_644_826
    assert berlin["population_note"] == "Eurostat, population on 1 January 2019"
    assert leinster["population_note"].startswith(
        "Central Statistics Office of Ireland, census of 24 April 2016"
    )
    assert (berlin["population_year"], leinster["population_year"]) == (2019, 2016)


def test_a_county_is_without_the_city_that_is_a_region_of_its_own() -> None:
    population = region_population()["population"]
    # Csongrád-Csanád has about 400,000 inhabitants with Szeged and Hódmezővásárhely.
    assert population["HU-CS"] + population["HU-SD"] + population["HU-HV"] == pytest.approx(399_000, rel=0.01)


def test_the_figures_here_are_those_of_the_table_of_populations() -> None:
    table = pd.read_csv(DATA / "populations" / "regions.csv").set_index("region")
    here = region_population().reindex(table.index)
    assert here["population"].tolist() == table["population"].tolist()
    assert here["population_note"].tolist() == table["source"].tolist()


@pytest.mark.parametrize("country", ["US", "RU", "TR", "JP"])
def test_approximations_add_up_to_the_country_and_say_what_they_are(country: str) -> None:
    parts = region_population().query("country == @country")
    assert parts["population"].sum() == country_population().loc[country, "population"]
    assert parts["population_kind"].eq("approximation").all()
    assert parts["population_note"].str.startswith("Approximation").all()


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
    assert region_population().loc["DE-BE", "population"] == 3_644_826
    assert country_population().loc["DE", "population"] > 0
    assert pd.api.types.is_integer_dtype(country_population()["population"])


def test_towns_are_known_by_region_and_name() -> None:
    towns = town_population()
    assert towns.index.is_unique
    assert (towns > 0).all()
    assert 3e6 < towns["DE-BE/Berlin"] < 4e6
    assert towns["KE/Nairobi"] > 1e6
