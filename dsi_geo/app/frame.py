"""The frame around every page: title, what is shown, and where the rest of the records are."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import messages
from dsi_geo.app.visit import Visit, current_visit
from dsi_geo.selection import describe


def begin(title: str, question: str) -> Visit:
    """Title and context of a page; stops the page with a remedy if nothing is selected."""
    visit = current_visit()
    st.title(title, anchor=False)
    st.caption(question)
    if visit.database.provenance.demonstration:
        messages.demonstration()
    filters = describe(visit.selection)
    if filters:
        muted(f"Filtered by {filters}", "filters")
    if visit.table.empty:
        messages.nothing_selected()
        st.stop()
    return visit


def muted(text: str, key: str) -> None:
    """A quiet line of plain text; unlike a caption it is never Markdown."""
    with st.container(key=f"muted_{key}"):
        st.text(text, width="stretch")


def source_line(visit: Visit) -> None:
    """Source, as-of date and number of records, as every page ends."""
    as_of = visit.database.as_of
    day = (
        f"as of {as_of.day} {as_of:%B %Y}" if as_of is not None and as_of == as_of else "as-of date not known"
    )
    shown = len(visit.table)
    muted(
        f"Source: {visit.loaded.title}, {day}; "
        f"{shown:,} of {len(visit.chosen):,} {visit.noun(len(visit.chosen))} selected. "
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0).",
        "source",
    )
