"""What stands in columns decides with their names what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from dsi_geo.readers.column_contents import Contents
from dsi_geo.readers.columns import recognise
from dsi_geo.schema import ORGANISATIONS, PROJECTS

TOWNS = ["Berlin", "Lyon", "Porto", "Graz", "Gdańsk", "Leeds"]
NAMES = ["Lab One", "Haus der Hilfe", "Casa Aberta", "Werkstatt", "Otwarta", "Makers"]
NUMBERS = ["1", "2", "3", "4", "5", "6"]


def fields(columns: Mapping[str, Sequence[str | None]], entity: str = PROJECTS) -> dict[str, str]:
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    return dict(recognise([*frame.columns], entity, {}, Contents(frame)).fields)  # type: ignore[arg-type]


def remarks(columns: Mapping[str, Sequence[str | None]]) -> str:
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    return " ".join(recognise([*frame.columns], PROJECTS, {}, Contents(frame)).remarks)


@pytest.mark.parametrize(
    "column", ["Hackerspace", "P_NAM", "Projeto", "Stadium", "x1", "itemLabel", "languageLabel"]
)
def test_a_column_of_short_different_texts_is_the_name_where_none_is_called_so(column: str) -> None:
    table = {"nr": NUMBERS, column: NAMES, "Ort": TOWNS}
    assert fields(table)["name"] == column


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Comment", NAMES),
        ("Phone", NAMES),
        ("contact person", NAMES),
        ("x1", ["same"] * 6),
        ("x1", NUMBERS),
        ("x1", ["a@b.org", "b@b.org", "c@b.org", "d@b.org", "e@b.org", "f@b.org"]),
        ("x1", [f"2015-03-0{at}" for at in NUMBERS]),
        ("x1", [f"https://a.example/{at}" for at in NUMBERS]),
        (
            "x1",
            [
                name + " und vieles mehr, das hier in aller Breite erzählt wird, damit es lang wird" * 3
                for name in NAMES
            ],
        ),
        ("x1", ["A", None, None, None, None, None]),
        ("countryLabel", ["Peru", "Chile", "Cuba", "Iran", "Iraq", "Mali"]),
    ],
)
def test_what_cannot_be_names_is_not_taken_for_them(column: str, cells: list[str | None]) -> None:
    assert "name" not in fields({column: cells, "Ort": TOWNS})


def test_a_constant_is_no_name_and_no_identifier() -> None:
    table = {"name": ["x"] * 6, "title": NAMES, "id": ["1"] * 6}
    assert fields(table) == {"name": "title"}
    assert "“name” is not taken for the field name: all of its values are the same." in remarks(table)
    assert "“id” is not taken for the field id: only 17% of its values are different." in remarks(table)


def test_numbers_are_coordinates_only_where_they_fit() -> None:
    metres = {"name": NAMES, "x": ["567000.5"] * 6, "y": ["5934000.1"] * 6}
    assert fields(metres) == {"name": "name"}
    assert "its numbers, such as 567000, are no degrees" in remarks(metres)
    degrees = {"name": NAMES, "x": ["13.4"] * 6, "y": ["52.5"] * 6}
    assert fields(degrees) == {"name": "name", "longitude": "x", "latitude": "y"}


def test_a_category_that_happens_to_be_a_town_is_none() -> None:
    assert "city" not in fields({"name": NAMES, "support": ["grants", "Nice"] * 3})


def test_addresses_of_pages_are_no_towns_and_names_of_a_program_are_none() -> None:
    found = fields({"city": [f"http://www.wikidata.org/entity/Q{at}" for at in NUMBERS], "cityLabel": TOWNS})
    assert found == {"name": "cityLabel"} or found == {"id": "city", "name": "cityLabel"}
    assert "name" not in fields({"Name": [f"kml_{at}" for at in NUMBERS], "Ort": TOWNS})


def test_of_two_pairs_of_coordinates_those_in_wgs_84_are_taken() -> None:
    pairs = {f"{kind}_{axis}": ["13.4"] * 6 for kind in ("BD", "WGS") for axis in ("lon", "lat")}
    found = fields({"name": NAMES, **pairs})
    assert (found["longitude"], found["latitude"]) == ("WGS_lon", "WGS_lat")


@pytest.mark.parametrize(("x", "y"), [("geox", "geoy"), ("coord_x", "coord_y"), ("POINT_X", "POINT_Y")])
def test_degrees_under_the_letters_of_axes(x: str, y: str) -> None:
    found = fields({"name": NAMES, x: ["13.41"] * 6, y: ["52.52"] * 6})
    assert (found["longitude"], found["latitude"]) == (x, y)
    assert "latitude" not in fields({"name": NAMES, x: ["567000.1"] * 6, y: ["5934000.2"] * 6})


def test_addresses_that_identify_something_are_identifiers() -> None:
    entities = [f"http://www.wikidata.org/entity/Q{at}" for at in NUMBERS]
    found = fields({"item": entities, "itemLabel": NAMES, "coord": TOWNS})
    assert (found["id"], found["name"]) == ("item", "itemLabel")
    assert "website" not in found


@pytest.mark.parametrize("column", ["geocode", "Location", "where"])
def test_a_column_of_pairs_holds_coordinates_whatever_its_name(column: str) -> None:
    found = fields({"name": NAMES, column: ["52.5, 13.4"] * 6})
    assert (found["latitude"], found["longitude"]) == (column, column)
    assert "city" not in found


def test_countries_towns_and_pages_are_known_by_sight() -> None:
    found = fields(
        {
            "name": NAMES,
            "home": ["Peru", "Chile", "Cuba", "Iran", "Mali", "Peru"],
            "seat": TOWNS,
            "more": [f"https://a.example/{at}" for at in NUMBERS],
            "photo": [f"https://b.example/{at}.jpg" for at in NUMBERS],
        }
    )
    assert (found["country"], found["city"], found["website"]) == ("home", "seat", "more")


def test_a_weak_sign_of_a_country_needs_countries() -> None:
    assert "country" not in fields({"Nome": NAMES, "Città": TOWNS, "Stato": ["aperto", "chiuso"] * 3})
    assert fields({"Nome": NAMES, "Città": TOWNS, "Stato": ["Italia"] * 6})["country"] == "Stato"


def test_different_numbers_under_a_name_for_them_are_identifiers() -> None:
    assert fields({"ngo_id": NUMBERS, "name": NAMES}, ORGANISATIONS)["id"] == "ngo_id"
    assert "id" not in fields({"file nr": ["1", "1", "2", "3", "4", "5"], "name": NAMES})


def test_dates_of_a_decision_count_as_a_beginning_in_lists_of_money_only() -> None:
    dates = [f"2015-03-0{at}" for at in NUMBERS]
    assert (
        fields({"name": NAMES, "Approval date": dates, "Grant amount": NUMBERS})["launched"]
        == "Approval date"
    )
    assert "launched" not in fields({"name": NAMES, "Approval date": dates})
    two = {
        "Ime operacije/Operation name": NAMES,
        "Leto dodelitve/Year of allocation": ["2014"] * 6,
        "Znesek/Amount": NUMBERS,
    }
    assert (
        fields({**two, "Datum začetka/Operation start date": dates})["launched"]
        == "Datum začetka/Operation start date"
    )
    both = {"name": NAMES, "Approval date": dates, "Grant amount": NUMBERS, "Project start": dates}
    assert fields(both)["launched"] == "Project start"


@pytest.mark.parametrize("column", ["date", "Datum", "fecha", "日付"])
def test_a_bare_date_is_the_launch_where_nothing_else_is_a_date(column: str) -> None:
    dates = [f"2015-03-0{at}" for at in NUMBERS]
    assert fields({"name": NAMES, column: dates})["launched"] == column
    assert f"“{column}” is taken for the field launched" in remarks({"name": NAMES, column: dates})
    assert "launched" not in fields({"name": NAMES, column: dates, "updated": dates})
    assert "launched" not in fields({"name": NAMES, column: ["2015-03-01"] * 6})
    assert "launched" not in fields({"name": NAMES, column: TOWNS})
    assert "founded" not in fields({"name": NAMES, column: dates}, ORGANISATIONS)


def test_the_time_in_which_a_project_goes_on_begins_with_its_launch() -> None:
    assert fields({"Titel": NAMES, "Projektlaufzeit": ["2014-2016"] * 6})["launched"] == "Projektlaufzeit"
    assert "launched" not in fields(
        {"Titel": NAMES, "Laufzeit": ["24 Monate", "36", "12 Mon.", "6", "1", "2"]}
    )
    assert "launched" not in fields({"Titel": NAMES, "Reporting period": ["2014-2016"] * 6})


@pytest.mark.parametrize("column", ["phone no", "Fax number", "Mobile No", "Account number"])
def test_numbers_of_something_beside_the_record_are_no_identifiers(column: str) -> None:
    assert "id" not in fields({"name": NAMES, column: NUMBERS})


def test_yes_and_no_are_no_pages() -> None:
    assert "website" not in fields(
        {"name": NAMES, "ExcludeFromWebsite": ["No", "Yes", "No", "No", "No", "No"]}
    )


def test_of_two_places_the_one_where_the_record_is_counts_and_not_that_of_its_letters() -> None:
    table = {
        "PublicName": NAMES,
        "MailingAddress1": [f"{at} Hill Rd" for at in NUMBERS],
        "MailingCity": TOWNS,
    }
    table |= {"MailingPostalCode": [f"1234{at}" for at in NUMBERS]}
    assert fields(table)["city"] == "MailingCity"
    table |= {"PhysicalAddress1": [f"{at} Mill Rd" for at in NUMBERS], "PhysicalCity": TOWNS[::-1]}
    found = fields(table)
    assert (found["address"], found["city"]) == ("PhysicalAddress1", "PhysicalCity")
    assert "postcode" not in found


def test_addresses_under_the_name_of_a_place_are_known_by_sight_and_parts_of_towns_are_no_towns() -> None:
    table = {
        "name": NAMES,
        "neighborhood": ["Oliver", "Guilford", "Berlin", "Mount Vernon", "Roland Park", "Hampden"],
        "Location 1": [f"{at}12 Maryland Ave\nBALTIMORE, MD" for at in NUMBERS],
    }
    assert fields(table).get("address") == "Location 1"
    assert "city" not in fields(table)
    assert "city" not in fields({"name": NAMES, "neighborhood": TOWNS})


def test_repeated_names_are_better_than_none() -> None:
    table = {
        "Implementing agency Name": ["Aid One", "Aid Two"] * 3,
        "Kebele/IDP site name": ["K", None, None, None, None, None],
        "lat": ["1.5", "2.5", "3.5", "4.5", "5.5", "6.5"],
    }
    assert fields(table)["name"] == "Implementing agency Name"


def test_the_year_of_incorporation_is_that_of_founding() -> None:
    assert (
        fields({"name": NAMES, "YearIncorporated": ["2001"] * 6}, ORGANISATIONS)["founded"]
        == "YearIncorporated"
    )
    assert "address" not in fields({"name": NAMES, "digitalHarmsAddressed": ["Fraud"] * 6})


@pytest.mark.parametrize("column", ["Paraiškos kodas", "GLOBALID", "ResourceAgencyNum"])
def test_different_values_under_a_word_for_an_identifier_are_identifiers(column: str) -> None:
    table = {column: [f"VP{at}" for at in NUMBERS], "Projekto pavadinimas": NAMES, "Miestas": TOWNS}
    assert fields(table)["id"] == column
    assert "id" not in fields({**table, column: ["VP1"] * 6})
    assert "id" not in fields({"Number of jobs": ["17", "21", "9", "44", "5", "120"], "name": NAMES})


def test_of_several_columns_called_a_name_the_one_that_tells_the_records_apart_is_taken() -> None:
    table = {
        "Registered Name": ["Union of Mills"] * 3 + ["Union of Wells"] * 3,
        "Outlet Name": NAMES[:5] + NAMES[:1],
        "Nombre del turno": ["día", "noche"] * 3,
        "City": TOWNS,
    }
    assert fields(table)["name"] == "Outlet Name"
    assert "“Outlet Name” is taken for the field name, as it tells more records apart than" in remarks(table)


def test_names_in_other_languages_are_told_from_those_of_places_and_shifts() -> None:
    table = {
        "Clave": [f"31PPR00{at}A" for at in NUMBERS],
        "Nombre_del_turno": ["matutino", "vespertino"] * 3,
        "Nombre_del_centro_de_trabajo": [*NAMES[:5], NAMES[0]],
        "Nombre_del_municipio": TOWNS,
        "Domicilio": [f"Calle {at}" for at in NUMBERS],
    }
    assert fields(table)["name"] == "Nombre_del_centro_de_trabajo"


def test_a_hardly_filled_second_line_of_a_name_is_not_the_name() -> None:
    table = {
        "nom_de_l_etablissement": NAMES,
        "libelle_2": ["Annexe", None, None, None, None, None],
        "ville": TOWNS,
        "adresse": [f"{at} rue Haute" for at in NUMBERS],
    }
    assert fields(table)["name"] == "nom_de_l_etablissement"
    both = {**table, "libelle_2": [f"Annexe {name}" for name in NAMES]}
    assert fields(both)["name"] == "libelle_2"


def test_codes_of_one_word_are_no_names() -> None:
    table = {"XYZ": [f"09401{at}F" for at in NUMBERS], "Stadium": NAMES, "Ort": TOWNS}
    assert fields(table)["name"] == "Stadium"
    assert "name" not in fields({"XYZ": [f"09401{at}F" for at in NUMBERS], "Ort": TOWNS})


@pytest.mark.parametrize("funder", ["Grantor", "Funder", "Financeur", "Zuwendungsgeber"])
def test_who_gave_the_money_names_a_record_only_where_nothing_else_does(funder: str) -> None:
    givers = [f"Board of {town}" for town in TOWNS]
    assert (
        fields({funder: givers, "Recipient": NAMES, "Amount": NUMBERS}, ORGANISATIONS)["name"] == "Recipient"
    )
    assert fields({funder: givers, "Stadium": NAMES, "Amount": NUMBERS})["name"] == "Stadium"
    assert fields({funder: givers, "Amount": NUMBERS})["name"] == funder


def test_a_country_that_is_none_gives_way_to_one_that_is() -> None:
    table = {"nazov": NAMES, "kraj": ["praha-1", "praha-5"] * 3, "krajina": ["Česko"] * 6}
    assert fields(table)["country"] == "krajina"
    assert "“kraj” is not taken for the field country" in remarks(table)
    assert fields({"nazwa": NAMES, "kraj": ["Polska", "Czechy"] * 3})["country"] == "kraj"


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [
        ("ubicacion_al_oeste_del_meridiano_en_grados", "ubicacion_al_norte_del_ecuador_en_grados"),
        ("degrees east", "degrees north"),
    ],
)
def test_degrees_under_the_directions_of_the_compass(longitude: str, latitude: str) -> None:
    table = {
        "name": NAMES,
        longitude: ["-89.54", "-89.07", "-89.60", "-89.5985", "-89.56", "-89.51"],
        latitude: ["20.39", "21.14", "21.06", "21.0987", "21.01", "21.02"],
    }
    found = fields(table)
    assert (found["longitude"], found["latitude"]) == (longitude, latitude)
    metres = {
        **table,
        latitude: ["2039012.5", "2114012.5", "2106012.5", "2109012.5", "2101012.5", "2102012.5"],
    }
    assert not {"longitude", "latitude"} & {*fields(metres)}


def test_the_post_district_of_a_danish_register_is_the_town_and_mail_is_no_address() -> None:
    table = {
        "INST_NAVN": NAMES,
        "MAIL_ADR": [f"{at}@a.example" for at in NUMBERS],
        "INST_ADR": [f"Storgade {at}" for at in NUMBERS],
        "POSTNR": [f"200{at}" for at in NUMBERS],
        "POSTDISTRIKT": TOWNS,
        "KOMMUNE_NAVN": ["Hele Landets Kommune"] * 6,
        "KOMMUNE_NR": NUMBERS,
    }
    found = fields(table)
    assert (found["city"], found["address"], found["postcode"]) == ("POSTDISTRIKT", "INST_ADR", "POSTNR")


def test_a_latitude_is_never_taken_with_the_longitude_of_another_pair() -> None:
    table = {
        "name": NAMES,
        "lat": ["no", "not yet", "later", "never", "soon", "51.5"],
        "lon": ["3.5", "4.5", "5.5", "6.5", "7.5", "8.5"],
        "site_longitude": ["3.1", "4.1", "5.1", "6.1", "7.1", "8.1"],
        "site_latitude": ["50.1", "51.1", "52.1", "53.1", "54.1", "55.1"],
    }
    found = fields(table)
    assert (found["latitude"], found["longitude"]) == ("site_latitude", "site_longitude")
    unknown = {**table, "lat": ["NaN", "NaN", "NaN", "NaN", "NaN", "51.5"]}
    assert (fields(unknown)["latitude"], fields(unknown)["longitude"]) == ("lat", "lon")


def test_places_whose_names_are_glued_to_the_word_of_the_others() -> None:
    table = {
        "schoolname": NAMES,
        "schooladdress": [f"Storgade {at}" for at in NUMBERS],
        "schoolcity": TOWNS,
        "mailname": NAMES,
        "mailaddress": [f"Postbox {at}" for at in NUMBERS],
    }
    found = fields(table)
    assert (found["address"], found["city"]) == ("schooladdress", "schoolcity")
    alone = {"Name": NAMES, "schooladdress": [f"Storgade {at}" for at in NUMBERS]}
    assert "address" not in fields(alone)


def test_whole_addresses_under_the_name_of_postcodes_are_addresses() -> None:
    table = {
        "name": NAMES,
        "postal-code": [
            f"{at} Long Winding Road, {town}, CO 8030{at}" for at, town in zip(NUMBERS, TOWNS, strict=True)
        ],
    }
    assert fields(table) == {"name": "name", "address": "postal-code"}
    assert "“postal-code” is taken for the field address" in remarks(table)
    short = {**table, "postal-code": [f"8030{at} {town}" for at, town in zip(NUMBERS, TOWNS, strict=True)]}
    assert fields(short)["postcode"] == "postal-code"
