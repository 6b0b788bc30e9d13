"""Launches up, closures down, and what is active: in one chart, or split by groups (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import MONTHS, Frequency
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, PAPER
from dsi_geo.drawing.palette import ACCENT, Theme
from dsi_geo.drawing.time_axes import (
    CLOSED,
    FADED,
    LINE_PX,
    Marks,
    count_ticks,
    direct_label,
    event_lines,
    event_marks,
    faded,
    period_bars,
    phase_marks,
    short,
)
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

if TYPE_CHECKING:
    import plotly.graph_objects as go

STOCK_PX: Final = 110
BARS_PX: Final = 250
APART_PX: Final = 90
GROUP_PX: Final = 96
HATCH: Final = "/"


def launches_chart(
    table: pd.DataFrame,
    frequency: Frequency,
    as_of: pd.Timestamp,
    theme: Theme,
    *,
    entity: Entity = PROJECTS,
    phases: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    average: pd.DataFrame | None = None,
) -> go.Figure:
    """Launches upward, closures downward, above them the active stock; what is planned is hatched.

    Parameters
    ----------
    table
        What `timeline.by_period` gives without groups, or `cumulative` of it. Rows that are no period get a
        panel of their own, by year.
    as_of
        The day the data describe, on which the line of the stock ends.
    entity
        What was counted: in its words the chart speaks.
    phases, events
        `Phases.table` and what `read_events` gives, to be drawn as bands and lines.
    average
        What `moving_average` gives, to be drawn as lines.
    """
    from plotly.subplots import make_subplots

    dated, apart = table[table["start"].notna()], _apart(table)
    shown = events_in_sight(events, dated, as_of)
    strip = sum(map(len, event_lines(shown))) * LINE_PX
    heights = [strip + STOCK_PX, BARS_PX, *([APART_PX] if len(apart) else [])]
    figure = make_subplots(
        rows=len(heights), cols=1, shared_xaxes=True, vertical_spacing=0.045, row_heights=heights
    )
    days, active = _stock(dated, frequency, as_of)
    _add_stock(figure, days, active, theme, room=strip / STOCK_PX)
    _add_bars(figure, dated, frequency, theme, row=2, entity=entity)
    if average is not None:
        _add_average(figure, average, frequency, theme)
    if len(apart):
        _add_bars(figure, apart, "year", theme, row=3, entity=entity, faded=True)
    bands = phase_marks(phases, theme) if phases is not None else Marks([], [])
    lines = event_marks(shown, (dated["start"].min(), dated["start"].max()), theme)
    words = BEGINNINGS[entity]
    closed = direct_label("▼ closed", "2", theme, y=0, yref="y2", font={"color": CLOSED[theme]})
    figure.update_layout(
        barmode="relative",
        showlegend=False,
        clickmode="event+select",
        shapes=[*bands.shapes, *lines.shapes],
        annotations=[
            *bands.annotations,
            *lines.annotations,
            direct_label(words.standing, "", theme, y=STOCK_PX / (strip + STOCK_PX)),
            direct_label(f"<b>{active[-1]:,.0f}</b>", "", theme, **_at(days[-1], active[-1], theme)),
            direct_label(f"▲ {words.done}", "2", theme, font={"color": ACCENT[theme]}),
            *([closed] if entity == PROJECTS else []),
            *([direct_label(f"year known, {frequency} not", "3", theme)] if len(apart) else []),
        ],
    )
    return styled(figure, theme, sum(heights) + 60)


def split_chart(
    table: pd.DataFrame,
    groups: Sequence[str],
    frequency: Frequency,
    as_of: pd.Timestamp,
    theme: Theme,
    *,
    entity: Entity = PROJECTS,
) -> go.Figure:
    """A row for each group: launches and closures at the left, on one scale, its active stock at the right.

    Parameters
    ----------
    table
        What `timeline.by_period` gives with groups; rows that are no period are left out.
    groups
        Those to draw, from the top.
    entity
        What was counted: in its words the chart speaks.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=len(groups), cols=2, shared_xaxes=True, shared_yaxes="columns", horizontal_spacing=0.09,
        vertical_spacing=min(0.26 / len(groups), 0.1), column_widths=[0.62, 0.38],
    )  # fmt: skip
    dated = table[table["start"].notna()]
    low, high = -_downward(dated).max(), _upward(dated).max()
    labels: list[dict[str, Any]] = []
    for row, group in enumerate(groups, start=1):
        own = dated[dated["group"] == group]
        _add_bars(figure, own, frequency, theme, row, entity=entity, ticks=count_ticks(low, high, 2))
        days, active = _stock(own, frequency, as_of)
        figure.add_scatter(
            x=days, y=active, mode="lines", line={"shape": "hv", "color": INK[theme]},
            hoverinfo="skip", row=row, col=2,
        )  # fmt: skip
        axis, ink = "" if row == 1 else str(2 * row - 1), {"color": INK[theme], "size": 11}
        labels += [
            direct_label(short(group, 36), axis, theme, yanchor="bottom", font=ink),
            direct_label(
                f"{active[-1]:,.0f} {BEGINNINGS[entity].standing}",
                str(2 * row),
                theme,
                x=1,
                xanchor="right",
                yanchor="bottom",
            ),
        ]
    figure.update_yaxes(matches="y2", rangemode="tozero", nticks=3, col=2)
    figure.update_layout(barmode="relative", showlegend=False, annotations=labels)
    styled(figure, theme, len(groups) * GROUP_PX + 50)
    return figure.update_layout(margin={"t": 24})


def _stock(
    dated: pd.DataFrame, frequency: Frequency, as_of: pd.Timestamp
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """End of each period up to the as-of date, at the latest that, and the stock then; at first there was none."""
    past = dated if pd.isna(as_of) else dated[dated["start"] <= as_of]
    starts = past["start"].to_numpy().astype("datetime64[D]")
    ends = (starts.astype("datetime64[M]") + MONTHS[frequency]).astype("datetime64[D]")
    if not pd.isna(as_of):
        ends = np.minimum(ends, np.datetime64(as_of, "D") + 1)
    return np.append(starts[:1], ends), np.append(0.0, past["active"])


def _add_stock(
    figure: go.Figure,
    days: npt.NDArray[np.datetime64],
    active: npt.NDArray[np.float64],
    theme: Theme,
    room: float,
) -> None:
    """The stock as a line, its last value said; above it `room` (times its height) is kept for labels."""
    figure.add_scatter(
        x=days, y=active, mode="lines", line={"shape": "hv", "color": INK[theme], "width": 2},
        hovertemplate="%{y:,.0f}<extra></extra>", row=1, col=1,
    )  # fmt: skip
    most = max(float(active.max()), 1.0)
    figure.update_yaxes(range=[0, most * 1.3 * (1 + room)], row=1, col=1, **count_ticks(0, most, 2))


def _at(day: np.datetime64, value: float, theme: Theme) -> dict[str, Any]:
    """Place of a label at a point of the first panel."""
    return {
        "x": day,
        "y": value,
        "xref": "x",
        "yref": "y",
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": INK[theme]},
        "bgcolor": faded(PAPER[theme], 0.8),
    }


def _add_bars(
    figure: go.Figure,
    rows: pd.DataFrame,
    frequency: Frequency,
    theme: Theme,
    row: int,
    *,
    entity: Entity,
    faded: bool = False,
    ticks: dict[str, Any] | None = None,
) -> None:
    """Certain dates solid, vague ones faded, planned ones hatched; upward launches, downward closures."""
    x, width = period_bars(rows["start"], frequency)
    names = {"launched": BEGINNINGS[entity].done, "closed": "closed"}
    for event, sign, colour in (("launched", 1, ACCENT[theme]), ("closed", -1, CLOSED[theme])):
        vague = rows[f"{event}_vague"].clip(upper=rows[event]) if not faded else rows[event]
        parts = (
            (rows[event] - vague, {"color": colour}, names[event]),
            (vague, {"color": colour, "opacity": FADED}, f"{names[event]}, date vague"),
            (rows[f"planned_{event}"], _hatched(colour), f"planned to be {names[event]}"),
        )
        for counts, marker, words in parts:
            there = (counts > 0).to_numpy()
            if there.any():
                figure.add_bar(
                    x=x[there], y=sign * counts[there], width=width[there], marker=marker,
                    customdata=rows["period"][there], text=counts[there].round(1), textposition="none",
                    hovertemplate=f"%{{customdata}}: %{{text}} {words}<extra></extra>", row=row, col=1,
                )  # fmt: skip
    if ticks is None:
        low, high = -_downward(rows).max(), _upward(rows).max()
        ticks = count_ticks(low, high, 4 if row == 2 else 2)
        spare = max(0.12 * (high - low), 1)  # below the bars, for the numbers of the phases
        ticks["range"] = [low - spare, high + spare / 2]
    figure.update_yaxes(**ticks, row=row, col=1)


def _add_average(figure: go.Figure, average: pd.DataFrame, frequency: Frequency, theme: Theme) -> None:
    x, _ = period_bars(average["start"], frequency)
    for event, sign in (("launched", 1), ("closed", -1)):
        figure.add_scatter(
            x=x, y=sign * average[event], mode="lines", line={"color": INK[theme], "width": 2.5},
            hoverinfo="skip", row=2, col=1,
        )  # fmt: skip


def _hatched(colour: str) -> dict[str, Any]:
    return {
        "color": "rgba(0, 0, 0, 0)",
        "line": {"color": colour, "width": 1},
        "pattern": {"shape": HATCH, "fgcolor": colour, "bgcolor": "rgba(0, 0, 0, 0)", "size": 5},
    }


def _upward(rows: pd.DataFrame) -> pd.Series:
    return rows["launched"] + rows["planned_launched"]


def _downward(rows: pd.DataFrame) -> pd.Series:
    return rows["closed"] + rows["planned_closed"]


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of a year whose period is not known, dated to the year; those outside of the axis are left out."""
    rows = table[table["start"].isna() & table["period"].str.match(r"\d+, ")]
    year = pd.to_datetime(rows["period"].str.extract(r"^(\d+)")[0], format="%Y").astype("datetime64[s]")
    return rows.assign(start=year)


def events_in_sight(events: pd.DataFrame | None, dated: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Events between the beginning of the axis and the day that the data describe: of later ones these know nothing."""
    if events is None:
        return pd.DataFrame({"from": [], "label": []})
    return events[
        events["from"].between(dated["start"].min(), dated["start"].max() if pd.isna(as_of) else as_of)
    ]
