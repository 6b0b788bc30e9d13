"""The databases, what of them is selected, and where it lies."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from dsi_geo import bundled
from dsi_geo.database import Database, open_database
from dsi_geo.readers import find_sources
from dsi_geo.readers.raw import Source
from dsi_geo.schema import Entity
from dsi_geo.selection import Selection, apply, options

DEMONSTRATION = "demonstration"
CONFIGURED = "configured"
UPLOAD = "upload"

Floats = npt.NDArray[np.float64]


class UploadedFile(Protocol):
    """What the upload widget hands over."""

    name: str

    def getbuffer(self) -> memoryview: ...  # noqa: D102


@dataclass(frozen=True)
class Version:
    """Which database, in which state of its files: the key of every cache.

    Attributes
    ----------
    kind
        `demonstration`, `configured` or `upload`.
    stamp
        Changes whenever the files do: their names, sizes and times, or the digest of an upload.
    columns
        Canonical field -> column, as named by the visitor.
    """

    kind: str
    stamp: tuple[object, ...]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Loaded:
    """A database, the version under which results from it are cached, and what visitors call it."""

    database: Database
    version: Version
    title: str


def load_bundled() -> Loaded:
    """The demonstration database."""
    version = Version(DEMONSTRATION, _file_stamp(bundled.DEMONSTRATION_CLEANED))
    database = _open_bundled(version)
    return Loaded(database, version, database.provenance.title)


def load_configured(path: str, title: str) -> Loaded:
    """The operator's database. Raises InputError if it cannot be used."""
    stamp = (path,) if "://" in path else _file_stamp(Path(path))
    version = Version(CONFIGURED, stamp)
    return Loaded(_open_path(version, path), version, title)


def load_upload(files: Sequence[UploadedFile], columns: Mapping[str, str]) -> Loaded:
    """A visitor's own files, opened together. Raises InputError if they cannot be used."""
    version = Version(UPLOAD, upload_digest(files), tuple(sorted(columns.items())))
    database = _open_upload(version, files)
    return Loaded(database, version, database.provenance.title)


def upload_digest(files: Sequence[UploadedFile]) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of each file: what tells one upload from another."""
    return tuple((file.name, hashlib.sha256(file.getbuffer()).hexdigest()) for file in files)


def selected(loaded: Loaded, entity: Entity, selection: Selection) -> pd.Series:
    """Which records of the entity are selected: a Series of bool, not to be changed."""
    return _selected(loaded.version, entity, selection, loaded.database)


def filter_options(loaded: Loaded, entity: Entity) -> dict[str, tuple[str, ...]]:
    """The values that each filter of the sidebar can take."""
    return _options(loaded.version, entity, loaded.database)


def coordinates(loaded: Loaded, entity: Entity) -> tuple[Floats, Floats]:
    """Latitude and longitude of every record; NaN where it has no point."""
    return _coordinates(loaded.version, entity, loaded.database)


@st.cache_resource(show_spinner="Opening the demonstration database …")
def _open_bundled(version: Version) -> Database:
    return open_database()


@st.cache_resource(show_spinner="Opening the database …", max_entries=2)
def _open_path(version: Version, path: str) -> Database:
    return open_database(path)


@st.cache_resource(show_spinner="Reading and checking your file …", max_entries=6, ttl="4h")
def _open_upload(version: Version, _files: Sequence[UploadedFile]) -> Database:
    """Open an upload; `_files` are not hashed because their digests are part of the version.

    They are read from a folder of their own under numbers: no name that a visitor gives is a path.
    """
    with tempfile.TemporaryDirectory(prefix="dsi-geo-") as folder:
        sources = []
        for number, file in enumerate(_files):
            path = Path(folder) / f"{number}{Source(Path(), file.name).ending}"
            path.write_bytes(file.getbuffer())
            sources.append(Source(path, file.name))
        return open_database(sources, dict(version.columns))


@st.cache_resource(show_spinner=False, max_entries=64)
def _selected(version: Version, entity: Entity, selection: Selection, _database: Database) -> pd.Series:
    return apply(selection, _database, entity)


@st.cache_resource(show_spinner=False, max_entries=16)
def _options(version: Version, entity: Entity, _database: Database) -> dict[str, tuple[str, ...]]:
    return options(_database, entity)


@st.cache_resource(show_spinner=False, max_entries=8)
def _coordinates(version: Version, entity: Entity, _database: Database) -> tuple[Floats, Floats]:
    points = _database.table(entity).geometry
    return points.y.to_numpy(), points.x.to_numpy()


def _file_stamp(path: Path) -> tuple[object, ...]:
    if not path.exists():
        return (path.name, "missing")
    files = [source.path for source in find_sources(path)]
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)
