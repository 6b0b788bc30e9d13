"""Who is around one record, which is found by its name or by a click on the map."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.maps.map_circles import PRECISE
from dsi_geo.analysis.proximity.around import around
from dsi_geo.app import loaders, url
from dsi_geo.app.cluster_map.layers import Mask
from dsi_geo.app.cluster_map.listing import RECORD_ZOOM, records_at
from dsi_geo.app.cluster_map.tools import distance_words
from dsi_geo.app.cluster_map.view import Look, draw_map, go_to, zoom_of
from dsi_geo.app.downloads import table_download
from dsi_geo.app.fragments import fragment
from dsi_geo.app.legend import show_legend
from dsi_geo.app.proximity.tools import Asked
from dsi_geo.app.proximity.verdicts import Decisions
from dsi_geo.app.records import chosen_point
from dsi_geo.app.sidebar import URL
from dsi_geo.app.tables import static_table
from dsi_geo.app.visit import Visit
from dsi_geo.schema import PRECISION_WORDS
from dsi_geo.schema.column import labels
from dsi_geo.schema.tables import AROUND

MAP: Final = "around_map"
MAP_PX: Final = 380
LOOK: Final = Look("Circles", "location_precision")
RADIUS_M: Final = 250.0
"""Asked about where the visitor has chosen no radius."""
MOST_FOUND: Final = 200
MOST_TOLD: Final = 100
_CHOICE: Final = "around_whom"
_CLICKS: Final = "_around_clicks"
_SHOWN: Final = "_around_shown"


def around_view(visit: Visit, asked: Asked, _decisions: Decisions) -> None:
    """Who is around one record: at its address, and within a radius."""
    radius = asked.within_m or RADIUS_M
    known = visit.mask & visit.database.table(visit.entity)["address"].notna().to_numpy()
    with st.container():
        chosen = _chosen_by_name(visit, known)
    if chosen:
        _fly_to(visit, chosen)
    _clickable_map(visit, known, radius)
    if chosen:
        _tell(visit, chosen, asked)
    else:
        st.info(
            f"No selected {visit.noun(1)} of this name has an address.", icon=":material/person_pin_circle:"
        )


def _chosen_by_name(visit: Visit, known: Mask) -> str:
    """Id of the record that is asked about: the URL's, else the first of the name that was typed; "" for none."""
    table = visit.database.table(visit.entity)
    names, ids = table["name"].fillna("(no name)"), table["id"]
    text = st.text_input(
        f"Around which {visit.noun(1)}?",
        key="whom",
        bind=URL,
        placeholder="a part of its name, or click a point on the map",
        on_change=url.put_record,
        args=("",),
    )
    fitting = known & names.str.contains(text.strip(), case=False, regex=False).to_numpy()
    options = ids[fitting].head(MOST_FOUND).tolist()
    asked = url.record()
    if ids[known].eq(asked).any():
        options = options if asked in options else [asked, *options]
        st.session_state[_CHOICE] = asked
    if not options:
        return ""
    offered = ids.isin(options)
    named = names[offered].set_axis(ids[offered]).to_dict()
    return str(
        st.selectbox(
            "Found",
            options,
            format_func=lambda one: f"{named[one]} ({one})",
            key=_CHOICE,
            on_change=lambda: url.put_record(st.session_state[_CHOICE]),
        )
    )


def _fly_to(visit: Visit, chosen: str) -> None:
    """Let the map go to a record that was chosen otherwise than on it."""
    before = st.session_state.get(_SHOWN)
    st.session_state[_SHOWN] = chosen
    point = chosen_point(visit)
    if url.record() and before != chosen and point is not None:
        go_to(MAP, *point, max(zoom_of(MAP), RECORD_ZOOM))


def _clickable_map(visit: Visit, known: Mask, radius: float) -> None:
    """The records with an address, the chosen one marked with its surroundings; a click chooses another."""
    exact = known & visit.database.table(visit.entity)["location_precision"].isin(PRECISE).to_numpy()
    only = exact if exact.any() else known

    @fragment
    def where_they_are() -> None:
        point = chosen_point(visit)
        spot = url.Spot(*point, radius) if point else None
        shown = draw_map(visit, MAP, MAP_PX, LOOK, only=only, spot=spot, chosen=point)
        show_legend(shown.legend)
        if shown.place is None or shown.clicks == st.session_state.get(_CLICKS):
            return
        st.session_state[_CLICKS] = shown.clicks
        rows = records_at(visit, LOOK, shown.place)
        here = visit.database.table(visit.entity)["id"].iloc[rows[only[rows]]].tolist()
        if here:
            following = here.index(url.record()) + 1 if url.record() in here else 0
            url.put_record(here[following % len(here)])
            st.session_state[_SHOWN] = url.record()
            st.rerun()

    where_they_are()
    st.caption("Click a point to ask who is around it; click it again for the next at the same point.")


def tell_if_not_compared(visit: Visit) -> None:
    """Say so where there are so many addresses that only those written alike are taken for one."""
    refused = loaders.shared_addresses(visit.loaded, visit.entity).refused
    if refused is not None:
        st.warning("Only addresses that are written alike are told here.", icon=":material/compare_arrows:")
        for fault in refused.faults:
            st.text(fault, width="stretch")


def _tell(visit: Visit, chosen: str, asked: Asked) -> None:
    """Who is around the chosen record, as a table and a file."""
    radius = asked.within_m or RADIUS_M
    table = visit.database.table(visit.entity)
    found = around(table, visit.entity, chosen, radius, loaders.shared_addresses(visit.loaded, visit.entity))
    found = found[found["id"].isin(table["id"].to_numpy()[visit.mask])]
    tell_if_not_compared(visit)
    if found.empty:
        st.info(
            f"Nobody is known at its address or within {distance_words(radius)}. Only exact addresses can be near.",
            icon=":material/person_pin_circle:",
        )
        return
    usual = "" if asked.within_m else ", as no radius is chosen above"
    st.markdown(f"**{len(found):,}** at its address or within {distance_words(radius)}{usual}")
    static_table(_in_words(found).head(MOST_TOLD), f"Who is around this {visit.noun(1)}")
    table_download(found, AROUND, "around", "who is around")


def _in_words(found: pd.DataFrame) -> pd.DataFrame:
    words = pd.DataFrame(
        {
            "name": found["name"].fillna("(no name)"),
            "same_address": np.where(found["same_address"], "yes", ""),
            "distance_m": [
                distance_words(metres) if pd.notna(metres) else "not known" for metres in found["distance_m"]
            ],
            "distance_precision": found["distance_precision"].astype("str").map(PRECISION_WORDS),
            "linked": np.where(found["linked"], "yes", "none"),
        }
    )
    return words.rename(columns=labels(AROUND))
