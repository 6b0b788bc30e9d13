"""Numbers that a workbook shows with zeros before them, as postcodes: 1067 in the format 00000 is 01067."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_PIECE: Final = re.compile(
    r"""(?P<zero>0)|\\(?P<escaped>.)|"(?P<quoted>[^"]*)"|(?P<plain>[ \-])|(?P<nothing>\[[^\]]*\]|_.)|(?P<other>.)""",
    re.DOTALL,
)
_FEWEST_ZEROS: Final = 2
_LONGEST_FORMAT: Final = 255
"""Characters; no spreadsheet program writes a longer one."""


def with_zeros(value: float, code: str) -> str | None:
    r"""A number as its cell shows it, where that is with zeros before it; None where the format does something else.

    Parameters
    ----------
    value
        Any number; only whole ones that are not negative are postcodes.
    code
        Number format of the cell, as "00000", "00-000" or '"D-"00000;@'.

    Examples
    --------
    >>> with_zeros(1067, "00000"), with_zeros(950, r"00\-000"), with_zeros(201900000, "[<=99999]00000;00000-0000")
    ('01067', '00-950', '20190-0000')
    >>> with_zeros(12.5, "00000"), with_zeros(12, "0.00")
    (None, None)
    """
    if value < 0 or value != int(value):
        return None
    digits = str(int(value))
    sections = _sections(code)
    if not sections:
        return None
    section = next((one for one in sections if one.count(None) >= len(digits)), sections[-1])
    zeros = section.count(None)
    figures = digits.zfill(zeros)
    rest = iter(figures[len(figures) - zeros :])
    return figures[: len(figures) - zeros] + "".join(next(rest) if one is None else one for one in section)


def format_of(shown: str, value: str) -> str | None:
    """The number format by which a number is shown with zeros before it; None if it is shown otherwise.

    Examples
    --------
    >>> format_of("01067", "1067"), format_of("00-950", "950.0"), format_of("1 067", "1067")
    ('00000', '00-000', None)
    """
    figures = re.sub(r"[ \-]", "", shown)
    if not (figures.startswith("0") and figures.isascii() and figures.isdecimal()):
        return None
    same = re.fullmatch(r"(\d+)(?:\.0*)?", value, re.ASCII)
    return re.sub(r"\d", "0", shown) if same and int(same[1]) == int(figures) else None


@cache
def shows_zeros(code: str) -> bool:
    """Whether a number format puts zeros before a number."""
    return bool(_sections(code))


@cache
def _sections(code: str) -> list[list[str | None]]:
    """The sections of a format up to the first that does anything but put zeros: its literals, None for a zero."""
    found: list[list[str | None]] = []
    for section in code[:_LONGEST_FORMAT].split(";"):
        pieces = [*_PIECE.finditer(section)]
        literals = [
            None if piece["zero"] else piece[0].strip('"\\') for piece in pieces if piece["nothing"] is None
        ]
        if any(piece["other"] for piece in pieces) or literals.count(None) < _FEWEST_ZEROS:
            break
        found.append(literals)
        if "[" not in section:
            break
    return found
