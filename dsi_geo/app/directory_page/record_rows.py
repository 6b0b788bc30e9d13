"""The list of the directory: its columns and order, one page of it, and its downloads."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo.analysis.map_clusters import ORDERS, page_of
from dsi_geo.app import results, url
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.downloads import record_downloads
from dsi_geo.app.record_links import open_record
from dsi_geo.app.record_lists import address_words, dates, link, place_words
from dsi_geo.app.visit import Visit
from dsi_geo.geography.boundaries import regions
from dsi_geo.schema import (
    COLUMNS,
    LABELS,
    LIST,
    PRECISION_WORDS,
    STATUS_WORDS,
    Entity,
    extra_columns,
)

_SCRIPT: Final = Path(__file__).parent / "rows.js"
PAGE: Final = 50
ORDER_KEY: Final = "sorted"
COLUMNS_KEY: Final = "columns"
BEST: Final = "match"
PLACE: Final = "place"
LONGEST_TEXT: Final = 300
"""Characters of a description or another text that are sent to the browser."""

USUAL: Final[dict[Entity, tuple[str, ...]]] = {
    "projects": (PLACE, "launched", "status", "location_precision"),
    "organisations": ("kind", PLACE, "founded", "location_precision"),
}
"""Columns of the list, unless others are chosen."""

_NOT_LISTED: Final = (
    "name",
    "description",
    "geometry",
    "city",
    "country",
    "launched_precision",
    "closed_precision",
)
_LISTED: Final = "_directory_listed"

Integers = npt.NDArray[np.int64]


def record_directory(visit: Visit) -> None:
    """Draw the list of all selected records: one page, with its tools above and the numbers of the pages below."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="directory_tools"):
        order = _order(visit)
        columns = _columns(visit)
        _take_along(visit, order)
    number = _page_number(visit, order)
    rows = page(visit, order, number)
    browser_part(_SCRIPT, _data(visit, rows, columns, number), open=partial(_open, visit), turn=_turn)


def offered_columns(visit: Visit) -> dict[str, str]:
    """Columns that can be listed beside the name, and their headings; those of the file come last."""
    table = visit.database.table(visit.entity)
    own = [name for name in COLUMNS[visit.entity] if name not in _NOT_LISTED]
    extras = [name for name in extra_columns(table, visit.entity) if not name.endswith("_precision")]
    named = {name: LABELS.get(name) or name.replace("_", " ").capitalize() for name in [*own, *extras]}
    return {PLACE: "Place", **named}


def page(visit: Visit, order: str, number: int) -> Integers:
    """Positions of the records of a page of the list, which is numbered from 1."""
    return _slice(visit, order, (number - 1) * PAGE, number * PAGE)


def _slice(visit: Visit, order: str, start: int, stop: int) -> Integers:
    if order == BEST:
        return results.found(visit.loaded, visit.entity, visit.selection.text).best(stop, visit.mask)[start:]
    rank = results.record_ranks(visit.loaded, visit.entity, order)
    return page_of(np.flatnonzero(visit.mask), rank, start, stop)


def cells_of(table: pd.DataFrame, column: str) -> list[dict[str, str]]:
    """What the list shows of a column of records: text, and where it leads if it is a web address."""
    texts = [_shortened(text) for text in _texts(table, column)]
    if column == "website":
        return [{"text": text, "link": link(whole)} for text, whole in zip(texts, table[column], strict=True)]
    return [{"text": text} for text in texts]


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    if column == PLACE:
        return [text if text != "—" else "" for text in place_words(table)]
    values = table[column]
    if column == "address":
        return [*address_words(table)]
    if column in ("location_precision", "address_precision"):
        return [*values.astype("str").map(PRECISION_WORDS).fillna("")]
    if column == "status":
        return [*values.astype("str").map(STATUS_WORDS).fillna("")]
    if column == "region":
        return [*values.astype("str").map(regions()["name"]).fillna(values.astype("str")).fillna("")]
    if isinstance(values.dtype, pd.ArrowDtype) and values.dtype == LIST:
        return [", ".join(value) for value in values]
    if values.dtype.kind == "M":
        return [dates(record, column) for record in table.to_dict("records")]
    return ["" if pd.isna(value) else str(value) for value in values]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else f"{line[:LONGEST_TEXT]}…"


def _order(visit: Visit) -> str:
    orders = {name: ORDERS[name] for name in ("name", "town", "newest", "precision")}
    if visit.selection.text.strip():
        orders = {BEST: "Best match first", **orders}
    url.respell(ORDER_KEY, orders)
    return str(
        st.selectbox(
            "Sorted by", [*orders], format_func=orders.__getitem__, key=ORDER_KEY, bind=url.BOUND, width=220
        )
    )


def _columns(visit: Visit) -> list[str]:
    offered = offered_columns(visit)
    url.respell(COLUMNS_KEY, offered)
    with st.popover("Columns", icon=":material/view_column:"):
        chosen: list[str] = st.multiselect(
            "Columns beside the name",
            [*offered],
            default=USUAL[visit.entity],
            format_func=offered.__getitem__,
            key=COLUMNS_KEY,
            bind=url.BOUND,
            placeholder="only the name",
        )
    return chosen


def _take_along(visit: Visit, order: str) -> None:
    fold = st.popover("Download", icon=":material/download:", key="take_directory", on_change="rerun")
    if fold.open:
        with fold:
            st.caption(
                f"All {visit.size:,} listed {visit.noun(visit.size)}, on this page and the others, in this order, with "
                "all of their columns"
            )
            record_downloads(visit, lambda: _all_listed(visit, order))


def _all_listed(visit: Visit, order: str) -> gpd.GeoDataFrame:
    return visit.database.table(visit.entity).iloc[_slice(visit, order, 0, visit.size)]


def _page_number(visit: Visit, order: str) -> int:
    """The page asked for, or the last if there are fewer; another selection or order begins with the first."""
    listed = (visit.version, visit.entity, visit.selection, order)
    before = st.session_state.get(_LISTED)
    st.session_state[_LISTED] = listed
    if before not in (None, listed):
        url.put_list_page(1)
    return min(url.list_page() or 1, _pages(visit))


def _pages(visit: Visit) -> int:
    return -(-visit.size // PAGE)


def _data(visit: Visit, rows: Integers, columns: list[str], number: int) -> dict[str, Any]:
    table = visit.database.table(visit.entity).iloc[rows]
    offered = offered_columns(visit)
    cells = [cells_of(table, column) for column in columns]
    start = (number - 1) * PAGE
    words = (
        table["id"].astype("str"),
        table["name"].fillna("(no name)").map(_shortened),
        table["description"].fillna(""),
    )
    return {
        "caption": f"{visit.noun(2).capitalize()} {start + 1:,} to {start + len(rows):,} of {visit.size:,}",
        "headings": [LABELS["name"], *(offered[column] for column in columns)],
        "records": [
            {"id": own, "name": name, "about": _shortened(about), "cells": [column[at] for column in cells]}
            for at, (own, name, about) in enumerate(zip(*words, strict=True))
        ],
        "page": number,
        "pages": _pages(visit),
    }


def _open(visit: Visit, record: object) -> None:
    if isinstance(record, str):
        open_record(visit, record)


def _turn(number: object) -> None:
    if isinstance(number, int | float) and number >= 1:
        url.put_list_page(int(number))
