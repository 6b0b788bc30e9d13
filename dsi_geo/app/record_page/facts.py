"""What a record says of itself: what it is, where, when, by whom, and where that was read."""

from __future__ import annotations

from html import escape
from typing import Final

import pandas as pd
import streamlit as st
from pandas.api.types import is_list_like

from dsi_geo.analysis.facets import value_names
from dsi_geo.analysis.related import NEARBY_M, positions_of
from dsi_geo.app import record_links, results
from dsi_geo.app.charts import show_legend
from dsi_geo.app.databases import settings
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import Look, draw_map
from dsi_geo.app.record_lists import (
    dates,
    field_lines,
    link,
    place_lines,
    place_words,
    show_lines,
    static_table,
)
from dsi_geo.app.record_page.arrival import Subject
from dsi_geo.app.url import Spot
from dsi_geo.schema import (
    COLUMNS,
    LABELS,
    LINKS,
    ORGANISATIONS,
    PRECISION_WORDS,
    PROJECTS,
    STATUS_WORDS,
    Entity,
    extra_columns,
)

MAP_PX: Final = 320
LOOK: Final = Look("Circles", "location_precision")
MOST_BESIDE: Final = 5
MOST_PROJECTS: Final = 50
PROFILED: Final = {"cluster": "cluster", "themes": "theme", "technologies": "technology"} | {
    "region": "region",
    "country": "country",
}
"""Columns whose values lead to a profile, and the facets that they belong to."""
OTHER: Final[dict[Entity, Entity]] = {PROJECTS: ORGANISATIONS, ORGANISATIONS: PROJECTS}


def show_facts(subject: Subject) -> None:
    """What it is, and when."""
    record, entity = subject.record, subject.visit.entity
    if pd.notna(record["description"]):
        st.text(str(record["description"]), width="stretch")
    if address := link(record["website"]):
        st.link_button("Open its website", address, icon=":material/open_in_new:")
    profiled = [name for name in PROFILED if name in COLUMNS[entity]]
    lines = field_lines({name: record[name] for name in COLUMNS[entity]}, entity)
    show_lines(
        {label: text for label, text in lines.items() if label not in {LABELS[one] for one in profiled}}
    )
    for name in profiled:
        _values(subject, name)


def _values(subject: Subject, column: str) -> None:
    """The values of a column, each of which leads to the profile of the records that have it."""
    value, field = subject.record[column], PROFILED[column]
    values = [*value] if is_list_like(value) else [value] if pd.notna(value) else []
    if not values:
        return
    targets = record_links.profile_targets(subject.visit, field, values)
    names = value_names(field, tuple(values)).values()
    links = ", ".join(record_links.anchor(target, name) for target, name in zip(targets, names, strict=True))
    with st.container(horizontal=True, gap="small"):
        st.html(f'<span class="dsi-label">{LABELS[column]}</span>', width=120)
        st.html(f'<span class="dsi-linked">{links}</span>', width="stretch")


def show_place(subject: Subject) -> None:
    """Where it is, with the precision of its point and of its address, and a map of it and what is around."""
    record = subject.record
    given = record.get("address_precision")
    lines = place_lines(record)
    if pd.notna(given):
        lines[LABELS["address_precision"]] = PRECISION_WORDS[str(given)]
    show_lines(lines)
    if subject.point is None:
        st.caption("It has no point, so it cannot be drawn on a map.")
        return
    _small_map(subject)


def _small_map(subject: Subject) -> None:
    visit, point = subject.visit, subject.point
    table = visit.database.table(visit.entity)
    around = results.surroundings(visit.loaded, visit.entity, subject.row)["id"].tolist()
    only = table["id"].isin([*around, subject.record_id]).to_numpy()
    precise = subject.record["location_precision"] in ("address", "street")
    spot = Spot(*point, NEARBY_M) if point and precise else None

    @fragment
    def small_map() -> None:
        shown = draw_map(
            visit,
            f"record_map_{visit.entity}_{subject.record_id}",
            MAP_PX,
            LOOK,
            street_map=settings().street_map,
            in_url=True,
            spot=spot,
            chosen=point,
            only=only,
        )
        show_legend(shown.legend)

    small_map()


def show_links(subject: Subject) -> None:
    """The organisations of a project with their other projects, or the projects of an organisation."""
    visit, entity = subject.visit, subject.visit.entity
    ids = [str(one) for one in subject.record[LINKS[entity]]]
    other = OTHER[entity]
    table = visit.database.table(other)
    found = table.iloc[positions_of(table, ids)]
    missing = sorted({*ids} - {*found["id"]})
    st.subheader("By whom" if entity == PROJECTS else "Its projects", anchor=False)
    if not ids:
        st.caption(f"No {'organisation' if entity == PROJECTS else 'project'} of it is on record.")
    elif entity == PROJECTS:
        _organisations(subject, found)
    elif len(found):
        _projects(subject, found)
    if missing:
        st.text(f"Named, but not in these data: {', '.join(missing)}.", width="stretch")


def _organisations(subject: Subject, organisations: pd.DataFrame) -> None:
    """Each organisation, its kind and place, and its other projects."""
    visit = subject.visit
    places = place_words(organisations)
    items = []
    for target, (_, one), place in zip(
        record_links.targets(visit, organisations["id"], ORGANISATIONS),
        organisations.iterrows(),
        places,
        strict=True,
    ):
        words = ", ".join(str(word) for word in (one["kind"], place) if pd.notna(word) and word != "—")
        others = [other for other in one[LINKS[ORGANISATIONS]] if other != subject.record_id]
        items.append(
            f"<li>{record_links.anchor(target, one['name'])} <span>{escape(words)}</span>"
            f"{_beside(subject, others)}</li>"
        )
    if items:
        st.html(f'<ul class="dsi-links">{"".join(items)}</ul>')


def _beside(subject: Subject, ids: list[str]) -> str:
    """The first of the other projects of an organisation, as links, and how many more there are."""
    projects = subject.visit.database.projects
    rows = positions_of(projects, ids[:MOST_BESIDE])
    if not len(rows):
        return ""
    shown = projects.iloc[rows]
    links = ", ".join(record_links.anchors(subject.visit, shown, PROJECTS))
    more = len(ids) - len(rows)
    return f"<p>Other projects: {links}{f' and {more:,} more' if more > 0 else ''}</p>"


def _projects(subject: Subject, projects: pd.DataFrame) -> None:
    shown = projects.head(MOST_PROJECTS)
    cells = pd.DataFrame(
        {
            LABELS["name"]: shown["name"].fillna(record_links.NO_NAME).to_numpy(),
            LABELS["status"]: [STATUS_WORDS[str(status)] for status in shown["status"]],
            LABELS["launched"]: [dates(row, "launched") for row in shown.to_dict("records")],
            "Place": place_words(shown).to_numpy(),
        }
    )
    links = {LABELS["name"]: record_links.targets(subject.visit, shown["id"], PROJECTS)}
    static_table(cells, "The projects of this organisation", links=links, unbroken=[LABELS["launched"]])
    if len(projects) > len(shown):
        st.caption(f"The first {len(shown)} of {len(projects):,}.")


def show_source(subject: Subject) -> None:
    """Where the record was read, and what its file says that was not recognised, as it is."""
    visit, record = subject.visit, subject.record
    st.subheader("Source", anchor=False)
    provenance = visit.database.provenance
    as_of = visit.as_of_words
    lines = {
        "Database": visit.loaded.title,
        "Files": ", ".join(provenance.files),
        "State": as_of[:1].upper() + as_of[1:],
        "Licence": provenance.licence,
    }
    show_lines({label: text for label, text in lines.items() if text})
    table = visit.database.table(visit.entity)
    kept = {name: record[name] for name in extra_columns(table, visit.entity)}
    filled = {
        name: str(value) for name, value in kept.items() if not isinstance(value, list) and pd.notna(value)
    }
    if not filled:
        st.caption("Its file has no further columns for it.")
        return
    st.caption("Columns kept as they are in its file")
    static_table(
        pd.DataFrame({"Column": list(filled), "Value": list(filled.values())}),
        "Columns that were not recognised, with their values",
    )
