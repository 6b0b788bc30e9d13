"""What the page on shares computes, each part once for a selection and a choice, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

import pandas as pd

from dsi_geo.analysis.shares import areas, concentration, coverage, spatial_autocorrelation
from dsi_geo.analysis.shares.areas import Level, grouped_counts, reference_regions
from dsi_geo.analysis.shares.location_quotient import location_quotients
from dsi_geo.analysis.shares.place_counts import (
    Counting,
    PlaceLevel,
    partner_place_counts,
    place_counts,
)
from dsi_geo.analysis.shares.proportions import shares
from dsi_geo.app.loaders import Loaded
from dsi_geo.app.loaders.caching import Version, cached
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.area_map import AreaLevel, Outlines, outlines
from dsi_geo.geography.contiguity import neighbouring_regions
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.selection import Selection

Result = TypeVar("Result")
GROUPS: Final = {"projects": "cluster", "organisations": "kind"}
STARTS: Final = {"projects": "launched", "organisations": "founded"}


def usual_focus(loaded: Loaded, entity: Entity) -> str | None:
    """The region that shares of a database are told from, unless another is chosen."""
    return _kept(Visit(loaded, entity, Selection()), _usual_focus)


def share_table(visit: Visit, counting: Counting, level: Level, focus: str | None = None) -> pd.DataFrame:
    """Shares of the areas of a level (`analysis.shares.shares.shares`)."""
    return _kept(visit, _shares, counting, level, focus)


def area_outlines(visit: Visit, counting: Counting, level: AreaLevel, world: bool) -> Outlines:
    """Outlines for a map of the areas of a level."""
    return _kept(visit, _outlines, counting, level, world)


def quotients(visit: Visit, counting: Counting, level: Level, field: str, value: str) -> pd.DataFrame:
    """Location quotients of a cluster or theme: columns of `location_quotients`, with `area` and `name`."""
    return _kept(visit, _quotients, counting, level, field, value)


def concentrations(visit: Visit, counting: Counting, level: PlaceLevel, by: str = "") -> pd.DataFrame:
    """Concentration of all records, or of each group: `by` is a column, or the start's column for its years."""
    return _kept(visit, _concentrations, counting, level, by)


def compared_regions(visit: Visit, counting: Counting) -> pd.DataFrame:
    """All regions of the countries that the records cover (`area_populations.reference_regions`)."""
    return _kept(visit, _compared_regions, counting)


def chance_test(visit: Visit, counting: Counting) -> concentration.ChanceTest:
    """Monte Carlo test of the regions against their inhabitants."""
    return _kept(visit, _chance_test, counting)


def autocorrelation(visit: Visit, counting: Counting) -> spatial_autocorrelation.SpatialAutocorrelation:
    """Moran's I of the regions' rates."""
    return _kept(visit, _autocorrelation, counting)


def standing_out_outlines(visit: Visit, counting: Counting) -> Outlines:
    """Outlines for a map of the regions that stand out with their neighbours."""
    return _kept(visit, _standing_out_outlines, counting)


def break_even(visit: Visit, counting: Counting, focus: str) -> coverage.BreakEven:
    """How incomplete the data elsewhere would have to be."""
    return _kept(visit, _break_even, counting, focus)


def _kept(visit: Visit, compute: Callable[..., Result], *choices: object) -> Result:
    found: Result = _keep(
        visit.loaded.version,
        visit.entity,
        visit.selection,
        compute.__name__,
        choices,
        lambda: compute(visit, *choices),
    )
    return found


@cached(False, 512)
def _keep(
    version: Version,
    entity: Entity,
    selection: Selection,
    name: str,
    choices: tuple[object, ...],
    _compute: Callable[[], Any],
) -> Any:
    return _compute()


def _usual_focus(visit: Visit) -> str | None:
    return areas.usual_focus(visit.database, visit.entity)


def _places(visit: Visit, counting: Counting, finest: PlaceLevel) -> pd.DataFrame:
    return _kept(visit, _count_places, counting, finest, "")


def _count_places(visit: Visit, counting: Counting, finest: PlaceLevel, by: str) -> pd.DataFrame:
    table = visit.database.table(visit.entity)
    columns = ["id", "country", "region", "city"] if counting == "partners" else ["country", "region", "city"]
    chosen = pd.DataFrame(table[columns] if visit.mask.all() else table.loc[visit.mask, columns])
    group = None
    if by:
        group = table[by] if visit.mask.all() else table.loc[visit.mask, by]
        if by in STARTS.values():
            group = group.dt.year.astype("Int32")
    if counting == "partners" and visit.entity == PROJECTS:
        database = visit.database
        return partner_place_counts(chosen, database.organisations, _links(visit), group, finest)
    return place_counts(chosen, group, finest)


def _links(visit: Visit) -> pd.DataFrame:
    return _kept(replace(visit, selection=Selection()), _all_links)


def _all_links(visit: Visit) -> pd.DataFrame:
    return visit.database.links()


def _shares(visit: Visit, counting: Counting, level: Level, focus: str | None) -> pd.DataFrame:
    return shares(_places(visit, counting, "city" if level == "city" else "region"), level, focus)


def _outlines(visit: Visit, counting: Counting, level: AreaLevel, world: bool) -> Outlines:
    return outlines(level, share_table(visit, counting, level).set_index("area")["count"], world=world)


def _quotients(visit: Visit, counting: Counting, level: Level, field: str, value: str) -> pd.DataFrame:
    everything = replace(visit, selection=replace(visit.selection, cluster=(), theme=()))
    chosen = replace(everything, selection=_with(everything.selection, field, value))
    part, whole = (share_table(one, counting, level) for one in (chosen, everything))
    part, whole = part[part["known"]].set_index("area"), whole[whole["known"]].set_index("area")
    found = location_quotients(part["count"], whole["count"])
    return found.join(whole["name"]).reset_index()


def _with(selection: Selection, field: str, value: str) -> Selection:
    return replace(selection, cluster=(value,)) if field == "cluster" else replace(selection, theme=(value,))


def _concentrations(visit: Visit, counting: Counting, level: PlaceLevel, by: str) -> pd.DataFrame:
    if by:
        groups = grouped_counts(_kept(visit, _count_places, counting, "region", by), level)
    else:
        table = share_table(visit, counting, level)
        groups = table[table["known"]].set_index("area")["count"].rename("all").to_frame().T
    return concentration.concentration(groups)


def _compared_regions(visit: Visit, counting: Counting) -> pd.DataFrame:
    return reference_regions(_places(visit, counting, "region"))


def _chance_test(visit: Visit, counting: Counting) -> concentration.ChanceTest:
    return concentration.chance_test(compared_regions(visit, counting))


def _autocorrelation(visit: Visit, counting: Counting) -> spatial_autocorrelation.SpatialAutocorrelation:
    return spatial_autocorrelation.spatial_autocorrelation(
        compared_regions(visit, counting), neighbouring_regions()
    )


def _standing_out_outlines(visit: Visit, counting: Counting) -> Outlines:
    regions = autocorrelation(visit, counting).regions
    return outlines("region", regions["stands_out"].astype(int), world=False)


def _break_even(visit: Visit, counting: Counting, focus: str) -> coverage.BreakEven:
    partition = share_table(visit, counting, "partition", focus)
    return coverage.break_even(partition, _places(visit, counting, "region"))
