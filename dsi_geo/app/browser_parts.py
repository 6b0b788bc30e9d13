"""Parts of pages that the browser draws by a script of ours, with all text as text, and what is done in them.

Streamlit's own buttons and checkboxes take their labels for Markdown, which text from a record must never be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


def browser_part(
    script: Path,
    data: Mapping[str, Any],
    *,
    key: str = "",
    unseen: bool = False,
    **on_change: Callable[[Any], None],
) -> Mapping[str, Any]:
    """Draw a part by a script, with the `.html` and `.css` of its name beside it.

    Parameters
    ----------
    script
        A module of JavaScript.
    data
        What the script gets, as JSON.
    key
        Name of the part in the session; default: that of the script.
    unseen
        Whether it takes no room on the page.
    **on_change
        Functions that are called with a value or trigger that the script sets, by the name of it.

    Returns
    -------
    The values that the script has set, by their names.
    """
    key = key or f"_{script.stem}"
    callbacks: dict[str, Any] = {
        f"on_{name}_change": _handing_over(key, name, handle) for name, handle in on_change.items()
    }
    room: dict[str, Any] = {"width": "content", "height": 1} if unseen else {}
    # Made anew for each run of a server's script: Streamlit keeps a component by its name.
    part = st.components.v2.component(
        f"dsi_geo_{script.stem}",
        html=_text(script.with_suffix(".html")),
        css=_text(script.with_suffix(".css")),
        js=_text(script),
    )
    found: Mapping[str, Any] = part(key=key, data=data, **callbacks, **room)
    return found


def unheard(_: object) -> None:
    """Do nothing with a value that is only returned: Streamlit takes one only if a function is named for it."""


@cache
def _text(file: Path) -> str | None:
    return file.read_text("utf-8") if file.exists() else None


def _handing_over(key: str, name: str, handle: Callable[[Any], None]) -> Callable[[], None]:
    def hand_over() -> None:
        value = (st.session_state.get(key) or {}).get(name)
        if value is not None:
            handle(value)

    return hand_over
