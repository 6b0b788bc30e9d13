"""Your file: how the database was read: its format, its columns and what they were taken for, its first rows."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame
from dsi_geo.app.file_page import choices
from dsi_geo.app.file_page.understanding import is_upload, key_figures, reading_notes, table_understood

visit = frame.begin_unfiltered(
    "Your file",
    "How the file was understood, how sure that is, and what to choose instead where it is wrong.",
)
stamp = visit.version.stamp if is_upload(visit.loaded) else None
if stamp is not None:
    choices.check(stamp)

key_figures(visit.loaded, stamp)
profiles = visit.database.provenance.profiles
if not profiles:
    st.info(
        "These data came in this program’s own form, so nothing had to be concluded. Choose “Your own file” under "
        "“Database” in the sidebar to see how yours is understood.",
        icon=":material/verified:",
    )
for entity, profile in profiles.items():
    table_understood(visit.loaded, entity, profile, stamp)
reading_notes(visit.loaded)
frame.source_line(visit)
