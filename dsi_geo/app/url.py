"""What the URL carries beyond the widgets bound to it: a map's view, a spot, the choice in a list."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.query_params import parse_url_param

from dsi_geo.drawing.web_map import View
from dsi_geo.geography.web_mercator import MAX_ZOOM

_Choice = TypeVar("_Choice")

BOUND: Final = "query-params"
"""The `bind` of a widget that makes its value part of the URL."""
DATABASE: Final = "database"
ENTITY: Final = "entity"
VIEW: Final = "at"
SPOT: Final = "around"
RECORD: Final = "record"
FINDING: Final = "finding"
PAIR: Final = "pair"
PERIOD: Final = "period"
EVENTS: Final = "events"
LIST_PAGE: Final = "list_page"
PROFILED: Final = "profiled"
VALUE: Final = "value"
BESIDE: Final = "beside"
"""What a profile groups records by, the value that it is about, and the one beside it."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
FARTHEST_M: Final = 100_000
_SEEN: Final = "_seen_view"
_TURN: Final = "_turn"
_LINK: Final = "_link"
_HEARD: Final = "_heard"
"""Parameters of the link whose widgets have been drawn: later mismatches are the visitor's doing."""


class Spot(NamedTuple):
    """A spot in degrees (EPSG:4326) and a radius in metres."""

    latitude: float
    longitude: float
    radius_m: float


def arrive() -> None:
    """Note the parameters of the URL when the visitor arrives, for `in_link`; only the first call of a session counts.

    A parameter without a value is dropped: widgets take it for a cleared choice, which some of them cannot have.
    """
    if _LINK in st.session_state:
        return
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    empty = [name for name, values in given.items() if not any(values)]
    for name in empty:
        del st.query_params[name]
    if empty:
        st.rerun()
    st.session_state[_LINK] = given


def keep(names: Iterable[str]) -> None:
    """Put back parameters for widgets that are not drawn yet, which a change of page removes from the URL.

    The browser gets the full query string as the server knows it at that moment. The values of widgets are included,
    since those that the browser has already put back would be lost.
    """
    link: dict[str, list[str]] = st.session_state[_LINK]
    lost = {
        name: link[name]
        for name in names
        if name in link and name not in st.session_state and name not in st.query_params
    }
    context = get_script_run_ctx()
    if lost and context is not None:
        held = {name: _as_named(st.session_state.get(name)) for name in names if name not in st.query_params}
        with (
            context.session_state.query_params() as known
        ):  # `st.query_params` refuses parameters bound to a widget
            for name, values in held.items():
                if values:
                    known.set_with_no_forward_msg(name, values)
        st.query_params.update(lost)
        st.rerun()


def _as_named(value: object) -> list[str]:
    """The value of a widget as the URL has it."""
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in values if one]


def in_link(name: str, value: str) -> bool:
    """Whether a value was in the link with which the visitor arrived."""
    return value in st.session_state.get(_LINK, {}).get(name, ())


def take_refused(reported: Collection[str]) -> dict[str, list[str]]:
    """Names and values in the link that the widgets drawn in this run do not offer; each is returned only once.

    Streamlit drops such values silently and shows the default. Later choices of the visitor are not considered.

    Parameters
    ----------
    reported
        Names of widgets that report this themselves.
    """
    context = get_script_run_ctx()
    if context is None:
        return {}
    state = context.session_state._state
    link: dict[str, list[str]] = st.session_state.get(_LINK, {})
    heard: set[str] = st.session_state.setdefault(_HEARD, {*reported})
    found = []
    for name, values in link.items():
        binding = None if name in heard else state.query_params.get_binding_for_param(name)
        widget = None if binding is None else state.get_widget_metadata(binding.widget_id)
        if widget is not None:
            heard.add(name)
            if not _is_offered(widget, values):
                found.append(name)
    return {name: link.pop(name) for name in found}


def _is_offered(widget: WidgetMetadata[Any], values: list[str]) -> bool:
    """Whether a widget can have the values in the URL."""
    try:
        named = parse_url_param(values, widget.value_type)
        if widget.formatted_options is not None:
            return {str(one) for one in (named if isinstance(named, list) else [named])} <= {
                *widget.formatted_options
            }
        return bool(widget.serializer(widget.deserializer(named)) == named)
    except (ValueError, TypeError, IndexError):  # the errors that Streamlit itself catches for invalid values
        return False


def is_turned_to() -> bool:
    """Whether the browser turned to this address in its history: widgets have what it says, or else their defaults."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def default_of(name: str, value: _Choice) -> _Choice | None:
    """The `default` to give to a bound widget, which may have none where the session has a value for it already.

    What the browser has turned to in its history counts anew: without it, a parameter that is gone from the URL would
    leave nothing chosen.
    """
    return value if name not in st.session_state or is_turned_to() else None


def asked(name: str) -> list[str]:
    """The values asked of a widget that is bound to the URL and not yet drawn in this run, unchecked.

    They are the widget's value or, when the visitor arrives or moves in the browser's history, the values in the URL.
    Streamlit silently drops values that are not among the options from both; if they are offered as options all the
    same, they are kept.
    """
    if name not in st.session_state or is_turned_to():
        return [one for one in dict.fromkeys(st.query_params.get_all(name)) if one]
    value = st.session_state[name]
    return value if isinstance(value, list) else [value] if isinstance(value, str) and value else []


def respell(name: str, words: Mapping[str, str]) -> None:
    """Let the URL also name the values of a widget by their codes; call it before the widget is drawn.

    Parameters
    ----------
    name
        Parameter of the widget.
    words
        Code -> label in the widget, which is what Streamlit puts into the URL.
    """
    given = st.query_params.get_all(name)
    spelled = [words.get(one, one) for one in given]
    if spelled != given and name not in st.session_state:
        st.query_params[name] = spelled
        if name in st.session_state.get(_LINK, {}):
            st.session_state[_LINK][name] = spelled
        st.rerun()


def choose(name: str, value: str | list[str] | date | None) -> None:
    """Give a bound widget a value, in a callback or before it is drawn, also if it is folded away as yet.

    A widget that is drawn puts its value into the URL itself; for any other it is put there.
    """
    st.session_state[name] = value
    context = get_script_run_ctx()
    if context is None or context.session_state._state.query_params.get_binding_for_param(name) is None:
        _put(name, *(value if isinstance(value, list) else [str(value)] if value else []))


def drop(name: str) -> None:
    """Remove a parameter that no widget holds from the URL, and forget that the link had it."""
    _put(name)
    st.session_state.get(_LINK, {}).pop(name, None)


class Turn(NamedTuple):
    """An address to which the browser is to turn; each has a number of its own."""

    address: str
    number: int


def turn_to(address: str) -> None:
    """Have the browser turn to an address of the app at the next run, within the session."""
    st.session_state[_TURN] = Turn(address, time.time_ns() // 1_000_000)


def turning() -> bool:
    """Whether the browser is to turn to another address."""
    return _TURN in st.session_state


def take_turn() -> Turn | None:
    """Where the browser is to turn; only the first call has it."""
    turn: Turn | None = st.session_state.pop(_TURN, None)
    return turn


def view() -> View | None:
    """The view in the URL (`at=latitude,longitude,zoom`); None if there is none, or it is invalid."""
    found = _numbers(VIEW)
    if found is None or not 1 <= found[2] <= MAX_ZOOM:
        return None
    return View(found[0], found[1], int(found[2]))


def remember_view(shown: View, entered: int) -> None:
    """Note the view that the map itself puts into the browser's URL, for `carried`.

    Parameters
    ----------
    shown
        The view.
    entered
        The page that shows it (`Visit.entered`).
    """
    st.session_state[_SEEN] = (entered, f"{shown.latitude:.5f},{shown.longitude:.5f},{shown.zoom}")


def carried(entered: int) -> list[tuple[str, str]]:
    """Names and values of the browser's URL on a page (`Visit.entered`), including its map's view."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    page, seen = st.session_state.get(_SEEN, (None, ""))
    if page != entered:
        return pairs
    return [pair for pair in pairs if pair[0] != VIEW] + [(VIEW, seen)]


def spot() -> Spot | None:
    """The spot in the URL (`around=latitude,longitude,metres`); None if there is none, or it is invalid."""
    found = _numbers(SPOT)
    return None if found is None or not 0 < found[2] <= FARTHEST_M else Spot(*found)


def put_spot(found: Spot | None) -> None:
    """Put a spot into the URL, or remove it."""
    _put(SPOT, "" if found is None else spot_words(found))


def spot_words(spot: Spot) -> str:
    """A spot as the URL has it."""
    return f"{spot.latitude:.5f},{spot.longitude:.5f},{spot.radius_m:.0f}"


def record() -> str:
    """Id of the record in the URL; "" for none."""
    return st.query_params.get(RECORD, "")


def put_record(record_id: str) -> None:
    """Put a record into the URL, or remove it ("")."""
    _put(RECORD, record_id)


def finding() -> str:
    """Code of the kind of finding in the URL; "" for none."""
    return st.query_params.get(FINDING, "")


def put_finding(code: str) -> None:
    """Put a kind of finding into the URL, or remove it ("")."""
    _put(FINDING, code)


def pair() -> tuple[str, ...]:
    """Ids of the records of the pair in the URL; only two of them are a pair."""
    return tuple(st.query_params.get_all(PAIR))


def put_pair(ids: tuple[str, ...]) -> None:
    """Put a pair of records into the URL, or remove it (())."""
    _put(PAIR, *ids)


def period_words() -> str:
    """The text of the period parameter of the URL; "" for none."""
    return st.query_params.get(PERIOD, "")


def period() -> tuple[str, str] | None:
    """Names of the first and last period in the URL (`period=2015-Q3..2016-Q2`); None for none."""
    first, dots, last = period_words().partition("..")
    return (first, last) if dots else None


def put_period(first: str, last: str) -> None:
    """Put periods into the URL."""
    _put(PERIOD, f"{first}..{last}")


def own_events() -> str:
    """The events that the visitor has typed, which the link carries; the widget for them may not be drawn yet."""
    return str(st.session_state.get(EVENTS) or st.query_params.get(EVENTS, ""))


def list_page_words() -> str:
    """The text of the parameter of the list's page; "" for none."""
    return st.query_params.get(LIST_PAGE, "")


def list_page() -> int | None:
    """Number of the list's page in the URL, from 1; None if there is none, or it is no number."""
    words = list_page_words()
    return int(words) if _NUMBER.fullmatch(words) else None


def put_list_page(number: int) -> None:
    """Put the number of the list's page into the URL; the first page needs none."""
    _put(LIST_PAGE, str(number) if number > 1 else "")


def _put(name: str, *values: str) -> None:
    """Write a parameter only if it changes: the browser then gets the full query string as the server knows it."""
    wanted = list(filter(None, values))
    if not wanted:
        st.query_params.pop(name, None)
    elif st.query_params.get_all(name) != wanted:
        st.query_params[name] = wanted


def _numbers(name: str) -> tuple[float, float, float] | None:
    """Latitude, longitude and a third number; None if the parameter is anything else."""
    parts = st.query_params.get(name, "").split(",")
    try:
        latitude, longitude, third = (float(part) for part in parts)
    except ValueError:
        return None
    return (latitude, longitude, third) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
