"""The records of a group: where they are, when they began and ended, who shares an address, which are the latest."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.profiles import latest
from dsi_geo.analysis.timeline.launches import COUNTS, as_of_the_day
from dsi_geo.analysis.timeline.phases import KINDS, how_to_read, loose_phases
from dsi_geo.app import record_links, results
from dsi_geo.app.charts import show_chart, show_legend
from dsi_geo.app.databases import settings
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.component import Look, draw_map
from dsi_geo.app.profile_page.groups import ALL_OTHERS, Group, side_by_side
from dsi_geo.app.record_lists import dates, place_words, static_table
from dsi_geo.drawing.timeline_charts import split_chart
from dsi_geo.schema import BEGINNINGS, LABELS, PROJECTS
from dsi_geo.schema.exports import GROUP_TIMELINE

MAP_PX: Final = 360
LOOK: Final = Look("Circles", "location_precision")
MOST_ROOFS: Final = 6
MOST_AT_ROOF: Final = 8
MOST_LATEST: Final = 6


def show_maps(groups: Sequence[Group]) -> None:
    """The map of each group; of two, both begin with the same part of the world."""
    st.subheader("Where it is" if len(groups) == 1 else "Where they are", anchor=False)
    fitted = np.logical_or.reduce([group.sides.group for group in groups])
    for group, column in side_by_side(groups):
        with column:
            _map(group, f"profile_map_{hash(tuple((one.field, one.value) for one in groups))}_{group.number}",
                 fitted, in_url=len(groups) == 1)  # fmt: skip


def _map(group: Group, key: str, fitted: np.ndarray, *, in_url: bool) -> None:
    visit, own = group.visit, group.sides.group
    placed = int((own & visit.database.table(visit.entity).geometry.notna().to_numpy()).sum())
    if not placed:
        st.caption("None has a place that could be drawn.")
        return

    @fragment
    def small_map() -> None:
        """Redraw only the map when it is moved."""
        shown = draw_map(
            visit,
            f"{key}_{visit.entity}",
            MAP_PX,
            LOOK,
            street_map=settings().street_map,
            in_url=in_url,
            only=own,
            fitted=fitted,
        )
        show_legend(shown.legend)

    small_map()
    st.caption(f"{placed:,} of {group.size:,} have a place that can be drawn.")


def show_phases(groups: Sequence[Group]) -> None:
    """Launches and closures by year of each group and of the others, all on one scale, and the phases in words."""
    first, visit = groups[0], groups[0].visit
    words = BEGINNINGS[visit.entity]
    st.header("When they began" if visit.entity != PROJECTS else "When they began and ended", anchor=False)
    names = {str(group.number): group.name for group in groups} | {"others": ALL_OTHERS}
    table = results.profile_periods(visit, first.field, tuple(group.value for group in groups))
    if table.empty or not table[["launched", "closed", "planned_launched"]].to_numpy().any():
        st.caption(f"No {words.event} of these records is dated.")
        return
    table = table.assign(group=table["group"].map(names))
    drawn = [name for name in names.values() if table["group"].eq(name).any()]
    signs = how_to_read(table, "year", "spread", False, visit.entity, as_of=visit.database.as_of, split=True)
    show_chart(
        visit,
        f"{visit.noun(2).capitalize()} {words.happenings} by year, beside all others",
        "profile_periods",
        lambda theme: split_chart(table, drawn, "year", visit.database.as_of, theme, entity=visit.entity),
        as_of_the_day(table, "year", visit.database.as_of)
        .drop(columns="start")
        .round(dict.fromkeys(COUNTS, 2)),
        GROUP_TIMELINE,
        f"{words.happenings.capitalize()} by year of {len(drawn)} groups, on one scale; the numbers follow.",
        note=f"All are drawn on the same scale. {signs}",
    )
    for group, column in side_by_side(groups):
        with column:
            _phases(group)


def _phases(group: Group) -> None:
    visit = group.visit
    found = results.profile_phases(visit, group.field, group.value)
    with st.expander(
        f"Phases in words: {found.summary}", icon=":material/segment:", key=f"profile_phases_{group.number}"
    ):
        for number, phase in enumerate(found.table.itertuples(), start=1):
            st.markdown(f"**{number} · {KINDS[phase.kind]}.** {phase.sentence}")
        st.caption(loose_phases(visit.entity))


def show_roofs(groups: Sequence[Group]) -> None:
    """Who of a group shares an address, and with whom."""
    visit = groups[0].visit
    st.header("Who shares an address", anchor=False)
    if not results.comparable_addresses(visit):
        st.caption("The records are too many for all their addresses to be compared here.")
    else:
        for group, column in side_by_side(groups):
            with column:
                _roofs(group)
    st.page_link("pages/proximity_finder.py", label="See all shared addresses", icon=":material/diversity_3:")


def _roofs(group: Group) -> None:
    visit = group.visit
    found = results.profile_roofs(visit, group.field, group.value)
    if found.empty:
        st.caption(
            f"None shares its address with another selected {visit.noun(1)}, as far as addresses are known."
        )
        return
    items = []
    for roof in found.head(MOST_ROOFS).itertuples():
        members = visit.database.table(visit.entity).iloc[roof.members[:MOST_AT_ROOF]]
        links = record_links.anchors(visit, members, visit.entity)
        own, others = links[: roof.own], links[roof.own :]
        more = f" and {roof.size - len(links):,} more" if roof.size > len(links) else ""
        beside = f" <span>and of the others</span> {', '.join(others)}" if others else ""
        place = ", ".join(part for part in (roof.address, roof.city) if pd.notna(part))
        items.append(f"<li><bdi>{escape(place)}</bdi><p>{', '.join(own)}{beside}{more}</p></li>")
    st.html(f'<ul class="dsi-links">{"".join(items)}</ul>')
    if len(found) > MOST_ROOFS:
        st.caption(f"The first {MOST_ROOFS} of {len(found):,} addresses.")


def show_latest(groups: Sequence[Group]) -> None:
    """The newest records of each group, and those that closed last."""
    projects = groups[0].visit.entity == PROJECTS
    parts = {"launched": "Newest", "closed": "Closed last"} if projects else {"founded": "Newest"}
    columns = st.columns(2, gap="medium") if len(groups) == 1 else [st.container() for _ in parts]
    for (field, title), place in zip(parts.items(), columns, strict=False):
        with place:
            st.subheader(title, anchor=False)
            for group, column in side_by_side(groups):
                with column:
                    _latest(group, field, title)


def _latest(group: Group, field: str, title: str) -> None:
    visit = group.visit
    table = visit.database.table(visit.entity)
    rows = latest(table, field, visit.database.as_of, group.sides.group, MOST_LATEST)
    if not len(rows):
        st.caption(
            "None has a known date." if field != "closed" else "None is known to have closed on a known date."
        )
        return
    shown = table.iloc[rows]
    name = LABELS["name"]
    cells = pd.DataFrame(
        {
            name: shown["name"].fillna(record_links.NO_NAME).to_numpy(),
            "Place": place_words(shown).to_numpy(),
            "When": [dates(record, field) for record in shown.to_dict("records")],
        }
    )
    links = {name: record_links.targets(visit, shown["id"])}
    static_table(cells, f"{title} of {group.name}", unbroken=["When"], links=links)
