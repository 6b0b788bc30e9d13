"""Pairs of records on the page: the list, one pair side by side, and the verdicts about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote

import pandas as pd
import streamlit as st

from dsi_geo.analysis.proximity.pairs import OF_ONE, confidence_words
from dsi_geo.analysis.proximity.record_groups import CONFIRMED, DIFFERENT, INTRODUCED, NOT_THE_SAME
from dsi_geo.app import caching, url
from dsi_geo.app.databases import settings
from dsi_geo.app.map_page.tools import distance_words
from dsi_geo.app.record_links import NO_NAME, PRESS, name_cells, name_column
from dsi_geo.app.record_lists import address_words, position_of, show_record
from dsi_geo.app.settings import OFF
from dsi_geo.app.sidebar import URL
from dsi_geo.app.visit import Visit
from dsi_geo.errors import InputError
from dsi_geo.output.verdicts import (
    VERDICTS,
    Line,
    decided_now,
    in_force,
    journal_of,
    read_verdicts,
    record_verdict,
    unreadable_words,
)
from dsi_geo.readers.postgis import shown
from dsi_geo.schema.column import labels
from dsi_geo.schema.exports import JUDGED_PAIRS

OF_TWO: Final = (CONFIRMED, NOT_THE_SAME, INTRODUCED)
"""Verdicts about two that are at one address or nearby."""
OF_ONE_OR_TWO: Final = (CONFIRMED, DIFFERENT)
"""Verdicts about two records that may be one, or of one organisation."""
SHORTCUTS: Final = {CONFIRMED: "y", DIFFERENT: "n", NOT_THE_SAME: "n", INTRODUCED: "i"}
"""The key that presses the button of each verdict."""
_OWN: Final = "_verdicts"
_FAILED: Final = "_verdict_failed"


@dataclass(frozen=True)
class Decisions:
    """The verdicts about pairs of the visit's entity, and where they are stored.

    Attributes
    ----------
    verdicts
        The verdicts in force: `id_a`, `id_b`, `verdict`. Empty if they cannot be read.
    journal
        The file that stores them; None if they last only for the session.
    unreadable
        Numbers of the journal's lines that could not be read.
    fault
        Why the journal cannot be read at all, so that nothing can be decided; None if it can.
    """

    verdicts: pd.DataFrame
    journal: Path | None = None
    unreadable: tuple[int, ...] = ()
    fault: InputError | None = None


def journal(visit: Visit) -> Path | None:
    """The journal of the visit's database; None if verdicts last only for the session.

    An upload belongs to one visitor, and the demonstration is invented, so neither has a journal.
    """
    configured = settings()
    if configured.verdicts == OFF or visit.loaded.version.kind != caching.CONFIGURED:
        return None
    if configured.verdicts:
        return Path(configured.verdicts) / f"{_file_name(configured.database)}.verdicts.csv"
    return None if "://" in configured.database else journal_of(Path(configured.database))


def decisions_about(visit: Visit) -> Decisions:
    """The verdicts about pairs of the visit's entity."""
    file = journal(visit)
    if file is None:
        return Decisions(_of_entity(in_force(_own().get(_about(visit), [])), visit))
    try:
        verdicts, unreadable = read_verdicts(file)
    except InputError as error:
        return Decisions(in_force([]), file, fault=error)
    return Decisions(_of_entity(verdicts, visit), file, unreadable)


def show_what_is_unreadable(decisions: Decisions) -> None:
    """Say that the journal, or some of its lines, could not be read."""
    with st.container():
        if decisions.fault is not None:
            st.warning(
                "Verdicts about pairs cannot be read: none is taken into account, and none can be given.",
                icon=":material/gavel:",
            )
            for fault in decisions.fault.faults:
                st.text(fault, width="stretch")
        elif decisions.unreadable:
            st.warning(unreadable_words(decisions.unreadable), icon=":material/gavel:")


def verdict_buttons(
    visit: Visit,
    decisions: Decisions,
    pair: pd.Series,
    key: str = "verdict",
    shortcuts: bool = False,
    then: Callable[[], None] | None = None,
) -> None:
    """Let a steward decide about a pair, or take a verdict back; no buttons if the journal cannot be read.

    Parameters
    ----------
    visit, decisions
        The data, and what was decided.
    pair
        One of `settled` pairs.
    key
        Prefix of the keys of the buttons.
    shortcuts
        Whether a key of the keyboard presses each button (`SHORTCUTS`).
    then
        Called after a verdict is given.
    """
    if decisions.fault is not None:
        return
    ids, present = (str(pair["id_a"]), str(pair["id_b"])), str(pair["verdict"])
    offered = OF_ONE_OR_TWO if pair["found_as"] in OF_ONE else OF_TWO
    with st.container(horizontal=True, vertical_alignment="center"):
        for verdict in filter(None, dict.fromkeys((*offered, present))):
            st.button(
                VERDICTS[verdict],
                key=f"{key}_{verdict}",
                type="primary" if verdict == present else "secondary",
                shortcut=SHORTCUTS[verdict] if shortcuts else None,
                on_click=_decide,
                args=(visit, decisions.journal, ids, verdict, then),
            )
        if present:
            st.button(
                "Take back",
                key=f"{key}_none",
                type="tertiary",
                on_click=_decide,
                args=(visit, decisions.journal, ids, ""),
            )
    failed, about = st.session_state.get(_FAILED, (None, None))
    if failed and about == ids:
        del st.session_state[_FAILED]
        st.error("This was not saved; the earlier verdict still holds.", icon=":material/block:")
        for fault in failed.faults:
            st.text(fault, width="stretch")


def say_how_long_verdicts_last(decisions: Decisions) -> None:
    """Say so if verdicts last only for the session."""
    if decisions.journal is None and decisions.fault is None:
        st.caption(
            "Verdicts about this database last until you close this page: download the list to keep them."
        )


def _decide(
    visit: Visit,
    file: Path | None,
    ids: tuple[str, str],
    verdict: str,
    then: Callable[[], None] | None = None,
) -> None:
    try:
        if file is None:
            _own().setdefault(_about(visit), []).append(decided_now(visit.entity, *ids, verdict))
        else:
            record_verdict(file, visit.entity, *ids, verdict)
        if then is not None:
            then()
    except InputError as error:
        st.session_state[_FAILED] = (error, ids)


def _own() -> dict[tuple[object, ...], list[Line]]:
    """The visitor's own verdicts, by database."""
    own: dict[tuple[object, ...], list[Line]] = st.session_state.setdefault(_OWN, {})
    return own


def _about(visit: Visit) -> tuple[object, ...]:
    """What identifies a database; an upload stays the same whichever of its columns the visitor names."""
    version = visit.loaded.version
    if version.kind == caching.UPLOAD:
        return (version.kind, *version.stamp)
    return (version.kind, settings().database)


def _of_entity(verdicts: pd.DataFrame, visit: Visit) -> pd.DataFrame:
    return verdicts[verdicts["entity"] == visit.entity]


def _file_name(database: str) -> str:
    """A file name for a database: without its path and, for a URL, without possible secrets."""
    name = Path(database).absolute().name
    if "://" in database:
        schemas = parse_qs(database.partition("?")[2]).get("schema", [])
        name = "?schema=".join([Path(shown(database)).name, *schemas[:1]])
    return quote(name, safe=" ")[:120]


PAGE: Final = 50
ROW_PX: Final = 35
ROWS_IN_SIGHT: Final = 10
WHERE: Final = "Where"
HEADINGS: Final = labels(JUDGED_PAIRS)
NAME_PX: Final = 185
WHERE_PX: Final = 210
"""Widths of the columns with the longest texts, so that the other columns stay in sight."""
RELATION_WORDS: Final = {
    "same_address": "same address",
    "possible_duplicate": "perhaps entered twice",
    "same_body": "one under two names",
    "branch": "branches",
    "nearby": "nearby",
}


def pair_list(visit: Visit, pairs: pd.DataFrame, key: str) -> int | None:
    """Show pairs, a page at a time; returns the position in `pairs` of the chosen one, if any."""
    number = 1
    if len(pairs) > PAGE:
        number = st.pagination(-(-len(pairs) // PAGE), max_visible_pages=5, key=f"{key}_page", bind=URL)
    start = (number - 1) * PAGE
    part = pairs.iloc[start : start + PAGE]
    table = visit.database.table(visit.entity)
    first = table[table["id"].isin(part["id_a"])].set_index("id").loc[part["id_a"]]
    shown = pd.DataFrame(
        {
            "name_a": name_cells(part["name_a"]),
            "name_b": name_cells(part["name_b"]),
            WHERE: address_words(first).to_numpy(),
            "relation": part["relation"].astype("str").map(RELATION_WORDS),
            "linked": part["linked"].map({True: "yes", False: "none"}),
            "confidence": confidence_words(part["confidence"]),
            "distance_m": [
                distance_words(metres) if pd.notna(metres) else "" for metres in part["distance_m"]
            ],
            "verdict": part["verdict"].map({"": "", **VERDICTS}),
        }
    )
    if part["distance_m"].isna().all():
        shown = shown.drop(columns="distance_m")
    shown = shown.rename(columns=HEADINGS)
    ids = list(zip(part["id_a"], part["id_b"], strict=True))
    named, widget = url.pair(), f"{key}_{hash(tuple(ids))}"
    names = {
        HEADINGS[f"name_{side}"]: name_column(
            visit, part[f"id_{side}"].tolist(), f"{widget}_{side}", HEADINGS[f"name_{side}"], NAME_PX
        )
        for side in ("a", "b")
    }
    event = st.dataframe(
        shown,
        selection_default={"selection": {"rows": [ids.index(named)]}} if named in ids else None,
        key=widget,
        height=(min(len(shown), ROWS_IN_SIGHT) + 1) * ROW_PX + 3,
        hide_index=True,
        column_config={**names, WHERE: st.column_config.Column(width=WHERE_PX)},
        on_select="rerun",
        selection_mode="single-row",
        alt=f"{len(shown)} of {len(pairs):,} pairs: both names, how they are related, whether a link is on record",
    )
    st.caption(PRESS)
    rows = event["selection"]["rows"]
    chosen = int(rows[0]) if rows and rows[0] < len(part) else None
    url.put_pair(() if chosen is None else ids[chosen])
    return None if chosen is None else start + chosen


def pair_lines(
    visit: Visit, pairs: pd.DataFrame, decisions: Decisions, key: str, then: Callable[[], None] | None = None
) -> None:
    """Pairs one below the other: why they are pairs, and the buttons to decide; `then` is called once it is done.

    Of the group in the link, the first pair that is not decided about can be decided by one key.
    """
    undecided = pairs.index[pairs["verdict"].eq("")]
    in_link = {*url.pair()} <= {*pairs["id_a"], *pairs["id_b"]} and len(url.pair()) == 2
    for place, (row, pair) in enumerate(pairs.iterrows()):
        with st.container(key=f"{key}_pair_{place}", gap="small"):
            names = [
                str(pair[f"name_{side}"]) if pd.notna(pair[f"name_{side}"]) else NO_NAME for side in "ab"
            ]
            if len(pairs) > 1:
                st.text(" and ".join(names), width="stretch")
            facts = [
                f"{RELATION_WORDS[str(pair['relation'])].capitalize()}, {confidence_word(pair)} sure",
                "" if pair["relation"] in OF_ONE else _link_words(pair),
                f"{distance_words(pair['distance_m'])} apart" if pd.notna(pair["distance_m"]) else "",
            ]
            st.caption(". ".join(filter(None, facts)) + f". Why: {plain(pair['why'])}.")
            by_key = in_link and len(undecided) > 0 and row == undecided[0]
            verdict_buttons(visit, decisions, pair, f"verdict_{pair['id_a']}_{pair['id_b']}", by_key, then)
    say_how_long_verdicts_last(decisions)


def confidence_word(pair: pd.Series) -> str:
    """How sure a pair is, in one word."""
    return str(confidence_words(pd.Series([pair["confidence"]])).iloc[0])


def _link_words(pair: pd.Series) -> str:
    return "They have a record in common" if pair["linked"] else "No link on record"


_MARKDOWN: Final = re.compile(r"([!-/:-@\[-`{-~])")
"""The punctuation that Markdown lets one escape: all of ASCII."""


def plain(text: object) -> str:
    """Text as Markdown that shows it as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def show_pair(visit: Visit, pair: pd.Series, decisions: Decisions) -> None:
    """Both records side by side, why they are a pair, and the verdict buttons."""
    relation = RELATION_WORDS[str(pair["relation"])]
    with st.container(border=True):
        st.markdown(f"**Why they are a pair: {relation}**")
        st.text(f"{str(pair['why'])[:1].upper()}{str(pair['why'])[1:]}.", width="stretch")
        if pd.notna(pair["distance_m"]):
            st.text(f"Their points lie {distance_words(pair['distance_m'])} apart.")
        else:
            st.text(
                "The places are not known well enough to say how far apart their points are.", width="stretch"
            )
        st.text(
            "They share an organisation or a project."
            if pair["linked"]
            else "The records know of no organisation or project that they have in common.",
            width="stretch",
        )
        verdict_buttons(visit, decisions, pair)
        say_how_long_verdicts_last(decisions)
        for side, column in zip(("id_a", "id_b"), st.columns(2, gap="medium"), strict=True):
            position = position_of(visit, str(pair[side]))
            with column:
                if position is not None:
                    show_record(visit.database.table(visit.entity).iloc[position], visit)
