"""How long projects live, as far as their dates tell."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.timeline.lifetime_sentences import (
    SURVIVORSHIP,
    left_out_sentence,
    median_sentence,
    vagueness_sentence,
)
from dsi_geo.analysis.timeline.lifetimes import (
    YEAR_DAYS,
    lifetimes,
    median_lifetimes,
    numbers_at_risk,
    survival,
)
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.drawing.lifetime_charts import panels, survival_chart
from dsi_geo.output.report.parts import Chart, Paragraph, Section, Table, sized
from dsi_geo.output.report.subject import Subject
from dsi_geo.schema import PROJECTS

TITLE: Final = "How long do they live?"
MOST_YEARS: Final = 12
_NO_END: Final = "Of organisations no end is recorded, so nothing can be said of how long they live."
_NONE_CLOSED: Final = (
    "No project with a launch date is known to have closed by the day that the data describe, so nothing can be said "
    "of how long they live."
)


def lifetimes_section(subject: Subject) -> Section:
    """The survival curve of all together, numbers at risk, and what vague dates do to it."""
    if subject.entity != PROJECTS:
        return Section("lifetimes", TITLE, _NO_END, ())
    spans = life_spans(subject.table, subject.database.as_of)
    lives = lifetimes(spans, subject.database.as_of)
    if not lives["closed"].any():
        return Section("lifetimes", TITLE, _NONE_CLOSED, ())
    medians = median_lifetimes(lives)
    together = medians.iloc[0]
    notes = (Paragraph(vagueness_sentence(together), "note"), Paragraph(SURVIVORSHIP, "note"))
    chart = _curve(survival(lives), medians, left_out_sentence(spans, lives))
    return Section("lifetimes", TITLE, median_sentence("All together", together), (chart, *notes))


def _curve(curve: pd.DataFrame, medians: pd.DataFrame, left_out: str) -> Chart:
    labels = panels(medians, "All together")
    title = "Projects that still run, by years since their launch"
    return Chart(
        title,
        lambda: sized(survival_chart(curve, curve, labels, "light")),
        _by_year(curve, title),
        f"A curve that falls from 100% to {curve['survival'].iloc[-1]:.0%}",
        f"Kaplan-Meier estimate; projects that still run count up to the as-of date. Pale: 95% band. {left_out}",
    )


def _by_year(curve: pd.DataFrame, caption: str) -> Table:
    years = np.arange(0, int(curve["days"].max() / YEAR_DAYS) + 1)
    years = years[:: -(-len(years) // MOST_YEARS)]
    last = np.searchsorted(curve["days"].to_numpy() / YEAR_DAYS, years, side="right") - 1
    values = curve["survival"].to_numpy()
    cells = pd.DataFrame(
        {
            "Years": years.astype(str),
            "Still run": [f"{values[at]:.0%}" if at >= 0 else "100%" for at in last],
            "Observed so long or longer": numbers_at_risk(curve, years.tolist())
            .iloc[0]
            .map("{:,.0f}".format),
        }
    )
    return Table(caption, cells, tuple(cells.columns))
