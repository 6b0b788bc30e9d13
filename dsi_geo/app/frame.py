"""The frame around every page: title, messages and filters above, the source of the data below."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.app import caching, link, messages, record_links
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.databases import settings
from dsi_geo.app.file_page import choices
from dsi_geo.app.file_page.understanding import is_upload, offer_remedies, summary
from dsi_geo.app.help_texts import FIRST_STEPS, HELP
from dsi_geo.app.link import full_page_link, share
from dsi_geo.app.looks import embedded
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.sidebar import DATABASE, REPORTING, reset_filters
from dsi_geo.app.visit import Nothing, Visit, current_visit
from dsi_geo.bundled import DEMONSTRATION
from dsi_geo.database import Provenance
from dsi_geo.selection import describe

_PAGE: Final = "_page"
_SEEN: Final = "_seen_first_steps"
_FIRST_VISIT: Final = Path(__file__).parent / "assets" / "first_visit.js"


def begin(title: str, question: str, reads: Collection[str] = ()) -> Visit:
    """Title and context of a page; stops the page with a remedy if there are no data, or nothing is selected.

    Parameters
    ----------
    title, question
        Title of the page, and the question that it answers.
    reads
        Parameters of the URL about which the page itself reports if they name something that does not exist.
    """
    visit = begin_unfiltered(title, question, reads)
    announce_file(visit)
    stop_if_empty(visit)
    return visit


def announce_file(visit: Visit) -> None:
    """Say how a visitor's file was understood, until the visitor has looked at that."""
    with st.container():
        if is_upload(visit.loaded) and not embedded() and not choices.is_checked(visit.version.stamp):
            messages.fresh_file(summary(visit.loaded))


def stop_if_empty(visit: Visit) -> None:
    """Stop the page with a remedy if nothing is selected."""
    if not visit.mask.any():
        if not visit.emptied:
            messages.nothing_selected(visit.filtered)
        st.stop()


def begin_unfiltered(title: str, question: str, reads: Collection[str] = ()) -> Visit:
    """As `begin`, for a page that also has something to show if nothing is selected."""
    found = current_visit()
    entered = _entered(title)
    if isinstance(found, Nothing):
        _without_data(found, title, question, entered)
        st.stop()
    visit = replace(found, entered=entered, title=title)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False)
        if not embedded():
            _help(title)
            with st.container(width="content"):
                share(visit, title)
        record_links.listen(visit)
    messages.misconfigured(settings().faults)
    st.caption(question)
    if visit.database.provenance.demonstration:
        messages.demonstration(embedded())
    filters = describe(visit.selection)
    # Containers even when empty: everything below would be redrawn if it moved down.
    with st.container():
        if visit.outdated:
            messages.outdated(visit.loaded.title, visit.outdated)
            _offer_remedies()
    with st.container():
        _show_lacking(visit, link.not_there(visit, reads))
    with st.container():
        if visit.loaded.counted:
            muted(visit.loaded.counted, "counted")
    with st.container():
        if filters:
            muted(f"Filtered by {filters}", "filters")
    return visit


def _without_data(why: Nothing, title: str, question: str, entered: int) -> None:
    """A page that has no data to show."""
    st.title(title, anchor=False)
    messages.misconfigured(settings().faults)
    st.caption(question)
    # An embedded page has no sidebar in which to choose a file.
    offered = {
        caching.CONFIGURED: "Open this network’s database",
        caching.DEMONSTRATION: "See the demonstration data",
        caching.UPLOAD: "Open a file of your own",
    }
    if embedded():
        del offered[caching.UPLOAD]
    messages.nothing(why, offered, _choose, _offer_remedies)
    full_page_link(entered)


def _offer_remedies() -> None:
    """Let the visitor choose what a refused file needs to be read."""
    refused = choices.refused_now()
    if refused is not None and (refused.tables or refused.columns):
        offer_remedies(refused)


def _choose(kind: str) -> None:
    """Choose another database, as if in the sidebar."""
    st.session_state[DATABASE] = kind


def _show_lacking(visit: Visit, not_there: dict[str, str]) -> None:
    """Report what is asked for and missing, with a button that ends the message."""
    sentences = [*(one.sentence for one in visit.lacking), *not_there.values()]
    if not sentences:
        return
    if visit.emptied:
        messages.lacking(sentences, "Show all records", _show_all, tuple(not_there))
    else:
        messages.lacking(sentences, "Close" if not_there else "", link.forget, tuple(not_there))


def _show_all(names: Collection[str]) -> None:
    """Drop all filters, and all parameters that name something that does not exist."""
    reset_filters()
    link.forget(names)


def _help(title: str) -> None:
    with st.popover("Help", icon=":material/help:", type="tertiary"):
        for sentence in HELP[title]:
            st.markdown(sentence)


def first_visit() -> None:
    """Show who has never been here, in three steps, what can be done; closed, it stays away from this browser."""
    if embedded():
        return
    with st.container(border=True, key="first_visit"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**New here? Three things that you can do**")
            st.button("Got it", icon=":material/close:", type="tertiary", on_click=_note_seen)
        for step, column in zip(FIRST_STEPS, st.columns(len(FIRST_STEPS)), strict=True):
            with column:
                st.markdown(f"**{step.title}**  \n{step.text}")
                st.page_link(step.page, label=step.label, icon=step.icon)
        st.caption("Your own table: choose “Your own file” under “Database” in the sidebar.")
    browser_part(_FIRST_VISIT, {"seen": bool(st.session_state.get(_SEEN))}, unseen=True)


def _note_seen() -> None:
    st.session_state[_SEEN] = True


def _entered(title: str) -> int:
    """How many pages have been opened in this session, including this one."""
    last, times = st.session_state.get(_PAGE, ("", 0))
    if last != title:
        st.session_state[_PAGE] = (title, times := times + 1)
    return int(times)


def muted(text: str, key: str) -> None:
    """A muted line of plain text; unlike a caption, it is never Markdown."""
    with st.container(key=f"muted_{key}"):
        st.text(text, width="stretch")


def source_line(visit: Visit) -> None:
    """The last line of every page: source, as-of date and number of records."""
    full_page_link(visit.entered)
    muted(
        f"Source: {visit.loaded.title}, {visit.as_of_words}; "
        f"{visit.size:,} of {len(visit.chosen):,} {visit.noun(len(visit.chosen))} selected. "
        "Outlines: Natural Earth; towns: GeoNames (CC BY 4.0); populations: Eurostat and GeoNames.",
        "source",
    )
    link.note_refused(visit.entered, REPORTING)


def about_the_data(provenance: Provenance) -> None:
    """The datasheet of the demonstration database; for any other, how its columns were read."""
    if provenance.demonstration:
        st.markdown((DEMONSTRATION / "DATASHEET.md").read_text(encoding="utf-8"))
        return
    for entity, fields in provenance.recognised.items():
        st.caption(f"Columns of the {entity}, and what they were read as")
        columns = pd.DataFrame({"Column": fields.values(), "Read as": fields.keys()})
        static_table(columns, f"Columns of the {entity} and what they were read as")
        unrecognised = provenance.unrecognised[entity]
        if unrecognised:
            st.text(f"Not recognised, kept unchanged: {', '.join(unrecognised)}.", width="stretch")
