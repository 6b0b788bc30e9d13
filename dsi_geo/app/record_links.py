"""Names that lead to the page of their record, and the way back from there.

A link that loads the page anew would end the session, and with it a visitor's own file. So links are followed within
the session: a listener on the page hands what was clicked to the server, which turns to the page. A link that is opened
in a window of its own is an ordinary address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dsi_geo.app import url
from dsi_geo.app.visit import Visit
from dsi_geo.schema import ENTITIES, LABELS, Entity
from dsi_geo.selection import FIELDS

PAGE: Final = "pages/record.py"
PRESS: Final = "Press a name to open its page."
NO_NAME: Final = "(no name)"
_PATH: Final = "record"
_OF_SIDEBAR: Final = (url.DATABASE, url.ENTITY, *FIELDS)
_ASKED: Final = "_record_asked"
_TRAIL: Final = "_record_trail"
_LISTENER: Final = "_record_links"
_LONGEST_TRAIL: Final = 100
_UNSEEN: Final = "\u2060"
_LISTEN: Final = """export default function ({ setTriggerValue }) {
  const follow = event => {
    const link = event.target.closest?.("a[data-record]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { record, entity, back } = link.dataset;
    setTriggerValue("followed", { record, entity, back: back !== undefined });
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}"""

Query = tuple[tuple[str, str], ...]


class Step(NamedTuple):
    """A record that was opened, and where from.

    Attributes
    ----------
    entity, record_id
        The record.
    page, title
        File and title of the page on which it was chosen.
    shown, query
        The entity shown there, and the parameters of its URL beyond the sidebar's.
    """

    entity: Entity
    record_id: str
    page: str
    title: str
    shown: Entity
    query: Query


class _Way(NamedTuple):
    """Where to turn at the beginning of the next run; `left` if it is a record that is opened: the page left."""

    entity: Entity
    page: str
    query: Query
    left: tuple[Entity, Query] | None = None


class Target(NamedTuple):
    """A record to which a name leads, and the address of its page."""

    entity: Entity
    record_id: str
    address: str


def open_record(visit: Visit, record_id: str, entity: Entity | None = None) -> None:
    """Turn to the page of a record at the next run; call it in a callback, or before `st.rerun`.

    Parameters
    ----------
    visit
        The data, and the page that is left.
    record_id
        The record.
    entity
        What it is; None for what the visit shows.
    """
    query = tuple((name, value) for name, value in url.carried(visit.entered) if name not in _OF_SIDEBAR)
    way = _Way(entity or visit.entity, PAGE, ((url.RECORD, record_id),), (visit.entity, query))
    st.session_state[_ASKED] = way


def go_back(entity: Entity, record_id: str) -> None:
    """Turn to where a record was opened from, at the next run; call it in a callback."""
    at = _position(entity, record_id)
    if at is not None:
        step = _trail()[at]
        st.session_state[_TRAIL] = _trail()[:at]
        st.session_state[_ASKED] = _Way(step.shown, step.page, step.query)


def came_from(entity: Entity, record_id: str) -> Step | None:
    """Where a record was opened from; None if it was not opened by a name in this session."""
    at = _position(entity, record_id)
    return None if at is None else _trail()[at]


def asked() -> bool:
    """Whether the next run is to turn to another page."""
    return _ASKED in st.session_state


def follow(page: st.Page) -> None:
    """Turn to the page that was asked for; call it before the sidebar is drawn, with the page of this run."""
    way: _Way | None = st.session_state.pop(_ASKED, None)
    if way is None:
        return
    if way.left is not None:
        _extend_trail(way, *way.left, page)
    st.session_state[url.ENTITY] = way.entity
    st.switch_page(way.page, query_params=way.query)


def listen(visit: Visit) -> None:
    """Follow the page's links to records (`anchor`) within the session; call it once on each page."""

    def followed() -> None:
        found: Any = st.session_state[_LISTENER].get("followed") or {}
        entity, record_id = found.get("entity"), found.get("record")
        if entity not in ENTITIES or not isinstance(record_id, str):
            return
        if found.get("back"):
            go_back(entity, record_id)
        else:
            open_record(visit, record_id, entity)

    # Made anew for each run of a server's script: Streamlit keeps a component by its name.
    component = st.components.v2.component("dsi_geo_record_links", js=_LISTEN)
    component(key=_LISTENER, on_followed_change=followed, width="content", height=1)


def targets(visit: Visit, ids: Iterable[object], entity: Entity | None = None) -> list[Target]:
    """The records of some ids as targets of links, with the data and filters of the sidebar in their addresses."""
    of, given = entity or visit.entity, st.query_params
    kept = [
        (name, value)
        for name in _OF_SIDEBAR
        if name != url.ENTITY and name in given
        for value in given.get_all(name)
    ]
    return [
        Target(of, str(one), f"{_PATH}?{urlencode([*kept, (url.ENTITY, of), (url.RECORD, str(one))])}")
        for one in ids
    ]


def anchor(target: Target, name: object) -> str:
    """HTML of a name that leads to its record; the name is text, whatever it contains."""
    return _anchor(target, _named(name), "")


def anchors(visit: Visit, records: pd.DataFrame, entity: Entity) -> list[str]:
    """HTML of the names of some records of an entity, each of which leads to its record."""
    return [
        anchor(target, name)
        for target, name in zip(targets(visit, records["id"], entity), records["name"], strict=True)
    ]


def back_anchor(visit: Visit, step: Step, label: str) -> str:
    """HTML of the link back to where a record was opened from; the label is text."""
    (target,) = targets(visit, [step.record_id], step.entity)
    return _anchor(target, label, " data-back")


def heading(name: object) -> str:
    """HTML of a record's name as a heading; it is text, whatever it contains."""
    return f'<h2 class="dsi-name" dir="auto">{escape(_named(name))}</h2>'


def _anchor(target: Target, text: str, more: str) -> str:
    return (
        f'<a class="dsi-record" dir="auto" href="{escape(target.address)}" data-entity="{target.entity}" '
        f'data-record="{escape(target.record_id)}"{more}>{escape(text)}</a>'
    )


def show_link(visit: Visit, record_id: str, name: object = "", entity: Entity | None = None) -> None:
    """A line that leads to the page of a record."""
    (target,) = targets(visit, [record_id], entity)
    label = f"Open the page of {_named(name)}" if name else "Open its page"
    st.html(anchor(target, label))


def name_column(
    visit: Visit, ids: Sequence[object], key: str, label: str = LABELS["name"], width: int | None = 190
) -> Any:
    """The configuration of a column of `st.dataframe` whose names open their records.

    Parameters
    ----------
    visit
        The data.
    ids
        The records of the rows.
    key
        Name of the list, different for other rows.
    label, width
        Heading and width of the column.
    """
    slot = f"{key}_names"

    def pressed() -> None:
        row = (st.session_state.get(slot) or {}).get("row")
        if isinstance(row, int) and 0 <= row < len(ids):
            open_record(visit, str(ids[row]))

    return st.column_config.ButtonColumn(
        label, width=width, type="tertiary", alignment="left", help=PRESS, key=slot, on_click=pressed
    )


def name_cells(names: pd.Series) -> list[str]:
    """Names for a `name_column`: as text, where Streamlit would take some for an icon or a list of choices."""
    return [
        f"{_UNSEEN}{name}" if name.lstrip().startswith((":", "[")) else name
        for name in names.astype(object).map(_named)
    ]


def _named(name: object) -> str:
    text = "" if pd.isna(name) else str(name)
    return text if text.strip() else NO_NAME


def _trail() -> list[Step]:
    trail: list[Step] = st.session_state.get(_TRAIL, [])
    return trail


def _position(entity: Entity, record_id: str) -> int | None:
    """Where in the trail a record was opened last."""
    opened = [step[:2] for step in _trail()]
    return max((at for at, one in enumerate(opened) if one == (entity, record_id)), default=None)


def _extend_trail(way: _Way, shown: Entity, query: Query, page: st.Page) -> None:
    """Add a step; the trail goes on only if the page left is that of a record in it."""
    file = f"pages/{page.url_path or 'overview'}.py"
    at = _position(shown, dict(query).get(url.RECORD, "")) if file == PAGE else None
    before = [] if at is None else _trail()[: at + 1]
    opened = dict(way.query)[url.RECORD]
    step = Step(way.entity, opened, file, page.title, shown, query)
    st.session_state[_TRAIL] = [*before, step][-_LONGEST_TRAIL:]
