"""nginx and Caddy with the configuration that deployment/ gives, before a server of the tests."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.serving import ROOT, Server, free_port

NAME: Final = "geo.localhost"
"""Browsers know names below localhost as this machine; for Streamlit it is a foreign name like any other."""

SECONDS_TO_START: Final = 20


class ReverseProxy:
    """A proxy that ends TLS on a port of its own and hands on to a server.

    Parameters
    ----------
    program
        `nginx` or `caddy`.
    server
        What stands behind it.
    port
        Where it listens; the server was told so (`browser.serverPort`).
    """

    def __init__(self, program: str, server: Server, port: int, folder: Path) -> None:
        self.program = program
        self.host = f"{NAME}:{port}"
        self.url = f"https://{self.host}"
        _certificate(folder)
        configure = {"nginx": _nginx, "caddy": _caddy}[program]
        own = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}  # Caddy keeps things there
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                configure(folder, port, server.port),
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | own,
            )
        self._wait(port, folder)

    def _wait(self, port: int, folder: Path) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The proxy did not answer. Its log:\n{(folder / 'log').read_text()}")

    def new_faults(self) -> list[str]:
        """A proxy's own log is not asked."""
        return []

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)


def program(name: str) -> str | None:
    """Path of a proxy; None where it is not installed."""
    return shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin")


def _certificate(folder: Path) -> None:
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True,
        capture_output=True,
    )


def _nginx(folder: Path, port: int, behind: int) -> list[str]:
    """The example's first site, on other ports and with another certificate."""
    site = (ROOT / "deployment" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "geo.example.org;": f"{NAME};",
        "/etc/ssl/certs/geo.example.org.pem": f"{folder}/certificate.pem",
        "/etc/ssl/private/geo.example.org.key": f"{folder}/key.pem",
        "/var/log/nginx/dsi-geo.log": f"{folder}/access.log",
        "127.0.0.1:8501": f"127.0.0.1:{behind}",
    }
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{temporary}{_replaced(site, changes)}}}\n"
    )
    return [str(program("nginx")), "-p", str(folder), "-c", str(file), "-g", "daemon off;"]


def _caddy(folder: Path, port: int, behind: int) -> list[str]:
    site = (ROOT / "deployment" / "Caddyfile").read_text(encoding="utf-8")
    changes = {
        "geo.example.org {": f"https://{NAME}:{port} {{\n\ttls {folder}/certificate.pem {folder}/key.pem",
        "127.0.0.1:8501": f"127.0.0.1:{behind}",
    }
    file = folder / "Caddyfile"
    alone = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    file.write_text(alone + _replaced(site, changes))
    return [str(program("caddy")), "run", "--config", str(file), "--adapter", "caddyfile"]


def _replaced(text: str, changes: dict[str, str]) -> str:
    for before, after in changes.items():
        if before not in text:
            raise ValueError(f"{before!r} is no longer in the example")
        text = re.sub(re.escape(before), after.replace("\\", r"\\"), text)
    return text
