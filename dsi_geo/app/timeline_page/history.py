"""The top of the timeline: one sentence, the chart of launches and closures, its phases and events in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.analysis.memberships import in_lists
from dsi_geo.analysis.timeline.launches import (
    COUNTS,
    WHOLE,
    as_of_the_day,
    cumulative,
    in_whole_numbers,
    moving_average,
)
from dsi_geo.analysis.timeline.phases import (
    KINDS,
    alternative,
    coverage_sentence,
    headline,
    how_to_read,
    left_out,
    loose_phases,
)
from dsi_geo.app import messages, results, url
from dsi_geo.app.charts import show_chart
from dsi_geo.app.frame import muted
from dsi_geo.app.timeline_page.period import HistoryOptions, take_clicked_period
from dsi_geo.app.visit import Visit
from dsi_geo.cleaning.events import LONGEST_TEXT
from dsi_geo.drawing.timeline_charts import launches_chart, split_chart
from dsi_geo.errors import InputError
from dsi_geo.schema import BEGINNINGS, PROJECTS
from dsi_geo.schema.exports import GROUPED_TIMELINE, TIMELINE

MOST_GROUPS = 8


def show_headline(visit: Visit) -> None:
    """The story in a sentence or two, preceded by a warning if few records are dated."""
    spans = results.spans(visit)
    few = coverage_sentence(spans, visit.entity)
    with st.container(key="told_timeline"):
        if few:
            st.markdown(few)
        st.markdown(headline(spans, results.phases(visit), visit.entity))


def nothing_dated(visit: Visit) -> None:
    """Why the timeline is empty, and what to change."""
    column = f"{BEGINNINGS[visit.entity].event} date" + (
        " (or closing date)" if visit.entity == PROJECTS else ""
    )
    st.info(
        f"None of the {visit.size:,} selected {visit.noun(visit.size)} has a {column} that could be read, so there "
        "is no timeline to draw. Remove a filter, or name the column of your file that holds the dates: in the "
        "sidebar under **Columns of your file**.",
        icon=":material/event_busy:",
    )


def show_history(visit: Visit, options: HistoryOptions) -> None:
    """The chart, with or without a split, and a caption on what it leaves out."""
    if options.by:
        _show_split(visit, options)
    else:
        _show_unsplit(visit, options)
    spans, axis = results.spans(visit), results.time_axis(visit, options.frequency)
    st.caption(left_out(spans, options.frequency, axis, visit.entity))


def _show_unsplit(visit: Visit, options: HistoryOptions) -> None:
    table = results.period_counts(visit, options.frequency, options.vague)
    as_of, numbers = visit.database.as_of, in_whole_numbers(table)
    whole = as_of_the_day(table, options.frequency, as_of)["covered"].eq(WHOLE)
    average = moving_average(table[whole], options.average) if options.average else None
    if options.cumulative:
        table = cumulative(table, visit.database.as_of).assign(launched_vague=0.0, closed_vague=0.0)
    phases = results.phases(visit).table if options.phases else None
    events = _events(visit) if options.phases else None
    event = show_chart(
        visit,
        _title(visit, options),
        "launches",
        lambda theme: launches_chart(
            table,
            options.frequency,
            as_of,
            theme,
            entity=visit.entity,
            phases=phases,
            events=events,
            average=average,
        ),
        as_of_the_day(numbers, options.frequency, as_of).drop(columns="start"),
        TIMELINE,
        alternative(numbers, options.frequency, visit.entity),
        note=how_to_read(table, options.frequency, options.vague, options.phases, visit.entity, as_of=as_of),
        selectable=True,
    )
    take_clicked_period(event)
    if phases is not None:
        _show_phases(visit, phases, events)


def _show_split(visit: Visit, options: HistoryOptions) -> None:
    table = results.period_counts(visit, options.frequency, options.vague, options.by)
    if options.cumulative:
        table = cumulative(table, visit.database.as_of).assign(launched_vague=0.0, closed_vague=0.0)
    words = BEGINNINGS[visit.entity]
    sizes = table.groupby("group", sort=False)["launched"].agg("max" if options.cumulative else "sum")
    sizes = sizes[sizes > 0].sort_values(ascending=False, kind="stable")
    drawn = list(sizes.index[:MOST_GROUPS])
    if not drawn:
        st.info(f"Nothing has been {words.done} at a known time, so there is nothing to split.")
        return
    as_of = visit.database.as_of
    numbers = as_of_the_day(table, options.frequency, as_of).drop(columns="start")
    numbers = numbers.round(dict.fromkeys(COUNTS, 2))
    own = table[table["group"].isin(drawn)]
    signs = how_to_read(
        own, options.frequency, options.vague, options.phases, visit.entity, as_of=as_of, split=True
    )
    rest = (
        f" Not drawn: {len(sizes) - len(drawn)} groups with fewer {words.events}."
        if len(sizes) > len(drawn)
        else ""
    )
    overlap = options.by in ("theme", "kind") or (
        options.by == "cluster" and in_lists(visit.database.projects["cluster"])
    )
    several = " A record with several of them counts in each." if overlap else ""
    show_chart(
        visit,
        _title(visit, options),
        f"launches_by_{options.by}",
        lambda theme: split_chart(table, drawn, options.frequency, as_of, theme, entity=visit.entity),
        numbers,
        GROUPED_TIMELINE,
        f"{_title(visit, options)}, for {len(drawn)} groups; the numbers follow.",
        note=f"All groups are drawn on the same scale.{rest}{several} {signs}",
    )


def _title(visit: Visit, options: HistoryOptions) -> str:
    what = {"": "", "partition": ", by region", "kind": ", by kind of organisation"}.get(
        options.by, f", by {options.by}"
    )
    happenings, by = BEGINNINGS[visit.entity].happenings, "up to each" if options.cumulative else "by"
    return f"{visit.noun(2).capitalize()} {happenings} {by} {options.frequency}{what}"


def _show_phases(visit: Visit, phases: pd.DataFrame, events: pd.DataFrame | None) -> None:
    summary = results.phases(visit).summary
    with st.expander(f"Phases and events in words: {summary}", icon=":material/segment:", key="phases_told"):
        for number, phase in enumerate(phases.itertuples(), start=1):
            st.markdown(f"**{number} · {KINDS[phase.kind]}.** {phase.sentence}")
        st.caption(loose_phases(visit.entity))
        for event in events.itertuples() if events is not None else ():
            muted(f"{event.label} (source: {event.source or 'not given'})", f"event_{event.Index}")
        _ask_for_events()


def _ask_for_events() -> None:
    st.text_area(
        "Your own events, one a line",
        key=url.EVENTS,
        bind=url.BOUND,
        height=100,
        max_chars=LONGEST_TEXT,
        placeholder="2015-09 The borders open",
        help="A day, month or year, or two of them as 2015-09..2016-03, and a few words; or cells copied "
        "from a spreadsheet: from, to, words. They are part of the link.",
    )


def _events(visit: Visit) -> pd.DataFrame | None:
    """The database's events and the visitor's own; if they cannot be used, the fault is shown and none is drawn."""
    try:
        return results.events(visit.loaded, url.own_events())
    except InputError as error:
        messages.refused_events(error)
        return None
