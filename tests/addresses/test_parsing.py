"""One address read: by hand, and whatever is typed instead of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsi_geo.addresses.parsing import LONGEST, AddressParser, parse_address, stated_postcode

TOWNS = {"DE": "Berlin", "GB": "London"}


def house(text: str, country: str = "DE") -> tuple[str, int, int, str]:
    reading = parse_address(text, "", TOWNS.get(country, "X"), country)
    return reading.words, reading.house.low, reading.house.high, reading.house.letter


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Mittelweg 50", "DE", ("mittel", 50, 50, "")),
        ("50 Mittelweg", "DE", ("mittel", 50, 50, "")),
        ("Oranienstrae 24 A", "DE", ("oranien", 24, 24, "a")),
        ("Lausitzer Str. 10, 2. Hinterhof, 3. OG", "DE", ("lausitzer", 10, 10, "")),
        ("Straße des 17. Juni 135", "DE", ("17juni", 135, 135, "")),
        ("Ritterstr. 12 bis 16", "DE", ("ritter", 12, 16, "")),
        ("12-16 Mill Lane", "GB", ("mill", 12, 16, "")),
        ("103-5 Mill Lane", "GB", ("mill", 103, 105, "")),
        ("Flat 3 12 Mill Lane", "GB", ("mill", 12, 12, "")),
        ("Block 7, 3 Mill Lane", "GB", ("mill", 3, 3, "")),
        ("Studio B, The Mill, 12 Mill Lane, 2nd floor", "GB", ("mill", 12, 12, "")),
        ("St James Park Road 4", "GB", ("st james park", 4, 4, "")),
        ("5/12 Smith Street", "AU", ("smith", 12, 12, "")),
        ("350 Fifth Avenue", "US", ("5", 350, 350, "")),
        ("123 N 5th Street Apt 4", "US", ("north 5", 123, 123, "")),
        ("One Market Plaza", "US", ("market", 1, 1, "")),
        ("Ten Fleet Place", "GB", ("fleet", 10, 10, "")),
        ("Seven Sisters Road", "GB", ("seven sisters", 0, 0, "")),
        ("12 Twenty-First St", "US", ("21", 12, 12, "")),
        ("dix-sept rue Oberkampf", "FR", ("oberkampf", 17, 17, "")),
        ("3 rue du Huit Mai 1945", "FR", ("8mai", 3, 3, "")),
        ("Viale Quattro Novembre 82", "IT", ("4novembre", 82, 82, "")),
        ("Avenida Vinte e Quatro de Julho 60", "PT", ("24julho", 60, 60, "")),
        ("Louizalaan 54", "BE", ("louise", 54, 54, "")),
        ("27 bis avenue Trillade", "FR", ("trillade", 27, 27, "bis")),
        ("12, rue du 8 mai 1945", "FR", ("8mai", 12, 12, "")),
        ("Keizersgracht 174-hs", "NL", ("keizers", 174, 174, "")),
        ("2e Jan Steenstraat 12", "NL", ("2 jan steen", 12, 12, "")),
        ("Rua das Flores, n.º 12, 3.º Esq.", "PT", ("flores", 12, 12, "")),
        ("ul. 11 Listopada 12 m. 5", "PL", ("11listopada", 12, 12, "")),
        ("K. Donelaičio g. 20 - 312", "LT", ("k donelaicio", 20, 20, "")),
        ("Caloniuksenkatu 10 D 67", "FI", ("caloniuksen", 10, 10, "")),
        ("Rákóczi út 42. 4/12", "HU", ("rakoczi", 42, 42, "")),
        ("ул. Вавилова, д. 41, кв. 5", "RU", ("vavilova", 41, 41, "")),
        ("Calle Mayor s/n", "ES", ("mayor", 0, 0, "")),
        ("7 r du Bac", "FR", ("bac", 7, 7, "")),
        ("Atelier 9, rue du Bac", "FR", ("bac", 9, 9, "")),
        ("Herengracht 182-I", "NL", ("heren", 182, 182, "")),
        ("Kaistraat-Noord 4", "BE", ("nord kai", 4, 4, "")),
        ("Gundulićeva 4", "HR", ("gundulica", 4, 4, "")),
    ],
)
def test_street_and_house_are_found_as_each_country_writes_them(text, country, expected):
    assert house(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Verein Freies Wissen. Neubaugasse 9, 1070 Wien", "AT", ("neubau", 9)),
        ("ul. Marsz. Piłsudskiego 9, 35-074 Rzeszów", "PL", ("marszalka pilsudskiego", 9)),
        ("Antano Smet. g. 9, Kaunas", "LT", ("antano smet", 9)),
        ("Büro: Weserstraße 9, 12045 Berlin", "DE", ("weser", 9)),
        ("Werkstatt ・ c/o Kulturhaus ・ Geroldstrasse 9 ・ 8005 Zürich", "CH", ("gerold", 9)),
        ("Spazio Comune in Via Ventura, 9 a Milano", "IT", ("ventura", 9)),
        ("Corso di Porta Ticinese 9, Milano", "IT", ("porta ticinese", 9)),
        ("9 petite rue des Bouchers, 67000 Strasbourg", "FR", ("petite rue bouchers", 9)),
        ("Makers Lab Barcelona Llacuna 9 Barcelona", "ES", ("llacuna", 9)),
        ("Carrer Barcelona Nord 9, Barcelona", "ES", ("barcelona nord", 9)),
        ("London Wall 9, London", "GB", ("london wall", 9)),
        ("1020 Wien, Am Tabor 9", "AT", ("tabor", 9)),
        ("9 Queen Street W Toronto", "CA", ("west queen", 9)),
        ("#7 - 9 Lamar Blvd, Austin", "US", ("lamar", 9)),
        ("7/F, 9 Connaught Road West, Hong Kong", "HK", ("west connaught", 9)),
        ("9, 6th Cross, 11th Main, Bengaluru", "IN", ("11 main 6 cross", 9)),
    ],
)
def test_what_stands_around_the_street_is_told_from_it(text, country, expected):
    reading = parse_address(text, "", "", country)
    assert (reading.words, reading.house.low) == expected


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Muntstraat 9, 6211 EK Maastricht", "NL"),
        ("AT-1070 Wien, Neubaugasse 9", "AT"),
        ("00-542 Warszawa, Mokotowska 9", "PL"),
        ("9 Grand Canal Quay, Dublin 2", "IE"),
        ("9 Lamar Plaza, Austin, TX 78704", "US"),
        ("1200 NW Marshall St, Portland", ""),
        ("DE 10115 Berlin, Invalidenstr. 9", ""),
        ("Llull 9 Barcelona Spain", "ES"),
        ("Spain, Barcelona, Llull 9", "ES"),
        ("9 avenue de France", ""),
        ("Elm Street 9, Newark, New Jersey", ""),
    ],
)
def test_an_address_betrays_its_country_by_postcode_or_name(text, country):
    assert parse_address(text).country == country


@pytest.mark.parametrize(
    "names",
    [
        ("Heroon Skopeftiriou", "Iroon Skopeutiriou", "Ηρώων Σκοπευτηρίου"),
        ("Agiou Georgiou", "Ayiou Yeoryiou", "Αγίου Γεωργίου"),
        ("Basileos Constantinou", "Vasileos Konstantinou", "Βασιλέως Κωνσταντίνου"),
        ("Khalkokondili", "Chalkokondyli", "Χαλκοκονδύλη"),
        ("Botsari", "Μπότσαρη"),
    ],
)
def test_greek_is_one_name_however_it_is_romanised(names):
    assert len({parse_address(f"{name} 9", "", "Athens", "GR").name for name in names}) == 1


def test_the_letter_of_a_flat_is_kept_beside_the_house():
    reading = parse_address("Flat B, 12 Mill Lane", "", "London", "GB")
    assert (reading.house.letter, reading.part) == ("", "b")
    assert parse_address("Flat 3, 12 Mill Lane", "", "London", "GB").part == ""


@pytest.mark.parametrize(
    ("text", "code", "town", "country", "expected"),
    [
        ("3 Meath St, Dublin 8", "", "", "IE", "d08"),
        ("3 Meath St, Dublin 8, D08 X285", "", "", "IE", "d08x285"),
        ("3 Meath St, Dublin 6W", "", "", "IE", "d6w"),
        ("3 Meath St", "Dublin 8", "Dublin", "IE", "d08"),
        ("Dublin, 14 Merrion Row, Dublin D02 XH70", "", "", "IE", "d02xh70"),
        ("45 rue Servient, 69421 Lyon Cedex 03", "", "", "FR", "69003"),
        ("621 avenue Centrale, 38058 Grenoble Cedex 9", "", "", "FR", "38"),
        ("12 Mill Lane, London SE1 4DG", "SE1", "London", "GB", "se14dg"),
        ("12 Mill Lane, London SE2 4DG", "SE1", "London", "GB", "se1"),
        ("45 rue d'Ulm", "75230", "Paris", "FR", "75"),
        ("45 rue d'Ulm", "75116", "Paris", "FR", "75116"),
    ],
)
def test_a_postcode_is_as_long_as_the_address_tells(text, code, town, country, expected):
    assert parse_address(text, code, town, country).postcode == expected


def test_a_second_number_of_a_czech_house_is_kept():
    assert parse_address("Kounicova 688/26", "60200", "Brno", "CZ").house[:6:4] == (26, 688)


def test_an_address_in_one_line_gives_postcode_town_and_country():
    reading = parse_address("14 Harbour Road, Northcote, Auckland 0627, New Zealand")
    assert (reading.words, reading.kind, reading.house.low) == ("harbour", "road", 14)
    assert (reading.postcode, reading.country) == ("0627", "NZ")
    assert reading.towns == ("auckland", "northcote")


@pytest.mark.parametrize(
    ("code", "country", "expected"),
    [
        ("D-10115", "DE", "10115"),
        ("1067", "DE", "01067"),
        ("184", "IT", "00184"),
        ("sw1a2aa", "GB", "sw1a2aa"),
        ("1050-009 Lisboa", "PT", "1050009"),
        ("02141-1001", "US", "02141"),
        ("LV-1010", "LV", "1010"),
        ("0", "DE", ""),
        ("unknown", "DE", ""),
    ],
)
def test_postcodes_are_compared_in_one_form(code, country, expected):
    assert parse_address("", code, "", country).postcode == expected


@pytest.mark.parametrize(
    "text",
    [
        *("+49 30 1234567", "0176 1234567", "Tel. 030/123456", "https://example.org/12", "www.example.org"),
        *(
            "info@example.org",
            "decentral, no fixed address",
            "online",
            "🏠",
            "🏠🏠 12",
            "",
            " ",
            ",;|",
            "12",
            "12a",
        ),
        *("Postfach 12 34", "P.O. Box 77", "10115 Berlin", "Berlin", "x" * 10_000, "Mittelweg 50 " * 800),
    ],
)
def test_what_is_no_address_has_no_street_with_a_house(text):
    reading = parse_address(text, "10115", "Berlin", "DE")
    assert not (reading.name and (reading.house.low or reading.house.literal))


@pytest.mark.parametrize(
    "unit", ["a ", "1 ", "1-", "1/", "a, ", "flat ", "12 a b ", "(", "c/o ", "- ", "é", "1.", "º "]
)
def test_long_nonsense_is_read_and_does_not_hang(unit):
    for country in ("", "DE", "GB", "CZ", "JP"):
        assert len(parse_address((unit * LONGEST)[:LONGEST], "", "", country).words) <= LONGEST


@given(
    st.text(max_size=80),
    st.text(max_size=10),
    st.text(max_size=10),
    st.sampled_from(["", "DE", "GB", "CZ", "AU"]),
)
def test_whatever_is_typed_is_read(text, code, town, country):
    parse_address(text, code, town, country)


WORDS = st.sampled_from(["Linden", "Müller", "Sankt Georg", "d'Iéna", "Łódź", "Rosa"])


@given(WORDS, st.integers(1, 400), st.sampled_from(["", "a"]), st.sampled_from(["DE", "FR", "GB", "IT"]))
def test_case_spaces_and_commas_change_nothing(name, number, letter, country):
    text = f"{name} {number}{letter}"
    expected = parse_address(text, "", "Nowhere", country)._replace(shown="")
    for other in (text.upper(), f"  {name}   {number}{letter} ", f"{name}, {number}{letter}"):
        assert parse_address(other, "", "Nowhere", country)._replace(shown="") == expected


@given(
    st.sampled_from(
        ["{} Mill Lane", "Ringstr. {}", "{}a rue Rosa", "Rosa {}, 2. OG", "{}. Mai-Platz", "Haus {}"]
    ),
    st.lists(st.integers(1, 120), min_size=2, max_size=6),
    st.sampled_from(["DE", "FR", "GB"]),
    st.sampled_from(["", "12345", "n1 7gr"]),
)
def test_reading_many_gives_what_reading_each_gives(form, numbers, country, code):
    reader, readings = AddressParser(), []
    for number in numbers:
        text = form.format(number)
        at, instead = reader.read(text, code, "Nowhere", country)
        readings += reader.take()
        found = readings[at]
        if instead:
            house = found.house._replace(low=instead, high=instead)
            found = found._replace(house=house, postcode=stated_postcode(code, country))
        assert found == parse_address(text, code, "Nowhere", country)


def test_addresses_that_differ_in_their_number_alone_are_read_once():
    reader = AddressParser()
    assert [reader.read(f"{number} Mill Lane", "", "Ely", "GB") for number in (12, 27, 12)] == [
        (0, 0),
        (0, 27),
        (0, 12),
    ]
    assert reader.read("12 Mill Lane", "", "Ely", "IE") == (1, 0)
    assert [reading.shown for reading in reader.take()] == ["mill lane", "mill lane"]
    assert reader.take() == []
