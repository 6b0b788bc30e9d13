"""The list beside the map: everything the map tells, as rows that are sorted, paged and chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo.analysis.maps.record_order import ORDERS, page_of
from dsi_geo.app import loaders
from dsi_geo.app.records import place_words
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.schema import LABELS, PRECISION_WORDS

PAGE: Final = 25
FEW: Final = 4
ROW_PX: Final = 35
ROWS_IN_SIGHT: Final = 11

Integers = npt.NDArray[np.int64]


class Choice(NamedTuple):
    """What is chosen in a list: in which table of it (its widget’s key), and the record’s position, if any."""

    table: str
    row: int | None


def record_list(visit: Visit, rows: Integers, key: str, extra: Mapping[str, pd.Series] | None = None) -> None:
    """Show some records of the visit's table, a page at a time; `chosen_row` tells what is chosen.

    Parameters
    ----------
    rows
        Positions in the table. With `extra` they stay in their order, else the visitor sorts them.
    key
        Names the list.
    extra
        Columns to show before the others, by the position of the record.
    """
    tools = st.container(horizontal=True, vertical_alignment="bottom")
    order, number = "", 1
    with tools:
        if extra is None and len(rows) > FEW:
            order = st.selectbox(
                "Sorted by", list(ORDERS), format_func=ORDERS.__getitem__, key=f"{key}_order", bind=URL
            )
        if len(rows) > PAGE:
            number = st.pagination(-(-len(rows) // PAGE), max_visible_pages=3, key=f"{key}_page", bind=URL)
    start = (number - 1) * PAGE
    if extra is None and not order:
        order = "precision"
    if order:
        shown = page_of(rows, loaders.record_ranks(visit.loaded, visit.entity, order), start, start + PAGE)
    else:
        shown = rows[start : start + PAGE]
    # A list of other records is another widget: what was chosen in it is not chosen here.
    widget = f"{key}_{hash((visit.loaded.version, visit.entity, shown.tobytes()))}"
    st.dataframe(
        _cells(visit.database.table(visit.entity).iloc[shown], shown, extra or {}),
        key=widget,
        height=(min(len(shown), ROWS_IN_SIGHT) + 1) * ROW_PX + 3,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={LABELS["name"]: st.column_config.TextColumn(width=190)},
        alt=f"{len(shown)} of {len(rows):,} records with name, place and how precisely the place is known",
    )
    st.session_state[_shown_slot(key)] = (widget, shown.tolist())


def chosen_row(key: str) -> Choice | None:
    """What is chosen in a list as it was shown last; None if it was not shown."""
    if _shown_slot(key) not in st.session_state:
        return None
    widget, shown = st.session_state[_shown_slot(key)]
    rows = (st.session_state.get(widget) or {"selection": {"rows": []}})["selection"]["rows"]
    return Choice(widget, shown[rows[0]] if rows and rows[0] < len(shown) else None)


def _shown_slot(key: str) -> str:
    return f"_{key}_shown"


def _cells(table: pd.DataFrame, shown: Integers, extra: Mapping[str, pd.Series]) -> pd.DataFrame:
    cells = {name: values.reindex(shown).to_numpy() for name, values in extra.items()}
    cells |= {
        LABELS["name"]: table["name"].fillna("(no name)").to_numpy(),
        LABELS["location_precision"]: table["location_precision"]
        .astype("str")
        .map(PRECISION_WORDS)
        .to_numpy(),
        "Place": place_words(table).to_numpy(),
    }
    for field in ("cluster", "kind"):
        if field in table and table[field].notna().any():
            cells[LABELS[field]] = table[field].astype("str").fillna("").to_numpy()
    return pd.DataFrame(cells)
