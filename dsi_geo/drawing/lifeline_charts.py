"""Single projects as bars from launch to end, and cohorts as bundles of them where they are too many (Plotly)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, SMALL_PX
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.time_axes import CLOSED, FADED, short

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW_PX: Final = 13
COHORT_PX: Final = 34
NAME_CHARACTERS: Final = 24
BUNDLE: Final = 0.46

Days = npt.NDArray[np.datetime64]


def lifelines_chart(
    bars: pd.DataFrame, as_of: pd.Timestamp, span: tuple[pd.Timestamp, pd.Timestamp], theme: Theme
) -> go.Figure:
    """One line a project: solid while it certainly ran, pale where its dates are vague, open while it runs.

    Parameters
    ----------
    bars
        Rows of `lifelines`, from the top.
    as_of
        The day the data describe: until then a line without an end is drawn.
    span
        First and last day in sight: what lies far from everything else is cut off.
    """
    import plotly.graph_objects as go

    rows = np.arange(len(bars))
    start, start_last, end, end_last = (bars[name].to_numpy() for name in bars.columns[-4:])
    now = np.datetime64(as_of, "s") if not pd.isna(as_of) else np.nanmax(np.r_[start_last, end_last])
    closed = bars["closure"].isin(["known", "undated"]).to_numpy()
    planned = (bars["launch"] == "planned").to_numpy()
    running = ~closed & ~planned & ~np.isnat(start)
    figure = go.Figure()
    pale, solid = {"color": ACCENT[theme], "width": 6}, {"color": ACCENT[theme], "width": 6}
    last = np.where(closed, end, now)
    ended = closed & ~np.isnat(start)
    _add_segments(
        figure, start, np.minimum(start_last, last), rows, ~planned & (start != start_last), pale, FADED
    )
    _add_segments(figure, end, end_last, rows, ended & (end != end_last), pale, FADED)
    _add_segments(figure, start_last, last, rows, (running | ended) & (start_last < last), solid)
    ahead = {"color": ACCENT[theme], "width": 2, "dash": "dot"}
    to_come = bars["closure"].isin(["planned", "announced"]).to_numpy() & ~np.isnat(end)
    _add_segments(figure, np.where(planned, start, now), end_last, rows, to_come & (end_last > now), ahead)
    for where, day, symbol, colour in (
        (running & ~to_come, np.broadcast_to(now, len(bars)), "triangle-right", ACCENT[theme]),
        (closed, end_last, "line-ns-open", CLOSED[theme]),
        (planned, start, "circle-open", ACCENT[theme]),
    ):
        figure.add_scatter(
            x=day[where], y=rows[where], mode="markers", hoverinfo="skip",
            marker={"symbol": symbol, "color": colour, "size": 8, "line": {"width": 3 if symbol[0] == "l" else 1}},
        )  # fmt: skip
    names = bars["name"].fillna("(no name)")
    figure.update_yaxes(
        tickvals=rows, ticktext=[short(name, NAME_CHARACTERS) for name in names], range=[len(bars) - 0.3, -0.7],
        showgrid=False, tickfont={"size": SMALL_PX},
    )  # fmt: skip
    figure.update_xaxes(side="top", type="date", range=span)
    figure.update_layout(showlegend=False)
    styled(figure, theme, len(bars) * ROW_PX + 50)
    return figure.update_yaxes(tickfont={"size": SMALL_PX, "color": INK[theme]})


def cohorts_chart(cohorts: pd.DataFrame, last_year: int, theme: Theme) -> go.Figure:
    """A bundle of lifelines for each launch year, as thick as projects of it are running.

    Parameters
    ----------
    cohorts
        What `lifelines.cohorts` gives. Closures in an unknown year thin the bundle in the last year.
    last_year
        Until when the bundles are drawn.
    """
    import plotly.graph_objects as go

    sizes = cohorts.groupby("launched")["projects"].sum()
    figure = go.Figure()
    notes: list[dict[str, Any]] = []
    for row, (launched, size) in enumerate(sizes.items()):
        own = cohorts[(cohorts["launched"] == launched) & (cohorts["state"] == "closed")]
        closed = own["projects"].groupby(own["closed"].fillna(last_year).astype("int64")).sum()
        years = np.r_[launched, closed.index.to_numpy() + 1, last_year + 1]
        left = size - np.r_[0, closed.cumsum().to_numpy()]
        thick = np.repeat(left, 2) / sizes.max() * BUNDLE
        x = np.repeat(years, 2)[1:-1]
        figure.add_scatter(
            x=np.r_[x, x[::-1]], y=np.r_[row - thick, (row + thick)[::-1]], mode="lines", fill="toself",
            fillcolor=ACCENT[theme], line={"width": 0}, hoverinfo="skip",
        )  # fmt: skip
        said = {"text": f"{left[-1]:,} of {size:,} run", "y": row, "font": {"size": SMALL_PX}}
        notes.append(said | {"x": 1, "xref": "paper", "xanchor": "left", "showarrow": False})
    rows = np.arange(len(sizes))
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[str(year) for year in sizes.index],
        range=[len(sizes) - 0.4, -0.6],
        showgrid=False,
    )
    figure.update_xaxes(side="top", tickformat="d")
    figure.update_layout(showlegend=False, annotations=notes)
    styled(figure, theme, len(sizes) * COHORT_PX + 50)
    return figure.update_layout(margin={"r": 110})


def _add_segments(
    figure: go.Figure,
    start: Days,
    end: Days,
    rows: npt.NDArray[np.int64],
    where: npt.NDArray[np.bool_],
    line: dict[str, Any],
    opacity: float = 1,
) -> None:
    """All lines of one kind as one trace, missing days between them."""
    if not where.any():
        return
    gaps = np.full(int(where.sum()), "NaT", dtype="datetime64[s]")
    x = np.column_stack([start[where], end[where], gaps]).ravel()
    y = np.column_stack([rows[where]] * 3).ravel()
    figure.add_scatter(
        x=x, y=y, mode="lines", line=line, opacity=opacity, hoverinfo="skip", connectgaps=False
    )
