"""The sidebar: which database, what is counted, which filters. The URL follows every widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from dsi_geo.app import loaders, messages
from dsi_geo.app.loaders import Loaded
from dsi_geo.app.loaders.settings import settings
from dsi_geo.app.settings import Settings
from dsi_geo.app.visit import Visit, hand_over
from dsi_geo.errors import InputError
from dsi_geo.geography.boundaries import regions
from dsi_geo.geography.countries import country_name
from dsi_geo.readers import SUFFIXES
from dsi_geo.schema import PROJECTS, Entity
from dsi_geo.selection import FIELDS, MANY, Selection

URL: Final = "query-params"
LOADED: Final = "_loaded"
DATABASE: Final = "database"
ENTITY: Final = "entity"
FILES: Final = "_files"

LESS_USED: Final = ("launched_from", "launched_to", "status", "theme", "technology", "kind")
LABELS: Final = {
    "cluster": "Thematic cluster",
    "theme": "Theme",
    "technology": "Technology",
    "kind": "Kind of organisation",
    "country": "Country",
    "region": "Region",
    "status": "Status",
}
NAMEABLE: Final = {
    "name": "Name",
    "cluster": "Thematic cluster",
    "city": "Town",
    "country": "Country",
    "region": "Region",
    "address": "Address",
    "postcode": "Postcode",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "launched": "Launch date",
    "closed": "Closing date",
    "website": "Web address",
    "themes": "Themes",
}
PRECISION_LABELS: Final = {
    "": "any, even unknown",
    "country": "country or better",
    "region": "region or better",
    "city": "town or better",
    "postcode": "postcode or better",
    "street": "street or better",
    "address": "exact address",
}


def sidebar() -> Visit:
    """Draw the sidebar and make what it says the current visit."""
    with st.sidebar:
        loaded = _database()
        entity = _entity(loaded)
        count = st.container()
        selection = _filters(loaded, entity)
        visit = Visit(loaded, entity, selection)
        with count:
            _count(visit)
    hand_over(visit)
    return visit


def _database() -> Loaded:
    configured = settings()
    titles = {loaders.DEMONSTRATION: "Demonstration data", loaders.UPLOAD: "Your own file"}
    if configured.database:
        titles = {loaders.CONFIGURED: configured.database_title, **titles}
    kind = st.selectbox("Database", list(titles), format_func=titles.__getitem__, key=DATABASE, bind=URL)
    try:
        loaded = _upload(configured.upload_mb) if kind == loaders.UPLOAD else _shared(kind, configured)
    except InputError as error:
        before = st.session_state.get(LOADED) or loaders.load_bundled()
        messages.refused(error, before.title)
        loaded = before
    st.session_state[LOADED] = loaded
    return loaded


def _shared(kind: str, configured: Settings) -> Loaded:
    if kind == loaders.CONFIGURED:
        return loaders.load_configured(configured.database, configured.database_title)
    return loaders.load_bundled()


def _upload(limit_mb: int) -> Loaded:
    """The visitor's own files; until there are any, what was loaded before stays."""
    files = st.file_uploader(
        "Table or export",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        max_upload_size=limit_mb,
        key=FILES,
        help="CSV, TSV, Excel, JSON, GeoJSON, GeoPackage, FlatGeobuf, zipped Shapefile or GeoParquet. "
        "Projects and organisations may come as two files. The files stay on this server only as "
        "long as you use them.",
    )
    if not files:
        st.caption(
            "A link to this page does not carry your file: whoever opens it has to choose the file again."
        )
        return st.session_state.get(LOADED) or loaders.load_bundled()
    stamp = loaders.upload_digest(files)
    keys = {field: f"_column_{field}_{hash(stamp)}" for field in NAMEABLE}
    named = {field: st.session_state[key] for field, key in keys.items() if st.session_state.get(key)}
    try:
        loaded = loaders.load_upload(files, named)
    except InputError as error:
        if error.columns:
            _name_columns(keys, error.columns, {})
        raise
    provenance = loaded.database.provenance
    recognised = {
        field: column for fields in provenance.recognised.values() for field, column in fields.items()
    }
    unrecognised = [column for columns in provenance.unrecognised.values() for column in columns]
    _name_columns(keys, [*dict.fromkeys([*recognised.values(), *unrecognised])], recognised)
    return loaded


def _name_columns(keys: Mapping[str, str], columns: Sequence[str], recognised: Mapping[str, str]) -> None:
    """Let the visitor say which column of a foreign table holds what."""
    with st.expander("Columns of your file", icon=":material/table_edit:", expanded=not recognised):
        st.caption("Usual names are recognised. Choose a column where it was not, or not rightly.")
        for field, key in keys.items():
            found = recognised.get(field)
            st.selectbox(
                NAMEABLE[field],
                columns,
                index=None,
                key=key,
                placeholder=f"recognised: {found}" if found else "not found",
            )


def _entity(loaded: Loaded) -> Entity:
    present = loaded.database.entities or (PROJECTS,)
    entity: Entity = st.segmented_control(
        "Show", present, default=present[0], required=True, format_func=str.capitalize, key=ENTITY, bind=URL
    )
    return entity


def _filters(loaded: Loaded, entity: Entity) -> Selection:
    options = loaders.filter_options(loaded, entity)
    chosen: dict[str, Any] = {"text": _text("Search", "text", "Name, description, address …")}
    for field in ("cluster", "country", "region"):
        chosen[field] = _many(field, options[field])
    chosen["precision"] = st.selectbox(
        "Place known to",
        list(PRECISION_LABELS),
        format_func=PRECISION_LABELS.__getitem__,
        key="precision",
        bind=URL,
    )
    in_force = any(st.session_state.get(field) or field in st.query_params for field in LESS_USED)
    # Drawn only when open: each of these widgets costs a visitor's browser some time.
    more = st.expander("More filters", expanded=in_force, key="_more_filters", on_change="rerun")
    if more.open or in_force:
        with more:
            launched = loaded.database.projects["launched"]
            if launched.notna().any():
                chosen["launched_from"] = _day("Launched from", "launched_from", launched)
                chosen["launched_to"] = _day("Launched until", "launched_to", launched)
            for field in ("status", "theme", "technology", "kind"):
                chosen[field] = _many(field, options[field])
    return Selection(**{field: value for field, value in chosen.items() if value})


def _many(field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        return ()
    names = _names(field, values)
    return tuple(
        st.multiselect(
            LABELS[field], values, format_func=names.__getitem__, key=field, bind=URL, placeholder="all"
        )
    )


def _names(field: str, values: tuple[str, ...]) -> dict[str, str]:
    if field == "country":
        return dict(zip(values, country_name(pd.Series(values, dtype="str")), strict=True))
    if field == "region":
        names = regions()["name"].reindex(values)
        return {code: f"{name} ({code})" for code, name in names.items()}
    return {value: value for value in values}


def _text(label: str, field: str, placeholder: str) -> str:
    return st.text_input(label, key=field, bind=URL, placeholder=placeholder, type="search") or ""


def _day(label: str, field: str, launched: pd.Series) -> str:
    day: date | None = st.date_input(
        label,
        value=None,
        min_value=launched.min().date(),
        max_value=launched.max().date(),
        format="DD/MM/YYYY",
        key=field,
        bind=URL,
    )
    return day.isoformat() if day else ""


def _count(visit: Visit) -> None:
    total, chosen = len(visit.chosen), int(visit.chosen.sum())
    st.markdown(f"**{chosen:,}** of {total:,} {visit.noun(total)} selected")
    if visit.selection:
        st.button("Reset filters", icon=":material/filter_alt_off:", on_click=_reset, width="stretch")


def _reset() -> None:
    for field in FIELDS:
        if field in st.session_state:
            st.session_state[field] = [] if field in MANY else None if field.startswith("launched") else ""
