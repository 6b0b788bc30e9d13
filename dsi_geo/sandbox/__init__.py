"""Opening untrusted files in a separate process, with bounds on memory and time and without network access.

`open_database` is `dsi_geo.database.open_database` in such a process. `confinement` restricts it, `budget` bounds its
memory and time, `server` forks it, and `transfer` returns its database. `cleaned` keeps databases on disk.
"""

from __future__ import annotations

import atexit
import json
import logging
import math
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from dsi_geo import bundled
from dsi_geo.errors import InputError, quoted
from dsi_geo.sandbox.budget import MEGABYTE, WRITTEN_MB, Allowance, Bounds, allowance
from dsi_geo.sandbox.cleaned import CleanedCache, key_of
from dsi_geo.sandbox.server import ANSWER, DATABASE, REQUEST

if TYPE_CHECKING:
    import pandas as pd

    from dsi_geo.database import Database
    from dsi_geo.schema import Entity

__all__ = [
    "Bounds",
    "Cancelled",
    "CleanedCache",
    "Reading",
    "Upload",
    "available",
    "open_database",
    "read",
    "start",
    "stop",
]

_log = logging.getLogger(__name__)

_FOLDER: Final = Path(__file__).resolve().parents[2]
_PLACE: Final = sys.maxsize if bundled.INSTALLED else 0
"""Index of that folder in the search path: a checkout comes first, an installed package after the standard library."""
_PROGRAM: Final = (
    "import socket, sys; sys.path.insert(int(sys.argv[1]), sys.argv[2]); from dsi_geo.sandbox.server import serve; "
    "serve(socket.socket(fileno=int(sys.argv[3])), warm=bool(int(sys.argv[4])))"
)
_SETTINGS: Final = {
    # One thread until the fork, which does not copy the other threads of a library.
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PROJ_NETWORK": "OFF",
}
_SECRET: Final = ("DSI_GEO_", "STREAMLIT_", "PG", "AWS_", "SECRET", "PASSWORD", "TOKEN", "KEY")
_TICK_S: Final = 0.1
_SMALL_BYTES: Final = 2_000_000
_LONGEST_ENDING: Final = 12


class Cancelled(Exception):  # noqa: N818 - not an error, but what was asked for
    """The reading was cancelled before it ended."""


@dataclass(frozen=True)
class Upload:
    """An uploaded file: its name on the visitor's machine, and its content."""

    name: str
    content: memoryview | bytes


@dataclass(frozen=True)
class _Request:
    source: Path | Sequence[Upload]
    columns: Mapping[str, str]
    entity: Entity | None
    as_of: pd.Timestamp | None
    max_rows: int
    bounds: Bounds
    tables: Sequence[str] = ()
    as_stored: bool = True

    @property
    def named(self) -> str:
        """Names of the files, for messages."""
        if isinstance(self.source, Path):
            return quoted(self.source.name)
        return " and ".join(quoted(upload.name) for upload in self.source)


def available() -> bool:
    """Whether this platform can read files in a separate process, as POSIX platforms can."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def open_database(
    source: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    entity: Entity | None = None,
    as_of: pd.Timestamp | None = None,
    tables: Sequence[str] = (),
    merge: bool = False,
    clusters: str | None = None,
    bounds: Bounds | None = None,
    cache: CleanedCache | None = None,
) -> Database:
    """Open a database; files are read in a separate process.

    Parameters
    ----------
    source, columns, entity, as_of, tables, merge, clusters
        See `dsi_geo.database.open_database`. The bundled demonstration database and databases behind a URL are opened
        in this process: the former is ours, the latter need the network, and are the operator's. On a platform
        without such processes (Windows), files are opened in this process, too.
    bounds
        Bounds on memory and time.
    cache
        Where the database is looked for as it was cleaned before, and kept after cleaning; None for nowhere.

    Raises
    ------
    InputError
        The input cannot be used, or exceeds the bounds.
    """
    if source is None or (isinstance(source, str) and "://" in source) or not available():
        from dsi_geo import database as here

        return here.open_database(
            source, columns, entity=entity, as_of=as_of, tables=tables, merge=merge, clusters=clusters
        )
    key = "" if cache is None else _key(Path(source), columns or {}, entity, as_of, tables)
    database = None if cache is None else cache.find(key)
    if database is None:
        reading = read(Path(source), columns, entity=entity, as_of=as_of, tables=tables, bounds=bounds)
        try:
            database = reading.result()
        finally:
            reading.cancel()  # in case the wait was interrupted
        if cache is not None:
            cache.keep(key, database)
    from dsi_geo.database import as_counted

    return as_counted(database, merge=merge, clusters=clusters)


def _key(
    source: Path,
    columns: Mapping[str, str],
    entity: Entity | None,
    as_of: pd.Timestamp | None,
    tables: Sequence[str],
) -> str:
    """What the database that is opened so is kept under."""
    from dsi_geo.readers import find_sources
    from dsi_geo.readers.limits import max_rows

    options = {"columns": dict(columns), "entity": entity, "as_of": as_of, "tables": list(tables)}
    return key_of(find_sources(source), {**options, "max_rows": max_rows()})


def read(
    source: Path | Sequence[Upload],
    columns: Mapping[str, str] | None = None,
    *,
    entity: Entity | None = None,
    as_of: pd.Timestamp | None = None,
    tables: Sequence[str] = (),
    bounds: Bounds | None = None,
    patience_s: float = math.inf,
) -> Reading:
    """Begin to open a file, a folder, or several uploads, in a separate process.

    Parameters
    ----------
    source
        Path of a file or folder, or uploaded files.
    columns, entity, as_of, tables
        See `dsi_geo.database.open_database`.
    bounds
        Bounds on memory and time, and on the number of simultaneous readings.
    patience_s
        The reading is cancelled if nobody calls its `wait` for so many seconds.
    """
    from dsi_geo.readers.limits import max_rows

    request = _Request(source, columns or {}, entity, as_of, max_rows(), bounds or Bounds(), tables)
    return Reading(request, patience_s, _turns, _server)


def start(*, warm: bool = False) -> None:
    """Start the reading server, unless it is running, without waiting for it.

    Parameters
    ----------
    warm
        Whether it loads the gazetteer at once: this takes a second, and pays off from the second file on.
    """
    if available():
        _server.start(warm=warm)


def stop() -> None:
    """End the reading server and all readings."""
    _server.stop()


class Reading:
    """A database being read; a thread waits for the process."""

    def __init__(self, request: _Request, patience_s: float, turns: _Turns, server: _Server) -> None:
        self._request, self._patience_s, self._turns, self._server = request, patience_s, turns, server
        self._looked_at = time.monotonic()
        self._cancelled = False
        self._database: Database | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="dsi-geo-reading", daemon=True)
        self._thread.start()

    @property
    def ahead(self) -> int:
        """How many readings must end before this one begins."""
        return self._turns.ahead(self)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; returns whether the reading has ended."""
        self._looked_at = time.monotonic()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Cancel the reading: its process is killed and its folder deleted. Has no effect once it has ended."""
        self._cancelled = True

    def result(self) -> Database:
        """Wait for the database.

        Raises
        ------
        InputError
            The input cannot be used, or exceeds the bounds.
        Cancelled
            The reading was cancelled.
        """
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._database is not None
        return self._database

    def _given_up(self) -> bool:
        return self._cancelled or time.monotonic() - self._looked_at > self._patience_s

    def _run(self) -> None:
        try:
            self._turns.take(self, self._request.bounds.reads_at_once, self._given_up)
            try:
                self._database = self._server.serve(self._request, self._given_up)
            finally:
                self._turns.leave(self)
        except (InputError, Cancelled) as error:
            self._error = error
        except Exception as error:  # noqa: BLE001 - reported with a number; `result` raises it to whoever waits
            self._error = _unexpected(self._request, type(error).__name__, [])


class _Turns:
    """The readings in progress, and those that wait, in order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._present: list[object] = []
        self._at_once = 1

    def take(self, who: object, at_once: int, given_up: Callable[[], bool]) -> None:
        with self._changed:
            self._present.append(who)
            self._at_once = at_once
            while self._present.index(who) >= at_once:
                self._changed.wait(_TICK_S)
                if given_up():
                    self.leave(who)
                    raise Cancelled

    def leave(self, who: object) -> None:
        with self._changed:
            self._present.remove(who)
            self._changed.notify_all()

    def ahead(self, who: object) -> int:
        with self._changed:
            place = self._present.index(who) if who in self._present else 0
            return max(0, place - self._at_once + 1)


class _Server:
    """The client of the reading server: starts it when first needed, and again if it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.layers: tuple[str, ...] = ()
        """The layers that hold in its processes (see `confinement`); known from the first reading on."""

    def start(self, *, warm: bool) -> None:
        """Start the server, unless it is running."""
        with self._lock:
            self._start(warm=warm)

    def stop(self) -> None:
        """End the server and all its readings."""
        with self._lock:
            self._end()

    def serve(self, request: _Request, given_up: Callable[[], bool]) -> Database:
        """Have a database read; canonical tables are transferred as stored, if they are valid."""
        database = self._serve(request, given_up) or self._serve(replace(request, as_stored=False), given_up)
        assert database is not None
        return database

    def _serve(self, request: _Request, given_up: Callable[[], bool]) -> Database | None:
        """Have a database read in a folder that is deleted when its process has ended."""
        with TemporaryDirectory(prefix="dsi-geo-") as name:
            folder = Path(name).resolve()
            allowed = _prepare(request, folder)
            with self._connect(folder) as connection:
                ended = _wait(connection, request, given_up)
            if ended is None and self._process is None:
                raise Cancelled  # by `stop`
            if ended is None:
                raise _unexpected(request, "the reading server ended", [])
            self.layers = tuple(ended["layers"])
            answer = folder / ANSWER
            found = json.loads(answer.read_text("ascii")) if answer.exists() else {}
            _log.debug("A reading took %.1f s of computing and %.0f MB.", ended["cpu_s"], ended["peak_mb"])
            if ended["exit"] or found:
                raise _refusal(request, found, allowed, ended["exit"])
            return _received(folder, request)

    def _start(self, *, warm: bool) -> socket.socket:
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._end()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program; its arguments are numbers and a folder
                [
                    *(sys.executable, "-P", "-c", _PROGRAM),
                    *(str(_PLACE), str(_FOLDER), str(theirs.fileno()), str(int(warm))),
                ],
                env=_environment(os.environ),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()  # by which it ends
        if self._process is not None:
            self._process.wait()
        self._process = self._control = None

    def _connect(self, folder: Path) -> socket.socket:
        """A socket on which the server reports how the reading of the request in a folder ended."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            ours.sendall(f"{folder}\n".encode())
            control = self._start(warm=False)
            try:
                socket.send_fds(control, [b"."], [theirs.fileno()])
            except OSError:  # it has died since the last request
                self._end()
                socket.send_fds(self._start(warm=False), [b"."], [theirs.fileno()])
        return ours


def _prepare(request: _Request, folder: Path) -> Allowance:
    """Write the request, and any uploaded files, into its folder.

    Files are named by numbers, so that no name given by a visitor becomes a path.
    """
    if isinstance(request.source, Path):
        source: str | list[tuple[str, str]] = str(request.source.absolute())
        files = _files_of(request.source)
        shapefile = request.source.suffix.lower() == ".shp"  # its parts are beside it
        readable = [request.source.absolute().parent if shapefile else request.source.absolute()]
    else:
        files = [folder / f"{number}{_ending(one.name)}" for number, one in enumerate(request.source)]
        for path, upload in zip(files, request.source, strict=True):
            path.write_bytes(upload.content)
        source = [(str(path), upload.name) for path, upload in zip(files, request.source, strict=True)]
        readable = []
    allowed = allowance(files, request.bounds)
    wanted = {
        "source": source,
        "files": [str(path) for path in readable],
        "columns": dict(request.columns),
        "entity": request.entity,
        "as_of": None if request.as_of is None else request.as_of.isoformat(),
        "max_rows": request.max_rows,
        "tables": list(request.tables),
        "as_stored": request.as_stored,
        "small": sum(path.stat().st_size for path in files) < _SMALL_BYTES,
        "limits": {
            "memory_bytes": allowed.memory_mb * MEGABYTE,
            "cpu_seconds": allowed.cpu_s,
            "file_bytes": WRITTEN_MB * MEGABYTE,
        },
    }
    (folder / REQUEST).write_text(json.dumps(wanted), encoding="ascii")
    return allowed


def _files_of(path: Path) -> list[Path]:
    """Files that may be read; errors in the path are left to the reader."""
    try:
        within = [*path.iterdir()] if path.is_dir() else [path]
        return [file for file in within if file.is_file()]
    except OSError:
        return []


def _ending(name: str) -> str:
    """The ending of a name if it is a plain one, since some readers depend on it."""
    ending = PurePosixPath(name).suffix.lower()
    return ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= _LONGEST_ENDING else ""


def _wait(
    connection: socket.socket, request: _Request, given_up: Callable[[], bool]
) -> dict[str, Any] | None:
    """How the reading ended; None if the server ended. A reading that is cancelled or takes too long is ended first."""
    deadline = time.monotonic() + request.bounds.read_seconds
    connection.settimeout(_TICK_S)
    stopped: Exception | None = None
    said = b""
    while not said.endswith(b"\n"):
        late = time.monotonic() > deadline
        if stopped is None and (late or given_up()):
            stopped = _too_long(request, request.bounds.read_seconds) if late else Cancelled()
            connection.sendall(b".")
        try:
            more = connection.recv(4096)
        except TimeoutError:
            continue
        if not more:
            break
        said += more
    if stopped is not None:
        raise stopped
    if not said.endswith(b"\n"):
        return None
    ended: dict[str, Any] = json.loads(said)
    return ended


def _received(folder: Path, request: _Request) -> Database | None:
    import pyarrow as pa

    from dsi_geo.sandbox.transfer import read_database

    try:
        return read_database(folder / DATABASE)
    except (pa.ArrowException, ValueError, KeyError, TypeError, OSError) as error:
        raise _unexpected(request, type(error).__name__, ["the database that came back"]) from error


def _refusal(request: _Request, found: Mapping[str, Any], allowed: Allowance, status: int) -> InputError:
    """The error that says why there is no database."""
    if "faults" in found:
        return InputError(found["faults"], found["columns"], found["tables"])
    if "memory" in found:
        return InputError(
            f"{request.named} would take more than {allowed.memory_mb:,} MB of memory to read, the most for a file of "
            "its size. Split it, or leave out columns that are not needed."
        )
    if "unexpected" in found:
        return _unexpected(request, found["unexpected"], found["frames"])
    if status == -signal.SIGXCPU:
        return _too_long(request, allowed.cpu_s)
    if status < 0:
        return _unexpected(request, signal.Signals(-status).name, [], "It may be damaged or too large. ")
    return _unexpected(request, f"exit status {status}", [])


def _too_long(request: _Request, seconds: int) -> InputError:
    return InputError(
        f"{request.named} takes more than {seconds:,} seconds to read, the most for a file of its size. Split it, or "
        "save it as CSV or GeoParquet."
    )


def _unexpected(request: _Request, kind: str, frames: Sequence[str], perhaps: str = "") -> InputError:
    """An error about a fault of the program; its number is that of the log entry, which quotes no record."""
    number = secrets.token_hex(3).upper()
    _log.error("Fault %s while reading a file: %s%s", number, kind, "".join(f"\n  {one}" for one in frames))
    return InputError(
        f"{request.named} cannot be read: something in it ended the reading program. {perhaps}Save it anew as CSV or "
        f"XLSX, or report fault {number}; the log has the details under this number."
    )


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of a reading process: without secrets and without settings of the dashboard."""
    plain = {name: value for name, value in inherited.items() if not any(word in name for word in _SECRET)}
    return plain | _SETTINGS


_turns, _server = _Turns(), _Server()
atexit.register(stop)
