"""Records on the page: tables, lists, and one record in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from pandas.api.types import is_list_like

from dsi_geo.analysis.map_clusters import ORDERS, page_of
from dsi_geo.analysis.memberships import joined
from dsi_geo.analysis.related import positions_of
from dsi_geo.app import record_links, results, url
from dsi_geo.app.databases import coordinates
from dsi_geo.app.record_links import ProfileTarget, Target, anchor, name_cells, name_column
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name
from dsi_geo.schema import (
    COLUMNS,
    LABELS,
    LINKS,
    LIST,
    ORGANISATIONS,
    PRECISION_WORDS,
    PROJECTS,
    STATUS_WORDS,
    Entity,
)

PLACE_SOURCE_WORDS: Final = {"own": "its own", "organisation": "taken from its first located organisation"}
_HIDDEN: Final = (
    "geometry",
    "location_precision",
    "location_source",
    "launched_precision",
    "closed_precision",
    *LINKS.values(),
)
_SHOWN_APART: Final = (
    "id",
    "name",
    "description",
    "address",
    "postcode",
    "city",
    "region",
    "country",
    "website",
)


def position_of(visit: Visit, record_id: str) -> int | None:
    """Position in the table of a selected record; None if no selected record has this id."""
    if not record_id:
        return None
    found = np.flatnonzero((visit.database.table(visit.entity)["id"] == record_id).to_numpy() & visit.mask)
    return int(found[0]) if len(found) else None


def chosen_point(visit: Visit) -> tuple[float, float] | None:
    """Latitude and longitude of the record in the URL; None if there is none, or it has no point."""
    position = position_of(visit, url.record())
    if position is None:
        return None
    latitude, longitude = coordinates(visit.loaded, visit.entity)
    found = float(latitude[position]), float(longitude[position])
    return None if np.isnan(found[0]) else found


def place_words(table: pd.DataFrame) -> pd.Series:
    """Town and country in words; “—” if neither is known."""
    town, country = table["city"].astype("str"), country_name(table["country"].astype("str"))
    both = town + ", " + country
    return both.fillna(town).fillna(country).fillna("—")


def address_words(table: pd.DataFrame) -> pd.Series:
    """The address as written, in one line, with the town if the address lacks it; without an address, the place."""
    address = table["address"].astype("str").str.replace(r"\s*\n\s*", ", ", regex=True).str.strip()
    town = table["city"].astype("str")
    named = [
        pd.isna(one) or (pd.notna(other) and one.casefold() in other.casefold())
        for one, other in zip(town, address, strict=True)
    ]
    return address.where(named, address + ", " + town).fillna(place_words(table))


def show_record(row: pd.Series, visit: Visit) -> None:
    """One record in full, with its precision; all of it as text."""
    entity, record = visit.entity, row.to_dict()
    name = record["name"] if pd.notna(record["name"]) else "(no name)"
    with st.container(border=True):
        st.caption(f"{'Project' if entity == PROJECTS else 'Organisation'} record")
        st.text(str(name), width="stretch")
        show_lines(place_lines(record))
        if pd.notna(record["description"]):
            st.text(str(record["description"]), width="stretch")
        address = link(record["website"])
        if address:
            st.link_button("Open its website", address, icon=":material/open_in_new:")
        show_lines(field_lines(record, entity))
        _linked(record, visit)
        _findings(record, visit)
        record_links.show_link(visit, str(record["id"]))


def _linked(record: Mapping[str, Any], visit: Visit) -> None:
    """The organisations or projects of a record, by their names, which lead to their pages."""
    field, other = LINKS[visit.entity], ORGANISATIONS if visit.entity == PROJECTS else PROJECTS
    ids = [str(one) for one in record[field]]
    if not ids:
        return
    table = visit.database.table(other)
    found = table.iloc[positions_of(table, ids)]
    links = record_links.anchors(visit, found, other)
    missing = [one for one in dict.fromkeys(ids) if one not in set(found["id"])]
    with st.container(horizontal=True, gap="small"):
        st.html(f'<span class="dsi-label">{LABELS[field]}</span>', width=120)
        st.html(
            f'<span class="dsi-linked">{", ".join([*links, *map(escape, missing)])}</span>', width="stretch"
        )


def field_words(fields: pd.Series) -> pd.Series:
    """Columns of records in words, for findings that concern them."""
    names = fields.astype("str")
    return names.map(LABELS).str.lower().fillna(names)


def link(website: object) -> str:
    """A web address that may be offered as a link: HTTP or HTTPS only; otherwise ""."""
    text = str(website).strip() if pd.notna(website) else ""
    if not text or any(character.isspace() for character in text):
        return ""
    if text.lower().startswith(("http://", "https://")):
        return text
    return "" if ":" in text.split("/")[0] or "." not in text else f"https://{text}"


def dates(record: Mapping[str, Any], field: str) -> str:
    """A date in words, no more precise than it is known."""
    day, precision = record[field], record.get(f"{field}_precision")
    if pd.isna(day):
        return ""
    spelled = {"year": f"{day:%Y}", "month": f"{day:%B %Y}"}
    return spelled.get(str(precision), f"{day.day} {day:%B %Y}")


def place_lines(record: Mapping[str, Any]) -> dict[str, str]:
    """Where a record is, and how precisely its point is known, by label."""
    region = regions()["name"].get(record["region"]) if pd.notna(record["region"]) else None
    country = country_name(pd.Series([record["country"]], dtype="str")).iloc[0]
    parts = [record["address"], record["postcode"], record["city"], region, country]
    stated = list(dict.fromkeys(str(part) for part in parts if pd.notna(part)))
    source = record.get("location_source")
    return {
        "Place": ", ".join(stated) or "not known",
        LABELS["location_precision"]: PRECISION_WORDS[str(record["location_precision"])]
        + (f"; {PLACE_SOURCE_WORDS[str(source)]}" if source == "organisation" else ""),
    }


def field_lines(record: Mapping[str, Any], entity: Entity) -> dict[str, str]:
    """The other columns of a record that are filled, by label; linked records are `show_linked`'s."""
    lines = {}
    extras = [field for field in record if field not in COLUMNS[entity]]
    for field in [*COLUMNS[entity], *extras]:
        if field in _HIDDEN or field in _SHOWN_APART:
            continue
        value = record[field]
        if COLUMNS[entity].get(field) == LIST or (field == "cluster" and is_list_like(value)):
            text = ", ".join(value)
        elif isinstance(value, pd.Timestamp):
            text = dates(record, field)
        elif field == "status":
            text = STATUS_WORDS[str(value)]
        else:
            text = (
                ""
                if (isinstance(value, list) and not value) or (not isinstance(value, list) and pd.isna(value))
                else str(value)
            )
        if text and not field.endswith("_precision"):
            lines[LABELS.get(field) or field.replace("_", " ").capitalize()] = text
    return lines


def _findings(record: Mapping[str, Any], visit: Visit) -> None:
    findings = visit.database.findings
    own = findings[(findings["entity"] == visit.entity) & (findings["id"] == record["id"])]
    if len(own):
        st.caption(f"What was noticed about this record ({len(own)})")
        for message in own["message"]:
            st.text(f"• {message}", width="stretch")


def show_lines(lines: Mapping[str, str]) -> None:
    """Labels with their texts, one a line; all of it as text."""
    for label, text in lines.items():
        with st.container(horizontal=True, gap="small"):
            # The label of an extra column comes from the file: never as Markdown.
            st.html(f'<span class="dsi-label">{escape(label)}</span>', width=120)
            st.text(text, width="stretch")


PAGE: Final = 25
FEW: Final = 4
ROW_PX: Final = 35
ROWS_IN_SIGHT: Final = 11

Integers = npt.NDArray[np.int64]


class Choice(NamedTuple):
    """The choice in a list: key of its widget, and position of the record, if any."""

    table: str
    row: int | None


def record_list(visit: Visit, rows: Integers, key: str, extra: Mapping[str, pd.Series] | None = None) -> None:
    """Show some records of the visit's table, a page at a time; `chosen_row` returns the choice.

    Parameters
    ----------
    visit
        The data.
    rows
        Positions in the table. With `extra` they keep their order; otherwise the visitor can sort them.
    key
        Name of the list.
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
        shown = page_of(rows, results.record_ranks(visit.loaded, visit.entity, order), start, start + PAGE)
    else:
        shown = rows[start : start + PAGE]
    # A list of other records is another widget, so that a choice in one does not carry over.
    widget = f"{key}_{hash((visit.loaded.version, visit.entity, shown.tobytes()))}"
    st.dataframe(
        _cells(visit.database.table(visit.entity).iloc[shown], shown, extra or {}),
        key=widget,
        height=(min(len(shown), ROWS_IN_SIGHT) + 1) * ROW_PX + 3,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            LABELS["name"]: name_column(
                visit, visit.database.table(visit.entity)["id"].iloc[shown].tolist(), widget
            )
        },
        alt=f"{len(shown)} of {len(rows):,} records with name, place and how precisely the place is known",
    )
    if len(shown):
        st.caption(record_links.PRESS)
    st.session_state[_shown_slot(key)] = (widget, shown.tolist())


def chosen_row(key: str) -> Choice | None:
    """The choice in a list as it was last shown; None if it was not shown."""
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
        LABELS["name"]: name_cells(table["name"]),
        LABELS["location_precision"]: table["location_precision"]
        .astype("str")
        .map(PRECISION_WORDS)
        .to_numpy(),
        "Place": place_words(table).to_numpy(),
    }
    for field in ("cluster", "kind"):
        if field in table and (words := joined(table[field])).ne("").any():
            cells[LABELS[field]] = words.to_numpy()
    return pd.DataFrame(cells)


def static_table(
    table: pd.DataFrame,
    caption: str,
    numbers: Iterable[str] = (),
    shares: Iterable[str] = (),
    unbroken: Iterable[str] = (),
    links: Mapping[str, Sequence[Target | ProfileTarget]] | None = None,
) -> None:
    """Show every row of a small table; all text is escaped.

    Parameters
    ----------
    table
        Column names are the headings.
    caption
        What the table shows, for a screen reader.
    numbers
        Columns of integers, shown with thousands separators and aligned right.
    shares
        Columns of shares from 0 to 1, shown as percent with a bar.
    unbroken
        Columns of text that stays on one line wherever there is room.
    links
        Columns of names, with the record or the profile to which each leads.
    """
    links = links or {}
    kinds = dict.fromkeys(numbers, ' class="dsi-number"') | dict.fromkeys(unbroken, ' class="dsi-whole"')
    cells = {
        name: [
            f"<td>{anchor(target, text)}</td>" for target, text in zip(links[name], table[name], strict=True)
        ]
        if name in links
        else _html_cells(table[name], kinds.get(name, ""), name in numbers, name in shares)
        for name in table
    }
    head = "".join(f'<th scope="col"{kinds.get(name, "")}>{escape(str(name))}</th>' for name in table)
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells.values(), strict=True))
    st.html(
        f'<table class="dsi-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _html_cells(column: pd.Series, kind: str, is_number: bool, is_share: bool) -> list[str]:
    if is_share:
        return [
            f'<td class="dsi-bar"><span class="dsi-share"><span style="width:{value:.1%}"></span></span>'
            f"{value:.1%}</td>"
            for value in column
        ]
    texts = [f"{value:,}" if is_number else str(value) for value in column]
    return [f"<td{kind}>{escape(text)}</td>" for text in texts]
