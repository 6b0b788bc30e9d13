"""The chapters on launches, closures and lifetimes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from dsi_geo.analysis.timeline.launches import (
    TO_COME,
    as_of_the_day,
    by_period,
    in_whole_numbers,
    time_axis,
)
from dsi_geo.analysis.timeline.lifetimes import (
    SURVIVORSHIP,
    YEAR_DAYS,
    left_out_sentence,
    lifetimes,
    median_lifetimes,
    median_sentence,
    numbers_at_risk,
    survival,
    vagueness_sentence,
)
from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.analysis.timeline.phases import (
    KINDS,
    Phases,
    alternative,
    coverage_sentence,
    headline,
    how_to_read,
    launch_phases,
    left_out,
    loose_phases,
)
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.drawing.lifetime_charts import panels, survival_chart
from dsi_geo.drawing.timeline_charts import events_in_sight, launches_chart
from dsi_geo.output.report.parts import Block, Chart, Paragraph, Section, Subject, Table, as_table, sized
from dsi_geo.schema import BEGINNINGS, PROJECTS, noun

if TYPE_CHECKING:
    import plotly.graph_objects as go


FREQUENCY: Final[Frequency] = "quarter"
MOST_YEARS: Final = 40
TITLE: Final = "Timeline"
_DRAWN: Final = ("launched", "closed", "planned_launched", "planned_closed")


def timeline_section(subject: Subject) -> Section:
    """Launches, closures and the active stock by quarter, the phases in words, and the years as a table."""
    spans = life_spans(subject.table, subject.database.as_of)
    axis = time_axis(spans, FREQUENCY, subject.database.as_of)
    if axis is None:
        return Section("timeline", TITLE, _undated(subject), ())
    phases = launch_phases(
        spans, subject.database.as_of, time_axis(spans, "month", subject.database.as_of), subject.entity
    )
    few = coverage_sentence(spans, subject.entity)
    sentence = headline(spans, phases, subject.entity)
    table = by_period(spans, FREQUENCY, subject.database.as_of, axis=axis)
    counted = Paragraph(left_out(spans, FREQUENCY, axis, subject.entity), "note")
    blocks: list[Block] = [counted]
    if table[[*_DRAWN]].to_numpy().any():
        chart = _chart(subject, table, phases)
        blocks = [chart, counted, *_phases(subject, phases), *_events(subject, table), _years(subject, spans)]
    nothing = f"Nothing was {BEGINNINGS[subject.entity].happenings.replace(' and ', ' or ')} at a known time."
    answer = " ".join(filter(None, [few, sentence])) or nothing
    return Section("timeline", TITLE, answer, tuple(blocks))


def _undated(subject: Subject) -> str:
    what = f"{BEGINNINGS[subject.entity].event} date" + (
        " or closing date" if subject.entity == PROJECTS else ""
    )
    size = subject.size
    return f"None of the {size:,} {noun(subject.entity, size)} has a {what} that could be read."


def _chart(subject: Subject, table: pd.DataFrame, phases: Phases) -> Chart:
    numbers = in_whole_numbers(table)

    def draw() -> go.Figure:
        return sized(
            launches_chart(
                table,
                FREQUENCY,
                subject.database.as_of,
                "light",
                entity=subject.entity,
                phases=phases.table,
                events=subject.events,
            )
        )

    title = f"{subject.entity.capitalize()} {BEGINNINGS[subject.entity].happenings} by {FREQUENCY}"
    return Chart(
        title,
        draw,
        _counted(subject, numbers, FREQUENCY, title, planned=True),
        alternative(numbers, FREQUENCY, subject.entity),
        how_to_read(table, FREQUENCY, "spread", True, subject.entity, as_of=subject.database.as_of),
    )


def _phases(subject: Subject, phases: Phases) -> list[Block]:
    paragraphs = [
        Paragraph(f"{number} · {KINDS[phase.kind]}. {phase.sentence}")
        for number, phase in enumerate(phases.table.itertuples(), start=1)
    ]
    return [
        *paragraphs,
        Paragraph(f"{phases.summary} {loose_phases(subject.entity) if paragraphs else ''}", "note"),
    ]


def _events(subject: Subject, table: pd.DataFrame) -> list[Block]:
    """The events on the chart, each with its source."""
    shown = events_in_sight(subject.events, table[table["start"].notna()], subject.database.as_of)
    return [
        Paragraph(f"{event.label} (source: {event.source or 'not given'})", "note")
        for event in shown.itertuples()
    ]


def _years(subject: Subject, spans: pd.DataFrame) -> Table:
    numbers = in_whole_numbers(by_period(spans, "year", subject.database.as_of))
    ahead = numbers["start"].isna() | numbers["start"].gt(subject.database.as_of)
    numbers = numbers[~ahead | numbers[["launched", "closed"]].any(axis=1)]
    caption = f"{subject.entity.capitalize()} {BEGINNINGS[subject.entity].happenings} by year"
    table = _counted(subject, numbers.tail(MOST_YEARS), "year", caption)
    earlier = len(numbers) - MOST_YEARS
    if earlier <= 0:
        return table
    words = BEGINNINGS[subject.entity]
    note = (
        f"{earlier:,} earlier years are not printed; “{words.standing}” counts what was {words.done} in them."
    )
    return Table(table.caption, table.cells, table.numbers, note)


def _counted(
    subject: Subject, numbers: pd.DataFrame, frequency: Frequency, caption: str, *, planned: bool = False
) -> Table:
    """A table of periods: empty cells after the as-of date, and the day behind a period that has only begun."""
    as_of = subject.database.as_of
    numbers = as_of_the_day(numbers, frequency, as_of)
    begun = numbers["covered"].str.startswith("to ") & numbers["covered"].ne(TO_COME)
    if begun.any():
        until = f", to {as_of.day} {as_of:%B}"
        numbers = numbers.assign(period=numbers["period"].mask(begun, numbers["period"] + until))
    words, ends = BEGINNINGS[subject.entity], subject.entity == PROJECTS
    columns = {"period": "Period", "launched": words.done.capitalize()} | (
        {"closed": "Closed"} if ends else {}
    )
    columns["active"] = words.standing.capitalize()
    if planned:
        columns["planned_launched"] = f"{words.events.capitalize()} planned"
        columns |= {"planned_closed": "Closures planned"} if ends else {}
    shown = numbers[list(columns)].rename(columns=columns)
    return as_table(caption, shown)


LIFETIMES_TITLE: Final = "How long do they live?"
MOST_YEARS_AT_RISK: Final = 12
_NO_END: Final = (
    "The data do not record when organisations end, so nothing can be said of how long they live."
)
_NONE_CLOSED: Final = (
    "No project with a launch date is known to have closed by the day that the data describe, so nothing can be said "
    "of how long they live."
)


def lifetimes_section(subject: Subject) -> Section:
    """The survival curve of all projects, numbers at risk, and the effect of vague dates."""
    if subject.entity != PROJECTS:
        return Section("lifetimes", LIFETIMES_TITLE, _NO_END, ())
    spans = life_spans(subject.table, subject.database.as_of)
    lives = lifetimes(spans, subject.database.as_of)
    if not lives["closed"].any():
        return Section("lifetimes", LIFETIMES_TITLE, _NONE_CLOSED, ())
    medians = median_lifetimes(lives)
    together = medians.iloc[0]
    notes = (Paragraph(vagueness_sentence(together), "note"), Paragraph(SURVIVORSHIP, "note"))
    chart = _curve(survival(lives), medians, left_out_sentence(spans, lives))
    return Section("lifetimes", LIFETIMES_TITLE, median_sentence("All together", together), (chart, *notes))


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
    years = years[:: -(-len(years) // MOST_YEARS_AT_RISK)]
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
