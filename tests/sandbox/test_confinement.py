"""What a confined process may not do: each test asks the kernel, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has these layers")

BEGIN = """
import ctypes, os, socket, subprocess, sys
from dsi_geo.sandbox import confinement
def tried(what):
    try:
        return what() and "let pass"
    except OSError as error:
        return type(error).__name__
"""


def said(program: str, *, user: int | None = None) -> list[str]:
    """What a program prints that has `tried`; as another user if one is given."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        user=user,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def test_no_socket_no_program_and_no_way_around_them() -> None:
    assert said(
        """
assert confinement.FILTER in confinement.close_network()
print(tried(socket.socket))
print(tried(lambda: socket.socket(socket.AF_UNIX)))
print(tried(socket.socketpair))
print(tried(lambda: socket.create_connection(("127.0.0.1", 9))))
print(tried(lambda: socket.getaddrinfo("example.org", 80)))
print(tried(lambda: subprocess.run(["/bin/true"])))
call = ctypes.CDLL(None, use_errno=True).syscall
print(call(425, 8, 0), os.strerror(ctypes.get_errno()))
if os.uname().machine == "x86_64":
    print(call(0x40000000 | 41, 2, 1, 0), os.strerror(ctypes.get_errno()))
"""
    )[:8] == [
        "PermissionError",
        "PermissionError",
        "PermissionError",
        "PermissionError",
        "gaierror",
        "PermissionError",
        "-1 Operation not permitted",
        *(["-1 Operation not permitted"] if os.uname().machine == "x86_64" else []),
    ]


def test_the_namespace_alone_leads_nowhere() -> None:
    (held, reached, interfaces) = said(
        """
held = confinement._leave_network(ctypes.CDLL(None, use_errno=True))
print(held)
print(tried(lambda: socket.create_connection(("127.0.0.1", 9), 5)))
print(sorted(name for _, name in socket.if_nameindex()))
"""
    )
    if held == "False":
        pytest.skip("This machine allows no network namespace")
    assert (reached, interfaces) == ("OSError", "['lo']")  # a loopback interface that is down: unreachable


def test_what_a_process_needs_goes_on() -> None:
    assert said(
        """
import threading, tempfile
confinement.close_network()
with tempfile.TemporaryFile() as file:
    print(file.write(b"abc"))
thread = threading.Thread(target=print, args=("thread",)); thread.start(); thread.join()
child = os.fork()
if not child: os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    ) == ["3", "thread", "7"]


@pytest.mark.parametrize(
    ("bounds", "little", "much", "end"),
    [
        ("50_000_000, 60, 10**9", "bytearray(40_000_000)", "bytearray(90_000_000)", 1),
        ("10**9, 1, 10**9", "sum(range(1000))", "while True: pass", -signal.SIGXCPU),
        ("10**9, 60, 1000", "file = open('big', 'wb', 0); file.write(bytes(1000))", "file.write(b'x')", 1),
    ],
)
def test_memory_computing_and_files_are_bounded(
    bounds: str, little: str, much: str, end: int, tmp_path: Path
) -> None:
    program = f"confinement.limit({bounds})\n{little}\nprint('little', flush=True)\n{much}"
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.stdout, done.returncode) == ("little\n", end)
    assert end != 1 or "MemoryError" in done.stderr or "File too large" in done.stderr


def test_a_process_ends_with_the_one_that_started_it() -> None:
    (line,) = said(
        """
read, write = os.pipe()
child = os.fork()
if not child:
    grandchild = os.fork()
    if not grandchild:
        confinement.end_with_parent()
        os.write(write, b"x")
        import time
        while True: time.sleep(1)
    os.read(read, 1)
    os._exit(0)
os.waitpid(child, 0)
os.close(write)
print(os.read(read, 1))  # the end of the pipe, once the grandchild holds it no more
"""
    )
    assert line == "b''"


def test_only_named_files_and_folders_are_open(tmp_path: Path) -> None:
    for name in ("readable", "writable", "closed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    (tmp_path / "one").write_text("x")
    assert said(
        f"""
from pathlib import Path
folder = Path({str(tmp_path)!r})
held = confinement.confine_files([folder / "readable", folder / "one", folder / "gone"], [folder / "writable"])
assert held == (confinement.FILES,)
print(tried(lambda: (folder / "readable" / "file").read_text()), tried(lambda: (folder / "one").read_text()))
print(tried(lambda: (folder / "readable" / "file").write_text("y")), tried(lambda: (folder / "one").write_text("y")))
print(tried(lambda: (folder / "readable" / "new").mkdir()), tried((folder / "one").unlink))
print(tried(lambda: (folder / "writable" / "new").write_text("y")), tried((folder / "writable" / "file").read_text))
print(tried(lambda: (folder / "closed" / "file").read_text()), tried(lambda: [*(folder / "closed").iterdir()]))
print(tried(lambda: Path("/etc/passwd").read_text()), tried(lambda: os.listdir("/")))
"""
    ) == [
        "let pass let pass",
        "PermissionError PermissionError",
        "PermissionError PermissionError",
        "let pass let pass",
        "PermissionError PermissionError",
        "PermissionError PermissionError",
    ]
