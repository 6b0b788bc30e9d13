"""Which sheet, list, layer or packed file is read, where one is asked for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from dsi_geo.database import open_database
from dsi_geo.errors import InputError
from dsi_geo.sandbox import open_database as open_apart

FIRST = pd.DataFrame({"name": ["A", "B"], "city": ["Ulm", "Bonn"]})
SECOND = pd.DataFrame({"name": ["C", "D", "E"], "city": ["Köln", "Trier", "Kiel"]})


def workbook(path: Path) -> None:
    with pd.ExcelWriter(path) as book:
        FIRST.to_excel(book, sheet_name="first", index=False)
        SECOND.to_excel(book, sheet_name="second", index=False)


def lists(path: Path) -> None:
    tables = {"first": FIRST.to_dict("records"), "second": SECOND.to_dict("records")}
    path.write_text(json.dumps(tables), encoding="utf-8")


def nested_lists(path: Path) -> None:
    tables = {"first": FIRST.to_dict("records"), "data": {"second": SECOND.to_dict("records")}}
    path.write_text(json.dumps(tables), encoding="utf-8")


def page(path: Path) -> None:
    path.write_text(f"<html>{FIRST.to_html(index=False)}{SECOND.to_html(index=False)}</html>", "utf-8")


def layers(path: Path) -> None:
    for name, table in (("first", FIRST), ("second", SECOND)):
        shapes = gpd.GeoDataFrame(table, geometry=[Point(10, 50)] * len(table), crs="EPSG:4326")
        shapes.to_file(path, layer=name, driver="GPKG")


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("first.csv", FIRST.to_csv(index=False))
        packed.writestr("second.csv", SECOND.to_csv(index=False))


def workbook_in_xml(path: Path) -> None:
    def sheet(name: str, table: pd.DataFrame) -> str:
        rows = [[*table.columns], *table.to_numpy().tolist()]
        cells = "".join(
            f"<Row>{''.join(f'<Cell><Data>{cell}</Data></Cell>' for cell in row)}</Row>" for row in rows
        )
        return f'<Worksheet ss:Name="{name}"><Table>{cells}</Table></Worksheet>'

    sheets = sheet("first", FIRST) + sheet("second", SECOND)
    spaces = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    path.write_text(f'<?xml version="1.0"?><Workbook {spaces}>{sheets}</Workbook>', "utf-8")


FILES = pytest.mark.parametrize(
    ("write", "ending", "first", "second"),
    [
        (workbook, ".xlsx", "first", "second"),
        (lists, ".json", "first", "second"),
        (nested_lists, ".json", "first", "data.second"),
        (page, ".html", "table 1", "table 2"),
        (layers, ".gpkg", "first", "second"),
        (archive, ".zip", "first.csv", "second.csv"),
        (workbook_in_xml, ".xml", "first", "second"),
    ],
)


@FILES
def test_the_table_asked_for_is_read_and_the_other_named(tmp_path, write, ending, first, second):
    path = tmp_path / f"tables{ending}"
    write(path)
    for asked, other, names in ((first, second, FIRST["name"]), (second, first, SECOND["name"])):
        database = open_database(path, tables=[asked])
        assert database.projects["name"].tolist() == names.tolist()
        assert database.provenance.profiles["projects"].others == (other,)


@FILES
def test_a_table_that_is_not_there_is_refused_with_those_that_are(tmp_path, write, ending, first, second):
    path = tmp_path / f"tables{ending}"
    write(path)
    with pytest.raises(InputError) as refused:
        open_database(path, tables=["third"])
    assert set(refused.value.tables) >= {first}


def test_two_tables_are_read_together(tmp_path):
    path = tmp_path / "tables.json"
    path.write_text(
        json.dumps(
            {
                "Vorhaben": [{"projektname": "P", "Ort": "Ulm"}],
                "Tabelle": [{"organisationsname": "O", "Ort": "Ulm"}],
                "Notizen": [{"name": "N", "Ort": "Ulm"}],
            }
        )
    )
    database = open_database(path, tables=["Vorhaben", "Tabelle"])
    assert (database.projects["name"].tolist(), database.organisations["name"].tolist()) == (["P"], ["O"])


def test_several_lists_that_are_alike_are_offered(tmp_path):
    path = tmp_path / "tables.json"
    path.write_text(json.dumps({"a": FIRST.to_dict("records"), "b": FIRST.to_dict("records")}))
    with pytest.raises(InputError) as refused:
        open_apart(path)
    assert refused.value.tables == ("a", "b")
    assert len(open_apart(path, tables=["b"]).projects) == 2


def test_names_of_tables_are_checked():
    with pytest.raises(InputError, match="names of tables"):
        open_database(tables="Sheet2")
