"""Fragments: parts of a page that rerun on their own when something in them is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dsi_geo.app import url

_Arguments = ParamSpec("_Arguments")


def fragment(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function a fragment, as `st.fragment` does, but without losing changes outside it.

    Streamlit sends changes made at the same time in a browser as one request, which names only one fragment. If a map
    reports its view while a filter is chosen, only the map would rerun, and the page would keep the old filter. The
    new value of the filter does arrive, so it is detected here, and the full page reruns.
    """

    @wraps(function)
    def within_page(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> None:
        if _changed_outside():
            st.rerun()
        function(*arguments, **named)

    within: Callable[_Arguments, None] = st.fragment(within_page)
    return within


def _changed_outside() -> bool:
    """Whether only fragments are rerun although a widget outside them has changed, or another page was asked for."""
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        return False
    state = context.session_state._state
    return url.turning() or any(
        widget.fragment_id not in context.fragment_ids_this_run and state._widget_changed(widget_id)
        for widget_id in state._new_widget_state
        if (widget := state.get_widget_metadata(widget_id)) is not None
    )
