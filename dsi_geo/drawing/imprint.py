"""Title, source, sizes and typeface of exported pictures.

The typeface is an open font that comes with the product. Characters that it lacks (Chinese, Arabic, Hebrew, emoji)
come from the fonts of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go


FONT: Final = (
    "'Noto Sans', 'Noto Sans Math', 'Noto Sans Symbols 2', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'Noto Sans Hebrew', "
    "'DejaVu Sans', 'Liberation Sans', 'Noto Color Emoji', Arial, sans-serif"
)
UNKNOWN_WIDTH: Final = 0.65
"""Width, in em, of a character that the font lacks; wide East Asian characters take 1 em."""
FIRST_PICTOGRAM: Final = 0x1F000
PICTOGRAM_WIDTH: Final = 1.35

_FOLDER: Final = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Face:
    """One file of the font.

    Attributes
    ----------
    file
        TrueType file.
    family, weight
        As in CSS; a weight of "" means all weights.
    characters
        First and last code point of each range taken from it.
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
    """Width of a line of text, in pixels."""
    widths = _widths(bold)
    return size_px * sum(widths.get(ord(one)) or _guessed(one) for one in text)


def wrapped(text: str, room_px: float, size_px: float, *, bold: bool = False) -> list[str]:
    """Text in lines that fit, broken at spaces, or within a word that is longer than a line.

    Parameters
    ----------
    text
        Any text; runs of spaces and line breaks count as one space.
    room_px
        Width of a line; each holds at least one character.
    size_px, bold
        Size and weight of the type.

    Returns
    -------
    list of str
        Empty for text that is empty or only spaces.
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
    """Width of each character of the font, in em."""
    from fontTools.ttLib import TTFont

    widths: dict[int, float] = {}
    for face in FACES:
        if face.weight in ("", "700" if bold else "400"):
            font = TTFont(face.file, lazy=True)
            advances, em = font["hmtx"], font["head"].unitsPerEm
            widths |= {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
            font.close()
    return widths


PIXELS_PER_MM: Final = 96 / 25.4
"""Pixels of a figure per millimetre: 96 per inch, as in CSS, so that 12 pixels are 9 points of type."""


@dataclass(frozen=True)
class PictureSize:
    """Size of a picture.

    Attributes
    ----------
    name
        Part of file names.
    title
        The option that a visitor chooses: “One column (85 mm)”.
    width_px
        Width of the figure.
    height_px
        Height of the figure; 0 if the chart decides.
    slide_px
        Width of a PNG at 1x; 0 for the width of the figure.
    """

    name: str
    title: str
    width_px: int
    height_px: int = 0
    slide_px: int = 0

    def pixel_ratio(self, times: int, figure_width_px: float) -> float:
        """Pixels of a PNG per pixel of the figure, at `times` the lowest resolution."""
        return times * (self.slide_px / figure_width_px if self.slide_px else 1)

    def words(self, times: int) -> str:
        """Size of a PNG in words: in pixels for a slide, in dpi and millimetres for print."""
        if self.slide_px:
            height = self.slide_px * self.height_px // self.width_px
            return f"{times * self.slide_px:,} × {times * height:,} pixels"
        return f"{times * self.width_px:,} pixels wide, {times * 96} dpi at {self.width_px / PIXELS_PER_MM:.0f} mm"


SCREEN: Final = PictureSize("screen", "As on the screen", 784)
SIZES: Final = (
    SCREEN,
    PictureSize("column", "One column (85 mm)", round(85 * PIXELS_PER_MM)),
    PictureSize("page", "Two columns (175 mm)", round(175 * PIXELS_PER_MM)),
    PictureSize("slide", "Slide (16:9)", 960, 540, 1920),
)
RESOLUTIONS: Final = (1, 2, 3, 4)


INK: Final[dict[Theme, str]] = {"light": "#1f2a2a", "dark": "#eef2f2"}
QUIET: Final[dict[Theme, str]] = {"light": "#5c6666", "dark": "#aab4b4"}
PAPER: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#171614"}
"""White, and the background of the page in the dark theme."""

TITLE_PX: Final = 18
TEXT_PX: Final = 12
SMALL_PX: Final = 10
EDGE_PX: Final = 12
LINE_PX: Final = 14
TITLE_LINE_PX: Final = 24
CAPITAL_PX: Final = 13
MOST_SHRUNK: Final = 1.5
MOST_TITLE_LINES: Final = 3
MOST_LINES: Final = 7
AXIS_PX: Final = 24
AXIS_TITLE_PX: Final = 28


@dataclass(frozen=True)
class Imprint:
    """What a picture says about itself and its data.

    Attributes
    ----------
    title
        What the picture shows.
    records
        “180 of 902 projects”.
    filters
        The filters in force, in words; "" for none.
    source
        The source of the data and their as-of date.
    """

    title: str
    records: str
    filters: str
    source: str


def plain(text: str) -> str:
    """Text escaped for Plotly, whose labels interpret some markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def framed(
    figure: go.Figure,
    imprint: Imprint,
    size: PictureSize,
    height_px: int,
    theme: Theme = "light",
    legend_px: int = 0,
) -> go.Figure:
    """Put title and filters above a figure and its source below it; the figure is changed in place and returned.

    Parameters
    ----------
    figure, imprint
        The figure, and what is to be written around it.
    size
        Size of the picture; text is broken into lines that fit its width.
    height_px
        Height of the plot itself, without the text around it. A slide keeps its proportions: the plot fills it, or
        the figure is made larger and scaled down; if it would become illegible, the picture is taller instead.
    legend_px
        Height of a legend between plot and source.
    """
    if figure.layout.showlegend is False:  # the source below is a legend, so only the traces can be silenced
        figure.update_traces(showlegend=False)
    _break_axis_titles(figure, 0.6 * size.width_px)
    frame = _Frame.around(figure, imprint, size.width_px - 2 * EDGE_PX, legend_px)
    width_px, total_px = size.width_px, height_px + frame.top_px + frame.bottom_px
    if size.height_px:
        total_px = max(total_px, size.height_px)
        if total_px <= MOST_SHRUNK * size.height_px:
            width_px = max(width_px, round(total_px * width_px / size.height_px))
    own = figure.layout.margin
    figure.update_layout(
        width=width_px,
        height=total_px,
        margin={
            "l": max(EDGE_PX, own.l or 0),
            "r": max(EDGE_PX, own.r or 0),
            "t": frame.top_px,
            "b": frame.bottom_px,
        },
        paper_bgcolor=PAPER[theme],
        font={"family": FONT, "size": TEXT_PX, "color": INK[theme]},
        title=_heading(frame, theme),
        showlegend=True,
    )
    _add_footing(figure, frame.below, theme)
    return figure


@dataclass(frozen=True)
class _Frame:
    """The lines of text around a plot, and the room that they take."""

    title: list[str]
    above: list[str]
    below: list[str]
    top_px: int
    bottom_px: int

    @classmethod
    def around(cls, figure: go.Figure, imprint: Imprint, room_px: float, legend_px: int) -> _Frame:
        title = _at_most(MOST_TITLE_LINES, wrapped(imprint.title, room_px, TITLE_PX, bold=True))
        about = imprint.records + (f"; {imprint.filters}" if imprint.filters else "")
        above, below = (
            _at_most(MOST_LINES, wrapped(text, room_px, SMALL_PX)) for text in (about, imprint.source)
        )
        own = figure.layout.margin.t if figure.layout.margin.t is not None else 0
        top = EDGE_PX + TITLE_LINE_PX * len(title) + LINE_PX * len(above) + 16 + own + _axes_px(figure, "top")
        bottom = EDGE_PX + LINE_PX * len(below) + 16 + legend_px + _axes_px(figure, "bottom")
        return cls(title, above, below, top, bottom)


def _at_most(number: int, lines: list[str]) -> list[str]:
    """The first lines; the last one ends in “…” if others were cut off."""
    return lines if len(lines) <= number else [*lines[: number - 1], f"{lines[number - 1][:-1]}…"]


def _axes_px(figure: go.Figure, side: str) -> int:
    """Room for the tick labels and titles of the horizontal axes on one side."""
    axes = [
        axis
        for axis in figure.select_xaxes()
        if axis.visible is not False and axis.showticklabels is not False and (axis.side or "bottom") == side
    ]
    lines = max((1 + axis.title.text.count("<br>") for axis in axes if axis.title.text), default=0)
    return AXIS_PX * bool(axes) + AXIS_TITLE_PX * lines


def _break_axis_titles(figure: go.Figure, room_px: float) -> None:
    """Break the titles of horizontal axes into lines that fit beside the names on the left of the plot."""
    for axis in figure.select_xaxes():
        if axis.title.text:
            axis.title.text = "<br>".join(wrapped(axis.title.text, room_px, TITLE_PX - 4))


def _heading(frame: _Frame, theme: Theme) -> dict[str, Any]:
    """Title and filters at the edge of the picture, however wide the tick labels are."""
    # If a title has several lines, Plotly puts the baseline of the first where the top of a single line would be.
    raised = CAPITAL_PX if len(frame.title) > 1 else 0
    return {
        "text": "<br>".join(f"<b>{plain(line)}</b>" for line in frame.title),
        "font": {"size": TITLE_PX, "color": INK[theme]},
        "subtitle": {
            "text": "<br>".join(map(plain, frame.above)),
            "font": {"size": SMALL_PX, "color": QUIET[theme]},
        },
        **{"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
        "pad": {"l": EDGE_PX, "t": EDGE_PX + raised},
    }


def _add_footing(figure: go.Figure, lines: list[str], theme: Theme) -> None:
    """Lines at the lower edge: as the title of an empty legend, since no annotation can be placed there."""
    figure.add_scatter(
        x=[0], y=[0], mode="markers", opacity=0, name=" ", legend="legend99", showlegend=True, hoverinfo="skip",
        xaxis="x99", yaxis="y99",
    )  # fmt: skip
    # So small that its background covers nothing.
    unseen = {"visible": False, "range": [0, 1], "domain": [0, 0.001]}
    text = {"text": "<br>".join(map(plain, lines)), "side": "top"}
    figure.update_layout(
        xaxis99=unseen,
        yaxis99=unseen | {"anchor": "x99"},
        legend99={
            "title": text | {"font": {"size": SMALL_PX, "color": QUIET[theme]}},
            **{"x": (EDGE_PX - 2) / figure.layout.width, "xref": "container", "xanchor": "left"},
            **{"y": 0, "yref": "container", "yanchor": "bottom"},
            **{"orientation": "h", "bgcolor": "rgba(0,0,0,0)", "font": {"size": 1}},
            **{"itemclick": False, "itemdoubleclick": False},
        },
    )
