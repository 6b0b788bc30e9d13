"""Single projects: those launched and closed in a period, and a line for each from its launch to its end."""

from __future__ import annotations

from functools import partial
from typing import Final, Literal

import pandas as pd
import streamlit as st

from dsi_geo.analysis.timeline.launches import in_whole_numbers
from dsi_geo.analysis.timeline.lifelines import LEGIBLE, Order, cohorts, events_between, lifelines
from dsi_geo.analysis.timeline.periods import days_between, period_labels, period_starts
from dsi_geo.app import results, url
from dsi_geo.app.charts import show_chart
from dsi_geo.app.downloads import table_download
from dsi_geo.app.frame import muted
from dsi_geo.app.record_links import PRESS, name_cells, name_column, targets
from dsi_geo.app.record_lists import place_words, position_of, show_record
from dsi_geo.app.sidebar import URL
from dsi_geo.app.timeline_page.period import Chosen, HistoryOptions, choose_period
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.lifetime_charts import cohorts_chart, lifelines_chart, link_labels
from dsi_geo.schema import BEGINNINGS, PROJECTS
from dsi_geo.schema.exports import COHORTS, EVENTS, LIFELINES

MOST_ROWS: Final = 1_000
ALL_AT_ONCE: Final = 200
PAGE: Final = 100
LIST_PX: Final = 330
ORDERS: Final[dict[str, Order]] = {"start": "launched", "end": "closed", "name": "name"}
KIND_WORDS: Final = {
    "known": "",
    "planned": "planned",
    "announced": "announced, not yet closed",
    "undated": "closed, day not known",
}
HAPPENED: Final = ("known", "undated")
"""Kinds of launches and closures that have taken place."""
NO_END: Final = "The data do not record when organisations end."
READING: Final = (
    "Solid: it ran. Pale: it began or ended at some time in this span, as its date is vague. ▸ still running on the "
    "as-of date; | closed; dotted: a planned or announced end; ○ a planned launch."
)


def show_projects(visit: Visit, options: HistoryOptions) -> None:
    """The section on single projects: two lists for a period, the record chosen in them, and the lifelines."""
    chosen = choose_period(visit, options.frequency)
    left, right = st.columns(2, gap="medium")
    with left:
        listed = _happened(visit, "launched", chosen, options)
    if visit.entity == PROJECTS:
        with right:
            listed += _happened(visit, "closed", chosen, options)
    _picked_record(visit, url.record() if url.record() in listed else "")
    _lifelines(visit)


def _how_drawn(
    visit: Visit, event: Literal["launched", "closed"], chosen: Chosen, options: HistoryOptions, vague: int
) -> str:
    """How the list and the bars of the chart go together where some dates reach beyond the period."""
    table = in_whole_numbers(results.period_counts(visit, options.frequency, "spread"))
    drawn = table.loc[table["start"].between(chosen.start, chosen.end), event].sum()
    bars = "draws them apart" if options.vague == "apart" else f"spreads them, and shows {drawn:,} here"
    return f"{vague:,} are listed whose dates are vague, and reach beyond the period: the chart {bars}."


def _happened(
    visit: Visit, event: Literal["launched", "closed"], chosen: Chosen, options: HistoryOptions
) -> list[str]:
    """List what was launched or closed, and return the ids; the URL names the record chosen in the list."""
    spans = results.spans(visit)
    listed = events_between(visit.table, spans, event, chosen.start, chosen.end)
    said = BEGINNINGS[visit.entity].done if event == "launched" else event
    happened = listed[listed["kind"].isin(HAPPENED)]
    vague = int((~happened["certain"]).sum())
    ahead = len(listed) - len(happened)
    counted = f"{len(happened) - vague:,}" + (f", perhaps {vague:,} more" if vague else "")
    counted += f", {ahead:,} to come" if ahead else ""
    st.subheader(f"{said.capitalize()} in {chosen.words}: {counted}", anchor=False)
    if listed.empty:
        st.caption("None with a known date. Choose a longer period, or a click on another bar above.")
        return []
    shown = listed.head(MOST_ROWS)
    cells = pd.DataFrame(
        {
            "Name": name_cells(shown["name"]),
            "When": days_between(shown["from"], shown["to"]),
            "Place": place_words(visit.table.loc[shown.index]),
        }
    )
    if (special := shown["kind"].map(KIND_WORDS).fillna("")).any():
        cells.insert(2, "Note", special)
    key = f"happened_{event}_{hash((visit.loaded.version, visit.entity, visit.selection, chosen.words))}"
    ids: list[str] = listed["id"].astype("str").tolist()
    st.dataframe(
        cells,
        key=key,
        hide_index=True,
        column_config={
            "Name": name_column(visit, ids, key),
            "When": st.column_config.TextColumn(width=90),
        },
        height=min(LIST_PX, 38 + 35 * len(cells)),
        on_select=lambda: url.put_record(
            "".join(ids[row] for row in st.session_state[key]["selection"]["rows"])
        ),
        selection_mode="single-row",
        alt=f"{len(cells)} {visit.noun(len(cells))} {said} in {chosen.words}, with day and place",
    )
    if vague:
        st.caption(_how_drawn(visit, event, chosen, options, vague))
    if len(shown) < len(listed):
        st.caption(f"The first {MOST_ROWS:,} are shown; the download has all {len(listed):,}.")
    table_download(listed, EVENTS, f"{said}_in_period", f"what was {said}")
    return ids


def _picked_record(visit: Visit, record_id: str) -> None:
    position = position_of(visit, record_id)
    with st.container():
        if position is None:
            st.caption(f"Choose a row to read its record here and open it on the cluster map. {PRESS}")
            return
        show_record(visit.database.table(visit.entity).iloc[position], visit)
        st.page_link(
            "pages/cluster_map.py",
            label="Open it on the cluster map",
            icon=":material/map:",
            query_params={url.RECORD: record_id},
        )


def _lifelines(visit: Visit) -> None:
    spans = results.spans(visit)
    tools = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with tools:
        search = st.text_input(
            "Search the lines", key="line", bind=URL, placeholder="Part of a name", type="search"
        )
        order = st.selectbox("Sorted by", list(ORDERS), key="lines", bind=URL, width=140)
    dated = int((spans["launched_from"].notna() | spans["closed_from"].notna()).sum())
    if dated > LEGIBLE and not search:
        _cohorts(visit, dated)
        return
    bars = lifelines(visit.table, spans, order=ORDERS[order], search=search or "")
    if bars.empty:
        st.info("No dated record has a name that contains this. Change the search.")
    elif len(bars) > LEGIBLE:
        _cohorts(visit, len(bars))
    else:
        with tools:
            shown = _page_of(bars)
        _bars(visit, shown, len(bars), order)


def _page_of(bars: pd.DataFrame) -> pd.DataFrame:
    if len(bars) <= ALL_AT_ONCE:
        return bars
    number = st.pagination(-(-len(bars) // PAGE), max_visible_pages=3, key="line_page", bind=URL)
    return bars.iloc[(number - 1) * PAGE : number * PAGE]


def _bars(visit: Visit, shown: pd.DataFrame, dated: int, order: str) -> None:
    begin = BEGINNINGS[visit.entity].event
    lines = f"From {begin} to end" if visit.entity == PROJECTS else f"Since their {begin}"
    show_chart(
        visit,
        f"{lines}: {len(shown):,} of {dated:,} {visit.noun(dated)} with a date",
        "lifelines",
        lambda theme: lifelines_chart(shown, visit.database.as_of, _span(visit), theme),
        shown,
        LIFELINES,
        f"A line for each of {len(shown)} {visit.noun(len(shown))}, sorted by {order}.",
        note=READING if visit.entity == PROJECTS else NO_END,
        hint=PRESS,
        on_page=partial(link_labels, addresses=[target.address for target in targets(visit, shown["id"])]),
    )


def _span(visit: Visit) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the axis."""
    axis = results.time_axis(visit, "quarter")
    assert axis is not None  # the page stops earlier if nothing is dated
    first, after = period_starts([axis.first, axis.last + 1], "quarter").astype("datetime64[s]")
    return pd.Timestamp(first), pd.Timestamp(after)


def _cohorts(visit: Visit, dated: int) -> None:
    event, done = BEGINNINGS[visit.entity].event, BEGINNINGS[visit.entity].done
    table, as_of = cohorts(results.spans(visit)), visit.database.as_of
    muted(
        f"{dated:,} lines are too many to tell apart: they are grouped by the year of {event}. Search for a name, or "
        f"filter to {LEGIBLE:,} or fewer, to see single {visit.noun(2)}.",
        "bundled",
    )
    axis = results.time_axis(visit, "year")
    assert axis is not None  # the page stops earlier if nothing is dated
    first, last = (int(year) for year in period_labels([axis.first, axis.last], "year"))
    years = table[table["launched"].between(first, last)]
    outside = int(table["projects"].sum() - years["projects"].sum())
    far = f" {outside:,} {done} outside {first} to {last} are not drawn." if outside else ""
    show_chart(
        visit,
        f"{visit.noun(2).capitalize()} still running, by the year of their {event}",
        "cohorts",
        lambda theme: cohorts_chart(years, last if pd.isna(as_of) else as_of.year, theme),
        table,
        COHORTS,
        f"One band for each year of {event}; its thickness is the number of its {visit.noun(2)} running in each year.",
        note=(f"A band thins as its {visit.noun(2)} close." if visit.entity == PROJECTS else NO_END) + far,
    )
