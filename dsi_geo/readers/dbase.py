"""In which encoding a Shapefile's texts are: a file beside it says so, its table (.dbf) does, or their words do."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from dsi_geo.readers.code_pages import CODE_PAGES, code_page_of, has_utf8_words, undecodable
from dsi_geo.readers.encoding import code_page_told

_NUMBERS: Final = {
    0x01: "cp437", 0x02: "cp850", 0x04: "mac-roman", 0x08: "cp865", 0x13: "cp932", 0x26: "cp866", 0x4D: "gbk",
    0x4E: "cp949", 0x4F: "cp950", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x67: "cp861", 0x6A: "cp737",
    0x6B: "cp857", 0x7A: "gbk", 0x7B: "cp932", 0x7D: "cp1255", 0x7E: "cp1256", 0x96: "mac-cyrillic",
    0x97: "mac-latin2", 0x98: "mac-greek", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253",
    0xCC: "cp1257",
}  # fmt: skip
"""Code pages by their number in the header of a table. Those for Windows-1252 and for the code page of whichever
Windows the file was made on are left out: programs write them unasked."""

_NUMBER_AT: Final = 29
_UNASKED: Final = frozenset({0x03, 0x57})
_NAMES: Final = frozenset(
    codecs.lookup(name).name
    for name in (
        *CODE_PAGES,
        *_NUMBERS.values(),
        "utf-8",
        "latin-1",
        "big5",
        "euc_kr",
        "gb2312",
        "shift_jis",
        "cp874",
    )
)
"""Encodings that a file beside the table may name."""

_PAGE: Final = re.compile(r"(?:windows|ansi|oem|ibm|cp)?[ _-]*(\d{3,5})")
_ISO: Final = re.compile(r"(?:iso)?[ _-]*8859[ _-]*(\d{1,2})")
_LONGEST_NAME: Final = 100
_FIELD: Final = 32
"""Bytes of the header, and of what it says on each field."""

_END_OF_FIELDS: Final = 0x0D


class Encoding(NamedTuple):
    """Python's name of an encoding, and the sentence on how it was concluded where nothing states it."""

    codec: str
    notes: tuple[str, ...] = ()


def encoding_of(table: Path, named: Path | None, source: str) -> Encoding:
    """The encoding of a Shapefile's texts.

    Parameters
    ----------
    table
        Its .dbf.
    named
        Its .cpg, which names the encoding; None if there is none.
    source
        Name for the note.
    """
    content = table.read_bytes()
    number = content[_NUMBER_AT] if len(content) > _NUMBER_AT else 0
    stated = (_named(named) if named else None) or _NUMBERS.get(number)
    texts = _texts(content)
    if texts.isascii():
        return Encoding(stated or "utf-8")
    if stated and _decodes(texts, stated):
        return Encoding(stated)
    if _decodes(texts, "utf-8"):
        return Encoding("utf-8")
    choice = code_page_of(texts)
    if has_utf8_words(texts, choice):
        return Encoding("utf-8")
    usual = choice.codec == "cp1252" and not choice.other and number in _UNASKED and named is None
    return Encoding(choice.codec, () if usual else (code_page_told(choice, source),))


def _decodes(texts: bytes, codec: str) -> bool:
    return undecodable(texts, codec, 1)[1] == 0


def _named(path: Path) -> str | None:
    """The encoding that a .cpg names, as programs write it: "UTF-8", "1250", "ANSI 1252", "ISO 88591"."""
    with path.open("rb") as file:
        name = file.read(_LONGEST_NAME).decode("ascii", "replace").strip().lower()
    if found := _ISO.fullmatch(name):
        name = f"iso8859-{found[1]}"
    elif found := _PAGE.fullmatch(name):
        name = f"cp{found[1]}"
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if codec in _NAMES else None


def _texts(content: bytes) -> bytes:
    """The fields of text, and the names of all fields, parted by spaces; empty if the header makes no sense."""
    start, length = (int.from_bytes(content[at : at + 2], "little") for at in (8, 10))
    records = np.frombuffer(content[start:], np.uint8)
    if start <= _FIELD or not length or len(records) < length:
        return b""
    rows = records[: len(records) // length * length].reshape(-1, length)
    pieces, at = [], 1
    for field in (content[place : place + _FIELD] for place in range(_FIELD, start, _FIELD)):
        if field[0] == _END_OF_FIELDS or len(field) < _FIELD:
            break
        is_text = field[11:12] in (b"C", b"c")
        width = field[16] + (field[17] << 8 if is_text else 0)
        if is_text:
            column = rows[:, at : at + width]
            spaces = np.full((len(rows), 1), ord(" "), np.uint8)
            pieces.append(np.hstack([column, spaces]).tobytes().replace(b"\x00", b" "))
        pieces.append(field[:11].split(b"\x00")[0] + b" ")
        at += width
    return b"".join(pieces)
