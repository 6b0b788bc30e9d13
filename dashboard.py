"""DSI Geo: page configuration, navigation, sidebar, and the page that was asked for."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app.frame import dress
from dsi_geo.app.sidebar import sidebar

dress()

page = st.navigation(
    [
        st.Page("pages/overview.py", title="Overview", icon=":material/dashboard:", default=True),
        st.Page("pages/cluster_map.py", title="Cluster map", icon=":material/map:"),
        st.Page("pages/data_quality.py", title="Data quality", icon=":material/rule:"),
    ]
)
sidebar()
page.run()
