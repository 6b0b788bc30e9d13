"""The app's messages about data that are missing, refused or doubtful."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final

import streamlit as st

from dsi_geo.app import caching
from dsi_geo.app.visit import Nothing
from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.postgis import is_database_url, shown


def refused(error: InputError, still_loaded: str) -> None:
    """Say why an input cannot be used, one sentence per fault, and what is shown instead.

    Parameters
    ----------
    error
        The faults.
    still_loaded
        Title of the database that stays loaded.
    """
    with st.container(border=True):
        st.error("This cannot be used.", icon=":material/block:")
        # As text, never as Markdown: the sentences quote the file.
        for fault in error.faults:
            st.text(fault, width="stretch")
        st.text(f"{still_loaded} stays loaded.", width="stretch")


def unusable() -> None:
    """Say beside the choice of a database that it cannot be used; the page says why."""
    st.error("This cannot be used.", icon=":material/block:")


def nothing(
    found: Nothing,
    choices: Mapping[str, str],
    choose: Callable[[str], None],
    offer_remedies: Callable[[], None] | None = None,
) -> None:
    """Fill a page that has no data to show with the reason, and with what the visitor can do.

    Parameters
    ----------
    found
        The reason and the remedy.
    choices
        Kind of database -> label of its button; only kinds in `found.others` are shown.
    choose
        Called with the kind that the visitor chooses.
    offer_remedies
        Draws what else the visitor can choose, below the reason.
    """
    with _notice("empty", found.icon):
        st.subheader(found.heading, anchor=False)
        _sentences(found.why)
        if offer_remedies is not None:
            offer_remedies()
        with st.container(key="empty_remedy"):
            _sentences(found.remedy)
        offered = [kind for kind in found.others if kind in choices]
        if offered:
            with st.container(horizontal=True):
                for kind in offered:
                    st.button(choices[kind], key=f"_choose_{kind}", on_click=choose, args=(kind,))


def outdated(title: str, why: Sequence[str]) -> None:
    """Say that earlier data are still shown, and why the new ones are not."""
    with _notice("outdated", "history"):
        _sentences(why)
        _sentences([f"{title} stays loaded. What is shown was read earlier in this visit."])


def fresh_file(summary: Sequence[str]) -> None:
    """Say how a visitor's file was understood, until the visitor has looked at that."""
    with _notice("fresh_file", "table_edit"):
        _sentences(summary)
        st.page_link("pages/your_file.py", label="See how it was read")


def lacking(
    sentences: Sequence[str],
    way_out: str = "",
    leave: Callable[..., None] | None = None,
    *arguments: object,
    key: str = "lacking",
) -> None:
    """Say what a link or a filter asks for that the data do not have.

    Parameters
    ----------
    sentences
        What to say.
    way_out
        Label of the button that ends the message; "" for none.
    leave
        Called with the arguments when the button is pressed.
    key
        Name of the message, since a page may have several.
    """
    with _notice(key, "search_off"):
        _sentences(sentences)
        if way_out:
            st.button(way_out, key=f"_leave_{key}", on_click=leave, args=arguments)


@contextmanager
def _notice(key: str, icon: str) -> Iterator[None]:
    """A frame with an icon at its side, for messages that are not alarms."""
    with st.container(border=True, key=f"notice_{key}", horizontal=True, gap="medium"):
        with st.container(width="content", key=f"icon_of_{key}"):
            st.markdown(f":material/{icon}:")
        with st.container(gap="small"):
            yield


def _sentences(sentences: Sequence[str]) -> None:
    """Show sentences as text, never as Markdown: they quote files, links and operators."""
    for sentence in sentences:
        st.text(sentence, width="stretch")


def misconfigured(faults: Sequence[str]) -> None:
    """Say which parts of the operator's configuration cannot be used."""
    with st.container():
        if faults:
            st.warning(
                "Parts of this server’s configuration cannot be used:", icon=":material/settings_alert:"
            )
            for fault in faults:
                st.text(fault, width="stretch")


def refused_events(error: InputError) -> None:
    """Say why the operator's list of events cannot be used."""
    st.warning("The list of events cannot be used, so no event is drawn.", icon=":material/event_busy:")
    for fault in error.faults:
        st.text(fault, width="stretch")


def refused_clusters(error: InputError) -> None:
    """Say why the operator's choice of thematic clusters cannot be used."""
    st.warning(
        "The thematic clusters of this server’s configuration cannot be used.",
        icon=":material/settings_alert:",
    )
    for fault in error.faults:
        st.text(fault, width="stretch")


def demonstration(embedded: bool = False) -> None:
    """Say on every page that the data are invented; an embedded page has no sidebar to point to."""
    remedy = "" if embedded else " Choose “Your own file” in the sidebar to see yours."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge("Demonstration data", icon=":material/science:", color="primary")
        st.caption(f"The records are invented.{remedy}", width="stretch")


def nothing_selected(filtered: bool) -> None:
    """Say why nothing is selected, and what to change."""
    if not filtered:
        st.info("This database holds no record.", icon=":material/database:")
        return
    st.info(
        "No record matches all of the filters in the sidebar. Remove one of them, or press **Reset filters**.",
        icon=":material/filter_alt_off:",
    )


FORMATS: Final = (
    "CSV, TSV, Excel, OpenDocument, JSON, GeoJSON, KML, GPX, XML, GeoPackage, FlatGeobuf, zipped Shapefile or "
    "GeoParquet"
)
_WHERE: Final = "Choose it under “Table or export” in the sidebar."
_PRIVATE: Final = (
    "It stays private: nobody else sees it, and this server keeps it only as long as you use it."
)
_NOTHING_ELSE: Final = "Nothing else is shown in its place."


def not_opened(title: str, faults: Iterable[str]) -> Nothing:
    """The operator's database cannot be opened."""
    return Nothing(
        "database_off",
        "This database cannot be opened",
        (f"{quoted(title)} is missing, damaged or out of reach at the moment.", *faults),
        (
            _NOTHING_ELSE,
            "Under “Database” in the sidebar you can choose the demonstration data, or a file of your own.",
        ),
        (caching.DEMONSTRATION, caching.UPLOAD),
    )


def no_file(*, again: bool) -> Nothing:
    """The visitor's own file is missing: not yet chosen, or lost."""
    if again:
        return Nothing(
            "upload_file",
            "Choose the file again",
            (
                "A link does not carry a file, and reloading the page discards it, so your own file is not here.",
            ),
            (_WHERE, f"It can be {FORMATS}. Projects and organisations may come as two files.", _PRIVATE),
            (caching.DEMONSTRATION,),
        )
    return Nothing(
        "upload_file",
        "Choose a file of your own",
        (
            f"A table or an export can be opened: {FORMATS}. Projects and organisations may come as two files.",
        ),
        (_WHERE, _PRIVATE),
        (caching.DEMONSTRATION,),
    )


def document_refused(error: InputError) -> Nothing:
    """The visitor's file cannot be used."""
    return Nothing(
        "unknown_document",
        "Your own file cannot be opened",
        error.faults,
        (f"{_NOTHING_ELSE} Correct it, or choose another one under “Table or export” in the sidebar.",),
        (caching.DEMONSTRATION,),
    )


def no_such_database(asked: str, titles: Mapping[str, str]) -> Nothing:
    """The link names a database that this server does not have."""
    return Nothing(
        "link_off",
        "This database is not here",
        (f"The link asks for the database {quoted(asked)}, which this server does not have.",),
        (f"{_NOTHING_ELSE} Choose another one under “Database” in the sidebar.",),
        tuple(titles),
    )


def for_visitors(error: InputError, database: str) -> tuple[str, ...]:
    """Why the operator's database cannot be opened, without secrets that a URL or a driver's message may contain.

    The server's log has the full messages.
    """
    if "://" not in database:
        _log_for_operator(error.faults)
        return error.faults
    if not is_database_url(database):
        return ("Its address is of a kind that cannot be opened.",)
    _log_for_operator(error.faults)
    return (f"The database {quoted(shown(database), 120)} cannot be read.",)


@cache
def _log_for_operator(faults: tuple[str, ...]) -> None:
    for fault in faults:
        print(f"Database: {fault}", file=sys.stderr, flush=True)  # noqa: T201 - the server's log
