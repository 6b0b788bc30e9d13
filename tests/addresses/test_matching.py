"""Which addresses are one, where the whole table decides: several postcodes, suburbs, named buildings."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.addresses.matching import same_addresses
from dsi_geo.addresses.parsing import alternatives, parse_address
from dsi_geo.addresses.table import parse_addresses


def matches(*addresses: tuple[str, str, str, str]) -> set[tuple[int, int, str]]:
    """The pairs of records at one address, by their positions, and what the place said."""
    table = pd.DataFrame(addresses, columns=["address", "postcode", "city", "country"]).replace("", None)
    read = parse_addresses(table.astype("str"))
    record = {row: at for at, row in enumerate(read.of_record)}
    found = same_addresses(read)
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


@pytest.mark.parametrize(
    ("both", "alone", "number", "country"),
    [
        ("Echelidon 19 & Pireos 144, Athens", "Pireos {}, Athens", "144", "GR"),
        ("Rue de la Loi / Wetstraat 16, 1040 Bruxelles", "Wetstraat {}, Etterbeek 1040", "16", "BE"),
        ("Avenue des Arts-Kunstlaan 6, 1210 Bruxelles", "Kunstlaan {}, 1210", "6", "BE"),
        ("Plac Defilad 1 / ul. Marszałkowska 2, Warszawa", "Marszałkowska {}, Warszawa", "2", "PL"),
        ("4 Mill Court, 7 Wharf Street, Leeds", "{} Wharf Street, Leeds", "7", "GB"),
    ],
)
def test_an_address_that_names_its_house_twice_is_either(both, alone, number, country):
    assert len(matches((both, "", "", country), (alone.format(number), "", "", country))) == 1
    assert not matches((both, "", "", country), (alone.format("53"), "", "", country))


@pytest.mark.parametrize(
    "text",
    [
        "10 & 12 Mill Lane, Leeds",
        "Maria-Theresien-Straße 5",
        "Köpenicker Str. 10-12, 10997 Berlin",
        "x" * 900,
    ],
)
def test_a_range_or_a_name_with_hyphens_is_one_address(text):
    assert alternatives(text, "") == []


def test_belgian_streets_are_one_in_both_languages():
    french, dutch = ("Rue d'Édimbourg 26", "1050", "Ixelles", "BE"), ("Edinburgstraat 26", "1050", "", "BE")
    assert matches(french, dutch)
    assert matches(("Bd Lambermont 3", "1030", "", "BE"), ("Lambermontlaan 3", "1030", "", "BE"))
    assert not matches(("Nieuwe Kerkstraat 4", "1050", "", "BE"), ("Rue de l'Église 4", "1050", "", "BE"))


def test_a_rare_street_needs_no_town_where_the_data_know_one_of_its_name():
    bare, placed = ("Grzybowska 79", "", "", ""), ("ul. Grzybowska 79", "", "Warszawa", "PL")
    assert matches(bare, placed) == {(0, 1, "unplaced")}
    assert not matches(bare, placed, ("Grzybowska 12", "", "Poznań", "PL"))
    assert not matches(("Lindenweg 5", "", "", ""), ("Lindenweg 5", "", "Berlin", "DE"))
    assert not matches(("Team Kobold 5", "", "", ""), ("Team Kobold 5", "", "", ""))


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("41 Boundary St, South Brisbane QLD 4101", "AU"),
        ("Calle Pedro Cerbuna 12, 50009 Zaragoza, España / Spain", "ES"),
        ("Calle Pedro Cerbuna 12, 50009, Zaragoza, ES", "ES"),
        ("12 Market Street, Dover, DE", ""),
        ("Via Roma 12, 50122 Firenze, FI", ""),
    ],
)
def test_a_line_tells_its_country(line, country):
    assert parse_address(line).country == country


def test_a_british_postcode_and_number_are_no_evidence_against_the_street():
    assert matches(("7 St John's Road", "PL2 1AE", "", "GB"), ("7 Johns Road", "PL2 1AE", "", "GB"))
    assert not matches(("12 Dock Street", "E1 8JP", "", "GB"), ("12 Ensign Street", "E1 8JP", "", "GB"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("50 Divizija 22", "1000", "Skopje", "MK"), ("ul. 50-ta Divizija br. 22", "1000", "", "MK")),
        (
            ("111B Tsarigradsko shose Blvd", "1784", "Sofia", "BG"),
            ("Tsarigradsko Shosse 111 B", "", "Sofia", "BG"),
        ),
        (
            ("294 Herbert Macauley Way", "", "Lagos", "NG"),
            ("294 Herbert Macaulay Way", "101212", "Lagos", "NG"),
        ),
        (("75 Amherst St, Cambridge, Massachusetts 02139", "", "", ""), ("75 Amherst St", "02139", "", "US")),
        (
            ("9, av. des Hauts Fourneaux, 4362 Nowhere", "", "", ""),
            ("9 avenue des Hauts-Fourneaux", "4362", "", ""),
        ),
        (("31 Lavitts Quay, Co. Cork", "", "", "IE"), ("31 Lavitt's Quay", "T12 X3HK", "Cork", "IE")),
        (
            ("12 Carrer Pujades", "8005", "Barcelona", ""),
            ("Carrer de Pujades 12", "08005", "", "ES"),
        ),
    ],
)
def test_one_address_in_two_ways(one, other):
    assert len(matches(one, other)) == 1


def test_a_court_is_not_the_street_of_its_name():
    assert not matches(
        ("13 rue de l'Échiquier", "75010", "", "FR"), ("13 cour de l'Échiquier", "75010", "", "FR")
    )


def test_a_province_in_brackets_and_a_towns_middle_are_no_towns():
    found = matches(
        ("Strada Maggiore 29, Bologna (BO)", "", "", "IT"), ("Strada Maggiore 29", "40125", "Bologna", "IT")
    )
    assert found == {(0, 1, "town")}
    rio = ("Av. Rio Branco 199", "", "Rio de Janeiro", "BR")
    assert matches(rio, ("Avenida Rio Branco 199, Centro, Rio de Janeiro, RJ", "20040-008", "", "BR"))


def test_a_floor_in_words_is_no_house_number():
    assert parse_address("First Floor 60 Leicester Street, Carlton", "", "", "AU").house.low == 60


def test_figures_of_any_script_are_read():
    assert parse_address("Улица Мира ٣٢").house.low == 32
    assert parse_address("𐩀").name == ""


def test_an_address_without_a_country_is_in_that_of_the_others_in_its_town():
    spanish = ("Carrer de Sant Vicent 12", "46002", "Valencia", "ES")
    bare = ("Calle San Vicente 12, 46002 Valencia", "", "", "")
    assert matches(spanish, bare) == {(0, 1, "all")}
    assert not matches(bare, ("Carrer de Sant Vicent 12", "46002", "", ""))


@pytest.mark.parametrize(
    "line",
    ["Gran Via 48, 18071 Granada", "Grønland 12, 0188 Oslo", "12 avenue de France, 75013 Paris"],
)
def test_a_town_or_street_named_like_a_country_is_none(line):
    assert parse_address(line).country == ""


@pytest.mark.parametrize(
    ("line", "country"),
    [
        ("100 Main Street, Springfield, IL", "US"),
        ("312 Main Street, Vancouver BC", "CA"),
        ("Via Roma 12, Milano, MI", ""),
    ],
)
def test_a_state_after_an_english_street_tells_its_country(line, country):
    assert parse_address(line).country == country


def test_a_postcode_before_the_town_is_no_house_number_where_the_country_is_not_known():
    assert not matches(
        ("Via Roma snc, 87036 Rende", "", "", ""), ("Via Roma s.n.c., 87036 Rende", "", "", "")
    )
    assert parse_address("Somewhere, 12345 Main Street").house.low == 12345


def test_what_names_no_place_is_not_even_the_same_as_itself():
    table = pd.DataFrame({"address": ["Team Kobold 5", "Team Kobold 5"]}).astype("str")
    assert same_addresses(parse_addresses(table)).empty


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Karl-Marx-Str. 131, Berlin-Neukölln", "", "", "DE"),
            ("Karl-Marx-Straße 131", "12043", "Berlin", "DE"),
        ),
        (
            ("No. 120, Lebuh Armenian, 10200 Georgetown", "", "", "MY"),
            ("120 Lebuh Armenian", "", "George Town", "MY"),
        ),
        (
            ("Blk 71 Ayer Rajah Crescent #02-18", "139951", "", "SG"),
            ("71 Ayer Rajah Cres", "139951", "Singapore", "SG"),
        ),
        (("Kárász u. 9. I/3", "6720", "Szeged", "HU"), ("Kárász utca 9", "", "Szeged", "HU")),
    ],
)
def test_quarters_blocks_and_floors_stand_beside_the_house(one, other):
    assert len(matches(one, other)) == 1


def evidence(one: str, other: str, country: str = "GB", town: str = "London") -> tuple[float, str]:
    """Confidence and evidence of the house of two addresses in one town."""
    table = pd.DataFrame({"address": [one, other], "city": town, "country": country}).astype("str")
    found = same_addresses(parse_addresses(table))
    (pair,) = found[found["a"].ne(found["b"])].itertuples()
    return pair.confidence, pair.house


@pytest.mark.parametrize(
    ("one", "other", "house"),
    [
        ("12-16 Mill Lane", "14 Mill Lane", "range"),
        ("12-16 Mill Lane", "16 Mill Lane", "range"),
        ("12-16 Mill Lane", "14-18 Mill Lane", "overlap"),
        ("12-16 Mill Lane", "16-20 Mill Lane", "overlap"),
        ("16-20 Mill Lane", "12-16 Mill Lane", "overlap"),
    ],
)
def test_ranges_that_share_their_last_house_overlap(one, other, house):
    assert evidence(one, other)[1] == house


def test_one_of_two_addresses_that_a_record_names_is_worth_less_than_the_whole():
    alone = evidence("Pireos 144", "144 Pireos Street", "GR", "Athens")[0]
    several = evidence("Echelidon 19 & Pireos 144", "144 Pireos Street", "GR", "Athens")[0]
    assert several == pytest.approx(0.95 * alone, abs=0.001)
