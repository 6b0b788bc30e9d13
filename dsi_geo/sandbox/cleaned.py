"""Databases as they were cleaned, kept on disk by the digest of their files, so that a server restarts at once.

Only what the operator opens is kept; what visitors upload never is. A folder of the cache holds what `transfer` writes,
and in `kept.json` a checksum of each file. It is made beside its place and renamed, so that it is there as a whole or
not at all.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from dsi_geo import __version__, bundled
from dsi_geo.errors import InputError

if TYPE_CHECKING:
    from dsi_geo.database import Database
    from dsi_geo.readers.assembly import Source

_log = logging.getLogger(__name__)

USUAL_MB: Final = 4_000
OFF: Final = "off"
VARIABLE: Final = "DSI_GEO_CACHE"
SIZE_VARIABLE: Final = "DSI_GEO_CACHE_MB"

_KEPT: Final = "kept.json"
_UNFINISHED: Final = "unfinished-"
_OTHERS_MAY_WRITE: Final = 0o022
_LIBRARIES: Final = ("pandas", "pyarrow", "shapely")
_DATES: Final = ("recorded", "launched", "closed", "founded")
_CHUNK: Final = 1 << 20
_SHAPEFILE: Final = ".shp"


@dataclass(frozen=True)
class CleanedCache:
    """A folder in which cleaned databases are kept.

    Attributes
    ----------
    folder
        Made when it is first needed, for its owner alone.
    most_mb
        Megabytes that all databases in it may take together; those not opened for longest make room for new ones.
    """

    folder: Path
    most_mb: int = USUAL_MB

    def find(self, key: str, today: date | None = None) -> Database | None:
        """The database kept under a key, or None; one that is damaged is logged and deleted."""
        from pyarrow import ArrowException

        from dsi_geo.sandbox.transfer import read_database

        place = self.folder / key
        if not place.is_dir() or not self._is_safe():
            return None
        try:
            about = json.loads((place / _KEPT).read_text("ascii"))
            if (today or _today()).isoformat() >= about["until"]:
                return None
            if damaged := [name for name, sum_ in about["files"].items() if _checksum(place / name) != sum_]:
                raise ValueError(f"the checksum of {damaged[0]} is another")
            database = read_database(place)
        except (ArrowException, OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("A cleaned database in the cache is damaged and not used: %s", _said(error))
            shutil.rmtree(place, ignore_errors=True)
            return None
        os.utime(place)
        return database

    def keep(self, key: str, database: Database, today: date | None = None) -> None:
        """Keep a database under a key; where that is not possible, it is logged."""
        from dsi_geo.sandbox.transfer import write_database

        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_safe():
                return
            unfinished = Path(mkdtemp(prefix=_UNFINISHED, dir=self.folder))
            try:
                write_database(database, unfinished)
                files = {file.name: _checksum(file) for file in unfinished.iterdir()}
                about = {"until": _until(database, today or _today()).isoformat(), "files": files}
                (unfinished / _KEPT).write_text(json.dumps(about), encoding="ascii")
                shutil.rmtree(self.folder / key, ignore_errors=True)
                unfinished.rename(self.folder / key)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            self._make_room(key)
        except OSError as error:
            _log.warning("A cleaned database cannot be kept in the cache: %s", _said(error))

    def _is_safe(self) -> bool:
        """Whether nobody else can put anything into the folder."""
        if not hasattr(os, "getuid"):
            return True
        found = self.folder.stat()
        safe = found.st_uid == os.getuid() and not found.st_mode & _OTHERS_MAY_WRITE
        if not safe:
            _log.warning("The cache of cleaned databases is not used: others may write into its folder.")
        return safe

    def _make_room(self, newest: str) -> None:
        """Delete what was not opened for longest, and what was left unfinished, as far as there is too much."""
        there = sorted(
            (one for one in self.folder.iterdir() if _is_ours(one)), key=lambda one: one.stat().st_mtime
        )
        room = self.most_mb * 1_000_000 - _bytes_of(self.folder / newest)
        for one in reversed([one for one in there if one.name != newest]):
            room -= _bytes_of(one)
            if room < 0:
                shutil.rmtree(one, ignore_errors=True)
        if _bytes_of(self.folder / newest) > self.most_mb * 1_000_000:
            shutil.rmtree(self.folder / newest, ignore_errors=True)


def usual_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where a user's programs keep what they can make anew, as the platform has it."""
    home = Path.home()
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "dsi-geo" / "Cache"
    if platform == "darwin":
        return home / "Library" / "Caches" / "dsi-geo"
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "dsi-geo"


def cache_of(environment: Mapping[str, str]) -> CleanedCache | None:
    """The cache that the environment names for the commands.

    None unless it names one: who looks at a file once does not expect a copy of it to stay.

    Raises
    ------
    InputError
        Its size is not a whole number, 1 or more.
    """
    folder = environment.get(VARIABLE, "").strip()
    size = environment.get(SIZE_VARIABLE, "").strip()
    if size and not (size.isdecimal() and size.isascii() and int(size)):
        raise InputError(f"{SIZE_VARIABLE} wants a whole number of megabytes, 1 or more.")
    if not folder or folder == OFF:
        return None
    return CleanedCache(Path(folder), int(size or USUAL_MB))


def key_of(sources: Iterable[Source], options: Mapping[str, Any]) -> str:
    """What a cleaned database is kept under: a digest of all that it depends on but the day.

    Parameters
    ----------
    sources
        Its files: their names, which findings quote, and their content.
    options
        How they are opened; anything that can be written as JSON.
    """
    contents = [(one.name, file.name, _digest(file)) for one in sources for file in _parts(one)]
    everything = json.dumps([_program(), contents, options], sort_keys=True, default=str)
    return hashlib.sha256(everything.encode()).hexdigest()


def _parts(source: Source) -> list[Path]:
    """The files that a source is read from: those of a Shapefile are beside it."""
    if source.ending != _SHAPEFILE:
        return [source.path]
    return sorted(
        one for one in source.path.parent.glob("*") if one.stem == source.path.stem and one.is_file()
    )


@cache
def _program() -> str:
    """A digest of the code and its tables, and the versions of the libraries: another one may clean otherwise."""
    package = Path(__file__).resolve().parents[1]
    files = [*package.rglob("*.py"), *_tables()]
    digests = [(file.name, _digest(file)) for file in sorted(files)]
    versions = [__version__, *map(version, _LIBRARIES)]
    return hashlib.sha256(json.dumps([digests, versions]).encode()).hexdigest()


def _tables() -> Iterator[Path]:
    for folder in bundled.DATA.iterdir():
        if folder.is_dir() and folder != bundled.DEMONSTRATION:
            yield from (file for file in folder.rglob("*") if file.suffix in (".parquet", ".csv", ".toml"))


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _checksum(file: Path) -> int:
    found = 0
    with file.open("rb") as content:
        while piece := content.read(_CHUNK):
            found = zlib.crc32(piece, found)
    return found


def _until(database: Database, today: date) -> date:
    """The day from which the database may be cleaned otherwise: when a date in it has come, or in a new year."""
    coming = [date(today.year + 1, 1, 1)]
    for table in (database.projects, database.organisations):
        for name in _DATES:
            if name in table and table[name].dtype.kind == "M":
                later = table[name][table[name].gt(_at_midnight(today))]
                coming += [] if later.empty else [later.min().date()]
    return min(coming)


def _at_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as dates in tables are


def _today() -> date:
    return datetime.now(UTC).date()


def _is_ours(place: Path) -> bool:
    return place.is_dir() and ((place / _KEPT).exists() or place.name.startswith(_UNFINISHED))


def _bytes_of(place: Path) -> int:
    return sum(file.stat().st_size for file in place.iterdir()) if place.is_dir() else 0


def _said(error: Exception) -> str:
    """What is logged of an error: without paths, which `OSError` would quote."""
    return (error.strerror if isinstance(error, OSError) else None) or f"{type(error).__name__} {error}"
