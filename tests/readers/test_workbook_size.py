"""Workbooks that are small and take long: refused by what their XML holds, in a sentence."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from dsi_geo.errors import InputError
from dsi_geo.readers import RawTable, read_tables
from dsi_geo.readers.assembly import Source

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sharedStrings+xml"/>'
)
HEADER = '<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>city</t></is></c></row>'
ROW = '<row><c t="inlineStr"><is><t>A</t></is></c><c><v>1</v></c></row>'


def sheet(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{SPACE}"><sheetData>{HEADER}{ROW}{rows}</sheetData>{after}</worksheet>'


def workbook(folder: Path, parts: Mapping[str, str | bytes], noise: int = 0) -> Path:
    """A workbook with other parts; {} in one stands for what openpyxl writes there up to its last tag."""
    plain, path = io.BytesIO(), folder / "projects.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["name", "city"])
    book.active.append(["A", "B"])
    book.save(plain)
    if STRINGS in parts:
        parts = {TYPES: "{}" + STRINGS_TYPE, **parts}
    with zipfile.ZipFile(plain) as own, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in {**dict.fromkeys(own.namelist()), **parts}:
            content = parts.get(name, b"{}")
            content = content.encode() if isinstance(content, str) else content
            if content.startswith(b"{}"):
                whole = own.read(name)
                last = whole.rindex(b"</")
                content = whole[:last] + content[2:] + whole[last:]
            packed.writestr(name, content)
        packed.writestr("xl/media/noise.bin", os.urandom(noise), zipfile.ZIP_STORED)
    return path


def read(path: Path) -> RawTable:
    (table,) = read_tables([Source(path, path.name)])
    return table


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


@pytest.fixture
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly anything is read of a workbook, in pieces of a hundred bytes."""
    for name, most in (
        ("CHUNK", 100),
        ("MAX_BLANK_CELLS", 1000),
        ("MAX_SHEET_CELLS", 2000),
        ("MAX_TEXTS", 1000),
        ("MAX_ELEMENTS", 1000),
        ("MAX_SHEETS", 10),
        ("_LONGEST_TEXT", 20_000),
        ("_ROW_CELLS", 500),
    ):
        monkeypatch.setattr(f"dsi_geo.readers.workbook_size.{name}", most)


def strings(content: str, prefix: str = "") -> str:
    mark = f":{prefix}" if prefix else ""
    return (
        f'<{prefix}{":" * bool(prefix)}sst xmlns{mark}="{SPACE}">{content}</{prefix}{":" * bool(prefix)}sst>'
    )


HOSTILE = {
    "empty texts": ({STRINGS: strings("<si/>" * 1001)}, "has 1,001 different texts; at most 1,000 are read"),
    "texts of another prefix": ({STRINGS: strings("<x:si/>" * 1001, "x")}, "has 1,001 different texts"),
    "texts over lines": ({STRINGS: strings("<si\n/>" * 1001)}, "has 1,001 different texts"),
    "pieces of a text": ({STRINGS: strings(f"<si>{'<r><t>a</t></r>' * 1001}</si>")}, "other parts that are no cells"),
    "a long text": ({STRINGS: strings(f"<si><t>{'x' * 30_000}</t></si>")}, "holds a text of more than"),
    "a long cell": ({SHEET: sheet(f'<row><c t="inlineStr"><is><t>{"x" * 30_000}</t></is></c></row>')}, "holds a text"),
    "a long attribute": ({SHEET: sheet(f'<row x="{"y" * 30_000}"/>')}, "holds a text of more than"),
    "blank cells": ({SHEET: sheet(f"<row>{'<c/>' * 9}</row>" * 200)}, "cells without content; at most 1,000 are read"),
    "cells": ({SHEET: sheet("<row><c><v>1</v></c><c><v>1</v></c></row>" * 1001)}, "at most 2,000 are read. Save it"),
    "own texts": ({SHEET: sheet(ROW * 501)}, "those with texts of their own counted three times"),
    "a row without end": ({SHEET: sheet(f"<row>{'<c><v>1</v></c>' * 1500}</row>")}, "columns; at most 1,000 are read"),
    "styles": ({"xl/styles.xml": "{}<cellXfs>" + "<xf/>" * 1001 + "</cellXfs>"}, "other parts that are no cells"),
    "merged cells": ({SHEET: sheet("", '<mergeCell ref="A1:B2"/>' * 1001)}, "merged cells and other parts"),
    "names": ({"xl/workbook.xml": "{}" + '<definedName name="a"/>' * 1001}, "other parts that are no cells"),
    "relations": ({"xl/_rels/workbook.xml.rels": "{}" + "<Relationship/>" * 1001}, "other parts that are no cells"),
    "sheets": ({"xl/workbook.xml": "{}<sheets>" + "<sheet/>" * 11 + "</sheets>"}, "sheets; at most 10 are read"),
    "elements within one another": ({SHEET: sheet("<a>" * 1001)}, "other parts that are no cells"),
    "entities": (
        {SHEET: f'<!DOCTYPE s [<!ENTITY a "{"<row/>" * 50}">]>' + sheet("&a;" * 50)},
        "is damaged: its sheets cannot be read",
    ),
    "entities behind a comment": (
        {SHEET: f"<!-- {'x' * 500} --><!DOCTYPE s [<!ENTITY a \"b\">]>" + sheet("&a;")},
        "is damaged: its sheets cannot be read",
    ),
    "UTF-16": ({SHEET: sheet("<row/>" * 10).encode("utf-16")}, "is damaged: its sheets cannot be read"),
    "UTF-16 without a mark": ({SHEET: sheet("").encode("utf-16-le")}, "is damaged: its sheets cannot be read"),
    "another encoding": (
        {SHEET: ("<?xml version='1.0' encoding='cp037'?>" + sheet("")).encode()},
        "is damaged: its sheets cannot be read",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("low_limits")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_workbook_that_would_take_long_is_refused(tmp_path: Path, kind: str) -> None:
    parts, words = HOSTILE[kind]
    assert words in refused(workbook(tmp_path, parts))


@pytest.mark.parametrize("start", ["<c r='XFD3'", "<c s='0' r = \"XFD3\"", '<c r="&#88;FD3"', '<c r="xfd3"'])
def test_a_cell_far_to_the_right_does_not_fill_its_row(tmp_path: Path, start: str) -> None:
    message = refused(workbook(tmp_path, {SHEET: sheet(f"<row>{start}><v>1</v></c></row>" * 100)}))
    assert "has 16,384 columns; at most 1,000 are read" in message


def test_cells_that_go_backwards_are_each_in_their_column(tmp_path: Path) -> None:
    row = '<row><c r="B3"><v>7</v></c><c r="A3" t="str"><v>Z</v></c></row>'
    table = read(workbook(tmp_path, {SHEET: sheet(row)}))
    assert table.frame["name"].tolist() == ["A", "Z"]
    assert table.frame["city"].tolist() == ["1", "7"]


def test_rows_whose_last_cell_is_far_away_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.limits.MAX_GAPS", 10_000)
    rows = "".join(f'<row r="{at}"><c r="ALL{at}"><v>1</v></c></row>' for at in range(3, 100))
    assert "nearly all of them empty" in refused(workbook(tmp_path, {SHEET: sheet(rows)}))


def test_a_row_of_a_great_number_leaves_empty_rows(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, {SHEET: sheet('<row r="50000"><c r="A50000"><v>1</v></c></row>')}))
    assert len(table.frame) == 2
    assert len(read(workbook(tmp_path, {SHEET: sheet('<row r="99999999"/>')})).frame) == 1
    far = '<row r="99999999"><c r="A99999999"><v>1</v></c></row>'
    assert "would have 199,999,998 cells, nearly all of them empty" in refused(
        workbook(tmp_path, {SHEET: sheet(far)})
    )


def test_sheets_that_name_one_part_again_and_again_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsi_geo.readers.workbook.MAX_SHEET_CELLS", 6000)
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"'
    sheets = "".join(f'<sheet name="s{at}" sheetId="{at}" {relation}/>' for at in range(2, 200))
    rows = "".join(f"<row><c><v>{at * 7919 % 100_003}</v></c></row>" for at in range(5000))
    path = workbook(tmp_path, {SHEET: sheet(rows), "xl/workbook.xml": "{}<sheets>" + sheets + "</sheets>"})
    assert "is damaged: its sheets cannot be read" in refused(path)


def test_an_honest_workbook_is_read_with_pictures_and_styles(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, {STRINGS: strings("<si><t>x</t></si>" * 10)}, noise=200_000))
    assert table.frame["name"].tolist() == ["A"]
