"""Beside the map: the records in view, at a place, or around a spot, and the downloads."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.map_circles import PRECISE
from dsi_geo.analysis.map_clusters import ORDERS, fitting_names, page_of
from dsi_geo.app import databases, results, url
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.charts import Picture, picture_form, take_along
from dsi_geo.app.downloads import Offer, described, imprint, listed_downloads, offers, record_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import LEAFLET_FOLDER, Look, MapState, go_to, zoom_of
from dsi_geo.app.map_page.destination import MAP
from dsi_geo.app.map_page.layers import COLOURED, LAYERS, Drawn, Legend, Request
from dsi_geo.app.map_page.tools import distance_words
from dsi_geo.app.record_links import NO_NAME, open_record, targets
from dsi_geo.app.record_lists import (
    FEW,
    Integers,
    chosen_row,
    place_words,
    position_of,
    record_list,
    show_record,
)
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import EDGE_PX, Imprint, PictureSize, framed
from dsi_geo.drawing.web_map import box_around, box_for_names
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.sphere import around
from dsi_geo.geography.web_mercator import WORLD, Bounds
from dsi_geo.output.description import Description
from dsi_geo.schema import PRECISION_WORDS

if TYPE_CHECKING:
    import plotly.graph_objects as go


LIST: Final = "map_list"
PAGE: Final = 25
RECORD_ZOOM: Final = 13
SLACK_DEGREES: Final = 1e-6
"""Tolerance for coordinates that come back from the browser: about ten centimetres."""
_SCRIPT: Final = Path(__file__).parent / "rows.js"
_DISMISSED: Final = "_dismissed_place"


def map_list(visit: Visit, look: Look, state: MapState, spot: url.Spot | None) -> None:
    """List the records that the map shows; a chosen one is shown in full."""
    distances = None
    at_place = None if spot else _at_place(visit, look, state)
    if spot is not None:
        rows, distances = _around(visit, spot)
    elif at_place is None:
        rows = _in_view(visit, look, state.bounds)
    else:
        rows = at_place
    if at_place is not None and len(rows) == 1:
        url.put_record(str(visit.database.table(visit.entity)["id"].iloc[rows[0]]))
    position = position_of(visit, url.record())
    if position is not None:
        st.button(
            "Close the record",
            type="tertiary",
            icon=":material/close:",
            on_click=_close,
            args=(state.clicks,),
        )
        show_record(visit.database.table(visit.entity).iloc[position], visit)
    if len(rows) > 1 or position is None:
        _list(visit, rows, distances)
        if 0 < len(rows) < visit.size:
            listed_downloads(visit, rows, f"{visit.entity}_on_map")


def without_a_place(visit: Visit) -> None:
    """Say how many of the selected records are not on the map, and list them."""
    located, missing, total = visit.located, len(visit.without_point), visit.size
    said = f"{located:,} of {total:,} {visit.noun(total)} are on the map"
    if not missing:
        st.caption(f"{said}.")
        return
    st.caption(f"{said}; {missing:,} have no place that could be drawn and are listed here.")
    # Drawn only when open, as it stands in a part that is drawn again whenever the map moves.
    fold = st.expander(
        f"Without a place on the map ({missing:,})",
        icon=":material/location_off:",
        key="_without_a_place",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        record_list(visit, visit.without_point, "missing_list")
        choice = chosen_row("missing_list")
        if choice and choice.row is not None:
            show_record(visit.database.table(visit.entity).iloc[choice.row], visit)


def _list(visit: Visit, rows: Integers, distances: pd.Series | None) -> None:
    """A page of the list. With `distances`, in words and by the position of the record, the rows keep their order."""
    order, number = "", 1
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if distances is None and len(rows) > FEW:
            order = st.selectbox(
                "Sorted by",
                list(ORDERS),
                format_func=ORDERS.__getitem__,
                key=f"{LIST}_order",
                bind=url.BOUND,
                width=200,
            )
        if len(rows) > PAGE:
            number = st.pagination(
                -(-len(rows) // PAGE), max_visible_pages=3, key=f"{LIST}_page", bind=url.BOUND
            )
    start = (number - 1) * PAGE
    if distances is None:
        ranks = results.record_ranks(visit.loaded, visit.entity, order or "precision")
        shown = page_of(rows, ranks, start, start + PAGE)
    else:
        shown = rows[start : start + PAGE]
    table = visit.database.table(visit.entity).iloc[shown]
    places, precisions = place_words(table), table["location_precision"].astype("str").map(PRECISION_WORDS)
    about = places + " · " + (precisions if distances is None else distances.reindex(shown).to_numpy())
    browser_part(
        _SCRIPT,
        {
            "caption": f"{len(shown)} of {len(rows):,} {visit.noun(len(rows))}",
            "chosen": url.record(),
            "records": [
                {
                    "id": target.record_id,
                    "name": name if pd.notna(name) else NO_NAME,
                    "about": words,
                    "href": target.address,
                }
                for target, name, words in zip(targets(visit, table["id"]), table["name"], about, strict=True)
            ],
        },
        key=LIST,
        chosen=partial(_choose, visit),
        open=partial(_open, visit),
    )


def _open(visit: Visit, record_id: object) -> None:
    if isinstance(record_id, str):
        open_record(visit, record_id)


def _choose(visit: Visit, record_id: object) -> None:
    """Put a record into the URL, and move the map there."""
    position = position_of(visit, str(record_id))
    if position is None:
        return
    url.put_record(str(record_id))
    latitude, longitude = (axis[position] for axis in databases.coordinates(visit.loaded, visit.entity))
    if not np.isnan(latitude):
        go_to(MAP, float(latitude), float(longitude), max(zoom_of(MAP), RECORD_ZOOM))


def _close(clicks: int) -> None:
    """Close the record, and leave the clicked place."""
    url.put_record("")
    st.session_state[_DISMISSED] = clicks


def _in_view(visit: Visit, look: Look, bounds: Bounds) -> Integers:
    index = results.cluster_index(visit.loaded, visit.entity, visit.selection, look.field)
    rows = np.flatnonzero(index.inside(bounds))
    st.markdown(f"**{len(rows):,}** in view, of {visit.located:,} {visit.noun(visit.located)} on the map")
    if not len(rows):
        st.caption("Zoom out or drag the map to see more.")
    return rows


def _at_place(visit: Visit, look: Look, state: MapState) -> Integers | None:
    """The selected records at the clicked place; None if there are none, or the visitor has left it."""
    if state.place is None or st.session_state.get(_DISMISSED) == state.clicks:
        return None
    rows = records_at(visit, look, state.place)
    if not len(rows):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(rows) > 1:
            st.markdown(f"**{len(rows):,} {visit.noun(len(rows))}** share this place")
        st.button(
            "All in view",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=st.session_state.__setitem__,
            args=(_DISMISSED, state.clicks),
        )
    return rows


def records_at(visit: Visit, look: Look, place: Bounds) -> Integers:
    """Positions of the selected records at a clicked place (`MapState.place`)."""
    (south, west, north, east), slack = place, SLACK_DEGREES
    index = results.cluster_index(visit.loaded, visit.entity, visit.selection, look.field)
    return np.flatnonzero(index.inside(Bounds(south - slack, west - slack, north + slack, east + slack)))


def _around(visit: Visit, spot: url.Spot) -> tuple[Integers, pd.Series]:
    latitude, longitude = databases.coordinates(visit.loaded, visit.entity)
    near = around(np.where(visit.mask, latitude, np.nan), longitude, spot[:2], spot.radius_m)
    rows = near.index.to_numpy()
    precise = visit.database.table(visit.entity)["location_precision"].iloc[rows].isin(PRECISE).to_numpy()
    words = [
        ("" if exact else "about ") + distance_words(metres)
        for metres, exact in zip(near, precise, strict=True)
    ]
    st.markdown(
        f"**{len(rows):,} {visit.noun(len(rows))}** within {distance_words(spot.radius_m)} of the spot"
    )
    if vague := int((~precise).sum()):
        st.caption(f"{vague:,} of them are known to their town only: their distance is that of its centre.")
    return rows, pd.Series(words, index=near.index, dtype="str")


MAP_PX: Final = (960, 600)
"""Size of the part of the map that a picture shows."""
AROUND_PX: Final = 130
"""Height of the text around the map of a slide, except its legend."""
TOWN_CANDIDATES: Final = 80
TOWN_NAMES: Final = 24
ALTS: Final = {
    COLOURED: "a circle for each group of them that are close together; its ring shows their shares",
    "Density": "hexagons of equal area, the darker the more lie in them",
    "Regions": "areas, the darker the more lie in them",
}
"""What each of the `LAYERS` shows, for those who cannot see it."""


@fragment
def map_downloads(visit: Visit, look: Look, state: MapState) -> None:
    """One control for all downloads of the map."""
    fold = take_along("map")
    if not fold.open:
        return
    with fold:
        st.caption("The map in view, as a picture with its source")
        picture_form(
            Picture("map", partial(_picture, visit, look, state), partial(_description, visit, look, state))
        )
        st.caption("The entire map, as a page that opens offline")
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
    """The description of the view on the screen."""
    drawn = _drawn(visit, look, box_around(state.view, MAP_PX), state.view.zoom)
    title = _title(visit, look, drawn.legend)
    alt = f"A map of {visit.noun(2)}: {ALTS[look.layer]}"
    note = _note(visit, look, drawn.legend)
    return described(visit, title, drawn.numbers, alt, note, visit.located)


def _picture(visit: Visit, look: Look, state: MapState, size: PictureSize) -> go.Figure:
    """The view on the screen in another size: it shows about the same area, with fewer circles if it is smaller."""
    from dsi_geo.drawing.map_figure import filled_map_figure, legend_px, map_figure

    legend = _drawn(visit, look, state.bounds, state.view.zoom).legend
    by = results.colours(visit.loaded, visit.entity, look.field)
    labels = by.labels if look.layer == COLOURED else [words for _, words in legend.entries]
    width = size.width_px - 2 * EDGE_PX
    height = round(width * MAP_PX[1] / MAP_PX[0])
    if size.height_px:
        height = min(height, size.height_px - AROUND_PX - legend_px(labels, width))
    # One zoom level is a factor of two: the circles are those of a lower level, and the rest is scaled.
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
    from dsi_geo.drawing.web_map import standalone_map

    by = results.colours(visit.loaded, visit.entity, look.field)
    return standalone_map(
        lambda zoom: results.circles_in(visit.loaded, visit.entity, visit.selection, look.field, WORLD, zoom),
        by.labels,
        by.colours,
        state.view,
        _imprint(visit, Look(COLOURED, look.field), Legend(by.title, (), "")),
        LEAFLET_FOLDER,
    )
