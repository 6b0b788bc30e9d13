"""Bytes of a text file to text: UTF-8, UTF-16, or the code page that its words are written in, which is told."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.assembly import Source
from dsi_geo.readers.code_pages import Choice, code_page_of, has_utf8_words, undecodable
from dsi_geo.readers.limits import LISTED_FAULTS, MAX_TEXT, first_faults

_SIGNATURES: Final = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an Excel or Word file of before 2007",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
}

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MULTIBYTE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_FILLED: Final = re.compile(rb"[^ \t\r\n\x00\xef\xbb\xbf\xff\xfe]")
_DELIMITING: Final = re.compile(r"[,;\t|\r\n{\[]")
_REMEDY: Final = "Save the file as UTF-8."


class Text(NamedTuple):
    """What a file says, in which encoding, and a sentence where that had to be concluded from its words."""

    content: str
    letters: str
    notes: tuple[str, ...] = ()


def binary_kind(data: bytes) -> str | None:
    """What a file that is no text at all is, by its first bytes; None if they say nothing."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), None)


def read_text(source: Source) -> Text:
    """The text of a file, whose size is asked before it is read; see `decode`."""
    _check_length(source.path.stat().st_size, source.name)
    return decode(source.path.read_bytes(), source.name)


def decode(data: bytes, source: str) -> Text:
    """The text of a file.

    Parameters
    ----------
    data
        The whole file: UTF-8 or UTF-16 with or without a byte order mark, or any of `code_pages.CODE_PAGES`.
    source
        Name of the file, for messages.

    Raises
    ------
    InputError
        If the file is empty, is no text, or mixes encodings (line and byte are named).
    """
    _check_length(len(data), source)
    if _FILLED.search(data) is None:
        raise InputError(f"{quoted(source)} is empty.")
    kind = binary_kind(data)
    if kind is not None:
        raise InputError(f"{quoted(source)} is {kind}, not text.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Text(_decode_as(data[len(mark) :], encoding, source), encoding[:6].rstrip("-").upper())
    if b"\x00" in data:
        return Text(_decode_unmarked_utf16(data, source), "UTF-16")
    try:
        return Text(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        return _decode_by_its_words(data, error.start, source)


def utf16_of(start: bytes) -> str | None:
    """Which UTF-16 a file is in by its first bytes, with or without a byte order mark; None if in neither."""
    marked = next((encoding for mark, encoding in _MARKS[1:] if start.startswith(mark)), None)
    return marked or (_unmarked_utf16(start) if b"\x00" in start else None)


def _check_length(size: int, source: str) -> None:
    if size > MAX_TEXT:
        raise InputError(
            f"{quoted(source)} is larger than {MAX_TEXT / 1e6:,.0f} MB. Split it, or save it as GeoParquet."
        )


def _decode_as(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _lines(data[: error.start].decode(encoding, "replace"))
        raise InputError(
            f"{quoted(source)}, line {line}: byte {data[error.start]:02X} (hexadecimal) is not valid "
            f"{encoding[:6].rstrip('-').upper()}, although the file begins as such. {_REMEDY}"
        ) from error
    if "\x00" in text:
        raise binary_data(source)
    return text


def _decode_unmarked_utf16(data: bytes, source: str) -> str:
    encoding = _unmarked_utf16(data)
    if encoding is None:
        raise binary_data(source)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise binary_data(source) from error
    if "\x00" in text or not _DELIMITING.search(text):
        raise binary_data(source)
    return text


def _unmarked_utf16(data: bytes) -> str | None:
    """Which half of the first letters is zero tells the byte order; both halves: no text at all."""
    low, high = data[0:200:2].count(0), data[1:200:2].count(0)
    first = (data[0] == 0) - (data[1:2] == b"\x00")
    if not first and not (low == 0 or high == 0):
        return None
    return "utf-16-le" if first < 0 or (first == 0 and high > low) else "utf-16-be"


def _decode_by_its_words(data: bytes, bad: int, source: str) -> Text:
    """Text in a code page, unless some of its words are UTF-8: then no single encoding fits it."""
    choice = code_page_of(data)
    if _MULTIBYTE.search(data) is not None and has_utf8_words(data, choice):
        raise InputError(
            f"{quoted(source)}, line {_line(data, bad)}: byte {data[bad]:02X} (hexadecimal) is not UTF-8, but other "
            f"lines are; the file mixes encodings. {_REMEDY}"
        )
    places, count = undecodable(data, choice.codec, LISTED_FAULTS)
    if places:
        faults = [
            f"{quoted(source)}, line {_line(data, at)}: byte {data[at]:02X} (hexadecimal) is neither UTF-8 nor "
            f"{choice.name}. {_REMEDY}"
            for at in places
        ]
        raise InputError(first_faults(faults, count))
    return Text(data.decode(choice.codec), choice.name, (code_page_told(choice, source),))


def code_page_told(choice: Choice, source: str) -> str:
    """The sentence on a code page that was concluded from the words of a text."""
    if not choice.other:
        words = f" by its words ({', '.join(map(quoted, choice.words))})" if choice.words else ""
        remedy = "If they are wrong, save it as UTF-8." if choice.words else _REMEDY
        return f"{quoted(source)} is not in UTF-8; it was read as {choice.name}{words}. {remedy}"
    ours, theirs = (", ".join(map(quoted, words)) for words in zip(*choice.examples, strict=True))
    return (
        f"{quoted(source)} is not in UTF-8, and its words do not settle in which code page it is: it was read as "
        f"{choice.name} ({ours}), and could be {choice.other} ({theirs}). Save it as UTF-8 if the former are wrong."
    )


def _line(data: bytes, at: int) -> int:
    return _lines(data[:at].decode("latin-1"))


def _lines(before: str) -> int:
    return before.count("\n") + before.replace("\r\n", "\n").count("\r") + 1


def binary_data(source: str) -> InputError:
    """The sentence about a file that is no text."""
    return InputError(f"{quoted(source)} holds binary data, not text. Save it as CSV, XLSX, JSON or GeoJSON.")
