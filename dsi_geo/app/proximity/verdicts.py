"""Verdicts about pairs in the app: kept beside the database where there is a place, else for the session."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dsi_geo.app import loaders, messages
from dsi_geo.app.loaders.settings import settings
from dsi_geo.app.settings import OFF
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.output.verdicts import VERDICTS, in_force, journal_of, read_verdicts, record_verdict

_OWN: Final = "_verdicts"


def journal(visit: Visit) -> Path | None:
    """The file of the visit's verdicts; None if they are kept for the session only."""
    configured, kind = settings(), visit.loaded.version.kind
    if configured.verdicts == OFF:
        return None
    if configured.verdicts:
        name = configured.database if kind == loaders.CONFIGURED else visit.loaded.title
        return Path(configured.verdicts) / f"{quote(Path(name).name, safe=' ')[:120]}.verdicts.csv"
    if kind == loaders.CONFIGURED and "://" not in configured.database:
        return journal_of(Path(configured.database))
    return None


def verdicts(visit: Visit) -> pd.DataFrame:
    """The verdicts in force about pairs of the visit's entity: `id_a`, `id_b`, `verdict`."""
    file = journal(visit)
    found = read_verdicts(file) if file else in_force(st.session_state.get(_OWN, []))
    return found[found["entity"] == visit.entity]


def verdict_buttons(visit: Visit, id_a: str, id_b: str, present: str) -> None:
    """Let a steward decide about a pair, or take it back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for verdict, words in VERDICTS.items():
            st.button(
                words,
                key=f"verdict_{verdict}",
                type="primary" if verdict == present else "secondary",
                on_click=_decide,
                args=(visit, id_a, id_b, verdict),
            )
        if present:
            st.button(
                "Take back",
                key="verdict_none",
                type="tertiary",
                on_click=_decide,
                args=(visit, id_a, id_b, ""),
            )
    failed = st.session_state.pop("_verdict_failed", None)
    if failed:
        messages.refused(failed, "What was decided before")
    if journal(visit) is None:
        st.caption(
            "Verdicts about this database are kept until you close this page: take the list along to keep them."
        )


def _decide(visit: Visit, id_a: str, id_b: str, verdict: str) -> None:
    file = journal(visit)
    if file is None:
        first, second = sorted((id_a, id_b))
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        st.session_state.setdefault(_OWN, []).append([moment, visit.entity, first, second, verdict])
        return
    try:
        record_verdict(file, visit.entity, id_a, id_b, verdict)
    except InputError as error:
        st.session_state["_verdict_failed"] = error
