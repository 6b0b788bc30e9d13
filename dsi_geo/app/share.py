"""“Share”: a link that restores the page as it is, and the code that shows it within another page."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dsi_geo.app import loaders, url
from dsi_geo.app.fragments import fragment
from dsi_geo.app.looks import embedded
from dsi_geo.app.visit import Visit

FRAME_HEIGHT_PX: Final = 720
COLOURS: Final = {"of the reader": "", "light": "light_theme", "dark": "dark_theme"}
"""What an embedded page looks like, and Streamlit’s option for it."""


@fragment
def share(visit: Visit, title: str) -> None:
    """Offer the page’s link and its code for embedding, both written when they are asked for.

    A fragment, since opening it tells the server the browser’s present URL: what was changed in
    another fragment in the meantime is in the link, too.
    """
    shared = st.popover("Share", icon=":material/link:", key="_share", on_change="rerun")
    if not shared.open:
        return
    with shared:
        st.caption("Copy the link: whoever opens it sees this page with its filters and its view")
        st.code(address(visit.entered), language=None, wrap_lines=True)
        if visit.loaded.version.kind == loaders.UPLOAD:
            st.caption("The link does not carry your file: whoever opens it has to choose the file again.")
        st.caption("Embed: the code shows this page, without menus, within a page of yours")
        colours = st.segmented_control(
            "Its colours", list(COLOURS), default="of the reader", required=True, key="_embed_colours"
        )
        options = {"embed_options": COLOURS[colours]} if COLOURS[colours] else {}
        st.code(
            embed_code(address(visit.entered, embed="true", **options), title), language=None, wrap_lines=True
        )


def address(entered: int, **more: str) -> str:
    """The address of a page as the browser sees it, with all that the URL carries and what is added.

    Parameters
    ----------
    entered
        The page (`Visit.entered`).
    """
    carried = [*url.carried(entered), *more.items()]
    parts = urlsplit(st.context.url or "")
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode(carried)))


def embed_code(source: str, title: str) -> str:
    """The HTML that shows the page of an address within another page."""
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{FRAME_HEIGHT_PX}" '
        'loading="lazy" style="border: 0"></iframe>'
    )


def full_page_link(entered: int) -> None:
    """Where an embedded page is to be seen whole."""
    if embedded():
        st.link_button("Open the full page", address(entered), type="tertiary", icon=":material/open_in_new:")
