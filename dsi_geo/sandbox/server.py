"""The reading server: a process that has all libraries loaded, and forks a reading process for each request.

It is started by `dsi_geo.sandbox` and ends with the process that started it. Each byte on its control socket carries
the socket of a request, whose first line names a folder. The request is in that folder (`REQUEST`), and the reading
process leaves the database there, or the reason why there is none (`ANSWER`). The server reports on the request's
socket, in a line of JSON, how that process ended. A further byte on that socket, or its end, ends the reading.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dsi_geo import bundled
from dsi_geo.sandbox.confinement import (
    close_network,
    confine_files,
    end_with_parent,
    keep_only_read_formats,
    limit,
)

REQUEST: Final = "request.json"
ANSWER: Final = "answer.json"
DATABASE: Final = "database"
UNPACKED: Final = "unpacked"
"""Files and folders within the request's folder."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_DEEPEST_FRAMES: Final = 30
_LONGEST_PATH: Final = 8_192


def serve(control: socket.socket, *, warm: bool) -> None:
    """Serve until the control socket is closed; then end every reading process.

    Parameters
    ----------
    control
        Local stream socket. Each byte on it carries the socket of a request.
    warm
        Whether to load the gazetteer before the first request, so that all readings share it.
    """
    layers = close_network()
    _load(warm=warm)
    _load_meanwhile(control)
    gc.collect()
    gc.freeze()  # or garbage collection would touch, and so copy, the memory that all reading processes share
    readings: dict[int, socket.socket] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(child_ended := _notice_of_children(), select.POLLIN)
    while True:
        happened = dict(poll.poll())
        if child_ended in happened:
            os.read(child_ended, 4096)
        for process, connection in readings.items():
            if connection.fileno() in happened:  # it is cancelled, or nobody waits for it any more
                os.kill(process, signal.SIGKILL)
        for process, how in _ended(readings):
            connection = readings.pop(process)
            poll.unregister(connection)
            _send(connection, {**how, "layers": layers})
        if control.fileno() in happened:
            received, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not received:
                break
            connection = socket.socket(fileno=descriptors[0])
            folder = Path(connection.recv(_LONGEST_PATH).decode().rstrip("\n"))
            readings[_fork(folder, [control, connection, *readings.values()])] = connection
            poll.register(connection, select.POLLIN)
    for process in readings:
        os.kill(process, signal.SIGKILL)


def _notice_of_children() -> int:
    """A file descriptor that becomes readable when a child has ended."""
    ended, notified = os.pipe()
    os.set_blocking(notified, False)
    signal.set_wakeup_fd(notified, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return ended


def _load(*, warm: bool) -> None:
    """Import the libraries, and if `warm` read a database once so that the bundled data are loaded."""
    from dsi_geo.database import open_database
    from dsi_geo.sandbox import transfer  # noqa: F401 - loaded for the processes to come

    keep_only_read_formats()
    if warm:
        open_database(bundled.DEMONSTRATION)


def _load_meanwhile(control: socket.socket) -> None:
    """Load the tables of places one after another, as long as there is no request."""
    from dsi_geo.geography import boundaries, places

    asked = select.poll()
    asked.register(control, select.POLLIN)
    for load in (*places.LOADERS, *boundaries.LOADERS):
        if asked.poll(0):
            return
        load()


def _ended(readings: Mapping[int, socket.socket]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Processes that have ended: exit status (negative: the signal), seconds of CPU time, peak memory."""
    for process in list(readings):
        ended, status, used = os.wait4(process, os.WNOHANG)
        if ended:
            yield (
                process,
                {
                    "exit": os.waitstatus_to_exitcode(status),
                    "cpu_s": used.ru_utime + used.ru_stime,
                    "peak_mb": used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
                },
            )


def _send(connection: socket.socket, how: dict[str, Any]) -> None:
    with connection, contextlib.suppress(OSError):  # the client may have gone
        connection.sendall(json.dumps(how).encode() + b"\n")


def _fork(folder: Path, sockets: Iterable[socket.socket]) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        end_with_parent()
        signal.set_wakeup_fd(-1)
        for other in sockets:
            other.close()
        _read(folder)
        status = 0
    finally:
        os._exit(status)


def _read(folder: Path) -> None:
    """Serve one request, in the forked process."""
    request = json.loads((folder / REQUEST).read_text("ascii"))
    _keep_to_itself(folder / UNPACKED)
    confine_files([*map(Path, request["files"]), *_of_the_program()], [folder])
    limit(**request["limits"])
    answer = _answer(request, folder)
    if answer:
        (folder / ANSWER).write_text(json.dumps(answer), encoding="ascii")


def _of_the_program() -> Iterator[Path]:
    """Files and folders that Python and its libraries read, without the operator's configuration."""
    yield from (_PACKAGE, bundled.DATA)
    yield from (
        Path(entry) for entry in (*sys.path, sys.prefix, sys.base_prefix) if Path(entry) != bundled.ROOT
    )
    yield from map(
        Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc/self", "/dev/null")
    )
    yield from map(Path, ("/dev/urandom", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu"))


def _keep_to_itself(unpacked: Path) -> None:
    """Discard the output of libraries, which may quote a record, and have them unpack files where they get deleted."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    unpacked.mkdir()
    os.chdir(unpacked)
    tempfile.tempdir = str(unpacked)


def _answer(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read and write the database; returns why that was not possible, or nothing."""
    import pandas as pd
    import pyarrow as pa

    from dsi_geo.database import open_database
    from dsi_geo.errors import InputError
    from dsi_geo.readers import find_sources, read_stored
    from dsi_geo.readers.assembly import Source
    from dsi_geo.readers.limits import allow_rows
    from dsi_geo.sandbox.transfer import write_database, write_stored

    allow_rows(request["max_rows"])
    if request["small"]:
        pa.set_cpu_count(1)  # for small files, more threads only contend for memory
    asked = request["source"]
    source = asked if isinstance(asked, str) else [Source(Path(path), name) for path, name in asked]
    try:
        as_of = None if request["as_of"] is None else pd.Timestamp(request["as_of"])
        (folder / DATABASE).mkdir()
        sources = find_sources(Path(source)) if isinstance(source, str) else source
        untouched = (
            request["as_stored"] and not request["columns"] and as_of is None and not request["tables"]
        )
        if untouched and (stored := read_stored(sources)) is not None:
            write_stored(stored, [one.name for one in sources], folder / DATABASE)
        else:
            database = open_database(
                sources, request["columns"], entity=request["entity"], as_of=as_of, tables=request["tables"]
            )
            write_database(database, folder / DATABASE)
    except InputError as error:
        if _is_for_memory(error):
            return {"memory": True}
        return {"faults": error.faults, "columns": error.columns, "tables": error.tables}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001 - reported with a number, under which the log has the details
        return {"unexpected": _kinds(error), "frames": _frames(error)}
    return {}


def _is_for_memory(error: BaseException) -> bool:
    """Whether lack of memory caused what looks like a fault of the file, since libraries turn one into the other."""
    return any(isinstance(cause, MemoryError) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _kinds(error: BaseException) -> str:
    return " from ".join(type(cause).__name__ for cause in _causes(error))


def _frames(error: BaseException) -> list[str]:
    """Where an error came from, innermost last; without its message, which may quote a record, and without folders."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST_FRAMES:]
    return [f"{_shown(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _shown(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return str(path.relative_to(_PACKAGE.parent))
    return "/".join(path.parts[-3:])
