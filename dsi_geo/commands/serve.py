"""`serve`: the dashboard, with Streamlit in the place of this process."""

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
_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - only where a name is given under which others come


def add(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
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
    """Check what was given, say what of the configuration cannot be used, and serve until interrupted."""
    port, host = _port(options.port), _host(options.host)
    address = _LOOPBACK if host.lower() in (THIS_MACHINE, _LOOPBACK) else _EVERYWHERE
    _check_free(address, port)
    if options.database is not None:
        os.environ["DSI_GEO_DATABASE"] = _database(options.database)
    runpy.run_module("dsi_geo.app.settings", run_name="__main__")
    # The name in any case: without it Streamlit asks a host outside for this machine's public address.
    _become(
        *("streamlit", "run", str(DASHBOARD), "--server.port", str(port)),
        *("--server.address", address, "--browser.serverAddress", host),
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _LAST_PORT):
        raise InputError(
            f"--port {quoted(text)} is no port: give a number from 1 to {_LAST_PORT}, as {PORT}."
        )
    return int(text)


def _host(text: str) -> str:
    if not re.fullmatch(r"\w[\w.-]*", text):
        raise InputError(
            f"--host {quoted(text)} is no name of a machine: give the one that others call it by, without protocol "
            "and port, as geo.example.org or 192.0.2.7."
        )
    return text


def _check_free(address: str, port: int) -> None:
    with socket.socket() as probe:
        if os.name == "posix":  # connections that were closed a moment ago do no harm
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            used = error.errno == errno.EADDRINUSE
            why = "another program uses it" if used else error.strerror or "the system refuses it"
            raise InputError(
                f"Port {port} is not to be had: {why}. Give another one, as --port 8600."
            ) from None


def _database(source: str) -> str:
    """What is passed to the dashboard, once it is known to be there."""
    from dsi_geo.readers import find_sources

    find_sources(source)
    return source if "://" in source else str(Path(source).absolute())


def _become(*module: str) -> NoReturn:
    """Run a module of Python with its arguments in the place of this process.

    It finds modules where they are installed, and not in the folder that the command is given in.
    """
    command = [sys.executable, "-P", "-m", *module]
    if sys.platform == "win32":  # which knows no such thing
        sys.exit(subprocess.call(command))  # noqa: S603 - our own program, and what was checked
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)  # noqa: S606 - the same
