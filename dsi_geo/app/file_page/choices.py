"""What a visitor has chosen for a file: the columns of fields, and the tables to read.

The columns chosen are remembered for files with the same header: in the visitor's session, and in the visitor's own
browser, never on the server.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import streamlit as st

from dsi_geo.app.browser_parts import browser_part, unheard

Stamp = tuple[object, ...]
"""Names and digests of the files of an upload."""

_CHOICES: Final = "_choices"
_REMEMBERED: Final = "_remembered"
_REFUSED: Final = "_refused_file"
_CHECKED: Final = "_checked_files"
_BROWSERS: Final = "_kept_by_browser"
_MOST: Final = 50
"""Headers for which columns are remembered."""

_LONGEST: Final = 500
"""Characters of a column's name that is remembered; a longer one is none that people choose."""

_SCRIPT: Final = Path(__file__).parent / "browser_memory.js"


@dataclass(frozen=True)
class Choice:
    """What a visitor has chosen for an upload.

    Attributes
    ----------
    columns
        Field -> column of the file; "" for a field that is in no column.
    tables
        Sheets, lists, layers or packed files to read; empty for the likeliest.
    """

    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """What could be chosen so that a refused upload can be read after all."""

    stamp: Stamp
    columns: tuple[str, ...]
    tables: tuple[str, ...]


def choice_for(stamp: Stamp) -> Choice:
    """What was chosen for an upload in this session."""
    found: Choice = _held(_CHOICES).get(stamp, Choice())
    return found


def choose_column(stamp: Stamp, header: Sequence[str], field: str, key: str) -> None:
    """Take the column that a widget names for a field, and remember that for files with this header."""
    chosen = st.session_state[key]
    columns = dict(choice_for(stamp).columns)
    if chosen is None:
        columns.pop(field, None)
    else:
        columns[field] = chosen
    _held(_CHOICES)[stamp] = replace(choice_for(stamp), columns=columns)
    _remember(header, columns)


def choose_tables(stamp: Stamp, key: str) -> None:
    """Read the tables that a widget names; columns chosen for others no longer count."""
    chosen = st.session_state[key]
    tables = (chosen,) if isinstance(chosen, str) else tuple(chosen or ())
    _held(_CHOICES)[stamp] = Choice(tables=tables)


def undo(stamp: Stamp, header: Sequence[str]) -> None:
    """Read an upload as if nothing had been chosen, also next time."""
    _held(_CHOICES)[stamp] = Choice()
    _remember(header, {})


def recall(stamp: Stamp, header: Sequence[str]) -> bool:
    """Choose the columns remembered for a header, unless something was chosen for the upload; whether this was done."""
    known = _held(_REMEMBERED).get(_digest(header), {})
    columns = {field: column for field, column in known.items() if column in {"", *header}}
    if not columns or choice_for(stamp) != Choice() or stamp in _held(_CHOICES):
        return False
    _held(_CHOICES)[stamp] = Choice(columns)
    return True


def note_refused(refused: Refused | None) -> None:
    """Keep what could be chosen for the upload that was refused; None if it was read."""
    st.session_state[_REFUSED] = refused


def refused_now() -> Refused | None:
    """What could be chosen for the upload that was refused last."""
    found: Refused | None = st.session_state.get(_REFUSED)
    return found


def check(stamp: Stamp) -> None:
    """Note that the visitor has seen how an upload was understood."""
    _held(_CHECKED)[stamp] = True


def is_checked(stamp: Stamp) -> bool:
    """Whether the visitor has seen how an upload was understood."""
    return stamp in _held(_CHECKED)


def exchange_with_browser() -> None:
    """Have the visitor's browser keep the columns chosen, and take over those that it has kept from earlier visits."""
    ours = _held(_REMEMBERED)
    known = st.session_state.get(_BROWSERS, "{}")
    theirs = browser_part(_SCRIPT, {"write": json.dumps(ours), "known": known}, unseen=True, kept=unheard)
    st.session_state[_BROWSERS] = theirs.get("kept") or known
    for digest, columns in _understood(theirs.get("kept")).items():
        ours.setdefault(digest, columns)


def _understood(kept: object) -> dict[str, dict[str, str]]:
    """What a browser has kept, as far as it is of the form that we write: anybody can write there."""
    try:
        found = json.loads(kept) if isinstance(kept, str) else {}
    except (ValueError, RecursionError):
        return {}
    pairs = [*found.items()][-_MOST:] if isinstance(found, dict) else []
    return {
        digest: columns
        for digest, columns in pairs
        if isinstance(columns, dict)
        and all(isinstance(one, str) and len(one) <= _LONGEST for one in (*columns, *columns.values()))
    }


def _remember(header: Sequence[str], columns: Mapping[str, str]) -> None:
    held = _held(_REMEMBERED)
    held.pop(_digest(header), None)
    held[_digest(header)] = dict(columns)
    for digest in [*held][:-_MOST]:
        del held[digest]


def _digest(header: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode("utf-8", "replace")).hexdigest()[:20]


def _held(name: str) -> dict[Any, Any]:
    held: dict[Any, Any] = st.session_state.setdefault(name, {})
    return held
