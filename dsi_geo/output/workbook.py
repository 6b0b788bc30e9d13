"""A table as XLSX: typed cells that no spreadsheet runs, and a sheet that explains the columns (XlsxWriter)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from dsi_geo.schema import Column

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767
ROWS_A_STEP: Final = 2_000
EMPTY: Final = "There are no records: the selection is empty."
OF_THE_FILE: Final = (
    "A column of the file that was read, kept as it was: what it means, whoever made the file knows"
)
MADE: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""Written as the file's date, so that the same table gives the same file."""


def write_workbook(
    cells: pd.DataFrame,
    target: Path,
    columns: Iterable[Column] = (),
    tell: Callable[[float], None] = lambda _: None,
) -> None:
    """Write a table with a sheet `data` and a sheet `columns`; every text is stored as text, whatever it begins with.

    Parameters
    ----------
    cells
        Text, numbers and truth values (`tables.flat`).
    columns
        Those of the table (`schema.tables`), for what they mean. Any other is one of the file that was read.
    tell
        Is told the share of the rows that is written.
    """
    import xlsxwriter

    # Rows are written as they come, not kept: a large table would not fit into memory otherwise.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("data")
        for column, name in enumerate(cells.columns):
            sheet.write_string(0, column, _storable(str(name)))
        rows = zip(*(_values(cells[name]) for name in cells.columns), strict=True)
        for number, row in enumerate(rows, start=1):
            _write_row(sheet, number, row)
            if number % ROWS_A_STEP == 0:
                tell(number / len(cells))
        meanings = {column.name: column.meaning for column in columns}
        _explain(book.add_worksheet("columns"), cells, meanings)


def _values(column: pd.Series) -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()  # type: ignore[no-any-return]


def _write_row(sheet: Worksheet, number: int, row: tuple[Any, ...]) -> None:
    for column, value in enumerate(row):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(number, column, _storable(value))
        elif isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        else:
            sheet.write_number(number, column, value)


def _explain(sheet: Worksheet, cells: pd.DataFrame, meanings: Mapping[str, str]) -> None:
    rows = [("column", "kind", "meaning")]
    rows += [
        (_storable(str(name)), _kind(cells[name]), meanings.get(str(name), OF_THE_FILE)) for name in cells
    ]
    rows += [] if len(cells) else [(EMPTY, "", "")]
    for number, row in enumerate(rows):
        _write_row(sheet, number, row)


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "true or false"
    return "number" if pd.api.types.is_numeric_dtype(column) else "text"


def _storable(text: str) -> str:
    """Text as XLSX can hold it: without control characters, and no longer than a cell."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return text
    kept = (one if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff") else "�" for one in text)
    return "".join(kept)[:LONGEST_TEXT]
