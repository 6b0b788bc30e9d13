"""What counts as one value, and what the thematic clusters are: the sidebar asks, the link carries it.

Where the data name clusters of their own, these are the default. Where they name none, it is the operator's choice,
else the one column that plainly suits (`cluster_choice.Offer`), and every page says that it was chosen by itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from dsi_geo.app import messages, url
from dsi_geo.app.caching import CONFIGURED, cached
from dsi_geo.app.databases import Loaded, settings
from dsi_geo.app.visit import Visit
from dsi_geo.cleaning.categories import ALIKE, MERGED, column_words
from dsi_geo.cleaning.cluster_choice import NONE, Offer, clusters_words, is_list, offer, spread
from dsi_geo.database import Database, merge_values, with_clusters
from dsi_geo.errors import InputError

MERGE: Final = "merge"
"""Parameter of the URL: whether spellings count as one."""

CLUSTERS: Final = "clusters"
"""Parameter of the URL: the column that serves as thematic clusters."""

USUAL: Final = "usual"
OWN: Final = "own"
_PLAIN: Final = {OWN: "the data, as named there", NONE: "none"}


def as_counted(loaded: Loaded) -> Loaded:
    """Ask how the values of a database are counted, where that makes a difference; returns the database so counted."""
    return _clustered(_merged(loaded) if _asks_to_merge(loaded) else loaded)


def _asks_to_merge(loaded: Loaded) -> bool:
    if not _has_alike(loaded):
        return False
    return st.toggle(
        "Count spellings as one",
        key=MERGE,
        bind=url.BOUND,
        help="Some values differ in spelling only. They then count under the most frequent spelling; "
        "Data quality names them.",
    )


@cached(False, 8)
def _has_alike(loaded: Loaded) -> bool:
    return bool(loaded.database.findings["code"].eq(ALIKE).any())


def _merged(loaded: Loaded) -> Loaded:
    version = replace(loaded.version, merged=True)
    return replace(
        loaded, database=_merge(loaded), version=version, counted="Spellings of one value count as one."
    )


@cached("Counting spellings as one …", 4)
def _merge(loaded: Loaded) -> Database:
    return merge_values(loaded.database)


class _Choices(NamedTuple):
    """The choices of clusters: code -> label, of which the first stands for `default`."""

    labels: dict[str, str]
    default: str


@cached(False, 8)
def _offer(loaded: Loaded) -> Offer:
    return offer(loaded.database.projects, loaded.database.organisations)


def _choices(found: Offer, operators: str) -> _Choices:
    """The choices in a database; `operators` is its operator's choice, "" for none."""
    own = OWN if found.own else NONE
    default = operators or (own if found.own else found.suited or NONE)
    by_itself = bool(found.suited) and default == found.suited and not operators
    labels = {USUAL: f"{_label(default)} (chosen by itself)" if by_itself else _label(default)}
    return _Choices(
        labels | {code: _label(code) for code in (own, *found.columns) if code != default}, default
    )


def _label(code: str) -> str:
    if code in _PLAIN:
        return _PLAIN[code]
    return Path(code).name if is_list(code) else column_words(code)


def _clustered(loaded: Loaded) -> Loaded:
    """The database with the clusters that are asked for, and a sentence on them where the data do not name them."""
    operators = settings().clusters if loaded.version.kind == CONFIGURED else ""
    found = _offer(loaded)
    if not len(loaded.database.projects) or not (found.columns or operators):
        return loaded
    choices = _choices(found, operators)
    url.respell(CLUSTERS, choices.labels)
    chosen = st.selectbox(
        "Clusters taken from",
        list(choices.labels),
        format_func=choices.labels.__getitem__,
        key=CLUSTERS,
        bind=url.BOUND,
        help="What counts as thematic cluster: what the data name so, or another column of categories or tags. A "
        "project with several of them counts in each.",
    )
    code = choices.default if chosen == USUAL else chosen
    if code == OWN or (code == NONE and not found.own):
        return loaded
    why = "" if chosen != USUAL or operators else ", chosen by itself since the data name none"
    return _with_clusters(loaded, code, why)


def _with_clusters(loaded: Loaded, choice: str, why: str) -> Loaded:
    changed = Path(choice).stat().st_mtime_ns if is_list(choice) and Path(choice).is_file() else 0
    try:
        database = _choose(loaded, choice, changed)
    except InputError as error:  # only what the operator chose may not be there
        messages.refused_clusters(error)
        return loaded
    version = replace(loaded.version, clusters=(choice, changed))
    sentence = f"{clusters_words(database.provenance.clusters)}{why}. {spread(database.projects['cluster'])}"
    return replace(loaded, database=database, version=version, counted=f"{loaded.counted} {sentence}".strip())


@cached("Counting by cluster …", 8)
def _choose(loaded: Loaded, choice: str, changed: int) -> Database:
    return with_clusters(loaded.database, choice)


def offer_merging(visit: Visit) -> None:
    """Name spellings of one value, with a button that counts them as one, or apart again."""
    findings = visit.database.findings
    merged = findings["code"].eq(MERGED)
    told = findings[findings["entity"].eq(visit.entity) & (findings["code"].eq(ALIKE) | merged)]
    if told.empty:
        return
    with st.container(border=True, key="spellings"):
        for message in told["message"]:
            st.text(message, width="stretch")
        if merged.any():
            st.button("Count spellings apart again", key="_apart", on_click=_put_merge, args=(False,))
        else:
            st.button(
                "Count spellings as one",
                icon=":material/join:",
                key="_merge_button",
                on_click=_put_merge,
                args=(True,),
            )


def _put_merge(merge: bool) -> None:
    st.session_state[MERGE] = merge
