"""The pages of a Parquet file: what they say they hold, which is what reading them makes room for.

The footer of a file says how much its columns hold, and nothing checks it: the pages are counted instead. Their
headers are written in Thrift's compact protocol.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow.parquet as pq

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
