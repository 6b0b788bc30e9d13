from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import READERS, SUFFIXES, find_sources, read_tables
from dsi_geo.readers.assembly import Source


def written(folder: Path, name: str, content: str | bytes = "name,city\nA,Berlin\n") -> Source:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return Source(folder / name, name)


def refused(*sources: Source, **options: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read_tables(sources, **options)
    return caught.value.faults


def test_a_file_is_its_own_source(tmp_path: Path) -> None:
    source = written(tmp_path, "any.csv")
    assert find_sources(source.path) == [source]


@pytest.mark.parametrize("name", ["organisations.json", "organizations.xlsx", "Organisations.CSV"])
def test_the_tables_of_a_folder_are_found(tmp_path: Path, name: str) -> None:
    projects, organisations = written(tmp_path, "projects.csv"), written(tmp_path, name)
    written(tmp_path, "projects.pdf")
    written(tmp_path, "notes.csv")
    assert find_sources(tmp_path) == [projects, organisations]


def test_a_folder_with_a_table_twice_is_refused(tmp_path: Path) -> None:
    for name in ("projects.csv", "projects.xlsx", "organisations.csv", "organizations.csv"):
        written(tmp_path, name)
    with pytest.raises(InputError) as caught:
        find_sources(tmp_path)
    assert [fault.split("holds ")[1] for fault in caught.value.faults] == [
        "projects twice: “projects.csv” and “projects.xlsx”. Leave only one.",
        "organisations twice: “organisations.csv” and “organizations.csv”. Leave only one.",
    ]


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "notes.csv")
    with pytest.raises(
        InputError, match=r"holds neither projects\.\* nor organisations\.\*.*it holds “notes.csv”"
    ):
        find_sources(tmp_path)


def test_a_missing_file_is_refused_by_its_name_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_sources(tmp_path / "proyects.csv")
    assert str(caught.value) == "No file or folder named “proyects.csv”. Check the spelling and the folder."


def test_no_file_at_all_is_refused() -> None:
    assert "No file was given" in refused()[0]


def test_every_reader_has_an_ending_for_the_upload() -> None:
    assert {*READERS, ".zip", ".kmz"} == set(SUFFIXES)


@pytest.mark.parametrize("name", ["projects", "projects.dat", "projects.xyz"])
def test_a_file_of_unknown_ending_is_read_by_its_content(tmp_path: Path, name: str) -> None:
    assert read_tables([written(tmp_path, name)])[0].frame["name"].tolist() == ["A"]
    assert read_tables([written(tmp_path, name, '[{"name": "B"}]')])[0].frame["name"].tolist() == ["B"]
    utf16 = "name;city\nC;Köln\n".encode("utf-16")
    assert read_tables([written(tmp_path, name, utf16)])[0].frame["name"].tolist() == ["C"]


@pytest.mark.parametrize("content", [b"", b"just a word", b"\x89PNG\r\n\x1a\n,,,\n", bytes(range(200))])
def test_a_file_of_no_known_format_is_refused_with_the_formats(tmp_path: Path, content: bytes) -> None:
    (fault,) = refused(written(tmp_path, "projects.xyz", content))
    assert (
        "“projects.xyz” is in no format that can be read. Use CSV, TSV, Excel (.xlsx, .xlsb, .xls), OpenDocument"
        in fault
    )


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    faults = refused(
        written(tmp_path, "projects.csv", "name,city\nA,B,C\n"), written(tmp_path, "organisations.csv", b"")
    )
    assert len(faults) == 2


def test_the_faults_of_all_tables_are_told_at_once(tmp_path: Path) -> None:
    faults = refused(
        written(tmp_path, "projects.csv", "foo,bar\n1,2\n"),
        written(tmp_path, "organisations.csv", "foo,bar\n1,2\n"),
    )
    assert ["projects" in fault for fault in faults] == [True, False]


def test_the_entity_is_told_by_the_visitor_the_name_or_the_columns(tmp_path: Path) -> None:
    table = written(tmp_path, "table.csv")
    assert read_tables([table])[0].entity == "projects"
    assert read_tables([table], entity="organisations")[0].entity == "organisations"
    assert read_tables([Source(table.path, "Organisationen.csv")])[0].entity == "organisations"
    typed = written(tmp_path, "typed.csv", "Organisation Name,Type\nA,B\n")
    assert read_tables([typed])[0].entity == "organisations"


def test_two_tables_of_one_kind_are_refused(tmp_path: Path) -> None:
    (fault,) = refused(written(tmp_path, "a.csv"), written(tmp_path, "b.csv"))
    assert "“a.csv” and “b.csv” were both taken for projects" in fault


def test_projects_come_first(tmp_path: Path) -> None:
    sources = [written(tmp_path, "organisations.csv"), written(tmp_path, "projects.csv")]
    assert [table.entity for table in read_tables(sources)] == ["projects", "organisations"]


def test_a_mapping_is_followed_and_the_column_passed_over_is_kept(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", "name,city,Location\nA,Berlin,Potsdam\n")
    (table,) = read_tables([source], {"city": "Location"})
    assert table.recognised == {"name": "name", "city": "Location"}
    assert table.frame.iloc[0].to_dict() == {"name": "A", "city": "Potsdam", "city_as_given": "Berlin"}


def test_a_wrong_mapping_is_refused(tmp_path: Path) -> None:
    faults = refused(written(tmp_path, "a.csv"), columns={"city": "Citi", "town": "city"})
    assert "has no column “Citi” to be read as city. Did you mean “city”?" in faults[0]
    assert "There is no field “town”" in faults[1]


def test_a_second_column_for_a_field_is_kept_and_said(tmp_path: Path) -> None:
    (table,) = read_tables([written(tmp_path, "a.csv", "name,Ort,Gemeinde\nA,Berlin,Mitte\n")])
    assert table.frame["city"].tolist() == ["Berlin"]
    assert table.frame["Gemeinde"].tolist() == ["Mitte"]
    assert table.unrecognised == ("Gemeinde",)
    assert table.notes[0].endswith(
        "city is read from “Ort”; “Gemeinde” could also be meant and is kept as an extra column. To use it instead, "
        "choose “Gemeinde” for the field city."
    )


def test_one_column_of_coordinates_is_split(tmp_path: Path) -> None:
    (table,) = read_tables([written(tmp_path, "a.csv", 'name;Koordinaten\nA;"52.5, 13.4"\n')])
    assert table.frame[["latitude", "longitude"]].iloc[0].tolist() == [52.5, 13.4]
    assert table.recognised["latitude"] == "Koordinaten"
    assert table.unrecognised == ()


@pytest.mark.parametrize(
    "heading",
    [
        "PLZ/Ort",
        "PLZ Ort",
        "PLZ, Ort",
        "PLZ und Stadt",
        "Postleitzahl/Ort",
        "Postcode/City",
        "Zip Code & Town",
    ],
)
@pytest.mark.parametrize("told", [False, True])
def test_one_column_of_postcode_and_town_is_split(tmp_path: Path, heading: str, told: bool) -> None:
    source = written(tmp_path, "a.csv", f"name;{heading}\nA;10999 Berlin\nB;75001 Paris\nC;Rom\n")
    (table,) = read_tables([source], dict.fromkeys(("postcode", "city"), heading) if told else {})
    assert table.frame["postcode"].fillna("-").tolist() == ["10999", "75001", "-"]
    assert table.frame["city"].tolist() == ["Berlin", "Paris", "Rom"]
    assert table.recognised == {"name": "name", "postcode": heading, "city": heading}
    assert table.frame.columns.tolist() == ["name", "postcode", "city"]
    assert table.unrecognised == ()


def test_separate_columns_win_over_one_of_postcode_and_town(tmp_path: Path) -> None:
    (table,) = read_tables([written(tmp_path, "a.csv", "name,PLZ/Ort,Ort\nA,10999 Berlin,Potsdam\n")])
    assert table.frame["city"].tolist() == ["Potsdam"]
    assert table.frame["PLZ/Ort"].tolist() == ["10999 Berlin"]
    assert "postcode" not in table.frame


def test_the_extent_of_shapes_in_our_own_text_is_a_number(tmp_path: Path) -> None:
    content = "name,latitude,longitude,shape_extent_m\nA,1,2,1500.5\nB,1,2,\nC,1,2,wide\n"
    (table,) = read_tables([written(tmp_path, "a.csv", content)])
    assert table.frame["shape_extent_m"].dtype == "float64"
    assert table.frame["shape_extent_m"].fillna(0).tolist() == [1500.5, 0, 0]
    assert table.unrecognised == ()


def test_decimal_commas_are_understood(tmp_path: Path) -> None:
    (table,) = read_tables([written(tmp_path, "a.csv", "Name;Breite;Länge\nA;52,52;13,405\n")])
    assert table.frame[["latitude", "longitude"]].iloc[0].tolist() == [52.52, 13.405]


def test_a_column_called_geometry_does_no_harm(tmp_path: Path) -> None:
    (table,) = read_tables([written(tmp_path, "a.csv", "name,geometry\nA,square\n")])
    assert table.frame["geometry_as_given"].tolist() == ["square"]
    assert table.geometry is None


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened: File name too long"):
        find_sources(tmp_path / ("x" * 5000))


def test_organisations_read_as_projects_are_refused_with_the_remedy(tmp_path: Path) -> None:
    source = written(tmp_path, "projects.csv", "Org ID,Legal form\n12,cooperative\n")
    remedy = "If its rows are organisations, say --entity organisations, or call it “organisations”"
    assert remedy in refused(source)[0]
    (table,) = read_tables([source], entity="organisations")
    assert (table.entity, dict(table.recognised)) == (
        "organisations",
        {"id": "Org ID", "kind": "Legal form"},
    )


@pytest.mark.parametrize("blank", ["", "NaN"])
def test_records_without_coordinates_have_those_of_another_pair(tmp_path: Path, blank: str) -> None:
    header = "name,water_site_latitude,water_site_longitude,ground_longitude,ground_latitude\n"
    rows = f"A,50.5,2.5,3.5,51.5\nB,52.5,4.5,{blank},{blank}\nC,{blank},{blank},{blank},{blank}\nD,53.5,{blank},5.5,\n"
    (table,) = read_tables([written(tmp_path, "a.csv", header + rows)])
    found = table.frame[["latitude", "longitude"]].apply(pd.to_numeric, errors="coerce").fillna(0)
    assert found.to_numpy().tolist() == [[51.5, 3.5], [52.5, 4.5], [0, 0], [0, 5.5]]
    assert (
        "the coordinates of one record without any in “ground_latitude” and “ground_longitude” are those in "
        "“water_site_latitude” and “water_site_longitude”."
    ) in " ".join(table.notes)
