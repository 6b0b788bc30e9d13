"""Workbooks of spreadsheet programs: .xlsx, .xlsb, .xls and .ods, whose size is known before they are read.

Formulas count as the values that are stored with them; macros are not run, and links to other files not followed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.archive import DAMAGES, check_members, opened
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import typed
from dsi_geo.readers.columns import count_recognised, entity_of_name
from dsi_geo.readers.encoding import binary_kind
from dsi_geo.readers.limits import MAX_SHEET_CELLS, MAX_WORKBOOK, check_size
from dsi_geo.readers.number_formats import with_zeros
from dsi_geo.readers.workbook_records import COMPOUND, check_xls, check_xlsb, protected
from dsi_geo.readers.workbook_size import check_open_document, check_work, damaged
from dsi_geo.readers.workbook_styles import formats_of_cells

_LOOKED_AT: Final = 200
_FEWEST: Final = 3
_LONGEST_TAIL: Final = 40
"""Rows that a table has behind it at most, such as notes or a list of codes."""

_WIDE: Final = 0.6
"""Share of the usual number of filled cells that a header has at least."""

_TITLE_ROWS: Final = 20
"""Rows above the header that are looked through for it."""

_EXACT: Final = 2**53
"""From here on a number is not known to its last figure."""

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"

Row = list[Any]


def read(source: Source) -> list[Layer]:
    """Read the sheets of a workbook that are named for projects or organisations, or else the first with a header.

    Parameters
    ----------
    source
        An .xlsx, .xlsm, .xlsb, .xls or .ods file, whatever its ending says. A formula counts as the value stored with
        it, an error as nothing. The header may stand below title rows.

    Returns
    -------
    A layer a sheet; numbers and dates keep their types, numbers shown with zeros before them become text.

    Raises
    ------
    InputError
        If it is no workbook, is damaged, protected by a password, or too large when unpacked.
    """
    formats = _checked(source)
    sheets = _sheets(source, formats)
    filled = {name: rows for name, rows in sheets.items() if any(map(_is_filled, rows))}
    if not filled:
        raise InputError(f"{quoted(source.name)} is empty: none of its sheets has a cell that is filled.")
    named = {name: rows for name, rows in filled.items() if entity_of_name(name) is not None}
    asked = {name: filled[name] for name in source.asked_of(filled)}
    chosen = asked or named or dict([_main_sheet(filled)])
    left_out = tuple(name for name in filled if name not in chosen)
    note = f"{quoted(source.name)}: the sheets {', '.join(map(quoted, left_out))} were not read."
    notes = (note,) if left_out else ()
    layers = [
        layer_of_rows(name, rows, source.name, notes if at == 0 else ())
        for at, (name, rows) in enumerate(chosen.items())
    ]
    return [replace(layer, others=left_out) for layer in layers]


def _checked(source: Source) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Refuse a workbook that would take too long, or too much memory, to read; number formats with zeros by sheet."""
    with source.path.open("rb") as file:
        start = file.read(len(COMPOUND))
    if start == COMPOUND:
        return check_xls(source.path, source.name)
    try:
        with opened(source) as archive:
            check_members(archive, source.name, MAX_WORKBOOK)
            names = {*archive.namelist()}
            if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
                raise protected(source.name)
            if _CONTENT in names:
                return check_open_document(archive, source.name)
            sheets = check_work(archive, source.name)
            if "xl/workbook.bin" in names:
                check_xlsb(archive, source.name)
                return {}  # its styles are in records of their own, which are not read
            return formats_of_cells(archive, sheets, source.name)
    except DAMAGES as error:
        kind = binary_kind(start)
        what = f"is {kind}, " if kind and "ZIP" not in kind else "is damaged or "
        raise InputError(f"{quoted(source.name)} {what}no workbook. Save it as .xlsx, or as CSV.") from error


def _sheets(source: Source, formats: Mapping[str, Mapping[tuple[int, int], str]]) -> dict[str, list[Row]]:
    """Every row of every sheet, as stored."""
    found: dict[str, list[Row]] = {}
    filled = 0
    try:
        # Not by its path: then its ending would count.
        with source.path.open("rb") as file, _silenced():
            for name, sheet in _read_one_by_one(CalamineWorkbook.from_filelike(file)):
                found[name] = _rows(sheet, formats.get(name, {}), f"{source.name}: {name}")
                filled += sum(len(row) - row.count("") for row in found[name])
                # More than its parts have: sheets may name one part again and again.
                if filled > MAX_SHEET_CELLS:
                    raise damaged(source.name)
    except PasswordError as error:
        raise protected(source.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(source.name) from error
    except BaseException as error:
        # What Rust raises where a file is not as it takes for granted; the class has no name that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(source.name) from error
    return found


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep Rust from writing to the standard error what it panics about, before that becomes an exception."""
    sys.stderr.flush()
    kept = os.dup(2)
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)  # what does not fit is lost, too
    os.dup2(write_end, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        for end in (kept, read_end, write_end):
            os.close(end)


def _read_one_by_one(book: CalamineWorkbook) -> Iterator[tuple[str, CalamineSheet]]:
    """The sheets with cells, as others hold charts or macros."""
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            yield about.name, book.get_sheet_by_name(about.name)


def _rows(sheet: CalamineSheet, formats: Mapping[tuple[int, int], str], source: str) -> list[Row]:
    """The rows of a sheet, from its first filled one on."""
    check_size(sheet.height - 1, sheet.width, source)
    rows: list[Row] = sheet.to_python()
    first_row, first_column = sheet.start or (0, 0)
    for (row_at, column_at), code in formats.items():
        row, column = row_at - first_row, column_at - first_column
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            value = rows[row][column]
            if type(value) in (int, float):
                rows[row][column] = with_zeros(value, code) or value
    return rows


def _main_sheet(sheets: Mapping[str, list[Row]]) -> tuple[str, list[Row]]:
    """The first sheet that has a header; failing that, the first that is a table at all."""
    for least in (2, 1):
        for name, rows in sheets.items():
            if _usual_width(rows) > 1 and len(rows) > 1 and _recognised(rows[_header_row(rows)]) >= least:
                return name, rows
    return max(sheets.items(), key=lambda sheet: len(sheet[1]) * _usual_width(sheet[1]))


def _without_tail(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of a table, and much narrower ones behind an empty row at its end: notes, or another table."""
    usual = _usual_width(rows)
    for at in range(len(rows) - 1, max(len(rows) - 1 - _LONGEST_TAIL, 0), -1):
        if not _is_filled(rows[at]):
            tail = [row for row in rows[at + 1 :] if _is_filled(row)]
            before = [row for row in rows[:at] if _is_filled(row)]
            if usual >= _FEWEST and len(before) > len(tail) and all(_width(row) <= usual / 2 for row in tail):
                more, rest = _without_tail(rows[:at])
                return more, [*rest, *tail]
            break
    return [row for row in rows if _is_filled(row)], []


def layer_of_rows(name: str, rows: Sequence[Row], source: str, notes: tuple[str, ...]) -> Layer:
    """The layer of rows of cells, at least one of them filled: below the row that is most like a header."""
    start = _header_row(rows)
    header = [str(_plain(cell)) for cell in rows[start]]
    if start + 1 < len(rows) and _goes_on(rows[start], rows[start + 1], rows[start + 2 :]):
        start += 1
        header = [_joined(name, str(_plain(cell))) for name, cell in zip(header, rows[start], strict=True)]
    records, tail = _without_tail(rows[start + 1 :])
    if tail:
        words = "; ".join(" ".join(str(cell) for cell in row if str(cell).strip())[:60] for row in tail[:3])
        set_aside = (
            f"{quoted(source)}, sheet {quoted(name)}: {len(tail):,} rows behind the table were set aside: "
            f"{quoted(words, 150)}."
        )
        notes = (*notes, set_aside)
    width = len(header)
    names = header
    columns = [typed(_plain(row[at]) for row in records) for at in range(width)]
    blanks = sum(not _is_filled(row) for row in rows[start + 1 : start + 1 + _last_filled(rows[start + 1 :])])
    if blanks:
        notes = (*notes, f"{quoted(source)}, sheet {quoted(name)}: {blanks:,} empty rows were skipped.")
    return Layer(name, pd.concat(columns, axis=1).set_axis(names, axis=1), notes=notes)


def _plain(cell: object) -> object:
    """A whole number as such: workbooks have but one kind of number."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT else cell


def _header_row(rows: Sequence[Row]) -> int:
    """The first row most of whose filled cells are usual column names; failing that, the first that is wide enough."""
    filled = [at for at, row in enumerate(rows[: _TITLE_ROWS + 1000]) if _is_filled(row)][:_TITLE_ROWS]
    for at in filled:
        words = [cell for cell in rows[at] if isinstance(cell, str) and cell.strip()]
        if len(words) > 1 and 2 * count_recognised(words) > len(words):
            return at
    best = max(filled, key=lambda at: (_recognised(rows[at]) > 1, _recognised(rows[at])))
    if _recognised(rows[best]) > 1:
        return best
    usual = _usual_width(rows)
    return next((at for at in filled if _width(rows[at]) > _WIDE * usual), filled[0])


def _goes_on(header: Row, second: Row, records: Sequence[Row]) -> bool:
    """Whether the row below a header names parts of its columns: words under empty cells or merged ones, and few."""
    words = [at for at, cell in enumerate(second) if isinstance(cell, str) and cell.strip()]
    under = [at for at in words if not str(header[at]).strip() or (at and not str(header[at - 1]).strip())]
    others = [cell for cell in second if not isinstance(cell, str) or cell.strip()]
    return (
        len(records) > 1
        and any(not str(header[at]).strip() for at in words)
        and len(words) == len(others)
        and len(words) < _WIDE * _usual_width(records)
        and len(under) >= len(words) / 2
    )


def _joined(name: str, part: str) -> str:
    return part if not name.strip() else f"{name} {part}".strip()


def _usual_width(rows: Sequence[Row]) -> float:
    """Filled cells of a row, in the middle of their order."""
    widths = sorted(_width(row) for row in rows[:_LOOKED_AT] if _is_filled(row))
    return widths[len(widths) // 2] if widths else 0


def _width(row: Row) -> int:
    return sum(not isinstance(cell, str) or bool(cell.strip()) for cell in row)


def _recognised(row: Row) -> int:
    return count_recognised(cell for cell in row if isinstance(cell, str))


def _last_filled(rows: Sequence[Row]) -> int:
    return max((at for at, row in enumerate(rows, start=1) if _is_filled(row)), default=0)


def _is_filled(row: Row) -> bool:
    return any(not isinstance(cell, str) or bool(cell.strip()) for cell in row)
