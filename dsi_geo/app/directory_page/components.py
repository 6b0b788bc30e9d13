"""Parts of the directory that the browser draws from data, with all text as text, and what is done in them.

Streamlit's own buttons and checkboxes take their labels for Markdown, which text from a record must never be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent


def browser_part(name: str, data: Mapping[str, Any], **on_trigger: Callable[[Any], None]) -> None:
    """Draw one of the parts in this folder: `name.js` with `name.css`.

    Parameters
    ----------
    name
        Of the files.
    data
        What the script gets, as JSON.
    **on_trigger
        Functions that are called with the value of a trigger that the script sets, by the name of the trigger.
    """
    key = f"_directory_{name}"
    callbacks: dict[str, Any] = {
        f"on_{trigger}_change": _handing_over(key, trigger, handle) for trigger, handle in on_trigger.items()
    }
    # Made anew for each run of a server's script: Streamlit keeps a component by its name.
    part = st.components.v2.component(f"dsi_geo{key}", css=_text(f"{name}.css"), js=_text(f"{name}.js"))
    part(key=key, data=data, **callbacks)


@cache
def _text(file: str) -> str:
    return (_FOLDER / file).read_text("utf-8")


def _handing_over(key: str, trigger: str, handle: Callable[[Any], None]) -> Callable[[], None]:
    def hand_over() -> None:
        value = st.session_state[key].get(trigger)
        if value is not None:
            handle(value)

    return hand_over
