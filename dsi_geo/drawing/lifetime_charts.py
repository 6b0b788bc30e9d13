"""Survival curves with their bands, a panel for each group (Plotly)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.lifetimes import EVERYONE, YEAR_DAYS
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, QUIET, SMALL_PX
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.time_axes import direct_label, faded, in_two_lines

if TYPE_CHECKING:
    import plotly.graph_objects as go

PANEL_PX: Final = 190
LONE_PX: Final = 330
LABEL_CHARACTERS: Final = 26
MOST_PANELS: Final = 8
MOST_STEPS: Final = 800
"""More steps of a curve than this are closer together than pixels; the last of those in one pixel is drawn."""

Floats = npt.NDArray[np.float64]


def survival_chart(
    curves: pd.DataFrame, everyone: pd.DataFrame, labels: Mapping[str, tuple[str, str]], theme: Theme
) -> go.Figure:
    """Share of the projects that still run after so many years, with its 95% band.

    Parameters
    ----------
    curves
        What `lifetimes.survival` gives, by group or not.
    everyone
        The same of all together, drawn in each panel to compare with.
    labels
        Group -> what its panel is called and how many closed, in the order of the panels.
    """
    from plotly.subplots import make_subplots

    columns = 1 if len(labels) == 1 else 2
    rows = -(-len(labels) // columns)
    figure = make_subplots(
        rows=rows, cols=columns, shared_xaxes="all", shared_yaxes="all", horizontal_spacing=0.06,
        vertical_spacing=min(0.35 / rows, 0.14),
    )  # fmt: skip
    longest = everyone["days"].max() / YEAR_DAYS
    curves, everyone = _legible(curves), _legible(everyone)
    notes: list[dict[str, Any]] = []
    for panel, (group, (label, closed)) in enumerate(labels.items()):
        place = {"row": panel // columns + 1, "col": panel % columns + 1}
        if columns > 1:
            x, y = _steps(everyone, "survival")
            figure.add_scatter(
                x=x, y=y, mode="lines", line={"color": QUIET[theme], "width": 1, "dash": "dot"},
                hoverinfo="skip", **place,
            )  # fmt: skip
        _add_curve(figure, curves[curves["group"] == group], theme, place)
        axis = "" if panel == 0 else str(panel + 1)
        ink = {"color": INK[theme], "size": SMALL_PX}
        notes += [
            direct_label(
                in_two_lines(label, LABEL_CHARACTERS), axis, theme, yanchor="bottom", align="left", font=ink
            ),
            direct_label(closed, axis, theme, y=0.03, yanchor="bottom", x=0.02),
        ]
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_xaxes(range=[0, longest * 1.02], rangemode="tozero")
    figure.update_xaxes(title_text="years since the launch" if columns == 1 else "years", row=rows)
    figure.update_layout(showlegend=False, annotations=notes)
    styled(figure, theme, LONE_PX if rows == 1 else rows * PANEL_PX + 40)
    return figure.update_layout(margin={"t": 38})


def panels(medians: pd.DataFrame, everyone: str = "All") -> dict[str, tuple[str, str]]:
    """What the panels of the largest groups are called, and how many closed.

    Parameters
    ----------
    medians
        What `lifetimes.median_lifetimes` gives, by group or not.
    everyone
        What the panel of all together is called.

    Returns
    -------
    Labels for `survival_chart`, of at most `MOST_PANELS` groups, in their order.
    """
    drawn = medians.nlargest(MOST_PANELS, "projects", keep="all").index[:MOST_PANELS]
    called = {EVERYONE: everyone} if len(medians) == 1 else {}
    return {
        str(name): (called.get(str(name), str(name)), f"{row['closed']:.0f} of {row['projects']:.0f} closed")
        for name, row in medians[medians.index.isin(drawn)].iterrows()
    }


def _legible(curves: pd.DataFrame) -> pd.DataFrame:
    width = max(curves["days"].max() / MOST_STEPS, 1)
    return curves[
        ~pd.DataFrame({"group": curves["group"], "step": curves["days"] // width}).duplicated(keep="last")
    ]


def _add_curve(figure: go.Figure, curve: pd.DataFrame, theme: Theme, place: Mapping[str, int]) -> None:
    x, high = _steps(curve, "high")
    _, low = _steps(curve, "low")
    known = ~np.isnan(high)
    figure.add_scatter(
        x=np.r_[x[known], x[known][::-1]], y=np.r_[high[known], low[known][::-1]], mode="lines", fill="toself",
        fillcolor=faded(ACCENT[theme], 0.22), line={"width": 0}, hoverinfo="skip", **place,
    )  # fmt: skip
    x, y = _steps(curve, "survival")
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": ACCENT[theme], "width": 2},
        hovertemplate="%{y:.0%} run longer than %{x:.1f} years<extra></extra>", **place,
    )  # fmt: skip


def _steps(curve: pd.DataFrame, column: str) -> tuple[Floats, Floats]:
    """Corners of a step function that begins with 1 at 0; times in years."""
    days = np.r_[0, curve["days"].to_numpy()] / YEAR_DAYS
    values = np.r_[1.0, curve[column].to_numpy()]
    return np.repeat(days, 2)[1:], np.repeat(values, 2)[:-1]
