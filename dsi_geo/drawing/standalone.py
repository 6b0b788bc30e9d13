"""The map as one file that opens in any browser, without a network and without a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from string import Template as Page
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from branca.element import Element, MacroElement
from jinja2 import Template

from dsi_geo.drawing.imprint import Imprint
from dsi_geo.drawing.maps import View, bare_map, circle_rows, packed
from dsi_geo.drawing.palette import NOT_KNOWN, Theme

if TYPE_CHECKING:
    import folium

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
    levels, legend = _levels(circles_at, labels, colours)
    start = [view.latitude, view.longitude, min(view.zoom, len(levels))]
    return Page(_own("standalone.html")).substitute(
        title=escape(imprint.title),
        records=escape(imprint.records + (f"; {imprint.filters}" if imprint.filters else "")),
        source=escape(imprint.source),
        deepest=_left_out(levels),
        legend="".join(
            f'<span><i style="background:{colour}"></i>{escape(label)}</span>' for colour, label in legend
        ),
        styles=(leaflet / "leaflet.css").read_text(encoding="utf-8") + _own("dsi_map.css"),
        leaflet=(leaflet / "leaflet.js").read_text(encoding="utf-8"),
        own=_own("dsi_map.js"),
        countries=_own("countries.json"),
        data=packed({"levels": levels, "view": start, "theme": theme}),
    )


def notebook_map(
    circles_at: Callable[[int], pd.DataFrame],
    labels: Sequence[str],
    colours: Sequence[str],
    view: View,
    imprint: Imprint,
    leaflet: Path,
    *,
    street_map: bool = False,
) -> folium.Map:
    """The same map to be shown in a notebook, saved as a page, or added to: it asks for no file.

    Parameters
    ----------
    circles_at, labels, colours, view, leaflet
        As in `standalone_map`.
    imprint
        Its title is that of the legend.
    street_map
        Add OpenStreetMap's tiles: the only thing here that asks an outside host.
    """
    levels, legend = _levels(circles_at, labels, colours)
    drawn = bare_map(
        replace(view, zoom=min(view.zoom, len(levels))), deepest=len(levels), street_map=street_map
    )
    drawn.default_js = drawn.default_css = []
    header = drawn.get_root().header  # type: ignore[attr-defined]  # a map's root is a figure
    shapes = f"window.dsiShapes = {{ countries: {_own('countries.json')} }};"
    styles = (leaflet / "leaflet.css").read_text(encoding="utf-8") + _own("dsi_map.css")
    scripts = (shapes, (leaflet / "leaflet.js").read_text(encoding="utf-8"), _own("dsi_map.js"))
    header.add_child(_Inline("style", styles), name="dsi_styles")
    for number, script in enumerate(scripts):
        header.add_child(_Inline("script", script), name=f"dsi_script_{number}")
    sentences = [imprint.records, imprint.filters, _left_out(levels), imprint.source]
    about = {"title": imprint.title, "entries": legend, "sentences": [*filter(None, sentences)]}
    _Within({"levels": levels, "theme": "light", "street": street_map, "about": about}).add_to(drawn)
    return drawn


class _Inline(Element):
    """A script or style sheet in the page itself; it is no template, whatever it holds."""

    _template = Template("<{{ this.tag }}>{{ this.code }}</{{ this.tag }}>")

    def __init__(self, tag: str, code: str) -> None:
        super().__init__()
        self._name = "Inline"
        self.tag, self.code = tag, code


class _Within(MacroElement):
    """Circles of every zoom level and a legend, for `dsiMap.within`; in base64 as in `maps`."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "dsiMap.within({{ this._parent.get_name() }}, '{{ this.packed }}');"
        "{% endmacro %}"
    )

    def __init__(self, drawn: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no hints here
        self._name = "Within"
        self.packed = packed(drawn)


def _levels(
    circles_at: Callable[[int], pd.DataFrame], labels: Sequence[str], colours: Sequence[str]
) -> tuple[list[list[list[Any]]], list[tuple[str, str]]]:
    """The circles of each zoom level that is not too full, and what their colours mean."""
    levels: list[list[list[Any]]] = []
    unknown = False
    for zoom in range(1, DEEPEST_ZOOM + 1):
        circles = circles_at(zoom)
        if len(circles) > MOST_CIRCLES:
            break
        levels.append(circle_rows(circles, colours))
        unknown |= bool(circles[len(labels)].any())
    return levels, [*zip(colours, labels, strict=True), *([(NOT_KNOWN, "not known")] if unknown else [])]


def _left_out(levels: Sequence[object]) -> str:
    if len(levels) == DEEPEST_ZOOM:
        return ""
    return "The closest views are left out, because they hold too many records."


@cache
def _own(name: str) -> str:
    return (resources.files("dsi_geo.drawing") / "leaflet" / name).read_text(encoding="utf-8")
