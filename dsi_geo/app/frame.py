"""The frame around every page: title, what is shown, and where the rest of the records are."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from dsi_geo.app import messages
from dsi_geo.app.loaders.settings import settings
from dsi_geo.app.looks import embedded
from dsi_geo.app.share import full_page_link, share
from dsi_geo.app.visit import Visit, current_visit
from dsi_geo.selection import describe

_PAGE: Final = "_page"


def begin(title: str, question: str) -> Visit:
    """Title and context of a page; stops the page with a remedy if nothing is selected."""
    visit = replace(current_visit(), entered=_entered(title))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False)
        if not embedded():
            with st.container(width="content"):
                share(visit, title)
    messages.misconfigured(settings().faults)
    st.caption(question)
    if visit.database.provenance.demonstration:
        messages.demonstration(embedded())
    filters = describe(visit.selection)
    # A place of its own even when empty: what stands below would be drawn anew if it moved down.
    with st.container():
        if filters:
            muted(f"Filtered by {filters}", "filters")
    if not visit.mask.any():
        messages.nothing_selected()
        st.stop()
    return visit


def _entered(title: str) -> int:
    """How often a page has been opened in this session, this time included."""
    last, times = st.session_state.get(_PAGE, ("", 0))
    if last != title:
        st.session_state[_PAGE] = (title, times := times + 1)
    return int(times)


def muted(text: str, key: str) -> None:
    """A quiet line of plain text; unlike a caption it is never Markdown."""
    with st.container(key=f"muted_{key}"):
        st.text(text, width="stretch")


def source_line(visit: Visit) -> None:
    """Source, as-of date and number of records, as every page ends."""
    full_page_link(visit)
    muted(
        f"Source: {visit.loaded.title}, {visit.as_of_words}; "
        f"{visit.size:,} of {len(visit.chosen):,} {visit.noun(len(visit.chosen))} selected. "
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0).",
        "source",
    )
