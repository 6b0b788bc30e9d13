"""Addresses on one coordinate that are one house, however they are written, leave the coordinate exact."""

from __future__ import annotations

import pytest

SPOTS = (("53.81121", "-1.55167"), ("53.84321", "-1.60123"), ("53.78321", "-1.52123"))


def at(
    spot: tuple[str, str], addresses: list[str], city: str = "Leeds", country: str = "GB"
) -> list[dict[str, object]]:
    latitude, longitude = spot
    place = {"city": city, "country": country, "latitude": latitude, "longitude": longitude}
    return [
        {"name": f"{address} {number}", "address": address} | place
        for number, address in enumerate(addresses)
    ]


def precisions(result) -> list[str]:
    return result.tables["projects"]["location_precision"].astype("str").tolist()


@pytest.mark.parametrize(
    ("addresses", "city", "country", "spot"),
    [
        (["Hub Street 1", "Unit 4, Hub Street 1"], "Leeds", "GB", SPOTS[0]),
        (["ul. Bracka 20", "Bracka 20 m. 3"], "Warsaw", "PL", ("52.23456", "21.01654")),
        (["Mittelweg 50", "Mittelweg 50 (2. OG)", "50 Mittelweg"], "Berlin", "DE", ("52.47123", "13.44001")),
        (["Flat 3, 12 Mill Lane", "12 Mill Lane", "12-16 Mill Lane"], "London", "GB", ("51.55123", "-0.19876")),
        (["4 Mill Lane", "4a Mill Lane"], "London", "GB", ("51.55123", "-0.19876")),
        (["Calle Santa Lucía", "Santa Lucía, n19"], "Valladolid", "ES", ("41.64512", "-4.71734")),
        ([f"Unit {number}, 12-14 Mill Lane" for number in range(1, 60)], "London", "GB", ("51.55123", "-0.19876")),
    ],
)  # fmt: skip
def test_one_house_however_it_is_written(cleaned, addresses, city, country, spot):
    numbered = [any(figure.isdigit() for figure in address) for address in addresses]
    expected = ["address" if known else "street" for known in numbered]
    assert precisions(cleaned(projects=at(spot, addresses, city, country))) == expected


@pytest.mark.parametrize(
    "addresses",
    [
        ["12 Mill Lane", "14 Mill Lane"],
        ["12 Mill Lane", "Mill Lane", "77 Mill Lane"],
        ["12 Mill Lane", "12 High Street"],
        ["Unit 4, 12 Mill Lane", "Unit 4, 3 High Street"],
        [*(f"Unit {number}, 12 Mill Lane" for number in range(1, 60)), "3 High Street"],
        [f"{number} Mill Lane" for number in range(1, 60)],
    ],
)
def test_different_houses_on_one_coordinate_are_no_address(cleaned, addresses):
    result = cleaned(projects=at(("51.55123", "-0.19876"), addresses, "London"))
    assert set(precisions(result)) == {"city"}


def test_a_file_of_houses_with_units_is_not_taken_to_be_located_by_town(cleaned):
    houses = [
        record
        for spot in SPOTS
        for record in at(spot, [f"Hub Street {spot[0][-2]}", f"Unit 4, Hub Street {spot[0][-2]}"])
    ]
    result = cleaned(projects=houses)
    assert precisions(result) == ["address"] * 6
    assert not result.findings["code"].isin(("located_by_town", "town_centroid")).any()


def test_the_number_of_different_addresses_counts_each_house_once(cleaned):
    addresses = ["Mittelweg 50", "50 Mittelweg", "Mittelweg 50, 2. OG", "Mittelweg 52", "Lindenallee 1"]
    result = cleaned(projects=at(("52.47123", "13.44001"), addresses, "Berlin", "DE"))
    messages = result.findings.loc[result.findings["code"].eq("town_centroid"), "message"].unique()
    assert messages.tolist() == [
        "5 records with 3 different addresses share this coordinate; it is taken for the centre of Berlin."
    ]
