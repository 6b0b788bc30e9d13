"""The operator's colours: read, and checked for whether text in them can be read."""

from __future__ import annotations

import re
from typing import Final

from dsi_geo.drawing.palette import Theme

PAPERS: Final[dict[Theme, str]] = {"light": "#f8f8f7", "dark": "#171614"}
"""Where the accent is hardest to read once it tints the paper: the light sidebar, the dark page."""

TINTS: Final[dict[Theme, float]] = {"light": 0.1, "dark": 0.3}
"""How much of the accent Streamlit mixes into the paper below what is chosen, or below a badge."""

LEAST_CONTRAST: Final = 4.5
"""For text: WCAG 2.2, success criterion 1.4.3 (level AA)."""

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 50


def is_colour(text: str) -> bool:
    """Whether a text is a colour written as #rrggbb."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (#rrggbb), from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legibility(colour: str, theme: Theme) -> float:
    """Contrast of text in an accent with the theme's paper where it is tinted with that accent."""
    return contrast(colour, mixed(PAPERS[theme], colour, TINTS[theme]))


def lightened(colour: str) -> str:
    """The colour, mixed with as little white as makes it legible in the dark theme."""
    lighter = (mixed(colour, "#ffffff", step / _STEPS) for step in range(_STEPS + 1))
    return next(found for found in lighter if legibility(found, "dark") >= LEAST_CONTRAST)


def mixed(one: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(own + (added - own) * share):02x}" for own, added in pairs)


def _luminance(colour: str) -> float:
    """Relative luminance of a colour in sRGB (WCAG 2.2)."""
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
