"""Colours, chosen to be told apart without colour vision and, neighbours in a legend, in grey print."""

from __future__ import annotations

from typing import Final, Literal

Theme = Literal["light", "dark"]

ACCENT: Final[dict[Theme, str]] = {"light": "#0b6e69", "dark": "#4fc3b8"}
NOT_KNOWN: Final = "#a5a9ad"

_BRIGHT: Final = ("#5352b6", "#e88766", "#3d812d", "#e2c54c", "#b86fb3", "#3abff9")
"""Lightness 40, 66, 48, 80, 57, 73: neighbours in a legend, and so in a ring, are far apart in it."""
_MUTED: Final = (
    *("#332288", "#88ccee", "#44aa99", "#117733", "#999933"),
    *("#ddcc77", "#cc6677", "#882255", "#aa4499"),
)
"""The muted scheme of Paul Tol."""
MOST_CATEGORIES: Final = len(_MUTED)

PRECISION: Final = {
    "address": "#0b6e69",
    "street": "#3f9a92",
    "postcode": "#8cc7bd",
    "city": "#d9a441",
    "region": "#c77f4a",
    "country": "#9c6a5a",
}
"""Green where the place is known well, ochre where a town or less is known."""

STATUS: Final = {
    "planned": "#66ccee",
    "active": "#0b6e69",
    "ending": "#ddaa33",
    "closed": "#aa3377",
    "unknown": NOT_KNOWN,
}

STANDING: Final[dict[Theme, tuple[str, str]]] = {
    "light": ("#0b6e69", "#d9a441"),
    "dark": ("#4fc3b8", "#e3b04b"),
}
"""What stands for certain at some time, and what perhaps."""

_STEPS: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#cfe6e1", "#97cbc1", "#56aa9f", "#1f837b", "#0a4f4b"),
    "dark": ("#1d4643", "#276b66", "#2f968c", "#62c3b6", "#bfeae1"),
}


def categories(number: int) -> tuple[str, ...]:
    """That many colours for categories, at most `MOST_CATEGORIES`; the six thematic clusters get the brightest."""
    return (_BRIGHT if number <= len(_BRIGHT) else _MUTED)[:number]


def steps(number: int, theme: Theme) -> tuple[str, ...]:
    """Colours of ordered classes, lowest first, for one to five of them."""
    kept = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}.get(number, range(5))
    return tuple(_STEPS[theme][step] for step in kept)
