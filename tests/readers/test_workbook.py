from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import limits, read_tables
from dsi_geo.readers.assembly import Source

HEADER = ["Nr", "Projektname", "PLZ", "Ort", "Beginn", "Breite"]
RECORDS = [
    [1, "Käfer", 10115, "Berlin", dt.datetime(2015, 3, 1), 52.5],
    [2, "Zwei", None, "Köln", None, None],
]


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "book.xlsx") -> Source:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    book.close()
    return Source(folder / name, name)


def refused(source: Source) -> str:
    with pytest.raises(InputError) as caught:
        read_tables([source])
    return str(caught.value)


def test_numbers_and_dates_keep_their_types_and_ids_and_postcodes_become_text(tmp_path: Path) -> None:
    (table,) = read_tables([workbook(tmp_path, {"Tabelle1": [HEADER, *RECORDS]})])
    assert table.entity == "projects"
    assert table.source == "book.xlsx"
    assert table.frame["id"].tolist() == ["1", "2"]
    assert table.frame["postcode"].fillna("-").tolist() == ["10115", "-"]
    assert table.frame["launched"].tolist() == [pd.Timestamp("2015-03-01"), pd.NaT]
    assert table.frame["latitude"].fillna(0).tolist() == [52.5, 0]


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    rows = [["Unsere Projekte"], [], ["Stand:", "2018"], HEADER, *RECORDS, [], [None, " "]]
    (table,) = read_tables([workbook(tmp_path, {"Tabelle1": rows})])
    assert table.frame["name"].tolist() == ["Käfer", "Zwei"]


def test_a_row_that_is_longer_than_the_header_is_kept(tmp_path: Path) -> None:
    (table,) = read_tables([workbook(tmp_path, {"a": [["name", "city"], ["A", "B", "extra"]]})])
    assert table.frame["column 3"].tolist() == ["extra"]


def test_empty_rows_within_are_skipped_and_counted(tmp_path: Path) -> None:
    (table,) = read_tables([workbook(tmp_path, {"a": [["name", "city"], ["A", "B"], [], ["C", "D"], []]})])
    assert len(table.frame) == 2
    assert any("1 empty rows were skipped" in note for note in table.notes)


def test_sheets_of_projects_and_organisations_are_both_read(tmp_path: Path) -> None:
    sheets = {"Intro": [["Hello"]], "Organisationen": [["Name"], ["O"]], "Projekte": [["Name"], ["P"]]}
    projects, organisations = read_tables([workbook(tmp_path, sheets)])
    assert (projects.entity, projects.frame["name"].tolist()) == ("projects", ["P"])
    assert (organisations.entity, organisations.frame["name"].tolist()) == ("organisations", ["O"])
    assert projects.source == "book.xlsx: Projekte"
    assert any("“Intro” were not read" in note for note in (*projects.notes, *organisations.notes))


def test_otherwise_the_first_filled_sheet_is_read(tmp_path: Path) -> None:
    (table,) = read_tables(
        [workbook(tmp_path, {"empty": [], "a": [["Name"], ["A"]], "b": [["Name"], ["B"]]})]
    )
    assert table.frame["name"].tolist() == ["A"]
    assert any("“b” were not read" in note for note in table.notes)


def test_a_formula_counts_as_the_value_stored_with_it(tmp_path: Path) -> None:
    (table,) = read_tables([workbook(tmp_path, {"a": [["name", "city"], ["A", "=1+1"]]})])
    assert table.frame["city"].isna().all()  # no program has computed it yet


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert "is empty: none of its sheets" in refused(workbook(tmp_path, {"a": [], "b": [[None, " "]]}))


def test_a_workbook_of_a_header_is_refused(tmp_path: Path) -> None:
    assert "has a header but no rows" in refused(workbook(tmp_path, {"a": [HEADER]}))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("just a word")
    assert "“book.xlsx” is damaged or no workbook. Save it as .xlsx, or as CSV." in refused(
        Source(path, "book.xlsx")
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n....")
    assert "“book.xlsx” is a PNG picture, no workbook." in refused(Source(path, "book.xlsx"))


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"a": [HEADER, *RECORDS]})
    source.path.write_bytes(source.path.read_bytes()[:-100])
    assert "“book.xlsx” is damaged" in refused(source)


def test_a_workbook_that_grows_out_of_all_proportion_is_refused_unread(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"a": [HEADER, *RECORDS]})
    with zipfile.ZipFile(source.path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", b" " * (limits.SMALL_UNPACKED + 1))
    assert f"unpack to more than {limits.MAX_RATIO} times its size" in refused(source)


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path, {"a": [[f"name {at}" for at in range(1100)], ["x"] * 1100]})
    assert "columns; at most 1,000 are read" in refused(source)
