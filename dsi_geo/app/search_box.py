"""The one search: what is typed is looked for among places, addresses, records and the values of filters."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from dsi_geo.analysis.facets import value_names
from dsi_geo.analysis.suggestions import Suggestion, Suggestions
from dsi_geo.app import results, url
from dsi_geo.app.browser_parts import browser_part, unheard
from dsi_geo.app.databases import Loaded
from dsi_geo.app.filter_words import FILTER_LABELS
from dsi_geo.app.fragments import fragment
from dsi_geo.app.map_page.destination import show_on_map
from dsi_geo.schema import Entity
from dsi_geo.search import Similar

_SCRIPT: Final = Path(__file__).parent / "assets" / "search_box.js"
_KEY: Final = "_search_box"
_OFFERED: Final = "_search_offered"
_LEADS: Final = "_search_leads"
_LONGEST: Final = 100
"""Characters of a label that are shown."""
_MAP_PAGE: Final = "pages/cluster_map.py"
_PROFILE_PAGE: Final = "pages/profile.py"


class _Way(NamedTuple):
    """A page to go to, "" for the present one, and parameters of its URL."""

    page: str
    parameters: dict[str, str]


@fragment
def search_box(loaded: Loaded, entity: Entity) -> None:
    """Ask for anything by its name, and go there when it is chosen."""
    typed = str((st.session_state.get(_KEY) or {}).get("typed") or "")[:200]
    found = results.suggestions(loaded, entity, typed)
    token = f"{hash(loaded.version)}-{entity}-{typed}"
    st.session_state[_OFFERED] = (token, found.offered)
    browser_part(
        _SCRIPT,
        {
            "answers": typed,
            "token": token,
            "offered": [{"label": one.label[:_LONGEST], "detail": one.detail} for one in found.offered],
            "note": _note(typed, found),
        },
        key=_KEY,
        typed=unheard,
        chosen=_take,
    )
    leads: _Way | None = st.session_state.pop(_LEADS, None)
    if leads is None:
        return
    if leads.page:
        st.switch_page(leads.page, query_params=leads.parameters)
    st.rerun()


def _note(typed: str, found: Suggestions) -> str:
    if typed and not found.offered:
        return f"Nothing here is called “{typed[:_LONGEST]}”, and no place is."
    return " ".join(map(_instead, found.similar))


def _instead(similar: Similar) -> str:
    words = ", ".join(f"“{word}”" for word in similar.taken)
    return f"No record has the word “{similar.word}”; those with {words} are shown."


def _take(chosen: object) -> None:
    """Do what was chosen in the list; the browser says its number and to what typed text it belongs."""
    token, _, number = str(chosen).rpartition(":")
    offered_for, offered = st.session_state.get(_OFFERED, ("", ()))
    if token == offered_for and number.isdecimal() and int(number) < len(offered):
        go(offered[int(number)])


def go(chosen: Suggestion) -> None:
    """Go to what was chosen: its page or its place on the map, or filter by it."""
    leads = _Way("", {})
    if chosen.kind == "words" or (math.isnan(chosen.latitude) and chosen.kind == "address"):
        url.choose("text", chosen.value)
    elif chosen.kind == "value":
        url.choose(chosen.field, [*dict.fromkeys([*url.asked(chosen.field), chosen.value])])
    elif chosen.kind == "profile":
        name = value_names(chosen.field, (chosen.value,))[chosen.value]
        leads = _Way(_PROFILE_PAGE, {url.PROFILED: FILTER_LABELS[chosen.field], url.VALUE: name})
    elif chosen.kind == "record":
        st.session_state["entity"] = chosen.field
        leads = _Way("pages/record.py", {url.RECORD: chosen.value})
    else:
        spot = show_on_map(chosen.latitude, chosen.longitude, chosen.zoom, around=chosen.kind == "address")
        leads = _Way(_MAP_PAGE, {url.SPOT: url.spot_words(spot)} if spot else {})
    st.session_state[_LEADS] = leads
