"""Files of standards, read whole: what is linked stands in two tables."""

from __future__ import annotations

import json
from pathlib import Path

from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source


def read(folder: Path, name: str, content: str) -> list[RawTable]:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_tables([Source(path, name)])


def test_those_who_carry_an_operation_are_organisations_linked_to_it(tmp_path: Path) -> None:
    content = (
        "Nom du bénéficiaire;Nom de l'opération;Date de début;Date de fin;Code postal;Commune\n"
        "Asso A, SARL;Tiers-lieu;01/02/2016;31/12/2018;69001;Lyon\n"
        "Ville B;Jardin;15/03/2017;30/06/2019;13001;Marseille\n"
        "Asso A, SARL;Fablab;15/03/2017;;69001;Lyon\n"
    )
    projects, organisations = read(tmp_path, "operations.csv", content)
    assert projects.frame["name"].tolist() == ["Tiers-lieu", "Jardin", "Fablab"]
    assert [[*ids] for ids in projects.frame["organisation_ids"]] == [
        ["Asso A, SARL"],
        ["Ville B"],
        ["Asso A, SARL"],
    ]
    assert organisations.frame["name"].tolist() == ["Asso A, SARL", "Ville B"]
    assert "is read as List of operations of the European structural funds" in " ".join(projects.notes)


def test_recipients_of_grants_are_organisations_linked_to_them(tmp_path: Path) -> None:
    recipients = [{"id": "o1", "name": "A", "addressLocality": "York"}, {"name": "B"}]
    grants = [
        {"id": "g1", "title": "G1", "awardDate": "2014-06-05", "recipientOrganization": recipients},
        {"id": "g2", "title": "G2", "awardDate": "2015-06-05", "recipientOrganization": recipients[:1]},
        {"id": "g3", "title": "G3", "awardDate": "2015-06-05", "recipientOrganization": []},
    ]
    projects, organisations = read(tmp_path, "grants.json", json.dumps({"grants": grants}))
    assert [[*ids] for ids in projects.frame["organisation_ids"]] == [["o1", "B"], ["o1"], []]
    assert organisations.frame[["id", "name"]].values.tolist() == [["o1", "A"], ["B", "B"]]
    assert projects.recognised["launched"] == "awardDate"


def test_the_funder_and_the_day_of_the_award_have_columns_of_their_own(tmp_path: Path) -> None:
    recipient = [{"id": "o1", "name": "A"}]
    grants = [
        {"id": "g1", "title": "G", "awardDate": "2014-06-05", "recipientOrganization": recipient,
         "plannedDates": [{"startDate": "2015"}], "fundingOrganization": [{"id": "F1", "name": "Fund"}]},
        {"id": "g2", "title": "G", "awardDate": "2014-07-05", "recipientOrganization": recipient},
    ]  # fmt: skip
    projects, _ = read(tmp_path, "grants.json", json.dumps({"grants": grants}))
    frame = projects.frame
    assert frame["launched"].tolist() == ["2015", "2014-07-05"]
    assert frame["award_date"].tolist() == ["2014-06-05", "2014-07-05"]
    assert frame.loc[0, ["funder_id", "funder_name"]].tolist() == ["F1", "Fund"]
    assert frame["funder_id"].isna().tolist() == [False, True]
    flat = (
        "Identifier,Title,Award Date,Recipient Org:Identifier,Recipient Org:Name,"
        "Funding Org:Identifier,Funding Org:Name\n"
        "g1,G,2014-06-05,o1,A,F1,Fund\n"
    )
    projects, _ = read(tmp_path, "grants.csv", flat)
    assert projects.frame.loc[0, ["funder_id", "funder_name"]].tolist() == ["F1", "Fund"]


def test_tags_and_keywords_are_lists_however_they_are_written(tmp_path: Path) -> None:
    profiles = [{"linked_schemas": ["x"], "name": "A", "tags": ["one", "two"]}]
    (organisations,) = read(tmp_path, "profiles.json", json.dumps(profiles))
    assert [[*tags] for tags in organisations.frame["networks"]] == [["one", "two"]]
    things = [
        {"@type": "Project", "name": "A", "keywords": "one, two"},
        {"@type": "Project", "name": "B", "keywords": ["three"]},
    ]
    (projects,) = read(tmp_path, "things.json", json.dumps(things))
    assert [[*words] for words in projects.frame["themes"]] == [["one", "two"], ["three"]]


def test_rows_of_one_organisation_are_one_record_with_all_its_projects(tmp_path: Path) -> None:
    content = (
        "projectID;projectAcronym;organisationID;name;activityType;street;postCode;city;country;geolocation\n"
        '1;X;999;Uni;HES;Ring 1;8010;Graz;AT;"47.07,15.44"\n'
        '2;Y;999;Uni;HES;Ring 1;8010;Graz;AT;"47.07,15.44"\n'
        '2;Y;998;Lab;PRC;Weg 2;80331;München;DE;"48.13,11.57"\n'
    )
    (table,) = read(tmp_path, "organization.csv", content)
    assert table.entity == "organisations"
    assert table.frame[["id", "name", "kind"]].values.tolist() == [
        ["999", "Uni", "HES"],
        ["998", "Lab", "PRC"],
    ]
    assert [[*ids] for ids in table.frame["project_ids"]] == [["1", "2"], ["2"]]
    assert table.frame["latitude"].tolist() == [47.07, 48.13]


def test_records_of_a_standard_can_be_read_as_the_other_kind(tmp_path: Path) -> None:
    profile = {
        "linked_schemas": ["x"],
        "name": "A",
        "start_date": "2015-01-01",
        "geolocation": {"lat": 1, "lon": 2},
    }
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(profile))
    source = Source(path, path.name)
    (organisations,) = read_tables([source])
    (projects,) = read_tables([source], entity="projects")
    assert organisations.recognised["founded"] == projects.recognised["launched"] == "start_date"


def test_rows_without_an_identifier_are_records_of_their_own(tmp_path: Path) -> None:
    content = (
        "projectID;projectAcronym;organisationID;name;activityType;city;country\n"
        "1;ALPHA;10;Uni A;HES;Leuven;BE\n"
        "2;BETA;;Bureau B;PRC;Gent;BE\n"
        "2;BETA;10;;HES;;\n"
        "3;GAMMA;;Bureau C;PRC;Brugge;BE\n"
    )
    (organisations,) = read(tmp_path, "organization.csv", content)
    assert organisations.frame["name"].tolist() == ["Uni A", "Bureau B", "Bureau C"]
    assert organisations.frame["city"].tolist() == ["Leuven", "Gent", "Brugge"]
    assert [[*ids] for ids in organisations.frame["project_ids"]] == [["1", "2"], ["2"], ["3"]]


def test_the_linked_without_an_identifier_and_a_name_are_counted(tmp_path: Path) -> None:
    grants = [
        {"id": "g1", "title": "G1", "awardDate": "2014-06-05",
         "recipientOrganization": [{"addressLocality": "York"}, {"id": "o1", "name": "A"}]},
        {"id": "g2", "title": "G2", "awardDate": "2015-06-05", "recipientOrganization": []},
    ]  # fmt: skip
    projects, organisations = read(tmp_path, "grants.json", json.dumps({"grants": grants}))
    assert organisations.frame["name"].tolist() == ["A"]
    assert [*projects.frame.loc[0, "organisation_ids"]] == ["o1"]
    assert "1 organisation with neither an identifier nor a name was left out" in " ".join(projects.notes)
