"""Profiles: one thematic cluster, theme, region or country beside all others, or two of them side by side."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame
from dsi_geo.app.profile_page.differences import show_method, show_missing, show_represented
from dsi_geo.app.profile_page.groups import ask, lacks_group_or_others, show_figures, show_names
from dsi_geo.app.profile_page.members import show_latest, show_maps, show_phases, show_roofs

visit = frame.begin(
    "Profiles", "What one cluster, theme, region or country has that all others have not, and what it lacks."
)
groups = ask(visit)
show_names(groups)
if not groups or lacks_group_or_others(groups):
    frame.source_line(visit)
    st.stop()

if len(groups) == 1:
    left, right = st.columns(2, gap="large")
    with left:
        show_figures(groups)
    with right:
        show_maps(groups)
else:
    show_figures(groups)
    show_maps(groups)
show_missing(groups)
show_represented(groups)
show_phases(groups)
show_roofs(groups)
show_latest(groups)
show_method()
frame.source_line(visit)
