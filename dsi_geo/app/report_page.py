"""The page for the report: it is made on request in the visitor's own run, with progress, and kept for the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.app import messages, results, url
from dsi_geo.app.downloads import Offer, offers
from dsi_geo.app.proximity_page.pair_lists import decisions_about, show_what_is_unreadable
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.shares_page.sections import ShareView, ask
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.output.images import browser_missing
from dsi_geo.output.report.document import report_html, report_pdf
from dsi_geo.output.report.parts import Subject

CONTENTS: Final = {
    "First page": "selection, as-of date, number of records, key figures, each answer in a sentence",
    "Where they are": "a map, and how precisely the places are known",
    "Regional shares": "focus, rest of its country, rest of the world, and every country, with 95% intervals",
    "How concentrated?": "the regions on a map; the index of concentration, by cluster or kind, with intervals",
    "How much could bias change?": "shares if less of the field were known elsewhere; marked as an assumption",
    "Unaware neighbours": "pairs at one address without a link on record, the most certain first",
    "Timeline": "launches, closures and the active stock; the phases of the launch rate",
    "How long do they live?": "the survival curve of projects, and how many were observed for how long",
    "Data quality": "what was found to be wrong or doubtful, by kind",
    "How it was computed": "formulas and their sources; sources of the data and their licences",
}
_MADE: Final = "_report"
_ASKED: Final = "_report_asked"


@dataclass(frozen=True)
class Made:
    """A finished report: its subject (`key`), the page, and the PDF or why there is none."""

    key: tuple[object, ...]
    html: bytes
    pdf: bytes | None
    faults: tuple[str, ...] = ()


def report_maker(visit: Visit) -> None:
    """The contents of the report, the button that makes it, its progress, and the downloads."""
    view = ask(visit)
    key = (visit.loaded.version, visit.entity, visit.selection, view.focus, view.counting)
    contents = pd.DataFrame({"Section": CONTENTS.keys(), "What it holds": CONTENTS.values()})
    static_table(contents, "What will be in the report")
    missing = browser_missing()
    with st.container():
        if missing:
            st.caption(f"{missing} Until then the report is made as a page without charts, and not as a PDF.")
    st.button(
        "Make the report", icon=":material/description:", type="primary", key="make_report", on_click=_ask
    )
    with st.container(key="report_made"):
        if st.session_state.pop(_ASKED, False):
            st.session_state[_MADE] = _make(_subject(visit, view), key)
        made: Made | None = st.session_state.get(_MADE)
        if made is not None and made.key == key:
            _offer(made)


def _ask() -> None:
    st.session_state[_ASKED] = True


def _subject(visit: Visit, view: ShareView) -> Subject:
    try:
        events = results.events(visit.loaded, url.own_events())
    except InputError as error:
        messages.refused_events(error)
        events = None
    decisions = decisions_about(visit)
    show_what_is_unreadable(decisions)
    return Subject(
        visit.database,
        visit.entity,
        visit.selection,
        visit.loaded.title,
        view.focus,
        view.counting,
        events,
        decisions.verdicts,
    )


def _make(subject: Subject, key: tuple[object, ...]) -> Made:
    bar = st.progress(0.0, "Beginning …")

    def show(share: float, words: str) -> None:
        bar.progress(share, f"{words} …")

    html = report_html(subject, show)
    pdf: bytes | None = None
    faults: tuple[str, ...] = ()
    if not browser_missing():
        bar.progress(0.9, "Printing the PDF …")
        try:
            pdf = report_pdf(subject, html)
        except InputError as error:
            faults = tuple(error.faults)
    bar.empty()
    return Made(key, html.encode(), pdf, faults)


def _offer(made: Made) -> None:
    for fault in made.faults:
        st.text(fault, width="stretch")
    pdf = made.pdf
    printed = [Offer("PDF", lambda _: pdf, "report.pdf", "application/pdf")] if pdf is not None else []
    offers([*printed, Offer("HTML", lambda _: made.html, "report.html", "text/html")])
    st.caption("The PDF is for reading and print. The HTML page opens in a browser, also offline.")
