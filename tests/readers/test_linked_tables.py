"""Tables of one archive whose records and places stand apart."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source

ACTIVITIES = "activity,title,status\nA1,One,2\nA2,Two,2\nA3,Three,2\n"
SECTORS = "activity,sector\nA1,Water\nA1,Health\nA2,Water\n"


def read(folder: Path, **files: str) -> RawTable:
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    (table,) = read_tables([Source(folder / "export.zip", "export.zip")])
    return table


def test_records_get_the_places_that_another_table_has_for_them(tmp_path: Path) -> None:
    places = 'activity,city,latitude,longitude\nA2,Ulm,"48.4,",9.99\nA1,Bonn,50.7,7.1\nA1,Köln,50.9,6.9\n'
    table = read(tmp_path, activities=ACTIVITIES, sectors=SECTORS, places=places)
    assert table.frame["city"].fillna("").tolist() == ["Bonn", "Ulm", ""]
    assert table.frame["latitude"].tolist()[:2] == [50.7, 48.4]
    assert (
        "“export.zip/places.csv” tells the places of the records, by the column “activity”; 1 further places of the "
        "same records were left out." in table.notes
    )


def test_records_with_places_of_their_own_keep_them(tmp_path: Path) -> None:
    own = "activity,title,city\nA1,One,Ulm\nA2,Two,Ulm\nA3,Three,Ulm\n"
    table = read(tmp_path, activities=own, places="activity,latitude,longitude\nA1,50.7,7.1\n")
    assert "latitude" not in table.frame
    assert table.frame["city"].tolist() == ["Ulm"] * 3


def test_places_of_other_records_are_not_taken(tmp_path: Path) -> None:
    table = read(
        tmp_path, activities=ACTIVITIES, places="activity,latitude,longitude\nB1,50.7,7.1\nB2,50,7\n"
    )
    assert "latitude" not in table.frame


def test_why_no_table_of_an_archive_can_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, one="name,city\nA,B,C,D\n", two="name,city\nA,B,C,D\n")
    assert [fault.partition(":")[0] for fault in error.value.faults] == [
        "“export.zip/one.csv”, line 2",
        "“export.zip/two.csv”, line 2",
    ]


def test_of_several_shapefiles_in_folders_the_best_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"name": ["A", "B", "C"], "city": ["Ulm"] * 3}, geometry=[Point(9, 48)] * 3, crs="EPSG:4326"
    )
    (tmp_path / "parts" / "deep").mkdir(parents=True)
    points.to_file(tmp_path / "parts" / "deep" / "labs.shp")
    points[["geometry"]].assign(code=1).to_file(tmp_path / "parts" / "areas.shp")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for file in sorted((tmp_path / "parts").rglob("*.*")):
            archive.write(file, file.relative_to(tmp_path / "parts").as_posix())
    (table,) = read_tables([Source(tmp_path / "export.zip", "export.zip")])
    assert table.frame["name"].tolist() == ["A", "B", "C"]
    assert "“export.zip/deep/labs.shp” was read, and not “export.zip/areas.shp”" in " ".join(table.notes)
