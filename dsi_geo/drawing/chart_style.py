"""How every chart looks: type, colours, axes; the charts themselves say only what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dsi_geo.drawing.imprint import INK, QUIET, TEXT_PX
from dsi_geo.drawing.lettering import FONT
from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

GRID: Final[dict[Theme, str]] = {"light": "rgba(31, 42, 42, 0.12)", "dark": "rgba(238, 242, 242, 0.16)"}
CLEAR: Final = "rgba(0, 0, 0, 0)"


def styled(figure: go.Figure, theme: Theme, height_px: int) -> go.Figure:
    """Give a chart the common look; changes and gives the figure.

    Direct labels are preferred: there is a legend only where the chart has one of its own.
    """
    axis: dict[str, Any] = {
        "gridcolor": GRID[theme],
        "zerolinecolor": GRID[theme],
        "linecolor": GRID[theme],
        "tickfont": {"color": QUIET[theme]},
        "title": {"font": {"color": QUIET[theme]}, "standoff": 8},
        "automargin": True,
    }
    figure.update_layout(
        template="none",  # else it would be the one of Plotly or of Streamlit, whichever was imported last
        height=height_px,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": TEXT_PX, "color": INK[theme]},
        hoverlabel={"font": {"family": FONT}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        bargap=0.25,
        dragmode=False,
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure
