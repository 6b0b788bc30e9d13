"""How much work a workbook is: counted in its XML, which takes a fraction of reading it.

What a workbook says of itself is not asked: sizes of sheets, counts of texts and names of parts may be anything.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from functools import partial
from typing import IO, Final

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    CHUNK,
    MAX_BLANK_CELLS,
    MAX_CELL,
    MAX_ELEMENTS,
    MAX_SHEET_CELLS,
    MAX_SHEETS,
    MAX_TEXTS,
    check_size,
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
