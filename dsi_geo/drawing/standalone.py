"""The map as one file that opens in any browser, without a network and without a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Final

import pandas as pd

from dsi_geo.drawing.imprint import Imprint
from dsi_geo.drawing.maps import View, circle_rows, packed
from dsi_geo.drawing.palette import NOT_KNOWN, Theme

DEEPEST_ZOOM: Final = 16
MOST_CIRCLES: Final = 6_000
"""Of one zoom level; levels with more are left out, so that the file stays small enough for a browser."""


def standalone_map(
    circles_at: Callable[[int], pd.DataFrame],
    labels: Sequence[str],
    colours: Sequence[str],
    view: View,
    imprint: Imprint,
    leaflet: Path,
    theme: Theme = "light",
) -> str:
    """A page of HTML with the circles of the whole world at every zoom level that is not too full.

    Parameters
    ----------
    circles_at
        Gives the circles (`analysis.maps.map_circles.circles`) of the world at a zoom level.
    labels, colours
        Of each category.
    view
        Where the map looks when it is opened.
    leaflet
        Folder of Leaflet's files.
    """
    levels: list[list[list[object]]] = []
    unknown = False
    for zoom in range(1, DEEPEST_ZOOM + 1):
        circles = circles_at(zoom)
        if len(circles) > MOST_CIRCLES:
            break
        levels.append(circle_rows(circles, colours))
        unknown |= bool(circles[len(labels)].any())
    start = [view.latitude, view.longitude, min(view.zoom, len(levels))]
    deepest = (
        ""
        if len(levels) == DEEPEST_ZOOM
        else "The closest views are left out, because they hold too many records."
    )
    legend = [*zip(colours, labels, strict=True), *([(NOT_KNOWN, "not known")] if unknown else [])]
    return Template(_own("standalone.html")).substitute(
        title=escape(imprint.title),
        records=escape(imprint.records + (f"; {imprint.filters}" if imprint.filters else "")),
        source=escape(imprint.source),
        deepest=deepest,
        legend="".join(
            f'<span><i style="background:{colour}"></i>{escape(label)}</span>' for colour, label in legend
        ),
        styles=(leaflet / "leaflet.css").read_text(encoding="utf-8") + _own("dsi_map.css"),
        leaflet=(leaflet / "leaflet.js").read_text(encoding="utf-8"),
        own=_own("dsi_map.js"),
        countries=_own("countries.json"),
        data=packed({"levels": levels, "view": start, "theme": theme}),
    )


@cache
def _own(name: str) -> str:
    return (resources.files("dsi_geo.drawing") / "leaflet" / name).read_text(encoding="utf-8")
