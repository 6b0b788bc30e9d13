"""Subdivisions by name and code, and postcodes by their beginning."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.geography.postcode_areas import locate_postcodes
from dsi_geo.geography.subdivisions import areas_named


def regions(name: str, country: str) -> set[str]:
    areas = areas_named(pd.Series([name], dtype="str"))
    return set(areas.loc[areas["country"].eq(country), "region"].dropna())


@pytest.mark.parametrize(
    ("name", "country", "region"),
    [
        ("Bayern", "DE", "DE-BY"),
        ("Bavaria", "DE", "DE-BY"),
        ("Bavière", "DE", "DE-BY"),
        ("Baden-Wuerttemberg", "DE", "DE-BW"),
        ("Lombardy", "IT", "IT-25"),
        ("TV", "IT", "IT-34"),
        ("Provincia di Treviso", "IT", "IT-34"),
        ("Bouches-du-Rhône", "FR", "FR-PAC"),
        ("Midi-Pyrénées", "FR", "FR-OCC"),
        ("Kent", "GB", "GB-ENG"),
        ("Wales", "GB", "GB-WLS"),
        ("Московская обл", "RU", "RU-MOS"),
        ("静岡県", "JP", "JP-22"),
        ("江西", "CN", "CN-JX"),
        ("Jiangxi", "CN", "CN-JX"),
        ("Orissa", "IN", "IN-OD"),
        ("Ontario", "CA", "CA-ON"),
        ("tx", "US", "US-TX"),
        ("US-TX", "US", "US-TX"),
        ("DEA2", "DE", "DE-NW"),
        ("ITC4", "IT", "IT-25"),
        ("województwo pomorskie", "PL", "PL-22"),
    ],
)
def test_a_subdivision_of_any_level_is_known_by_any_of_its_names(
    name: str, country: str, region: str
) -> None:
    assert regions(name, country) == {region}


def test_a_subdivision_without_a_boundary_keeps_its_own_code() -> None:
    assert regions("Telangana", "IN") == {"IN-TS"}


@pytest.mark.parametrize("name", ["", "Mittelerde", "1", None])
def test_what_is_no_subdivision_is_none(name: str | None) -> None:
    assert areas_named(pd.Series([name], dtype="str")).empty


@pytest.mark.parametrize(
    ("name", "country"), [("India", "IN"), ("Brazil", "BR"), ("Spain", "ES"), ("Mexico", "MX")]
)
def test_the_name_of_a_country_is_none_of_its_parts(name: str, country: str) -> None:
    assert regions(name, country) == set()


def test_rows_are_positions_whatever_the_index() -> None:
    found = areas_named(pd.Series(["Kent", None, "Ontario"], index=["a", "b", "c"], dtype="str"))
    assert set(found["row"]) == {0, 2}


@pytest.mark.parametrize(
    ("postcode", "country", "region"),
    [
        ("13260", "FR", "FR-PAC"),
        ("28004", "ES", "ES-MD"),
        ("22202", "US", "US-VA"),
        ("55416-1234", "US", "US-MN"),
        ("v5z 4c2", "CA", "CA-BC"),
        ("2600", "AU", "AU-ACT"),
        ("D-79539", "DE", "DE-BW"),
        ("CF10 1AA", "GB", "GB-WLS"),
        ("B1 1AA", "GB", "GB-ENG"),
        ("BT1 1AA", "GB", "GB-NIR"),
        ("341000", "CN", "CN-JX"),
        ("5401", "US", None),  # a zero is lost
        ("12529", "DE", None),  # Berlin and Brandenburg share it
        ("1010", "XX", None),
        (None, "DE", None),
        ("10999", None, None),
    ],
)
def test_the_beginning_of_a_postcode_tells_its_region(
    postcode: str | None, country: str | None, region: str | None
) -> None:
    found = locate_postcodes(pd.Series([postcode], dtype="str"), pd.Series([country], dtype="str"))[
        "region"
    ].iloc[0]
    assert found == region if region else pd.isna(found)


def test_some_postcodes_lie_around_a_town() -> None:
    found = locate_postcodes(pd.Series(["BA2 7EG", "69001", "99999"]), pd.Series(["GB", "FR", "US"]))
    assert found["latitude"].round(1).tolist()[:2] == [51.4, 45.7]
    assert pd.isna(found["latitude"].iloc[2])
