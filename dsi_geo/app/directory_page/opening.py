"""Opening a record of the list. Only this module knows how a record is shown."""

from __future__ import annotations

import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.record_lists import position_of, show_record
from dsi_geo.app.visit import Visit


def show_opened(visit: Visit) -> None:
    """Show the record that the URL names, over the list, which keeps its place."""
    position = position_of(visit, url.record())
    if position is not None:
        _record(visit, position)


def _close() -> None:
    url.put_record("")


@st.dialog("Record", width="medium", on_dismiss=_close)
def _record(visit: Visit, position: int) -> None:
    show_record(visit.database.table(visit.entity).iloc[position], visit)
    st.page_link(
        "pages/cluster_map.py",
        label="Open it on the cluster map",
        icon=":material/map:",
        query_params={url.RECORD: url.record()},
    )
