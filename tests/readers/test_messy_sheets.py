"""Sheets and rows that are no table, and rows about a table's columns."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source

HEADER = ["Projektname", "Ort", "Startjahr", "Adresse"]
RECORDS = [
    ["Lab One", "Berlin", "2015", "1 Mill St"],
    ["Lab Two", "Ulm", "2016", "2 Mill St"],
    ["Lab Three", "Bonn", "2014", "3 Mill St"],
]
NAMES = ["Lab One", "Lab Two", "Lab Three"]


def read(folder: Path, hidden: str = "", **sheets: list[list[object]]) -> RawTable:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    book.save(folder / "book.xlsx")
    (table,) = read_tables([Source(folder / "book.xlsx", "book.xlsx")])
    return table


def read_text(folder: Path, text: str) -> RawTable:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    (table,) = read_tables([Source(folder / "list.csv", "list.csv")])
    return table


@pytest.mark.parametrize(
    "before",
    [
        {"README": [["This workbook lists labs"], ["Contact", "a@b.example"], ["Date", "2020-01-01"]]},
        {"Codes": [["Code", "Name"], ["1", "Migration"], ["2", "Health"]]},
        {"Lists": [["Country", "City"], *[["DE", f"Town {at}"] for at in range(9)]]},
    ],
)
def test_notes_and_lists_of_codes_before_a_table_are_not_it(tmp_path: Path, before: dict) -> None:
    table = read(tmp_path, **before, Data=[HEADER, *RECORDS])
    assert table.frame["name"].tolist() == NAMES
    assert f"the sheets “{next(iter(before))}” were not read" in " ".join(table.notes)


def test_of_two_tables_alike_the_first_is_read(tmp_path: Path) -> None:
    other = [["Old", "Bonn", "2001", "x"]] * 5
    assert read(tmp_path, Neu=[HEADER, *RECORDS], Alt=[HEADER, *other]).frame["name"].tolist() == NAMES


def test_a_hidden_sheet_is_read_only_where_no_other_is_a_table(tmp_path: Path) -> None:
    old = [HEADER, *[["Old", "Bonn", "2001", f"x {at}"] for at in range(3)]]
    table = read(tmp_path, hidden="Alt", Alt=old, Neu=[HEADER, *RECORDS])
    assert table.frame["name"].tolist() == NAMES


GROUPED = [
    ["Project", None, "Beneficiary", None, "Budget"],
    ["Title", "Start date", "Name", "City", None],
    ["Lab One", "2015", "A", "Berlin", 5],
    ["Lab Two", "2016", "B", "Ulm", 6],
    ["Lab Three", "2014", "C", "Bonn", 7],
]


def test_a_header_of_two_rows_names_its_columns_by_both(tmp_path: Path) -> None:
    table = read(tmp_path, T=GROUPED)
    assert table.frame["name"].tolist() == NAMES
    assert table.recognised["city"] == "Beneficiary City"
    assert table.frame["amount"].tolist() == ["5", "6", "7"]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in GROUPED)
    assert read_text(tmp_path, text + "\n").frame["name"].tolist() == NAMES


def test_a_record_below_a_header_with_a_gap_is_no_second_header(tmp_path: Path) -> None:
    assert (
        len(read(tmp_path, T=[["Projektname", None, "Ort"], ["A", "x", "Ulm"], ["B", "y", "Bonn"]]).frame)
        == 2
    )


@pytest.mark.parametrize(
    "row",
    [
        [None, "(town)", "(year)", "(street)"],
        ["1", "2", "3", "4"],
        [1, 2, 3, 4],
        ["text", "text", "yyyy", "[street]"],
    ],
)
def test_a_row_of_units_or_numbers_below_the_header_is_no_record(tmp_path: Path, row: list) -> None:
    table = read(tmp_path, T=[HEADER, row, *RECORDS])
    assert table.frame["name"].tolist() == NAMES
    assert "tells of its columns, and is no record" in " ".join(table.notes)
    text = "\n".join(",".join(str(cell or "") for cell in line) for line in [HEADER, row, *RECORDS])
    assert read_text(tmp_path, text + "\n").frame["name"].tolist() == NAMES


def test_a_header_that_is_repeated_or_underlined_is_no_record(tmp_path: Path) -> None:
    table = read(tmp_path, T=[HEADER, *RECORDS[:2], HEADER, RECORDS[2]])
    assert table.frame["name"].tolist() == NAMES
    assert "one row repeats or underlines the header" in " ".join(table.notes)
    assert (
        read_text(tmp_path, "| name | city |\n|---|---|\n| A | Ulm |\n| B | Bonn |\n").frame["name"].size == 2
    )


def test_the_figures_of_a_long_number_are_kept_and_doubted(tmp_path: Path) -> None:
    numbers = [9007199254740993, 123456789012345678, 12]
    table = read(
        tmp_path, T=[["ID", *HEADER], *[[one, *row] for one, row in zip(numbers, RECORDS, strict=True)]]
    )
    assert table.frame["id"].tolist()[1:] == ["123456789012345700", "12"]
    assert "." not in table.frame["id"].iloc[0]
    assert "spreadsheets keep 15 figures of a number; the longer ones in “ID”" in " ".join(table.notes)


def test_files_that_were_joined_are_one_table(tmp_path: Path) -> None:
    text = "\ufeffname,city\nLab One,Ulm\n\ufeffname,city\nLab Two,Bonn\n\ufeffLab Three,Berlin\n"
    table = read_text(tmp_path, text)
    assert table.frame["name"].tolist() == NAMES
    assert "byte order marks within the text were left out" in " ".join(table.notes)


def test_zeros_behind_a_text_are_none_of_it(tmp_path: Path) -> None:
    assert (
        read_text(tmp_path, "name,city\nLab One,Ulm\nLab Two,Bonn\nLab Three,Berlin\n" + "\0" * 40)
        .frame["name"]
        .tolist()
        == NAMES
    )


def test_lines_that_are_quoted_as_a_whole_are_taken_out_of_their_quotes(tmp_path: Path) -> None:
    text = (
        '"name,city,year"\n"Lab One,Ulm,2015"\n"Lab Two,""Bonn, am Rhein"",2016"\n"Lab Three,Berlin,2014"\n'
    )
    table = read_text(tmp_path, text)
    assert table.frame["name"].tolist() == NAMES
    assert table.frame["city"].tolist() == ["Ulm", "Bonn, am Rhein", "Berlin"]
    assert "each line was in quotation marks as a whole" in " ".join(table.notes)


def test_one_column_of_quoted_texts_stays_one(tmp_path: Path) -> None:
    assert read_text(tmp_path, '"name"\n"Lab One, Ulm"\n"Lab Two"\n').frame["name"].tolist() == [
        "Lab One, Ulm",
        "Lab Two",
    ]


def test_identifiers_that_a_spreadsheet_rounded_are_none(tmp_path: Path) -> None:
    rows = "".join(f"1,23457E+1{at};Lab {at};Ulm\n" for at in range(5, 10))
    table = read_text(tmp_path, f"id;name;city\n{rows}")
    assert "id" not in table.recognised
    assert "a spreadsheet rounded its numbers (1,23457E+15)" in " ".join(table.notes)
