"""`serve`: the dashboard, by replacing this process with Streamlit."""

from __future__ import annotations

import argparse
import errno
import os
import re
import runpy
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

from dsi_geo.bundled import DASHBOARD
from dsi_geo.errors import InputError, quoted

HELP = "serve the dashboard"

PORT: Final = "8501"
THIS_MACHINE: Final = "localhost"
_LAST_PORT: Final = 65_535
_LOOPBACK: Final = "127.0.0.1"
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only if a name is given by which others reach this machine


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "database",
        nargs="?",
        metavar="DATABASE",
        help="file, folder or database URL that visitors see first; default: what the configuration names",
    )
    parser.add_argument("--port", default=PORT, help=f"where it listens (default: {PORT})")
    parser.add_argument(
        "--host",
        default=THIS_MACHINE,
        metavar="NAME",
        help="the name under which others reach this machine (default: it serves this machine only)",
    )


def run(options: argparse.Namespace) -> None:
    """Check the arguments, report settings that cannot be used, and serve until interrupted."""
    port, host = _port(options.port), _host(options.host)
    address = _LOOPBACK if host.lower() in (THIS_MACHINE, _LOOPBACK) else _EVERYWHERE
    _check_free(address, port)
    if options.database is not None:
        os.environ["DSI_GEO_DATABASE"] = _database(options.database)
    runpy.run_module("dsi_geo.app.settings", run_name="__main__")
    # Always with a name: without it Streamlit asks an outside host for this machine's public address.
    _become(
        *("streamlit", "run", str(DASHBOARD), "--server.port", str(port)),
        *("--server.address", address, "--browser.serverAddress", host),
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _LAST_PORT):
        raise InputError(
            f"--port {quoted(text)} is not a port: give a number from 1 to {_LAST_PORT}, as {PORT}."
        )
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"\w[\w.-]*", text):
        raise InputError(
            f"--host {quoted(text)} is not a host name: give the name by which others reach this machine, without "
            "protocol and port, as geo.example.org or 192.0.2.7."
        )
    return text


def _check_free(address: str, port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # so that recently closed connections do not count
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            used = error.errno == errno.EADDRINUSE
            why = "another program uses it" if used else error.strerror or "the system refuses it"
            raise InputError(
                f"Port {port} is not available: {why}. Give another one, as --port 8600."
            ) from None


def _database(source: str) -> str:
    """The database to pass to the dashboard, once it is known to exist."""
    from dsi_geo.readers import find_sources

    find_sources(source)
    return source if "://" in source else str(Path(source).absolute())


def _become(*module: str) -> NoReturn:
    """Replace this process with a Python module and its arguments.

    It imports installed modules only, not those in the current folder.
    """
    command = [sys.executable, "-P", "-m", *module]
    if sys.platform == "win32":  # which cannot replace a process
        sys.exit(subprocess.call(command))  # noqa: S603 - our own program, and what was checked
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)  # noqa: S606 - the same
