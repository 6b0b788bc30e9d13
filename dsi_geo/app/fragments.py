"""Parts of a page that run again by themselves when something in them is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_Arguments = ParamSpec("_Arguments")


def fragment(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function a fragment, as `st.fragment` does, that loses nothing of what is changed outside it.

    What changes in a browser within one turn, Streamlit sends as one request, and names only one fragment in it. A map
    that tells where it looks in the turn in which a filter is chosen would so run alone, and the page go on showing
    what was chosen before. The filter's value does arrive, so it is seen here, and the page is run.
    """

    @wraps(function)
    def within_page(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> None:
        if _changed_outside():
            st.rerun()
        function(*arguments, **named)

    within: Callable[_Arguments, None] = st.fragment(within_page)
    return within


def _changed_outside() -> bool:
    """Whether a run of fragments alone was asked for, and a widget of none of them has another value than before."""
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        return False
    state = context.session_state._state
    return any(
        widget.fragment_id not in context.fragment_ids_this_run and state._widget_changed(widget_id)
        for widget_id in state._new_widget_state
        if (widget := state.get_widget_metadata(widget_id)) is not None
    )
