"""What the cells of addresses and towns name of a place."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.addresses.place_mentions import (
    AFTER_STREET,
    AT_END,
    BEFORE_AREA,
    BESIDE_CODE,
    OF_AREA,
    NamedPlace,
    places_in_addresses,
    places_in_towns,
)


def in_address(text: str) -> NamedPlace:
    return places_in_addresses(pd.Series([text], dtype="str")).iloc[0]


@pytest.mark.parametrize(
    ("address", "town", "position"),
    [
        ("Calle Nueva 8, 28004 Madrid", "Madrid", BESIDE_CODE),
        ("12 Example Street, Leeds LS1 4AP", "Leeds", BESIDE_CODE),
        ("Krudy u. 7, 1088 Budapest", "Budapest", BESIDE_CODE),
        ("Oranienplatz 5 10999 Berlin", "Berlin", BESIDE_CODE),
        ("Московская обл, г Химки, ул Ленина, д. 8", "Химки", BESIDE_CODE),
        ("ул Ленина, д. 8, г. Казань", "Казань", BESIDE_CODE),
        ("静岡県浜松市中央区坪井町876", "浜松市", BESIDE_CODE),
        ("Kerkweg 18, 1216 SK, Hilversum, The Netherlands", "Hilversum", BEFORE_AREA),
        ("5 Example Way, Orlando, 32801, Florida", "Orlando", BEFORE_AREA),
        ("145 Bedford Drive, Kitchener, Ontario, Canada N2G 3A3", "Kitchener", BEFORE_AREA),
        ("146 Wick St, Fortitude Valley, QLD 4006 Australia", "Fortitude Valley", BEFORE_AREA),
        ("NMDC Colony, Masab Tank, Hyderabad, Telangana 500264", "Hyderabad", BEFORE_AREA),
        ("Forbes, NSW, Australia", "Forbes", BEFORE_AREA),
        ("8 Town Square, Barking", "Barking", AFTER_STREET),
        ("Piotrkowska 102, Lodz", "Lodz", AFTER_STREET),
        ("Amerlingova 4 Brno", "Brno", AT_END),
    ],
)
def test_the_town_is_what_stands_where_a_town_stands(address: str, town: str, position: int) -> None:
    first = in_address(address).towns[0]
    assert (first.name, first.position) == (town, position)


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("5 Example Way, Orlando, 32801, Florida", "Florida"),
        ("No. 1 Example Road, Ganzhou, 341000, Jiangxi", "Jiangxi"),
        ("Московская обл, г Химки, ул Ленина, д. 8", "Московская обл"),
        ("静岡県浜松市中央区坪井町876", "静岡県"),
        ("2555 South Lenox Street, Milwaukee, WI 53207, USA", "WI"),
        ("5 Peachtree Street, Atlanta, Georgia", "Georgia"),
    ],
)
def test_what_names_a_subdivision_is_an_area_and_no_town(address: str, area: str) -> None:
    named = in_address(address)
    assert area in named.areas
    assert area not in [mention.name for mention in named.towns if mention.position < OF_AREA]


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Mirker Str. 48, 42105 Wuppertal, Germany", "DE"),
        ("1 Hill Road, Littleham, UK", "GB"),
        ("2 Elm Street, Milwaukee, WI 53207, USA", "US"),
        ("8 Elm Street, Vancouver, BC V5Z 4C2, Canada", "CA"),
        ("Main Street, Xyzzy, CA", ""),
        ("12 Avenue de France, 75013 Paris", ""),
    ],
)
def test_the_country_is_one_that_stands_alone_at_the_end(address: str, country: str) -> None:
    assert in_address(address).country == country


@pytest.mark.parametrize(
    "address",
    [
        "Victor-Hugo (Avenue)",
        "Mirabeau (Cours)",
        "Jules-Ferry (Boulevard)",
        "Примерная улица, дом 24",
        "1202 Pender St W",
        "75 Mitcham Road",
        "",
        "<iframe src='https://maps.invalid/embed?pb=1'>",
    ],
)
def test_a_street_and_a_house_name_no_town(address: str) -> None:
    assert not [mention for mention in in_address(address).towns if mention.position <= AFTER_STREET]


@pytest.mark.parametrize(
    ("cell", "towns", "areas"),
    [
        ("Columbus, IN", ["Columbus"], ("IN",)),
        ("Austin, Texas", ["Austin"], ("Texas",)),
        ("Parma (PR)", ["Parma"], ("PR",)),
        ("Oeiras - Lisboa", ["Oeiras", "Lisboa"], ("Lisboa",)),
        ("Stratford-upon-Avon", ["Stratford-upon-Avon"], ()),
        ("Frankfurt (Oder)", ["Frankfurt (Oder)", "Frankfurt", "Oder"], ()),
        ("Milano MI", ["Milano"], ()),
    ],
)
def test_a_cell_of_towns_names_them_in_order(cell: str, towns: list[str], areas: tuple[str, ...]) -> None:
    named = places_in_towns(pd.Series([cell], dtype="str")).iloc[0]
    assert [mention.name for mention in named.towns][: len(towns)] == towns
    assert named.areas == areas
    if cell == "Milano MI":
        assert named.towns[0].area == "MI"


def test_missing_cells_name_nothing_and_the_index_is_kept() -> None:
    cells = pd.Series([None, "Berlin"], index=[7, 7], dtype="str")
    for read in (places_in_addresses, places_in_towns):
        found = read(cells)
        assert found.index.tolist() == [7, 7]
        assert found.iloc[0] == NamedPlace()
    assert places_in_addresses(pd.Series([], dtype="str")).empty


@pytest.mark.parametrize("sign", [",", "(", "1 ", "a-", "12345 ", "県", "Г. ", "- "])
def test_a_line_of_any_length_is_read_by_its_end(sign: str) -> None:
    assert in_address(sign * 50_000 + ", 10999 Berlin").towns[0].name == "Berlin"
