"""Charts on the page: drawn, described to a screen reader, downloadable as pictures, with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.app.downloads import Offer, Progress, described, imprint, offers, table_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.looks import current_theme
from dsi_geo.app.map_page.layers import Legend
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import RESOLUTIONS, SIZES, PictureSize, framed
from dsi_geo.drawing.palette import Theme
from dsi_geo.output.description import Description
from dsi_geo.output.images import IMAGES, ImageFormat, browser_missing
from dsi_geo.schema import Column

if TYPE_CHECKING:
    import plotly.graph_objects as go


USUAL_RESOLUTION: Final = 2
KINDS: Final[dict[ImageFormat, str]] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
BY_YOURS: Final = (
    "PNG and SVG are made by your own browser instead: press the camera above the picture. "
    "A PDF needs one on the server."
)


@dataclass(frozen=True)
class Picture:
    """A chart or map that can be downloaded as a picture.

    Attributes
    ----------
    name
        Name of the files and widgets.
    draw
        Makes the figure in a size, with title and source.
    describe
        Makes its description in words and numbers.
    """

    name: str
    draw: Callable[[PictureSize], go.Figure]
    describe: Callable[[], Description]


def take_along(name: str) -> Any:
    """The popover or expander with the downloads; its `open` says whether it is open."""
    # A click of Plotly's own button would close a popover, and with it the picture that is being saved.
    fold: Any = st.expander if browser_missing() else st.popover
    return fold("Download", icon=":material/download:", key=f"take_{name}", on_change="rerun")


def picture_form(picture: Picture) -> None:
    """Ask for size and resolution, and offer the files."""
    name = picture.name
    size: PictureSize = st.selectbox(
        "Size", SIZES, format_func=lambda one: one.title, key=f"picture_size_{name}"
    )
    times: int = st.segmented_control(
        "Resolution of a PNG", RESOLUTIONS, default=USUAL_RESOLUTION, required=True,
        format_func=lambda one: f"{one}×", key=f"picture_times_{name}",
    )  # fmt: skip
    st.caption(f"PNG: {size.words(times)}")
    missing = browser_missing()
    stem = name if size is SIZES[0] else f"{name}_{size.name}"
    described = Offer("JSON", lambda _: picture.describe().as_json(), f"{name}.json", "application/json")
    if missing:
        st.caption(missing)
        offers([described])
        _by_the_visitors_browser(picture, size, times, stem)
        return
    pictures = [
        Offer(format_.upper(), partial(_drawn, picture, size, format_, times), f"{stem}.{format_}", kind)
        for format_, kind in KINDS.items()
    ]
    offers([*pictures, described])


def _drawn(picture: Picture, size: PictureSize, format_: ImageFormat, times: int, _: Progress) -> bytes:
    figure = picture.draw(size)
    return IMAGES.image(figure, format_, size.pixel_ratio(times, figure.layout.width))


def _by_the_visitors_browser(picture: Picture, size: PictureSize, times: int, stem: str) -> None:
    """Show the picture itself on the page, with Plotly's own button to save it."""
    st.caption(BY_YOURS)
    format_ = st.segmented_control(
        "Format", ("PNG", "SVG"), default="PNG", required=True, key=f"picture_format_{picture.name}"
    )
    figure = picture.draw(size)
    width, height = figure.layout.width, figure.layout.height
    config: dict[str, Any] = {
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            **{"format": format_.lower(), "filename": stem, "width": width, "height": height},
            "scale": size.pixel_ratio(times, width) if format_ == "PNG" else 1,
        },
    }
    st.plotly_chart(
        figure, theme=None, config=config, key=f"picture_{picture.name}", alt="The picture that is saved"
    )


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
    on_page: Callable[[go.Figure], object] | None = None,
) -> Any:
    """Show one chart with its title, its downloads and its numbers.

    Parameters
    ----------
    visit
        The data and the selection.
    title
        What the chart shows, as part of a sentence: “Projects by region”.
    name
        Name of the widget and the files.
    draw
        Makes the figure for a theme, styled (`drawing.chart_style.styled`), without a title: in the
        visitor's theme for the page, in the light theme for a picture.
    numbers
        Exactly the numbers drawn.
    columns
        Columns of the numbers (`schema.exports`), for their meanings.
    alt
        What the chart shows, for those who cannot see it.
    note
        A sentence under the chart: what is left out or assumed.
    hint
        A further sentence for the page only: what one can do there.
    shown
        How many of the selected records the chart can show; None if it counts something else.
    selectable
        Whether points can be chosen. A function is called when the choice changes, before the page runs
        again.
    on_page
        Changes the figure for the page only, not for pictures.

    Returns
    -------
    Any
        The event of `st.plotly_chart` if points can be chosen.
    """
    st.subheader(title, anchor=False)
    on_select = selectable if callable(selectable) else "rerun"
    choosing: Any = {"on_select": on_select, "selection_mode": "points"} if selectable else {}
    figure = draw(current_theme())
    if on_page is not None:
        on_page(figure)
    event = st.plotly_chart(
        figure,
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


def show_legend(legend: Legend) -> None:
    """A swatch and words for every colour, and how to read the signs; all text is escaped."""
    entries = "".join(
        f'<li><span class="dsi-swatch" style="background:{colour}"></span>{escape(words)}</li>'
        for colour, words in legend.entries
    )
    note = f"<p>{escape(legend.note)}</p>" if legend.note else ""
    st.html(f'<div class="dsi-legend"><strong>{escape(legend.title)}</strong><ul>{entries}</ul>{note}</div>')
