"""Excel workbooks (.xlsx), whose work is counted in their XML before they are read.

What a workbook says of itself is not asked: sizes of sheets, counts of texts and names of parts may be anything.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import IO, Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.archive import DAMAGES, check_members, opened
from dsi_geo.readers.assembly import Layer, Source
from dsi_geo.readers.cells import typed
from dsi_geo.readers.columns import count_recognised, entity_of_name
from dsi_geo.readers.encoding import binary_kind
from dsi_geo.readers.limits import (
    CHUNK,
    MAX_BLANK_CELLS,
    MAX_CELL,
    MAX_ELEMENTS,
    MAX_SHEET_CELLS,
    MAX_SHEETS,
    MAX_TEXTS,
    MAX_WORKBOOK,
    check_gaps,
    check_size,
    max_cells,
    max_rows,
)

_TAG: Final = re.compile(rb"<(?:[^\s<>/:!?]+:)?([^\s<>/:!?]+)[\s/>]")
_LONGEST_TAG: Final = 300
"""Bytes of a tag's name and prefix that may be parted by the pieces in which a part is read."""

_COUNTED: Final = (b"row", b"c", b"v", b"is", b"f", b"t", b"si")
_FOREIGN: Final = re.compile(
    rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How XML in UTF-16 begins, in which no tag would be found; no spreadsheet program writes it."""

_LONGEST_TEXT: Final = 5 * MAX_CELL
"""Bytes between two tags."""

_ROW_CELLS: Final = 500_000
"""Cells after which a row must have ended: the row is held in memory until then."""


def check_work(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse a workbook that would take too long, or too much memory, to read.

    Raises
    ------
    InputError
        If it has too many rows, cells, texts or other elements, or is not written as workbooks are.
    """
    total: Counter[bytes] = Counter()
    for member in archive.infolist():
        with archive.open(member) as part:
            found = _tags(part, source)
        check_size(found[b"row"] - 1, 1, source)
        total += found
    _check_cells(total, source)
    others = total.total() - sum(total[tag] for tag in _COUNTED)
    for count, most, what in (
        (total[b"si"], MAX_TEXTS, "different texts"),
        (total[b"sheet"], MAX_SHEETS, "sheets"),
        (others, MAX_ELEMENTS, "styles, merged cells and other parts that are no cells"),
    ):
        if count > most:
            raise InputError(
                f"{quoted(source)} has {count:,} {what}; at most {most:,} are read. Save its table as CSV, or copy it "
                "into a new workbook."
            )


def damaged(source: str) -> InputError:
    """The sentence about a workbook whose parts do not fit together."""
    return InputError(
        f"{quoted(source)} is damaged: its sheets cannot be read. Open it in a spreadsheet program and save it again "
        "as .xlsx, or as CSV."
    )


def _check_cells(tags: Counter[bytes], source: str) -> None:
    cells, filled = tags[b"c"], tags[b"v"] + tags[b"is"]
    if cells - filled > MAX_BLANK_CELLS:
        raise InputError(
            f"{quoted(source)} has {cells - filled:,} cells without content; at most {MAX_BLANK_CELLS:,} are read. "
            "Delete the empty rows and columns around its table, or save it as CSV."
        )
    if (work := cells + 2 * tags[b"is"]) > MAX_SHEET_CELLS:
        raise InputError(
            f"{quoted(source)} has {work:,} cells, those with texts of their own counted three times; at most "
            f"{MAX_SHEET_CELLS:,} are read. Save it as CSV."
        )


def _tags(part: IO[bytes], source: str) -> Counter[bytes]:
    """How often each tag is opened in a part; a part that is no XML has none."""
    found: Counter[bytes] = Counter()
    end, text, row = b"", 0, 0
    for at, chunk in enumerate(iter(partial(part.read, CHUNK), b"")):
        if at == 0:
            if chunk.startswith(_WIDE) or _FOREIGN.match(chunk.removeprefix(b"\xef\xbb\xbf")):
                raise damaged(source)
            if not chunk.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                return found
        piece = end + chunk
        if b"<!DOCTYPE" in piece:  # whose entities could hold any number of rows
            raise damaged(source)
        names = Counter(_TAG.findall(piece))
        found += names
        row = names[b"c"] + (0 if names[b"row"] else row)
        text = _longest_text(chunk, text)
        end = _open_end(piece)
        if found[b"row"] > max_rows() + 1 or row > _ROW_CELLS or text > _LONGEST_TEXT:
            break
    if text > _LONGEST_TEXT:
        raise InputError(
            f"{quoted(source)} holds a text of more than {_LONGEST_TEXT / 1e6:,.0f} MB; of a cell, at most "
            f"{MAX_CELL:,} characters are read. Shorten it."
        )
    if row > _ROW_CELLS:
        check_size(0, row, source)
    return found


def _longest_text(chunk: bytes, before: int) -> int:
    """Bytes since the last tag began, or up to the first one where those are more."""
    first = chunk.find(b"<")
    if first < 0:
        return before + len(chunk)
    return max(before + first if before + first > _LONGEST_TEXT else 0, len(chunk) - chunk.rfind(b"<"))


def _open_end(piece: bytes) -> bytes:
    """The beginning of a tag at the end of a piece, which the next piece goes on with."""
    start = piece.rfind(b"<", -_LONGEST_TAG)
    return b"" if start < 0 or _TAG.match(piece, start) else piece[start:]


class Metered:
    """A file of which no more is read than its size explains: sheets may name one part again and again.

    Parameters
    ----------
    file
        The file.
    most
        Bytes that may be read of it.
    source
        Its name, for the message.
    """

    def __init__(self, file: IO[bytes], most: int, source: str) -> None:
        self._file, self._left, self._source = file, most, source

    def read(self, size: int = -1) -> bytes:
        """As of any file; raises `InputError` once too much is read."""
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise damaged(self._source)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._file.tell()

    def seekable(self) -> bool:
        """As of any file."""
        return True

    def close(self) -> None:
        """As of any file."""
        self._file.close()


_TITLE_ROWS: Final = 20
"""Rows above the header that are looked through for it."""

_READ_AGAIN: Final = 5
"""How often each part of a workbook is read at most, on average."""

_BROKEN: Final = (
    *DAMAGES,
    ParseError,
    InvalidFileException,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
    LookupError,
)
"""What openpyxl raises on workbooks whose parts do not fit together; it has no exception of its own for them."""

Row = tuple[object, ...]


def read(source: Source) -> list[Layer]:
    """Read the sheets of a workbook that are named for projects or organisations, or else the first one.

    Parameters
    ----------
    source
        An .xlsx file. A formula counts as the value stored with it. The header may stand below title rows.

    Returns
    -------
    A layer a sheet; numbers and dates keep their types.

    Raises
    ------
    InputError
        If it is no workbook, is damaged, or too large when unpacked.
    """
    _check_packing(source)
    try:
        sheets = _sheets(source)
    except _BROKEN as error:
        raise damaged(source.name) from error
    filled = {name: rows for name, rows in sheets.items() if any(map(_is_filled, rows))}
    if not filled:
        raise InputError(f"{quoted(source.name)} is empty: none of its sheets has a cell that is filled.")
    named = {name: rows for name, rows in filled.items() if entity_of_name(name) is not None}
    chosen = named or dict([next(iter(filled.items()))])
    left_out = [name for name in filled if name not in chosen]
    note = f"{quoted(source.name)}: the sheets {', '.join(map(quoted, left_out))} were not read."
    notes = (note,) if left_out else ()
    return [
        layer_of_rows(name, rows, source.name, notes if at == 0 else ())
        for at, (name, rows) in enumerate(chosen.items())
    ]


def _check_packing(source: Source) -> None:
    try:
        with opened(source) as archive:
            check_members(archive, source.name, MAX_WORKBOOK)
            check_work(archive, source.name)
    except DAMAGES as error:
        with source.path.open("rb") as file:
            kind = binary_kind(file.read(16))
        what = f"is {kind}, " if kind and "ZIP" not in kind else "is damaged or "
        raise InputError(
            f"{quoted(source.name)} {what}no Excel workbook. Save it as .xlsx, or as CSV."
        ) from error


def _sheets(source: Source) -> dict[str, list[Row]]:
    """Every row of every sheet, as stored; openpyxl reads the parts of a workbook only when asked for them."""
    with warnings.catch_warnings(), source.path.open("rb") as file:
        warnings.filterwarnings(
            "ignore", module="openpyxl"
        )  # about styles and extensions, which nobody asks for
        most = _READ_AGAIN * source.path.stat().st_size + CHUNK
        # Links to other files are not followed, nor kept.
        workbook = openpyxl.load_workbook(
            Metered(file, most, source.name), read_only=True, data_only=True, keep_links=False
        )
        return _rows_of(workbook, source.name)


def _rows_of(workbook: Workbook, source: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for sheet in workbook.worksheets:
        place = f"{source}: {sheet.title}"
        sheet.reset_dimensions()
        # Its own way fills each row up to its last column, 16,384 cells, and loses those that are not in order.
        sheet._get_row = partial(_row, place)  # type: ignore[attr-defined]
        rows[sheet.title] = _bounded(sheet.iter_rows(values_only=True), place)
    return rows


def _row(source: str, cells: Sequence[Mapping[str, Any]], *_: object) -> Row:
    """The values of a row, each at its column."""
    width = max((cell["column"] for cell in cells), default=0)
    check_size(0, width, source)
    row: list[object] = [None] * width
    for cell in cells:
        row[cell["column"] - 1] = cell["value"]
    return tuple(row)


def _bounded(found: Iterable[Row], source: str) -> list[Row]:
    """The rows of a sheet, which may claim any number of them: no more are taken than may be read."""
    rows: list[Row] = []
    cells, filled = 0, 0
    for row in found:
        rows.append(row)
        cells, filled = cells + len(row), filled + len(row) - row.count(None)
        check_gaps(cells, filled, source)
        if len(rows) > max_rows() + 1 or cells > max_cells():
            check_size(len(rows) - 1, max(map(len, rows)), source)
    return rows


def layer_of_rows(name: str, rows: Sequence[Row], source: str, notes: tuple[str, ...]) -> Layer:
    """The layer of rows of cells, at least one of them filled: below the row that is most like a header."""
    start = _header_row(rows)
    header = rows[start]
    records = [row for row in rows[start + 1 :] if _is_filled(row)]
    width = max(map(len, (header, *records)))
    names = [*(str("" if cell is None else cell) for cell in header), *[""] * (width - len(header))]
    columns = [typed(row[at] if at < len(row) else None for row in records) for at in range(width)]
    blanks = sum(not _is_filled(row) for row in rows[start + 1 : start + 1 + _last_filled(rows[start + 1 :])])
    if blanks:
        notes = (*notes, f"{quoted(source)}, sheet {quoted(name)}: {blanks:,} empty rows were skipped.")
    return Layer(name, pd.concat(columns, axis=1).set_axis(names, axis=1), notes=notes)


def _header_row(rows: Sequence[Row]) -> int:
    """The first row most of whose filled cells are usual column names; failing that, the first filled one."""
    filled = [at for at, row in enumerate(rows[: _TITLE_ROWS + 1000]) if _is_filled(row)][:_TITLE_ROWS]
    for at in filled:
        words = [cell for cell in rows[at] if isinstance(cell, str) and cell.strip()]
        if len(words) > 1 and 2 * count_recognised(words) > len(words):
            return at
    best = max(filled, key=lambda at: (_recognised(rows[at]) > 1, _recognised(rows[at])))
    return best if _recognised(rows[best]) > 1 else filled[0]


def _recognised(row: Row) -> int:
    return count_recognised(cell for cell in row if isinstance(cell, str))


def _last_filled(rows: Sequence[Row]) -> int:
    return max((at for at, row in enumerate(rows, start=1) if _is_filled(row)), default=0)


def _is_filled(row: Row) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or bool(cell.strip())) for cell in row)
