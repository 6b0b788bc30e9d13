"""Charts of launches, closures and active records, and the axes and marks that all charts over time share (Plotly)."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import MONTHS, Frequency
from dsi_geo.drawing.chart_style import styled
from dsi_geo.drawing.imprint import INK, PAPER, QUIET, SMALL_PX, plain
from dsi_geo.drawing.palette import ACCENT, STATUS, Theme
from dsi_geo.schema import BEGINNINGS, PROJECTS, Entity

if TYPE_CHECKING:
    import plotly.graph_objects as go


DAY_MS: Final = 86_400_000
CLOSED: Final[dict[Theme, str]] = {"light": STATUS["closed"], "dark": "#d16ba5"}
FADED: Final = 0.4
MOST_LABELS: Final = 6
LABEL_CHARACTERS: Final = 30
LINE_PX: Final = 14


class Marks(NamedTuple):
    """Shapes and annotations over a chart, set all at once: Plotly validates all of them whenever one is added."""

    shapes: list[dict[str, Any]]
    annotations: list[dict[str, Any]]


Days = npt.NDArray[np.datetime64]


def period_bars(starts: pd.Series, frequency: Frequency) -> tuple[Days, npt.NDArray[np.float64]]:
    """Middle of each period and the width of its bar in milliseconds, a tenth less than the period."""
    first = starts.to_numpy().astype("datetime64[M]")
    start = first.astype("datetime64[D]")
    days = ((first + MONTHS[frequency]).astype("datetime64[D]") - start).astype(np.int64)
    middle = start.astype("datetime64[h]") + (days * 12).astype("timedelta64[h]")
    return middle, days * DAY_MS * 0.9


def count_ticks(low: float, high: float, wanted: int = 4) -> dict[str, Any]:
    """Ticks of an axis that counts both up and down, so that no label is negative."""
    reach = max(high, -low, 1.0)
    size = 10 ** np.floor(np.log10(reach / wanted))
    step = max(next(size * by for by in (1, 2, 5, 10) if reach / (size * by) <= wanted + 0.5), 1.0)
    values = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return {"tickvals": values.tolist(), "ticktext": [f"{abs(value):,.0f}" for value in values]}


def short(text: str, characters: int) -> str:
    """A name of at most so many characters, escaped for Plotly."""
    return plain(text if len(text) <= characters else text[: characters - 1].rstrip() + "…")


def in_two_lines(text: str, characters: int) -> str:
    """A name in at most two lines of so many characters, escaped for Plotly."""
    return "<br>".join(map(plain, wrap(text, characters, max_lines=2, placeholder=" …")))


def faded(colour: str, opacity: float = FADED) -> str:
    """A colour “#rrggbb” made translucent."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def direct_label(text: str, axis: str, theme: Theme, **place: Any) -> dict[str, Any]:
    """An annotation that labels a panel; `axis` is the number of the panel's axes ("", "2", …)."""
    usual = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "font": {"color": QUIET[theme]}}
    panel = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "showarrow": False}
    return {"text": text, **panel, **usual, **place}


def phase_marks(phases: pd.DataFrame, theme: Theme) -> Marks:
    """Numbered bands over the full height, surges filled, with the uncertainty of their starts at the foot."""
    marks = Marks([], [])
    ends = phases["end"] + pd.offsets.MonthBegin(1)
    for number, (phase, end) in enumerate(zip(phases.itertuples(), ends, strict=True), start=1):
        if phase.kind == "surge":
            band = {"type": "rect", "fillcolor": ACCENT[theme], "opacity": 0.14, "line": {"width": 0}}
            marks.shapes.append(_upright(phase.start, end) | band)
        if number > 1:
            line = {"line": {"color": QUIET[theme], "width": 1}, "opacity": 0.5}
            marks.shapes.append(_upright(phase.start, phase.start) | line)
        if pd.notna(phase.start_low) and phase.start_low != phase.start_high:
            whisker = {"y1": 0, "layer": "above", "line": {"color": QUIET[theme], "width": 3}}
            marks.shapes.append(_upright(phase.start_low, phase.start_high) | whisker)
        place = {"x": phase.start + (end - phase.start) / 2, "y": 0, "yanchor": "bottom"}
        marks.annotations.append(_said(f"<b>{number}</b>") | place | {"font": {"color": INK[theme]}})
    return marks


def event_lines(events: pd.DataFrame) -> list[list[str]]:
    """The label of each event in lines short enough for a phone; only the first `MOST_LABELS` events have one."""
    labels = [wrap(label, LABEL_CHARACTERS) for label in events["label"]]
    return [lines if number < MOST_LABELS else [] for number, lines in enumerate(labels)]


def event_marks(events: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], theme: Theme) -> Marks:
    """Events as dotted lines, each with a label at its own height above the panels.

    Parameters
    ----------
    events
        `from`, `label`.
    span
        First and last day of the axis; labels are put on the side with more room.
    """
    marks = Marks([], [])
    lines = event_lines(events)
    heights = np.cumsum([len(own) for own in lines]) * LINE_PX
    middle = span[0] + (span[1] - span[0]) / 2
    for day, own, height in zip(events["from"], lines, heights, strict=True):
        dotted = {"layer": "above", "line": {"color": INK[theme], "width": 1.2, "dash": "dot"}}
        marks.shapes.append(_upright(day, day) | dotted)
        side = "right" if day > middle else "left"
        place = {
            "x": day,
            "xanchor": side,
            "align": side,
            "y": 1,
            "yanchor": "bottom",
            "yshift": 6 - float(height),
        }
        text = "<br>".join(map(plain, own))
        look = {"font": {"size": SMALL_PX + 1, "color": INK[theme]}, "bgcolor": faded(PAPER[theme], 0.8)}
        marks.annotations.append(_said(text) | place | look)
    return marks


def _upright(first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Any]:
    """A shape from one day to another over the full height."""
    across = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return {"type": "line", "x0": first, "x1": last, **across}


def _said(text: str) -> dict[str, Any]:
    return {"text": text, "xref": "x", "yref": "paper", "showarrow": False}


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
    """Launches upward, closures downward, and the active stock above them; planned events are hatched.

    Parameters
    ----------
    table
        From `launches.by_period` without groups, or `cumulative` of it. Rows that are not periods get a panel of
        their own, by year.
    frequency
        Length of the periods.
    as_of
        The day the data describe, on which the line of the stock ends.
    entity
        What was counted; decides the words of the chart.
    phases, events
        `Phases.table` and the result of `read_events`, drawn as bands and lines.
    average
        From `moving_average`, drawn as lines.
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
    """A row per group: launches and closures on the left, the active stock on the right, each on one scale.

    Parameters
    ----------
    table
        From `launches.by_period` with groups; rows that are not periods are left out.
    groups
        The groups to draw, from the top.
    frequency, as_of
        As in `launches_chart`.
    entity
        What was counted; decides the words of the chart.
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
    """End of each period, no later than the as-of date, and the stock at that time, preceded by a stock of 0."""
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
    """The stock as a line; above it, `room` times its height is left for labels."""
    figure.add_scatter(
        x=days, y=active, mode="lines", line={"shape": "hv", "color": INK[theme], "width": 2},
        hovertemplate="%{y:,.0f}<extra></extra>", row=1, col=1,
    )  # fmt: skip
    most = max(float(active.max()), 1.0)
    figure.update_yaxes(range=[0, most * 1.3 * (1 + room)], row=1, col=1, **count_ticks(0, most, 2))


def _at(day: np.datetime64, value: float, theme: Theme) -> dict[str, Any]:
    """Position of a label at a point of the first panel."""
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
    """Launches upward, closures downward; certain dates solid, vague ones faded, planned ones hatched."""
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
    """Rows for events of which only the year is known, dated to the year; those outside the axis are left out."""
    rows = table[table["start"].isna() & table["period"].str.match(r"\d+, ")]
    year = pd.to_datetime(rows["period"].str.extract(r"^(\d+)")[0], format="%Y").astype("datetime64[s]")
    return rows.assign(start=year)


def events_in_sight(events: pd.DataFrame | None, dated: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Events from the beginning of the axis to the as-of date; the data cannot show the effect of later ones."""
    if events is None:
        return pd.DataFrame({"from": [], "label": []})
    return events[
        events["from"].between(dated["start"].min(), dated["start"].max() if pd.isna(as_of) else as_of)
    ]
