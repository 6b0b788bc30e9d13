"""The type that pictures are set in: an open font that comes with the product, and how much room text takes in it.

Letters that it lacks (Chinese, Arabic, Hebrew, emoji) come from what the machine has.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width

FONT: Final = (
    "'Noto Sans', 'Noto Sans Math', 'Noto Sans Symbols 2', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'Noto Sans Hebrew', "
    "'DejaVu Sans', 'Liberation Sans', 'Noto Color Emoji', Arial, sans-serif"
)
UNKNOWN_WIDTH: Final = 0.65
"""Width of a letter that the font lacks, in its size; a wide one of East Asia takes all of it."""
FIRST_PICTOGRAM: Final = 0x1F000
PICTOGRAM_WIDTH: Final = 1.35

_FOLDER: Final = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Face:
    """One file of the font.

    Attributes
    ----------
    file
        TrueType.
    family, weight
        As in CSS; all weights if it is "".
    characters
        First and last code point that are taken from it.
    """

    file: Path
    family: str
    weight: str
    characters: tuple[tuple[int, int], ...]


_LETTERS: Final = ((0x0, 0x52F), (0x1E00, 0x218F), (0xFFFD, 0xFFFD))
FACES: Final = (
    Face(_FOLDER / "NotoSans-Regular.ttf", "Noto Sans", "400", _LETTERS),
    Face(_FOLDER / "NotoSans-Bold.ttf", "Noto Sans", "700", _LETTERS),
    Face(_FOLDER / "NotoSansMath-Regular.ttf", "Noto Sans Math", "", ((0x2190, 0x22FF),)),
    Face(_FOLDER / "NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols 2", "", ((0x25A0, 0x25FF),)),
)


def width_px(text: str, size_px: float, *, bold: bool = False) -> float:
    """How wide a line of text is."""
    widths = _widths(bold)
    return size_px * sum(widths.get(ord(one)) or _guessed(one) for one in text)


def wrapped(text: str, room_px: float, size_px: float, *, bold: bool = False) -> list[str]:
    """Text in lines that fit, broken at spaces, and within a word that is too long for a line.

    Parameters
    ----------
    room_px
        Width of a line; at least one character is put into each.

    Returns
    -------
    The lines; none for text of nothing but spaces.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_px(longer, size_px, bold=bold) <= room_px:
            line = longer
            continue
        lines += [line] if line else []
        *full, line = _broken(word, room_px, size_px, bold=bold)
        lines += full
    return [*lines, line] if line else lines


def _broken(word: str, room_px: float, size_px: float, *, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_px(parts[-1] + letter, size_px, bold=bold) > room_px:
            parts.append("")
        parts[-1] += letter
    return parts


def _guessed(letter: str) -> float:
    if ord(letter) >= FIRST_PICTOGRAM:
        return PICTOGRAM_WIDTH
    return 1.0 if east_asian_width(letter) in "FW" else UNKNOWN_WIDTH


@cache
def _widths(bold: bool) -> dict[int, float]:
    """Width of each character of the font, in its size."""
    from fontTools.ttLib import TTFont

    widths: dict[int, float] = {}
    for face in FACES:
        if face.weight in ("", "700" if bold else "400"):
            font = TTFont(face.file, lazy=True)
            advances, em = font["hmtx"], font["head"].unitsPerEm
            widths |= {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
            font.close()
    return widths
