"""How much of somebody's file is read before it is refused: each limit is asked before memory is spent on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from dsi_geo.errors import InputError, quoted

USUAL_ROWS: Final = 2_000_000
ROWS_VARIABLE: Final = "DSI_GEO_MAX_ROWS"
WANTED_ROWS: Final = "wants a whole number of rows, 1 or more."

_ALLOWED: Final = {"rows": USUAL_ROWS}

MAX_COLUMNS: Final = 1_000

MAX_CELL: Final = 1_000_000
"""Characters in one cell."""

MAX_SHAPE: Final = 100_000_000
"""Bytes of one cell of a file with shapes."""

MAX_MEMBERS: Final = 1_000
"""Files in one archive."""

MAX_ENTRIES: Final = 10 * MAX_MEMBERS
"""Files that the list of an archive may name before it is read; workbooks within it may be counted in."""

MAX_NAME: Final = 1_000
"""Characters of the name of a file in an archive."""

MAX_HEADING: Final = 10_000
"""Characters of the name of a column: in surveys it is a whole question."""

MAX_UNPACKED: Final = 1_000_000_000
"""Bytes of an archive, or of a compressed table, when unpacked."""

MAX_WORKBOOK: Final = 500_000_000
"""Bytes of a workbook when unpacked; each of its cells takes several times as much memory."""

MAX_TEXT: Final = 1_000_000_000
"""Bytes of a text file."""

MAX_DEPTH: Final = 64
"""Objects and lists within one another in JSON; the deepest shapes of GeoJSON need 10."""

MAX_XML_PARTS: Final = 3_000_000
"""Elements and attributes of an XML file; each takes some 250 bytes of memory."""

MAX_PARSED: Final = 700_000_000
"""Bytes that JSON may take in memory when it is parsed; more only where `MAX_PARSED_RATIO` allows it."""

MAX_PARSED_RATIO: Final = 10
"""Bytes in memory to bytes of JSON: tables have 3 to 7, points with a single property 9, lists of empty objects 25."""

MAX_GAPS: Final = 10_000_000
"""Cells that a file does not have and its table needs, as other records have their keys, or other rows are longer."""

MAX_GAPS_RATIO: Final = 10
"""Such cells to those that the file has; more are refused from `MAX_GAPS` on."""

MAX_POSITIONS: Final = 20_000_000
"""Positions of all shapes of a table; GEOS takes 0.05 microseconds for each to find a point on a shape."""

MAX_SHAPE_POSITIONS: Final = 5_000_000
"""Positions of one shape; GEOS finds a point on it within half a second, however it crosses itself."""

MAX_SHAPE_PARTS: Final = 1_000_000
"""Shapes and rings that one shape is made up of; each takes 100 bytes, even where it is empty."""

MAX_NESTING: Final = 32
"""Collections of shapes within one another; GEOS ends the process at some thousand."""

MAX_LAYERS: Final = 1_000
"""Layers that a file may list."""

MAX_LINE: Final = 20_000_000
"""Bytes of one line of a table in text, or of one record where a quoted cell holds line breaks."""

MAX_SHEET_CELLS: Final = 5_000_000
"""Cells of a workbook: 200,000 rows of 25; each takes 3 to 4 microseconds."""

MAX_BLANK_CELLS: Final = 2_000_000
"""Cells of a workbook that are only formatted."""

MAX_TEXTS: Final = 1_000_000
"""Texts that the cells of a workbook share."""

MAX_SHEETS: Final = 1_000

MAX_ELEMENTS: Final = 400_000
"""Elements of a workbook that are no cells, as its styles."""

MAX_PAGES: Final = 300_000
"""Pages of a Parquet file; writers put 20,000 rows of a column, or a megabyte, into one."""

MAX_PAGE: Final = 200_000_000
"""Bytes of one page of a Parquet file when unpacked, all of which are unpacked at once."""

MEDIUM_UNPACKED: Final = 300_000_000
"""Bytes of a Parquet file when unpacked that are no matter of `MAX_PACKED_RATIO`."""

MAX_PACKED_RATIO: Final = 50
"""Unpacked to packed bytes of a Parquet file; ordinary tables reach about 10."""

MAX_RATIO: Final = 200
"""Unpacked to packed bytes; ordinary workbooks reach about 30. Not asked below `SMALL_UNPACKED`."""

SMALL_UNPACKED: Final = 50_000_000

CHUNK: Final = 1_000_000
"""Bytes of a file looked at at once, where it is looked at before it is read."""

LISTED_FAULTS: Final = 5


def max_rows() -> int:
    """Records in one table (`allow_rows`)."""
    return _ALLOWED["rows"]


def max_cells() -> int:
    """Rows times columns of one table: as many as the canonical columns and a few more need."""
    return 25 * max_rows()


def max_parts() -> int:
    """Objects and lists in one JSON file, those within others included."""
    return 5 * max_rows()


def allow_rows(rows: int) -> None:
    """Let this process read tables of so many records: an operator with the memory for more raises it."""
    _ALLOWED["rows"] = rows


def allow_rows_of(environment: Mapping[str, str]) -> None:
    """Let this process read tables of as many records as the environment says.

    Raises
    ------
    InputError
        If it says something that is no number of rows.
    """
    text = environment.get(ROWS_VARIABLE, "").strip()
    if text and not (text.isdecimal() and int(text)):
        raise InputError(f"{ROWS_VARIABLE} {WANTED_ROWS}")
    allow_rows(int(text or USUAL_ROWS))


def first_faults(faults: Sequence[str], count: int | None = None) -> list[str]:
    """The first few of many faults, and a last sentence that counts the others.

    Parameters
    ----------
    count
        How many there are, where only the first ones are at hand.
    """
    listed = list(faults[:LISTED_FAULTS])
    more = (len(faults) if count is None else count) - len(listed)
    return [*listed, f"… and {more:,} more of this kind."] if more else listed


def check_size(rows: int, columns: int, source: str) -> None:
    """Refuse a table that is too large, as far as its size is known: so that its cells are never read.

    Raises
    ------
    InputError
        One sentence per limit that is passed.
    """
    faults = []
    if rows > max_rows():
        faults.append(
            f"{quoted(source)} has more than {max_rows():,} rows; at most so many are read. "
            "Split it, or leave out rows."
        )
    if columns > MAX_COLUMNS:
        faults.append(
            f"{quoted(source)} has {columns:,} columns; at most {MAX_COLUMNS:,} are read. "
            "Leave out those that are not needed."
        )
    if not faults and rows * columns > max_cells():
        faults.append(
            f"{quoted(source)} has {rows * columns:,} cells; at most {max_cells():,} are read. "
            "Leave out columns that are not needed."
        )
    if faults:
        raise InputError(faults)


def check_gaps(cells: int, filled: int, source: str) -> None:
    """Refuse records that have hardly a column in common: their table would be many times as large as they are.

    Raises
    ------
    InputError
        With the size that the table would have.
    """
    if cells - filled > max(MAX_GAPS, MAX_GAPS_RATIO * filled):
        raise InputError(
            f"{quoted(source)} has {filled:,} values that are so far apart that its table would have {cells:,} cells, "
            "nearly all of them empty. Give all records the same columns, or split it."
        )


def check_names(names: Iterable[object], source: str) -> None:
    """Refuse a table with a column whose name is too long.

    Raises
    ------
    InputError
        One sentence per column.
    """
    faults = [
        f"{quoted(source)} has a column {quoted(name)} whose name has {len(name):,} characters; at most "
        f"{MAX_HEADING:,} are read. Shorten it."
        for name in map(str, names)
        if len(name) > MAX_HEADING
    ]
    if faults:
        raise InputError(first_faults(faults))


def check_cells(frame: pd.DataFrame, source: str) -> None:
    """Refuse a table with a text, or the name of a column, that is too long.

    Raises
    ------
    InputError
        Naming row, column and length of each column's longest text.
    """
    check_names(frame.columns, source)
    faults = []
    for at, name in enumerate(frame.columns):
        column = frame.iloc[:, at]
        if not isinstance(column.dtype, pd.StringDtype) or column.empty:
            continue
        lengths = column.str.len()
        if (longest := lengths.max()) > MAX_CELL:
            faults.append(
                f"{quoted(source)}, row {lengths.argmax() + 1:,}, column {quoted(name)}: the cell has "
                f"{longest:,.0f} characters; at most {MAX_CELL:,} are read. Shorten it."
            )
    if faults:
        raise InputError(first_faults(faults))


def unpacked_too_large(size: float, limit: int, source: str) -> str:
    """The sentence about a file that takes too much room when it is unpacked."""
    megabytes = f"{size / 1e6:,.0f} MB; at most {limit / 1e6:,.0f} MB"
    return f"{quoted(source)} would unpack to {megabytes} are unpacked. Split it."
