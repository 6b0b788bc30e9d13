"""What the cluster map is drawn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dsi_geo.analysis.map_circles import circles, with_precision
from dsi_geo.analysis.map_clusters import ClusterIndex, ranks
from dsi_geo.app.loaders.caching import Version, cached
from dsi_geo.app.loaders.database import Loaded, coordinates, selected
from dsi_geo.database import Database
from dsi_geo.drawing.palette import Colouring, colouring
from dsi_geo.geography.web_mercator import Bounds
from dsi_geo.schema import Entity, noun
from dsi_geo.selection import Selection

Mask = npt.NDArray[np.bool_]


def colours(loaded: Loaded, entity: Entity, field: str) -> Colouring:
    """Category and colour of every record by a column."""
    return _colours(loaded.version, entity, field, loaded.database)


def cluster_index(loaded: Loaded, entity: Entity, selection: Selection, field: str) -> ClusterIndex:
    """Spatial index of the selected records, coloured by a column and by their precision."""
    return _cluster_index(loaded.version, entity, selection, field, loaded)


def circles_in(
    loaded: Loaded,
    entity: Entity,
    selection: Selection,
    field: str,
    box: Bounds,
    zoom: int,
    only: Mask | None = None,
) -> pd.DataFrame:
    """Circles of a view (`analysis.maps.map_circles.circles`), not to be changed: most visitors come to the same.

    Of the selected records only those of a mask, if there is one; these circles are not kept.
    """
    if only is None:
        return _circles_in(loaded.version, entity, selection, field, box, zoom, loaded)
    index = cluster_index(loaded, entity, selection, field).chosen(only)
    return _drawn(index, loaded, entity, field, box, zoom)


def record_ranks(loaded: Loaded, entity: Entity, order: str) -> npt.NDArray[np.int64]:
    """Rank of every record in one of the orders of a list."""
    return _record_ranks(loaded.version, entity, order, loaded.database)


@cached(False, 16)
def _colours(version: Version, entity: Entity, field: str, _database: Database) -> Colouring:
    return colouring(_database.table(entity), field)


@cached("Preparing the map …", 8)
def _whole_index(version: Version, entity: Entity, _loaded: Loaded) -> ClusterIndex:
    return ClusterIndex(*coordinates(_loaded, entity))


@cached(False, 8)
def _coloured_index(version: Version, entity: Entity, field: str, _loaded: Loaded) -> ClusterIndex:
    by = colours(_loaded, entity, field)
    codes = with_precision(by.codes, _loaded.database.table(entity))
    return _whole_index(version, entity, _loaded).coloured(codes, 2 * len(by.labels) + 2)


@cached(False, 12)
def _cluster_index(
    version: Version, entity: Entity, selection: Selection, field: str, _loaded: Loaded
) -> ClusterIndex:
    index = _coloured_index(version, entity, field, _loaded)
    mask = selected(_loaded, entity, selection)
    return index if mask.all() else index.chosen(mask)


@cached(False, 64)
def _circles_in(
    version: Version,
    entity: Entity,
    selection: Selection,
    field: str,
    box: Bounds,
    zoom: int,
    _loaded: Loaded,
) -> pd.DataFrame:
    return _drawn(cluster_index(_loaded, entity, selection, field), _loaded, entity, field, box, zoom)


def _drawn(
    index: ClusterIndex, loaded: Loaded, entity: Entity, field: str, box: Bounds, zoom: int
) -> pd.DataFrame:
    labels, table = colours(loaded, entity, field).labels, loaded.database.table(entity)
    return circles(index.clusters(box, zoom), table, zoom, labels, noun(entity, 2))


@cached("Sorting the list …", 16)
def _record_ranks(version: Version, entity: Entity, order: str, _database: Database) -> npt.NDArray[np.int64]:
    return ranks(_database.table(entity), order, entity)
