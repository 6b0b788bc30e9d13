"""Cached results of the analyses, by database, selection and the choices on a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo.addresses.joins import Pairs
from dsi_geo.analysis import facets, likeness, map_circles, map_clusters, profiles, related
from dsi_geo.analysis.facets import Facet, FacetCounts
from dsi_geo.analysis.likeness import ThemeIndex
from dsi_geo.analysis.map_clusters import ClusterIndex
from dsi_geo.analysis.memberships import in_lists, split
from dsi_geo.analysis.proximity import coordinate_doubts as doubts
from dsi_geo.analysis.proximity import pairs
from dsi_geo.analysis.proximity import shared_addresses as sharing
from dsi_geo.analysis.proximity.pairs import AtAnyRadius, among
from dsi_geo.analysis.proximity.shared_addresses import SharedAddresses
from dsi_geo.analysis.shares import areas, concentration, coverage, place_counts, proportions
from dsi_geo.analysis.shares import spatial_autocorrelation as spatial
from dsi_geo.analysis.shares.areas import Level
from dsi_geo.analysis.shares.location_quotient import location_quotients
from dsi_geo.analysis.shares.place_counts import Counting, PlaceLevel
from dsi_geo.analysis.suggestions import Suggestions, suggest
from dsi_geo.analysis.timeline import diffusion, launches, lifetimes, periods
from dsi_geo.analysis.timeline.periods import Axis, Frequency, Vague
from dsi_geo.analysis.timeline.phases import Phases, launch_phases
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.app.caching import DEMONSTRATION, cached
from dsi_geo.app.databases import Loaded, coordinates, filter_options, search_index, selected, settings
from dsi_geo.app.visit import Visit
from dsi_geo.bundled import EVENTS
from dsi_geo.cleaning.events import events_in_text, read_events
from dsi_geo.drawing import area_map, palette
from dsi_geo.drawing.area_map import AreaLevel, Outlines
from dsi_geo.drawing.palette import Colouring
from dsi_geo.errors import InputError
from dsi_geo.geography.boundaries import neighbouring_regions
from dsi_geo.geography.web_mercator import Bounds
from dsi_geo.schema import PROJECTS, Entity, noun
from dsi_geo.search import Found
from dsi_geo.selection import FIELDS, Selection

GROUPS: Final = {"projects": "cluster", "organisations": "kind"}
STARTS: Final = {"projects": "launched", "organisations": "founded"}
MANY_VALUED: Final = {"theme": "themes", "technology": "technologies"}

Mask = npt.NDArray[np.bool_]


@cached(False, 16)
def colours(loaded: Loaded, entity: Entity, field: str) -> Colouring:
    """Category and colour of every record by a column."""
    return palette.colouring(loaded.database.table(entity), field)


@cached(False, 12)
def cluster_index(loaded: Loaded, entity: Entity, selection: Selection, field: str) -> ClusterIndex:
    """Spatial index of the selected records, coloured by a column and by their precision."""
    index = _coloured_index(loaded, entity, field)
    mask = selected(loaded, entity, selection)
    return index if mask.all() else index.chosen(mask)


@cached(False, 8)
def _coloured_index(loaded: Loaded, entity: Entity, field: str) -> ClusterIndex:
    by = colours(loaded, entity, field)
    index, table = _full_index(loaded, entity), loaded.database.table(entity)
    return map_circles.coloured(index, by.codes, table, len(by.labels))


@cached("Preparing the map …", 8)
def _full_index(loaded: Loaded, entity: Entity) -> ClusterIndex:
    return ClusterIndex(*coordinates(loaded, entity))


def circles_in(
    loaded: Loaded,
    entity: Entity,
    selection: Selection,
    field: str,
    box: Bounds,
    zoom: int,
    only: Mask | None = None,
) -> pd.DataFrame:
    """Circles of a view (`analysis.map_circles.circles`), cached and not to be changed.

    With a mask `only`, the circles of the selected records in the mask; these are not cached.
    """
    if only is None:
        return _circles_in(loaded, entity, selection, field, box, zoom)
    index = cluster_index(loaded, entity, selection, field).chosen(only)
    return _drawn(index, loaded, entity, field, box, zoom)


@cached(False, 64)
def _circles_in(
    loaded: Loaded, entity: Entity, selection: Selection, field: str, box: Bounds, zoom: int
) -> pd.DataFrame:
    return _drawn(cluster_index(loaded, entity, selection, field), loaded, entity, field, box, zoom)


def _drawn(
    index: ClusterIndex, loaded: Loaded, entity: Entity, field: str, box: Bounds, zoom: int
) -> pd.DataFrame:
    labels, table = colours(loaded, entity, field).labels, loaded.database.table(entity)
    return map_circles.circles(index.clusters(box, zoom), table, zoom, labels, noun(entity, 2))


@cached("Counting …", 8)
def facets_of(loaded: Loaded, entity: Entity) -> dict[str, Facet]:
    """The values that the records have for each filter (`analysis.facets`)."""
    return facets.facets(loaded.database, entity)


@cached(False, 32)
def facet_counts(visit: Visit) -> dict[str, FacetCounts]:
    """The counts of each facet among the records that match all other filters (`analysis.facets`)."""
    owners = {field: name for name, fields in facets.FIELDS.items() for field in fields}
    masks = {}
    for part in visit.selection.parts:
        (field, *_) = (name for name in FIELDS if getattr(part, name))
        masks[owners.get(field, field)] = selected(visit.loaded, visit.entity, part).to_numpy()
    of = facets_of(visit.loaded, visit.entity)
    return facets.facet_counts(of, masks, len(visit.chosen))


@cached(False, 32)
def found(loaded: Loaded, entity: Entity, text: str) -> Found:
    """What a search finds among all records."""
    return search_index(loaded, entity).find(text)


def suggestions(loaded: Loaded, entity: Entity, typed: str) -> Suggestions:
    """What the search box offers for what has been typed so far."""
    if not typed:
        return Suggestions((), ())
    for one in loaded.database.entities:
        search_index(loaded, one)
    return _suggestions(loaded, entity, typed)


@cached(False, 64)
def _suggestions(loaded: Loaded, entity: Entity, typed: str) -> Suggestions:
    return suggest(loaded.database, entity, typed, filter_options(loaded, entity))


@cached("Sorting the list …", 16)
def record_ranks(loaded: Loaded, entity: Entity, order: str) -> npt.NDArray[np.int64]:
    """Rank of every record in one of the `map_clusters.ORDERS`."""
    return map_clusters.ranks(loaded.database.table(entity), order, entity)


@cached("Comparing addresses …", 6)
def shared_addresses(loaded: Loaded, entity: Entity) -> SharedAddresses:
    """The addresses of all records, and which of them are the same."""
    return sharing.shared_addresses(loaded.database.table(entity))


@cached("Comparing addresses …", 12)
def address_groups(
    loaded: Loaded, entity: Entity, selection: Selection, told_apart: tuple[tuple[str, str], ...] = ()
) -> pd.DataFrame:
    """Groups of selected records at one address; other records are not counted.

    Pairs of one organisation are not counted as unaware, but for those whose ids a steward told apart.
    """
    table, mask = loaded.database.table(entity), selected(loaded, entity, selection)
    of_one = _of_one_organisation(loaded, entity, told_apart)
    if mask.all():
        return sharing.groups(table, entity, shared_addresses(loaded, entity), of_one)
    some = table[mask].reset_index(drop=True)
    return sharing.groups(some, entity, sharing.shared_addresses(some), among(of_one, mask.to_numpy()))


def _of_one_organisation(
    loaded: Loaded, entity: Entity, told_apart: tuple[tuple[str, str], ...]
) -> Pairs | None:
    """The pairs of records that need no introduction; None if there are too many pairs to be compared."""
    try:
        known = _at_any_radius(loaded, entity)
        return pairs.of_one_organisation(known, loaded.database.table(entity)["id"], told_apart)
    except InputError:  # the views that list pairs say so
        return None


@cached("Looking for doubtful points …", 6)
def coordinate_doubts(loaded: Loaded, entity: Entity) -> pd.DataFrame:
    """Findings about points that contradict their address, postcode or town, judged among all records."""
    table = loaded.database.table(entity)
    return doubts.coordinate_doubts(table, entity, shared_addresses(loaded, entity))


@cached("Looking for neighbours …", 16)
def neighbour_pairs(loaded: Loaded, entity: Entity, within_m: float | None) -> pd.DataFrame:
    """All pairs of neighbours and possible duplicates; raises InputError if there are too many."""
    table, known = loaded.database.table(entity), _at_any_radius(loaded, entity)
    return pairs.neighbours(table, entity, within_m=within_m, known=known)


def relation_to(loaded: Loaded, entity: Entity, record_id: str, others: pd.Series) -> pd.Series:
    """How other records are related to one, by their ids: nearby, unless they may be of one organisation with it."""
    try:
        every = neighbour_pairs(loaded, entity, None)
    except InputError:  # too many to be compared; who is around is listed nevertheless
        return pd.Series(pairs.NEARBY, index=others.index)
    of_one = every[every["relation"].isin(pairs.OF_ONE)]
    known = pd.concat(
        of_one.loc[of_one[f"id_{mine}"] == record_id].set_index(f"id_{theirs}")["relation"].astype("str")
        for mine, theirs in ("ab", "ba")
    )
    found = others.astype(object).map(known[~known.index.duplicated()].to_dict())
    return found.astype(object).fillna(pairs.NEARBY)


@cached("Looking for neighbours …", 6)
def _at_any_radius(loaded: Loaded, entity: Entity) -> AtAnyRadius:
    return pairs.at_any_radius(loaded.database.table(entity), entity, shared_addresses(loaded, entity))


FEW_RECORDS: Final = 20_000
"""So many records can all be compared while a visitor waits; of more, those that may be at one address are."""


@cached(False, 128)
def surroundings(loaded: Loaded, entity: Entity, row: int) -> pd.DataFrame:
    """The records at the address of one record and near by (`analysis.related.surroundings`), by its position."""
    table = loaded.database.table(entity)
    shared = shared_addresses(loaded, entity) if len(table) <= FEW_RECORDS else None
    return related.surroundings(table, entity, row, coordinates(loaded, entity), shared)


@cached("Looking for common themes …", 4)
def theme_index(loaded: Loaded, entity: Entity) -> ThemeIndex:
    """What all records are about."""
    database = loaded.database
    return likeness.theme_index(database.projects, entity, database.table(entity)["id"], _links(loaded))


@cached(False, 128)
def alike(loaded: Loaded, entity: Entity, row: int, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records most alike to one in theme (`analysis.likeness.alike`), in its town and elsewhere."""
    index, here = theme_index(loaded, entity), related.in_same_town(loaded.database.table(entity), row)
    return likeness.alike(index, row, here, most), likeness.alike(index, row, ~here, most)


def findings_about(loaded: Loaded, entity: Entity, record_id: str) -> pd.DataFrame:
    """All findings about one record; points are judged by their neighbours only where records are few enough."""
    database = loaded.database
    every = [database.findings]
    if len(database.table(entity)) <= FEW_RECORDS:
        every.append(coordinate_doubts(loaded, entity))
    own = [part[part["id"].eq(record_id) & part["entity"].eq(entity)] for part in every]
    return pd.concat(own, ignore_index=True).sort_values("severity", kind="stable", ignore_index=True)


@cached(False, 4)
def usual_focus(loaded: Loaded, entity: Entity) -> str | None:
    """The default focus of the shares of a database."""
    return areas.usual_focus(loaded.database, entity)


@cached(False, 128)
def share_table(visit: Visit, counting: Counting, level: Level, focus: str | None = None) -> pd.DataFrame:
    """Shares of the areas of a level (`analysis.shares.proportions.shares`)."""
    places = _counts_by_place(visit, counting, "city" if level == "city" else "region")
    return proportions.shares(places, level, focus)


@cached(False, 128)
def _counts_by_place(visit: Visit, counting: Counting, finest: PlaceLevel, by: str = "") -> pd.DataFrame:
    table = visit.database.table(visit.entity)
    columns = ["id", "country", "region", "city"] if counting == "partners" else ["country", "region", "city"]
    chosen = pd.DataFrame(table[columns] if visit.mask.all() else table.loc[visit.mask, columns])
    group = None
    if by:
        group = table[by] if visit.mask.all() else table.loc[visit.mask, by]
        if by in STARTS.values():
            planned = group > visit.database.as_of
            group = group.mask(planned).dt.year.astype("Int32")
    if counting == "partners" and visit.entity == PROJECTS:
        organisations = visit.database.organisations
        return place_counts.partner_place_counts(chosen, organisations, _links(visit.loaded), group, finest)
    return place_counts.place_counts(chosen, group, finest)


@cached(False, 4)
def _links(loaded: Loaded) -> pd.DataFrame:
    return loaded.database.links()


@cached(False, 64)
def area_outlines(visit: Visit, counting: Counting, level: AreaLevel, world: bool) -> Outlines:
    """Outlines for a map of the areas of a level."""
    counts = share_table(visit, counting, level).set_index("area")["count"]
    return area_map.outlines(level, counts, world=world)


@cached(False, 64)
def quotients(visit: Visit, counting: Counting, level: Level, field: str, value: str) -> pd.DataFrame:
    """Location quotients of a cluster or theme: columns of `location_quotients`, with `area` and `name`."""
    everything = replace(visit, selection=replace(visit.selection, cluster=(), theme=()))
    chosen = replace(everything, selection=_with(everything.selection, field, value))
    part, total = (share_table(one, counting, level) for one in (chosen, everything))
    part, total = part[part["known"]].set_index("area"), total[total["known"]].set_index("area")
    found = location_quotients(part["count"], total["count"])
    return found.join(total["name"]).reset_index()


def _with(selection: Selection, field: str, value: str) -> Selection:
    return replace(selection, cluster=(value,)) if field == "cluster" else replace(selection, theme=(value,))


@cached(False, 64)
def concentrations(visit: Visit, counting: Counting, level: PlaceLevel, by: str = "") -> pd.DataFrame:
    """Concentration of all records, or of each group: `by` is a column; a column of dates is grouped by year."""
    if by:
        groups = areas.grouped_counts(_counts_by_place(visit, counting, "region", by), level)
    else:
        table = share_table(visit, counting, level)
        groups = table[table["known"]].set_index("area")["count"].rename("all").to_frame().T
    return concentration.concentration(groups)


@cached(False, 64)
def compared_regions(visit: Visit, counting: Counting) -> pd.DataFrame:
    """All regions of the countries with enough records (`analysis.shares.areas.reference_regions`)."""
    return areas.reference_regions(_counts_by_place(visit, counting, "region"))


@cached(False, 64)
def chance_test(visit: Visit, counting: Counting) -> concentration.ChanceTest:
    """Monte Carlo test of the regions against their inhabitants."""
    return concentration.chance_test(compared_regions(visit, counting))


@cached(False, 64)
def autocorrelation(visit: Visit, counting: Counting) -> spatial.SpatialAutocorrelation:
    """Moran's I of the regions' rates."""
    return spatial.spatial_autocorrelation(compared_regions(visit, counting), neighbouring_regions())


@cached(False, 64)
def standing_out_outlines(visit: Visit, counting: Counting) -> Outlines:
    """Outlines for a map of the regions that stand out with their neighbours."""
    regions = autocorrelation(visit, counting).regions
    return area_map.outlines("region", regions["stands_out"].astype(int), world=False)


@cached(False, 64)
def break_even(visit: Visit, counting: Counting, focus: str) -> coverage.BreakEven:
    """How incomplete the data elsewhere would have to be (`coverage.break_even`)."""
    partition = share_table(visit, counting, "partition", focus)
    return coverage.break_even(partition, _counts_by_place(visit, counting, "region"))


@cached("Reading the dates …", 16)
def spans(visit: Visit) -> pd.DataFrame:
    """Life spans of the selected records, not to be changed."""
    return life_spans(visit.table, visit.database.as_of)


@cached(False, 48)
def time_axis(visit: Visit, frequency: Frequency) -> Axis | None:
    """The periods to show; None if nothing is dated."""
    return launches.time_axis(spans(visit), frequency, visit.database.as_of)


@cached("Counting …", 48)
def period_counts(visit: Visit, frequency: Frequency, vague: Vague, by: str = "") -> pd.DataFrame:
    """Launches, closures and stock by period, and by group if one is named (see `group_of`)."""
    counted, group = _grouped(visit, by)
    axis = time_axis(visit, frequency)
    return launches.by_period(counted, frequency, visit.database.as_of, vague=vague, by=group, axis=axis)


def _grouped(visit: Visit, by: str) -> tuple[pd.DataFrame, pd.Series | None]:
    """Life spans and the group of each row; a record with several groups has a row for each."""
    own = spans(visit)
    if not by:
        return own, None
    if by in MANY_VALUED:
        return split(own, visit.table[MANY_VALUED[by]])
    if by == "kind" and "kind" not in visit.table:
        database = visit.database
        kinds = periods.linked_kinds(visit.table, database.organisations, database.links())
        return split(own, kinds)
    group = group_of(visit, by)
    return split(own, group) if in_lists(group) else (own, group)


def group_of(visit: Visit, by: str) -> pd.Series:
    """Cluster, kind or part of the partition of each selected record; missing where it is not known."""
    if by != "partition":
        return visit.table[by]
    return areas.own_partition(visit.database, visit.table)


@cached(False, 32)
def values_by_size(loaded: Loaded, entity: Entity, field: str) -> tuple[str, ...]:
    """The values of a facet that any record has, those with the most records first, whatever is selected."""
    facet = facets_of(loaded, entity)[field]
    every = np.ones(len(loaded.database.table(entity)), dtype=bool)
    counts = facets.leading(facet.counts(every).counts, len(facet.values))
    return tuple(counts.index.astype("str"))


@cached(False, 32)
def profile_facets(loaded: Loaded, entity: Entity, field: str) -> tuple[str, ...]:
    """The facets in which groups by a facet can be compared: of those that are the same, as clusters of themes, one."""
    of = facets_of(loaded, entity)
    kept: list[str] = []
    for name in profiles.COMPARED[field]:
        if name in of and not any(profiles.alike(of[name], of[one]) for one in (field, *kept)):
            kept.append(name)
    return tuple(kept)


@cached("Comparing …", 64)
def profile_sides(visit: Visit, field: str, value: str) -> profiles.Sides:
    """The selected records that have a value of a facet, and those that have others."""
    return profiles.sides(facets_of(visit.loaded, visit.entity)[field], value, visit.mask)


@cached("Comparing …", 128)
def profile_comparison(visit: Visit, field: str, value: str, by: str) -> profiles.Comparison:
    """How often the records with a value, and the others, have each value of another facet."""
    return profiles.compare(facets_of(visit.loaded, visit.entity)[by], profile_sides(visit, field, value))


@cached("Comparing …", 64)
def profile_figures(visit: Visit, field: str, value: str) -> pd.DataFrame:
    """The figures of the records with a value beside those of the others (`profiles.key_figures`)."""
    table, of = visit.database.table(visit.entity), facets_of(visit.loaded, visit.entity)
    places = {name: of[name] for name in profiles.PLACES.get(field, ("country", "region")) if name in of}
    known = None
    if comparable_addresses(visit):
        usable = shared_addresses(visit.loaded, visit.entity).addresses.usable.to_numpy()
        known = profiles.sharing(table, usable, address_groups(visit.loaded, visit.entity, visit.selection))
    sides = profile_sides(visit, field, value)
    return profiles.key_figures(table, visit.entity, visit.database.as_of, sides, places, known)


def comparable_addresses(visit: Visit) -> bool:
    """Whether the records are so few that all of their addresses can be compared while a visitor waits."""
    return len(visit.chosen) <= FEW_RECORDS


@cached("Comparing addresses …", 64)
def profile_roofs(visit: Visit, field: str, value: str) -> pd.DataFrame:
    """The shared addresses at which records with a value are (`profiles.roofs`)."""
    groups = address_groups(visit.loaded, visit.entity, visit.selection)
    return profiles.roofs(
        visit.database.table(visit.entity), groups, profile_sides(visit, field, value).group
    )


@cached("Counting …", 32)
def profile_periods(visit: Visit, field: str, values: tuple[str, ...]) -> pd.DataFrame:
    """Launches, closures and stock by year of the records with each value, and of those with none of them.

    The groups are named by the number of the value, "0" or "1"; those that have other values are "others".
    """
    of = [profile_sides(visit, field, value) for value in values]
    rest = np.logical_and.reduce([one.others for one in of])
    parts = {**{str(at): one.group for at, one in enumerate(of)}, "others": rest}
    rows = {name: np.flatnonzero(part[visit.mask]) for name, part in parts.items()}
    counted = spans(visit).iloc[np.concatenate([*rows.values()])]
    group = pd.Series(np.repeat([*rows], [len(own) for own in rows.values()]), counted.index)
    as_of, axis = visit.database.as_of, time_axis(visit, "year")
    return launches.by_period(counted, "year", as_of, by=group, axis=axis)


@cached("Looking for phases …", 32)
def profile_phases(visit: Visit, field: str, value: str) -> Phases:
    """The phases of the launch rate of the records with a value."""
    own = spans(visit)[profile_sides(visit, field, value).group[visit.mask]]
    return launch_phases(own, visit.database.as_of, time_axis(visit, "month"), visit.entity)


@cached("Looking for phases …", 16)
def phases(visit: Visit) -> Phases:
    """The phases of the launch rate."""
    return launch_phases(spans(visit), visit.database.as_of, time_axis(visit, "month"), visit.entity)


@cached(False, 16)
def lives(visit: Visit) -> pd.DataFrame:
    """Lifetimes of the selected records."""
    return lifetimes.lifetimes(spans(visit), visit.database.as_of)


@cached("Looking for first appearances …", 32)
def first_appearances(visit: Visit, column: str) -> pd.DataFrame:
    """First appearance of each value of a column by country."""
    return diffusion.first_appearances(visit.table, spans(visit), column)


def events(loaded: Loaded, own: str) -> pd.DataFrame | None:
    """The events that belong to a database, and a visitor's own; None if there are none.

    They are those of the operator's list; without one, the demonstration has its own, and no other database has any.

    Parameters
    ----------
    loaded
        The database.
    own
        What the visitor has typed (`cleaning.events.events_in_text`).

    Raises
    ------
    InputError
        One of the lists cannot be used.
    """
    path = settings().events
    if path is None and loaded.version.kind == DEMONSTRATION:
        path = EVENTS
    lists = [] if path is None else [_events(path, path.stat().st_mtime_ns if path.is_file() else 0)]
    if own.strip():
        lists.append(events_in_text(own))
    if not lists:
        return None
    return pd.concat(lists).sort_values(["from", "to"], ignore_index=True)


@st.cache_resource(show_spinner=False, max_entries=4)
def _events(path: Path, changed: int) -> pd.DataFrame:
    return read_events(path)
