"""What can be taken from the map: a picture of the view, a map that opens offline, the records."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from dsi_geo.analysis.maps.map_labels import fitting_names
from dsi_geo.app import loaders
from dsi_geo.app.cluster_map.layers import COLOURED, LAYERS, Drawn, Legend, Request
from dsi_geo.app.cluster_map.view import LEAFLET_FOLDER, Look, MapState
from dsi_geo.app.downloads import described, imprint, record_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.making import Offer, offers
from dsi_geo.app.pictures import Picture, picture_form, take_along
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import EDGE_PX, Imprint, framed
from dsi_geo.drawing.maps import box_around, box_for_names
from dsi_geo.drawing.picture_sizes import PictureSize
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.web_mercator import WORLD, Bounds
from dsi_geo.output.description import Description

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAP_PX: Final = (960, 600)
"""How large the part of the map is that a picture shows."""
AROUND_PX: Final = 130
"""What stands around the map of a slide, except its legend."""
TOWN_CANDIDATES: Final = 80
TOWN_NAMES: Final = 24
ALTS: Final = {
    COLOURED: "a circle for each group of them that are close together; its ring tells their shares",
    "Density": "hexagons of equal area, the darker the more lie in them",
    "Regions": "areas, the darker the more lie in them",
}
"""What the map shows in each of its `LAYERS`, for those who cannot see it."""


@fragment
def map_downloads(visit: Visit, look: Look, state: MapState) -> None:
    """One control for all that can leave the map."""
    fold = take_along("map")
    if not fold.open:
        return
    with fold:
        st.caption("The map in view, as a picture with its source")
        picture_form(
            Picture("map", partial(_picture, visit, look, state), partial(_description, visit, look, state))
        )
        st.caption("The whole map, as a page that opens without a network")
        offers([Offer("HTML", lambda _: _page(visit, look, state).encode(), "map.html", "text/html")])
        st.caption(f"The {visit.size:,} selected {visit.noun(visit.size)}, as a table")
        record_downloads(visit)


def _title(visit: Visit, look: Look, legend: Legend) -> str:
    if look.layer != COLOURED:
        return f"{legend.title}, on the map"
    return f"{visit.noun(2).capitalize()} on the map, by {legend.title.lower()}"


def _note(visit: Visit, look: Look, legend: Legend) -> str:
    if look.layer != COLOURED:
        return legend.note
    signs = "rings run clockwise from the top, in the order of the legend; dashed: known to the town only"
    return f"{visit.located:,} of them with a place; {signs}"


def _imprint(visit: Visit, look: Look, legend: Legend) -> Imprint:
    return imprint(visit, _title(visit, look, legend), _note(visit, look, legend))


def _drawn(visit: Visit, look: Look, box: Bounds, zoom: int) -> Drawn:
    return LAYERS[look.layer](Request(visit, look.field, box, zoom, "light"))


def _description(visit: Visit, look: Look, state: MapState) -> Description:
    """What is drawn of the view on the screen."""
    drawn = _drawn(visit, look, box_around(state.view, MAP_PX), state.view.zoom)
    title = _title(visit, look, drawn.legend)
    alt = f"A map of {visit.noun(2)}: {ALTS[look.layer]}"
    note = _note(visit, look, drawn.legend)
    return described(visit, title, drawn.numbers, alt, note, visit.located)


def _picture(visit: Visit, look: Look, state: MapState, size: PictureSize) -> go.Figure:
    """The view on the screen in another size: what it shows is about the same, in fewer circles where it is smaller."""
    from dsi_geo.drawing.map_figure import filled_map_figure, legend_px, map_figure

    legend = _drawn(visit, look, state.bounds, state.view.zoom).legend
    by = loaders.colours(visit.loaded, visit.entity, look.field)
    labels = by.labels if look.layer == COLOURED else [words for _, words in legend.entries]
    width = size.width_px - 2 * EDGE_PX
    height = round(width * MAP_PX[1] / MAP_PX[0])
    if size.height_px:
        height = min(height, size.height_px - AROUND_PX - legend_px(labels, width))
    # One zoom level is twice the scale: whole levels off the circles, the rest off the drawing.
    levels = max(round(math.log2(MAP_PX[0] / width)), 0)
    view = replace(state.view, zoom=max(state.view.zoom - levels, 0))
    shrunk = MAP_PX[0] / width / 2 ** (state.view.zoom - view.zoom)
    seen = (round(width * shrunk), round(height * shrunk))
    drawn = _drawn(visit, look, box_around(view, seen), view.zoom)
    wanted = round(TOWN_NAMES * min(width / MAP_PX[0], 1))
    candidates = largest_inside(*box_for_names(view, seen), TOWN_CANDIDATES)
    names = fitting_names(candidates, drawn.covered, view.zoom, wanted)
    if look.layer == COLOURED:
        figure = map_figure(drawn.covered, names, labels, by.colours, view, (width, height), shrunk=shrunk)
    else:
        entries = drawn.legend.entries
        labels = [words for _, words in entries]
        figure = filled_map_figure(drawn.parts, names, entries, view, (width, height), shrunk=shrunk)
    return framed(
        figure, _imprint(visit, look, drawn.legend), size, height, legend_px=legend_px(labels, width)
    )


def _page(visit: Visit, look: Look, state: MapState) -> str:
    from dsi_geo.drawing.standalone import standalone_map

    by = loaders.colours(visit.loaded, visit.entity, look.field)
    return standalone_map(
        lambda zoom: loaders.circles_in(visit.loaded, visit.entity, visit.selection, look.field, WORLD, zoom),
        by.labels,
        by.colours,
        state.view,
        _imprint(visit, Look(COLOURED, look.field), Legend(by.title, (), "")),
        LEAFLET_FOLDER,
    )
