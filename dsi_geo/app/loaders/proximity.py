"""Which records share an address or are near one another."""

from __future__ import annotations

import pandas as pd

from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts as doubts_about_points
from dsi_geo.analysis.proximity.pairs import AtAnyRadius, at_any_radius, neighbours
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses, groups
from dsi_geo.analysis.proximity.shared_addresses import shared_addresses as compare_addresses
from dsi_geo.app.loaders.caching import Version, cached
from dsi_geo.app.loaders.database import Loaded, selected
from dsi_geo.database import Database
from dsi_geo.schema import Entity
from dsi_geo.selection import Selection


def shared_addresses(loaded: Loaded, entity: Entity) -> SharedAddresses:
    """Which addresses of all records are the same."""
    return _shared_addresses(loaded.version, entity, loaded.database)


def neighbour_pairs(loaded: Loaded, entity: Entity, within_m: float | None) -> pd.DataFrame:
    """All pairs of neighbours and possible duplicates. Raises InputError if they are too many."""
    return _neighbour_pairs(loaded.version, entity, within_m, loaded)


def roofs(loaded: Loaded, entity: Entity, selection: Selection) -> pd.DataFrame:
    """Groups of selected records under one roof: whoever is not selected counts in none."""
    return _roofs(loaded.version, entity, selection, loaded)


def coordinate_doubts(loaded: Loaded, entity: Entity) -> pd.DataFrame:
    """Findings about points that contradict their address, postcode or town, all records regarded."""
    return _coordinate_doubts(loaded.version, entity, loaded)


@cached("Looking for doubtful points …", 6)
def _coordinate_doubts(version: Version, entity: Entity, _loaded: Loaded) -> pd.DataFrame:
    return doubts_about_points(_loaded.database.table(entity), entity, shared_addresses(_loaded, entity))


@cached("Comparing addresses …", 6)
def _shared_addresses(version: Version, entity: Entity, _database: Database) -> SharedAddresses:
    return compare_addresses(_database.table(entity))


@cached("Looking for neighbours …", 16)
def _neighbour_pairs(
    version: Version, entity: Entity, within_m: float | None, _loaded: Loaded
) -> pd.DataFrame:
    table, known = _loaded.database.table(entity), _at_any_radius(version, entity, _loaded)
    return neighbours(table, entity, within_m=within_m, known=known)


@cached("Looking for neighbours …", 6)
def _at_any_radius(version: Version, entity: Entity, _loaded: Loaded) -> AtAnyRadius:
    return at_any_radius(_loaded.database.table(entity), entity, shared_addresses(_loaded, entity))


@cached("Comparing addresses …", 12)
def _roofs(version: Version, entity: Entity, selection: Selection, _loaded: Loaded) -> pd.DataFrame:
    table, mask = _loaded.database.table(entity), selected(_loaded, entity, selection)
    if mask.all():
        return groups(table, entity, shared_addresses(_loaded, entity))
    some = table[mask].reset_index(drop=True)
    return groups(some, entity, compare_addresses(some))
