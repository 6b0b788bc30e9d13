"""The database: opened from every side, the same facts; canonical files open as they were written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dsi_geo import bundled, sandbox
from dsi_geo.analysis.counts import counts, link_counts
from dsi_geo.database import Database, open_database
from dsi_geo.errors import InputError
from dsi_geo.output.table_files import flat, write_table
from dsi_geo.readers.assembly import Source
from dsi_geo.schema import COLUMNS, ENTITIES


@pytest.fixture(scope="module")
def demonstration() -> Database:
    return open_database()


@pytest.fixture(scope="module")
def export(dsi4eu: Path) -> Database:
    return open_database(dsi4eu)


def facts(database: Database, entity: str) -> dict[tuple[str, str], int]:
    findings = database.findings[database.findings["entity"] == entity]
    table = counts(database.table(entity), entity, findings)
    return {(row.measure, row.detail): row.count for row in table.itertuples(index=False)}


def test_the_export_gives_the_counted_facts_of_its_projects(export):
    found = facts(export, "projects")
    assert found["records", ""] == 829
    assert found["located", "by own place"] == 54
    assert found["located", "through an organisation"] == 720
    assert found["located", "not at all"] == 55
    assert (found["launched date", "known"], found["closed date", "known"]) == (63, 22)
    assert found["placeholder date", "recorded"] == 742


def test_the_export_gives_the_counted_facts_of_its_organisations(export):
    found = facts(export, "organisations")
    assert (found["records", ""], found["located", ""]) == (1228, 1086)
    assert found["coordinates", "distinct"] == 451
    assert found["coordinates", "shared by several records"] == 130
    assert found["coordinates", "records on a shared one"] == 765
    piles = {
        detail.split("(")[1].rstrip(")"): count
        for (measure, detail), count in found.items()
        if measure == "largest pile"
    }
    assert piles == {"London": 126, "Paris": 52, "Amsterdam": 38, "Barcelona": 33, "Berlin": 25}
    assert found["placeholder date", "recorded"] == 1157
    assert found["finding", "address_without_country"] == 111
    assert found["town", "Berlin"] == 25


def test_the_export_gives_its_links_the_same_from_both_sides(export):
    found = link_counts(export.links(), export.findings).set_index("detail")["count"]
    assert found.to_dict() == {"": 946, "given from one side only": 0, "to a record that does not exist": 0}


def test_no_coordinate_of_the_export_is_taken_for_an_address(export):
    known = {"city", "region", "country", "none"}  # region and country where the point lies far from the town
    assert set(export.organisations["location_precision"].astype(str)) == known
    assert set(export.projects["location_precision"].astype(str)) == known


def test_the_export_describes_the_day_of_its_newest_record(export):
    assert export.as_of == pd.Timestamp("2017-03-26")


def test_advertising_in_the_export_is_suspected(export):
    suspects = export.findings[export.findings["code"] == "advertising"]
    names = export.projects.set_index("id")["name"].reindex(suspects["id"])
    assert {"Assignment Writing Service", "Bharat Taxi"} <= set(names)


def test_the_demonstration_has_sixty_sixty_sixty(demonstration):
    migration = demonstration.projects[demonstration.projects["cluster"] == "Migration and integration"]
    berlin = migration["region"].eq("DE-BE")
    germany = migration["country"].eq("DE") & ~berlin
    elsewhere = migration["country"].notna() & migration["country"].ne("DE")
    assert (berlin.sum(), germany.sum(), elsewhere.sum(), len(migration)) == (60, 60, 60, 182)


def test_the_demonstration_shows_the_surge_and_the_two_announcements(demonstration):
    projects = demonstration.projects
    migration = projects[projects["cluster"] == "Migration and integration"]
    dated = migration[migration["launched_precision"] >= "month"]
    surge = dated["launched"].between("2015-09-01", "2016-04-30")
    assert surge.sum() >= 60
    named = projects[projects["name"].isin(["clarat", "Workeer"])]
    assert named["status"].astype(str).tolist() == ["ending", "ending"]
    assert named[["address", "city", "country", "website", "launched"]].isna().all(axis=None)


def test_the_demonstration_that_opens_is_the_one_that_cleaning_gives(demonstration):
    cleaned = open_database(bundled.DEMONSTRATION)
    remedy = "run data/demonstration/build_canonical.py"
    for entity in ENTITIES:
        assert_frame_equal(flat(demonstration.table(entity)), flat(cleaned.table(entity)), obj=remedy)
    pd.testing.assert_frame_equal(
        demonstration.findings, cleaned.findings, check_categorical=False, obj=remedy
    )
    assert demonstration.as_of == cleaned.as_of


def test_tables_have_the_canonical_columns_in_order(demonstration):
    for entity in ENTITIES:
        table = demonstration.table(entity)
        assert table.columns[: len(COLUMNS[entity])].tolist() == list(COLUMNS[entity])
        assert table.crs == "EPSG:4326"
        assert (table.geometry.dropna().geom_type == "Point").all()


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_canonical_geoparquet_opens_as_it_was_written(demonstration, entity, tmp_path):
    file = tmp_path / f"{entity}.parquet"
    findings = demonstration.findings[demonstration.findings["entity"] == entity].reset_index(drop=True)
    write_table(demonstration.table(entity), file, {"as_of": "2018-01-31", "source": "x"}, findings)
    again = open_database(file)
    assert_frame_equal(flat(again.table(entity)), flat(demonstration.table(entity)), check_dtype=False)
    assert (
        again.table(entity)
        .dtypes[list(COLUMNS[entity])]
        .equals(demonstration.table(entity).dtypes[list(COLUMNS[entity])])
    )
    assert_frame_equal(again.findings, findings, check_categorical=False)
    assert again.as_of == pd.Timestamp("2018-01-31")


def test_a_converted_csv_opens_with_the_same_places_and_dates(demonstration, tmp_path):
    for entity in ENTITIES:
        write_table(demonstration.table(entity), tmp_path / f"{entity}.csv")
    again = open_database(tmp_path)
    columns = [
        "id",
        "country",
        "region",
        "city",
        "location_precision",
        "location_source",
        "launched",
        "launched_precision",
        "status",
    ]
    assert_frame_equal(
        again.projects[columns].astype(str), demonstration.projects[columns].astype(str), check_dtype=False
    )


def test_invalid_values_in_a_canonical_file_are_reported(demonstration, tmp_path):
    table = demonstration.projects.head(3).copy()
    table["country"] = pd.Categorical(["ZZ", "DE", "DE"])
    table["id"] = ["a", "a", "b"]
    write_table(table, tmp_path / "projects.parquet", {})
    findings = open_database(tmp_path / "projects.parquet").findings
    assert sorted(findings["field"].astype(str)) == ["country", "id"]


def test_an_uploaded_file_is_known_by_its_own_name(tmp_path):
    path = tmp_path / "0.csv"
    path.write_text("Projektname;Ort;Land\nEins;München;Deutschland\n", encoding="cp1252")
    database = open_database([Source(path, "Projekte Süd.csv")])
    assert database.provenance.title == "Projekte Süd.csv"
    assert database.projects["city"].tolist() == ["Munich"]
    assert database.provenance.recognised["projects"] == {
        "name": "Projektname",
        "city": "Ort",
        "country": "Land",
    }


def test_a_column_can_be_named(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,Wo\nEins,auf dem Lande\n")
    assert open_database(path).projects["address"].isna().all()
    assert open_database(path, {"address": "Wo"}).projects["address"].tolist() == ["auf dem Lande"]


def test_faults_are_sentences_that_name_the_file(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(InputError, match=r"“empty.csv” is empty"):
        open_database(empty)
    with pytest.raises(InputError, match=r"No file or folder named “nowhere”"):
        open_database(tmp_path / "nowhere")


def test_the_export_opens_alone_and_zipped(dsi4eu, tmp_path):
    alone = open_database(dsi4eu / "organisations.json")
    assert (len(alone.organisations), len(alone.projects)) == (1228, 0)
    assert alone.entities == ("organisations",)
    archive = shutil.make_archive(str(tmp_path / "export"), "zip", dsi4eu)
    assert len(open_database(archive).projects) == 829


def test_another_as_of_date_counts_for_the_demonstration_too(demonstration):
    earlier = open_database(as_of=pd.Timestamp("2012-01-01"))
    assert earlier.as_of == pd.Timestamp("2012-01-01")
    counted = earlier.projects["status"].value_counts()
    assert counted["planned"] > 400
    assert counted["active"] < demonstration.projects["status"].value_counts()["active"]
    canonical = open_database(bundled.DEMONSTRATION_CLEANED, as_of=pd.Timestamp("2012-01-01"))
    # What the source states outright is in the canonical form no longer told from what its dates gave.
    dated = pd.read_csv(bundled.DEMONSTRATION / "projects.csv")["status"].isna()
    assert canonical.projects["status"][dated].tolist() == earlier.projects["status"][dated].tolist()


def test_a_zip_of_canonical_files_keeps_their_findings_and_as_of_date(demonstration, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "canonical"), "zip", bundled.DEMONSTRATION_CLEANED)
    again = open_database(archive)
    assert len(again.findings) == len(demonstration.findings)
    assert again.as_of == demonstration.as_of


def test_an_empty_canonical_table_opens(demonstration, tmp_path):
    write_table(demonstration.projects.head(0), tmp_path / "none.parquet", {})
    assert len(open_database(tmp_path / "none.parquet").projects) == 0


@pytest.mark.parametrize("opens", [open_database, sandbox.open_database])
def test_an_address_of_another_kind_is_refused_without_its_password(opens) -> None:
    with pytest.raises(InputError, match="^An address that begins with “mysql” cannot be opened") as caught:
        opens("mysql://user:hunter2@host/db")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("entity", "said"), [("project", "“project” is"), (None, "None is"), (["projects"], "a list is")]
)
def test_there_are_two_entities_and_no_other(demonstration, entity, said):
    with pytest.raises(InputError) as caught:
        demonstration.table(entity)
    assert caught.value.faults == (f"{said} no entity: choose projects or organisations.",)


def test_projects_are_what_is_counted_unless_there_are_only_organisations(demonstration, tmp_path):
    assert demonstration.main_entity == "projects"
    (tmp_path / "organisations.csv").write_text("name,city,kind\nA,Berlin,School\n", encoding="utf-8")
    assert open_database(tmp_path).main_entity == "organisations"


def test_the_as_of_day_may_be_a_text_or_a_date():
    day = pd.Timestamp("2012-01-01")
    assert {open_database(as_of=one).as_of for one in ("2012-01-01", day.date(), day)} == {day}


def test_all_arguments_that_cannot_be_used_are_told_at_once(demonstration):
    with pytest.raises(InputError) as caught:
        open_database(demonstration.projects, {"city": 5}, entity="project", as_of="soon")
    assert caught.value.faults == (
        "“source” is a GeoDataFrame: give a file, a folder or a database URL.",
        (
            "“columns” holds 5: give fields with the columns of the file that hold them, as "
            '{"city": "Location"}.'
        ),
        "“project” is no entity: choose projects or organisations.",
        "“as_of” is the text “soon”, which is no day: write it as 2018-01-31.",
    )


@pytest.mark.parametrize("as_of", [5, pd.NaT, "31.1.2018", "2018-02-31"])
def test_what_is_no_day_is_no_as_of_day(as_of):
    with pytest.raises(InputError, match="which is no day: write it as 2018-01-31"):
        open_database(as_of=as_of)


@pytest.mark.parametrize("source", [5, ["a.csv"], b"a.csv"])
def test_what_is_no_file_folder_or_url_is_not_opened(source):
    with pytest.raises(InputError, match="give a file, a folder or a database URL"):
        open_database(source)
