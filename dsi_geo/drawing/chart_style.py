"""The look that all charts share: type, colours, axes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from dsi_geo.drawing.imprint import FONT, INK, QUIET, TEXT_PX
from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

GRID: Final[dict[Theme, str]] = {"light": "rgba(31, 42, 42, 0.12)", "dark": "rgba(238, 242, 242, 0.16)"}
CLEAR: Final = "rgba(0, 0, 0, 0)"
POINT_PX: Final = 7
"""Radius of a point: at the axis it must not touch the names beside it."""


def styled(figure: go.Figure, theme: Theme, height_px: int) -> go.Figure:
    """Give a chart the common look; the figure is changed in place and returned.

    Direct labels are preferred; a chart that needs a legend adds its own.
    """
    margin = {"l": 8, "r": 8, "t": 8, "b": 8}
    return figure.update_layout(template=_template(theme), height=height_px, margin=margin)


@cache
def _template(theme: Theme) -> go.layout.Template:
    """The look as a template, which Plotly validates once; set on each figure it would take six times as long."""
    import plotly.graph_objects as go

    axis: dict[str, Any] = {
        "gridcolor": GRID[theme],
        "zerolinecolor": GRID[theme],
        "linecolor": GRID[theme],
        "tickfont": {"color": QUIET[theme]},
        "title": {"font": {"color": QUIET[theme]}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": FONT, "size": TEXT_PX, "color": INK[theme]},
            "hoverlabel": {"font": {"family": FONT}},
            "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
            "bargap": 0.25,
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis | {"ticklabelstandoff": POINT_PX},
        }
    )
