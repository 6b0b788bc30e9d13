"""What the cluster map is drawn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import streamlit as st

from dsi_geo.analysis.maps.map_circles import with_precision
from dsi_geo.analysis.maps.map_clusters import ClusterIndex
from dsi_geo.analysis.maps.record_order import ranks
from dsi_geo.app.loaders.database import Loaded, Version, coordinates, selected
from dsi_geo.database import Database
from dsi_geo.drawing.colouring import Colouring, colouring
from dsi_geo.schema import Entity
from dsi_geo.selection import Selection


def colours(loaded: Loaded, entity: Entity, field: str) -> Colouring:
    """Category and colour of every record by a column."""
    return _colours(loaded.version, entity, field, loaded.database)


def cluster_index(loaded: Loaded, entity: Entity, selection: Selection, field: str) -> ClusterIndex:
    """Spatial index of the selected records, coloured by a column and by their precision."""
    return _cluster_index(loaded.version, entity, selection, field, loaded)


def record_ranks(loaded: Loaded, entity: Entity, order: str) -> npt.NDArray[np.int64]:
    """Rank of every record in one of the orders of a list."""
    return _record_ranks(loaded.version, entity, order, loaded.database)


@st.cache_resource(show_spinner=False, max_entries=16)
def _colours(version: Version, entity: Entity, field: str, _database: Database) -> Colouring:
    return colouring(_database.table(entity), field)


@st.cache_resource(show_spinner="Preparing the map …", max_entries=8)
def _whole_index(version: Version, entity: Entity, _loaded: Loaded) -> ClusterIndex:
    return ClusterIndex(*coordinates(_loaded, entity))


@st.cache_resource(show_spinner=False, max_entries=8)
def _coloured_index(version: Version, entity: Entity, field: str, _loaded: Loaded) -> ClusterIndex:
    by = colours(_loaded, entity, field)
    codes = with_precision(by.codes, _loaded.database.table(entity))
    return _whole_index(version, entity, _loaded).coloured(codes, 2 * len(by.labels) + 2)


@st.cache_resource(show_spinner=False, max_entries=12)
def _cluster_index(
    version: Version, entity: Entity, selection: Selection, field: str, _loaded: Loaded
) -> ClusterIndex:
    index = _coloured_index(version, entity, field, _loaded)
    mask = selected(_loaded, entity, selection)
    return index if mask.all() else index.chosen(mask)


@st.cache_resource(show_spinner="Sorting the list …", max_entries=16)
def _record_ranks(version: Version, entity: Entity, order: str, _database: Database) -> npt.NDArray[np.int64]:
    return ranks(_database.table(entity), order, entity)
