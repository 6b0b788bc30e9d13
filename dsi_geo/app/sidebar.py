"""The sidebar: the database, the entity that is counted, the filters. The URL follows every widget.

A filter that asks for a value that is not in the data is kept and reported; it never widens a selection. Streamlit
drops a value that is not an option of a widget, from the URL and from the widget, and uses the default, which means
all. So a value that is asked for is an option here even if no record has it: it stays in the URL, after a reload, in
a shared link, and when another database is chosen, until the visitor removes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from dsi_geo import schema
from dsi_geo.analysis.counts import completeness_words
from dsi_geo.analysis.facets import value_names
from dsi_geo.app import caching, counting, databases, messages, url
from dsi_geo.app.browser_parts import browser_part
from dsi_geo.app.databases import Loaded, UploadedFile, header_of, settings
from dsi_geo.app.file_page import choices
from dsi_geo.app.filter_words import FILTER_LABELS, PRECISION_LABELS
from dsi_geo.app.looks import embedded
from dsi_geo.app.messages import FORMATS
from dsi_geo.app.search_box import search_box
from dsi_geo.app.settings import Settings
from dsi_geo.app.visit import Lacking, Nothing, Visit, hand_over
from dsi_geo.errors import InputError, quoted
from dsi_geo.geography.drawn_areas import area_words, corners_of
from dsi_geo.readers import SUFFIXES
from dsi_geo.schema import PROJECTS, Entity, noun
from dsi_geo.selection import FIELDS, MANY, Selection, no_area

LESS_USED: Final = ("town", "launched_from", "launched_to", "status", "theme", "technology", "kind")
DAY_FORMATS: Final = ("%Y-%m-%d", "%Y/%m/%d")
"""Formats of a day in a URL, which are those that Streamlit reads."""
MOST_QUOTED: Final = 3
MOST_OFFERED: Final = 1_000
"""Towns that are sent to every browser; a database may have tens of thousands, and the directory has them all."""


def filters(loaded: Loaded, entity: Entity) -> tuple[Selection, tuple[Lacking, ...]]:
    """Draw the filters; returns the selection, and values asked for that the data do not have."""
    options = databases.filter_options(loaded, entity)
    lacking: list[Lacking] = []
    chosen: dict[str, Any] = {}
    if searched := bool(url.asked("text")):
        chosen["text"] = _text()
    for field in ("cluster", "country", "region"):
        chosen[field] = _many(field, options[field], lacking)
    chosen["precision"] = _precision(lacking)
    if url.asked("area"):
        chosen["area"] = _areas(lacking)
    in_force = any(st.session_state.get(field) or field in st.query_params for field in LESS_USED)
    # Drawn only when open: each of these widgets takes a visitor's browser some time.
    more = st.expander("More filters", expanded=in_force, key="_more_filters", on_change="rerun")
    if more.open or in_force:
        with more:
            if not searched:
                chosen["text"] = _text()
            towns = databases.frequent_towns(loaded, entity, MOST_OFFERED)
            chosen["town"] = _many("town", options["town"], lacking, towns)
            for field in ("launched_from", "launched_to"):
                chosen[field] = _day(field, loaded.database.projects["launched"], lacking)
            for field in ("status", "theme", "technology", "kind"):
                chosen[field] = _many(field, options[field], lacking)
    return Selection(**{field: value for field, value in chosen.items() if value}), tuple(lacking)


def reset_filters() -> None:
    """Reset every filter, so that all records are accepted."""
    for field in FIELDS:
        if field in st.session_state:
            st.session_state[field] = [] if field in MANY else None if field.startswith("launched") else ""
        else:
            url.drop(field)


def _many(
    field: str, values: tuple[str, ...], lacking: list[Lacking], offered: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Ask for values of a filter; of those in the data, `offered` and what is asked for are sent to the browser."""
    names = value_names(field, values)
    url.respell(field, names)
    asked = url.asked(field)
    missing = [one for one in asked if one not in names and one not in names.values()]
    if not values and not missing:
        return ()
    if offered is not None:
        values = tuple(dict.fromkeys([*offered, *(one for one in asked if one in names)]))
    chosen = st.multiselect(
        FILTER_LABELS[field],
        [*values, *missing],
        format_func=lambda one: names.get(one, one),
        key=field,
        bind=url.BOUND,
        placeholder="all",
    )
    there = tuple(one for one in chosen if one in names)
    if absent := [one for one in chosen if one not in names]:
        lacking.append(_missing(field, absent, [names[one] for one in there]))
    return there


def _missing(field: str, absent: Sequence[str], there: Sequence[str]) -> Lacking:
    """A sentence about values that no record has, beside those that some have."""
    label = FILTER_LABELS[field].lower()
    sentence = f"{_asks(field, absent)} for the {label} {_listed(absent)}, which these data do not have."
    if there:
        left_out = "It is" if len(absent) == 1 else "They are"
        sentence += f" {left_out} left out: what is selected has the {label} {_listed(there, 'or')}."
    else:
        sentence += " So no record is selected."
    return Lacking(sentence, empties=not there)


def _asks(field: str, values: Sequence[str]) -> str:
    return "The link asks" if all(url.in_link(field, one) for one in values) else "The filter asks"


def _listed(values: Sequence[str], conjunction: str = "and") -> str:
    """Values in quotation marks; of many, the first ones and the number of the others."""
    shown = [quoted(one) for one in values[:MOST_QUOTED]]
    if len(values) > MOST_QUOTED:
        shown.append(f"{len(values) - MOST_QUOTED:,} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"


def _areas(lacking: list[Lacking]) -> tuple[str, ...]:
    """The areas drawn on the map, which can only be taken away here."""
    asked = url.asked("area")
    chosen = st.multiselect(FILTER_LABELS["area"], asked, key="area", bind=url.BOUND, placeholder="all")
    there = tuple(one for one in chosen if corners_of(one))
    for one in there:
        words = area_words(one)
        st.caption(f"{words[0].upper()}{words[1:]}")
    if absent := [one for one in chosen if one not in there]:
        sentence = f"{_asks('area', absent)} for an area that cannot be read: {no_area(absent[0])}"
        lacking.append(
            Lacking(sentence if there else f"{sentence} So no record is selected.", empties=not there)
        )
    return there


def _text() -> str:
    return st.text_input("With the words", key="text", bind=url.BOUND, placeholder="any", type="search") or ""


def _precision(lacking: list[Lacking]) -> str:
    url.respell("precision", PRECISION_LABELS)
    missing = [
        one
        for one in url.asked("precision")
        if one not in PRECISION_LABELS and one not in PRECISION_LABELS.values()
    ]
    chosen = st.selectbox(
        schema.LABELS["location_precision"],
        [*PRECISION_LABELS, *missing],
        format_func=lambda one: PRECISION_LABELS.get(one, one),
        key="precision",
        bind=url.BOUND,
    )
    if chosen in PRECISION_LABELS:
        return str(chosen)
    words = ", ".join(label for precision, label in PRECISION_LABELS.items() if precision)
    lacking.append(
        Lacking(
            f"{_asks('precision', [chosen])} for the precision {quoted(chosen)}, which does not exist: there are "
            f"{words}. So no record is selected.",
            empties=True,
        )
    )
    return ""


def _day(field: str, launched: pd.Series, lacking: list[Lacking]) -> str:
    """Ask for a day within the range of the data, extended to a day that is already asked for; "" for none."""
    value = st.session_state.get(field)
    named = "" if field in st.session_state else st.query_params.get(field, "")
    asked = value or _as_day(named)
    if named and asked is None:
        lacking.append(_no_day(field, named))
        return ""
    known = [day.date() for day in (launched.min(), launched.max()) if pd.notna(day)]
    days = [*known, *filter(None, [asked])]
    if not days:
        return ""
    day: date | None = st.date_input(
        FILTER_LABELS[field],
        value=None,
        min_value=min(days),
        max_value=max(days),
        format="DD/MM/YYYY",
        key=field,
        bind=url.BOUND,
    )
    if day and not known:
        lacking.append(
            Lacking(
                f"{_asks(field, [day.isoformat()])} for projects {FILTER_LABELS[field].lower()} "
                f"{quoted(day.isoformat())}, but in these data no project has a launch date. So no record is selected.",
                empties=True,
            )
        )
    return day.isoformat() if day else ""


def _as_day(text: str) -> date | None:
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _no_day(field: str, named: str) -> Lacking:
    """Show text that the URL has in place of a day in a text field, since a date widget cannot hold it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(FILTER_LABELS[field], value=named, disabled=True)
        st.button(
            "",
            icon=":material/close:",
            key=f"_drop_{field}",
            help="Take it away",
            on_click=url.drop,
            args=(field,),
        )
    return Lacking(
        f"The link asks for projects {FILTER_LABELS[field].lower()} {quoted(named)}, which is no day: "
        "write it as 2016-01-31. So no record is selected.",
        empties=True,
    )


URL: Final = url.BOUND
LOADED: Final = "_loaded"
DATABASE: Final = url.DATABASE
ENTITY: Final = url.ENTITY
FILES: Final = "_files"
OWN_FILE: Final = "Your own file"
_ABSENT: Final = "_absent_entity"
_STEPS: Final = Path(__file__).parent / "assets" / "history_steps.js"

IN_SIDEBAR: Final = (DATABASE, ENTITY, counting.MERGE, counting.CLUSTERS, *FIELDS)
"""Parameters of the URL that belong to the sidebar."""

REPORTING: Final = tuple(name for name in IN_SIDEBAR if name != counting.CLUSTERS)
"""Those whose widgets report by themselves what they do not offer."""


class _Data(NamedTuple):
    """The data that are shown, and why they are not those asked for, one sentence per fault."""

    loaded: Loaded
    outdated: tuple[str, ...] = ()


def sidebar() -> None:
    """Draw the sidebar and make its choices the current visit."""
    url.arrive()
    url.keep(IN_SIDEBAR)
    with st.sidebar:
        data = _database()
        visit = data if isinstance(data, Nothing) else _visit(data)
        if not embedded():
            browser_part(_STEPS, {"names": IN_SIDEBAR}, unseen=True)
    hand_over(visit)


def _visit(data: _Data) -> Visit:
    loaded = counting.as_counted(data.loaded)
    entity, unknown = _entity(loaded)
    count = st.container()
    if not embedded():
        search_box(loaded, entity)
    selection, lacking = filters(loaded, entity)
    visit = Visit(loaded, entity, selection, unknown + lacking, data.outdated)
    with count:
        _count(visit)
    return visit


def _database() -> _Data | Nothing:
    """Ask for a database, and decide what is shown.

    Only data of the database that the sidebar names are ever shown:

    ============  ===========================  =====================  ==========================================
    database      result                       held from before       shown
    ============  ===========================  =====================  ==========================================
    any           opened                                              it; it is held from now on
    configured    cannot be opened             nothing                the reason
    configured    cannot be opened             an earlier state       what is held, and why it is not newer
    own file      no file, by link or reload                          “Choose the file again”
    own file      no file yet, or removed                             “Choose a file”
    own file      refused                      nothing                the reason
    own file      refused                      earlier own files      what is held, and the reason
    unknown name  is not on this server                               the reason, and the databases that there are
    ============  ===========================  =====================  ==========================================

    A database is held for the session, but own files only as long as they are chosen: removing them, or choosing
    another database, ends that. For example: demonstration → own file (“Choose a file”) → a refused file (the
    reason) → a good one (its data) → a reload (“Choose the file again”) → configured (its data, or the reason).
    """
    configured = settings()
    titles = {caching.DEMONSTRATION: "Demonstration data", caching.UPLOAD: OWN_FILE}
    if configured.database:
        titles = {caching.CONFIGURED: configured.database_title, **titles}
    choices.note_refused(None)
    kind = _kind(titles)
    if kind not in titles:
        return messages.no_such_database(kind, titles)
    held: dict[str, Loaded] = st.session_state.setdefault(LOADED, {})
    if kind != caching.UPLOAD:
        held.pop(caching.UPLOAD, None)
        databases.forget_upload()
    try:
        loaded = _upload(configured) if kind == caching.UPLOAD else _shared(kind, configured)
    except InputError as error:
        messages.unusable()
        if kind == caching.UPLOAD:
            return _Data(held[kind], error.faults) if kind in held else messages.document_refused(error)
        faults = messages.for_visitors(error, configured.database)
        return _Data(held[kind], faults) if kind in held else messages.not_opened(titles[kind], faults)
    if loaded is None:
        held.pop(kind, None)
        return messages.no_file(again=any(url.in_link(DATABASE, one) for one in (kind, OWN_FILE)))
    held[kind] = loaded
    return _Data(loaded)


def _kind(titles: Mapping[str, str]) -> str:
    """The database asked for; one that this server does not have is a choice as long as a link names it."""
    url.respell(DATABASE, titles)
    strangers = [one for one in url.asked(DATABASE) if one not in titles and one not in titles.values()]
    return str(
        st.selectbox(
            "Database",
            [*titles, *strangers],
            format_func=lambda one: titles.get(one, one),
            key=DATABASE,
            bind=URL,
        )
    )


def _shared(kind: str, configured: Settings) -> Loaded:
    if kind == caching.DEMONSTRATION:
        return databases.load_bundled()
    try:
        return databases.load_configured(configured.database, configured.database_title)
    except OSError as error:  # its folder may be inaccessible, or its disk may fail
        name = quoted(Path(configured.database).name)
        raise InputError(f"{name} cannot be opened: {error.strerror}.") from error


def _upload(configured: Settings) -> Loaded | None:
    """The visitor's own files; None as long as there are none."""
    files = st.file_uploader(
        "Table or export",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        max_upload_size=configured.upload_mb,
        key=FILES,
        help=f"{FORMATS}. "
        "Projects and organisations may come as two files. The files stay on this server only as "
        "long as you use them.",
    )
    databases.expect_files()
    if not files:
        databases.forget_upload()
        st.caption(
            "A link to this page does not carry your file: whoever opens it has to choose the file again."
        )
        return None
    if len(files) > configured.upload_files:
        raise InputError(
            f"{len(files)} files were chosen; at most {configured.upload_files} are opened together. Remove some: "
            "projects and organisations need one file each."
        )
    choices.exchange_with_browser()
    loaded = _read(files, databases.upload_digest(files))
    _tell_understood(loaded)
    return loaded


def _read(files: Sequence[UploadedFile], stamp: choices.Stamp) -> Loaded:
    """The visitor's files, read as the visitor has chosen for them, or for others with the same header."""
    chosen = choices.choice_for(stamp)
    try:
        loaded = databases.load_upload(files, chosen.columns, chosen.tables)
    except InputError as error:
        choices.note_refused(choices.Refused(stamp, error.columns, error.tables))
        if choices.recall(stamp, error.columns):
            return _read(files, stamp)
        raise
    return _read(files, stamp) if choices.recall(stamp, header_of(loaded)) else loaded


def _tell_understood(loaded: Loaded) -> None:
    """How many records the visitor's file has, how many of them have a place and a date, and where to see more."""
    tables, _ = databases.understood(loaded)
    for entity, known in tables.items():
        st.caption(
            f"**{known.records:,} {noun(entity, known.records)}**: {completeness_words(known, entity)}."
        )
    st.page_link("pages/your_file.py", label="How your file was read", icon=":material/table_edit:")


def _entity(loaded: Loaded) -> tuple[Entity, tuple[Lacking, ...]]:
    """Ask for the entity; an absent one that a link asks for is reported until another choice or other data."""
    present = loaded.database.entities or (PROJECTS,)
    words: dict[str, str] = {entity: entity.capitalize() for entity in present}
    url.respell(ENTITY, words)
    absent = [one for one in url.asked(ENTITY) if one not in words and one not in words.values()]
    if absent:
        st.session_state[_ABSENT] = (absent[-1], loaded.version)
    chosen = st.segmented_control(
        "Show",
        present,
        default=url.default_of(ENTITY, present[0]),
        required=True,
        format_func=words.__getitem__,
        key=ENTITY,
        bind=URL,
        on_change=st.session_state.pop,
        args=(_ABSENT, None),
    )
    entity: Entity = chosen or present[0]
    asked, version = st.session_state.get(_ABSENT, ("", None))
    if not asked or version != loaded.version:
        return entity, ()
    sentence = (
        f"The link asks to show {quoted(asked)}, which these data do not have. {words[entity]} are shown: these "
        f"data have {' and '.join(present)}."
    )
    return entity, (Lacking(sentence),)


def _count(visit: Visit) -> None:
    total, chosen = len(visit.chosen), int(visit.chosen.sum())
    st.markdown(f"**{chosen:,}** of {total:,} {visit.noun(total)} selected")
    if visit.filtered:
        st.button("Reset filters", icon=":material/filter_alt_off:", on_click=reset_filters, width="stretch")
