"""How a chart or a map is taken along as a picture: one form, the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dsi_geo.app.making import Offer, Progress, offers
from dsi_geo.drawing.picture_sizes import RESOLUTIONS, SIZES, PictureSize
from dsi_geo.output.description import Description
from dsi_geo.output.images import IMAGES, ImageFormat, browser_missing

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
    """What can leave as a picture.

    Attributes
    ----------
    name
        Of the files and widgets.
    draw
        Gives the figure in a size, with what it has to say about itself.
    describe
        Tells it in words and numbers.
    """

    name: str
    draw: Callable[[PictureSize], go.Figure]
    describe: Callable[[], Description]


def take_along(name: str) -> Any:
    """What is folded away until one wants to take something along; open if its `open` is true."""
    # A click of Plotly's own button would close a popover, and with it the picture that is being saved.
    fold: Any = st.expander if browser_missing() else st.popover
    return fold("Take along", icon=":material/download:", key=f"take_{name}", on_change="rerun")


def picture_form(picture: Picture) -> None:
    """Size and resolution, then the files."""
    name = picture.name
    size: PictureSize = st.selectbox(
        "Size", SIZES, format_func=lambda one: one.title, key=f"picture_size_{name}"
    )
    times: int = st.segmented_control(
        "Resolution of a PNG", RESOLUTIONS, default=USUAL_RESOLUTION, required=True,
        format_func=lambda one: f"{one}×", key=f"picture_times_{name}",
    )  # fmt: skip
    st.caption(f"PNG: {size.told(times)}")
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
    """The picture itself on the page, with Plotly's own button to save it."""
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
