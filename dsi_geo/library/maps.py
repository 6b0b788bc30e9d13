"""The cluster map of a database for a notebook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dsi_geo.analysis.maps.map_circles import circles, with_precision
from dsi_geo.analysis.maps.map_clusters import ClusterIndex
from dsi_geo.arguments import not_a, not_among, refuse
from dsi_geo.database import Database
from dsi_geo.drawing.colouring import Colouring, colour_fields, colouring
from dsi_geo.drawing.maps import fit
from dsi_geo.drawing.standalone import notebook_map
from dsi_geo.geography.web_mercator import WORLD
from dsi_geo.library.subjects import subject_of
from dsi_geo.output.sources import imprint_of, selected_words, source_words
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection

if TYPE_CHECKING:
    import folium

ASSUMED_PX = (800, 480)
"""About what a notebook gives a map."""
FEW = 50


def cluster_map(
    database: Database,
    *,
    entity: Entity | None = None,
    selection: Selection | None = None,
    colour_by: str | None = None,
    street_map: bool = False,
) -> folium.Map:
    """Draw the records on a map whose circles part as one goes in.

    Parameters
    ----------
    database
        From `open_database`.
    entity
        `projects` or `organisations`; default: projects, unless there are only organisations.
    selection
        Which records; default: all.
    colour_by
        Column whose shares the rings of the circles tell: of projects `cluster` (the default) or `status`, of
        organisations `kind`, of both `location_precision`; only those that tell records apart.
    street_map
        Whether OpenStreetMap's tiles lie below, which asks its servers. By default no host is asked for anything.

    Returns
    -------
    folium.Map
        In EPSG:3857, shown by a notebook as it is; `map.save("map.html")` makes a page of about a megabyte that opens
        without a network, and folium's layers can be added to it. Its legend tells how many records have a place; a
        ring is dashed where they are known to their town only. Empty where none has a place.

    Raises
    ------
    InputError
        An argument cannot be used, or the selection asks for a value that no record has.

    Examples
    --------
    >>> from dsi_geo import Selection, cluster_map, open_database
    >>> shown = cluster_map(open_database(), selection=Selection(region=("Berlin",)))
    >>> [round(degrees, 1) for degrees in shown.location]
    [52.5, 13.4]
    """
    wrong = not_a(street_map, bool, "street_map", "True or False")
    subject = subject_of(database, entity, selection, wrong)
    table = database.table(subject.entity)
    fields = colour_fields(table, subject.entity)
    refuse("" if colour_by is None else not_among(colour_by, fields, "column to colour by here"))
    by = colouring(table, colour_by or fields[0])
    latitude, longitude = table.geometry.y.to_numpy(), table.geometry.x.to_numpy()
    codes = with_precision(by.codes, table)
    index = ClusterIndex(latitude, longitude).coloured(codes, 2 * len(by.labels) + 2).chosen(subject.mask)
    title = f"{subject.entity.capitalize()} by {by.title.lower()}"
    records = selected_words(subject.size, len(table), subject.entity, f"{len(index):,} of them with a place")
    return notebook_map(
        partial(_circles, index, table, by, noun(subject.entity, 2)),
        by.labels,
        by.colours,
        fit(latitude[subject.mask], longitude[subject.mask], *ASSUMED_PX, few=FEW),
        imprint_of(title, records, subject.selection, source_words(subject.title, database)),
        _leaflet(),
        street_map=street_map,
    )


def _circles(
    index: ClusterIndex, table: pd.DataFrame, by: Colouring, counted: str, zoom: int
) -> pd.DataFrame:
    """The circles of the whole world at a zoom level."""
    return circles(index.clusters(WORLD, zoom), table, zoom, by.labels, counted)


def _leaflet() -> Path:
    import xstatic.pkg.leaflet

    return Path(xstatic.pkg.leaflet.BASE_DIR)
