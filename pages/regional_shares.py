"""Regional shares: how concentrated the field is, where, compared with what, and how certain that is."""

from __future__ import annotations

import streamlit as st

from dsi_geo.analysis.shares.proportions import gaps, headline, number
from dsi_geo.app import frame
from dsi_geo.app.charts import show_chart
from dsi_geo.app.shares_page.area_section import where_section
from dsi_geo.app.shares_page.comparison_section import bias_section, compared_section
from dsi_geo.app.shares_page.concentration_section import chance_section, concentration_section
from dsi_geo.app.shares_page.sections import ask, numbers
from dsi_geo.drawing.share_charts import partition_bar
from dsi_geo.schema.exports import SHOWN_SHARES

visit = frame.begin(
    "Regional shares", "How concentrated is this field, where, compared with what, and how sure is that?"
)
view = ask(visit)
partition = view.partition

with st.container(key="headline"):
    st.text(headline(partition, visit.entity), width="stretch")
show_chart(
    visit,
    f"Shares of the {view.noun}",
    "shares_partition",
    lambda theme: partition_bar(partition, theme),
    numbers(partition),
    SHOWN_SHARES,
    headline(partition, visit.entity),
    note=f"The bar is all {number(partition['count'].sum())} {view.noun} of the selection; below it each part’s share "
    "of them with its 95% interval (Wilson). Bold: the count.",
)
with st.container():
    for gap in gaps(partition, visit.entity):
        st.text(gap, width="stretch")

where_section(view)
compared_section(view)
concentration_section(view)
chance_section(view)
bias_section(view)
frame.source_line(visit)
