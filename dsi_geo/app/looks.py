"""The look of the app, from its own files and the operator's without any outside host, and its pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Final

import streamlit as st
from streamlit import config

from dsi_geo.app.databases import settings
from dsi_geo.app.settings import PAPERS, Settings
from dsi_geo.drawing.palette import Theme

_ASSETS: Final = Path(__file__).parent / "assets"
_NAME: Final = "DSI Geo"
_WIDTH_PX: Final = 305
"""Width of a logo, 40 pixels high, that fills the sidebar."""
_ONE_LINE: Final = 20
_TWO_LINES: Final = 28
"""Characters that fit on one line, and on each of two smaller lines."""


def dress() -> None:
    """Set page configuration, colours, style and logo, before anything else on a page."""
    configured, theme = settings(), current_theme()
    st.set_page_config(page_title=configured.name, page_icon=str(_ASSETS / "icon.svg"), layout="wide")
    _colour(configured)
    # For both themes, since the browser may switch between two runs.
    accent = f"--dsi-accent: light-dark({configured.accent}, {configured.accent_dark})"
    on_accent = f"--dsi-on-accent: light-dark(#ffffff, {PAPERS['dark']})"
    st.html(f"<style>:root {{ {accent}; {on_accent} }}</style>")
    st.html(_ASSETS / "style.css")
    if embedded():
        st.html(_ASSETS / "embedded.css")
    else:
        st.logo(_logo(configured, theme), size="large")


def embedded() -> bool:
    """Whether the page is shown within another one (`?embed=true`)."""
    return bool(st.context.is_embedded)


def current_theme() -> Theme:
    """Light or dark, as the visitor sees the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _colour(configured: Settings) -> None:
    """Give Streamlit the operator's colours. It sends them to the browser at the start of a run, hence the rerun."""
    wanted = {
        f"theme.{theme}.{option}": colour
        for theme, colour in (("light", configured.accent), ("dark", configured.accent_dark))
        for option in ("primaryColor", "linkColor")
    }
    changed = {option: colour for option, colour in wanted.items() if config.get_option(option) != colour}
    for option, colour in changed.items():
        config.set_option(option, colour)
    if changed:
        st.rerun()


def _logo(configured: Settings, theme: Theme) -> str:
    """The operator's logo; without one our own, with the operator's name in place of ours."""
    own = (theme == "dark" and configured.logo_dark) or configured.logo
    if own:
        return str(own)
    picture = (_ASSETS / f"logo_{theme}.svg").read_text("utf-8")
    return picture if configured.name == _NAME else _renamed(picture, configured.name)


def _renamed(picture: str, name: str) -> str:
    """Our logo with another name: on one line, or on two smaller ones."""
    text = escape(name)
    if len(name) > _ONE_LINE:
        text = "".join(
            f'<tspan x="52" y="{17 + 19 * row}" font-size="16">{escape(line)}</tspan>'
            for row, line in enumerate(wrap(name, _TWO_LINES, max_lines=2, placeholder=" …"))
        )
    return picture.replace("180", str(_WIDTH_PX)).replace(f">{_NAME}<", f">{text}<")


def navigation() -> st.Page:
    """Register the pages and return the requested one."""
    return st.navigation(
        [
            st.Page("pages/overview.py", title="Overview", icon=":material/dashboard:", default=True),
            st.Page("pages/directory.py", title="Directory", icon=":material/list:"),
            st.Page("pages/profile.py", title="Profiles", icon=":material/compare:"),
            st.Page("pages/cluster_map.py", title="Cluster map", icon=":material/map:"),
            st.Page("pages/proximity_finder.py", title="Proximity finder", icon=":material/diversity_3:"),
            st.Page("pages/regional_shares.py", title="Regional shares", icon=":material/pie_chart:"),
            st.Page("pages/timeline.py", title="Timeline", icon=":material/timeline:"),
            st.Page("pages/data_quality.py", title="Data quality", icon=":material/rule:"),
            st.Page("pages/report.py", title="Report", icon=":material/description:"),
            st.Page("pages/your_file.py", title="Your file", icon=":material/table_edit:"),
            st.Page("pages/record.py", title="Record", icon=":material/badge:", visibility="hidden"),
        ]
    )
