"""How themes and technologies spread from country to country (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, QUIET, SMALL_PX
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.time_axes import direct_label, faded, in_two_lines
from dsi_geo.geography.countries import country_name

if TYPE_CHECKING:
    import plotly.graph_objects as go

PANEL_PX: Final = 130
COLUMNS: Final = 2
MOST_FIRST: Final = 2
LABEL_CHARACTERS: Final = 26
FIRST_CHARACTERS: Final = 18


def diffusion_chart(
    appearances: pd.DataFrame, values: Sequence[str], as_of: pd.Timestamp, theme: Theme
) -> go.Figure:
    """For each value the number of countries in which it had appeared, over time.

    Parameters
    ----------
    appearances
        What `diffusion.first_appearances` gives; countries where nobody knows since when are left out.
    values
        Those to draw, from the top left. All panels have the same scales.
    as_of
        Until when the lines are drawn; without it until the last appearance.

    Notes
    -----
    The line counts the latest day that each first appearance can have, the pale area the earliest.
    """
    from plotly.subplots import make_subplots

    rows = -(-len(values) // COLUMNS)
    figure = make_subplots(
        rows=rows, cols=COLUMNS, shared_xaxes="all", shared_yaxes="all", horizontal_spacing=0.05,
        vertical_spacing=min(0.3 / rows, 0.12),
    )  # fmt: skip
    dated = appearances[appearances["state"] == "dated"]
    end = as_of if not pd.isna(as_of) else dated["first_to"].max()
    labels: list[dict[str, Any]] = []
    for panel, value in enumerate(values):
        own = dated[dated["value"] == value]
        place = {"row": panel // COLUMNS + 1, "col": panel % COLUMNS + 1}
        for column, look in (
            (
                "first_from",
                {"line": {"width": 0}, "fill": "tozeroy", "fillcolor": faded(ACCENT[theme])},
            ),
            ("first_to", {"line": {"color": ACCENT[theme], "width": 2}}),
        ):
            days = np.sort(own[column].to_numpy())
            figure.add_scatter(
                x=np.repeat(np.append(days, np.datetime64(end, "s")), 2)[:-1],
                y=np.repeat(np.arange(len(days) + 1), 2)[1:],
                mode="lines", hoverinfo="skip", **look, **place,
            )  # fmt: skip
        axis = "" if panel == 0 else str(panel + 1)
        codes = own.loc[own["order"] == 1, "country"]
        first = country_name(codes).fillna(codes)
        began = ", ".join(first[:MOST_FIRST]) + (" …" if len(first) > MOST_FIRST else "")
        ink, quiet = ({"color": colour[theme], "size": SMALL_PX} for colour in (INK, QUIET))
        name = in_two_lines(f"{value}: {len(own)}", LABEL_CHARACTERS)
        began = in_two_lines(f"first: {began}", FIRST_CHARACTERS)
        labels += [
            direct_label(name, axis, theme, yanchor="bottom", align="left", font=ink),
            direct_label(began, axis, theme, x=0.02, y=0.96, align="left", font=quiet),
        ]
    figure.update_yaxes(rangemode="tozero", nticks=4)
    figure.update_layout(showlegend=False, annotations=labels)
    styled(figure, theme, rows * PANEL_PX + 40)
    return figure.update_layout(margin={"t": 38})
