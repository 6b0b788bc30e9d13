"""The dashboard as a process of its own, for tests that need the real thing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from tests.audited_streamlit import OUTSIDE

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 90
SECONDS_TO_STOP = 10

_FAULT = re.compile(
    rf"^.*Traceback \(most recent call last\)(?:.*\n)+?(?=^\S|\Z).*|^{OUTSIDE}.*", re.MULTILINE
)


class Service:
    """A program that answers on a port of this machine, with every process that it starts.

    Parameters
    ----------
    command
        Program and arguments.
    url
        Where it answers.
    folder
        The working directory.
    log_file
        Where its output is collected.
    environment
        All of its variables.
    """

    def __init__(
        self,
        command: Sequence[str],
        url: str,
        folder: Path,
        log_file: Path,
        environment: Mapping[str, str],
    ) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self._log_file = log_file
        self._read = 0
        with log_file.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        ended = self._process.poll()
        self.stop()
        what = "did not answer in time" if ended is None else f"ended with exit status {ended}"
        raise RuntimeError(f"The server {what}. Its log:\n{self.log}")

    @property
    def pid(self) -> int:
        """Number of its process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """All that the server has said."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def exit_status(self, sent: signal.Signals) -> int:
        """How it ends when it alone is sent a signal."""
        self._process.send_signal(sent)
        return self._process.wait(SECONDS_TO_START)

    def new_faults(self) -> list[str]:
        """Tracebacks and requests to outside hosts in the log since this was last asked."""
        log = self.log
        new, self._read = log[self._read :], len(log)
        return faults(new)

    def stop(self) -> None:
        """End the server and every process that it started."""
        for what in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, what)
                self._process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                pass
            break
        self._process.wait()


class Server(Service):
    """A running dashboard.

    Parameters
    ----------
    script
        What `streamlit run` is given; its folder is the working directory.
    log_file
        Where the server's output is collected.
    environment
        Variables on top of the tests' own, of which those named DSI_GEO_* are not inherited.
    options
        Further options of `streamlit run`; `--server.baseUrlPath` is the path below which the pages are served.
    """

    def __init__(
        self,
        script: Path,
        log_file: Path,
        environment: Mapping[str, str],
        options: tuple[str, ...] = (),
    ) -> None:
        self.port = free_port()
        path = dict(pairwise(options)).get("--server.baseUrlPath", "")
        super().__init__(
            [
                *(sys.executable, str(ROOT / "tests" / "audited_streamlit.py"), "run", str(script)),
                *("--server.port", str(self.port), "--server.headless", "true", *options),
            ],
            f"http://localhost:{self.port}" + (f"/{path}" if path else ""),
            script.parent,
            log_file,
            own_environment() | dict(environment),
        )


def faults(log: str) -> list[str]:
    """Tracebacks in a server's log, and the outside hosts that it asked."""
    return [found.group().rstrip() for found in _FAULT.finditer(log)]


def own_environment() -> dict[str, str]:
    """The tests' own variables but those that set the dashboard, which keeps nothing in the user's cache."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DSI_GEO_")}
    return plain | {"DSI_GEO_CACHE": "off"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
