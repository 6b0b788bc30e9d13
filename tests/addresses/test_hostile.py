"""Whatever stands in the cell of an address is read, as far as it is one, and never ends the reading."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from dsi_geo.addresses.letters import plain
from dsi_geo.addresses.parsing import LONGEST, AddressParser, ParsedAddress, alternatives, parse_address
from tests.addresses.hostile import ADDRESSES, COUNTRIES, FIGURES, POSTCODES, TOWNS

LARGEST = 999_999


@settings(max_examples=25 * settings.default.max_examples)
@given(ADDRESSES, POSTCODES, TOWNS, COUNTRIES)
@example("Hauptstrasse 5, Unit 1-2/3", "", "Berlin", "DE")
@example("Mill Lane 5, g3/", "", "London", "GB")
@example("Hauptstrasse 5", "", "&#" + "9" * 5_000 + ";", "DE")
def test_anything_is_read(text, code, town, country):
    reading = parse_address(text, code, town, country)
    assert 0 <= reading.house.low <= reading.house.high <= LARGEST
    at, number = AddressParser().read(text, code, town, country)
    assert at == 0
    assert number == 0
    assert len(alternatives(text, country)) != 1, "what is one address is no alternative"


@settings(max_examples=10 * settings.default.max_examples)
@given(ADDRESSES, TOWNS, COUNTRIES)
def test_a_reader_of_many_gives_what_reading_each_gives(text, town, country):
    reader = AddressParser()
    read = [reader.read(one, "", town, country) for one in (text, text, "Hauptstrasse 5", text)]
    known = reader.take()
    expected = parse_address(text, "", town, country)
    for at, number in (read[1], read[3]):
        assert with_number(known[at], number) == expected


def with_number(reading: ParsedAddress, number: int) -> ParsedAddress:
    house = reading.house._replace(low=number, high=number) if number else reading.house
    return reading._replace(house=house)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Hauptstrasse 5, Unit 1-2/3", "DE", ("haupt", 5)),
        ("Unit 1-2/3, Hauptstrasse 5", "DE", ("haupt", 5)),
        ("Hauptstrasse 5, Top 1-2/3a", "AT", ("haupt", 5)),
        ("Unit 1-2/3 Mill Street", "AU", ("mill", 3)),
        ("Flat 5i/12 Mill Lane", "AU", ("mill", 12)),
        ("Flat 5a/12 Mill Lane", "AU", ("mill", 12)),
        ("Unit 5/12 Mill Lane", "AU", ("mill", 12)),
        ("1/2/3/12 Mill Lane", "AU", ("mill", 12)),
        ("#01-20/21, 10 Anson Road", "SG", ("anson", 10)),
        ("10 Anson Road, #01-20/#01-21", "SG", ("anson", 10)),
        ("10 Anson Road #B1-20 & 21", "SG", ("anson", 10)),
        ("#01-20 to 22 10 Anson Road", "SG", ("anson", 10)),
        ("10 Anson Road, Unit 01-20/21", "SG", ("anson", 10)),
        ("Unit 1-20/21 10 Anson Road", "SG", ("anson", 10)),
        ("#01-20/10 Anson Road", "SG", ("anson", 10)),
        ("1 Example Rd, #01-20/21", "SG", ("example", 1)),
        ("Mill Lane 5, g3/", "GB", ("mill", 5)),
        ("a1/ Mill Lane 5", "GB", ("mill", 1)),
        ("Hauptstr. 5²", "DE", ("haupt", 5)),
        ("Hauptstr. 5½", "DE", ("haupt", 5)),
        ("Hauptstr. ⑮", "DE", ("haupt", 15)),
        ("Hauptstr. ١٥", "DE", ("haupt", 15)),
        ("Hauptstr. 𝟝𝟙", "DE", ("haupt", 51)),
        ("Hauptstr. 5\u200b1", "DE", ("haupt", 51)),
        ("Hauptstr. №\u00a05", "DE", ("haupt", 5)),
        ("Hauptstr. " + "9" * 200, "DE", ("haupt", 0)),
    ],
)
def test_what_once_ended_the_reading_or_was_misread(text, country, expected):
    reading = parse_address(text, "", "X", country)
    assert (reading.words, reading.house.low) == expected


@pytest.mark.parametrize("figure", ["²", "½", "⑮", "㉑", "፪", "௰", "Ⅷ", "٣", "𝟝"])
def test_a_sign_for_a_number_is_never_part_of_the_one_before_it_unless_it_is_a_digit(figure):
    shown = plain(f"5{figure}")
    assert shown.startswith("5")
    assert figure.isdecimal() or not shown[1:2].isdigit()


def test_every_figure_becomes_ascii_or_no_figure():
    for figure in FIGURES:
        assert all(sign.isascii() for sign in plain(figure) if sign.isdigit()), figure


def test_a_cell_longer_than_an_address_is_none():
    for text in ("Hauptstrasse 5 " + "a" * LONGEST, "ﷺ" * LONGEST):
        assert parse_address(text, "", "Berlin", "DE").name == ""
