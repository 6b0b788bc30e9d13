"""What people write for a town beside its names."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.geography.places import find_places
from dsi_geo.geography.town_names import postcodes_of_districts


@pytest.mark.parametrize(
    ("city", "country", "code"),
    [
        ("Dublin 2", "IE", "D02"),
        ("Paris 11e", "FR", "75011"),
        ("Wien 3", "AT", "1030"),
        ("Oslo 1", "NO", None),
    ],
)
def test_a_postal_district_tells_the_postcode_where_it_has_one(city, country, code):
    told = postcodes_of_districts(pd.Series([city], dtype="str"), pd.Series([country], dtype="str"))
    assert told.tolist() == [code] if code else told.isna().all()


@pytest.mark.parametrize(
    ("city", "country", "town"),
    [("NYC", "US", "New York City"), ("Sthlm", "SE", "Stockholm"), ("Milano MI", "IT", "Milan")],
)
def test_a_town_written_short_or_with_its_province_is_found(city, country, town):
    found = find_places(pd.Series([city], dtype="str"), pd.Series([country], dtype="str"))
    assert found["name"].tolist() == [town]
    assert found["how"].tolist() != ["name"]
