"""What stands above the proximity finder's views: how near, which topics, who is active, who is unaware."""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from dsi_geo.analysis.proximity.choosing import TOPICS
from dsi_geo.app import url
from dsi_geo.app.cluster_map.tools import distance_words
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.schema import PROJECTS

RADII_M: Final = (0, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
_WITHIN: Final = "within"


class Asked(NamedTuple):
    """What is asked of the pairs; `within_m` is None where only addresses count."""

    within_m: float | None
    topics: str
    running: bool
    unaware: bool


def proximity_tools(visit: Visit, unused: frozenset[str]) -> Asked:
    """One row of choices, all in the URL.

    Parameters
    ----------
    unused
        Fields of `Asked` that the view shown does not heed: their choices are kept, but switched off.
    """
    topics, running = "any", False
    url.respell(_WITHIN, {str(metres): _radius_words(metres) for metres in RADII_M})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        radius = st.selectbox(
            "Also nearby within",
            RADII_M,
            format_func=_radius_words,
            key=_WITHIN,
            bind=URL,
            width=190,
            disabled="within_m" in unused,
            help="Only points of exact addresses can be near one another; town centres never are.",
        )
        if visit.entity == PROJECTS:
            topics = st.selectbox(
                "Working on", list(TOPICS), format_func=TOPICS.__getitem__, key="topics", bind=URL, width=190,
                disabled="topics" in unused,
            )  # fmt: skip
            running = st.toggle("Still running only", key="running", bind=URL, disabled="running" in unused)
        unaware = st.toggle(
            "Unaware only",
            key="unaware",
            bind=URL,
            disabled="unaware" in unused,
            help="Pairs that share no organisation and no project as far as the records know.",
        )
    return Asked(float(radius) if radius else None, topics, running, unaware)


def _radius_words(metres: int) -> str:
    return distance_words(metres) if metres else "same address only"
