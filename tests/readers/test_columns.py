from __future__ import annotations

from dataclasses import replace

import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers.columns import (
    check_mapping,
    entity_of_columns,
    entity_of_name,
    is_dsi4eu,
    recognise,
)
from dsi_geo.schema import ENTITIES, ORGANISATIONS, PROJECTS, RAW_FIELDS, Entity


@pytest.mark.parametrize("entity", ENTITIES)
def test_canonical_names_are_recognised_as_themselves(entity: Entity) -> None:
    recognition = recognise(RAW_FIELDS[entity], entity)
    assert recognition.fields == {field: field for field in RAW_FIELDS[entity]}
    assert recognition.unrecognised == ()


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Project ID", "id"),
        ("Lfd. Nr.", "id"),
        ("PROJEKTNAME", "name"),
        ("Bezeichnung", "name"),
        ("Titel", "name"),
        ("PLZ", "postcode"),
        ("zip_code", "postcode"),
        ("Ort", "city"),
        ("Wohnort", "city"),
        ("Gemeinde", "city"),
        ("Location", "city"),
        ("Bundesland", "region"),
        ("state", "region"),
        ("Land", "country"),
        ("Straße", "address"),
        ("Strasse", "address"),
        ("Anschrift", "address"),
        ("Breitengrad", "latitude"),
        ("LAT", "latitude"),
        ("Länge", "longitude"),
        ("lng", "longitude"),
        ("startDate", "launched"),
        ("Gegründet", "launched"),
        ("Beginn", "launched"),
        ("Start date (dd.mm.yyyy)", "launched"),
        ("Enddatum", "closed"),
        ("creation_date", "recorded"),
        ("geändert am", "recorded"),
        ("Webseite", "website"),
        ("URL", "website"),
        ("Support Tags", "themes"),
        ("Schlagworte", "themes"),
        ("Technology", "technologies"),
        ("Linked Organisation IDs", "organisation_ids"),
        ("organizations", "organisation_ids"),
        ("Project City", "city"),
    ],
)
def test_usual_names_of_projects_are_recognised(column: str, field: str) -> None:
    assert recognise(["something else", column], PROJECTS).fields == {field: column}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Organisation ID", "id"),
        ("Organization Name", "name"),
        ("Vereinsname", "name"),
        ("Rechtsform", "kind"),
        ("Type", "kind"),
        ("organisation_size", "size"),
        ("Größe", "size"),
        ("startDate", "founded"),
        ("Gründungsjahr", "founded"),
        ("networkTags", "networks"),
        ("linked_project_ids", "project_ids"),
    ],
)
def test_usual_names_of_organisations_are_recognised(column: str, field: str) -> None:
    assert recognise([column], ORGANISATIONS).fields == {field: column}


def test_of_two_columns_for_one_field_the_more_usual_name_wins() -> None:
    recognition = recognise(["location", "town", "CITY"], PROJECTS)
    assert recognition.fields == {"city": "CITY"}
    assert recognition.unrecognised == ("location", "town")


def test_of_two_columns_of_equal_rank_the_first_wins() -> None:
    assert recognise(["Name", "NAME"], PROJECTS).fields == {"name": "Name"}


def test_a_mapping_wins_over_recognition() -> None:
    recognition = recognise(["Name", "City", "Location"], PROJECTS, {"city": "location"})
    assert recognition.fields == {"name": "Name", "city": "Location"}
    assert recognition.unrecognised == ("City",)


def test_one_column_can_be_told_to_be_two_fields() -> None:
    assert recognise(["Name", "Label"], PROJECTS, {"id": "Name", "name": "Name"}).fields == {
        "id": "Name",
        "name": "Name",
    }


def test_a_mapping_to_an_unknown_field_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(
        InputError, match="There is no field “citty”. Did you mean “city”\\? Fields: id, name"
    ):
        check_mapping({"citty": "Name"}, [("a.csv", PROJECTS, ["Name"])])


def test_a_mapping_to_an_unknown_column_is_refused_with_what_there_is() -> None:
    with pytest.raises(InputError) as caught:
        check_mapping({"city": "Locaton", "name": "Name"}, [("a.csv", PROJECTS, ["Name", "Location"])])
    (fault,) = caught.value.faults
    assert fault.startswith("“a.csv” has no column “Locaton” to be read as city. Did you mean “Location”?")
    assert fault.endswith("Columns: “Name”, “Location”.")


def test_a_mapping_need_fit_one_of_several_tables_only() -> None:
    tables: list[tuple[str, Entity, list[str]]] = [("p", PROJECTS, ["Title"]), ("o", ORGANISATIONS, ["Form"])]
    check_mapping({"kind": "Form", "name": "Title"}, tables)
    with pytest.raises(InputError, match="no column “Title” to be read as kind"):
        check_mapping({"kind": "Title"}, tables)


def test_names_that_a_shapefile_has_cut_are_recognised() -> None:
    columns = ["descriptio", "technologi", "organisati", "start_date", "postleitza"]
    assert recognise(columns, PROJECTS).fields == {
        "description": "descriptio",
        "technologies": "technologi",
        "organisation_ids": "organisati",
        "launched": "start_date",
        "postcode": "postleitza",
    }


def test_a_cut_name_that_may_mean_two_things_is_not_recognised() -> None:
    assert recognise(["organisati"], ORGANISATIONS).fields == {}


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("projects.csv", PROJECTS),
        ("Projekte 2018.xlsx", PROJECTS),
        ("dsi_projects", PROJECTS),
        ("organizations", ORGANISATIONS),
        ("Organisationen", ORGANISATIONS),
        ("orgs.json", ORGANISATIONS),
        ("projects and organisations.xlsx", None),
        ("Sheet1", None),
    ],
)
def test_the_name_of_a_file_or_sheet_tells_what_it_holds(name: str, entity: Entity | None) -> None:
    assert entity_of_name(name) == entity


def test_columns_tell_what_a_table_holds_and_projects_are_the_default() -> None:
    assert entity_of_columns(["Organisation ID", "Organisation Name", "Type", "Country"]) == ORGANISATIONS
    assert entity_of_columns(["Project Name", "Organisation", "City"]) == PROJECTS
    assert entity_of_columns(["name", "city"]) == PROJECTS


@pytest.mark.parametrize(
    ("columns", "entity"),
    [
        ("name, kind, size, founded, website, address", ORGANISATIONS),
        ("Company, Category", ORGANISATIONS),
        ("id, Organisation, Tags, Start date, City", ORGANISATIONS),
        ("Verein, Themenfeld, Ort", ORGANISATIONS),
        ("Projekt, Träger, Ort", PROJECTS),
        ("Projekt-ID, Organisation, Cluster, Start date", PROJECTS),
        ("Project Name, Organisation ID, City", PROJECTS),
    ],
)
def test_a_table_holds_what_its_names_are_those_of(columns: str, entity: Entity) -> None:
    assert entity_of_columns(columns.split(", ")) == entity


def test_the_export_of_dsi4eu_is_known_by_its_columns_and_its_region_is_the_town() -> None:
    as_json = ["project_id", "project_name", "country", "region", "linked_organisation_ids"]
    as_csv = ["Organisation ID", "Organisation name", "Country", "Region", "Linked project IDs"]
    assert is_dsi4eu(as_json)
    assert is_dsi4eu(as_csv)
    assert recognise(as_json, PROJECTS).fields["city"] == "region"
    assert recognise(as_csv, ORGANISATIONS).fields["city"] == "Region"
    assert recognise(["name", "region"], PROJECTS).fields["region"] == "region"
    assert recognise([*as_json, "city"], PROJECTS).fields["region"] == "region"


@pytest.mark.parametrize(
    ("columns", "parts", "joint"),
    [
        (["Name", "Straße", "Hausnummer", "PLZ"], ("Straße", "Hausnummer"), " "),
        (["Name", "Haus-Nr.", "PLZ", "Strasse"], ("Strasse", "Haus-Nr."), " "),
        (["Nr", "Name", "Straße", "Nr.", "Ort"], ("Straße", "Nr."), " "),
        (["name", "street", "house_number"], ("house_number", "street"), " "),
        (["name", "addr:housenumber", "addr:street"], ("addr:housenumber", "addr:street"), " "),
        (["id", "Numéro", "Rue"], ("Numéro", "Rue"), " "),
        (["id", "straat", "huisnummer"], ("straat", "huisnummer"), " "),
        (["id", "Via", "Civico"], ("Via", "Civico"), " "),
        (["id", "Calle", "Número"], ("Calle", "Número"), " "),
        (["id", "address_2", "address_1", "address_3"], ("address_1", "address_2", "address_3"), ", "),
        (["ADDRESS LINE 1", "ADDRESS LINE 2"], ("ADDRESS LINE 1", "ADDRESS LINE 2"), ", "),
        (["id", "addressLine1", "addressLine2"], ("addressLine1", "addressLine2"), ", "),
        (["id", "address", "address_1", "address_2"], (), ""),
        (["Nr", "Name", "Straße"], (), ""),
        (["No", "Street"], (), ""),
        (["id", "Adresse", "Hausnummer"], (), ""),
        (["id", "address_1"], (), ""),
        (["id", "via"], (), ""),
    ],
)
def test_columns_that_make_up_an_address(columns: list[str], parts: tuple[str, ...], joint: str) -> None:
    recognition = recognise(columns, PROJECTS)
    assert (recognition.address_parts, recognition.address_joint) == (parts, joint)
    again = recognise(columns, PROJECTS, recognition.fields)
    assert replace(again, evidence=recognition.evidence) == recognition
    assert recognition.fields.get("id") == (columns[0] if columns[0] in ("id", "Nr", "No") else None)


def test_a_column_of_numbers_that_is_told_to_be_the_id_is_no_house_number() -> None:
    recognition = recognise(["Straße", "Nr"], PROJECTS, {"id": "Nr"})
    assert recognition.address_parts == ()
    assert recognition.fields == {"id": "Nr", "address": "Straße"}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        *(("Nom", "name"), ("nombre", "name"), ("NAAM", "name"), ("nazwa", "name")),
        *(
            ("Ville", "city"),
            ("Ciudad", "city"),
            ("città", "city"),
            ("Woonplaats", "city"),
            ("miasto", "city"),
        ),
        *(
            ("Dirección", "address"),
            ("indirizzo", "address"),
            ("endereço", "address"),
            ("DOMICILIO", "address"),
        ),
        *(("Code postal", "postcode"), ("CP", "postcode"), ("CAP", "postcode"), ("kod_pocztowy", "postcode")),
        *(("pincode", "postcode"), ("País", "country"), ("Pays", "country"), ("provincia", "region")),
        *(("szerokość geograficzna", "latitude"), ("Lengtegraad", "longitude"), ("Sito web", "website")),
        *(("Descripción", "description"), ("Date de création", "launched"), ("Date of founding", "launched")),
    ],
)
def test_usual_names_in_other_languages_are_recognised(column: str, field: str) -> None:
    assert recognise([column], PROJECTS).fields == {field: column}


@pytest.mark.parametrize(
    ("columns", "name", "city"),
    [
        (["library_name", "works", "place"], "library_name", "place"),
        (["name_of_initiative", "city"], "name_of_initiative", "city"),
        (["Schoolnaam", "Plaats"], "Schoolnaam", "Plaats"),
        (["Nom du lieu", "Adresse"], "Nom du lieu", None),
        (["library_name", "branch_name", "city"], None, "city"),
        (["contact_name", "city"], None, "city"),
        (["first name", "voornaam", "city"], None, "city"),
        (["organisation_name", "city"], None, "city"),
        (["nombre de visiteurs", "ville"], None, "ville"),
        (["Place", "Description", "urls"], "Place", None),
        (["Place", "City"], "Place", "City"),
        (["id", "Place", "lat", "lon"], "Place", None),
        (["year", "Place", "lat", "lon"], None, "Place"),
        (["Title", "Place", "lat", "lon"], "Title", "Place"),
    ],
)
def test_the_name_is_found_where_no_column_is_usual(
    columns: list[str], name: str | None, city: str | None
) -> None:
    fields = recognise(columns, PROJECTS).fields
    assert (fields.get("name"), fields.get("city")) == (name, city)


def test_a_place_that_is_told_to_be_the_town_is_not_the_name() -> None:
    assert recognise(["Place", "lat"], PROJECTS, {"city": "Place"}).fields == {
        "city": "Place",
        "latitude": "lat",
    }
