"""How large a Parquet file becomes in memory: asked of its pages, before its rows are read.

The footer of a file says how much its columns hold, and nothing checks it: the pages are counted instead. Their
headers are written in Thrift's compact protocol.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_PACKED_RATIO,
    MAX_PAGE,
    MAX_PAGES,
    MAX_UNPACKED,
    MEDIUM_UNPACKED,
    SMALL_UNPACKED,
    check_size,
    max_cells,
    unpacked_too_large,
)

_DICTIONARY: Final = 2
"""Type of a page whose values others refer to by number."""

_MOST_DEPTH: Final = 16

# Fields of a page's header (parquet.thrift), and those of the headers within it.
_TYPE, _UNCOMPRESSED, _COMPRESSED = 1, 2, 3
_DATA, _DICTIONARY_OF, _DATA_2 = 5, 7, 8
_VALUES: Final = 1
_ENCODING: Final = {_DATA: 2, _DATA_2: 4}

_SHARED_STARTS: Final = 7
"""The encoding DELTA_BYTE_ARRAY, in which a text says how much of the one before it begins with."""


# Types of values in Thrift's compact protocol; the others are as long as here in bytes.
_TRUTHS, _WHOLE, _BYTES, _LISTS, _STRUCT = (1, 2), (4, 5, 6), 8, (9, 10), 12
_LENGTHS: Final = {1: 0, 2: 0, 3: 1, 7: 8}


class DamagedPageError(ValueError):
    """What should be the header of a page is none."""


@dataclass(frozen=True)
class Pages:
    """What the pages of one column chunk hold.

    Attributes
    ----------
    count
        Number of pages.
    values
        Values in them, missing ones included; of a list each of its values is one.
    size
        Bytes when unpacked.
    largest
        Bytes of the largest one when unpacked.
    dictionary
        Bytes of the values that others refer to, when unpacked.
    shares_starts
        Whether texts may begin as the one before, and so be any number of times as long as the page.
    """

    count: int
    values: int
    size: int
    largest: int
    dictionary: int
    shares_starts: bool


def pages_of(content: memoryview, chunk: pq.ColumnChunkMetaData, most: int) -> Pages:
    """Count the pages of a column chunk, from header to header.

    Parameters
    ----------
    content
        The whole file.
    chunk
        Where its pages are, as the footer says; reading goes by it too.
    most
        Pages after which it is enough.

    Raises
    ------
    DamagedPageError
        If there are no pages there.
    """
    count, values, size, largest, dictionary, shares = 0, 0, 0, 0, 0, False
    for header in _headers(content, chunk):
        unpacked = header.fields[_UNCOMPRESSED]
        count, size, largest = count + 1, size + unpacked, max(largest, unpacked)
        shares |= header.encoding == _SHARED_STARTS
        if header.fields.get(_TYPE) == _DICTIONARY:
            dictionary += unpacked
        else:
            values += header.values
        if count > most:
            break
    return Pages(count, values, size, largest, dictionary, shares)


def _headers(content: memoryview, chunk: pq.ColumnChunkMetaData) -> Iterator[_Header]:
    """The header of each page."""
    first = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < (chunk.dictionary_page_offset or 0) < first:
        first = chunk.dictionary_page_offset
    end = min(first + chunk.total_compressed_size, len(content))
    if (
        not chunk.num_values
    ):  # where the footer says so, no page is read; some writers leave half a chunk there
        return
    if first < 0 or first >= end:
        raise DamagedPageError
    while first < end:
        header = _Header(content, first)
        compressed = header.fields.get(_COMPRESSED, -1)
        if compressed < 0 or header.fields.get(_UNCOMPRESSED, -1) < 0 or header.values < 0:
            raise DamagedPageError
        yield header
        first = header.end + compressed


class _Header:
    """A page's header: its own whole numbers, the number and encoding of the values in it, and where it ends."""

    def __init__(self, content: memoryview, start: int) -> None:
        self._content, self.end = content, start
        self.fields: dict[int, int] = {}
        self.values, self.encoding = 0, 0
        try:
            self._struct(0, 0)
        except IndexError:
            raise DamagedPageError from None

    def _struct(self, depth: int, within: int) -> None:
        if depth > _MOST_DEPTH:
            raise DamagedPageError
        field = 0
        while start := self._byte():
            step, kind = start >> 4, start & 15
            field = field + step if step else _signed(self._number())
            self._value(kind, field, depth, within)

    def _value(self, kind: int, field: int, depth: int, within: int) -> None:
        if kind in _WHOLE:
            self._whole(_signed(self._number()), field, depth, within)
        elif kind == _STRUCT:
            self._struct(depth + 1, field)
        elif kind in _LISTS:
            self._list(depth)
        elif kind == _BYTES:
            length = self._number()
            self.end += length
        elif kind in _LENGTHS:
            self.end += _LENGTHS[kind]
        else:
            raise DamagedPageError

    def _whole(self, number: int, field: int, depth: int, within: int) -> None:
        if depth == 0:
            self.fields[field] = number
        elif depth == 1 and field == _VALUES and within in (_DATA, _DICTIONARY_OF, _DATA_2):
            self.values = number
        elif depth == 1 and field == _ENCODING.get(within):
            self.encoding = number

    def _list(self, depth: int) -> None:
        start = self._byte()
        count = start >> 4 if start >> 4 < 15 else self._number()
        if count > len(self._content):
            raise DamagedPageError
        for _ in range(count):
            if start & 15 in _TRUTHS:  # which are the type of a field, and a byte in a list
                self.end += 1
            else:
                self._value(start & 15, 0, depth + 1, 0)

    def _byte(self) -> int:
        self.end += 1
        return self._content[self.end - 1]

    def _number(self) -> int:
        number, shift = 0, 0
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number
            if shift > 63:
                raise DamagedPageError


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


_TEXT = "BYTE_ARRAY"
_FIXED = "FIXED_LEN_BYTE_ARRAY"

_BATCH = 100_000_000
"""Bytes that are taken at once where it is not known how long texts are."""


@dataclass(frozen=True)
class _Chunk:
    """One column of one row group."""

    group: int
    column: pq.ColumnSchema
    pages: Pages

    @property
    def repeated(self) -> int:
        """Bytes at most, if each value that is stored once stood wherever it is referred to."""
        if not self.pages.dictionary:
            return 0
        if self.column.physical_type == _FIXED:
            return int(self.column.length * self.pages.values)
        return self.pages.dictionary * self.pages.values if self.column.physical_type == _TEXT else 0


def check_parquet(file: Path | pa.Buffer, source: str) -> None:
    """Refuse a Parquet file that is too large when it is read.

    Compression, dictionaries and shared beginnings let a file of a kilobyte hold gigabytes, and its footer may say
    anything: the pages themselves are counted and added up here.

    Parameters
    ----------
    file
        The file, or its content.

    Raises
    ------
    InputError
        If it has too many rows, columns, values, pages or bytes.
    DamagedPageError
        If there are no pages where the footer says.
    """
    content = pa.memory_map(str(file)).read_buffer() if isinstance(file, Path) else file
    with pq.ParquetFile(pa.BufferReader(content)) as opened:
        about = opened.metadata
        groups = sum(about.row_group(group).num_rows for group in range(about.num_row_groups))
        check_size(max(about.num_rows, groups), len(opened.schema_arrow.names), source)
    if about.num_columns > 10 * MAX_COLUMNS:
        check_size(0, about.num_columns, source)
    chunks = list(_chunks(content, about, source))
    if (values := sum(chunk.pages.values for chunk in chunks)) > max_cells():
        raise InputError(
            f"{quoted(source)} has {values:,} values; at most {max_cells():,} are read. Leave out columns, or split it."
        )
    stored = sum(chunk.pages.size for chunk in chunks)
    fixed = sum(chunk.repeated for chunk in chunks if chunk.column.physical_type == _FIXED)
    enough = SMALL_UNPACKED / max(len(chunks), 1)
    _check_bytes(max(stored, fixed), content.size, source)
    size = 0.0
    for chunk in chunks:
        if chunk.pages.shares_starts:
            size += _shared(content, chunk, source)
            _check_bytes(size, content.size, source)
    texts = [chunk for chunk in chunks if chunk.repeated > enough and chunk.column.physical_type == _TEXT]
    texts = [chunk for chunk in texts if not chunk.pages.shares_starts]
    if _is_allowed(size + sum(_repeated_at_most(content, chunk) for chunk in texts), content.size):
        return
    for chunk in texts:
        size += _repeated(content, chunk, source)
        _check_bytes(size, content.size, source)


def _chunks(content: pa.Buffer, about: pq.FileMetaData, source: str) -> Iterator[_Chunk]:
    """Each column of each row group, with its pages counted."""
    left = MAX_PAGES
    whole = memoryview(content).cast("B")
    for group in range(about.num_row_groups):
        for column in range(about.num_columns):
            pages = pages_of(whole, about.row_group(group).column(column), left)
            left -= pages.count + 1
            if left < 0:
                raise InputError(
                    f"{quoted(source)} is cut into more than {MAX_PAGES:,} pages; at most so many are read. Export it "
                    "again, or save it as CSV."
                )
            if pages.largest > MAX_PAGE:
                raise InputError(
                    f"{quoted(source)} has a page of {pages.largest / 1e6:,.0f} MB when it is unpacked; at most "
                    f"{MAX_PAGE / 1e6:,.0f} MB are. Export it again, in smaller row groups."
                )
            yield _Chunk(group, about.schema.column(column), pages)


def _is_allowed(size: float, packed: int) -> bool:
    return size <= min(MAX_UNPACKED, max(MEDIUM_UNPACKED, MAX_PACKED_RATIO * packed))


def _check_bytes(size: float, packed: int, source: str) -> None:
    if size > MAX_UNPACKED:
        raise InputError(unpacked_too_large(size, MAX_UNPACKED, source))
    if size > max(MEDIUM_UNPACKED, MAX_PACKED_RATIO * packed):
        raise InputError(
            f"{quoted(source)} would unpack to more than {MAX_PACKED_RATIO} times its size, as no honest table does. "
            "Save it again with the program that made it."
        )


def _repeated_at_most(content: pa.Buffer, chunk: _Chunk) -> float:
    """Bytes of the texts of a chunk, if each row had the longest of its dictionary; infinite where that is too long.

    One row is read, which brings the whole dictionary.
    """
    path = chunk.column.path
    with pq.ParquetFile(pa.BufferReader(content), read_dictionary=[path]) as opened:
        batch = next(opened.iter_batches(1, [chunk.group], [path]), None)
    texts = None if batch is None else _flat(batch.column(0))
    if texts is None or not pa.types.is_dictionary(texts.type):
        return math.inf
    longest = pc.max(pc.binary_length(texts.dictionary)).as_py() or 0
    return math.inf if longest > MAX_CELL else float(longest * chunk.pages.values)


def _repeated(content: pa.Buffer, chunk: _Chunk, source: str) -> float:
    """Bytes of the texts of a chunk that are stored once in a dictionary, if each stood in its row.

    The chunk is read as a dictionary, so that this takes no more than is stored.
    """
    path = chunk.column.path
    with pq.ParquetFile(pa.BufferReader(content), read_dictionary=[path]) as opened:
        column = opened.read_row_group(chunk.group, [path]).column(0)
    size = 0.0
    for part in column.chunks:
        texts = _flat(part)
        if pa.types.is_dictionary(texts.type):
            lengths = pc.binary_length(texts.dictionary)
            longest = pc.max(lengths).as_py() or 0
            if longest > MAX_CELL and not pa.types.is_binary(texts.dictionary.type):
                raise _too_long(path, longest, source)
            lengths = lengths.take(texts.indices)
            size += pc.sum(pc.cast(lengths, pa.float64())).as_py() or 0.0
    return size


def _shared(content: pa.Buffer, chunk: _Chunk, source: str) -> float:
    """Bytes of the texts of a chunk of which each may begin as the one before; more than allowed at most."""
    size, path = 0.0, chunk.column.path
    at_once = max(1, _BATCH // max(chunk.pages.largest, 1))
    with pq.ParquetFile(pa.BufferReader(content)) as opened:
        for batch in opened.iter_batches(min(at_once, 65_536), [chunk.group], [path]):
            texts = _flat(batch.column(0))
            longest = pc.max(pc.binary_length(texts)).as_py() or 0
            if longest > MAX_CELL and not pa.types.is_binary(texts.type):
                raise _too_long(path, longest, source)
            size += texts.nbytes
            if size > MAX_UNPACKED:
                break
    return size


def _flat(column: pa.Array) -> pa.Array:
    """The texts within lists and structs."""
    while pa.types.is_nested(column.type):
        column = column.field(0) if pa.types.is_struct(column.type) else column.flatten()
    return column


def _too_long(path: str, longest: int, source: str) -> InputError:
    return InputError(
        f"{quoted(source)}, column {quoted(path)}: a cell has {longest:,} bytes; at most {MAX_CELL:,} are read. "
        "Shorten it."
    )
