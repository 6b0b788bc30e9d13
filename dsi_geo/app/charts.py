"""A chart on the page: drawn, told to a screen reader, taken along as a picture, with its numbers below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.app.downloads import imprint, picture_downloads, table_downloads
from dsi_geo.app.looks import current_theme
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import framed
from dsi_geo.drawing.palette import Theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

PICTURE_WIDTH_PX: Final = 760
MOST_ROWS_SHOWN: Final = 12
_CONFIG: Final = {"displayModeBar": False, "scrollZoom": False}


def show_chart(
    visit: Visit,
    title: str,
    name: str,
    draw: Callable[[Theme], go.Figure],
    numbers: pd.DataFrame,
    alt: str,
    *,
    note: str = "",
    selectable: bool | Callable[[], None] = False,
) -> Any:
    """Show one chart with its title, what it takes to take it along, and its numbers.

    Parameters
    ----------
    title
        What the chart shows, as a sentence part: “Projects by region”.
    name
        Names the widget and the files.
    draw
        Gives the figure for a theme, styled (`drawing.chart_style.styled`), without a title: for
        the page in the visitor's theme, for a picture in the light one.
    numbers
        Exactly the numbers drawn.
    alt
        What the chart tells, for who cannot see it.
    note
        A sentence under the chart: what is left out, what is assumed.
    selectable
        Whether points can be chosen; the event of `st.plotly_chart` is given back then. A function is called
        when the choice changes, before the page runs again.
    """
    st.subheader(title, anchor=False)
    on_select = selectable if callable(selectable) else "rerun"
    choosing: Any = {"on_select": on_select, "selection_mode": "points"} if selectable else {}
    event = st.plotly_chart(
        draw(current_theme()),
        theme=None,
        key=f"chart_{name}",
        config=_CONFIG,
        alt=alt,
        **choosing,
    )
    if note:
        st.caption(note)
    with st.container(horizontal=True):
        with st.popover("Take along", icon=":material/download:", key=f"take_{name}"):
            st.caption("The chart as a picture, with its source")
            with st.container(horizontal=True):
                picture_downloads(partial(_picture, visit, title, draw, note), name)
            st.caption("Its numbers")
            with st.container(horizontal=True):
                table_downloads(numbers, name)
        shown = st.expander("The numbers", key=f"numbers_{name}", on_change="rerun")
    if shown.open:
        with shown:
            st.dataframe(numbers, hide_index=True, alt=f"The numbers of the chart: {title}")
    return event


def _picture(visit: Visit, title: str, draw: Callable[[Theme], go.Figure], note: str) -> go.Figure:
    figure = draw("light")
    return framed(figure, imprint(visit, title, note), PICTURE_WIDTH_PX, int(figure.layout.height or 420))
