"""How the app looks, all from its own files, so that no outside host is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from dsi_geo.drawing.palette import Theme

_ASSETS: Final = Path(__file__).parent / "assets"


def dress() -> None:
    """Page configuration, style and logo; before anything else on a page."""
    st.set_page_config(page_title="DSI Geo", page_icon=str(_ASSETS / "icon.svg"), layout="wide")
    st.html(_ASSETS / "style.css")
    if embedded():
        st.html(_ASSETS / "embedded.css")
    else:
        st.logo(str(_ASSETS / f"logo_{current_theme()}.svg"), size="large")


def embedded() -> bool:
    """Whether the page is shown within another one (`?embed=true`)."""
    return bool(st.context.is_embedded)


def current_theme() -> Theme:
    """Light or dark, as the visitor sees the page."""
    return "dark" if st.context.theme.type == "dark" else "light"
