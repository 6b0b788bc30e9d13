"""Which addresses are one, where the whole table decides: several postcodes, suburbs, named buildings."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.analysis.addresses.matching import same_addresses
from dsi_geo.analysis.addresses.table import read_addresses


def matches(*addresses: tuple[str, str, str, str]) -> set[tuple[int, int, str]]:
    """The pairs of records at one address, by their positions, and what the place said."""
    table = pd.DataFrame(addresses, columns=["address", "postcode", "city", "country"]).replace("", None)
    read = read_addresses(table.astype("str"))
    record = {row: at for at, row in enumerate(read.of_record)}
    found = same_addresses(read.distinct)
    found = found[found["a"].ne(found["b"])]
    pairs = zip(found["a"], found["b"], found["place"], strict=True)
    return {(*sorted((record[a], record[b])), place) for a, b, place in pairs}


def test_two_codes_of_one_address_do_not_make_it_ambiguous():
    bare = ("Culmannstrasse 32", "", "Zurich", "CH")
    found = matches(
        ("Culmannstrasse 32", "8006", "Zurich", "CH"), ("Culmannstrasse 32", "8092", "Zurich", "CH"), bare
    )
    assert found == {(0, 1, "code_of_town"), (0, 2, "town"), (1, 2, "town")}


def test_two_codes_of_two_addresses_do():
    bare = ("Mittelweg 32", "", "Berlin", "DE")
    assert not matches(
        ("Mittelweg 32", "12053", "Berlin", "DE"), ("Mittelweg 32", "13158", "Berlin", "DE"), bare
    )


@pytest.mark.parametrize(
    ("street", "codes", "town", "country", "same"),
    [
        ("Osquars backe 31", ("11428", "10044"), "Stockholm", "SE", True),
        ("Storgatan 31", ("11455", "10044"), "Stockholm", "SE", False),
        ("Ryesgade 31", ("2100", "2300"), "Copenhagen", "DK", False),
        ("12 rue des Archives", ("75003", "75011"), "Paris", "FR", False),
        ("Trauttmansdorffgasse 9", ("1130", "1020"), "Vienna", "AT", False),
        ("Fadrusz utca 12", ("1114", "1196"), "Budapest", "HU", False),
    ],
)
def test_codes_of_one_town_are_forgiven_where_its_streets_bear_different_names(
    street, codes, town, country, same
):
    assert bool(matches(*((street, code, town, country) for code in codes))) == same


def test_an_address_may_name_its_suburb_and_its_city():
    whole = ("Iroon Agoniston 14, Zografou, Athens", "", "", "GR")
    assert matches(whole, ("Iroon Agoniston 14, Zografou", "", "", "GR")) == {(0, 1, "town")}
    assert not matches(whole, ("Iroon Agoniston 14, Chalandri, Athens", "", "", "GR"))


def test_a_named_building_stands_for_the_number_that_one_side_leaves_out():
    numbered = ("Malthouse Building, 2 Grand Canal Quay", "", "Dublin", "IE")
    assert matches(numbered, ("The Malthouse Building, Grand Canal Quay", "", "Dublin", "IE"))
    assert not matches(numbered, ("The Millennium Building, Grand Canal Quay", "", "Dublin", "IE"))


def test_a_direction_may_be_left_out_but_not_turned_round():
    west = ("222 W Mart Center Drive", "60654", "Chicago", "US")
    assert matches(west, ("222 Mart Center Dr", "60654", "Chicago", "US"))
    assert not matches(west, ("222 E Mart Center Drive", "60654", "Chicago", "US"))


def test_a_town_and_a_postcode_are_no_address():
    assert not matches(("Ludlow, Shropshire SY8 1AA", "", "", "GB"), ("", "SY8 1AA", "Ludlow", "GB"))
