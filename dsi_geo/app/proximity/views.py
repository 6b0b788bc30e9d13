"""The views of the proximity finder: under one roof, pairs, around one record, doubtful points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.proximity.around import around
from dsi_geo.analysis.proximity.choosing import choose_pairs, with_verdicts
from dsi_geo.analysis.proximity.coordinate_doubts import coordinate_doubts
from dsi_geo.analysis.proximity.introductions import introductions
from dsi_geo.app import loaders, messages
from dsi_geo.app.cluster_map.layers import Mask
from dsi_geo.app.cluster_map.tools import distance_words
from dsi_geo.app.cluster_map.view import Look, draw_map
from dsi_geo.app.downloads import table_download, table_downloads
from dsi_geo.app.proximity.pair_list import pair_list, show_pair
from dsi_geo.app.proximity.tools import Asked
from dsi_geo.app.proximity.verdicts import verdicts
from dsi_geo.app.record_list import record_list
from dsi_geo.app.sidebar import URL
from dsi_geo.app.tables import static_table
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.schema import PRECISION_WORDS

MAP_PX: Final = 380
MOST_ROOFS: Final = 12
MOST_FOUND: Final = 200


def pairs_of(visit: Visit, asked: Asked, relations: tuple[str, ...]) -> pd.DataFrame | None:
    """The pairs that are asked for, with verdicts; None, and a sentence on the page, if they are too many."""
    try:
        every = loaders.neighbour_pairs(visit.loaded, visit.entity, asked.within_m)
    except InputError as error:
        messages.refused(error, visit.loaded.title)
        return None
    some = choose_pairs(
        every[every["relation"].isin(relations)],
        visit.database.table(visit.entity),
        visit.mask,
        topics=asked.topics,
        running=asked.running,
        unaware=asked.unaware,
    )
    return with_verdicts(some, verdicts(visit))


def pairs_view(visit: Visit, asked: Asked) -> None:
    """Pairs at one address or nearby, those who do not know each other first."""
    pairs = pairs_of(visit, asked, ("same_address", "nearby"))
    if pairs is None:
        return
    if pairs.empty:
        st.info(
            "No pair fits. Choose any topics, both aware and unaware, or a wider radius.",
            icon=":material/groups:",
        )
        return
    unaware = int((~pairs["linked"]).sum())
    st.markdown(
        f"**{len(pairs):,} pairs**, {unaware:,} of them without anything in common that the records know of"
    )
    chosen = pair_list(pairs, "pairs")
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen])
    _map(visit, pairs, "pairs_map")
    letters = introductions(
        pairs[pairs["verdict"] != "not_the_same"], visit.database.table(visit.entity), visit.entity
    )
    with st.popover("Take along", icon=":material/download:"):
        st.caption(f"A list for introductions: {len(letters):,} pairs with a sentence to send to both")
        with st.container(horizontal=True):
            table_downloads(letters, "introductions")
        st.caption("All pairs with their verdicts")
        with st.container(horizontal=True):
            table_downloads(pairs, "pairs")


def duplicates_view(visit: Visit, asked: Asked) -> None:
    """Records that may have been entered twice, for the data steward."""
    pairs = pairs_of(visit, asked._replace(topics="any", running=False), ("possible_duplicate",))
    if pairs is None:
        return
    if pairs.empty:
        st.success("No record seems to have been entered twice.", icon=":material/check_circle:")
        return
    st.markdown(f"**{len(pairs):,} pairs** may be one {visit.noun(1)} that was entered twice")
    chosen = pair_list(pairs, "duplicates")
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen])
    table_download(pairs, "duplicates", "the pairs")


def roofs_view(visit: Visit, asked: Asked) -> None:
    """Groups that share an address, the largest gathering of strangers first."""
    table = visit.database.table(visit.entity)
    roofs = loaders.roofs(visit.loaded, visit.entity, visit.selection)
    if roofs.empty:
        st.info("No two of the selected records share an address.", icon=":material/apartment:")
        return
    shown = pd.DataFrame(
        {
            "Address": roofs["address"].fillna("—"),
            "Town": roofs["city"].fillna("—"),
            visit.noun(2).capitalize(): roofs["size"],
            "Pairs unaware": roofs["unaware"],
        }
    )
    numbers = [visit.noun(2).capitalize(), "Pairs unaware"]
    static_table(shown.head(MOST_ROOFS), "Addresses that several records share", numbers=numbers)
    label = {
        row: f"{shown['Address'][row]}, {shown['Town'][row]} ({roofs['size'][row]})" for row in roofs.index
    }
    roof = st.selectbox(
        "Look under one roof", list(label), format_func=label.__getitem__, key="roof", bind=URL
    )
    members = roofs["members"][roof]
    rows = np.flatnonzero(table["id"].isin(members).to_numpy() & visit.mask)
    if roofs["chained"][roof]:
        st.caption("Some of them share the address only through others, as 12 and 16 do through 12–16.")
    record_list(visit, rows, "roof_list")
    pairs = pairs_of(visit, asked._replace(within_m=None), ("same_address", "possible_duplicate"))
    if pairs is not None:
        inside = pairs[pairs["id_a"].isin(members) & pairs["id_b"].isin(members)]
        chosen = pair_list(inside, "roof_pairs") if len(inside) else None
        if chosen is not None:
            show_pair(visit, inside.iloc[chosen])
    with st.popover("Take along", icon=":material/download:"), st.container(horizontal=True):
        table_downloads(roofs, "under_one_roof")


def around_view(visit: Visit, asked: Asked) -> None:
    """Who is around one record: at its address, and within a radius."""
    table = visit.database.table(visit.entity)
    names, ids = table["name"].fillna("(no name)"), table["id"].to_numpy()
    text = st.text_input(
        f"Around which {visit.noun(1)}?", key="whom", bind=URL, placeholder="a part of its name"
    )
    known = visit.mask & table["address"].notna().to_numpy()
    fitting = np.flatnonzero(known & names.str.contains(text.strip(), case=False, regex=False).to_numpy())
    if not len(fitting):
        st.info(
            f"No selected {visit.noun(1)} of this name has an address.", icon=":material/person_pin_circle:"
        )
        return
    row = st.selectbox(
        "Found",
        fitting[:MOST_FOUND],
        format_func=lambda row: f"{names.iloc[row]} ({ids[row]})",
        key="around_whom",
        bind=URL,
    )
    radius = asked.within_m or 250.0
    found = around(
        table, visit.entity, str(ids[row]), radius, loaders.shared_addresses(visit.loaded, visit.entity)
    )
    found = found[found["id"].isin(ids[visit.mask])]
    if found.empty:
        st.info(
            f"Nobody is known at its address or within {distance_words(radius)}. Only exact addresses can be near.",
            icon=":material/person_pin_circle:",
        )
        return
    st.markdown(f"**{len(found):,}** at its address or within {distance_words(radius)}")
    shown = pd.DataFrame(
        {
            "Name": found["name"].fillna("(no name)"),
            "Same address": found["same_address"].map({True: "yes", False: ""}),
            "Distance": [
                distance_words(metres) if pd.notna(metres) else "not known" for metres in found["distance_m"]
            ],
            "Known to": found["distance_precision"].astype("str").map(PRECISION_WORDS),
            "Know each other": found["linked"].map({True: "yes", False: "no"}),
        }
    )
    static_table(shown.head(100), f"Who is around this {visit.noun(1)}")
    table_download(found, "around", "who is around")


def doubts_view(visit: Visit, _asked: Asked) -> None:
    """Points that contradict their own address, postcode or town."""
    table = visit.database.table(visit.entity)
    shared = loaders.shared_addresses(visit.loaded, visit.entity)
    found = coordinate_doubts(table, visit.entity, shared)
    found = found[found["id"].isin(table["id"].to_numpy()[visit.mask])]
    if found.empty:
        st.success("No point contradicts its address, postcode or town.", icon=":material/check_circle:")
        return
    st.markdown(f"**{len(found):,} doubts** about where records are")
    st.dataframe(found[["id", "field", "message"]], hide_index=True, alt="Doubts about points")
    table_download(found, "doubtful_points", "the doubts")


def _map(visit: Visit, pairs: pd.DataFrame, key: str) -> None:
    ids = set(pairs["id_a"]) | set(pairs["id_b"])
    only: Mask = visit.database.table(visit.entity)["id"].isin(ids).to_numpy()

    @st.fragment
    def where_they_are() -> None:
        draw_map(visit, key, MAP_PX, Look("Circles", "location_precision"), in_url=True, only=only)

    where_they_are()


VIEWS: Final[dict[str, Callable[[Visit, Asked], None]]] = {
    "Under one roof": roofs_view,
    "Pairs": pairs_view,
    "Around one": around_view,
    "Entered twice?": duplicates_view,
    "Doubtful points": doubts_view,
}
"""The views, as the visitor chooses among them."""
