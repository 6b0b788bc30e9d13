"""What counts as one: spellings of a value. The sidebar asks, the link carries it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.caching import cached
from dsi_geo.app.databases import Loaded
from dsi_geo.app.visit import Visit
from dsi_geo.cleaning.categories import ALIKE, MERGED
from dsi_geo.database import Database, merge_values

MERGE: Final = "merge"
"""Parameter of the URL: whether spellings count as one."""


def as_counted(loaded: Loaded) -> Loaded:
    """Ask how the values of a database are counted, where that makes a difference; returns the database so counted."""
    return _merged(loaded) if _asks_to_merge(loaded) else loaded


def _asks_to_merge(loaded: Loaded) -> bool:
    found = loaded.database.findings
    alike = found.loc[found["code"].eq(ALIKE), "message"]
    if alike.empty:
        return False
    return st.toggle(
        "Count spellings as one",
        key=MERGE,
        bind=url.BOUND,
        help="Some values differ in spelling only. They then count under the most frequent spelling; "
        "Data quality names them.",
    )


def _merged(loaded: Loaded) -> Loaded:
    return replace(loaded, database=_merge(loaded), version=replace(loaded.version, merged=True))


@cached("Counting spellings as one …", 4)
def _merge(loaded: Loaded) -> Database:
    return merge_values(loaded.database)


def offer_merging(visit: Visit) -> None:
    """Name spellings of one value, with a button that counts them as one, or apart again."""
    findings = visit.database.findings
    merged = findings["code"].eq(MERGED)
    told = findings[findings["entity"].eq(visit.entity) & (findings["code"].eq(ALIKE) | merged)]
    if told.empty:
        return
    with st.container(border=True, key="spellings"):
        for message in told["message"]:
            st.text(message, width="stretch")
        if merged.any():
            st.button("Count spellings apart again", key="_apart", on_click=_put_merge, args=(False,))
        else:
            st.button(
                "Count spellings as one",
                icon=":material/join:",
                key="_merge_button",
                on_click=_put_merge,
                args=(True,),
            )


def _put_merge(merge: bool) -> None:
    st.session_state[MERGE] = merge
