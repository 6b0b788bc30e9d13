"""The record that the page is about, the way back, and help if there is no such record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from dsi_geo.analysis.related import positions_of, similar_ids
from dsi_geo.app import messages, record_links, url
from dsi_geo.app.databases import coordinates
from dsi_geo.app.frame import muted
from dsi_geo.app.record_lists import static_table
from dsi_geo.app.visit import Visit
from dsi_geo.errors import quoted
from dsi_geo.schema import ENTITIES, LABELS, Entity, noun
from dsi_geo.selection import Selection

MOST_SIMILAR = 5


@dataclass(frozen=True)
class Subject:
    """The record that the page is about.

    Attributes
    ----------
    visit
        The data without filters, since the page is about one record whatever is selected.
    row
        Position of the record in the table.
    """

    visit: Visit
    row: int

    @cached_property
    def record(self) -> dict[str, Any]:
        """The record, by column."""
        found: dict[str, Any] = self.visit.database.table(self.visit.entity).iloc[self.row].to_dict()
        return found

    @property
    def record_id(self) -> str:
        """Its identifier."""
        return str(self.record["id"])

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None if it has no point."""
        latitude, longitude = coordinates(self.visit.loaded, self.visit.entity)
        found = float(latitude[self.row]), float(longitude[self.row])
        return None if pd.isna(found[0]) else found


def subject_of(visit: Visit) -> Subject | None:
    """The record that the URL names; if there is none, the page says so, and what is nearest to it."""
    named = url.record()
    if not named:
        messages.lacking(["No record is named. Press a name in any list to open its page."], key="no_record")
        st.page_link("pages/cluster_map.py", label="Find a record on the map", icon=":material/map:")
        return None
    found = positions_of(visit.database.table(visit.entity), [named])
    if not len(found):
        _show_nearest(visit, named)
        return None
    if not visit.mask[found[0]]:
        messages.lacking(["The filters leave this record out. It is shown all the same."], key="left_out")
    return Subject(replace(visit, selection=Selection(), lacking=()), int(found[0]))


def show_way_back(visit: Visit) -> None:
    """A link back to where the record was opened from, if it was opened in this session."""
    step = record_links.came_from(visit.entity, url.record())
    with st.container():
        if step is not None:
            st.html(record_links.back_anchor(visit, step, f"← Back to {_title(visit, step)}"))


def _title(visit: Visit, step: record_links.Step) -> str:
    """What the way back leads to: the title of a page or, of a record's, the record's name."""
    if step.left is None:
        return step.title
    entity, record_id = step.left
    table = visit.database.table(entity)
    names = table["name"].iloc[positions_of(table, [record_id])].dropna()
    return str(names.iloc[0]) if len(names) else record_id


def _show_nearest(visit: Visit, named: str) -> None:
    """Say that there is no such record, and name the records nearest to it."""
    for entity in ENTITIES:
        table = visit.database.table(entity)
        rows = positions_of(table, [named])
        if entity != visit.entity and len(rows):
            said = f"There is no record {quoted(named)} among the {visit.entity}, but one among the {entity}."
            messages.lacking([said], key="no_record")
            _list_records(visit, entity, table.iloc[rows])
            return
    said = f"These data have no record {quoted(named)} among the {visit.entity}."
    table = visit.database.table(visit.entity)
    similar = similar_ids(table["id"], named, MOST_SIMILAR)
    if not similar:
        messages.lacking(
            [said, "Press a name in any list to open its page, or search for it in the sidebar."],
            key="no_record",
        )
        return
    messages.lacking([said, "Perhaps one of these is meant:"], key="no_record")
    _list_records(visit, visit.entity, table.iloc[positions_of(table, similar)])


def _list_records(visit: Visit, entity: Entity, table: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {LABELS["name"]: table["name"].fillna(record_links.NO_NAME), "Identifier": table["id"]}
    )
    links = {LABELS["name"]: record_links.targets(visit, table["id"], entity)}
    static_table(shown, f"The {noun(entity, 2)} that may be meant", links=links)


def show_name(subject: Subject) -> None:
    """The name as a heading, which is text whatever it contains, and what kind of record it is."""
    record, entity = subject.record, subject.visit.entity
    st.html(record_links.heading(record["name"]))
    kinds = (record.get("cluster"), record.get("kind"))
    words = [noun(entity, 1).capitalize(), subject.record_id, *(str(one) for one in kinds if pd.notna(one))]
    muted(" · ".join(words), "kind_of_record")
