"""The tables of words: what their columns may hold."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo import bundled
from dsi_geo.addresses.country_words import vocabulary
from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.postcodes import is_full_postcode, patterns
from dsi_geo.geography.countries import countries


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(bundled.ADDRESSES / name, dtype="str", keep_default_na=False)


@pytest.mark.parametrize(
    ("name", "column", "allowed"),
    [
        ("street_words.csv", "where", {"any", "first", "last", "ending", "name"}),
        (
            "other_words.csv",
            "kind",
            {"before", "floor", "bare", "block", "number", "none", "box", "month", "house", "corner"},
        ),
        ("postcodes.csv", "area", {"address", "street", "town"}),
    ],
)
def test_the_tables_hold_known_values_only(name, column, allowed):
    assert set(read(name)[column]) <= allowed


@pytest.mark.parametrize("name", ["street_words.csv", "other_words.csv"])
def test_every_word_stands_as_it_is_compared_and_its_countries_exist(name):
    table = read(name)
    bare = table["word"].str.rstrip(".").str.replace(" ", "")
    assert [word for word in bare if plain(word) != word] == []
    named = {code for cell in table["countries"] for code in cell.split()}
    assert named <= set(countries().index)


def test_no_word_is_entered_twice_for_the_same_countries():
    for name, key in (
        ("street_words.csv", ["word", "where", "countries"]),
        ("other_words.csv", ["word", "countries"]),
    ):
        table = read(name)
        assert table[table.duplicated(key)].empty


def test_a_word_of_one_country_wins_over_the_general_one():
    assert vocabulary("DE").last["place"] == "square"
    assert vocabulary("GB").last["place"] == "place"
    assert vocabulary("GB").last["st"] == "street"
    assert vocabulary("DE").split_compound("lindenstr") == ("linden", "street")
    assert vocabulary("DE").split_compound("str") == ("str", "")


def test_a_whole_postcode_is_told_from_a_part():
    assert is_full_postcode("sw1a2aa", "GB")
    assert not is_full_postcode("sw1a", "GB")
    assert not is_full_postcode("10115", "DE")
    assert set(patterns()) <= set(countries().index)
