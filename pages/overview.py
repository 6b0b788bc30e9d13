"""Overview: how many records there are, how precisely they are placed and dated, what is new, what is doubtful."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.analysis.counts import drawn_at_towns, key_figures, newest, place_precision, share, undecided
from dsi_geo.app import frame
from dsi_geo.app.charts import show_legend
from dsi_geo.app.databases import filter_options, settings
from dsi_geo.app.fragments import fragment
from dsi_geo.app.frame import about_the_data
from dsi_geo.app.map_page.component import Look, draw_map
from dsi_geo.app.record_links import anchor, profile_targets, targets
from dsi_geo.app.record_lists import place_words, static_table
from dsi_geo.app.sidebar import URL
from dsi_geo.cleaning.findings import count_by_code

MOST_CLUSTERS = 12

visit = frame.begin("Overview", "Where the records are, how precisely that is known, and what is doubtful.")

frame.first_visit()
figures = st.container(horizontal=True)
left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Where they are", anchor=False)

    @fragment
    def small_map() -> None:
        """Redraw only the map when it is moved."""
        shown = draw_map(
            visit,
            "overview_map",
            520,
            Look("Circles", "location_precision"),
            street_map=settings().street_map,
            in_url=True,
        )
        show_legend(shown.legend)

    small_map()
    st.page_link("pages/cluster_map.py", label="Open the cluster map", icon=":material/map:")
    clusters = filter_options(visit.loaded, visit.entity)["cluster"]
    if 1 < len(clusters) <= MOST_CLUSTERS:
        links = map(anchor, profile_targets(visit, "cluster", clusters), clusters)
        st.html(f'<div class="dsi-legend"><strong>Profiles</strong>{" · ".join(links)}</div>')
with figures:  # after the map, since a browser has most to load for that
    for label, value, meaning in key_figures(visit.table, visit.entity).itertuples(index=False):
        st.metric(label, value, help=meaning, border=True)
with right:
    st.subheader("How precisely the place is known", anchor=False)
    static_table(
        place_precision(visit.table),
        "Records by how precisely their place is known",
        numbers=["Records", "In writing"],
        shares=["Share"],
    )
    st.caption(f"“Records” counts points, “In writing” addresses. {drawn_at_towns(visit.table)}")
    st.subheader("What is doubtful", anchor=False)
    findings = visit.database.findings
    doubts = count_by_code(
        findings[(findings["entity"] == visit.entity) & findings["id"].isin(visit.table["id"])]
    )
    doubts = doubts[doubts["severity"] != "note"].head(6)
    open_places = undecided(findings, visit.entity, visit.table["id"])
    if doubts.empty:
        st.caption("No error and no warning was found, and no place is undecided.")
    else:
        shown = pd.DataFrame({"Records": doubts["records"], "What": doubts["title"]})
        static_table(shown, "The errors and warnings that concern the most records", numbers=["Records"])
        st.caption(
            f"Not decided is the place of {open_places:,} of {visit.size:,} {visit.noun(visit.size)} "
            f"({share(open_places, visit.size)}): placed by region or country, or not at all."
            if open_places
            else "No place is undecided."
        )
    st.page_link("pages/data_quality.py", label="See every finding", icon=":material/rule:")

st.subheader("What is new", anchor=False)
latest = newest(visit.table, visit.entity, 8, visit.database.as_of)
if latest.empty:
    st.caption("No record says when it was made or launched.")
else:
    days = [
        f"{event} {day.day} {day:%B %Y}" for day, event in zip(latest["date"], latest["event"], strict=True)
    ]
    names = latest["name"].fillna("(no name)")
    static_table(
        pd.DataFrame({"Name": names, "Place": place_words(latest), "When": days}),
        "The newest records",
        unbroken=["When"],
        links={"Name": targets(visit, latest["id"])},
    )

about = st.expander("About this data", icon=":material/info:", key="about", on_change="rerun", bind=URL)
if about.open:
    with about:
        about_the_data(visit.database.provenance)
frame.source_line(visit)
