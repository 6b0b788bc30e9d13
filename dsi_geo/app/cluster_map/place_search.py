"""The search box of the map: go to a place of the gazetteer, or to a record."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import streamlit as st

from dsi_geo.app.visit import Visit
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.places import search
from dsi_geo.spelling import fold_text

PLACES: Final = 5
RECORDS: Final = 8
TEXT: Final = "_search_text"
HIT: Final = "_search_hit"
_FOLLOWED: Final = "_search_followed"


class Hit(NamedTuple):
    """Where a search leads: what it is called, a point in degrees, a zoom level, and the record’s id or ""."""

    label: str
    latitude: float
    longitude: float
    zoom: int
    record: str


def search_box(visit: Visit) -> Hit | None:
    """Ask for a place or a record; gives where to go in the run in which it was chosen."""
    text = st.text_input(
        "Go to a place or a record",
        key=TEXT,
        placeholder="Berlin, Mill Lane, a name …",
        type="search",
    ).strip()
    if not text:
        st.session_state.pop(_FOLLOWED, None)
        return None
    hits = [*_places(text), *_records(visit, text)]
    if not hits:
        st.caption("No place and no record on the map is called so.")
        return None
    labels = [hit.label for hit in hits]
    chosen = st.selectbox("Found", range(len(hits)), format_func=labels.__getitem__, key=f"{HIT}_{text}")
    asked = (text, chosen)
    if st.session_state.get(_FOLLOWED) == asked:
        return None
    st.session_state[_FOLLOWED] = asked
    return hits[chosen]


def _places(text: str) -> list[Hit]:
    found = search(text, PLACES)
    countries = country_name(found["country"])
    zooms = np.select([found["population"] > 1_000_000, found["population"] > 100_000], [10, 11], default=12)
    return [
        Hit(f"{name}, {country}", latitude, longitude, int(zoom), "")
        for name, country, latitude, longitude, zoom in zip(
            found["name"], countries, found["latitude"], found["longitude"], zooms, strict=True
        )
    ]


def _records(visit: Visit, text: str) -> list[Hit]:
    """Records on the map whose name contains the text."""
    table = visit.database.table(visit.entity)
    named = table["name"].str.contains(text, case=False, regex=False, na=False)
    if not named.any():
        named = table["name"].str.contains(fold_text(text), case=False, regex=False, na=False)
    found = table[named.to_numpy() & visit.chosen.to_numpy() & table.geometry.notna().to_numpy()].head(
        RECORDS
    )
    towns = found["city"].astype("str").fillna("")
    return [
        Hit(f"{name} · {visit.noun(1)}{f' in {town}' if town else ''}", point.y, point.x, 15, str(record))
        for name, town, point, record in zip(found["name"], towns, found.geometry, found["id"], strict=True)
    ]
