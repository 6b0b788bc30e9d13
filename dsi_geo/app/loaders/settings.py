"""The operator's settings, read again when the environment or one of their files changes."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from dsi_geo.app.settings import Settings, present_settings
from dsi_geo.readers.limits import allow_rows

Stamp = tuple[object, ...]


def settings() -> Settings:
    """The settings in force; the readers allow as many rows as they say."""
    last = _last()
    found = last.get("read")
    if found is None or found[0] != _stamp(found[1].files):
        fresh = present_settings()
        allow_rows(fresh.max_rows)
        last["read"] = found = (_stamp(fresh.files), fresh)
    return found[1]


@st.cache_resource(show_spinner=False)
def _last() -> dict[str, tuple[Stamp, Settings]]:
    """The settings that were read last, with the state of all that they depend on."""
    return {}


def _stamp(files: tuple[Path, ...]) -> Stamp:
    named = sorted(item for item in os.environ.items() if item[0].startswith("DSI_GEO_"))
    return (*named, *map(_state, files))


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
