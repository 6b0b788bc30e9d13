"""What every picture that leaves a page says about itself: title, filters, source, as-of day, number of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dsi_geo.drawing.lettering import FONT, wrapped
from dsi_geo.drawing.palette import Theme
from dsi_geo.drawing.picture_sizes import PictureSize

if TYPE_CHECKING:
    import plotly.graph_objects as go

INK: Final[dict[Theme, str]] = {"light": "#1f2a2a", "dark": "#eef2f2"}
QUIET: Final[dict[Theme, str]] = {"light": "#5c6666", "dark": "#aab4b4"}
PAPER: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#171614"}
"""White; and what the page is when it is dark."""

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
    """Where a picture comes from.

    Attributes
    ----------
    title
        What the picture shows.
    records
        “180 of 902 projects”.
    filters
        The filters in force, in words; "" for none.
    source
        Who made the data, and as of which day.
    """

    title: str
    records: str
    filters: str
    source: str


def plain(text: str) -> str:
    """Text as Plotly shows it as it is: its labels understand some markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def framed(
    figure: go.Figure,
    imprint: Imprint,
    size: PictureSize,
    height_px: int,
    theme: Theme = "light",
    legend_px: int = 0,
) -> go.Figure:
    """Put title and filters above a figure and its source below it; changes and gives the figure.

    Parameters
    ----------
    size
        How wide the picture is; what it says is broken into lines that fit.
    height_px
        Height of the plot itself; the picture grows by what stands around it. A slide keeps its shape: it is
        filled by the plot, or drawn larger to be shown smaller; only what could not be read then stays taller.
    legend_px
        Height of a legend between plot and source.
    """
    if figure.layout.showlegend is False:  # for all that is drawn; what is written below is a legend, too
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
    """What stands around a plot, in lines, and the room that it takes."""

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
    """The first lines, the last of them ending in “…” if more were cut off."""
    return lines if len(lines) <= number else [*lines[: number - 1], f"{lines[number - 1][:-1]}…"]


def _axes_px(figure: go.Figure, side: str) -> int:
    """Room for the numbers and titles of the horizontal axes on a side."""
    axes = [
        axis
        for axis in figure.select_xaxes()
        if axis.visible is not False and axis.showticklabels is not False and (axis.side or "bottom") == side
    ]
    lines = max((1 + axis.title.text.count("<br>") for axis in axes if axis.title.text), default=0)
    return AXIS_PX * bool(axes) + AXIS_TITLE_PX * lines


def _break_axis_titles(figure: go.Figure, room_px: float) -> None:
    """Titles of the horizontal axes in lines that fit into the plot beside the names at its left."""
    for axis in figure.select_xaxes():
        if axis.title.text:
            axis.title.text = "<br>".join(wrapped(axis.title.text, room_px, TITLE_PX - 4))


def _heading(frame: _Frame, theme: Theme) -> dict[str, Any]:
    """Title and filters at the picture's edge, however wide the numbers of the axis are."""
    # Of a title of several lines Plotly puts the baseline of the first where the top of one line would be.
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
    """Lines at the lower edge: the title of a legend of nothing, since no annotation can be put there."""
    figure.add_scatter(
        x=[0], y=[0], mode="markers", opacity=0, name=" ", legend="legend99", showlegend=True, hoverinfo="skip",
        xaxis="x99", yaxis="y99",
    )  # fmt: skip
    # So small that its ground hides nothing.
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
