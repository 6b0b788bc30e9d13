"""What the app says when something is missing, refused or worth knowing."""

from __future__ import annotations

import streamlit as st

from dsi_geo.errors import InputError

_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()<>#+-.!|~$:&"})


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is, whatever it contains."""
    return " ".join(text.split()).translate(_MARKUP)


def refused(error: InputError, consequence: str) -> None:
    """Tell why an input cannot be used, one sentence per fault, and what happens now."""
    st.error(
        "\n\n".join([*(plain(fault) for fault in error.faults), plain(consequence)]), icon=":material/block:"
    )


def demonstration() -> None:
    """Say on every page that what is shown is invented."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge("Demonstration data", icon=":material/science:", color="primary")
        st.caption(
            "The records are invented. Choose “Your own file” in the sidebar to see yours.", width="stretch"
        )


def nothing_selected() -> None:
    """An empty selection: why, and what to change."""
    st.info(
        "No record matches all of the filters in the sidebar. Remove one of them, or press **Reset filters**.",
        icon=":material/filter_alt_off:",
    )
