"""Names that lead to the page of their record, and the way back from there; values that lead to their profile.

A link that loads the page anew would end the session, and with it a visitor's own file. So a listener on the page hands
what was pressed to the server, and turns to the address that the server answers, as a browser's Back and Forward do:
within the session, and with one entry in the browser's history. A link that is opened in a window of its own is an
ordinary address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dsi_geo.analysis.facets import value_names
from dsi_geo.analysis.profiles import COMPARED
from dsi_geo.app import url
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.filter_words import FILTER_LABELS
from dsi_geo.app.link import address
from dsi_geo.app.sidebar import IN_SIDEBAR
from dsi_geo.app.visit import Visit
from dsi_geo.schema import ENTITIES, LABELS, Entity

PRESS: Final = "Press a name to open its page."
BY_KEYBOARD: Final = "By keyboard, choose its row with Shift and Space."
NO_NAME: Final = "(no name)"
PATH: Final = "record"
PROFILE_PATH: Final = "profile"
TITLE: Final = "Record"
"""Of the page of a record."""
_OF_SIDEBAR: Final = tuple(name for name in IN_SIDEBAR if name != url.ENTITY)
_TRAIL: Final = "_record_trail"
_LONGEST_TRAIL: Final = 100
_UNSEEN: Final = "\u2060"
_SCRIPT: Final = Path(__file__).parent / "assets" / "record_links.js"


class Step(NamedTuple):
    """A record that was opened, and where from.

    Attributes
    ----------
    entity, record_id
        The record.
    title, address
        Title and address of the page on which it was chosen.
    left
        The record that page was about, if any.
    """

    entity: Entity
    record_id: str
    title: str
    address: str
    left: tuple[Entity, str] | None


class Target(NamedTuple):
    """A record to which a name leads, and the address of its page."""

    entity: Entity
    record_id: str
    address: str


class ProfileTarget(NamedTuple):
    """A value of a facet that leads to the profile of its records, and the address of that."""

    field: str
    value: str
    address: str


def open_record(visit: Visit, record_id: str, entity: Entity | None = None) -> None:
    """Turn to the page of a record; call it in a callback, or before `st.rerun`.

    Parameters
    ----------
    visit
        The data, and the page that is left.
    record_id
        The record.
    entity
        What it is; None for what the visit shows.
    """
    (target,) = targets(visit, [record_id], entity)
    from_record = visit.title == TITLE
    left = (visit.entity, url.record()) if from_record else None
    at = None if left is None else _position(*left)
    before = [] if at is None else _trail()[: at + 1]
    step = Step(target.entity, record_id, visit.title, address(visit.entered), left)
    st.session_state[_TRAIL] = [*before, step][-_LONGEST_TRAIL:]
    url.turn_to(target.address)


def go_back(entity: Entity, record_id: str) -> None:
    """Turn to where a record was opened from; call it in a callback."""
    at = _position(entity, record_id)
    if at is not None:
        step = _trail()[at]
        st.session_state[_TRAIL] = _trail()[:at]
        url.turn_to(step.address)


def came_from(entity: Entity, record_id: str) -> Step | None:
    """Where a record was opened from; None if it was not opened by a name in this session."""
    at = _position(entity, record_id)
    return None if at is None else _trail()[at]


def listen(visit: Visit) -> None:
    """Follow the page's links to records (`anchor`) within the session; call it once on each page.

    If another page was asked for, the browser turns to it, and the present one ends here.
    """

    def followed(found: Any) -> None:
        field, value = found.get("field"), found.get("value")
        if field in COMPARED and isinstance(value, str):
            url.turn_to(profile_targets(visit, field, [value])[0].address)
            return
        entity, record_id = found.get("entity"), found.get("record")
        if entity not in ENTITIES or not isinstance(record_id, str):
            return
        if found.get("back"):
            go_back(entity, record_id)
        else:
            open_record(visit, record_id, entity)

    turn = url.take_turn()
    data = {"turn_to": turn.address, "turn": turn.number} if turn else {}
    browser_part(_SCRIPT, data, key=f"_record_links_{visit.entered}", unseen=True, followed=followed)
    if turn:
        st.stop()


def targets(visit: Visit, ids: Iterable[object], entity: Entity | None = None) -> list[Target]:
    """The records of some ids as targets of links, with the data and filters of the sidebar in their addresses."""
    of = entity or visit.entity
    kept = [*_kept(), (url.ENTITY, of.capitalize())]
    return [Target(of, str(one), f"{PATH}?{urlencode([*kept, (url.RECORD, str(one))])}") for one in ids]


def profile_targets(visit: Visit, field: str, values: Iterable[str]) -> list[ProfileTarget]:
    """Values of a facet as targets of links to their profiles, with the data and filters of the sidebar.

    The addresses have the words that the widgets of the page have: what the browser turns to is not respelled.
    """
    kept = [*_kept(), (url.ENTITY, visit.entity.capitalize()), (url.PROFILED, FILTER_LABELS[field])]
    return [
        ProfileTarget(field, value, f"{PROFILE_PATH}?{urlencode([*kept, (url.VALUE, name)])}")
        for value, name in value_names(field, tuple(values)).items()
    ]


def _kept() -> list[tuple[str, str]]:
    """Names and values of what the sidebar has put into the URL, but for the entity."""
    given = st.query_params
    return [(name, value) for name in _OF_SIDEBAR if name in given for value in given.get_all(name)]


def anchor(target: Target | ProfileTarget, name: object) -> str:
    """HTML of a name that leads to its record, or of a value that leads to its profile; it is text in any case."""
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


def _anchor(target: Target | ProfileTarget, text: str, more: str) -> str:
    if isinstance(target, Target):
        kind, data = "record", {"entity": target.entity, "record": target.record_id}
    else:
        kind, data = "profile", {"field": target.field, "value": target.value}
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<a class="dsi-{kind}" dir="auto" href="{escape(target.address)}" {told}{more}>{escape(text)}</a>'


def show_link(visit: Visit, record_id: str, name: object = "", entity: Entity | None = None) -> None:
    """A line that leads to the page of a record."""
    (target,) = targets(visit, [record_id], entity)
    label = "Open its page" if name == "" else f"Open the page of {_named(name)}"
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
        label,
        width=width,
        type="tertiary",
        alignment="left",
        help=f"{PRESS} {BY_KEYBOARD}",
        key=slot,
        on_click=pressed,
    )


def name_cells(names: pd.Series, of: pd.Series | None = None) -> pd.Series:
    """Names for a `name_column`: as text, where Streamlit would take some for an icon or a list of choices.

    Parameters
    ----------
    names
        May be missing.
    of
        Which rows are about a record (bool); None for all. The others are empty.
    """
    cells = names.astype(object).map(_named)
    marked = cells.str.lstrip().str.startswith((":", "["))
    cells = cells.where(~marked, _UNSEEN + cells)
    return cells if of is None else cells.where(of, None)


def show_chosen(visit: Visit, event: Any, ids: Sequence[object], names: Sequence[object]) -> None:
    """Below a list: a link to the record of the chosen row, since names in lists cannot be pressed by keyboard."""
    st.caption(PRESS)
    rows = event["selection"]["rows"]
    with st.container():
        if rows and rows[0] < len(ids) and ids[rows[0]]:
            show_link(visit, str(ids[rows[0]]), names[rows[0]])


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
