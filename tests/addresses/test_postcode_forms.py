"""What postcodes tell by their form: their country, and where they end beside a town."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.addresses.postcode_forms import countries_of_postcodes, split_from_town


@pytest.mark.parametrize(
    ("cell", "postcode", "town"),
    [
        ("1221 København K", "1221", "København K"),
        ("110 01 Praha 1", "110 01", "Praha 1"),
        ("SE-111 22 Stockholm", "SE-111 22", "Stockholm"),
        ("1012 AB Amsterdam", "1012 AB", "Amsterdam"),
        ("1017ab Amsterdam", "1017ab", "Amsterdam"),
        ("London n1 9ab", "N1 9AB", "London"),
        ("Riga, LV-1050", "LV-1050", "Riga"),
        ("n1 9ab", "N1 9AB", None),
        ("2511 CJ", "2511 CJ", None),
        ("10115", "10115", None),
        ("Praha 1", None, None),
        ("Paris 11e", None, None),
        ("5 km from Bonn", None, None),
        ("Expo 70", None, None),
        ("Bonn", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_postcode_in_the_cell_of_the_town_is_told_apart(cell, postcode, town):
    found = split_from_town(pd.Series([cell], dtype="str")).iloc[0]
    assert [None if pd.isna(value) else value for value in found] == [postcode, town]


@pytest.mark.parametrize(
    ("postcode", "country"),
    [
        ("gu2 7xh", "GB"),
        ("SW1A2AA", "GB"),
        ("M5V 3A8", "CA"),
        ("D02 X285", "IE"),
        ("1012 ab", "NL"),
        ("00-950", "PL"),
        ("C1414BPV", "AR"),
        ("LV-1050", "LV"),
        ("d-10999", "DE"),
        ("DE-19801", None),
        ("SK-811 01", "SK"),
        ("B-1203", None),
        ("PIN-744103", None),
        ("10115", None),
        ("75 011", None),
        (None, None),
    ],
)
def test_only_a_form_of_its_own_tells_a_country(postcode, country):
    found = countries_of_postcodes(pd.Series([postcode], dtype="str")).iloc[0]
    assert (None if pd.isna(found) else found) == country


def test_no_cells_give_none():
    assert split_from_town(pd.Series([], dtype="str")).empty
    assert countries_of_postcodes(pd.Series([], dtype="str")).empty
