"""What can be taken from the map: a picture of the view, a map that opens offline, the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.maps.map_circles import circles
from dsi_geo.analysis.maps.map_labels import fitting_names
from dsi_geo.app import loaders
from dsi_geo.app.cluster_map.view import LEAFLET_FOLDER, Look, Shown
from dsi_geo.app.downloads import file_download, imprint, picture_downloads, record_downloads
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.imprint import Imprint
from dsi_geo.drawing.maps import box_around
from dsi_geo.geography.places import largest_inside
from dsi_geo.geography.web_mercator import WORLD, Bounds

if TYPE_CHECKING:
    import plotly.graph_objects as go

PICTURE_PX: Final = (960, 600)
TOWN_CANDIDATES: Final = 80
TOWN_NAMES: Final = 24


def map_downloads(visit: Visit, look: Look, shown: Shown) -> None:
    """One control for all that can leave the map."""
    with st.popover("Take along", icon=":material/download:"):
        st.caption("The map in view, as a picture with its source")
        with st.container(horizontal=True):
            picture_downloads(lambda: _picture(visit, look, shown), "map")
        st.caption("The whole map, as a page that opens without a network")
        file_download("HTML", lambda: _page(visit, look, shown).encode(), "map.html", "text/html")
        st.caption(f"The {visit.size:,} selected {visit.noun(visit.size)}, as a table")
        with st.container(horizontal=True):
            record_downloads(visit)


def _imprint(visit: Visit, look: Look) -> Imprint:
    by = loaders.colours(visit.loaded, visit.entity, look.field)
    placed = f"{visit.located:,} of them with a place; dashed rings: known to the town only"
    return imprint(visit, f"{visit.noun(2).capitalize()} on the map, by {by.title.lower()}", placed)


def _circles(visit: Visit, look: Look, box: Bounds, zoom: int) -> pd.DataFrame:
    index = loaders.cluster_index(visit.loaded, visit.entity, visit.selection, look.field)
    by = loaders.colours(visit.loaded, visit.entity, look.field)
    table = visit.database.table(visit.entity)
    return circles(index.clusters(box, zoom), table, zoom, by.labels, visit.noun(2))


def _picture(visit: Visit, look: Look, shown: Shown) -> go.Figure:
    from dsi_geo.drawing.map_figure import map_figure

    by = loaders.colours(visit.loaded, visit.entity, look.field)
    box = box_around(shown.view, PICTURE_PX)
    drawn = _circles(visit, look, box, shown.view.zoom)
    names = fitting_names(largest_inside(*box, TOWN_CANDIDATES), drawn, shown.view.zoom, TOWN_NAMES)
    return map_figure(drawn, names, by.labels, by.colours, shown.view, PICTURE_PX, _imprint(visit, look))


def _page(visit: Visit, look: Look, shown: Shown) -> str:
    from dsi_geo.drawing.standalone import standalone_map

    by = loaders.colours(visit.loaded, visit.entity, look.field)
    return standalone_map(
        lambda zoom: _circles(visit, look, WORLD, zoom),
        by.labels,
        by.colours,
        shown.view,
        _imprint(visit, look),
        LEAFLET_FOLDER,
    )
