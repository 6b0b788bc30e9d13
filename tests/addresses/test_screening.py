"""What an address names: a house, or numbers of other kinds."""

from __future__ import annotations

import pandas as pd
import pytest

from dsi_geo.addresses.postcode_forms import is_postcode_and_town
from dsi_geo.addresses.screening import has_house_number, without_districts


def numbered(address: str, country: str | None = None, postcode: str | None = None) -> bool:
    cells = [pd.Series([cell], dtype="str") for cell in (address, postcode, country)]
    return bool(has_house_number(*cells).iloc[0])


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("Rue du Ruisseau, 75018 Paris", "FR"),
        ("Rue du Ruisseau, 75018 Paris", None),
        ("Rue du Ruisseau, 75018 Paris CEDEX 18", "FR"),
        ("Oranienstraße, 10999 Berlin", "DE"),
        ("Oranienstraße\nD-10999 Berlin", "DE"),
        ("Oranienstraße 10999 Berlin", "DE"),
        ("10999 Berlin, Oranienstraße", "DE"),
        ("Place Rhin et Danube, 75019 Paris", "FR"),
        ("Rue de la Loi, 1040 Bruxelles", "BE"),
        ("Rue de la Loi, 1040 Bruxelles", None),
        ("Herengracht, 1015 BK Amsterdam", "NL"),
        ("Downing Street, London SW1A 2AA", "GB"),
        ("Borough Road, London SE1", "GB"),
        ("Main Street, Worcester, MA 01609", "US"),
        ("Wisconsin-53185, Waterford", "US"),
        ("Na Příkopě, 110 00 Praha", "CZ"),
        ("Nowy Świat, 00-001 Warszawa", "PL"),
        ("Rua Augusta, 1100-048 Lisboa", "PT"),
        ("MG Road, Bengaluru 560001", "IN"),
        ("Queen Street, Auckland 1010", "NZ"),
        ("Straße des 17. Juni", "DE"),
        ("Place du 8 mai 1945", "FR"),
        ("Place du 8-Mai-1945, 93200 Saint-Denis", "FR"),
        ("Rua 25 de Abril", "PT"),
        ("5th Avenue", "US"),
        ("Calle 72", "CO"),
        ("Post Box No. 35, Malegaon Colony, Baramati", "IN"),
        ("P.O. Box 77", "DE"),
        ("Postfach 12 34 56, 10999 Berlin", "DE"),
        ("BP 12", "FR"),
        ("Apartado de correos 36", "ES"),
        ("HAL 2nd Stage, Indiranagar, Bengaluru", "IN"),
        ("Sector 12", "IN"),
        ("10999 Berlin", None),
        ("Mittelweg", "DE"),
    ],
)
def test_a_number_that_is_no_houses_promises_no_house(address, country):
    assert not numbered(address, country)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("1600 Pennsylvania Ave", "US"),
        ("1600 Pennsylvania Ave, Washington, DC 20500", "US"),
        ("10115 Main St", "US"),
        ("10115 Main St, Springfield", None),
        ("City Hall, 10115 Main St, Springfield", "US"),
        ("1600 Broadway, Oakland", "US"),
        ("350 5th Avenue, New York", "US"),
        ("Straße des 17. Juni 135, 10623 Berlin", "DE"),
        ("12 place du 8 mai 1945", "FR"),
        ("12 bis, rue du Ruisseau, 75018 Paris", "FR"),
        ("Chaussée de Waterloo 1151, 1180 Uccle", "BE"),
        ("Chaussée de Waterloo, 1151, 1180 Uccle", "BE"),
        ("Keizersgracht 123-II, 1015 CJ Amsterdam", "NL"),
        ("Avenida Paulista, 1578 - Bela Vista, São Paulo", "BR"),
        ("Oranienplatz 5 10999 Berlin", "DE"),
        ("Calle 72 # 10-34", "CO"),
        ("Mittelweg 50, Postfach 1234", "DE"),
        ("5 May Street, London", "GB"),
        ("10 Downing Street, London SW1A 2AA", "GB"),
        ("D 5, Sector 12, Noida", "IN"),
    ],
)
def test_a_house_number_is_kept_beside_postcodes_and_numbers_that_name_streets(address, country):
    assert numbered(address, country)


def test_the_postcode_that_is_stated_is_no_house_number_in_whatever_form():
    assert not numbered("Lindenstraße, X1099 Berlin", postcode="X1099")
    assert numbered("Lindenstraße 4, X1099 Berlin", postcode="X1099")


@pytest.mark.parametrize(
    ("address", "is_one"),
    [("10999 Berlin", True), ("D-10999 Berlin", True), ("10115 Main St", False), ("Mittelweg 5", False)],
)
def test_a_postcode_and_a_town_are_told_from_a_number_and_a_street(address, is_one):
    assert bool(is_postcode_and_town(pd.Series([address], dtype="str")).iloc[0]) is is_one


@pytest.mark.parametrize(
    ("address", "city", "country", "plain"),
    [
        ("Paris 11e", "Paris", "FR", "Paris"),
        ("Paris 11ème arrondissement, France", "Paris", "FR", "Paris, France"),
        ("Praha 1", "Prague", "CZ", "Praha"),
        ("Wien 7", "Vienna", "AT", "Wien"),
        ("Budapest XIII", "Budapest", "HU", "Budapest"),
        ("Rue Oberkampf 5, Paris 11", "Paris", "FR", "Rue Oberkampf 5, Paris"),
        ("Hinterstoder 27", "Hinterstoder", "AT", None),  # a village numbers its houses
        ("Córdoba 45, Buenos Aires", "Buenos Aires", "AR", None),  # a street
        ("Wien 107", "Vienna", "AT", None),
        ("Paris 11e", "Lyon", "FR", None),
        ("Pariser Platz 1", "Berlin", "DE", None),
        ("5 District Road, London", "London", "GB", None),
    ],
)
def test_a_town_with_a_district_is_the_town(address, city, country, plain):
    cells = [pd.Series([cell, None], dtype="str") for cell in (address, city, country)]
    assert without_districts(*cells).fillna("").tolist() == [plain or address, ""]
