"""Workbooks in binary records: how far the sheets of .xls and .xlsb reach, before any of them is read.

Only the headers of records, and the places of cells, are looked at: [MS-XLS], [MS-XLSB] and [MS-CFB].
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import MAX_SHEET_CELLS, MAX_WORKBOOK
from dsi_geo.readers.workbook_size import Extent, check_count, damaged

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file: an .xls, or a workbook of later years within which it was encrypted."""

_SECTOR, _MINI_SECTOR = 512, 64
_COUNTS: Final = (40, 44, 64, 72)
"""Where the header says how many sectors the directory and the tables have."""

_ENTRY: Final = 128
_FREE: Final = 0xFFFFFFFA
"""Numbers of sectors from here on stand for none."""

_ROOT, _STREAM = 5, 2

# [MS-XLS] 2.3.1
_BEGIN, _DIMENSIONS, _PASSWORD = 0x0809, 0x0200, 0x002F
_PLACED: Final = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD})
_SEVERAL: Final = frozenset({0x00BD, 0x00BE})
_BLANK_CELLS: Final = frozenset({0x0201, 0x00BE})
_ROWS, _COLUMNS = 65_536, 256
"""Of a sheet of .xls."""

# [MS-XLSB] 2.3.1
_ROW, _FIRST_CELL, _LAST_CELL, _BLANK_CELL = 0, 1, 11, 1
_SHEETS: Final = "xl/worksheets/"


class Compound:
    """A compound file: a file system within a file."""

    def __init__(self, content: bytes, source: str) -> None:
        self._content, self._source = content, source
        self._size = 1 << self._at("<H", 30)
        if self._size not in (_SECTOR, 8 * _SECTOR):
            raise damaged(source)
        if any(self._at("<I", place) > len(content) // self._size for place in _COUNTS):
            raise damaged(source)
        self._next = b"".join(self._sector(number) for number in self._tables())
        directory = self._chain(self._at("<I", 48))
        self._streams: dict[str, tuple[int, int, int]] = {}
        for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[place : place + _ENTRY]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(0, length - 2)].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<II", entry, 116)
            if entry[66] in (_ROOT, _STREAM):
                self._streams.setdefault(name, (entry[66], first, size))

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """The content of a stream; its name in lower case."""
        _, first, size = self._streams[name]
        if size >= self._at("<I", 56):
            return self._chain(first)[:size]
        root = next((self._chain(start) for kind, start, _ in self._streams.values() if kind == _ROOT), b"")
        table = self._chain(self._at("<I", 60))
        pieces = [
            root[number * _MINI_SECTOR : (number + 1) * _MINI_SECTOR]
            for number in self._numbers(first, table, len(root) // _MINI_SECTOR)
        ]
        return b"".join(pieces)[:size]

    def _tables(self) -> list[int]:
        """The sectors of the table of which sector follows which."""
        numbers = [*struct.unpack_from("<109I", self._content, 76)]
        more, seen = self._at("<I", 68), 0
        while more < _FREE and seen <= len(self._content) // self._size:
            *some, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            numbers += some
            seen += 1
        return [number for number in numbers if number < _FREE]

    def _chain(self, first: int) -> bytes:
        most = len(self._content) // self._size
        return b"".join(self._sector(number) for number in self._numbers(first, self._next, most))

    def _numbers(self, first: int, table: bytes, most: int) -> Iterator[int]:
        """The numbers of the sectors of a chain, which may not be longer than the file."""

        def each() -> Iterator[int]:
            number = first
            while number < _FREE:
                yield number
                if 4 * number + 4 > len(table):
                    raise damaged(self._source)
                number = struct.unpack_from("<I", table, 4 * number)[0]

        numbers = [*islice(each(), most + 1)]
        if len(numbers) > most:
            raise damaged(self._source)
        return iter(numbers)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if len(sector) < self._size:
            sector = sector.ljust(self._size, b"\x00") if sector else b""
        if not sector:
            raise damaged(self._source)
        return sector

    def _at(self, form: str, place: int) -> int:
        number: int = struct.unpack_from(form, self._content, place)[0]
        return number


def check_xls(path: Path, source: str) -> None:
    """Refuse an .xls that is encrypted or damaged, or reaches far beyond what is in it.

    Raises
    ------
    InputError
        Also if it is a file of another program, or a later workbook within which it was encrypted.
    """
    if path.stat().st_size > MAX_WORKBOOK:
        raise InputError(
            f"{quoted(source)} is larger than {MAX_WORKBOOK / 1e6:,.0f} MB. Save its table as CSV."
        )
    try:
        file = Compound(path.read_bytes(), source)
        if "encryptedpackage" in file:
            raise protected(source)
        name = next((name for name in ("workbook", "book") if name in file), None)
        if name is None:
            raise InputError(
                f"{quoted(source)} is no workbook but a file of another program, as Word. Save its table as .xlsx."
            )
        _check_records(file.stream(name), source)
    except (struct.error, IndexError) as error:
        raise damaged(source) from error


def protected(source: str) -> InputError:
    """The sentence about a workbook that opens with a password only."""
    return InputError(
        f"{quoted(source)} is protected by a password. Open it in a spreadsheet program and save it without one."
    )


def _check_records(stream: bytes, source: str) -> None:
    place, cells = 0, 0
    extent = Extent()
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        data = place + 4
        place = data + length
        if kind in _PLACED:
            row, column = struct.unpack_from("<HH", stream, data)
            extent.reach(row + 1, column + 1)
            cells += 1
            extent.filled += kind not in _BLANK_CELLS
        elif kind in _SEVERAL:
            row, first = struct.unpack_from("<HH", stream, data)
            last = struct.unpack_from("<H", stream, place - 2)[0]
            extent.reach(row + 1, last + 1)
            cells += max(0, last - first + 1)
            extent.filled += 0 if kind in _BLANK_CELLS else max(0, last - first + 1)
        elif kind == _BEGIN:
            extent.check(source)
            extent = Extent()
        elif kind == _PASSWORD:
            raise protected(source)
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[data:place], source)
        check_count(cells, MAX_SHEET_CELLS, "cells", source)
    extent.check(source)


def _check_dimensions(data: bytes, source: str) -> None:
    """Refuse a size that no sheet has: as much memory would be set aside."""
    first_row, last_row, _, last_column = struct.unpack_from("<2I2H" if len(data) >= 14 else "<4H", data)
    if last_row > _ROWS or first_row > last_row or last_column > _COLUMNS:
        raise damaged(source)


def check_xlsb(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse an .xlsb whose sheets reach far beyond what is in them.

    Raises
    ------
    InputError
        Also if a sheet breaks off.
    """
    cells = 0
    for member in archive.infolist():
        if member.filename.lower().startswith(_SHEETS) and member.filename.lower().endswith(".bin"):
            cells += _check_sheet(archive.read(member), source)
            check_count(cells, MAX_SHEET_CELLS, "cells", source)


def _check_sheet(data: bytes, source: str) -> int:
    place = row = cells = 0
    extent = Extent()
    try:
        while place < len(data):
            kind, length, place = _header(data, place)
            if kind == _ROW:
                row = int.from_bytes(data[place : place + 4], "little")
            elif _FIRST_CELL <= kind <= _LAST_CELL:
                extent.reach(row + 1, int.from_bytes(data[place : place + 4], "little") + 1)
                cells += 1
                extent.filled += kind != _BLANK_CELL
            place += length
    except IndexError as error:
        raise damaged(source) from error
    extent.check(source)
    return cells


def _header(data: bytes, place: int) -> tuple[int, int, int]:
    """Kind and length of a record, and where its content begins; seven bits of a number in each byte."""
    kind = data[place]
    place += 1
    if kind & 0x80:
        kind = kind & 0x7F | (data[place] & 0x7F) << 7
        place += 1
    length = 0
    for shift in range(0, 28, 7):
        byte = data[place]
        place += 1
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, length, place
