"""What the app says when something is missing, refused or worth knowing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dsi_geo.errors import InputError


def refused(error: InputError, still_loaded: str) -> None:
    """Tell why an input cannot be used, one sentence per fault, and what is shown instead.

    Parameters
    ----------
    still_loaded
        Title of the database that stays.
    """
    with st.container(border=True):
        st.error("This cannot be used.", icon=":material/block:")
        # As text, never as Markdown: the sentences quote what the file holds.
        for fault in error.faults:
            st.text(fault, width="stretch")
        st.text(f"{still_loaded} stays loaded.", width="stretch")


def misconfigured(faults: Sequence[str]) -> None:
    """Tell what of the operator's configuration cannot be used, and that the rest of it is in force."""
    with st.container():
        if faults:
            st.warning(
                "Of this server’s configuration, this cannot be used:", icon=":material/settings_alert:"
            )
            for fault in faults:
                st.text(fault, width="stretch")


def refused_events(error: InputError) -> None:
    """Tell why the operator's list of events cannot be used."""
    st.warning("The list of events cannot be used, so no event is drawn.", icon=":material/event_busy:")
    for fault in error.faults:
        st.text(fault, width="stretch")


def demonstration(embedded: bool = False) -> None:
    """Say on every page that what is shown is invented; an embedded page has no sidebar to point to."""
    remedy = "" if embedded else " Choose “Your own file” in the sidebar to see yours."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge("Demonstration data", icon=":material/science:", color="primary")
        st.caption(f"The records are invented.{remedy}", width="stretch")


def nothing_selected() -> None:
    """An empty selection: why, and what to change."""
    st.info(
        "No record matches all of the filters in the sidebar. Remove one of them, or press **Reset filters**.",
        icon=":material/filter_alt_off:",
    )
