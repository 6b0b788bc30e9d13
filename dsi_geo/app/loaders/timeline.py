"""The timeline's tables, cached by (database version, entity, selection) and what else was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.shares.areas import own_partition
from dsi_geo.analysis.timeline import periods
from dsi_geo.analysis.timeline.diffusion import first_appearances
from dsi_geo.analysis.timeline.launches import by_period, time_axis
from dsi_geo.analysis.timeline.lifetimes import lifetimes
from dsi_geo.analysis.timeline.periods import Axis, Frequency, Vague
from dsi_geo.analysis.timeline.phases import Phases, launch_phases
from dsi_geo.analysis.timeline.spans import life_spans
from dsi_geo.app.loaders.caching import Version, cached
from dsi_geo.app.visit import Visit
from dsi_geo.cleaning.events import read_events
from dsi_geo.schema import Entity
from dsi_geo.selection import Selection

MANY_VALUED: Final = {"theme": "themes", "technology": "technologies"}

Key = tuple[Version, Entity, Selection]


def spans(visit: Visit) -> pd.DataFrame:
    """Life spans of the selected records, not to be changed."""
    return _spans(*_key(visit), visit)


def axis(visit: Visit, frequency: Frequency) -> Axis | None:
    """The periods to show; None where nothing is dated."""
    return _axis(*_key(visit), frequency, visit)


def counts(visit: Visit, frequency: Frequency, vague: Vague, by: str = "") -> pd.DataFrame:
    """Launches, closures and stock by period, and by group if one is named (see `grouped`)."""
    return _counts(*_key(visit), frequency, vague, by, visit)


def phases(visit: Visit) -> Phases:
    """The phases of the launch rate."""
    return _phases(*_key(visit), visit)


def lives(visit: Visit) -> pd.DataFrame:
    """Lifetimes of the selected records."""
    return _lives(*_key(visit), visit)


def appearances(visit: Visit, column: str) -> pd.DataFrame:
    """First appearance of each value of a column by country."""
    return _appearances(*_key(visit), column, visit)


def group_of(visit: Visit, by: str) -> pd.Series:
    """Cluster, kind or part of the partition of each selected record; missing where it is not known."""
    if by != "partition":
        return visit.table[by]
    return own_partition(visit.database, visit.table)


def events(path: Path) -> pd.DataFrame:
    """The operator's list of events. Raises InputError if it cannot be used."""
    return _events(path, path.stat().st_mtime_ns if path.is_file() else 0)


def _key(visit: Visit) -> Key:
    return visit.loaded.version, visit.entity, visit.selection


@cached("Reading the dates …", 16)
def _spans(version: Version, entity: Entity, selection: Selection, _visit: Visit) -> pd.DataFrame:
    return life_spans(_visit.table, _visit.database.as_of)


@cached(False, 48)
def _axis(
    version: Version, entity: Entity, selection: Selection, frequency: Frequency, _visit: Visit
) -> Axis | None:
    return time_axis(spans(_visit), frequency, _visit.database.as_of)


@cached("Counting …", 48)
def _counts(
    version: Version,
    entity: Entity,
    selection: Selection,
    frequency: Frequency,
    vague: Vague,
    by: str,
    _visit: Visit,
) -> pd.DataFrame:
    counted, group = _grouped(_visit, by)
    period_axis = axis(_visit, frequency)
    return by_period(counted, frequency, _visit.database.as_of, vague=vague, by=group, axis=period_axis)


@cached("Looking for phases …", 16)
def _phases(version: Version, entity: Entity, selection: Selection, _visit: Visit) -> Phases:
    return launch_phases(spans(_visit), _visit.database.as_of, axis(_visit, "month"), _visit.entity)


@cached(False, 16)
def _lives(version: Version, entity: Entity, selection: Selection, _visit: Visit) -> pd.DataFrame:
    return lifetimes(spans(_visit), _visit.database.as_of)


@cached("Looking for first appearances …", 32)
def _appearances(
    version: Version, entity: Entity, selection: Selection, column: str, _visit: Visit
) -> pd.DataFrame:
    return first_appearances(_visit.table, spans(_visit), column)


@st.cache_resource(show_spinner=False, max_entries=4)
def _events(path: Path, changed: int) -> pd.DataFrame:
    return read_events(path)


def _grouped(visit: Visit, by: str) -> tuple[pd.DataFrame, pd.Series | None]:
    """Life spans and the group of each row; a record of several groups has a row in each."""
    own = spans(visit)
    if not by:
        return own, None
    if by in MANY_VALUED:
        return periods.split(own, visit.table[MANY_VALUED[by]])
    if by == "kind" and "kind" not in visit.table:
        database = visit.database
        kinds = periods.linked_kinds(visit.table, database.organisations, database.links())
        return periods.split(own, kinds)
    return own, group_of(visit, by)
