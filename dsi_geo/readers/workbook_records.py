"""Workbooks in binary records: how far the sheets of .xls and .xlsb reach, before any of them is read.

Only the headers of records, and the places of cells, are looked at: [MS-XLS], [MS-XLSB] and [MS-CFB].
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import MAX_SHEET_CELLS, MAX_WORKBOOK
from dsi_geo.readers.number_formats import shows_zeros
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
_BEGIN, _DIMENSIONS, _PASSWORD, _STYLE, _FORMAT, _TITLE = 0x0809, 0x0200, 0x002F, 0x00E0, 0x041E, 0x0085
_PLACED: Final = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD})
_NUMBERS: Final = frozenset({0x0006, 0x0203, 0x027E})
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


def check_xls(path: Path, source: str) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Refuse an .xls that is encrypted or damaged, or reaches far beyond what is in it.

    Returns
    -------
    Sheet -> row and column, counted from 0, of each number in a format that puts zeros before it -> the format.

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
        return _Records(file.stream(name), source).check()
    except (struct.error, IndexError) as error:
        raise damaged(source) from error


def protected(source: str) -> InputError:
    """The sentence about a workbook that opens with a password only."""
    return InputError(
        f"{quoted(source)} is protected by a password. Open it in a spreadsheet program and save it without one."
    )


class _Records:
    """The records of an .xls: first those on the whole workbook, then those of each sheet."""

    def __init__(self, stream: bytes, source: str) -> None:
        self._stream, self._source = stream, source
        self._cells = 0
        self._extent = Extent()
        self._titles: dict[int, str] = {}
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._padded: dict[str, dict[tuple[int, int], str]] = {}
        self._sheet: dict[tuple[int, int], str] = {}

    def check(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        place = 0
        while place + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, place)
            self._record(kind, place, place + 4, place + 4 + length)
            place += 4 + length
        self._extent.check(self._source)
        return self._padded

    def _record(self, kind: int, start: int, data: int, end: int) -> None:
        if kind in _PLACED:
            row, column, style = struct.unpack_from("<3H", self._stream, data)
            self._reach(row, column, column, kind)
            if kind in _NUMBERS:
                self._pad(row, column, style)
        elif kind in _SEVERAL:
            row, first = struct.unpack_from("<HH", self._stream, data)
            last = struct.unpack_from("<H", self._stream, end - 2)[0]
            self._reach(row, first, last, kind)
            for at in range(last - first + 1 if kind not in _BLANK_CELLS else 0):
                self._pad(row, first + at, struct.unpack_from("<H", self._stream, data + 4 + 6 * at)[0])
        elif kind == _BEGIN:
            self._extent.check(self._source)
            self._extent = Extent()
            self._sheet = self._padded.setdefault(self._titles.get(start, ""), {})
        elif kind == _DIMENSIONS:
            _check_dimensions(self._stream[data:end], self._source)
        else:
            self._of_the_book(kind, data)

    def _of_the_book(self, kind: int, data: int) -> None:
        """What concerns all sheets."""
        if kind == _PASSWORD:
            raise protected(self._source)
        if kind == _STYLE:
            self._styles.append(struct.unpack_from("<H", self._stream, data + 2)[0])
        elif kind == _FORMAT:
            number, count = struct.unpack_from("<HH", self._stream, data)
            self._codes[number] = self._text(data + 4, count)
        elif kind == _TITLE:
            place, _, count = struct.unpack_from("<IHB", self._stream, data)
            self._titles[place] = self._text(data + 7, count)

    def _reach(self, row: int, first: int, last: int, kind: int) -> None:
        count = max(0, last - first + 1)
        self._extent.reach(row + 1, last + 1)
        self._extent.filled += 0 if kind in _BLANK_CELLS else count
        self._cells += count
        check_count(self._cells, MAX_SHEET_CELLS, "cells", self._source)

    def _pad(self, row: int, column: int, style: int) -> None:
        code = self._codes.get(self._styles[style], "") if style < len(self._styles) else ""
        if code and shows_zeros(code):
            self._sheet[row, column] = code

    def _text(self, place: int, count: int) -> str:
        """A text of Excel 97 and later: in two bytes a letter, or in one."""
        wide = self._stream[place] & 1
        letters = self._stream[place + 1 : place + 1 + count * (1 + wide)]
        return letters.decode("utf-16-le" if wide else "latin-1", "replace")


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
