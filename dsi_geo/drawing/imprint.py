"""What every picture that leaves a page says about itself: title, filters, source, as-of day, number of records."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from dsi_geo.drawing.lettering import FONT
from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

INK: Final[dict[Theme, str]] = {"light": "#1f2a2a", "dark": "#eef2f2"}
QUIET: Final[dict[Theme, str]] = {"light": "#5c6666", "dark": "#aab4b4"}
PAPER: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#0e1117"}

TITLE_PX: Final = 18
TEXT_PX: Final = 12
SMALL_PX: Final = 10
_SMALL_CHARACTER_PX: Final = 5.3
_LINE_PX: Final = 15


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
    width_px: int,
    height_px: int,
    theme: Theme = "light",
    legend_px: int = 0,
) -> go.Figure:
    """Put title and filters above a figure and its source below it; changes and gives the figure.

    Parameters
    ----------
    width_px, height_px
        Size of the plot itself; the picture grows by what stands around it.
    legend_px
        Height of a legend between plot and source.
    """
    characters = int((width_px - 24) / _SMALL_CHARACTER_PX)
    above = wrap(imprint.records + (f"; {imprint.filters}" if imprint.filters else ""), characters)
    below = wrap(imprint.source, characters)
    top, bottom = 44 + _LINE_PX * len(above), 18 + legend_px + _LINE_PX * len(below)
    quiet = {"size": SMALL_PX, "color": QUIET[theme]}
    lines = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left"}
    figure.update_layout(
        width=width_px + 24,
        height=height_px + top + bottom,
        margin={"l": 12, "r": 12, "t": top, "b": bottom},
        paper_bgcolor=PAPER[theme],
        font={"family": FONT, "size": TEXT_PX, "color": INK[theme]},
    )
    figure.add_annotation(
        text=f"<b>{plain(imprint.title)}</b>",
        font={"size": TITLE_PX, "color": INK[theme]},
        y=1,
        yshift=top - 8,
        yanchor="top",
        **lines,
    )
    figure.add_annotation(
        text="<br>".join(map(plain, above)), font=quiet, y=1, yshift=8, yanchor="bottom", **lines
    )
    figure.add_annotation(
        text="<br>".join(map(plain, below)), font=quiet, y=0, yshift=-bottom + 8, yanchor="bottom", **lines
    )
    return figure
