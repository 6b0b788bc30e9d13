"""Pairs of records on the page: a list of them, and one pair side by side."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.proximity.pairs import confidence_words
from dsi_geo.app import url
from dsi_geo.app.cluster_map.tools import distance_words
from dsi_geo.app.proximity.verdicts import Decisions, verdict_buttons
from dsi_geo.app.records import address_words, position_of, show_record
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.output.verdict_lines import VERDICTS
from dsi_geo.schema.column import labels
from dsi_geo.schema.tables import JUDGED_PAIRS

PAGE: Final = 50
ROW_PX: Final = 35
ROWS_IN_SIGHT: Final = 10
WHERE: Final = "Where"
HEADINGS: Final = labels(JUDGED_PAIRS)
WIDTHS_PX: Final = {HEADINGS["name_a"]: 185, HEADINGS["name_b"]: 185, WHERE: 210}
"""Of the columns that hold the longest texts: what is said of the pairs stays in sight beside them."""
RELATION_WORDS: Final = {
    "same_address": "same address",
    "possible_duplicate": "perhaps entered twice",
    "nearby": "nearby",
}


def pair_list(visit: Visit, pairs: pd.DataFrame, key: str) -> int | None:
    """Show pairs, a page at a time; gives the position in `pairs` of the one that is chosen, if one is."""
    number = 1
    if len(pairs) > PAGE:
        number = st.pagination(-(-len(pairs) // PAGE), max_visible_pages=5, key=f"{key}_page", bind=URL)
    start = (number - 1) * PAGE
    part = pairs.iloc[start : start + PAGE]
    table = visit.database.table(visit.entity)
    first = table[table["id"].isin(part["id_a"])].set_index("id").loc[part["id_a"]]
    shown = pd.DataFrame(
        {
            "name_a": part["name_a"].fillna("(no name)"),
            "name_b": part["name_b"].fillna("(no name)"),
            WHERE: address_words(first).to_numpy(),
            "relation": part["relation"].astype("str").map(RELATION_WORDS),
            "linked": part["linked"].map({True: "yes", False: "none"}),
            "confidence": confidence_words(part["confidence"]),
            "distance_m": [
                distance_words(metres) if pd.notna(metres) else "" for metres in part["distance_m"]
            ],
            "verdict": part["verdict"].map({"": "", **VERDICTS}),
        }
    )
    if part["distance_m"].isna().all():
        shown = shown.drop(columns="distance_m")
    shown = shown.rename(columns=HEADINGS)
    ids = list(zip(part["id_a"], part["id_b"], strict=True))
    named = url.pair()
    event = st.dataframe(
        shown,
        selection_default={"selection": {"rows": [ids.index(named)]}} if named in ids else None,
        key=f"{key}_{hash(tuple(ids))}",
        height=(min(len(shown), ROWS_IN_SIGHT) + 1) * ROW_PX + 3,
        hide_index=True,
        column_config={name: st.column_config.Column(width=width) for name, width in WIDTHS_PX.items()},
        on_select="rerun",
        selection_mode="single-row",
        alt=f"{len(shown)} of {len(pairs):,} pairs: both names, how they are related, whether a link is on record",
    )
    rows = event["selection"]["rows"]
    chosen = int(rows[0]) if rows and rows[0] < len(part) else None
    url.put_pair(() if chosen is None else ids[chosen])
    return None if chosen is None else start + chosen


def show_pair(visit: Visit, pair: pd.Series, decisions: Decisions) -> None:
    """Both records side by side, why they are a pair, and what a steward decides."""
    relation = RELATION_WORDS[str(pair["relation"])]
    with st.container(border=True):
        st.markdown(f"**Why they are a pair: {relation}**")
        st.text(f"{str(pair['why'])[:1].upper()}{str(pair['why'])[1:]}.", width="stretch")
        if pd.notna(pair["distance_m"]):
            st.text(f"Their points lie {distance_words(pair['distance_m'])} apart.")
        else:
            st.text(
                "The places are not known well enough to say how far apart their points are.", width="stretch"
            )
        st.text(
            "They share an organisation or a project."
            if pair["linked"]
            else "The records know of no organisation or project that they have in common.",
            width="stretch",
        )
        verdict_buttons(visit, decisions, (str(pair["id_a"]), str(pair["id_b"])), str(pair["verdict"]))
        for side, column in zip(("id_a", "id_b"), st.columns(2, gap="medium"), strict=True):
            position = position_of(visit, str(pair[side]))
            with column:
                if position is not None:
                    show_record(visit.database.table(visit.entity).iloc[position], visit)
