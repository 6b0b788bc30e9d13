"""Charts of lifetimes: survival curves, single projects from launch to end, the spread of themes (Plotly)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.lifetimes import EVERYONE, YEAR_DAYS
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, QUIET, SMALL_PX
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.timeline_charts import CLOSED, FADED, direct_label, faded, in_two_lines, short
from dsi_geo.geography.countries import country_name

if TYPE_CHECKING:
    import plotly.graph_objects as go


PANEL_PX: Final = 190
LONE_PX: Final = 330
LABEL_CHARACTERS: Final = 26
MOST_PANELS: Final = 8
MOST_STEPS: Final = 800
"""Steps of a curve beyond this number are less than a pixel apart; the last one in each pixel is drawn."""

Floats = npt.NDArray[np.float64]


def survival_chart(
    curves: pd.DataFrame, everyone: pd.DataFrame, labels: Mapping[str, tuple[str, str]], theme: Theme
) -> go.Figure:
    """Share of the projects that still run after so many years, with its 95% band.

    Parameters
    ----------
    curves
        From `lifetimes.survival`, with or without groups.
    everyone
        The curve of all projects, drawn in each panel for comparison.
    labels
        Group -> title of its panel and how many closed, in the order of the panels.
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
    """Titles of the panels of the largest groups, and how many of each closed.

    Parameters
    ----------
    medians
        From `lifetimes.median_lifetimes`, with or without groups.
    everyone
        Title of the panel of all projects.

    Returns
    -------
    dict
        Labels for `survival_chart` of at most `MOST_PANELS` groups, in their order.
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


ROW_PX: Final = 13
COHORT_PX: Final = 34
NAME_CHARACTERS: Final = 24
BUNDLE: Final = 0.46

Days = npt.NDArray[np.datetime64]


def lifelines_chart(
    bars: pd.DataFrame, as_of: pd.Timestamp, span: tuple[pd.Timestamp, pd.Timestamp], theme: Theme
) -> go.Figure:
    """One line per project: solid while it certainly ran, pale where its dates are vague, with an arrow if it runs.

    Parameters
    ----------
    bars
        Rows of `lifelines`, from the top.
    as_of
        The day the data describe, up to which a line without an end is drawn.
    span
        First and last day of the axis; outliers are cut off.
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


def link_labels(figure: go.Figure, addresses: Sequence[str]) -> None:
    """Note where the label of each line of a figure from `lifelines_chart` leads to, in the figure given.

    Parameters
    ----------
    figure
        For the page, whose script follows the addresses in its `meta`; what it draws stays the same.
    addresses
        Of the rows, from the top.
    """
    figure.update_layout(meta={"addresses": list(addresses)})


def cohorts_chart(cohorts: pd.DataFrame, last_year: int, theme: Theme) -> go.Figure:
    """A band for each launch year, whose thickness is the number of its projects still running.

    Parameters
    ----------
    cohorts
        From `lifelines.cohorts`. Closures in an unknown year are subtracted in the last year.
    last_year
        Year up to which the bands are drawn.
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
    """All lines of one kind as one trace, separated by missing days."""
    if not where.any():
        return
    gaps = np.full(int(where.sum()), "NaT", dtype="datetime64[s]")
    x = np.column_stack([start[where], end[where], gaps]).ravel()
    y = np.column_stack([rows[where]] * 3).ravel()
    figure.add_scatter(
        x=x, y=y, mode="lines", line=line, opacity=opacity, hoverinfo="skip", connectgaps=False
    )


DIFFUSION_PANEL_PX: Final = 130
COLUMNS: Final = 2
MOST_FIRST: Final = 2
FIRST_CHARACTERS: Final = 18


def diffusion_chart(
    appearances: pd.DataFrame, values: Sequence[str], as_of: pd.Timestamp, theme: Theme
) -> go.Figure:
    """For each value the number of countries in which it had appeared, over time.

    Parameters
    ----------
    appearances
        From `diffusion.first_appearances`; countries without a dated appearance are left out.
    values
        The values to draw, from the top left. All panels have the same scales.
    as_of
        Day up to which the lines are drawn; if missing, up to the last appearance.

    Notes
    -----
    The line takes each first appearance at its latest possible day, the pale area at its earliest.
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
    styled(figure, theme, rows * DIFFUSION_PANEL_PX + 40)
    return figure.update_layout(margin={"t": 38})
