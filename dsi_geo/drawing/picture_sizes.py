"""Sizes in which a picture is taken along: as on the screen, for a journal's columns, for a slide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PIXELS_A_MM: Final = 96 / 25.4
"""Pixels of a figure, of which an inch has 96, as in CSS: 12 of them are 9 points of type."""


@dataclass(frozen=True)
class PictureSize:
    """How large a picture is.

    Attributes
    ----------
    name
        For file names.
    title
        What a visitor chooses: “One column (85 mm)”.
    width_px
        Width of the figure.
    height_px
        Its height where it is fixed; 0 where the chart decides.
    slide_px
        Pixels that a fixed width has in a PNG at 1x; 0 for those of the figure.
    """

    name: str
    title: str
    width_px: int
    height_px: int = 0
    slide_px: int = 0

    def pixel_ratio(self, times: int, figure_width_px: float) -> float:
        """Pixels of a PNG for each of the figure, `times` as fine as its plainest."""
        return times * (self.slide_px / figure_width_px if self.slide_px else 1)

    def told(self, times: int) -> str:
        """What a PNG of this size is, in the units of its use."""
        if self.slide_px:
            height = self.slide_px * self.height_px // self.width_px
            return f"{times * self.slide_px:,} × {times * height:,} pixels"
        return (
            f"{times * self.width_px:,} pixels wide, {times * 96} dpi at {self.width_px / PIXELS_A_MM:.0f} mm"
        )


SCREEN: Final = PictureSize("screen", "As on the screen", 784)
SIZES: Final = (
    SCREEN,
    PictureSize("column", "One column (85 mm)", round(85 * PIXELS_A_MM)),
    PictureSize("page", "Two columns (175 mm)", round(175 * PIXELS_A_MM)),
    PictureSize("slide", "Slide (16:9)", 960, 540, 1920),
)
RESOLUTIONS: Final = (1, 2, 3, 4)
