"""The pages of the app, in one place."""

from __future__ import annotations

import streamlit as st


def navigation() -> st.Page:
    """Register the pages and give the one that was asked for."""
    return st.navigation(
        [
            st.Page("pages/overview.py", title="Overview", icon=":material/dashboard:", default=True),
            st.Page("pages/cluster_map.py", title="Cluster map", icon=":material/map:"),
            st.Page("pages/proximity_finder.py", title="Proximity finder", icon=":material/diversity_3:"),
            st.Page("pages/regional_shares.py", title="Regional shares", icon=":material/pie_chart:"),
            st.Page("pages/timeline.py", title="Timeline", icon=":material/timeline:"),
            st.Page("pages/data_quality.py", title="Data quality", icon=":material/rule:"),
            st.Page("pages/report.py", title="Report", icon=":material/description:"),
        ]
    )
