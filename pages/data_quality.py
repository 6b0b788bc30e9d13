"""Data quality: what is wrong or doubtful, by severity and kind, and the records behind it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dsi_geo.app import counting, frame, link, messages, results, url
from dsi_geo.app.downloads import table_download
from dsi_geo.app.record_links import name_cells, name_column, show_chosen
from dsi_geo.app.record_lists import field_words
from dsi_geo.cleaning.findings import RULES, concerning, count_by_code
from dsi_geo.schema import SEVERITIES
from dsi_geo.schema.column import labels
from dsi_geo.schema.exports import LISTED_FINDINGS

HEADINGS = labels(LISTED_FINDINGS)
MEANING = {"error": "Errors", "warning": "Warnings", "note": "Notes"}

visit = frame.begin(
    "Data quality", "What is wrong or doubtful in the records, and what to do about it.", reads=(url.FINDING,)
)
doubts = results.coordinate_doubts(visit.loaded, visit.entity)
everything = pd.concat([visit.database.findings, doubts], ignore_index=True)
findings = concerning(everything, visit.entity, visit.table["id"])

with st.container(horizontal=True):
    for severity in SEVERITIES:
        own = findings[findings["severity"] == severity]
        st.metric(
            MEANING[severity],
            f"{len(own):,}",
            f"{own.loc[own['id'].ne(''), 'id'].nunique():,} records",
            delta_color="off",
            delta_arrow="off",
            border=True,
        )

if findings.empty:
    st.success("Nothing was found to be wrong or doubtful.", icon=":material/check_circle:")
    st.stop()

kinds = count_by_code(findings)
codes, named = kinds["code"].tolist(), url.finding()
counting.offer_merging(visit)
st.subheader("By kind", anchor=False)
event = st.dataframe(
    kinds[["severity", "title", "records"]].assign(remedy=[RULES[code].remedy for code in codes]),
    hide_index=True,
    on_select="rerun",
    selection_mode="single-row",
    selection_default={"selection": {"rows": [codes.index(named)]}} if named in codes else None,
    key=f"finding_kinds_{hash(tuple(codes))}",  # for other kinds another widget, without a choice
    column_config={
        "severity": HEADINGS["severity"],
        "title": st.column_config.TextColumn("What", width="medium"),
        "records": st.column_config.NumberColumn("Records", format="localized"),
        "remedy": st.column_config.TextColumn("What to do", width="large"),
    },
    alt="Kinds of findings with their severity, the number of records and the remedy",
)
rows = event["selection"]["rows"]
code = codes[rows[0]] if rows else ""
if not code and named and named not in codes:
    st.subheader("Findings of a kind", anchor=False)
    messages.lacking(
        [link.no_finding(named)], "Show all findings", link.forget, (url.FINDING,), key="no_finding"
    )
    frame.source_line(visit)
    st.stop()
url.put_finding(code)
chosen = findings[findings["code"] == code] if code else findings

st.subheader(RULES[code].title if code else "All findings", anchor=False)
names = pd.Series(visit.table["name"].to_numpy(), index=visit.table["id"])
listed = chosen.assign(name=chosen["id"].map(names[~names.index.duplicated()]))
key = f"findings_{hash((visit.version, visit.entity, visit.selection, code))}"
ids = listed["id"].tolist()
cells = listed[["severity", "id", "name", "field", "message"]]
chosen_finding = st.dataframe(
    cells.assign(field=field_words(cells["field"]), name=name_cells(cells["name"], of=cells["id"].ne(""))),
    hide_index=True,
    height=420,
    key=key,
    on_select="rerun",
    selection_mode="single-row",
    column_config={
        **HEADINGS,
        "name": name_column(visit, ids, key, HEADINGS["name"]),
        "message": st.column_config.TextColumn(HEADINGS["message"], width="large"),
    },
    alt="The findings with the record and field that each concerns",
)
show_chosen(visit, chosen_finding, ids, listed["name"].tolist())
table_download(listed, LISTED_FINDINGS, "findings", f"{len(listed):,} findings to work through")
frame.source_line(visit)
