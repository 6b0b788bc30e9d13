"""Streamlit's own command line, which tells in its log whenever the program asks an outside host."""

from __future__ import annotations

import ipaddress
import runpy
import socket
import sys
from typing import Any

OUTSIDE = "OUTSIDE HOST ASKED:"


def is_local(host: object) -> bool:
    """Whether a host is this machine."""
    if host in (None, "", b"", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Report a name looked up or a connection made that is not to this machine."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        # A datagram socket that connects sends nothing; Streamlit learns its own address so.
        host = None if arguments[0].type == socket.SOCK_DGRAM else arguments[1][0]
    else:
        return
    if not is_local(host):
        print(OUTSIDE, host, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.path.pop(0)  # the tests' folder: the program shall not find modules there
    sys.addaudithook(audit)
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
