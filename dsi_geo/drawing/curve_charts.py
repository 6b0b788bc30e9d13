"""Curves of the page on shares: the Lorenz curve, concentration over launch years, the break-even (Plotly)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dsi_geo.drawing.chart_style import CLEAR, styled
from dsi_geo.drawing.imprint import INK, PAPER, QUIET
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.time_axes import faded

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT_PX: Final = 380
TICKS: Final = (0, 25, 50, 75, 100)
_SILENT: Final[dict[str, Any]] = {"hoverinfo": "skip", "showlegend": False}


def lorenz_chart(curve: pd.DataFrame, theme: Theme, base: str, counted: str) -> go.Figure:
    """Cumulative share of the records over that of the areas or inhabitants, beside the line of equality.

    Parameters
    ----------
    curve
        From `concentration.lorenz_curve`: `base_share`, `records_share`.
    base, counted
        What the two axes are shares of: “inhabitants”, “projects”.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line={"color": QUIET[theme], "dash": "dot", "width": 1},
        **_SILENT,
    )
    figure.add_scatter(
        x=100 * curve["base_share"], y=100 * curve["records_share"], mode="lines", fill="tonexty",
        line={"color": ACCENT[theme], "width": 2.5}, fillcolor=_veil(theme), **_SILENT,
    )  # fmt: skip
    half = float(np.interp(0.5, curve["base_share"], curve["records_share"]))
    _note(
        figure,
        theme,
        50,
        100 * half,
        f"half of the<br>{base}:<br>{100 * half:.0f}% of the {counted}",
        "right",
    )
    _note(figure, theme, 49, 50, "spread evenly", "right", arrow=False)
    styled(figure, theme, HEIGHT_PX)
    ticks = {
        "range": [0, 101],
        "tickvals": TICKS,
        "ticktext": [f"{tick}%" for tick in TICKS],
    }
    figure.update_xaxes(title=f"share of the {base}, least served first", **ticks)
    figure.update_yaxes(title=f"share of the {counted}", **ticks)
    return figure


def over_years(table: pd.DataFrame, theme: Theme, axis: str) -> go.Figure:
    """An index by launch year: full points with whiskers, hollow ones where there are too few for an interval.

    Parameters
    ----------
    table
        `year` (int), `value`, `low`, `high` (missing: no whisker).
    axis
        What the index is called.
    """
    import plotly.graph_objects as go

    sure = table["low"].notna().to_numpy()
    figure = go.Figure()
    figure.add_scatter(
        x=table["year"][sure], y=table["value"][sure], mode="lines",
        line={"color": ACCENT[theme], "width": 1}, **_SILENT,
    )  # fmt: skip
    figure.add_scatter(
        x=table["year"],
        y=table["value"],
        mode="markers",
        marker={
            "size": 8, "color": [ACCENT[theme] if one else CLEAR for one in sure],
            "line": {"color": ACCENT[theme], "width": 1.5},
        },
        error_y={
            "type": "data", "symmetric": False, "array": (table["high"] - table["value"]).fillna(0),
            "arrayminus": (table["value"] - table["low"]).fillna(0),
            "color": INK[theme], "thickness": 1.3, "width": 4,
        },
        **_SILENT,
    )  # fmt: skip
    styled(figure, theme, HEIGHT_PX)
    figure.update_xaxes(tickformat="d", nticks=8)
    figure.update_yaxes(title=axis, rangemode="tozero")
    return figure


def break_even_curve(
    curve: pd.DataFrame, theme: Theme, population_share: float, coverage: float, counted: str
) -> go.Figure:
    """The share of the focus over the assumed coverage of the data elsewhere.

    Parameters
    ----------
    curve
        From `coverage.coverage_curve`: `coverage`, `focus_share`.
    population_share, coverage
        The focus's share of the inhabitants, and the coverage at which it is reached; missing: not drawn.
    counted
        What is counted: “projects”.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=100 * curve["coverage"], y=100 * curve["focus_share"], mode="lines",
        line={"color": ACCENT[theme], "width": 2.5}, **_SILENT,
    )  # fmt: skip
    if not np.isnan(population_share):
        figure.add_hline(y=100 * population_share, line={"color": QUIET[theme], "dash": "dot", "width": 1})
        _note(figure, theme, 2, 100 * population_share, "its share of the inhabitants", "right", arrow=False)
    if not np.isnan(coverage):
        words = f"break-even: one in {1 / coverage:,.3g}<br>known elsewhere"
        _note(figure, theme, float(np.log10(100 * coverage)), 100 * population_share, words, "left", -60)
    styled(figure, theme, HEIGHT_PX)
    lowest = float(np.log10(100 * curve["coverage"].min()))
    ticks = [10.0**power for power in range(int(np.floor(lowest)), 3)]
    figure.update_xaxes(
        type="log", range=[lowest, 2], tickvals=ticks, ticktext=[f"{tick:g}%" for tick in ticks],
        title=f"assumed: {counted} elsewhere that are in the data",
    )  # fmt: skip
    figure.update_yaxes(title="share of the focus", ticksuffix="%", rangemode="tozero")
    return figure


def _veil(theme: Theme) -> str:
    return "rgba(11, 110, 105, 0.12)" if theme == "light" else "rgba(79, 195, 184, 0.16)"


def _note(
    figure: go.Figure,
    theme: Theme,
    x: float,
    y: float,
    text: str,
    anchor: str,
    up_px: int = 0,
    *,
    arrow: bool = True,
) -> None:
    """Words at a point; `text` is ours and may hold a line break."""
    figure.add_annotation(
        x=x, y=y, text=text, align="left" if anchor == "left" else "right", xanchor=anchor, yanchor="bottom",
        showarrow=arrow, arrowcolor=QUIET[theme], arrowwidth=1, arrowhead=0,
        ax=14 if anchor == "left" else -14, ay=up_px or -18,
        font={"color": QUIET[theme]}, bgcolor=faded(PAPER[theme], 0.7),
    )  # fmt: skip
