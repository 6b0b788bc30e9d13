"""Directory: all selected records as one list, narrowed down by facets and by searching as one types."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame
from dsi_geo.app.directory_page.facet_panel import facet_panel
from dsi_geo.app.directory_page.record_rows import record_directory
from dsi_geo.app.directory_page.searching import search_field

visit = frame.begin_unfiltered("Directory", "Who is there, and what do they do.")
search_field(visit)
frame.announce_file(visit)
frame.stop_if_empty(visit)
beside, main = st.columns([1, 3], gap="medium")
with beside:
    facet_panel(visit)
with main:
    record_directory(visit)
frame.source_line(visit)
