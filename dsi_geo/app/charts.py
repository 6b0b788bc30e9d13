"""A chart on the page: drawn, told to a screen reader, taken along as a picture, with its numbers below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.app.downloads import described, imprint, table_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.looks import current_theme
from dsi_geo.app.pictures import Picture, picture_form, take_along
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import framed
from dsi_geo.drawing.palette import Theme
from dsi_geo.drawing.picture_sizes import PictureSize
from dsi_geo.output.images import browser_missing
from dsi_geo.schema import Column

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT_PX: Final = 420
_CONFIG: Final = {"displayModeBar": False, "scrollZoom": False}


def show_chart(
    visit: Visit,
    title: str,
    name: str,
    draw: Callable[[Theme], go.Figure],
    numbers: pd.DataFrame,
    columns: Iterable[Column],
    alt: str,
    *,
    note: str = "",
    hint: str = "",
    shown: int | None = None,
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
    columns
        Which table the numbers are (`schema.tables`): what each of their columns means.
    alt
        What the chart tells, for those who cannot see it.
    note
        A sentence under the chart: what is left out, what is assumed.
    hint
        A sentence after it that is for the page only: what one can do there.
    shown
        How many of the selected records the chart can show; None if it counts something else.
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
    if note or hint:
        st.caption(f"{note} {hint}".strip())
    picture = Picture(
        name,
        partial(_picture, visit, title, draw, note),
        partial(described, visit, title, numbers, alt, note, shown),
    )
    with st.container(horizontal=True):
        with st.container(width="stretch" if browser_missing() else "content"):
            _take_along(picture, numbers, columns)
        below = st.expander("The numbers", key=f"numbers_{name}", on_change="rerun")
    if below.open:
        with below:
            st.dataframe(numbers, hide_index=True, alt=f"The numbers of the chart: {title}")
    return event


@fragment
def _take_along(picture: Picture, numbers: pd.DataFrame, columns: Iterable[Column]) -> None:
    fold = take_along(picture.name)
    if fold.open:
        with fold:
            st.caption("The chart as a picture, with its source")
            picture_form(picture)
            st.caption("Its numbers")
            table_downloads(numbers, columns, picture.name)


def _picture(
    visit: Visit, title: str, draw: Callable[[Theme], go.Figure], note: str, size: PictureSize
) -> go.Figure:
    figure = draw("light")
    return framed(figure, imprint(visit, title, note), size, int(figure.layout.height or HEIGHT_PX))
