"""The databases, the records selected from them, and the operator's settings in force."""

from __future__ import annotations

import hashlib
import math
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo import bundled, sandbox
from dsi_geo.analysis.counts import Completeness, completeness, reading_notes
from dsi_geo.app.caching import CONFIGURED, DEMONSTRATION, UPLOAD, Version, cached
from dsi_geo.app.settings import Settings, present_settings
from dsi_geo.database import Database, open_database
from dsi_geo.errors import InputError
from dsi_geo.readers import find_sources
from dsi_geo.readers.limits import allow_rows
from dsi_geo.sandbox import Cancelled, Reading, Upload
from dsi_geo.schema import ENTITIES, Entity
from dsi_geo.search import WordIndex
from dsi_geo.selection import Selection, apply, options
from dsi_geo.spelling import alphabetical_order

_OPENED: Final = "_upload"
_READING: Final = "_reading"
_BEGUN: Final = "_readings_begun"
_DIGESTS: Final = "_upload_digests"
_SECONDS_BETWEEN: Final = 0.25
_PATIENCE_S: Final = 3.0
_MINUTE_S: Final = 60.0

Floats = npt.NDArray[np.float64]


class UploadedFile(Protocol):
    """A file from the upload widget."""

    name: str
    file_id: str

    def getbuffer(self) -> memoryview: ...  # noqa: D102


@dataclass(frozen=True)
class Loaded:
    """A database, the version under which results from it are cached, its title, and what is said of its counting."""

    database: Database
    version: Version
    title: str
    counted: str = ""


def load_bundled() -> Loaded:
    """The demonstration database."""
    version = Version(DEMONSTRATION, _file_stamp(bundled.DEMONSTRATION_CLEANED))
    database = _open_bundled(version)
    return Loaded(database, version, database.provenance.title)


def load_configured(path: str, title: str) -> Loaded:
    """The operator's database; raises InputError if it cannot be used."""
    stamp = (path,) if "://" in path else _file_stamp(Path(path))
    version = Version(CONFIGURED, stamp)
    return Loaded(_open_path(version, path), version, title)


def load_upload(
    files: Sequence[UploadedFile], columns: Mapping[str, str], tables: Sequence[str] = ()
) -> Loaded:
    """A visitor's own files, opened together; kept only in the visitor's session.

    Parameters
    ----------
    files
        From the upload widget.
    columns, tables
        See `dsi_geo.database.open_database`.

    Raises
    ------
    InputError
        They cannot be used, or too many were read within a minute.
    """
    version = Version(UPLOAD, upload_digest(files), tuple(sorted(columns.items())), tuple(tables))
    opened: tuple[Version, Loaded | InputError] | None = st.session_state.get(_OPENED)
    if opened is None or opened[0] != version:
        opened = (version, _read_upload(version, files))
        st.session_state[_OPENED] = opened
    if isinstance(opened[1], InputError):
        raise opened[1]
    return opened[1]


def upload_digest(files: Sequence[UploadedFile]) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of each file, which identify an upload."""
    known: dict[str, str] = st.session_state.get(_DIGESTS, {})
    digests = {
        file.file_id: known.get(file.file_id) or hashlib.sha256(file.getbuffer()).hexdigest()
        for file in files
    }
    st.session_state[_DIGESTS] = digests
    return tuple((file.name, digests[file.file_id]) for file in files)


def expect_files() -> None:
    """Prepare for files while the visitor chooses them."""
    sandbox.start(warm=True)


def forget_upload() -> None:
    """Discard a visitor's own files, and cancel a reading that the visitor no longer waits for."""
    st.session_state.pop(_OPENED, None)
    if pending := st.session_state.pop(_READING, None):
        pending[1].cancel()


@cached(False, 128)
def selected(loaded: Loaded, entity: Entity, selection: Selection) -> pd.Series:
    """Which records of the entity are selected: a Series of bool, not to be changed."""
    parts = selection.parts
    if len(parts) < 2:
        return apply(selection, loaded.database, entity)
    # Each filter is kept by itself, so that a change of one does not have the others applied again.
    masks = [selected(loaded, entity, part).to_numpy() for part in parts]
    return pd.Series(np.logical_and.reduce(masks), index=loaded.database.table(entity).index)


@cached(False, 16)
def filter_options(loaded: Loaded, entity: Entity) -> dict[str, tuple[str, ...]]:
    """The possible values of each filter of the sidebar."""
    return options(loaded.database, entity)


@cached("Preparing the search …", 8)
def search_index(loaded: Loaded, entity: Entity) -> WordIndex:
    """The words of the records; of a million records, the first call takes some time, and says so."""
    return loaded.database.words(entity)


@cached(False, 16)
def frequent_towns(loaded: Loaded, entity: Entity, most: int) -> tuple[str, ...]:
    """The towns with the most records, in the order of the alphabet."""
    counts = loaded.database.table(entity)["city"].value_counts().head(most)
    towns = pd.Series(counts.index[counts > 0], dtype="str")
    return tuple(towns.iloc[alphabetical_order(towns)])


@cached(False, 8)
def understood(loaded: Loaded) -> tuple[dict[Entity, Completeness], tuple[str, ...]]:
    """How complete the records of each entity are, and the sentences on how the file was read."""
    database = loaded.database
    tables = {entity: completeness(database.table(entity), entity) for entity in database.entities}
    return tables, reading_notes(database.findings)


def header_of(loaded: Loaded) -> tuple[str, ...]:
    """The names of the columns of all tables of a database that was read from foreign files, by which it is known."""
    profiles = loaded.database.provenance.profiles
    return tuple(column for entity in ENTITIES if entity in profiles for column in profiles[entity].header)


@cached(False, 8)
def coordinates(loaded: Loaded, entity: Entity) -> tuple[Floats, Floats]:
    """Latitude and longitude of every record; NaN where it has no point."""
    points = loaded.database.table(entity).geometry
    return points.y.to_numpy(), points.x.to_numpy()


@st.cache_resource(show_spinner="Opening the demonstration database …")
def _open_bundled(version: Version) -> Database:
    return open_database()


@st.cache_resource(show_spinner="Opening the database …", max_entries=2)
def _open_path(version: Version, path: str) -> Database:
    present = settings()
    return sandbox.open_database(path, bounds=present.bounds, cache=present.cleaned_cache)


def _read_upload(version: Version, files: Sequence[UploadedFile]) -> Loaded | InputError:
    """Read an upload, or return the error; a rerun in the meantime waits for the same reading.

    Choosing another file cancels it. So does leaving: if no page of the visit waits for it, it is given up.
    """
    pending: tuple[Version, Reading] | None = st.session_state.get(_READING)
    if pending is None or pending[0] != version:
        forget_upload()
        _refuse_haste()
        uploads = [Upload(file.name, file.getbuffer()) for file in files]
        pending = (
            version,
            sandbox.read(
                uploads,
                dict(version.columns),
                tables=version.tables,
                bounds=settings().bounds,
                patience_s=_PATIENCE_S,
            ),
        )
        st.session_state[_READING] = pending
    reading = pending[1]
    _look_on(reading)
    st.session_state.pop(_READING, None)
    try:
        database = reading.result()
    except InputError as error:
        return error
    except Cancelled:  # the server was too busy to wait for it
        st.rerun()
    return Loaded(database, version, database.provenance.title)


def _look_on(reading: Reading) -> None:
    """Wait for a reading and say so; each message to the page also lets Streamlit stop a run that is obsolete."""
    place = st.empty()
    while not reading.wait(_SECONDS_BETWEEN):
        ahead = reading.ahead
        with st.spinner(_waiting_words(ahead)):
            while reading.ahead == ahead and not reading.wait(_SECONDS_BETWEEN):
                place.empty()


def _waiting_words(ahead: int) -> str:
    if not ahead:
        return "Reading and checking your file …"
    files = "1 file of another visitor is" if ahead == 1 else f"{ahead:,} files of other visitors are"
    return f"Your file waits: {files} read before it …"


def _refuse_haste() -> None:
    """Refuse more readings of a visit within a minute than the settings allow."""
    now, most = time.monotonic(), settings().uploads_per_minute
    begun = [moment for moment in st.session_state.get(_BEGUN, []) if now - moment < _MINUTE_S]
    st.session_state[_BEGUN] = begun
    if len(begun) >= most:
        wait = math.ceil(_MINUTE_S - (now - begun[0]))
        raise InputError(
            f"{most:,} files were read for you within a minute, which is the most here. Wait {wait} seconds, "
            "then choose the file once more."
        )
    begun.append(now)


def _file_stamp(path: Path) -> tuple[object, ...]:
    if not path.exists():
        return (path.name, "missing")
    files = [source.path for source in find_sources(path)]
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def settings() -> Settings:
    """The settings in force, which are read again when they change; the limit of rows is passed on to the readers."""
    last = _settings_read_last()
    found = last.get("read")
    if found is None or found[0] != _settings_stamp(found[1].files):
        fresh = present_settings()
        allow_rows(fresh.max_rows)
        last["read"] = found = (_settings_stamp(fresh.files), fresh)
    return found[1]


@st.cache_resource(show_spinner=False)
def _settings_read_last() -> dict[str, tuple[tuple[object, ...], Settings]]:
    """The settings read last, with the state of everything that they depend on."""
    return {}


def _settings_stamp(files: tuple[Path, ...]) -> tuple[object, ...]:
    named = sorted(item for item in os.environ.items() if item[0].startswith("DSI_GEO_"))
    return (*named, *map(_state, files))


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
