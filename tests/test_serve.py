"""`serve` in a checkout, as `make run` calls it, and what it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.serving import ROOT, Service, free_port, own_environment


def refused(*arguments: str) -> str:
    """What the command says before it ends; in a process of its own, in whose place the server would come."""
    ran = subprocess.run(
        [sys.executable, "-m", "dsi_geo", "serve", *arguments],
        cwd=ROOT,
        env=own_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=90,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    return ran.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        *(
            (("--port", port), f"--port “{port}” is not a port: give a number from 1 to 65535, as 8501.\n")
            for port in ("many", "0", "65536", "85.5", "", "８５０１", "9" * 50)
        ),
        *(
            (
                ("--host", host),
                f"--host “{host}” is not a host name: give the name by which others reach this machine",
            )
            for host in ("https://geo.example.org", "geo.example.org:8501", "two names", "", "::1")
        ),
        (
            ("nowhere.csv",),
            "No file or folder named “nowhere.csv”. Check the spelling and the folder.\n",
        ),
        (("data",), "“data” holds neither projects.* nor organisations.*"),
        (("mysql://somewhere/base",), "An address that begins with “mysql” cannot be opened."),
        (("--where", "country=DE"), "unrecognized arguments: --where"),
    ],
)
def test_what_cannot_be_served_is_one_sentence_and_exit_two(arguments, sentence):
    told = refused("--port", str(free_port()), *arguments)
    assert sentence in told
    assert "Traceback" not in told


def test_a_port_that_another_program_uses_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = refused("--port", str(port))
    assert (
        told == f"Port {port} is not available: another program uses it. Give another one, as --port 8600.\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signals")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_ends_in_order(tmp_path, sent):
    """Killed by the signal, it would leave undone what is due at its exit: other processes are ended there."""
    port = free_port()
    service = Service(
        [sys.executable, "-m", "dsi_geo", "serve", "--port", str(port)],
        f"http://localhost:{port}",
        ROOT,
        tmp_path / "log.txt",
        own_environment(),
    )
    try:
        assert service.exit_status(sent) == 0
    finally:
        service.stop()
    assert "Aborted" not in service.log
    assert service.new_faults() == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no process that another takes the place of")
@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "127.0.0.1"), ("Localhost", "127.0.0.1"), ("geo.example.org", "0.0.0.0")],
)
def test_the_server_takes_the_place_of_the_command_and_listens_for_whom_it_is_meant(tmp_path, host, address):
    port = free_port()
    service = Service(
        [sys.executable, "-m", "dsi_geo", "serve", "--port", str(port), "--host", host],
        f"http://localhost:{port}",
        ROOT,
        tmp_path / "log.txt",
        own_environment(),
    )
    service.stop()
    assert f"on {address}:{port}\n" in service.log
    assert f"URL: http://{host}:{port}\n" in service.log
    assert service.new_faults() == []
