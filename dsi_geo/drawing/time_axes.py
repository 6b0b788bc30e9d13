"""What all charts over time share: bars as wide as their period, bands, events, labels that fit."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import MONTHS, Frequency
from dsi_geo.drawing.imprint import INK, QUIET, SMALL_PX, plain
from dsi_geo.drawing.palette import ACCENT, STATUS, Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

DAY_MS: Final = 86_400_000
CLOSED: Final[dict[Theme, str]] = {"light": STATUS["closed"], "dark": "#d16ba5"}
FADED: Final = 0.4
MOST_LABELS: Final = 6
LABEL_CHARACTERS: Final = 30
LINE_PX: Final = 14

Days = npt.NDArray[np.datetime64]


def period_bars(starts: pd.Series, frequency: Frequency) -> tuple[Days, npt.NDArray[np.float64]]:
    """Middle of each period and the width of its bar in milliseconds, a tenth less than the period."""
    first = starts.to_numpy().astype("datetime64[M]")
    start = first.astype("datetime64[D]")
    days = ((first + MONTHS[frequency]).astype("datetime64[D]") - start).astype(np.int64)
    middle = start.astype("datetime64[h]") + (days * 12).astype("timedelta64[h]")
    return middle, days * DAY_MS * 0.9


def count_ticks(low: float, high: float, wanted: int = 4) -> dict[str, Any]:
    """Ticks of an axis on which what goes down is counted as well: no number is negative."""
    reach = max(high, -low, 1.0)
    size = 10 ** np.floor(np.log10(reach / wanted))
    step = max(next(size * by for by in (1, 2, 5, 10) if reach / (size * by) <= wanted + 0.5), 1.0)
    values = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return {"tickvals": values.tolist(), "ticktext": [f"{abs(value):,.0f}" for value in values]}


def short(text: str, characters: int) -> str:
    """A name that fits, as Plotly shows it as it is."""
    return plain(text if len(text) <= characters else text[: characters - 1].rstrip() + "…")


def faded(colour: str, opacity: float = FADED) -> str:
    """A colour “#rrggbb” that lets through what lies below it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def direct_label(figure: go.Figure, text: str, axis: str, theme: Theme, **place: Any) -> None:
    """Say in a panel what it shows; `axis` is the number of the panel's axes ("", "2", …)."""
    usual = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "font": {"color": QUIET[theme]}}
    figure.add_annotation(
        text=text, xref=f"x{axis} domain", yref=f"y{axis} domain", showarrow=False, **(usual | place)
    )


def add_phases(figure: go.Figure, phases: pd.DataFrame, theme: Theme) -> None:
    """Number the phases as bands over the whole height, surges filled, with the uncertainty of their start."""
    ends = phases["end"] + pd.offsets.MonthBegin(1)
    for number, (phase, end) in enumerate(zip(phases.itertuples(), ends, strict=True), start=1):
        fill = {"fillcolor": ACCENT[theme], "opacity": 0.14} if phase.kind == "surge" else {"opacity": 0}
        across = {"xref": "x", "yref": "paper", "layer": "below"}
        figure.add_shape(type="rect", x0=phase.start, x1=end, y0=0, y1=1, line={"width": 0}, **fill, **across)
        if number > 1:
            figure.add_shape(
                type="line", x0=phase.start, x1=phase.start, y0=0, y1=1,
                line={"color": QUIET[theme], "width": 1}, opacity=0.5, **across,
            )  # fmt: skip
        if pd.notna(phase.start_low) and phase.start_low != phase.start_high:
            figure.add_shape(
                type="line", x0=phase.start_low, x1=phase.start_high, y0=0, y1=0,
                line={"color": QUIET[theme], "width": 3}, xref="x", yref="paper",
            )  # fmt: skip
        figure.add_annotation(
            text=f"<b>{number}</b>", x=phase.start + (end - phase.start) / 2, y=0, yanchor="bottom",
            xref="x", yref="paper", showarrow=False, font={"color": INK[theme]},
        )  # fmt: skip


def event_lines(events: pd.DataFrame) -> list[list[str]]:
    """The label of each event, in lines short enough for a phone; of many events only the first are labelled."""
    labels = [wrap(label, LABEL_CHARACTERS) for label in events["label"]]
    return [lines if number < MOST_LABELS else [] for number, lines in enumerate(labels)]


def add_events(
    figure: go.Figure, events: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], theme: Theme
) -> None:
    """Draw events as dotted lines, each with its label at a height of its own above the panels.

    Parameters
    ----------
    events
        `from`, `label`.
    span
        First and last day of the axis; labels are on the side that has more room.
    """
    lines = event_lines(events)
    heights = np.cumsum([len(own) for own in lines]) * LINE_PX
    middle = span[0] + (span[1] - span[0]) / 2
    for event, own, height in zip(events.itertuples(), lines, heights, strict=True):
        day = event[1]
        figure.add_shape(
            type="line", x0=day, x1=day, y0=0, y1=1, xref="x", yref="paper",
            line={"color": INK[theme], "width": 1.2, "dash": "dot"},
        )  # fmt: skip
        if own:
            left = day > middle
            figure.add_annotation(
                text="<br>".join(map(plain, own)), x=day, xanchor="right" if left else "left",
                align="right" if left else "left", y=1, yshift=6 - height, yanchor="bottom",
                xref="x", yref="paper", showarrow=False, font={"size": SMALL_PX + 1, "color": INK[theme]},
            )  # fmt: skip
