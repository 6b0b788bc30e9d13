"""Record: one project or organisation: what, where, when, by whom; what is around it and like it; what is doubtful."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import frame, url
from dsi_geo.app.record_links import TITLE
from dsi_geo.app.record_page.around import show_alike, show_doubts, show_neighbours
from dsi_geo.app.record_page.arrival import show_name, show_way_back, subject_of
from dsi_geo.app.record_page.facts import show_facts, show_links, show_place, show_source
from dsi_geo.app.record_page.files import take_along_record

visit = frame.begin_unfiltered(
    TITLE, "All that is known about one record, and what is around it and like it.", reads=(url.RECORD,)
)
show_way_back(visit)
subject = subject_of(visit)
if subject is None:
    frame.source_line(visit)
    st.stop()

show_name(subject)
left, right = st.columns([3, 2], gap="large")
with left:
    show_facts(subject)
    show_links(subject)
    take_along_record(subject)
with right:
    show_place(subject)
show_neighbours(subject)
show_alike(subject)
show_doubts(subject)
show_source(subject)
frame.source_line(visit)
