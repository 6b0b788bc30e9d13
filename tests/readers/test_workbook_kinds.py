"""The workbooks of every program are read alike; those that are encrypted, damaged or far too large are refused."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dsi_geo import sandbox
from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.workbook import read as read_workbook
from tests.workbooks import Sheets, compound, label, long_record, ods, packed, record, xls, xlsb, xlsb_cell

HEADER = ["Nr", "Projektname", "PLZ", "Ort", "Beginn", "Breite", "Aktiv"]
RECORDS = [
    [1, "Käfer", 10115, "Łódź", dt.date(2015, 3, 1), 52.5, True],
    [2, "Ζώα", None, "Köln", None, None, False],
]
FAR = {"Projekte": [["Name", "Ort"], ["A", "B"]]}


def xlsx(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WRITERS: dict[str, Callable[[Sheets], bytes]] = {".xlsx": xlsx, ".xlsb": xlsb, ".xls": xls, ".ods": ods}
every_kind = pytest.mark.parametrize("ending", WRITERS)


def source(folder: Path, content: bytes, name: str) -> Source:
    path = folder / name
    path.write_bytes(content)
    return Source(path, name)


def read(folder: Path, content: bytes, name: str) -> list[RawTable]:
    return read_tables([source(folder, content, name)])


def refused(folder: Path, content: bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, content, name)
    return str(caught.value)


@every_kind
def test_a_workbook_of_any_program_is_read_alike(tmp_path: Path, ending: str) -> None:
    content = WRITERS[ending]({"Intro": [["Hello"]], "Projekte": [HEADER, *RECORDS]})
    (table,) = read(tmp_path, content, f"book{ending}")
    assert table.entity == "projects"
    assert table.frame["id"].tolist() == ["1", "2"]
    assert table.frame["name"].tolist() == ["Käfer", "Ζώα"]
    assert table.frame["postcode"].fillna("-").tolist() == ["10115", "-"]
    assert table.frame["city"].tolist() == ["Łódź", "Köln"]
    assert table.frame["launched"].tolist() == [pd.Timestamp("2015-03-01"), pd.NaT]
    assert table.frame["latitude"].fillna(0).tolist() == [52.5, 0]
    assert table.frame["Aktiv"].tolist() == [True, False]
    assert "“Intro” were not read" in table.notes[0]


@every_kind
def test_a_workbook_is_known_by_its_content_whatever_its_ending(tmp_path: Path, ending: str) -> None:
    content = WRITERS[ending](FAR)
    for other in (*WRITERS, ".xyz", ".csv" if ending == ".xls" else ".zip"):
        (table,) = read(tmp_path, content, f"book{other}")
        assert table.frame["name"].tolist() == ["A"]


def test_text_under_the_ending_of_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16", "cp1250"):
        (table,) = read(tmp_path, "Name\tOrt\nOgród\tŁódź\n".encode(encoding), "export.xls")
        assert table.frame["city"].tolist() == ["Łódź"]


@every_kind
def test_of_several_sheets_the_first_with_a_header_is_read(tmp_path: Path, ending: str) -> None:
    notes = [["rev:", "1"], ["made by", "x"], ["see", "y"]]
    records = [["Name", "City", "Country"], ["A", "Ulm", "DE"], ["B", "Bonn", "DE"]]
    content = WRITERS[ending]({"meta": notes, "list": records, "codes": [["x", "y"]]})
    (table,) = read(tmp_path, content, f"book{ending}")
    assert table.frame["city"].tolist() == ["Ulm", "Bonn"]
    assert "the sheets “meta”, “codes” were not read" in " ".join(table.notes)


@every_kind
def test_headers_of_two_rows_and_what_stands_behind_the_table(tmp_path: Path, ending: str) -> None:
    rows = [
        ["List 2016", None, None, None, None],
        [None, None, None, None, None],
        ["Name", "City", "Country", "Body", None],
        [None, None, None, "kind", "rank"],
        ["A", "Ulm", "DE", "x", "1"],
        ["B", "Bonn", "DE", "y", "2"],
        ["C", "Trier", "DE", "y", "2"],
        [None, None, None, None, None],
        ["102", "a code", None, None, None],
        ["109", "another", None, None, None],
    ]
    (table,) = read(tmp_path, WRITERS[ending]({"list": rows}), f"book{ending}")
    assert table.frame["name"].tolist() == ["A", "B", "C"]
    assert {"Body kind", "rank"} <= {*table.frame.columns}
    assert "2 rows behind the table were set aside: “102 a code; 109 another”" in " ".join(table.notes)


def test_the_xml_of_excel_2003_is_read_under_the_ending_of_a_workbook(tmp_path: Path) -> None:
    rows = (
        "<Row><Cell><Data>Name</Data></Cell><Cell><Data>X</Data></Cell><Cell><Data>City</Data></Cell></Row>"
        '<Row><Cell><Data ss:Type="String">A</Data></Cell><Cell ss:Index="3"><Data>Ulm</Data></Cell></Row>'
    )
    sheets = f"<Worksheet><Table><Row/></Table></Worksheet><Worksheet><Table>{rows}</Table></Worksheet>"
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:ss">'
    (table,) = read(tmp_path, f"{head}{sheets}</Workbook>".encode(), "export.xls")
    assert table.frame[["name", "city"]].to_numpy().tolist() == [["A", "Ulm"]]
    assert "has no sheets with cells" in refused(tmp_path, f"{head}</Workbook>".encode(), "export.xls")


@every_kind
def test_an_empty_workbook_is_refused(tmp_path: Path, ending: str) -> None:
    content = WRITERS[ending]({"a": [], "b": [[None, " "]]})
    assert "is empty: none of its sheets" in refused(tmp_path, content, f"book{ending}")


@every_kind
def test_a_workbook_that_was_cut_off_is_refused(tmp_path: Path, ending: str) -> None:
    content = WRITERS[ending]({"Projekte": [HEADER, *RECORDS * 50]})
    for size in (len(content) // 2, len(content) - 300, 1000, 100):
        assert "is damaged" in refused(tmp_path, content[:size], f"book{ending}")


@every_kind
def test_a_workbook_within_an_archive_is_read(tmp_path: Path, ending: str) -> None:
    (table,) = read(tmp_path, packed({f"a/projects{ending}": WRITERS[ending](FAR)}), "book.zip")
    assert table.frame["name"].tolist() == ["A"]


@pytest.mark.skipif(not sandbox.available(), reason="needs a reading process")
@every_kind
def test_a_workbook_is_read_within_the_sandbox(tmp_path: Path, ending: str) -> None:
    found = sandbox.open_database(source(tmp_path, WRITERS[ending](FAR), f"book{ending}").path)
    assert found.projects["name"].tolist() == ["A"]


PROTECTED = {
    ".xlsx": compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
    ".xlsb": compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
    ".xls": xls(FAR, globally=record(0x002F, bytes(54))),
    ".ods": packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"\x93\x11encrypted",
            "META-INF/manifest.xml": "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
        }
    ),
}


@pytest.mark.parametrize("ending", PROTECTED)
def test_a_workbook_with_a_password_is_refused(tmp_path: Path, ending: str) -> None:
    message = refused(tmp_path, PROTECTED[ending], f"book{ending}")
    assert message == (
        f"“book{ending}” is protected by a password. Open it in a spreadsheet program and save it without one."
    )


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    assert "is no workbook but a file of another program" in refused(
        tmp_path, compound({"WordDocument": b"x"}), "letter.xls"
    )


def far_xls(row: int, column: int) -> bytes:
    return xls(FAR, record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0)))


def far_xlsb(row: int, column: int) -> bytes:
    return xlsb(FAR, long_record(0, struct.pack("<I", row) + bytes(13)) + xlsb_cell(column, 1.0))


def repeated(rows: int | str, columns: int) -> bytes:
    times = f'table:number-columns-repeated="{columns}"'
    cell = f'<table:table-cell office:value-type="string" {times}><text:p>x</text:p></table:table-cell>'
    return ods(FAR, f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


def skipped(rows: int, columns: int) -> bytes:
    """A cell behind many empty ones."""
    blank = f'<table:table-cell table:number-columns-repeated="{columns}"/>'
    return ods(
        FAR,
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell/></table:table-row>'
        f"<table:table-row>{blank}<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
    )


ROWS, COLUMNS, GAPS, CELLS = "rows; at most", "columns; at most", "nearly all of them empty", "cells; at most"
FAR_AWAY = {
    "last cell of xlsb": (".xlsb", far_xlsb(1_048_575, 16_383), COLUMNS),
    "last row of xlsb": (".xlsb", far_xlsb(1_048_575, 900), GAPS),
    "last cell of xls": (".xls", far_xls(65_535, 255), GAPS),
    "beyond xls": (".xls", far_xls(65_535, 65_535), COLUMNS),
    "rows of ods repeated": (".ods", repeated(2_000_001, 1), ROWS),
    "rows and columns of ods repeated": (".ods", repeated(1_000_000, 1_000), CELLS),
    "a filled block of ods": (".ods", repeated(10_000, 1_000), CELLS),
    "columns of ods repeated": (".ods", repeated(1, 16_384), COLUMNS),
    "rows of ods repeated, with a sign": (".ods", repeated("+2000001", 1), ROWS),
    "rows of ods repeated, in many figures": (".ods", repeated("9" * 15, 1), ROWS),
    "a cell of ods behind empty ones": (".ods", skipped(1_000_000, 500), GAPS),
}


@pytest.mark.parametrize("kind", FAR_AWAY)
def test_a_cell_far_away_is_refused_before_it_takes_memory(tmp_path: Path, kind: str) -> None:
    ending, content, words = FAR_AWAY[kind]
    message = refused(tmp_path, content, f"book{ending}")
    assert words in message
    assert "at most" in message or words == GAPS


@pytest.mark.parametrize("cell", ['table:number-columns-repeated="16384"', 'table:style-name="ce1"', ""])
def test_empty_rows_to_the_end_of_the_sheet_are_nothing(tmp_path: Path, cell: str) -> None:
    more = (
        f'<table:table-row table:number-rows-repeated="1048574"><table:table-cell {cell}/></table:table-row>'
    )
    (table,) = read(tmp_path, ods(FAR, more), "book.ods")
    assert table.frame["name"].tolist() == ["A"]


def test_repeated_rows_and_cells_are_read_as_often_as_they_say(tmp_path: Path) -> None:
    (table,) = read(tmp_path, repeated(3, 2), "book.ods")
    assert table.frame["name"].tolist() == ["A", "x", "x", "x"]
    assert table.frame["city"].tolist() == ["B", "x", "x", "x"]


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".xls", xls(FAR, record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 256, 0)))),
        (".xls", xls(FAR, record(0x0200, struct.pack("<IIHHH", 9, 3, 0, 256, 0)))),
        (".xls", xls(FAR)[:44] + struct.pack("<I", 0x7FFFFFFF) + xls(FAR)[48:]),
        (".xlsb", xlsb(FAR, b"\x00\xff\xff\xff\x7f")),
        (".ods", ods(FAR, "<table:table-row>")),
        (".ods", ods(FAR, before='<!DOCTYPE a [<!ENTITY b "c">]>')),
        (".xlsb", xlsb(FAR, long_record(7, struct.pack("<III", 0, 0, 99)))),
    ],
    ids=["size", "size upside down", "table of sectors", "record", "XML", "entities", "shared text"],
)
def test_a_workbook_that_lies_of_its_sizes_is_refused(tmp_path: Path, ending: str, content: bytes) -> None:
    assert "is damaged" in refused(tmp_path, content, f"book{ending}")


def test_a_chain_of_sectors_without_end_is_refused(tmp_path: Path) -> None:
    content = bytearray(xls(FAR))
    content[512 + 4 * 2 : 512 + 4 * 3] = struct.pack("<I", 2)
    assert "is damaged" in refused(tmp_path, bytes(content), "book.xls")


def test_a_count_of_texts_that_is_far_too_high_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="xlsxwriter") as book:
        pd.DataFrame({"Name": ["A"], "Ort": ["B"]}).to_excel(book, index=False)
    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = strings.replace(b'uniqueCount="4"', b'uniqueCount="99999999999"')
    assert parts["xl/sharedStrings.xml"] != strings
    assert "has 99,999,999,999 different texts; at most" in refused(tmp_path, packed(parts), "book.xlsx")


def formatted(rows: list[tuple[object, str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append([None, "Name", "PLZ"])
    for at, (value, code) in enumerate(rows, start=3):
        sheet.cell(at, 2, "A")
        sheet.cell(at, 3, value).number_format = code
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_number_that_is_shown_with_zeros_is_read_with_them(tmp_path: Path) -> None:
    rows = [
        (1067, "00000"),
        (950, r"00\-000"),
        (1000123, "0000-000"),
        (11500, "000 00"),
        (1067, '"D-"00000'),
        (501, "00000;@"),
        (501, "[$-407]00000"),
        (601, "[<=99999]00000;00000-0000"),
        (201900000, "[<=99999]00000;00000-0000"),
        (123456, "00000"),
        (1067, "General"),
        (12, "0.00"),
        (12, "#,##0"),
        ("01067", "00000"),
    ]
    (table,) = read(tmp_path, formatted(rows), "book.xlsx")
    assert table.frame["postcode"].tolist() == [
        *("01067", "00-950", "1000-123", "115 00", "D-01067", "00501", "00501", "00601", "20190-0000"),
        *("123456", "1067", "12", "12", "01067"),
    ]


def test_an_ods_shows_its_zeros(tmp_path: Path) -> None:
    def row(value: str, shown: str, times: int = 1) -> str:
        cell = f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{shown}</text:p>'
        return (
            f'<table:table-row table:number-rows-repeated="{times}"><table:table-cell office:value-type="string">'
            f"<text:p>A</text:p></table:table-cell>{cell}</table:table-cell></table:table-row>"
        )

    more = row("1067", "01067", 2) + row("950", "00-950") + row("12345", "12345") + row("1067", "1 067")
    content = ods({"Projekte": [["Name", "PLZ"]]}, more)
    (table,) = read(tmp_path, content, "book.ods")
    assert table.frame["postcode"].tolist() == ["01067", "01067", "00-950", "12345", "1067"]


def test_an_xls_has_the_zeros_of_its_formats(tmp_path: Path) -> None:
    codes = record(0x041E, struct.pack("<H", 164) + label("00000")) + record(
        0x041E, struct.pack("<HHB", 165, 7, 0) + rb"00\-000"
    )
    styles = b"".join(record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (164, 165))
    cells = record(0x0203, struct.pack("<HHHd", 1, 1, 0, 1067)) + record(
        0x027E, struct.pack("<HHHI", 2, 1, 1, 950 << 2 | 2)
    )
    several = record(0x00BD, struct.pack("<HHHIHIH", 3, 1, 0, 501 << 2 | 2, 4, 7 << 2 | 2, 2))
    rows = [["Name", "PLZ", "Zahl"], ["A"], ["B"], ["C"]]
    (table,) = read(tmp_path, xls({"Projekte": rows}, cells + several, codes + styles), "book.xls")
    assert table.frame["postcode"].tolist() == ["01067", "00-950", "00501"]
    assert table.frame["Zahl"].fillna(0).tolist() == [0, 0, 7]


def test_errors_count_as_nothing_and_whole_numbers_stay_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Zahl", "Fehler", "Anteil"])
    book.active.append(["A", 12, "=1/0", 0.5])
    book.active.append(["B", 10**15 + 1, "x", 2])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b'<c r="C2"><f>1/0</f><v /></c>', b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    (layer,) = read_workbook(source(tmp_path, packed(parts), "book.xlsx"))
    assert layer.frame["Zahl"].tolist() == [12, 10**15 + 1]
    assert layer.frame["Zahl"].dtype == "int64"
    assert layer.frame["Fehler"].fillna("-").tolist() == ["-", "x"]
    assert layer.frame["Anteil"].tolist() == [0.5, 2.0]


def test_a_text_of_a_binary_workbook_may_hold_any_letter(tmp_path: Path) -> None:
    assert label("ż") == b"\x01\x00\x01\x7c\x01"
    (table,) = read(tmp_path, xls({"a": [["Name"], ["Żółć 😀"]]}), "book.xls")
    assert table.frame["name"].tolist() == ["Żółć 😀"]
