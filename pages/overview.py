"""Overview: how many records, how well they are placed and dated, what is new, what is doubtful."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.analysis.summary import key_figures, newest, place_precision
from dsi_geo.app import frame
from dsi_geo.app.map_view import draw_map
from dsi_geo.app.records import place_words
from dsi_geo.app.settings import settings
from dsi_geo.bundled import DEMONSTRATION
from dsi_geo.cleaning.findings import RULES, count_by_code

visit = frame.begin("Overview", "Where the records are, how precisely that is known, and what is doubtful.")
figures = key_figures(visit.table, visit.entity)

with st.container(horizontal=True):
    for figure in figures.itertuples():
        st.metric(figure.label, figure.value, help=figure.meaning, border=True)

left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Where they are", anchor=False)

    @st.fragment
    def small_map() -> None:
        """Redraw the map alone when it is moved."""
        draw_map(visit, "overview_map", 380, street_map=settings().street_map)

    small_map()
    st.page_link("pages/cluster_map.py", label="Open the cluster map", icon=":material/map:")
with right:
    st.subheader("How precisely the place is known", anchor=False)
    st.dataframe(
        place_precision(visit.table),
        hide_index=True,
        column_config={
            "share": st.column_config.ProgressColumn("Share", format="percent", min_value=0, max_value=1),
            "records": st.column_config.NumberColumn("Records", format="localized"),
            "known_to": "Known to",
            "on_map": st.column_config.CheckboxColumn("On the map"),
        },
        alt="Number and share of records by how precisely their place is known",
    )

st.subheader("What is new", anchor=False)
latest = newest(visit.table, visit.entity, 8)
if latest.empty:
    st.caption("No record says when it was made or launched.")
else:
    st.dataframe(
        latest[["name", "date", "event"]].assign(place=place_words(latest)),
        hide_index=True,
        column_config={
            "name": "Name",
            "event": "What",
            "place": "Place",
            "date": st.column_config.DateColumn("Date", format="D MMM YYYY"),
        },
        alt="The records that were made, changed or launched last",
    )

st.subheader("What is doubtful", anchor=False)
findings = visit.database.findings
doubts = count_by_code(findings[findings["entity"] == visit.entity])
doubts = doubts[doubts["severity"] != "note"].head(6)
if doubts.empty:
    st.caption("Nothing: no error and no warning was found.")
else:
    for row in doubts.itertuples():
        st.markdown(f"**{row.records:,}** · {RULES[row.code].title}")
st.page_link("pages/data_quality.py", label="See every finding", icon=":material/rule:")
about = visit.database.provenance
with st.expander("About this data", icon=":material/info:"):
    if about.demonstration:
        st.markdown((DEMONSTRATION / "DATASHEET.md").read_text(encoding="utf-8"))
    for entity, fields in {} if about.demonstration else about.recognised.items():
        st.caption(f"Columns of the {entity}, and what they were read as")
        st.dataframe(
            pd.DataFrame(
                {"column": list(fields.values()), "read as": [field.replace("_", " ") for field in fields]}
            ),
            hide_index=True,
            alt=f"Columns of the {entity} and what they were read as",
        )
frame.source_line(visit)
