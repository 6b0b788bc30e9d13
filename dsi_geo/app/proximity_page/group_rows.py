"""Groups of records as rows that open: those at one address, those that are one, those of one organisation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from dsi_geo.analysis.memberships import joined
from dsi_geo.app import url
from dsi_geo.app.proximity_page.pair_lists import Decisions, pair_lines, pair_list, plain, show_pair
from dsi_geo.app.record_links import NO_NAME, targets
from dsi_geo.app.record_lists import (
    address_words,
    chosen_row,
    dates,
    link,
    record_list,
    show_record,
    static_table,
)
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.schema import LABELS

ROWS: Final = 12
"""Groups on one page of the list."""
MOST_LINES: Final = 12
"""Pairs of a group that are shown one below the other; more of them are a list."""
MOST_MEMBERS: Final = 30
"""Records of a group that are shown one below the other; thousands may be at one address."""
MOST_NAMES: Final = 4
_TO_OPEN: Final = "_group_to_open"


def group_rows(
    members: Sequence[list[str]], label: Callable[[int], str], key: str, draw: Callable[[int], None]
) -> None:
    """Groups one below the other, each of which opens by click or by the Enter key; one may be open in the link.

    Parameters
    ----------
    members
        Ids of each group.
    label
        What the row at a position says, as Markdown (see `plain`); called only for the rows of the page.
    key
        Prefix of the keys of the widgets, and of the parameter of the page.
    draw
        Draws what is inside the group at a position; called only for rows that are open.
    """
    named = set(url.pair())
    opened = next((at for at, ids in enumerate(members) if len(named) == 2 and named <= {*ids}), None)
    number = 1
    if len(members) > ROWS:
        first = 1 if opened is None else opened // ROWS + 1
        number = st.pagination(
            -(-len(members) // ROWS), default=first, max_visible_pages=5, key=f"{key}_page", bind=URL
        )
    if opened is None and url.pair():
        url.put_pair(())
    to_open = st.session_state.pop(_TO_OPEN, None)
    for at in range((number - 1) * ROWS, min(number * ROWS, len(members))):
        name, pair = f"{key}_{hash(tuple(members[at]))}", (members[at][0], members[at][1])
        # Given anew in each run: a row whose label changes is another widget, which would be closed.
        asked_for = name not in st.session_state or url.is_turned_to()
        st.session_state[name] = (
            pair == to_open if to_open else at == opened if asked_for else st.session_state[name]
        )
        row = st.expander(label(at), key=name, on_change=_opened_or_closed, args=(name, pair))
        if row.open:
            with row:
                draw(at)


def _opened_or_closed(name: str, pair: tuple[str, str]) -> None:
    if st.session_state[name]:
        url.put_pair(pair)
    elif url.pair() == pair:
        url.put_pair(())


def open_row(pair: tuple[str, str]) -> None:
    """Have just the row of a group open in the next run, by its first two members; call it in a callback."""
    st.session_state[_TO_OPEN] = pair
    url.put_pair(pair)


def names_in_words(names: Sequence[object]) -> str:
    """The names of a group as Markdown, the first in bold, each once; of many, how many more there are."""
    known = [plain(name) if pd.notna(name) and str(name).strip() else NO_NAME for name in names]
    each = list(dict.fromkeys(known))
    more = f" and {len(each) - MOST_NAMES} more" if len(each) > MOST_NAMES else ""
    first, *others = each[:MOST_NAMES]
    return " · ".join([f"**{first}**", *others]) + more


def show_members(visit: Visit, ids: Sequence[str], caption: str, key: str) -> None:
    """The records of a group, one below the other, by what tells them apart; many are a list, a page at a time."""
    table = visit.database.table(visit.entity)
    if len(ids) > MOST_MEMBERS:
        record_list(visit, np.flatnonzero(table["id"].isin(ids).to_numpy()), key)
        choice = chosen_row(key)
        if choice and choice.row is not None:
            show_record(table.iloc[choice.row], visit)
        return
    some = table[table["id"].isin(ids)].drop_duplicates("id")
    cells = {
        LABELS["name"]: some["name"].fillna(NO_NAME).astype("str").to_numpy(),
        "Where": address_words(some).to_numpy(),
    }
    for field in ("cluster", "kind", "theme"):
        if field in some and (words := joined(some[field])).ne("").any():
            cells[LABELS[field]] = words.to_numpy()
    websites = [link(website) for website in some["website"]]
    if any(websites):
        cells[LABELS["website"]] = websites
    for field in ("launched", "founded"):
        if field in some and some[field].notna().any():
            cells[LABELS[field]] = [dates(record, field) for record in some.to_dict("records")]
    static_table(pd.DataFrame(cells), caption, links={LABELS["name"]: targets(visit, some["id"])})


def show_pairs(
    visit: Visit,
    pairs: pd.DataFrame,
    decisions: Decisions,
    key: str,
    following: tuple[str, str] | None = None,
) -> None:
    """The pairs of a group with what may be decided about each: below one another, or as a list if there are many.

    Parameters
    ----------
    visit, pairs, decisions
        The data, the pairs as decided, and the verdicts.
    key
        Prefix of keys.
    following
        First two members of the group that opens once the last pair of this one is decided about; None for none.
    """
    if len(pairs) <= MOST_LINES:
        last = pairs["verdict"].eq("").sum() == 1
        then = partial(open_row, following) if last and following else None
        pair_lines(visit, pairs, decisions, key, then)
        return
    chosen = pair_list(visit, pairs, key)
    if chosen is not None:
        show_pair(visit, pairs.iloc[chosen], decisions)
