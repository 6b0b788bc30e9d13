"""The views of the proximity finder: under one roof, pairs, around one record, doubtful points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.proximity.choosing import choose_pairs, with_verdicts
from dsi_geo.analysis.proximity.introductions import introductions
from dsi_geo.app import loaders, messages
from dsi_geo.app.cluster_map.layers import Mask
from dsi_geo.app.cluster_map.view import Look, draw_map
from dsi_geo.app.downloads import table_download, table_downloads
from dsi_geo.app.fragments import fragment
from dsi_geo.app.legend import show_legend
from dsi_geo.app.proximity.around_one import around_view, tell_if_not_compared
from dsi_geo.app.proximity.pair_list import pair_list, show_pair
from dsi_geo.app.proximity.tools import Asked
from dsi_geo.app.proximity.verdicts import Decisions
from dsi_geo.app.record_list import record_list
from dsi_geo.app.records import field_words
from dsi_geo.app.sidebar import URL
from dsi_geo.app.tables import static_table
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.schema.column import labels
from dsi_geo.schema.tables import FINDINGS, INTRODUCTIONS, JUDGED_PAIRS, ROOFS

MAP_PX: Final = 380
MOST_ROOFS: Final = 12


def pairs_of(
    visit: Visit, asked: Asked, decisions: Decisions, relations: tuple[str, ...]
) -> pd.DataFrame | None:
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
    return with_verdicts(some, decisions.verdicts)


def pairs_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Pairs at one address or nearby, those who do not know each other first."""
    pairs = pairs_of(visit, asked, decisions, ("same_address", "nearby"))
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
    chosen = pair_list(visit, pairs, "pairs")
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen], decisions)
    _map(visit, pairs, "pairs_map")
    letters = introductions(
        pairs[pairs["verdict"] != "not_the_same"], visit.database.table(visit.entity), visit.entity
    )
    with st.popover("Take along", icon=":material/download:"):
        st.caption(f"A list for introductions: {len(letters):,} pairs with a sentence to send to both")
        with st.container(horizontal=True):
            table_downloads(letters, INTRODUCTIONS, "introductions")
        st.caption("All pairs with their verdicts")
        with st.container(horizontal=True):
            table_downloads(pairs, JUDGED_PAIRS, "pairs")


def duplicates_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Records that may have been entered twice, for the data steward."""
    pairs = pairs_of(visit, asked._replace(topics="any", running=False), decisions, ("possible_duplicate",))
    if pairs is None:
        return
    if pairs.empty:
        st.success("No record seems to have been entered twice.", icon=":material/check_circle:")
        return
    st.markdown(f"**{len(pairs):,} pairs** may be one {visit.noun(1)} that was entered twice")
    chosen = pair_list(visit, pairs, "duplicates")
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen], decisions)
    table_download(pairs, JUDGED_PAIRS, "duplicates", "the pairs")


def roofs_view(visit: Visit, asked: Asked, decisions: Decisions) -> None:
    """Groups that share an address, the largest gathering of strangers first."""
    table = visit.database.table(visit.entity)
    roofs = loaders.roofs(visit.loaded, visit.entity, visit.selection)
    tell_if_not_compared(visit)
    if roofs.empty:
        st.info("No two of the selected records share an address.", icon=":material/apartment:")
        return
    heading = labels(ROOFS) | {"size": visit.noun(2).capitalize()}
    shown = roofs[["address", "city", "size", "unaware"]].fillna({"address": "—", "city": "—"})
    shown = shown.rename(columns=heading)
    numbers = [heading["size"], heading["unaware"]]
    static_table(shown.head(MOST_ROOFS), "Addresses that several records share", numbers=numbers)
    if len(shown) > MOST_ROOFS:
        st.caption(
            f"The first {MOST_ROOFS} of {len(shown):,}; all are in the choice below and in “Take along”."
        )
    places = shown[heading["address"]] + ", " + shown[heading["city"]]
    label = {row: f"{places[row]} ({roofs['size'][row]})" for row in roofs.index}
    roof = st.selectbox(
        "Look under one roof", list(label), format_func=label.__getitem__, key="roof", bind=URL
    )
    members = roofs["members"][roof]
    rows = np.flatnonzero(table["id"].isin(members).to_numpy() & visit.mask)
    if roofs["chained"][roof]:
        st.caption("Some of them share the address only through others, as 12 and 16 do through 12–16.")
    record_list(visit, rows, "roof_list")
    pairs = pairs_of(visit, asked._replace(within_m=None), decisions, ("same_address", "possible_duplicate"))
    if pairs is not None:
        inside = pairs[pairs["id_a"].isin(members) & pairs["id_b"].isin(members)]
        chosen = pair_list(visit, inside, "roof_pairs") if len(inside) else None
        if chosen is not None:
            show_pair(visit, inside.iloc[chosen], decisions)
    with st.popover("Take along", icon=":material/download:"), st.container(horizontal=True):
        table_downloads(roofs, ROOFS, "under_one_roof")


def doubts_view(visit: Visit, _asked: Asked, _decisions: Decisions) -> None:
    """Points that contradict their own address, postcode or town."""
    table = visit.database.table(visit.entity)
    found = loaders.coordinate_doubts(visit.loaded, visit.entity)
    found = found[found["id"].isin(table["id"].to_numpy()[visit.mask])]
    if found.empty:
        st.success("No point contradicts its address, postcode or town.", icon=":material/check_circle:")
        return
    st.markdown(f"**{len(found):,} doubts** about where records are")
    shown = found[["id", "field", "message"]].assign(field=field_words(found["field"]))
    st.dataframe(shown.rename(columns=labels(FINDINGS)), hide_index=True, alt="Doubts about points")
    table_download(found, FINDINGS, "doubtful_points", "the doubts")


def _map(visit: Visit, pairs: pd.DataFrame, key: str) -> None:
    ids = set(pairs["id_a"]) | set(pairs["id_b"])
    only: Mask = visit.database.table(visit.entity)["id"].isin(ids).to_numpy()

    @fragment
    def where_they_are() -> None:
        shown = draw_map(visit, key, MAP_PX, Look("Circles", "location_precision"), in_url=True, only=only)
        show_legend(shown.legend)

    where_they_are()


VIEWS: Final[dict[str, Callable[[Visit, Asked, Decisions], None]]] = {
    "Under one roof": roofs_view,
    "Pairs": pairs_view,
    "Around one": around_view,
    "Entered twice?": duplicates_view,
    "Doubtful points": doubts_view,
}
"""The views, as the visitor chooses among them."""

UNUSED: Final[dict[str, frozenset[str]]] = {
    "Under one roof": frozenset({"within_m"}),
    "Around one": frozenset({"topics", "running", "unaware"}),
    "Entered twice?": frozenset({"within_m", "topics", "running"}),
    "Doubtful points": frozenset(Asked._fields),
}
"""What is asked above the views that one of them does not heed; a pair that was entered twice may be anywhere."""
