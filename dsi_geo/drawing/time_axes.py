"""What all charts over time share: bars as wide as their period, bands, events, labels that fit."""

from __future__ import annotations

from textwrap import wrap
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.timeline.periods import MONTHS, Frequency
from dsi_geo.drawing.imprint import INK, PAPER, QUIET, SMALL_PX, plain
from dsi_geo.drawing.palette import ACCENT, STATUS, Theme

DAY_MS: Final = 86_400_000
CLOSED: Final[dict[Theme, str]] = {"light": STATUS["closed"], "dark": "#d16ba5"}
FADED: Final = 0.4
MOST_LABELS: Final = 6
LABEL_CHARACTERS: Final = 30
LINE_PX: Final = 14


class Marks(NamedTuple):
    """What is laid over a chart; set all at once, since Plotly checks all of them for each that is added."""

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
    """Ticks of an axis on which what goes down is counted as well: no number is negative."""
    reach = max(high, -low, 1.0)
    size = 10 ** np.floor(np.log10(reach / wanted))
    step = max(next(size * by for by in (1, 2, 5, 10) if reach / (size * by) <= wanted + 0.5), 1.0)
    values = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return {"tickvals": values.tolist(), "ticktext": [f"{abs(value):,.0f}" for value in values]}


def short(text: str, characters: int) -> str:
    """A name that fits, as Plotly shows it as it is."""
    return plain(text if len(text) <= characters else text[: characters - 1].rstrip() + "…")


def in_two_lines(text: str, characters: int) -> str:
    """A name in at most two lines of so many characters, as Plotly shows it as it is."""
    return "<br>".join(map(plain, wrap(text, characters, max_lines=2, placeholder=" …")))


def faded(colour: str, opacity: float = FADED) -> str:
    """A colour “#rrggbb” that lets through what lies below it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def direct_label(text: str, axis: str, theme: Theme, **place: Any) -> dict[str, Any]:
    """An annotation that says in a panel what it shows; `axis` is the number of the panel's axes ("", "2", …)."""
    usual = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "font": {"color": QUIET[theme]}}
    panel = {"xref": f"x{axis} domain", "yref": f"y{axis} domain", "showarrow": False}
    return {"text": text, **panel, **usual, **place}


def phase_marks(phases: pd.DataFrame, theme: Theme) -> Marks:
    """Numbered bands over the whole height, surges filled, with the uncertainty of their start at the foot."""
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
    """The label of each event, in lines short enough for a phone; of many events only the first are labelled."""
    labels = [wrap(label, LABEL_CHARACTERS) for label in events["label"]]
    return [lines if number < MOST_LABELS else [] for number, lines in enumerate(labels)]


def event_marks(events: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], theme: Theme) -> Marks:
    """Events as dotted lines, each with its label at a height of its own above the panels.

    Parameters
    ----------
    events
        `from`, `label`.
    span
        First and last day of the axis; labels are on the side that has more room.
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
    """A shape from one day to another over the whole height."""
    across = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return {"type": "line", "x0": first, "x1": last, **across}


def _said(text: str) -> dict[str, Any]:
    return {"text": text, "xref": "x", "yref": "paper", "showarrow": False}
