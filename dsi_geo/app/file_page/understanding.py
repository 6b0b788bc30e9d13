"""How a file was understood: its format, its columns with what they were taken for and how surely, its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dsi_geo.analysis.counts import Completeness, completeness_words, share
from dsi_geo.app.caching import UPLOAD
from dsi_geo.app.databases import Loaded, header_of, understood
from dsi_geo.app.file_page import choices
from dsi_geo.errors import quoted
from dsi_geo.readers.profile import CERTAINTY, REASONS, ColumnProfile, TableProfile
from dsi_geo.schema import LABELS, PROJECTS, RAW_FIELDS, Entity, noun

_IN_NONE: Final = ""
"""Choice for a field that is in no column."""

_BASELINE: Final = "_counts_without_choices"

_COLOURS: Final = {"Chosen": "primary", "Sure": "green", "Likely": "blue", "Guess": "orange"}

_OFFERED_FIRST: Final = ("name", "city", "address", "country", "latitude", "longitude")
"""Fields that a refused table is asked for: one of them is enough to read it."""

_SHOWN_COLUMNS: Final = 40
"""Columns that are kept as they are, and shown in a table of full height."""


def key_figures(loaded: Loaded, stamp: choices.Stamp | None) -> None:
    """How many records there are, with a place and with a date, and what the visitor's choices have changed."""
    tables, _ = understood(loaded)
    before = _without_choices(tables, stamp)
    for entity, known in tables.items():
        earlier = before.get(entity, known)
        with st.container(horizontal=True):
            st.metric(
                noun(entity, 2).capitalize(),
                f"{known.records:,}",
                _in_columns(loaded, entity),
                delta_color="off",
                delta_arrow="off",
                border=True,
            )
            beginning = "With a launch date" if entity == PROJECTS else "With a date of foundation"
            for label, part, was in (
                ("With a place", known.placed, earlier.placed),
                (beginning, known.dated, earlier.dated),
            ):
                st.metric(
                    label,
                    f"{part:,}",
                    f"{part - was:+,} by your choices"
                    if part != was
                    else f"{share(part, known.records)} of them",
                    delta_color="off" if part == was else "normal",
                    delta_arrow="off" if part == was else "auto",
                    border=True,
                )


def _in_columns(loaded: Loaded, entity: Entity) -> str:
    profile = loaded.database.provenance.profiles.get(entity)
    if profile is None:
        return ""
    return f"in {len(profile.columns):,} column{'s' if len(profile.columns) != 1 else ''}"


def summary(loaded: Loaded) -> tuple[str, ...]:
    """Sentences on how an upload was understood: counts, and how many columns were guessed."""
    tables, _ = understood(loaded)
    counts = [
        f"{known.records:,} {noun(entity, known.records)} ({completeness_words(known, entity)})"
        for entity, known in tables.items()
    ]
    guessed = {
        column.column
        for profile in loaded.database.provenance.profiles.values()
        for column in profile.columns
        if column.evidence == "content"
    }
    sentence = f"Your file was read: {' and '.join(counts)}."
    if not guessed:
        return (sentence,)
    what = (
        f"The column {quoted(next(iter(guessed)))} was"
        if len(guessed) == 1
        else f"{len(guessed)} columns were"
    )
    return sentence, f"{what} taken for something by what stands in it: check that."


def _without_choices(
    tables: dict[Entity, Completeness], stamp: choices.Stamp | None
) -> dict[Entity, Completeness]:
    """The counts of the same files as they were read before anything was chosen; the present ones if unknown."""
    if stamp is None:
        return tables
    held: dict[choices.Stamp, dict[Entity, Completeness]] = st.session_state.setdefault(_BASELINE, {})
    if choices.choice_for(stamp) == choices.Choice():
        held[stamp] = tables
    return held.get(stamp, tables)


def table_understood(
    loaded: Loaded, entity: Entity, profile: TableProfile, stamp: choices.Stamp | None
) -> None:
    """One table: its format, what its columns were taken for, and its first rows; with choices if it is an upload."""
    with st.container(key=f"muted_format_{entity}"):
        st.text(
            f"{profile.name}: {profile.format}. {profile.rows:,} {noun(entity, profile.rows)}.",
            width="stretch",
        )
    if stamp is not None:
        choose_table(stamp, profile)
    st.subheader("First rows", anchor=False)
    _first_rows(profile)
    st.subheader("What the columns were taken for", anchor=False)
    found = {one_field: column for column in profile.columns for one_field in column.fields}
    if stamp is None:
        _read_as(found)
    else:
        _choose_columns(loaded, entity, profile, found, stamp)
    _kept_columns(profile)


def choose_table(stamp: choices.Stamp, profile: TableProfile) -> None:
    """Let the visitor read other tables of the file, if it has several."""
    chosen = choices.choice_for(stamp).tables
    if not profile.others and not chosen:
        return
    key = f"_tables_{hash((stamp, profile.name))}"
    st.multiselect(
        "Read another table of the file",
        [*dict.fromkeys((*chosen, *profile.others))],
        default=list(chosen),
        max_selections=2,
        key=key,
        on_change=choices.choose_tables,
        args=(stamp, key),
        placeholder="the one below was read",
        help="The file holds several tables. One with projects and one with organisations can be read together.",
    )


def offer_remedies(refused: choices.Refused) -> None:
    """Let the visitor choose what a refused file needs to be read: its table, or the meaning of its columns."""
    if refused.tables:
        key = f"_table_{hash(refused.stamp)}"
        st.selectbox(
            "Which table of the file is meant?",
            refused.tables,
            index=None,
            key=key,
            on_change=choices.choose_tables,
            args=(refused.stamp, key),
            placeholder="choose a table",
        )
    if refused.columns:
        st.text("Say which column is which; one of these is enough to open it.", width="stretch")
        with st.container(horizontal=True):
            for field in _OFFERED_FIRST:
                _choice(refused.stamp, refused.columns, refused.columns, field, None)


def _first_rows(profile: TableProfile) -> None:
    header = profile.header[: len(profile.beginning[0])] if profile.beginning else profile.header
    taken = {column.column: _labels(column) for column in profile.columns}
    frame = pd.DataFrame([*profile.beginning], columns=[*header], dtype="str")
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        column_config={
            column: st.column_config.TextColumn(
                f"{taken[column]} ← {column}" if taken[column] else column, width="medium"
            )
            for column in header
        },
        alt="The first rows of the file; before the arrow stands what a column was taken for",
    )


def _labels(column: ColumnProfile) -> str:
    return " and ".join(LABELS.get(one, one) for one in column.fields)


def _read_as(found: dict[str, ColumnProfile]) -> None:
    rows = [(LABELS.get(one, one), column.column, _why(column)) for one, column in found.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=["Field", "Column of the file", "How sure"], dtype="str"),
        hide_index=True,
        height="content",
        alt="Fields, the columns that they were read from, and how sure that is",
    )


def _why(column: ColumnProfile) -> str:
    return f"{CERTAINTY[column.evidence]}: {REASONS[column.evidence]}"


def _choose_columns(
    loaded: Loaded,
    entity: Entity,
    profile: TableProfile,
    found: dict[str, ColumnProfile],
    stamp: choices.Stamp,
) -> None:
    """A row a field that was found: its column, to be changed, the certainty, examples; then the other fields."""
    header = header_of(loaded)
    st.caption(
        "Choose another column where one is wrong. The counts above follow, and your choice is remembered."
    )
    ordered = [*RAW_FIELDS[entity], *(one for one in found if one not in RAW_FIELDS[entity])]
    for one in (one for one in ordered if one in found):
        box, about = st.columns([2, 5], gap="medium", vertical_alignment="bottom")
        with box:
            _choice(stamp, header, profile.header, one, found[one].column)
        with about, st.container(key=f"about_{entity}_{one}", gap=None):
            certainty = CERTAINTY[found[one].evidence]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(certainty, color=_COLOURS[certainty])  # type: ignore[arg-type]
                st.caption(
                    f"{REASONS[found[one].evidence]}; {share(found[one].filled, profile.rows)} of rows filled"
                )
            _examples(found[one], f"{entity}_{one}")
    missing = [one for one in RAW_FIELDS[entity] if one not in found]
    if missing:
        st.markdown("**Not found in this file**")
        with st.container(horizontal=True):
            for one in missing:
                _choice(stamp, header, profile.header, one, None)
    if choices.choice_for(stamp).columns:
        st.button(
            "Undo my choices",
            icon=":material/undo:",
            key=f"_undo_{entity}",
            on_click=choices.undo,
            args=(stamp, header),
        )


def _choice(
    stamp: choices.Stamp, header: Sequence[str], columns: Sequence[str], field: str, taken: str | None
) -> None:
    """A choice of the column of a field; the header is that of all tables, by which it is remembered."""
    none = [_IN_NONE] if taken is not None or choices.choice_for(stamp).columns.get(field) == _IN_NONE else []
    options = [*none, *columns]
    now = _IN_NONE if none and taken is None else taken
    key = f"_column_{field}_{hash((stamp, now, tuple(columns)))}"
    st.selectbox(
        LABELS[field],
        options,
        index=None if now is None else options.index(now),
        format_func=lambda one: one or "(in no column)",
        key=key,
        on_change=choices.choose_column,
        args=(stamp, header, field, key),
        placeholder="choose a column",
        width="stretch" if taken is not None else 220,
    )


def _examples(column: ColumnProfile, key: str) -> None:
    with st.container(key=f"muted_examples_{key}"):
        st.text(" · ".join(one.replace("\n", " ") for one in column.examples) or "no value", width="stretch")


def _kept_columns(profile: TableProfile) -> None:
    kept = [column for column in profile.columns if not column.fields and column.evidence != "joined"]
    if not kept:
        return
    st.subheader("Kept as they are", anchor=False)
    st.caption("These columns are shown with each record and stay in every table that you download.")
    rows = [(one.column, one.filled / max(profile.rows, 1), " · ".join(one.examples)) for one in kept]
    st.dataframe(
        pd.DataFrame(rows, columns=["Column", "Filled", "Examples"]),
        hide_index=True,
        height="content" if len(kept) <= _SHOWN_COLUMNS else 420,
        column_config={
            "Filled": st.column_config.ProgressColumn("Filled", format="percent", min_value=0, max_value=1),
            "Examples": st.column_config.TextColumn("Examples", width="large"),
        },
        alt="Columns that were taken for no field, how much of them is filled, and examples",
    )


def reading_notes(loaded: Loaded) -> None:
    """The sentences on what reading did that is not plain to see."""
    _, notes = understood(loaded)
    if not notes:
        return
    st.subheader("Notes on reading it", anchor=False)
    for note in notes:
        st.text(note, width="stretch")


def is_upload(loaded: Loaded) -> bool:
    """Whether a database is the visitor's own, so that choices can be made for it."""
    return loaded.version.kind == UPLOAD
