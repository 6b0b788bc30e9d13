"""The tools above the map: layers and colours, the search for a place or record, and what is around a spot."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.databases import settings
from dsi_geo.app.map_page.component import Look, go_to, turned, zoom_of
from dsi_geo.app.map_page.layers import COLOURED, LAYERS
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.drawing.palette import FIELDS, colour_fields
from dsi_geo.geography.countries import country_name
from dsi_geo.geography.places import search
from dsi_geo.spelling import fold_text

PLACES: Final = 5
RECORDS: Final = 8
TEXT: Final = "_search_text"
HIT: Final = "_search_hit"
_FOLLOWED: Final = "_search_followed"


class Hit(NamedTuple):
    """A search result: label, point in degrees, zoom level, and id of the record ("" for a place)."""

    label: str
    latitude: float
    longitude: float
    zoom: int
    record: str


def search_box(visit: Visit) -> Hit | None:
    """Ask for a place or a record; returns the result only in the run in which it was chosen."""
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
        st.caption("No place and no record on the map has this name.")
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


RADII_M: Final = (500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000)
USUAL_RADIUS_M: Final = 2_000
AROUND: Final = "_around"
RADIUS: Final = "_radius"
_TAKEN: Final = "_spot_click"
_AROUND_HELP: Final = (
    "Lists what lies within a radius of the middle of the map; click on the map to move the spot."
)
_STREET_MAP_HELP: Final = (
    "Asks OpenStreetMap’s servers for map tiles; they then see your address. Off, nothing leaves this server."
)


def map_tools(visit: Visit, key: str) -> Look:
    """Ask for layer, colours and a place to go to; the map moves to a place or record that was found."""
    fields = colour_fields(visit.database.table(visit.entity), visit.entity)
    field = fields[0]
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=300):
            hit = search_box(visit)
        layer = st.segmented_control(
            "Show as", list(LAYERS), default=COLOURED, required=True, key="layer", bind=URL
        )
        if layer == COLOURED:
            field = st.selectbox(
                "Colours", fields, format_func=FIELDS.__getitem__, key="colours", bind=URL, width=220
            )
    if hit is not None:
        go_to(key, hit.latitude, hit.longitude, max(hit.zoom, zoom_of(key) if hit.record else 0))
        url.put_record(hit.record)
    return Look(layer, field)


def map_switches(key: str) -> tuple[bool, url.Spot | None]:
    """Ask for the street map, and for what is around a spot: the middle of the map, or wherever it is clicked.

    Only the spot is in the URL: opening a link must not load anything from an outside host.
    """
    named = url.spot()
    st.session_state.setdefault(AROUND, named is not None)
    st.session_state.setdefault(RADIUS, _nearest_radius(named.radius_m) if named else USUAL_RADIUS_M)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        street_map = st.toggle("Street map", settings().street_map, key="street_map", help=_STREET_MAP_HELP)
        around = st.toggle("Around here", key=AROUND, help=_AROUND_HELP)
        if around:
            radius_m = st.selectbox(
                "Radius",
                RADII_M,
                format_func=distance_words,
                key=RADIUS,
                width=120,
                label_visibility="collapsed",
            )
    middle = (_newly_clicked(key) or (named and named[:2]) or _middle(key)) if around else None
    spot = url.Spot(*middle, radius_m) if middle else None
    url.put_spot(spot)
    return street_map, spot


def _newly_clicked(key: str) -> tuple[float, float] | None:
    """The last click on the map, if it has not been handled yet."""
    click = (st.session_state.get(key) or {}).get("last_clicked")
    if click is None or click == st.session_state.get(_TAKEN):
        return None
    st.session_state[_TAKEN] = click
    return click["lat"], turned(click["lng"])


def _middle(key: str) -> tuple[float, float] | None:
    centre = (st.session_state.get(key) or {}).get("center")
    return (centre["lat"], turned(centre["lng"])) if centre else None


def _nearest_radius(radius_m: float) -> int:
    return min(RADII_M, key=lambda offered: abs(offered - radius_m))


def distance_words(metres: float) -> str:
    """A distance in words: metres below a kilometre, kilometres above."""
    return f"{metres:,.0f} m" if metres < 1_000 else f"{metres / 1_000:,.3g} km"
