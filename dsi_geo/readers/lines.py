"""Lines of a text file, counted and measured in its bytes before it is read whole."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.encoding import binary_data, binary_kind, utf16_of
from dsi_geo.readers.limits import CHUNK, MAX_LINE
from dsi_geo.readers.raw import Source

_BREAK: Final = re.compile(rb"\r\n|\r|\n")
_TEXT_BREAK: Final = re.compile(r"\r\n|\r|\n")


def check_lines(source: Source) -> int:
    """Refuse a file with a line that no table has.

    Returns
    -------
    Number of its line breaks.

    Raises
    ------
    InputError
        If a line passes `MAX_LINE`.
    """
    lines, length, longest = 0, 0, 0
    for chunk in _chunks(source):
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if last >= 0:
            lines += count_breaks(chunk)
            first = min(at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0)
            longest, length = length + first, len(chunk) - last - 1
        else:
            longest = length = length + len(chunk)
        if longest > MAX_LINE:
            if b"\x00" in chunk:
                raise binary_data(source.name)
            raise _too_long(source, lines)
    return lines


def count_rows(source: Source, above: int, quote: str, enough: int) -> int:
    """Count the rows below the column names, those whose end is within a quoted cell left out.

    Parameters
    ----------
    above
        Line breaks above the column names.
    quote
        The quotation mark.
    enough
        Those beyond may be left uncounted.

    Raises
    ------
    InputError
        If a quoted cell passes `MAX_LINE`.
    """
    rows, quotes, length = -1, 0, 0
    for at, chunk in enumerate(_chunks(source)):
        below = _BREAK.split(chunk, above)[-1] if at == 0 and above else chunk
        letters = np.frombuffer(below, np.uint8)
        ends = _ends(letters)
        marks = np.flatnonzero(letters == ord(quote))
        ends = ends[(np.searchsorted(marks, ends) + quotes) % 2 == 0]
        rows, quotes = rows + len(ends), quotes + len(marks)
        length = len(letters) - int(ends[-1]) - 1 if len(ends) else length + len(letters)
        if length > MAX_LINE:
            raise left_open(source.name, rows + 2 + above, quote)
        if rows > enough:
            break
    return rows


def left_open(source: str, line: int, quote: str) -> InputError:
    """The sentence about a quotation that goes on for too long."""
    return InputError(
        f"{quoted(source)}, line {line:,}: a quotation mark {quote} is opened and never closed. Close it, or write it "
        "twice inside a quoted cell."
    )


def _ends(letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Where lines end: at a line feed, or at a carriage return that none follows."""
    feeds = letters == ord("\n")
    returns = letters == ord("\r")
    returns[:-1] &= ~feeds[1:]
    return np.flatnonzero(feeds | returns)


def count_breaks(text: bytes) -> int:
    """Line feeds, carriage returns, and pairs of both."""
    returns = text.count(b"\r")
    return text.count(b"\n") + (returns - text.count(b"\r\n") if returns else 0)


def beginning(source: Source) -> str:
    """The first characters of a file, some of them wrong where its encoding shows only later."""
    return next(_chunks(source), b"").decode("utf-8", "replace")


def each_line(text: str, start: int = 0) -> Iterator[str]:
    """Each line of a text with its end, one at a time: `io.StringIO` takes four bytes a character for them all."""
    for found in _TEXT_BREAK.finditer(text, start):
        yield text[start : found.end()]
        start = found.end()
    if start < len(text):
        yield text[start:]


def _chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a file piece by piece, UTF-16 as UTF-8; no pair of carriage return and line feed is parted."""
    with source.path.open("rb") as file:
        pieces: Iterable[bytes] = iter(partial(file.read, CHUNK), b"")
        start = file.read(CHUNK)
        if kind := binary_kind(start):
            raise InputError(f"{quoted(source.name)} is {kind}, not text.")
        file.seek(0)
        if encoding := utf16_of(start):
            pieces = map(str.encode, codecs.iterdecode(pieces, encoding, "replace"))
        held = b""
        for piece in pieces:
            whole = held + piece
            held = b"\r" if whole.endswith(b"\r") else b""
            yield whole[:-1] if held else whole
        if held:
            yield held


def _too_long(source: Source, lines: int) -> InputError:
    size = source.path.stat().st_size
    what = (
        f"has a line of more than {MAX_LINE / 1e6:,.0f} MB (line {lines + 1:,})"
        if lines
        else f"begins with a line of more than {MAX_LINE / 1e6:,.0f} of its {size / 1e6:,.0f} MB"
    )
    return InputError(
        f"{quoted(source.name)} {what}, as no table has: line breaks are missing, or a quotation mark is never "
        "closed. Write each record in a line of its own."
    )
