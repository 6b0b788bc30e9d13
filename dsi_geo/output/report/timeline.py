"""When the records were launched and closed, and how well that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from dsi_geo.analysis.timeline.headline import coverage_sentence, headline
from dsi_geo.analysis.timeline.periods import Frequency
from dsi_geo.analysis.timeline.phases import Phases, launch_phases
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.analysis.timeline.timeline import by_period, in_whole_numbers, time_axis
from dsi_geo.analysis.timeline.timeline_words import KINDS, alternative, how_to_read, left_out, loose_phases
from dsi_geo.drawing.timeline_charts import events_in_sight, launches_chart
from dsi_geo.output.report.parts import Block, Chart, Paragraph, Section, Table, as_table, sized
from dsi_geo.output.report.subject import Subject
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
    told = headline(spans, phases, subject.entity)
    table = by_period(spans, FREQUENCY, subject.database.as_of, axis=axis)
    counted = Paragraph(left_out(spans, FREQUENCY, axis, subject.entity), "note")
    blocks: list[Block] = [counted]
    if table[[*_DRAWN]].to_numpy().any():
        chart = _chart(subject, table, phases)
        blocks = [chart, counted, *_phases(subject, phases), *_events(subject, table), _years(subject, spans)]
    nothing = f"Nothing was {BEGINNINGS[subject.entity].happenings.replace(' and ', ' or ')} at a known time."
    answer = " ".join(filter(None, [few, told])) or nothing
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
        _counted(subject, numbers, title, planned=True),
        alternative(numbers, FREQUENCY, subject.entity),
        how_to_read(table, FREQUENCY, "spread", phases=True, entity=subject.entity),
    )


def _phases(subject: Subject, phases: Phases) -> list[Block]:
    told = [
        Paragraph(f"{number} · {KINDS[phase.kind]}. {phase.sentence}")
        for number, phase in enumerate(phases.table.itertuples(), start=1)
    ]
    return [*told, Paragraph(f"{phases.summary} {loose_phases(subject.entity) if told else ''}", "note")]


def _events(subject: Subject, table: pd.DataFrame) -> list[Block]:
    """What the events on the chart are, each with who says so."""
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
    table = _counted(subject, numbers.tail(MOST_YEARS), caption)
    earlier = len(numbers) - MOST_YEARS
    if earlier <= 0:
        return table
    words = BEGINNINGS[subject.entity]
    note = (
        f"{earlier:,} earlier years are not printed; “{words.standing}” counts what was {words.done} in them."
    )
    return Table(table.caption, table.cells, table.numbers, note)


def _counted(subject: Subject, numbers: pd.DataFrame, caption: str, *, planned: bool = False) -> Table:
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
