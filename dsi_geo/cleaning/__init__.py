"""Cleaning: raw tables in, canonical tables and findings out.

Every rule is a function that takes a table, reports to `Findings` what is wrong or doubtful, and
returns the table with what it could set right. No rule drops a record, and none changes a value
without a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from dsi_geo.cleaning import (
    amounts,
    categories,
    coordinates,
    dates,
    doubts,
    links,
    metric_coordinates,
    named_places,
    precision,
    stated_places,
    status,
    text,
)
from dsi_geo.cleaning.findings import Findings
from dsi_geo.readers.assembly import RawTable
from dsi_geo.schema import (
    COLUMNS,
    ENTITIES,
    LIST,
    PROJECTS,
    Entity,
    conform,
)

__all__ = ["Cleaned", "clean"]

_WORKING_COLUMNS = (
    *("latitude", "longitude"),
    *("_decimals", "_outside_country", "_place", "_city_given", "_region_given", "_areas", "_postcode"),
    *(
        "_postcode_region",
        "_lost_country",
        "_town_latitude",
        "_town_longitude",
        "_town_region",
        "_town_known",
    ),
    *("_to_town_m", "_point_region", "_names_area", "_from_file", "_trusted_point", "_country_before"),
    *("_region_stated", "_against", "_against_m", "_end", "_open_region"),
    dates.GOING_ON,
)
"""What the rules hand on to one another."""


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gives: canonical tables by entity, findings, and the day the data describe."""

    tables: dict[Entity, gpd.GeoDataFrame]
    findings: pd.DataFrame
    as_of: pd.Timestamp


def clean(raw: Sequence[RawTable], as_of: pd.Timestamp | None = None, *, today: pd.Timestamp) -> Cleaned:
    """Clean the tables of one database together.

    Parameters
    ----------
    raw
        At most one table per entity.
    as_of
        The day the data describe. Default: the newest date recorded about a record itself; where no
        such date is known, the newest launch or end up to today; missing (NaT) where there is neither.
    today
        A record cannot have been made later than this, and years long after it are hard to believe.

    Returns
    -------
    Cleaned
        Tables with RangeIndex in the order of the files, every record of them present once.
    """
    findings = Findings()
    tables = {
        table.entity: _clean_record(
            table, [other.frame for other in raw if other is not table], today, findings
        )
        for table in raw
    }
    as_of = _as_of(tables, today) if as_of is None else as_of
    tables = precision.add_precision(tables, findings)
    tables = links.clean_links(tables, findings)
    tables = links.locate_through_organisations(tables, findings)
    links.report_no_place(tables, findings)
    if PROJECTS in tables:
        tables[PROJECTS] = status.clean_lifetimes(tables[PROJECTS], as_of, findings)
    for entity, table in tables.items():
        doubts.report_possible_duplicates(table, entity, findings)
        doubts.report_advertising(table, entity, findings)
    finished = {
        entity: conform(_without_working_columns(tables[entity]), entity)
        for entity in ENTITIES
        if entity in tables
    }
    for entity, table in finished.items():
        categories.report_alike(table, entity, findings)
    return Cleaned(finished, findings.table(), as_of)


def _without_working_columns(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns=[*_WORKING_COLUMNS], errors="ignore")


def _clean_record(
    table: RawTable, beside: Sequence[pd.DataFrame], today: pd.Timestamp, findings: Findings
) -> pd.DataFrame:
    """Apply the rules that look at one table; the others, as read, only tell how its dates are written."""
    entity = table.entity
    for column in table.unrecognised:
        findings.add_for_file(
            "unrecognised_column",
            entity,
            column,
            f"The column “{column}” of {table.source} is not recognised; it is kept as it is.",
        )
    for note in table.notes:
        findings.add_for_file("reading", entity, "", note)
    frame = text.identify(table.frame, entity, table.source, findings)
    frame = text.mend_letters(frame, entity, findings)
    frame = text.blank_placeholders(frame, entity, findings)
    frame = text.check_names(frame, entity, table.source, findings)
    text.check_websites(frame, entity, findings)
    frame = frame.assign(
        **{field: text.list_column(frame, field) for field, dtype in COLUMNS[entity].items() if dtype == LIST}
    )
    if entity == PROJECTS and "closed" not in table.absent:
        frame = dates.with_ends_of_spans(frame, table.recognised, table.source, findings)
    frame = dates.clean_dates(frame, entity, today, findings, beside)
    if entity == PROJECTS:
        frame = amounts.clean_amounts(frame, table.recognised.get("amount", ""), findings)
    frame, area_of = stated_places.read_stated_places(frame, entity, findings)
    if table.geometry is None and table.absent.isdisjoint(("latitude", "longitude")):
        frame = metric_coordinates.with_degrees(frame, table.unrecognised, table.source, entity, findings)
    frame = frame.assign(**coordinates.clean_coordinates(frame, table.geometry, entity, findings))
    frame = named_places.decide_places(frame, area_of, table.shapes, entity, findings)
    frame = named_places.keep_regions_as_given(frame)
    named_places.report_addresses_without_country(frame, entity, findings)
    return frame


def _as_of(tables: dict[Entity, pd.DataFrame], today: pd.Timestamp) -> pd.Timestamp:
    recorded = [table["recorded"] for table in tables.values() if "recorded" in table]
    projects = tables.get(PROJECTS, pd.DataFrame())
    lived = [projects[field] for field in ("launched", "closed") if field in projects]
    for columns in (recorded, lived):
        known = pd.concat([*columns, pd.Series(dtype="datetime64[ms]")]).dropna()
        known = known[known <= today]
        if len(known):
            return known.max()
    return pd.NaT
